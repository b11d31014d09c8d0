"""What was generated allows what was asked and nothing of another resource, by evaluators that are not this library's.

Three judge: moto's reading of a policy, npkt's, and the shell patterns of the standard library. None knows how the
documents were made. What should be allowed is said here in plain words of names, for some actions of each kind of
resource.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.access import aws, parse
from tests.permissions.evaluators import moto, npkt

HERE = "eu-west-1:123456789012"
ELSEWHERE = ("eu-west-1:999999999999", "us-east-1:123456789012")


@dataclass(frozen=True)
class Asked:
    """A request, and what it means.

    Attributes:
        entry: The entry of `access`.
        means: Whether an action on a resource is part of what was asked.
    """

    entry: dict[str, Any]
    means: Callable[[str, str], bool]


def bucket(name: str, prefix: str) -> Asked:
    arn = f"arn:aws:s3:::{name}"

    def means(action: str, resource: str) -> bool:
        on_bucket = action in {"s3:ListBucket", "s3:GetBucketLocation"} and resource == arn
        return on_bucket or (action == "s3:GetObject" and resource.startswith(f"{arn}/"))

    return Asked({"read": [arn]}, means)


def objects(name: str, prefix: str) -> Asked:
    arn = f"arn:aws:s3:::{name}/{prefix}/"
    return Asked({"read": [f"{arn}*"]}, lambda action, on: action == "s3:GetObject" and on.startswith(arn))


def output(name: str, prefix: str) -> Asked:
    arn = f"arn:aws:s3:::{name}/{prefix}/"
    entry = {"write": [f"{arn}*"], "operations": ["s3:PutObject"]}
    return Asked(entry, lambda action, on: action == "s3:PutObject" and on.startswith(arn))


def table(name: str, prefix: str) -> Asked:
    arn = f"arn:aws:dynamodb:{HERE}:table/{name}"

    def means(action: str, resource: str) -> bool:
        if action == "dynamodb:Query":
            return resource == arn or resource.startswith(f"{arn}/index/")
        return action == "dynamodb:GetItem" and resource == arn

    return Asked({"read": [arn]}, means)


def rows(name: str, prefix: str) -> Asked:
    arn = f"arn:aws:dynamodb:{HERE}:table/{name}"
    entry = {"write": [arn], "operations": ["dynamodb:PutItem", "dynamodb:DeleteItem"]}
    return Asked(entry, lambda action, on: action in {"dynamodb:PutItem", "dynamodb:DeleteItem"} and on == arn)


def queue(name: str, prefix: str) -> Asked:
    arn = f"arn:aws:sqs:{HERE}:{name}"
    entry = {"write": [arn], "operations": ["sqs:SendMessage"]}
    return Asked(entry, lambda action, on: action == "sqs:SendMessage" and on == arn)


def queues(name: str, prefix: str) -> Asked:
    arn = f"arn:aws:sqs:{HERE}:{name}-"
    entry = {"write": [f"{arn}*"], "operations": ["sqs:SendMessage"]}
    return Asked(entry, lambda action, on: action == "sqs:SendMessage" and on.startswith(arn))


def secret(name: str, prefix: str) -> Asked:
    arn = f"arn:aws:secretsmanager:{HERE}:secret:{name}-AbCdEf"
    entry = {"read": [arn], "operations": ["secretsmanager:GetSecretValue"]}
    return Asked(entry, lambda action, on: action == "secretsmanager:GetSecretValue" and on == arn)


def metrics(name: str, prefix: str) -> Asked:
    entry = {"write": ["*"], "operations": ["cloudwatch:PutMetricData"]}
    return Asked(entry, lambda action, on: action == "cloudwatch:PutMetricData")


ACTIONS = (
    "cloudwatch:PutMetricData",
    "dynamodb:DeleteItem",
    "dynamodb:DeleteTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "iam:PassRole",
    "kms:Decrypt",
    "s3:DeleteObject",
    "s3:GetBucketLocation",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
    "secretsmanager:GetSecretValue",
    "sqs:DeleteMessage",
    "sqs:SendMessage",
)

# Short names of few letters are one another's prefixes and neighbours by themselves.
NAMES = st.text("ab-", min_size=1, max_size=4).map(lambda text: f"a{text}b")
KINDS = st.sampled_from([bucket, objects, output, table, rows, queue, queues, secret, metrics])
ASKED = st.lists(st.builds(lambda kind, name, prefix: kind(name, prefix), KINDS, NAMES, NAMES), min_size=1, max_size=8)


def resources(name: str, prefix: str) -> list[str]:
    found = [
        f"arn:aws:s3:::{name}{rest}" for rest in ("", f"/{prefix}", f"/{prefix}/x", f"/{prefix}x/y", f"/x/{prefix}/y")
    ]
    for place in (HERE, *ELSEWHERE):
        found += [f"arn:aws:dynamodb:{place}:table/{name}{rest}" for rest in ("", "/index/x", "/stream/x", "x")]
        found += [f"arn:aws:sqs:{place}:{name}{rest}" for rest in ("", "-x", "x")]
        found += [f"arn:aws:secretsmanager:{place}:secret:{name}{rest}" for rest in ("", "-AbCdEf", "-x-AbCdEf")]
    return found


def neighbours(asked: list[Asked], more: list[tuple[str, str]]) -> list[str]:
    """Returns resources to try: those that were asked for, what is in them and beside them, and some at random."""
    named = [resource.rstrip("*") for item in asked for resource in item.entry.get("read", item.entry.get("write"))]
    tried = {text for base in named if base for text in (base, f"{base}x", f"{base}/x", base[:-1], f"{base}-AbCdEf")}
    return sorted(tried | {resource for name, prefix in more for resource in resources(name, prefix)})


def by_patterns(documents: tuple[str, ...], action: str, resource: str) -> bool:
    return any(
        any(fnmatchcase(action, pattern) for pattern in item["Action"])
        and any(fnmatchcase(resource, pattern) for pattern in item["Resource"])
        for text in documents
        for item in json.loads(text)["Statement"]
        if item["Effect"] == "Allow"
    )


@given(ASKED, st.lists(st.tuples(NAMES, NAMES), max_size=2))
@settings(max_examples=40, deadline=None)
def test_what_is_generated_allows_what_is_asked_and_nothing_of_another_resource(
    asked: list[Asked], more: list[tuple[str, str]]
) -> None:
    documents = aws.plan(parse([item.entry for item in asked]), boundary_class="standard").documents
    read = [json.loads(text) for text in documents]
    for resource in neighbours(asked, more):
        for action in ACTIONS:
            wanted = any(item.means(action, resource) for item in asked)
            assert by_patterns(documents, action, resource) is wanted, (action, resource)
            assert any(moto(document, action, resource) for document in read) is wanted, (action, resource)
            assert any(npkt(document, action, resource) for document in read) is wanted, (action, resource)


@given(ASKED)
@settings(max_examples=40, deadline=None)
def test_no_statement_reaches_beyond_one_service(asked: list[Asked]) -> None:
    for text in aws.plan(parse([item.entry for item in asked]), boundary_class="standard").documents:
        for item in json.loads(text)["Statement"]:
            services = {action.partition(":")[0] for action in item["Action"]}
            if item["Resource"] != ["*"]:
                assert services == {resource.split(":")[2] for resource in item["Resource"]}
            assert not any("*" in action for action in item["Action"])
