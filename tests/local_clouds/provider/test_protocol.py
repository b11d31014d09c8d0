"""What the engine relies on beyond a resource's life: secrets, unknowns, instances, errors."""

from __future__ import annotations

import importlib
import json
import re
import socket
import time
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from local_clouds.constants import AWS_REGION
from local_clouds.provider import wire
from local_clouds.provider.adapter import UNKNOWN
from local_clouds.provider.aws import TABLE
from local_clouds.provider.aws.mapping import words
from tests.local_clouds.provider.aws_needs import policy, trust
from tests.local_clouds.provider.engine_client import Client, RefusedError, process

if TYPE_CHECKING:
    from pathlib import Path

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"


@pytest.fixture
def aws(cloud: Any) -> tuple[Client, Any]:
    return cloud("aws")


def _message(caught: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    return str(caught.value.details())


def test_a_secret_input_is_a_secret_output(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    made = client.create("aws:ssm/parameter:Parameter", "quiet", {"type": "String", "value": "hush"}, secret={"value"})
    assert "value" in made.secret_outputs
    read = client.read(made.token, made.name, made.id, made)
    assert read is not None
    assert "value" in read.secret_outputs
    client.delete(made)


def test_the_text_of_a_secret_is_secret_wherever_it_comes_back(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    news = {"assumeRolePolicy": trust(), "tags": {"key": "hidden-value"}}
    made = client.create(ROLE, "tagged", news, secret={"tags"})
    assert {"tags", "tagsAll"} <= made.secret_outputs
    assert "arn" not in made.secret_outputs
    client.delete(made)


def test_a_generated_credential_is_secret_and_survives_a_refresh(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    user = client.create("aws:iam/user:User", "keyed", {})
    key = client.create("aws:iam/accessKey:AccessKey", "key", {"user": user.outputs["name"]})
    assert key.secret_outputs == {"secret"}
    read = client.read(key.token, key.name, key.id, key)
    assert read is not None
    assert read.outputs["secret"] == key.outputs["secret"]
    assert read.secret_outputs == {"secret"}
    client.delete(key)
    client.delete(user)


def test_a_preview_knows_what_the_inputs_decide_and_no_more(aws: tuple[Client, Any]) -> None:
    client, clients = aws
    news = {"assumeRolePolicy": trust(), "permissionsBoundary": UNKNOWN, "tags": {"a": "b"}}
    made = client.create(ROLE, "planned", news, preview=True)
    assert made.id == ""
    assert made.outputs["permissionsBoundary"] is UNKNOWN
    assert made.outputs["arn"] is UNKNOWN
    assert made.outputs["uniqueId"] is UNKNOWN
    assert made.outputs["tagsAll"] == {"a": "b"}
    assert made.outputs["path"] == "/"
    assert made.outputs["maxSessionDuration"] == 3600
    assert re.fullmatch(r"planned-[0-9a-f]{7}", made.outputs["name"])
    names = [role["RoleName"] for role in clients.iam.list_roles()["Roles"]]
    assert made.outputs["name"] not in names


def test_an_unknown_value_is_a_change_and_replaces_where_its_property_does(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    made = client.create(ROLE, "moving", {"assumeRolePolicy": trust()})
    answer = client.diff(made, {"assumeRolePolicy": UNKNOWN, "path": UNKNOWN})
    assert set(answer.diffs) == {"assumeRolePolicy", "path"}
    assert list(answer.replaces) == ["path"]
    kinds = provider_pb2.PropertyDiff
    assert answer.detailedDiff["assumeRolePolicy"].kind == kinds.UPDATE
    assert answer.detailedDiff["path"].kind == kinds.UPDATE_REPLACE
    client.delete(made)


def test_a_policy_that_says_the_same_is_no_change(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    made = client.create(POLICY, "same", {"policy": policy(Action=["s3:GetObject", "s3:ListBucket"])})
    other = json.dumps(
        {
            "Statement": {"Action": ["s3:ListBucket", "s3:GetObject"], "Resource": ["*"], "Effect": "Allow"},
            "Version": "2012-10-17",
        }
    )
    assert not client.diff(made, {"policy": other}).diffs
    assert list(client.diff(made, {"policy": policy(Action=["s3:GetObject"])}).diffs) == ["policy"]
    client.delete(made)


def test_an_automatic_name_is_kept_and_a_prefix_honoured(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    news = {"assumeRolePolicy": trust(), "namePrefix": "agent-"}
    made = client.create(ROLE, "x" * 80, news)
    assert re.fullmatch(r"agent-[0-9a-f]{7}", made.outputs["name"])
    assert client.check(ROLE, "x" * 80, news, made.inputs).values["name"] == made.outputs["name"]
    long = client.check(ROLE, "y" * 80, {"assumeRolePolicy": trust()}).values["name"]
    assert len(long) == 64
    client.delete(made)


@pytest.mark.parametrize(
    ("token", "inputs", "property_path", "text"),
    [
        (ROLE, {}, "assumeRolePolicy", "missing required property"),
        ("aws:s3/bucket:Bucket", {"website": {"indexDocument": "i"}}, "website", "not supported by the local clouds"),
    ],
)
def test_a_wrong_input_is_refused_by_name(
    token: str, inputs: dict[str, Any], property_path: str, text: str, aws: tuple[Client, Any]
) -> None:
    with pytest.raises(RefusedError) as caught:
        aws[0].check(token, "wrong", inputs)
    assert caught.value.failures[0][0] == property_path
    assert text in caught.value.failures[0][1]


def test_an_unknown_type_says_how_to_add_it(aws: tuple[Client, Any]) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        aws[0].check("aws:rds/instance:Instance", "db", {})
    assert "aws:rds/instance:Instance is not supported" in _message(caught)
    assert "local_clouds/provider/aws" in _message(caught)


def test_a_refusal_of_the_service_is_its_own_words(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    made = client.create(ROLE, "twice", {"assumeRolePolicy": trust(), "name": "twice"})
    with pytest.raises(grpc.RpcError) as caught:
        client.create(ROLE, "twice", {"assumeRolePolicy": trust(), "name": "twice"})
    assert "creating aws:iam/role:Role 'twice': EntityAlreadyExists" in _message(caught)
    assert "Traceback" not in _message(caught)
    client.delete(made)


def test_what_half_succeeded_is_recorded(aws: tuple[Client, Any]) -> None:
    client, clients = aws
    news = {
        "name": "half",
        "assumeRolePolicy": trust(),
        "managedPolicyArns": ["arn:aws:iam::123456789012:policy/none"],
        "tags": {"a": "quiet-value"},
    }
    with pytest.raises(grpc.RpcError) as caught:
        client.create(ROLE, "half", news, secret={"tags"})
    details = dict(caught.value.trailing_metadata())["grpc-status-details-bin"]
    failed = provider_pb2.ErrorResourceInitFailed()
    assert status_pb2.Status.FromString(details).details[0].Unpack(failed)
    assert failed.id == "half"
    assert "NoSuchEntity" in failed.reasons[0]
    properties = wire.decode(failed.properties)
    assert properties.values["arn"] == clients.iam.get_role(RoleName="half")["Role"]["Arn"]
    assert "tags" in properties.secret
    clients.iam.delete_role(RoleName="half")


def test_each_instance_has_its_own_configuration(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    bucket = "aws:cloudwatch/logGroup:LogGroup"
    far = Client(client.port, "aws", {"region": "us-west-2", "defaultTags": json.dumps({"tags": {"team": "far"}})})
    one, other = far.create(bucket, "a", {"tags": {"own": "x"}}), client.create(bucket, "b", {})
    assert ":us-west-2:" in one.outputs["arn"]
    assert one.outputs["tagsAll"] == {"team": "far", "own": "x"}
    assert one.outputs["tags"] == {"own": "x"}
    assert ":eu-west-1:" in other.outputs["arn"]
    assert other.outputs["tagsAll"] == {}
    far.delete(one)
    client.delete(other)


def test_the_default_region_is_the_one_of_all_other_clients(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    assert client.invoke("aws:index/getRegion:getRegion", {})["region"] == AWS_REGION


def test_an_import_is_told_why_it_gets_no_code(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    with pytest.raises(grpc.RpcError) as caught:
        client.stub.GetSchema(provider_pb2.GetSchemaRequest())
    assert "is imported; --generate-code=false spares this message" in _message(caught)


def test_a_connection_without_a_configuration_is_refused(aws: tuple[Client, Any]) -> None:
    """A lost connection must not fall back to another account or region."""
    channel = grpc.insecure_channel(f"127.0.0.1:{aws[0].port}", options=[("grpc.use_local_subchannel_pool", 1)])
    request = provider_pb2.InvokeRequest(tok="aws:index/getCallerIdentity:getCallerIdentity")
    with pytest.raises(grpc.RpcError) as caught:
        provider_pb2_grpc.ResourceProviderStub(channel).Invoke(request)
    assert "this instance of the provider 'aws' is not configured" in _message(caught)


def test_another_account_is_reached_by_its_role_and_a_wrong_one_refused(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    role = json.dumps([{"roleArn": "arn:aws:iam::210987654321:role/deployer"}])
    there = Client(client.port, "aws", {"assumeRoles": role, "allowedAccountIds": json.dumps(["210987654321"])})
    assert there.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})["accountId"] == "210987654321"
    assert client.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})["accountId"] == "123456789012"
    with pytest.raises(grpc.RpcError) as caught:
        Client(client.port, "aws", {"allowedAccountIds": json.dumps(["210987654321"])})
    assert "allowedAccountIds: the account is 123456789012; allowed: 210987654321" in _message(caught)


def test_functions_answer_as_the_real_provider_does(aws: tuple[Client, Any]) -> None:
    client, _ = aws
    made = client.create(ROLE, "looked", {"assumeRolePolicy": trust(), "tags": {"a": "b"}})
    found = client.invoke("aws:iam/getRole:getRole", {"name": made.id})
    assert found["arn"] == made.outputs["arn"]
    assert json.loads(found["assumeRolePolicy"]) == json.loads(trust())
    assert found["tags"] == {"a": "b"}
    client.delete(made)
    assert client.invoke("aws:index/getPartition:getPartition", {})["dnsSuffix"] == "amazonaws.com"
    assert client.invoke("aws:index/getRegion:getRegion", {})["region"] == "eu-west-1"
    document = client.invoke(
        "aws:iam/getPolicyDocument:getPolicyDocument",
        {
            "statements": [
                {
                    "sid": "A",
                    "actions": ["sts:AssumeRole"],
                    "principals": [{"type": "Service", "identifiers": ["ecs-tasks.amazonaws.com"]}],
                    "conditions": [{"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["1"]}],
                }
            ]
        },
    )
    assert json.loads(document["json"])["Statement"] == [
        {
            "Sid": "A",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Condition": {"StringEquals": {"aws:SourceAccount": "1"}},
        }
    ]
    with pytest.raises(grpc.RpcError) as caught:
        client.invoke("aws:iam/getRole:getRole", {"name": "none"})
    assert "NoSuchEntity" in _message(caught)


def test_a_cloud_that_does_not_answer_is_an_error_that_names_the_resource(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENT_IDENTITY_LOCAL_TIMEOUT", "0.2")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with process(tmp_path, {"aws": {"url": url, "region": "eu-west-1"}}) as port:
            client = Client(port, "aws")
            before = time.monotonic()
            with pytest.raises(grpc.RpcError) as caught:
                client.create(ROLE, "stuck", {"assumeRolePolicy": trust()})
    assert time.monotonic() - before < 20
    assert "creating aws:iam/role:Role 'stuck': Timeout" in _message(caught)


def test_every_input_of_every_aws_type_can_change() -> None:
    """An input that neither replaces nor is updated would be a change that is planned and never made."""
    for token, kind in TABLE.items():
        changed = words(" ".join(call.inputs for call in kind.update)) | {item.name for item in kind.members}
        inert = (kind.shape.inputs or set()) - kind.shape.replaces - changed - words(kind.local) - {"tags"}
        assert not inert, f"{token}: {sorted(inert)}"


def test_the_names_in_the_aws_table_are_those_of_the_sdk() -> None:
    for token, kind in TABLE.items():
        _, module, name = token.split(":")
        package = importlib.import_module(f"pulumi_aws.{module.partition('/')[0].replace('lambda', 'lambda_')}")
        properties = {
            getattr(getattr(item, "fget", None), "__name__", "") for item in vars(getattr(package, name)).values()
        }
        shape = kind.shape
        for known in (shape.inputs or frozenset()) | shape.computed:
            snake = re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: "_" + match.group(1).lower(), known)
            assert snake in properties, f"{token}: {known}"
