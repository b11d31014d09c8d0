"""Documents of grants: canonical, exact, and within what IAM and one role take."""

import json
import random
import re

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws
from syrupy.assertion import SnapshotAssertion

from agent_identity.access import AccessError, aws, parse
from agent_identity.access.aws import documents as aws_documents
from tests.access.asking import read, write
from tests.access.aws.asking import HERE, allowed, plan, refused, statements

ORDINARY = [
    read("arn:aws:s3:::invoices", f"arn:aws:dynamodb:{HERE}:table/customers"),
    read("arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"),
    read(f"arn:aws:secretsmanager:{HERE}:secret:billing-??????", by=["secretsmanager:GetSecretValue"]),
    write("arn:aws:s3:::reports/agent-output/*", by=["s3:PutObject"]),
    write(f"arn:aws:sqs:{HERE}:jobs", by=["sqs:ReceiveMessage", "sqs:DeleteMessage"]),
    write(f"arn:aws:logs:{HERE}:log-group:/agents/reader", by=["logs:CreateLogStream", "logs:PutLogEvents"]),
    write("*", by=["cloudwatch:PutMetricData"]),
]


def many(count: int, length: int = 60) -> list[dict]:
    return [
        write(f"arn:aws:s3:::reports-{number:03}-{'x' * length}/agent-output/*", by=["s3:PutObject"])
        for number in range(count)
    ]


def without_white_space(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def test_the_documents_of_an_ordinary_agent(snapshot: SnapshotAssertion) -> None:
    made = plan(*ORDINARY)
    assert made.as_dict() == snapshot
    assert [f"{grant.place}: {grant.generated}. {grant.why}" for grant in made.grants] == snapshot


@pytest.mark.parametrize("seed", range(20))
def test_the_same_requests_in_any_order_give_the_same_bytes(seed: int) -> None:
    rng = random.Random(seed)
    entries = [*ORDINARY, *many(seed * 8)]
    # Each resource an entry of its own, each list in another order, some things asked for twice.
    shuffled = [
        {verb: [resource], **({"operations": rng.sample(by, len(by))} if (by := entry.get("operations")) else {})}
        for entry in entries
        for verb in ("read", "write")
        for resource in entry.get(verb, ())
    ]
    shuffled += rng.sample(shuffled, 3)
    rng.shuffle(shuffled)
    assert plan(*shuffled).documents == plan(*entries).documents


def test_actions_of_the_same_resources_share_a_statement_and_the_other_way_round() -> None:
    made = plan(
        write("arn:aws:s3:::a/*", "arn:aws:s3:::b/*", by=["s3:PutObject", "s3:DeleteObject"]),
        write("arn:aws:s3:::c/*", by=["s3:PutObject"]),
    )
    assert [(item["Action"], item["Resource"]) for item in statements(made)] == [
        (["s3:DeleteObject", "s3:PutObject"], ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]),
        (["s3:PutObject"], ["arn:aws:s3:::c/*"]),
    ]


def test_what_a_wider_grant_covers_is_not_said_again() -> None:
    made = plan(write("arn:aws:s3:::a/*", "arn:aws:s3:::a/2026/*", "arn:aws:s3:::b/2026/*", by=["s3:PutObject"]))
    assert allowed(made) == {("s3:PutObject", "arn:aws:s3:::a/*"), ("s3:PutObject", "arn:aws:s3:::b/2026/*")}


def test_an_inline_policy_leaves_room_for_the_one_that_cuts_the_agent_off() -> None:
    sizes = [without_white_space(made.inline) for count in range(1, 120) if (made := plan(*many(count))).inline]
    assert 8_900 < max(sizes) <= aws_documents.INLINE_CHARACTERS - aws_documents.KEPT_FREE
    assert plan(*many(len(sizes) + 1)).count == 2


@pytest.mark.parametrize("count", [120, 300, 480])
def test_what_does_not_fit_inline_is_split_into_managed_policies(count: int) -> None:
    made = plan(*many(count))
    assert made.inline is None
    assert made.count == len(made.managed) > 1
    assert all(without_white_space(text) <= 6_144 for text in made.managed)
    assert allowed(made) == {("s3:PutObject", resource) for entry in many(count) for resource in entry["write"]}
    # Each but the last is filled.
    assert all(without_white_space(text) > 5_900 for text in made.managed[:-1])


def test_more_than_a_role_takes_is_refused_with_the_sizes() -> None:
    (problem,) = refused(*many(800))
    assert re.match(r"access: found grants of [\d,]+ characters, which are \d\d managed policies \(6,\d{3}, ", problem)
    assert "expected at most 10 of 6,144, which one role takes; name a prefix" in problem


def test_sids_are_unique_alphanumeric_and_follow_from_the_statement() -> None:
    made = plan(*ORDINARY, *many(200))
    sids = [item["Sid"] for item in statements(made)]
    assert len(set(sids)) == len(sids)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", sid) for sid in sids)
    alone = {item["Sid"] for item in statements(plan(ORDINARY[4]))}
    assert alone <= set(sids)


@mock_aws
@pytest.mark.parametrize("count", [0, 200])
def test_iam_accepts_the_documents(count: int) -> None:
    iam = boto3.client("iam", region_name="eu-west-1")
    made = plan(*ORDINARY, *many(count))
    for number, text in enumerate(made.documents):
        iam.create_policy(PolicyName=f"part-{number}", PolicyDocument=text)


def test_names_of_policies_differ_by_agent_environment_and_number() -> None:
    names = {
        aws.policy_name(agent, environment, number)
        for agent in ("reader", "writer")
        for environment in ("dev", "prod")
        for number in (1, 2)
    }
    assert len(names) == 8
    assert all(len(name) <= 128 for name in names)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PIECES = st.sampled_from(
    ["arn", "aws", "s3", "dynamodb", "", "*", "?", "${aws:x}", "eu-west-1", "123456789012", "table/x", "a/*", "[", "\\"]
)
ARNS = st.lists(PIECES, min_size=3, max_size=9).map(":".join).map(lambda text: f"arn:{text}")
OPERATIONS = st.sampled_from(["s3:PutObject", "s3:*", "s3:", ":", "kms:Decrypt", "", "S3:putobject", "logs:[", "*"])


@settings(deadline=None)
@given(st.sampled_from(["read", "write"]), ARNS, st.none() | st.lists(OPERATIONS | TEXT, max_size=3))
def test_whatever_is_asked_is_granted_or_refused_in_words(verb: str, arn: str, by: list[str] | None) -> None:
    assert all(outcome({verb: [arn], **({} if by is None else {"operations": by})}))


def outcome(entry: dict) -> list[object]:
    try:
        documents = aws.plan(parse([entry]), boundary_class="standard").documents
    except AccessError as error:
        return list(map(str, error.problems))
    return [json.loads(text)["Statement"] for text in documents] or [None]
