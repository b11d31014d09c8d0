import random
from collections import Counter

import pytest

from agent_identity.boundaries import aws
from agent_identity.boundaries.aws_actions import INTERFACE_ACTIONS
from agent_identity.boundaries.classes import CLASSES, RESTRICTED, STANDARD
from tests.permissions.evaluators import moto, npkt, ours
from tests.permissions.workloads import Workload, workloads
from tools.techniques.aws import reference

WORKLOADS = workloads()
ROLES = [f"arn:aws:iam::123456789012:role/tools/tool-{number}" for number in range(3)]


def test_the_corpus_is_fifty_ordinary_agents_or_more_each_with_its_source() -> None:
    assert len(WORKLOADS) >= 50
    assert [name for name, count in Counter(work.name for work in WORKLOADS).items() if count > 1] == []
    assert all(work.source.startswith("https://docs.aws.amazon.com/") for work in WORKLOADS)
    assert {work.boundary_class for work in WORKLOADS} == set(CLASSES)


@pytest.mark.parametrize("roles", [[], ROLES], ids=["no role", "assumable roles"])
@pytest.mark.parametrize("work", WORKLOADS, ids=lambda work: work.name)
def test_an_ordinary_agent_still_works_under_its_class(work: Workload, roles: list[str]) -> None:
    # Nothing that a restricted agent may do is taken from a standard one.
    for class_name in {work.boundary_class, STANDARD}:
        document = aws.policy_document(class_name, roles)
        code = work.runtime == "lambda"
        for action, resource in work.requests:
            assert ours(document, action, resource, from_function=code), action
            assert npkt(document, action, resource, from_function=code), action
            if not roles and action not in INTERFACE_ACTIONS:
                assert moto(document, action, resource), action


def test_the_restricted_class_writes_its_telemetry_and_no_data() -> None:
    document = aws.policy_document(RESTRICTED)
    writes = {
        action
        for action, level in reference().items()
        if level in {"Write", "Tagging", "Permissions management"} and npkt(document, action, "*")
    }
    assert writes == {
        *INTERFACE_ACTIONS,
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
        "bedrock:RetrieveAndGenerate",
        "cloudwatch:PutMetricData",
        "kms:Decrypt",
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }


@pytest.mark.parametrize("class_name", CLASSES)
def test_thousands_of_random_requests_are_read_alike_by_evaluators_that_are_not_ours(class_name: str) -> None:
    seed = 20260425
    chosen = random.Random(seed).sample(sorted(reference()), 3000)
    resources = ["*", "arn:aws:s3:::bucket/key", *ROLES, ROLES[0] + "0", "arn:aws:iam::123456789012:role/admin"]
    bare, excepted = aws.policy_document(class_name), aws.policy_document(class_name, ROLES)
    differing = []
    for index, action in enumerate([*chosen, *(["sts:AssumeRole"] * 40)]):
        resource, code = resources[index % len(resources)], bool(index % 2)
        for document in (bare, excepted):
            expected = ours(document, action, resource, from_function=code)
            if npkt(document, action, resource, from_function=code) != expected:
                differing.append(("npkt", action, resource, code))
        if action not in INTERFACE_ACTIONS and moto(bare, action, resource) != ours(bare, action, resource):
            differing.append(("moto", action, resource, code))
    assert differing == [], f"seed {seed}"


@pytest.mark.parametrize("evaluator", [ours, npkt])
@pytest.mark.parametrize("class_name", CLASSES)
def test_only_the_named_roles_can_be_assumed(class_name: str, evaluator: object) -> None:
    document = aws.policy_document(class_name, ROLES)
    assert all(evaluator(document, "sts:AssumeRole", role) for role in ROLES)
    for other in (ROLES[0] + "0", ROLES[0][:-1], "arn:aws:iam::210987654321:role/tools/tool-0", "*"):
        assert not evaluator(document, "sts:AssumeRole", other)
    for action in ("sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoot", "sts:TagSession"):
        assert not evaluator(document, action, ROLES[0])
    assert not evaluator(aws.policy_document(class_name), "sts:AssumeRole", ROLES[0])


@pytest.mark.parametrize("evaluator", [ours, npkt])
def test_function_code_makes_no_network_interface_while_the_service_may(evaluator: object) -> None:
    document = aws.policy_document()
    for action in INTERFACE_ACTIONS:
        assert not evaluator(document, action, "*", from_function=True)
        assert evaluator(document, action, "*", from_function=False)
