"""The AWS components deployed by the real engine, looked at with boto3."""

import json
import os
from pathlib import Path

import pytest

from agent_identity.boundaries import aws as boundaries
from agent_identity.naming import AWS_ROLE, principal_name
from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import FailedError, stack_of, write_program

ACCOUNT = "123456789012"

PROGRAM = """
import pulumi
from agent_identity import aws

boundary = aws.Boundary("agents", {{"environment": "{environment}"}})
made = aws.{component}("reader", {{
    "agent": {{"type": "{type}", "version": "{version}", "environment": "{environment}", "team": "payments"}},
    "boundary": boundary.ref,
    {more}
}})
pulumi.export("role_arn", made.role_arn)
"""


def program(component: str, **fields: str) -> str:
    values = {"type": "invoice-reader", "version": "1.0.0", "environment": "prod", "more": "", **fields}
    return PROGRAM.format(component=component, **values)


@pytest.fixture
def iam(local_clouds: LocalClouds):
    return clients.aws(local_clouds.env, "iam")


@pytest.mark.parametrize("component", ["EcsTaskIdentity", "LambdaIdentity"])
def test_life_of_an_identity(component: str, local_clouds: LocalClouds, iam, tmp_path: Path) -> None:
    environment = "life-ecs" if "Ecs" in component else "life-lambda"
    name = principal_name(AWS_ROLE, "invoice-reader", environment)
    write_program(tmp_path, program(component, environment=environment))
    stack = stack_of(tmp_path, local_clouds.env, environment)
    assert stack.up()["role_arn"] == f"arn:aws:iam::{ACCOUNT}:role/agents/{name}"

    role = iam.get_role(RoleName=name)["Role"]
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/agents/{name}"
    arn = boundaries.policy_arn("standard", environment, ACCOUNT)
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    assert boundaries.contains_generated_deny(document)
    assert stack.changes() == {}

    write_program(tmp_path, program(component, environment=environment, version="2.0.0"))
    # The component and its role, both in place.
    assert stack.changes() == {"reader": "update, update"}
    stack.up()
    after = iam.get_role(RoleName=name)["Role"]
    assert after["RoleId"] == role["RoleId"]
    assert {tag["Key"]: tag["Value"] for tag in after["Tags"]}["agent-version"] == "2.0.0"

    stack.destroy()
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName=name)


def make_role(iam, name: str, tags: dict[str, str]) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
    made = iam.create_role(
        RoleName=name,
        Path="/legacy/",
        AssumeRolePolicyDocument=json.dumps(trust),
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )
    return made["Role"]["RoleId"]


def test_adoption_takes_a_role_over_with_its_boundary_and_tags_in_one_up(
    local_clouds: LocalClouds, iam, tmp_path: Path
) -> None:
    made = make_role(iam, "hand-made", {"cost-centre": "7"})
    more = '"adopt": {"name": "hand-made"},'
    write_program(tmp_path, program("EcsTaskIdentity", environment="adopted", more=more))
    stack = stack_of(tmp_path, local_clouds.env, "adopted")
    assert stack.changes()["reader"] == "create, import, update"
    stack.up()
    role = iam.get_role(RoleName="hand-made")["Role"]
    assert (role["RoleId"], role["Path"]) == (made, "/legacy/")
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundaries.policy_arn(
        "standard", "adopted", ACCOUNT
    )
    assert {tag["Key"]: tag["Value"] for tag in role["Tags"]}["agent-type"] == "invoice-reader"
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert stack.changes() == {}


@pytest.mark.parametrize(
    ("name", "tags", "more", "said"),
    [
        ("of-another", {"agent-type": "other-agent"}, "", "belongs to another agent: found agent-type 'other-agent'"),
        ("unmanaged-bare", {}, ', "unmanaged": True', "carries the tag agent-type=invoice-reader itself: found None"),
        ("absent", None, "", "absent"),
    ],
)
def test_what_may_not_be_adopted_is_refused_without_a_traceback_and_left_alone(
    name: str, tags: dict | None, more: str, said: str, local_clouds: LocalClouds, iam, tmp_path: Path
) -> None:
    if tags is not None:
        make_role(iam, name, tags)
    source = program("EcsTaskIdentity", environment=name, more=f'"adopt": {{"name": "{name}"{more}}},')
    write_program(tmp_path, source)
    stack = stack_of(tmp_path, local_clouds.env, name)
    with pytest.raises(FailedError) as error:
        stack.up()
    assert said in error.value.output
    assert "Traceback" not in error.value.output
    if tags is not None:
        assert "PermissionsBoundary" not in iam.get_role(RoleName=name)["Role"]


def test_a_missing_boundary_stops_the_program_by_name(local_clouds: LocalClouds, tmp_path: Path) -> None:
    write_program(tmp_path, program("LambdaIdentity").replace('"boundary": boundary.ref,', ""))
    stack = stack_of(tmp_path, local_clouds.env, "refused")
    with pytest.raises(FailedError) as error:
        stack.pulumi("preview")
    assert "aws.LambdaIdentity 'reader' is refused:" in error.value.output
    assert "boundary: is required: the `ref` of an aws.Boundary" in error.value.output
    assert "Traceback" not in error.value.output


def test_the_environment_of_the_test_reaches_no_other_cloud(local_clouds: LocalClouds) -> None:
    assert local_clouds.env["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert local_clouds.env.get("AWS_PROFILE") is None or os.environ.get("AWS_PROFILE") is None


def test_a_renamed_component_with_an_alias_keeps_its_role(local_clouds: LocalClouds, tmp_path: Path) -> None:
    more = '"access": [{"read": ["arn:aws:s3:::invoices"]}],'
    source = program("EcsTaskIdentity", environment="renamed", more=more)
    write_program(tmp_path, source)
    stack = stack_of(tmp_path, local_clouds.env, "renamed")
    stack.up()
    (before,) = stack.resources("aws:iam/role:Role")
    renamed = source.replace('("reader", {', '("invoices", {').replace(
        "\n})\npulumi.export", '\n}, pulumi.ResourceOptions(aliases=[pulumi.Alias(name="reader")]))\npulumi.export'
    )
    assert renamed.count('("invoices", {') == 1
    write_program(tmp_path, renamed)
    assert set(stack.changes().values()) <= {"update"}
    stack.up()
    (after,) = stack.resources("aws:iam/role:Role")
    assert (after["id"], after["urn"].rsplit("::", 1)[-1]) == (before["id"], "invoices")
    (policy,) = stack.resources("aws:iam/rolePolicy:RolePolicy")
    assert policy["urn"].rsplit("::", 1)[-1] == "invoices-access"


def test_a_component_passes_its_provider_on(local_clouds: LocalClouds, tmp_path: Path) -> None:
    source = program("EcsTaskIdentity", environment="elsewhere")
    source = source.replace(
        "boundary = aws",
        'import pulumi_aws\nthere = pulumi_aws.Provider("there", region="eu-central-1")\nboundary = aws',
        1,
    ).replace("\n})\npulumi.export", "\n}, pulumi.ResourceOptions(provider=there))\npulumi.export")
    write_program(tmp_path, source)
    stack = stack_of(tmp_path, local_clouds.env, "elsewhere")
    stack.up()
    (role,) = stack.resources("aws:iam/role:Role")
    assert "::there::" in role["provider"]
    assert f"arn:aws:ecs:eu-central-1:{ACCOUNT}:*" in json.dumps(role["inputs"]["assumeRolePolicy"])
