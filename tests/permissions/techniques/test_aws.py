import re
from collections import Counter

import pytest

from agent_identity.permissions.patterns import matches
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.aws.unreported import UNREPORTED, UNREPORTED_WITH_ROLE
from agent_identity.permissions.techniques.model import Kind, On, Technique

TECHNIQUES = techniques_of("aws")


def holding(*actions: str) -> set[str]:
    """The techniques of which every need is met by these actions."""
    return {
        technique.id
        for technique in TECHNIQUES
        if all(any(matches(need.any_of, action) for action in actions) for need in technique.needs)
    }


def test_ids_are_unique_sorted_and_say_their_cloud() -> None:
    ids = [technique.id for technique in TECHNIQUES]
    assert ids == sorted(set(ids))
    assert [key for key in ids if not re.fullmatch(r"aws(-[a-z0-9]+)+", key)] == []


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_techniques_of_many_services(kind: Kind) -> None:
    services = {
        pattern.partition(":")[0]
        for technique in TECHNIQUES
        if technique.kind is kind
        for need in technique.needs
        for pattern in need.any_of
    }
    assert len(services) >= 15


def test_every_technique_is_whole() -> None:
    def lacks(technique: Technique) -> bool:
        words = (technique.title, technique.yields, technique.why, technique.fix)
        patterns = [pattern for need in technique.needs for pattern in need.any_of]
        return (
            not all(words)
            or not technique.why.endswith(".")
            or technique.title[0].isupper()
            or not technique.source.startswith("https://docs.aws.amazon.com/")
            or not patterns
            or any(not re.fullmatch(r"[a-z0-9*-]+:[A-Za-z0-9*?-]+", pattern) for pattern in patterns)
            or [pattern for pattern, count in Counter(patterns).items() if count > 1] != []
        )

    assert [technique.id for technique in TECHNIQUES if lacks(technique)] == []


def test_a_handing_over_needs_the_passing_and_names_who_runs_as_the_role() -> None:
    for technique in TECHNIQUES:
        if technique.kind is Kind.HANDOVER:
            assert technique.needs[0].any_of == ("iam:PassRole",)
            assert technique.needs[0].on is On.PRINCIPAL
            assert all(name.endswith(".amazonaws.com") for name in technique.runs_as)
            assert technique.runs_as


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (("iam:PassRole", "lambda:CreateFunction"), "aws-pass-role-lambda"),
        (("iam:PassRole", "bedrock-agentcore:CreateCodeInterpreter"), "aws-pass-role-bedrock-agentcore"),
        (("iam:PassRole", "sagemaker:CreateNotebookInstance"), "aws-pass-role-sagemaker"),
        (("iam:PassRole", "cloudformation:CreateStack"), "aws-pass-role-cloudformation"),
        (("iam:PassRole", "datapipeline:PutPipelineDefinition"), "aws-pass-role-datapipeline"),
        (("lambda:UpdateFunctionCode",), "aws-host-lambda"),
        (("ssm:SendCommand",), "aws-host-ssm"),
        (("ecs:ExecuteCommand",), "aws-host-ecs"),
        (("eks:CreateAccessEntry",), "aws-cluster-access"),
        (("eks:UpdateNodegroupConfig",), "aws-host-eks"),
        (("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"), "aws-pass-role-ecs-definition"),
        (("iam:DetachRolePolicy",), "aws-detach-policy"),
        (("glue:UpdateJob",), "aws-host-glue"),
        (("codebuild:StartBuild",), "aws-host-codebuild"),
        (("ec2:ModifyInstanceAttribute",), "aws-host-ec2"),
        (("sagemaker:CreatePresignedNotebookInstanceUrl",), "aws-credential-sagemaker"),
        (("bedrock-agentcore:GetResourceApiKey",), "aws-credential-bedrock-agentcore"),
        (("redshift:GetClusterCredentials",), "aws-credential-redshift"),
        (("s3:GetDataAccess",), "aws-credential-s3"),
        (("sts:AssumeRole",), "aws-assume-role"),
        (("iam:CreateAccessKey",), "aws-credential-iam"),
        (("iam:UpdateAssumeRolePolicy",), "aws-change-trust"),
        (("iam:SetDefaultPolicyVersion",), "aws-write-managed-policy"),
        (("iam:DeleteRolePermissionsBoundary",), "aws-remove-own-limit"),
        (("iam:CreateServiceLinkedRole",), "aws-create-principal"),
        (("organizations:LeaveOrganization",), "aws-organisation"),
        (("kms:CreateGrant",), "aws-policy-kms"),
        (("sqs:SetQueueAttributes",), "aws-policy-sqs"),
        (("cloudtrail:StopLogging",), "aws-guard-cloudtrail"),
        (("sqs:TagQueue",), "aws-tag-resource"),
        (("s3:PutObject",), "aws-write-object"),
    ],
)
def test_a_known_way_is_a_technique(actions: tuple[str, ...], expected: str) -> None:
    assert expected in holding(*actions)


def test_passing_a_role_alone_and_creating_alone_are_none() -> None:
    assert holding("iam:PassRole") == set()
    assert "aws-pass-role-lambda" not in holding("lambda:CreateFunction")


def test_an_action_that_only_defines_is_not_counted_without_the_one_that_runs() -> None:
    ecs = next(technique for technique in TECHNIQUES if technique.id == "aws-pass-role-ecs")
    assert not matches(ecs.needs[1].counted, "ecs:RegisterTaskDefinition")
    assert matches(ecs.needs[1].any_of, "ecs:RegisterTaskDefinition")
    assert matches(ecs.needs[1].counted, "ecs:RunTask")


def test_what_is_left_unreported_is_of_a_technique_and_has_a_reason() -> None:
    known = {action for technique in TECHNIQUES for need in technique.needs for action in need.any_of}
    for judged in (UNREPORTED, UNREPORTED_WITH_ROLE):
        assert set(judged) <= known
        assert [action for action, reason in judged.items() if not reason.endswith(".")] == []


@pytest.mark.parametrize(
    "action",
    [
        "cloudwatch:PutMetricData",
        "ec2:CreateNetworkInterface",
        "ecr:GetAuthorizationToken",
        "logs:PutLogEvents",
        "ssmmessages:OpenDataChannel",
        "states:SendTaskSuccess",
        "xray:PutTraceSegments",
    ],
)
def test_what_every_runtime_holds_is_never_counted(action: str) -> None:
    held = [need for technique in TECHNIQUES for need in technique.needs if matches(need.any_of, action)]
    assert held
    assert [need for need in held if matches(need.counted, action)] == []


def test_reading_metadata_is_no_technique() -> None:
    reads = (
        "s3:ListBucket",
        "dynamodb:GetItem",
        "bedrock:InvokeModel",
        "sqs:GetQueueUrl",
        "iam:GetRole",
        "ec2:DescribeInstances",
    )
    assert holding(*reads) == set()
