"""The AWS rules in the forms that the examples do not show."""

import json

import pytest

from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.harness import (
    BOUNDARY,
    TAGS,
    before_step,
    judged,
    made,
    role,
    rules_of,
)

ADMIN = json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
ADMIN_ARN = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.mark.parametrize(
    "grant",
    [
        made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": ADMIN}),
        made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "g", {"role": "reader", "policyArn": ADMIN_ARN}),
        made("aws:iam/policyAttachment:PolicyAttachment", "g", {"roles": ["reader"], "policyArn": ADMIN_ARN}),
        made("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "g",
             {"roleName": "reader", "policyArns": [BOUNDARY, "arn:aws-cn:iam::aws:policy/IAMFullAccess"]}),
        made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": json.dumps(
            {"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": ["*"]}})}),
        made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": json.dumps(
            {"Statement": {"Effect": "Allow", "Action": ["IAM:*"], "NotResource": "arn:x"}})}),
    ],
)  # fmt: skip
def test_administrators_in_every_form(grant) -> None:
    assert rules_of(before_step(role(), grant)) >= {"aws-admin-grant"}


def test_administrators_on_the_role_itself() -> None:
    assert rules_of(before_step(role(managedPolicyArns=[ADMIN_ARN]))) >= {"aws-admin-grant"}
    assert rules_of(before_step(role(inlinePolicies=[{"name": "p", "policy": ADMIN}]))) >= {"aws-admin-grant"}


def test_an_attached_policy_of_the_stack_is_read() -> None:
    policy = made("aws:iam/policy:Policy", "wide", {"name": "wide", "policy": ADMIN})
    token, inputs = "aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"role": "reader", "policyArn": UNKNOWN}
    attachment = made(token, "g", inputs, sources={"policyArn": (policy.urn,)})
    assert rules_of(judged(role(), policy, attachment)) >= {"aws-admin-grant"}


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny", "Action": "*", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::one/*"},
    ],
)
def test_grants_that_are_no_administrators(statement) -> None:
    document = json.dumps({"Statement": [statement]})
    grant = made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": document})
    assert "aws-admin-grant" not in rules_of(judged(role(), grant))


@pytest.mark.parametrize(
    "principal",
    ["*", {"AWS": ["arn:aws:iam::1:root", "*"]}, {"AWS": "arn:aws:iam::123456789012:role/agents/other"}],
)
def test_trust_that_is_too_wide(principal) -> None:
    trust = json.dumps({"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]})
    assert rules_of(before_step(role(assumeRolePolicy=trust))) == {"aws-trust"}


def test_trust_to_anothers_role_of_the_stack_that_is_not_known_yet() -> None:
    other = role("other", tags={**TAGS, "agent-type": "writer"})
    trusting = made("aws:iam/role:Role", "reader", {**role().inputs, "assumeRolePolicy": UNKNOWN},
                    sources={"assumeRolePolicy": (other.urn,)})  # fmt: skip
    (said,) = judged(other, trusting)
    assert "may be assumed by another agent" in said.message


@pytest.mark.parametrize(
    ("token", "field"),
    [
        ("aws:iam/accessKey:AccessKey", "user"),
        ("aws:iam/userLoginProfile:UserLoginProfile", "user"),
        ("aws:iam/serviceSpecificCredential:ServiceSpecificCredential", "userName"),
        ("aws:iam/sshKey:SshKey", "username"),
        ("aws:iam/signingCertificate:SigningCertificate", "userName"),
    ],
)
def test_credentials_of_users(token: str, field: str) -> None:
    agent = made("aws:iam/user:User", "bot", {"name": "bot", "path": "/agents/"})
    human = made("aws:iam/user:User", "ann", {"name": "ann", "path": "/"})
    assert "aws-static-credential" in rules_of(before_step(agent, made(token, "k", {field: "bot"})))
    said = judged(human, made(token, "k", {field: "ann"}))
    assert "aws-static-credential" in rules_of(said, "advisory")
    assert rules_of(said) == set()
