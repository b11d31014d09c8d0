"""The fleet's pipeline on AWS makes bounded agents and can change neither a boundary nor itself."""

import json
from fnmatch import fnmatchcase

import boto3
import pytest
from moto import mock_aws

from agent_identity.fleet.approved import PIPELINE_TECHNIQUES
from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.documents import read_document
from agent_identity.permissions.aws.model import Policy, Principal, World
from agent_identity.pipeline import aws

BOUNDARY = "arn:aws:iam::123456789012:policy/agents/boundaries/standard"


def statements(effect: str, action: str) -> list[dict[str, object]]:
    document = aws.role_policy("aws", "123456789012", [BOUNDARY])
    return [
        statement
        for statement in document["Statement"]
        if statement["Effect"] == effect
        and any(
            fnmatchcase(action, pattern)
            for pattern in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
        )
    ]


def test_every_action_that_the_documentation_lists_is_granted_and_nothing_more() -> None:
    document = aws.role_policy("aws", "123456789012", [BOUNDARY])
    granted = {
        action
        for statement in document["Statement"]
        if statement["Effect"] == "Allow"
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    assert granted == {action for need in aws.FLEET for action in need.permissions}


@pytest.mark.parametrize("action", ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"])
def test_what_makes_or_grants_needs_an_approved_boundary(action: str) -> None:
    [statement] = statements("Allow", action)
    assert statement["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": [BOUNDARY]}}
    assert statement["Resource"] == "arn:aws:iam::123456789012:role/agents/*"


def test_only_the_grants_of_agents_are_attached_and_to_bounded_roles() -> None:
    [statement] = statements("Allow", "iam:AttachRolePolicy")
    assert statement["Resource"] == "arn:aws:iam::123456789012:role/agents/*"
    assert statement["Condition"] == {
        "StringEquals": {"iam:PermissionsBoundary": [BOUNDARY]},
        "ArnLike": {"iam:PolicyARN": "arn:aws:iam::123456789012:policy/agents/access/*"},
    }


@pytest.mark.parametrize(
    "action",
    [
        "iam:CreatePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:DeletePolicy",
        "iam:CreatePolicy",
    ],
)
def test_what_would_change_a_boundary_is_denied_on_all_but_the_grants_of_agents(action: str) -> None:
    [statement] = statements("Deny", action)
    grants = statement["NotResource"]
    assert grants == "arn:aws:iam::123456789012:policy/agents/access/*"
    assert not fnmatchcase(BOUNDARY, grants)
    assert "Condition" not in statement
    [allowed] = statements("Allow", action)
    assert allowed["Resource"] == grants


def test_a_boundary_is_never_taken_off() -> None:
    [statement] = statements("Deny", "iam:DeleteRolePermissionsBoundary")
    assert (statement["Resource"], statement.get("Condition")) == ("*", None)


def test_the_pipeline_cannot_edit_its_own_role() -> None:
    document = aws.role_policy("aws", "123456789012", [BOUNDARY])
    own = f"arn:aws:iam::123456789012:role{aws.ROLE_PATH}{aws.ROLE_NAME}"
    writes = [s for s in document["Statement"] if s["Effect"] == "Allow" and s["Action"] != "sts:GetCallerIdentity"]
    assert writes
    assert not any(fnmatchcase(own, statement["Resource"]) for statement in writes)


@mock_aws
def test_iam_accepts_the_document() -> None:
    iam = boto3.client("iam", region_name="eu-west-1")
    iam.create_role(
        RoleName=aws.ROLE_NAME, Path=aws.ROLE_PATH, AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}'
    )
    document = aws.role_policy("aws", "123456789012", [BOUNDARY])
    iam.put_role_policy(RoleName=aws.ROLE_NAME, PolicyName="fleet", PolicyDocument=json.dumps(document))
    assert iam.get_role_policy(RoleName=aws.ROLE_NAME, PolicyName="fleet")["PolicyDocument"] == document


def test_no_approved_boundary_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one approved boundary"):
        aws.role_policy("aws", "123456789012", [])


def test_what_the_pipelines_role_amounts_to_is_what_its_foundation_is_not_advised_on() -> None:
    document = read_document(aws.role_policy("aws", "123456789012", [BOUNDARY]))
    arn = "arn:aws:iam::123456789012:role/agent-pipeline/agent-pipeline"
    role = Principal(arn, "role", "123456789012", "agent-pipeline", policies=(Policy("inline", "fleet", document),))
    found = escalation.findings_of(role, World({arn: role}))
    assert tuple(finding.rule for finding in found) == PIPELINE_TECHNIQUES
    # Of agents' own roles and grants alone.
    assert {resource for finding in found for resource in finding.resources} == {
        "arn:aws:iam::123456789012:role/agents/*",
        "arn:aws:iam::123456789012:policy/agents/access/*",
    }
