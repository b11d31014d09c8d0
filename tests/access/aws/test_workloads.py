"""What ordinary agents ask AWS for can be asked for as `access`, and is then granted: by judges that are not ours."""

import json

import pytest

from agent_identity.access import aws, parse
from tests.access.asking import write
from tests.permissions.evaluators import moto, npkt
from tests.permissions.workloads import Workload, workloads

NOT_SO = {
    # The reference has no such action, or none on such a resource; the boundary's proof does not ask it.
    ("bedrock:InvokeModelWithBidirectionalStream", "bidirectional streams are granted as bedrock:InvokeModel"),
    ("cloudwatch:DescribeAlarms", "an alarm by name, or alarms by a prefix"),
    ("dynamodb:ListStreams", "'*': it lists streams of any table"),
    ("logs:GetQueryResults", "a log group by name"),
}
"""Requests that the corpus words otherwise than AWS's reference does, and what is granted in their place."""


def asked(work: Workload) -> list[tuple[str, str]]:
    others = {action for action, _ in NOT_SO}
    return [(action, resource) for action, resource in work.requests if action not in others]


@pytest.mark.parametrize("work", workloads(), ids=lambda work: work.name)
def test_what_an_ordinary_agent_does_is_granted_and_nothing_else_of_it(work: Workload) -> None:
    entries = [write(resource, by=[action]) for action, resource in asked(work)]
    plan = aws.plan(parse(entries), boundary_class=work.boundary_class)
    documents = [json.loads(text) for text in plan.documents]
    for action, resource in asked(work):
        assert any(npkt(document, action, resource) for document in documents), action
        assert any(moto(document, action, resource) for document in documents), action
        for other in ("arn:aws:s3:::someone-elses/x", "arn:aws:sqs:eu-west-1:999999999999:jobs"):
            if resource != "*":
                assert not any(npkt(document, action, other) for document in documents), action


def test_what_is_worded_otherwise_is_in_the_corpus() -> None:
    held = {action for work in workloads() for action, _ in work.requests}
    assert {action for action, _ in NOT_SO} <= held
