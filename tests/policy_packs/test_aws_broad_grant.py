"""`aws-broad-grant` in the forms that its examples do not show."""

import json

import pytest
from agent_identity_pack.rules.aws_broad_grant import GUARDED, UNGUARDED

from agent_identity.boundaries.coverage import aws as coverage
from agent_identity.boundaries.coverage.model import Mark
from agent_identity.permissions.unknown import UNKNOWN
from tests.permissions.workloads import Workload, workloads
from tests.policy_packs.harness import before_step, judged, made, role, rules_of


def granted(action: object, resource: object, **more: object) -> set[str]:
    """What is found in an agent's inline policy."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return rules_of(
        before_step(role(), made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": policy}))
    )


def test_each_technique_that_the_boundary_leaves_to_grants_is_guarded_or_says_why_not() -> None:
    left = {key for key, found in coverage.COVERAGE.items() if found.mark is Mark.GRANT_TIME}
    assert {*GUARDED, *UNGUARDED} == left


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("secretsmanager:GetSecretValue", "*"),
        ("secretsmanager:Get*", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*"),
        ("SecretsManager:getsecretvalue", ["arn:aws:s3:::one", "arn:aws:secretsmanager:*:*:*"]),
        ("s3:*", "*"),
        ("s3:PutObject", "arn:aws:s3:::*"),
        ("s3:GetObject", "arn:aws:s3:::*/*"),
        ("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/*"),
        (["lambda:InvokeFunction"], "arn:aws:lambda:eu-west-1:123456789012:function:*"),
        ("dynamodb:*Item", "arn:aws:dynamodb:eu-west-1:123456789012:table/?*"),
        ("sqs:SendMessage", "arn:aws:*"),
        ("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:123456789012:*/*/POST/*"),
    ],
)
def test_everything_of_a_kind_is_found(action, resource) -> None:
    assert granted(action, resource) == {"aws-broad-grant"}


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:reader/*"),
        ("s3:GetObject", "arn:aws:s3:::invoices/*"),
        ("s3:PutObject", "arn:aws:s3:::reports/agent-output/*"),
        ("s3:ListAllMyBuckets", "*"),
        ("logs:PutLogEvents", "*"),
        ("cloudwatch:PutMetricData", "*"),
        ("ec2:CreateNetworkInterface", "*"),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:tool-*"),
        ("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/POST/*"),
    ],
)
def test_what_is_named_or_has_no_name_is_not(action, resource) -> None:
    assert granted(action, resource) == set()


def test_a_deny_grants_nothing_and_a_condition_is_taken_as_narrowing() -> None:
    assert granted("kms:Decrypt", "*", Effect="Deny") == set()
    assert granted("kms:Decrypt", "*", Condition={"StringEquals": {"aws:ResourceTag/team": "payments"}}) == set()


def test_only_agents_are_held_to_it() -> None:
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}]})
    grant = made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": policy})
    assert rules_of(before_step(role(path="/", tags={}), grant)) == set()


def test_an_attached_policy_of_the_stack_is_read() -> None:
    document = json.dumps({"Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}]})
    policy = made("aws:iam/policy:Policy", "wide", {"name": "wide", "policy": document})
    token, inputs = "aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"role": "reader", "policyArn": UNKNOWN}
    attachment = made(token, "g", inputs, sources={"policyArn": (policy.urn,)})
    assert rules_of(judged(role(), policy, attachment)) == {"aws-broad-grant"}


@pytest.mark.parametrize("workload", workloads(), ids=lambda workload: workload.name)
def test_no_ordinary_workload_is_found(workload: Workload) -> None:
    for action, resource in workload.requests:
        assert granted(action, resource) == set(), f"{action} on {resource}"
