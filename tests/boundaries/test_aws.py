import fnmatch
import json
import re

import pytest

from agent_identity.boundaries import aws
from agent_identity.boundaries.aws_actions import ACTIONS, ESCALATION
from agent_identity.boundaries.classes import CLASSES

RAISING = [
    "iam:PassRole",
    "iam:CreateAccessKey",
    "iam:AcquireRole",
    "iam:CreateDelegationRequest",
    "iam:DeleteRolePermissionsBoundary",
    "sts:AssumeRole",
    "sts:GetFederationToken",
    "sts:GetWebIdentityToken",
    "organizations:DetachPolicy",
    "lambda:UpdateFunctionCode",
    "lambda:AddPermission",
    "ecs:ExecuteCommand",
    "ssm:SendCommand",
    "ssm:GetAccessToken",
    "cloudformation:CreateStack",
    "s3:PutBucketPolicy",
    "s3:PutObjectAcl",
    "s3:GetDataAccess",
    "kms:CreateGrant",
    "kms:PutKeyPolicy",
    "secretsmanager:PutResourcePolicy",
    "sqs:AddPermission",
    "cloudtrail:StopLogging",
    "bedrock-agentcore:GetResourceApiKey",
    "redshift:GetClusterCredentials",
    "eks-auth:AssumeRoleForPodIdentity",
    "codebuild:StartBuild",
    "ec2:RunInstances",
    "a-service-of-next-month:CreateToken",
]


def matches(action: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def denied(action: str, document: dict) -> bool:
    """An explicit deny without a condition, as IAM reads Action and NotAction."""
    for statement in document["Statement"]:
        if statement["Effect"] != "Deny" or "Condition" in statement:
            continue
        if "Action" in statement and matches(action, statement["Action"]):
            return True
        if "NotAction" in statement and not matches(action, statement["NotAction"]):
            return True
    return False


@pytest.mark.parametrize("name", CLASSES)
def test_the_document_fits_a_managed_policy(name: str) -> None:
    assert len(re.sub(r"\s", "", aws.policy_text(name))) <= aws.MAX_CHARACTERS
    assert len(aws.description(name)) <= 1000


@pytest.mark.parametrize("name", CLASSES)
def test_the_document_is_one_allow_and_then_only_denies(name: str, snapshot: object) -> None:
    document = aws.policy_document(name)
    assert [statement["Effect"] for statement in document["Statement"]] == ["Allow", "Deny", "Deny", "Deny"]
    assert json.loads(aws.policy_text(name)) == document == snapshot


@pytest.mark.parametrize("action", RAISING)
@pytest.mark.parametrize("name", CLASSES)
def test_what_raises_rights_is_denied_explicitly(name: str, action: str) -> None:
    assert denied(action, aws.policy_document(name))


def test_an_agent_keeps_its_data_and_the_class_decides_on_writes() -> None:
    for action in ("s3:GetObject", "bedrock:InvokeModel", "logs:PutLogEvents", "dynamodb:Query", "kms:Decrypt"):
        assert not denied(action, aws.policy_document("standard"))
        assert not denied(action, aws.policy_document("restricted"))
    for action in ("s3:PutObject", "sqs:SendMessage", "lambda:InvokeFunction", "aoss:APIAccessAll"):
        assert not denied(action, aws.policy_document("standard"))
        assert denied(action, aws.policy_document("restricted"))


@pytest.mark.parametrize("name", CLASSES)
def test_no_action_of_a_class_is_also_named_as_escalation(name: str) -> None:
    assert [action for action in ACTIONS[name] if matches(action, list(ESCALATION))] == []


def test_no_pattern_has_a_wildcard_in_its_service_which_iam_refuses() -> None:
    every = [*ESCALATION, *(action for actions in ACTIONS.values() for action in actions)]
    assert [pattern for pattern in every if not re.fullmatch(r"[a-z0-9-]+:[A-Za-z*]+", pattern)] == []


def test_the_arn_is_known_before_deployment_and_differs_by_class_and_environment() -> None:
    arn = aws.policy_arn("standard", "prod", "123456789012", "aws-cn")
    assert arn.startswith("arn:aws-cn:iam::123456789012:policy/agents/boundaries/agent-boundary-standard-prod-")
    assert len({aws.policy_name(name, where) for name in CLASSES for where in ("prod", "dev")}) == 4


def test_an_unknown_class_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="'lax', expected one of: standard, restricted"):
        aws.policy_document("lax")


def test_the_generated_deny_is_recognised_whatever_was_added() -> None:
    document = aws.policy_document("standard")
    assert aws.contains_generated_deny(document)
    document["Statement"].insert(0, {"Effect": "Allow", "Action": "rds:*", "Resource": "*"})
    document["Statement"][3]["Action"].append("s3:DeleteBucket")
    assert aws.contains_generated_deny(document)
    del document["Statement"][2]["NotAction"][0]
    assert aws.contains_generated_deny(document)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (lambda s: s[2]["Action"].remove("iam:*"), "NoEscalation"),
        (lambda s: s[1]["NotAction"].append("iam:PassRole"), "NothingOutsideTheClass"),
        (lambda s: s[1].update(Resource="arn:aws:s3:::one"), "NothingOutsideTheClass"),
        (lambda s: s[2].update(Condition={"Bool": {"aws:SecureTransport": "true"}}), "NoEscalation"),
        (lambda s: s[2].update(Effect="Allow"), "NoEscalation"),
        (lambda s: s.pop(3), "NoInterfacesFromFunctionCode"),
    ],
)
def test_a_weakened_deny_is_named(change: object, missing: str) -> None:
    document = aws.policy_document("standard")
    change(document["Statement"])
    assert aws.missing_denies(document) == [missing]
