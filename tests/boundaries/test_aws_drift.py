"""What changes a boundary outside Pulumi is seen by refresh and by the pack, and `up` puts it back."""

import json
from pathlib import Path

import pytest

from agent_identity.boundaries import aws as boundaries
from agent_identity.naming import AWS_ROLE, principal_name
from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import FailedError, Stack, stack_of, write_program

ROOT = Path(__file__).parents[2]
PACK = ROOT / "policy_packs" / "agent_identity"
ACCOUNT = "123456789012"
PROGRAM = """
from agent_identity import aws

boundary = aws.Boundary("agents", {"environment": "ENVIRONMENT", "assumable_roles": ["ROLE"]})
aws.EcsTaskIdentity("reader", {
    "agent": {"type": "invoice-reader", "version": "1.0.0", "environment": "ENVIRONMENT", "team": "payments"},
    "boundary": boundary.ref,
})
"""
ROLE = f"arn:aws:iam::{ACCOUNT}:role/tools/weather"


@pytest.fixture
def iam(local_clouds: LocalClouds):
    return clients.aws(local_clouds.env, "iam")


def deployed(folder: Path, clouds: LocalClouds, environment: str) -> tuple[Stack, str]:
    write_program(folder, PROGRAM.replace("ENVIRONMENT", environment).replace("ROLE", ROLE))
    stack = stack_of(folder, clouds.env, environment)
    stack.up()
    return stack, principal_name(AWS_ROLE, "invoice-reader", environment)


def findings(stack: Stack, folder: Path, environment: str) -> str | None:
    """What the pack blocks of what is deployed, without running the program; None for nothing."""
    config = folder / "pack.json"
    approved = {"aws": [boundaries.policy_arn("standard", environment, ACCOUNT)]}
    config.write_text(json.dumps({"agent-identity": {"approvedBoundaries": approved, "assumableRoles": [ROLE]}}))
    try:
        stack.pulumi("policy", "analyze", "--policy-pack", str(PACK), "--policy-pack-config", str(config))
    except FailedError as error:
        return error.output
    return None


def test_a_boundary_taken_off_and_a_trust_opened_are_found_and_put_back(
    local_clouds: LocalClouds, iam, tmp_path: Path
) -> None:
    stack, name = deployed(tmp_path, local_clouds, "drift-role")
    before = iam.get_role(RoleName=name)["Role"]
    assert findings(stack, tmp_path, "drift-role") is None

    iam.delete_role_permissions_boundary(RoleName=name)
    opened = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    iam.update_assume_role_policy(
        RoleName=name, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [opened]})
    )
    stack.pulumi("refresh", "--yes", "--skip-preview")
    said = findings(stack, tmp_path, "drift-role")
    assert said is not None
    assert "aws-role-boundary" in said
    assert "aws-trust" in said
    assert stack.changes() == {"reader": "update"}

    stack.up()
    after = iam.get_role(RoleName=name)["Role"]
    assert after["PermissionsBoundary"] == before["PermissionsBoundary"]
    assert after["AssumeRolePolicyDocument"] == before["AssumeRolePolicyDocument"]
    assert findings(stack, tmp_path, "drift-role") is None


def test_a_boundary_that_was_rewritten_is_found_and_put_back(local_clouds: LocalClouds, iam, tmp_path: Path) -> None:
    stack, _ = deployed(tmp_path, local_clouds, "drift-policy")
    arn = boundaries.policy_arn("standard", "drift-policy", ACCOUNT)
    open_document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(open_document), SetAsDefault=True)

    stack.pulumi("refresh", "--yes", "--skip-preview")
    said = findings(stack, tmp_path, "drift-policy")
    assert said is not None
    assert "agent-boundary-weakened" in said
    assert stack.changes() == {"agents": "update"}

    stack.up()
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    assert boundaries.missing_denies(document, "standard", [ROLE]) == []
    assert boundaries.missing_denies(document) == ["NothingOutsideTheClass", "NoEscalation"]
