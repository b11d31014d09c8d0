"""AWS on this machine, as AWS's own Python client sees it."""

import io
import json
import os
import resource
import signal
import zipfile
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local_clouds.constants import AWS_ACCOUNT
from local_clouds.processes import ServiceProcess
from local_clouds.supervisor import Supervisor

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


def connect(service, url):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="eu-west-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
    )


@pytest.fixture(scope="module")
def client(start_clouds):
    url = start_clouds("aws").endpoints["aws"]["url"]
    return lambda service: connect(service, url)


def test_a_role_keeps_its_path_tags_and_boundary(client):
    iam = client("iam")
    boundary = iam.create_policy(
        PolicyName="edge",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]}
        ),
    )["Policy"]["Arn"]
    iam.create_role(
        RoleName="reader",
        Path="/agents/",
        AssumeRolePolicyDocument=TRUST,
        PermissionsBoundary=boundary,
        Tags=[{"Key": "agent-type", "Value": "invoice-reader"}],
    )
    role = iam.get_role(RoleName="reader")["Role"]
    assert role["Arn"] == f"arn:aws:iam::{AWS_ACCOUNT}:role/agents/reader"
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    assert role["Tags"] == [{"Key": "agent-type", "Value": "invoice-reader"}]


def test_a_broken_policy_document_is_refused_as_aws_does(client):
    with pytest.raises(ClientError) as refused:
        client("iam").create_policy(PolicyName="broken", PolicyDocument='{"Statement": "no"}')
    assert refused.value.response["Error"]["Code"] == "MalformedPolicyDocument"


def test_aws_managed_policies_are_there(client):
    policy = client("iam").get_policy(PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")["Policy"]
    assert policy["PolicyName"] == "ReadOnlyAccess"


def test_a_task_definition_names_its_task_role(client):
    arn = f"arn:aws:iam::{AWS_ACCOUNT}:role/agents/task"
    client("ecs").register_task_definition(
        family="agent", taskRoleArn=arn, containerDefinitions=[{"name": "a", "image": "b", "memory": 64}]
    )
    found = client("ecs").describe_task_definition(taskDefinition="agent")["taskDefinition"]
    assert found["taskRoleArn"] == arn


def test_a_function_runs_as_a_role_that_exists_only(client):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("agent.py", "def run(event, context): pass")
    iam = client("iam")
    role = iam.create_role(RoleName="function", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    given = {
        "FunctionName": "agent",
        "Runtime": "python3.13",
        "Handler": "agent.run",
        "Code": {"ZipFile": content.getvalue()},
    }
    with pytest.raises(ClientError):
        client("lambda").create_function(**given, Role=role + "-that-is-not-there")
    client("lambda").create_function(**given, Role=role)
    assert client("lambda").get_function(FunctionName="agent")["Configuration"]["Role"] == role


def test_an_object_is_read_back_with_its_metadata(client):
    s3 = client("s3")
    s3.create_bucket(Bucket="agent-output", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="agent-output", Key="a folder/ü", Body=b"x" * 70_000, Metadata={"agent": "reader"})
    found = s3.get_object(Bucket="agent-output", Key="a folder/ü")
    assert found["Body"].read() == b"x" * 70_000
    assert found["Metadata"] == {"agent": "reader"}


def test_logs_events_and_organizations_answer(client):
    client("logs").create_log_group(logGroupName="/agents/reader")
    groups = client("logs").describe_log_groups(logGroupNamePrefix="/agents/")["logGroups"]
    assert [group["logGroupName"] for group in groups] == ["/agents/reader"]
    client("events").put_rule(Name="unexpected-address", EventPattern='{"source": ["aws.sts"]}')
    client("events").put_targets(
        Rule="unexpected-address", Targets=[{"Id": "1", "Arn": f"arn:aws:sns:eu-west-1:{AWS_ACCOUNT}:alerts"}]
    )
    assert client("events").list_targets_by_rule(Rule="unexpected-address")["Targets"][0]["Id"] == "1"
    organizations = client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    assert organizations.list_roots()["Roots"][0]["Id"].startswith("r-")


def test_a_security_group_allows_what_its_rules_say(client):
    ec2 = client("ec2")
    network = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="reach", Description="what an agent reaches", VpcId=network)["GroupId"]
    ec2.authorize_security_group_egress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": "10.20.0.0/16"}]}
        ],
    )
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    assert (5432, "10.20.0.0/16") in [(rule.get("FromPort"), rule.get("CidrIpv4")) for rule in rules]


def test_a_killed_service_comes_back_with_the_same_ids_dates_and_contents(own_state):
    Supervisor(own_state).start(["aws"])
    process = ServiceProcess(own_state, "aws")
    url = json.loads(own_state.endpoints.read_text())["aws"]["url"]
    role = connect("iam", url).create_role(RoleName="kept", AssumeRolePolicyDocument=TRUST)["Role"]
    network = connect("ec2", url).describe_vpcs()["Vpcs"][0]["VpcId"]
    group = connect("ec2", url).create_security_group(GroupName="kept", Description="d", VpcId=network)["GroupId"]
    connect("s3", url).create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    connect("s3", url).put_object(Bucket="kept", Key="k", Body=b"content", Metadata={"a_b": "c"})
    connect("iam", url).create_role(RoleName="gone", AssumeRolePolicyDocument=TRUST)
    connect("iam", url).delete_role(RoleName="gone")

    os.kill(process.pid, signal.SIGKILL)
    started = Supervisor(own_state).start(["aws"])

    assert "aws" in started.services
    assert json.loads(own_state.endpoints.read_text())["aws"]["url"] == url
    again = connect("iam", url).get_role(RoleName="kept")["Role"]
    assert (again["RoleId"], again["CreateDate"]) == (role["RoleId"], role["CreateDate"])
    found = connect("ec2", url).describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    assert found["VpcId"] == network
    kept = connect("s3", url).get_object(Bucket="kept", Key="k")
    assert (kept["Body"].read(), kept["Metadata"]) == (b"content", {"a_b": "c"})
    assert [each["RoleName"] for each in connect("iam", url).list_roles()["Roles"]] == ["kept"]

    Supervisor(own_state).reset()
    assert connect("iam", url).list_roles()["Roles"] == []
    assert connect("s3", url).list_buckets()["Buckets"] == []


def test_a_call_that_finds_no_room_in_the_journal_did_not_happen(own_state):
    Supervisor(own_state).start(["aws"])
    url = json.loads(own_state.endpoints.read_text())["aws"]["url"]
    iam = connect("iam", url)
    kept = iam.create_role(RoleName="kept", AssumeRolePolicyDocument=TRUST)["Role"]
    size = (own_state.data("aws") / "journal.jsonl").stat().st_size
    pid = ServiceProcess(own_state, "aws").pid

    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, most))
    with pytest.raises(ClientError, match=r"could not record this call, and took it back: .*File too large"):
        iam.create_role(RoleName="more", AssumeRolePolicyDocument=TRUST)
    assert [each["RoleId"] for each in iam.list_roles()["Roles"]] == [kept["RoleId"]]

    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
    iam.create_role(RoleName="more", AssumeRolePolicyDocument=TRUST)
    assert sorted(each["RoleName"] for each in iam.list_roles()["Roles"]) == ["kept", "more"]


def test_a_look_at_one_role_holds_while_others_are_made(client):
    iam = client("iam")
    iam.create_role(RoleName="steady", AssumeRolePolicyDocument=TRUST)

    def make(number: int) -> None:
        iam.create_role(RoleName=f"passing-{number}", AssumeRolePolicyDocument=TRUST)

    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(make, number) for number in range(60)]
        seen = [pool.submit(iam.get_role, RoleName="steady") for _ in range(120)]
    assert all(future.result() is None for future in made)
    assert {future.result()["Role"]["RoleName"] for future in seen} == {"steady"}
