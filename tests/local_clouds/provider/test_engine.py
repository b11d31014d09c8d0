"""The provider under the real engine: what only the engine can show."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests import clients
from tests.deploying import FailedError, Stack, stack_of, write_program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import LocalClouds

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
        ],
    }
)
ROLE = "aws:iam/role:Role"

THREE_CLOUDS = f"""
import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp

role = aws.iam.Role("three", assume_role_policy='''{TRUST}''', tags={{"a": "b"}})
aws.iam.RolePolicy("three", role=role.name, policy=role.arn.apply(lambda arn: pulumi.Output.json_dumps({{
    "Version": "2012-10-17",
    "Statement": [{{"Effect": "Allow", "Action": "iam:GetRole", "Resource": arn}}],
}})))
group = azure.resources.ResourceGroup("three", location="westeurope")
identity = azure.managedidentity.UserAssignedIdentity("three", resource_group_name=group.name)
account = gcp.serviceaccount.Account("three", account_id="three-agent", project="agents-local")
pulumi.export("arn", role.arn)
pulumi.export("principal", identity.principal_id)
pulumi.export("email", account.email)
"""


def _role(**arguments: str) -> str:
    options = arguments.pop("opts", "None")
    more = "".join(f", {name}={value}" for name, value in arguments.items())
    return f"""
import pulumi
import pulumi_aws as aws

role = aws.iam.Role("agent", assume_role_policy='''{TRUST}'''{more}, opts={options})
pulumi.export("name", role.name)
"""


@pytest.fixture
def stack(local_clouds: LocalClouds, tmp_path: Path, request: pytest.FixtureRequest) -> Stack:
    write_program(tmp_path, _role())
    return stack_of(tmp_path, local_clouds.env, re.sub(r"\W+", "-", request.node.name)[:60])


def test_one_program_on_three_clouds(stack: Stack) -> None:
    write_program(stack.folder, THREE_CLOUDS)
    preview = stack.pulumi("preview")
    assert "6 to create" in preview
    outputs = stack.up()
    assert outputs["arn"].startswith("arn:aws:iam::")
    assert outputs["email"] == "three-agent@agents-local.iam.gserviceaccount.com"
    assert outputs["principal"]
    assert stack.changes() == {}
    stack.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    stack.destroy()
    assert stack.resources(ROLE) == []


def test_drift_is_shown_by_refresh_and_mended_by_up(stack: Stack, local_clouds: LocalClouds) -> None:
    write_program(stack.folder, _role(tags='{"team": "payments"}'))
    name = stack.up()["name"]
    iam = clients.aws(local_clouds.env, "iam")
    iam.tag_role(RoleName=name, Tags=[{"Key": "intruder", "Value": "yes"}])
    assert "intruder" in stack.pulumi("refresh", "--yes", "--skip-preview", "--diff")
    assert stack.changes() == {"agent": "update"}
    stack.up()
    assert iam.list_role_tags(RoleName=name)["Tags"] == [{"Key": "team", "Value": "payments"}]
    stack.destroy()
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName=name)


def test_import_of_a_different_role_takes_it_over_and_updates_it(stack: Stack, local_clouds: LocalClouds) -> None:
    iam = clients.aws(local_clouds.env, "iam")
    iam.create_role(RoleName="found", AssumeRolePolicyDocument=TRUST, Description="by hand")
    identifier = iam.get_role(RoleName="found")["Role"]["RoleId"]
    opts = 'pulumi.ResourceOptions(import_="found")'
    write_program(stack.folder, _role(name='"found"', description='"by pulumi"', opts=opts))
    assert set(stack.changes()["agent"].split(", ")) >= {"import"}
    stack.up()
    role = iam.get_role(RoleName="found")["Role"]
    assert role["Description"] == "by pulumi"
    assert role["RoleId"] == identifier
    write_program(stack.folder, _role(name='"found"', description='"by pulumi"'))
    assert stack.changes() == {}
    stack.destroy()


def test_a_secret_never_stands_readable_in_the_state(stack: Stack) -> None:
    secret = 'pulumi.Output.secret("a-most-quiet-text")'
    write_program(stack.folder, _role(description=secret))
    stack.up()
    assert "a-most-quiet-text" not in stack.pulumi("stack", "export")
    assert "a-most-quiet-text" not in stack.pulumi("preview", "--diff", "--refresh")
    stack.pulumi("refresh", "--yes", "--skip-preview")
    assert "a-most-quiet-text" not in stack.pulumi("stack", "export")
    stack.destroy()


def test_an_unsupported_type_is_one_clear_message(stack: Stack) -> None:
    write_program(stack.folder, 'import pulumi_aws as aws\naws.iam.SamlProvider("x", saml_metadata_document="y")\n')
    with pytest.raises(FailedError) as caught:
        stack.up()
    assert "aws:iam/samlProvider:SamlProvider is not supported by the local clouds" in caught.value.output
    assert "Traceback" not in caught.value.output


def test_a_replacement_makes_the_new_one_first(stack: Stack, local_clouds: LocalClouds) -> None:
    first = stack.up()["name"]
    write_program(stack.folder, _role(path='"/agents/"'))
    assert "replace" in stack.changes()["agent"]
    second = stack.up()["name"]
    assert second != first
    names = [role["RoleName"] for role in clients.aws(local_clouds.env, "iam").list_roles()["Roles"]]
    assert second in names
    assert first not in names
    stack.destroy()
