"""`aws-escalation` in the forms that its examples do not show."""

import json

import pytest

from agent_identity.boundaries.aws import policy_document
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.waivers import is_rule
from tests.permissions.workloads import Workload, workloads
from tests.policy_packs.engine import LINE
from tests.policy_packs.harness import BOUNDARY, before_step, judged, made, role, rules_of

GRANT = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
RULE = "aws-escalation"


def policy(action: object, resource: object, **more: object) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def granted(action: object, resource: object, **more: object) -> set[str]:
    """What is found in an agent's inline policy, under an approved boundary."""
    given = {"role": "reader", "policy": policy(action, resource, **more)}
    return rules_of(before_step(role(), made(GRANT, "g", given)))


def lines(violations) -> list[tuple[str, str]]:
    """The rule and the finding of each line."""
    matches = [LINE.match(violation.message) for violation in violations]
    assert all(matches)
    return [(match["rule"], match["finding"]) for match in matches if match is not None]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("secretsmanager:GetSecretValue", "*"),
        ("secretsmanager:Get*", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*"),
        ("SecretsManager:getsecretvalue", ["arn:aws:s3:::one", "arn:aws:secretsmanager:*:*:*"]),
        ("s3:PutObject", "arn:aws:s3:::*"),
        ("s3:GetObject", "arn:aws:s3:::*/*"),
        ("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/*"),
        (["lambda:InvokeFunction"], "arn:aws:lambda:eu-west-1:123456789012:function:*"),
        ("dynamodb:*Item", "arn:aws:dynamodb:eu-west-1:123456789012:table/?*"),
        ("sqs:SendMessage", "arn:aws:*"),
        ("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:123456789012:*/*/POST/*"),
    ],
)
def test_everything_of_a_kind_is_found_though_the_boundary_leaves_it(action, resource) -> None:
    assert granted(action, resource) == {RULE}


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
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:reader-tool"),
        ("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/POST/*"),
    ],
)
def test_what_is_named_or_has_no_name_is_not(action, resource) -> None:
    assert granted(action, resource) == set()


def test_what_a_boundary_or_a_denial_stops_is_no_finding() -> None:
    grant = made(GRANT, "g", {"role": "reader", "policy": policy(["iam:PassRole", "lambda:CreateFunction"], "*")})
    assert RULE not in rules_of(judged(role(), grant))
    assert RULE in rules_of(judged(role(permissionsBoundary=None), grant))
    assert granted("kms:Decrypt", "*", Effect="Deny") == set()
    denial = made(GRANT, "d", {"role": "reader", "policy": policy("kms:*", "*", Effect="Deny")})
    decrypt = made(GRANT, "g", {"role": "reader", "policy": policy("kms:Decrypt", "*")})
    assert rules_of(judged(role(), denial, decrypt)) == set()


def test_a_boundary_of_the_stack_is_read() -> None:
    document = json.dumps(policy_document("standard"))
    arn = "arn:aws:iam::123456789012:policy/agents/boundaries/mine"
    boundary = made("aws:iam/policy:Policy", "b", {"name": "mine", "path": "/agents/boundaries/", "policy": document})
    grant = made(GRANT, "g", {"role": "reader", "policy": policy(["iam:PassRole", "lambda:CreateFunction"], "*")})
    assert rules_of(judged(boundary, role(permissionsBoundary=arn), grant)) == set()


def test_policies_of_one_principal_are_judged_together_once_the_stack_is_whole() -> None:
    bare = {"permissionsBoundary": None}
    pass_role = made(GRANT, "p", {"role": "reader", "policy": policy("iam:PassRole", "*")})
    create = made(GRANT, "c", {"role": "reader", "policy": policy(
        ["lambda:CreateFunction", "lambda:InvokeFunction"], "arn:aws:lambda:*:*:function:reader-*")})  # fmt: skip
    assert RULE not in rules_of(before_step(role(**bare), pass_role))
    assert RULE in rules_of(judged(role(**bare), pass_role, create))
    assert RULE in rules_of(judged(create, pass_role, role(**bare)))


def test_the_line_names_technique_finding_statement_and_fix() -> None:
    grant = made(GRANT, "g", {"name": "g", "role": "reader", "policy": policy("secretsmanager:GetSecretValue", "*")})
    said = judged(role(), grant)
    assert [violation.rule for violation in said] == [RULE] * len(said)
    assert len({finding for _, finding in lines(said)}) == len(said)
    for violation, (technique, finding) in zip(said, lines(said), strict=True):
        assert technique != RULE
        assert is_rule(technique)
        assert finding.startswith(f"{technique}-")
        assert violation.urn == grant.urn
        assert "aws:iam:Role reader" in violation.message
        assert '"g"' in violation.message
        assert ". Fix: " in violation.message


def test_a_policy_that_is_not_known_is_a_finding_of_its_own() -> None:
    grant = made(GRANT, "g", {"role": "reader", "policy": UNKNOWN})
    assert before_step(role(), grant) == []
    said = judged(role(), grant)
    assert [rule for rule, _ in lines(said)] == ["aws-unknown-policy"]
    assert rules_of(said) == {RULE}


def test_what_is_known_of_a_policy_is_judged_and_the_rest_fails_closed() -> None:
    both = made(
        "aws:iam/role:Role",
        "reader",
        {
            **role().inputs,
            "inlinePolicies": [
                {"name": "a", "policy": policy("secretsmanager:GetSecretValue", "*")},
                {"name": "b", "policy": UNKNOWN},
            ],
        },
    )
    found = [rule for rule, _ in lines(judged(both))]  # fmt: skip
    assert "aws-unknown-policy" in found
    assert len(found) > 1


def test_an_unknown_policy_is_followed_to_the_one_in_the_stack() -> None:
    wide = made("aws:iam/policy:Policy", "wide", {"name": "wide", "policy": policy("kms:Decrypt", "*")})
    narrow = made(
        "aws:iam/policy:Policy", "wide", {"name": "wide", "policy": policy("s3:GetObject", "arn:aws:s3:::a/*")}
    )
    for target, rules in ((wide, {RULE}), (narrow, set())):
        attachment = made(
            ATTACHMENT, "g", {"role": "reader", "policyArn": UNKNOWN}, sources={"policyArn": (target.urn,)}
        )
        assert rules_of(judged(role(), target, attachment)) == rules


def test_others_are_warned_where_they_are_not_held_to_it() -> None:
    grant = made(GRANT, "g", {"role": "human", "policy": policy(["iam:PassRole", "lambda:CreateFunction"], "*")})
    human = role("human", path="/", tags={}, permissionsBoundary=None)
    assert before_step(human, grant) == []
    assert RULE in rules_of(judged(human, grant), "advisory")
    held = {"levels": {RULE: {"others": "mandatory"}}}
    assert RULE in rules_of(before_step(human, grant, given=held))
    assert RULE not in rules_of(judged(human, grant, given={"levels": {RULE: {"others": "disabled"}}}), "advisory")


def test_levels_and_waivers_name_the_technique() -> None:
    grant = made(GRANT, "g", {"role": "reader", "policy": policy("secretsmanager:GetSecretValue", "*")})
    said = judged(role(), grant)
    found = lines(said)
    levels = {technique: {"agents": "advisory"} for technique, _ in found}
    assert rules_of(judged(role(), grant, given={"levels": levels})) == set()
    for urn in ("*::g", "*::reader"):
        waivers = [
            {"rule": technique, "finding": finding, "urn": urn, "reason": "r", "approver": "a", "expires": "2027-01-31"}
            for technique, finding in found
        ]
        waived = judged(role(), grant, given={"waivers": waivers})
        assert {violation.level for violation in waived} == {"advisory"}
        assert all(violation.waived for violation in waived)
        assert lines(waived) == found


def test_a_finding_is_the_same_before_and_after_it_is_deployed() -> None:
    given = {"role": "reader", "policy": policy("secretsmanager:GetSecretValue", "*")}
    before = lines(judged(role(permissionsBoundary=None), made(GRANT, "g", given)))
    made_role = made("aws:iam/role:Role", "reader", role(permissionsBoundary=None).inputs,
                     outputs={"arn": "arn:aws:iam::123456789012:role/agents/reader"})  # fmt: skip
    assert lines(judged(made_role, made(GRANT, "g", given))) == before
    assert BOUNDARY in role().inputs.values()


def test_everything_else_of_a_stack_is_no_concern() -> None:
    assert judged(made("aws:s3/bucket:Bucket", "b", {"bucket": "b"})) == []


@pytest.mark.parametrize("workload", workloads(), ids=lambda workload: workload.name)
def test_no_ordinary_workload_is_found(workload: Workload) -> None:
    for action, resource in workload.requests:
        assert granted(action, resource) == set(), f"{action} on {resource}"
