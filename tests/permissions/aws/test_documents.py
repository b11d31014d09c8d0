"""Policy documents in every form in which they come, and what is said of one that is none."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws.documents import DocumentError, read_document
from agent_identity.permissions.aws.policy import Condition
from agent_identity.permissions.unknown import UNKNOWN

READ = {
    "Version": "2012-10-17",
    "Statement": {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::papers/*"},
}
TEXT = json.dumps(READ)


def problems_of(value: Any, **options: Any) -> tuple[str, ...]:
    with pytest.raises(DocumentError) as caught:
        read_document(value, **options)
    return caught.value.problems


@pytest.mark.parametrize(
    "form",
    [
        READ,
        TEXT,
        quote(TEXT),
        json.dumps(TEXT),
        json.dumps(json.dumps(TEXT)),
        json.dumps(quote(TEXT)),
        "\ufeff" + TEXT,
        f"\n  {TEXT}\n",
        {"version": "2012-10-17", "STATEMENT": [{k.lower(): v for k, v in READ["Statement"].items()}]},  # type: ignore[attr-defined]
        {**READ, "Statement": [{**READ["Statement"], "Action": ["s3:GetObject"]}]},  # type: ignore[dict-item]
    ],
    ids=str,
)
def test_every_form_of_a_document_reads_alike(form: object) -> None:
    document = read_document(form)
    (statement,) = document.statements
    assert document.version == "2012-10-17"
    assert (statement.index, statement.sid, statement.allow) == (0, "Read", True)
    assert (statement.actions, statement.resources) == (("s3:GetObject",), ("arn:aws:s3:::papers/*",))


def test_a_document_without_a_version_is_of_the_older_one() -> None:
    assert read_document({"Statement": []}).version == "2008-10-17"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("", ": found no text, expected a policy document"),
        ("not json", ": found text that is no JSON"),
        ("[1]", ": found a list, expected a policy document"),
        (7, ": found 7, expected a policy document"),
        ('{"Statement": [], "Statement": []}', ": the key 'Statement' stands twice"),
        ({"Version": "2012-10-17"}, "/Statement: is missing"),
        ({"Version": "2020-01-01", "Statement": []}, "/Version: found '2020-01-01', expected '2012-10-17'"),
        ({"Statement": [], "Statment": []}, "/Statment: is no element here, expected one of: Version, Id, Statement"),
        ({"Statement": ["x"]}, "/Statement/0: found 'x', expected a statement"),
        ({"Statement": {"Effect": "allow"}}, "/Statement/0/Effect: found 'allow', expected 'Allow' or 'Deny'"),
        ({"Statement": {"Effect": "Allow"}}, "/Statement/0: found neither Action nor NotAction"),
        ({"Statement": {"Action": "*", "NotAction": "*"}}, "/Statement/0: found both Action and NotAction"),
        (
            {"Statement": {"Effect": "Allow", "Action": "s3"}},
            "/Statement/0/Action: found 's3', expected SERVICE:ACTION",
        ),
        ({"Statement": {"Effect": "Allow", "Action": [1]}}, "/Statement/0/Action: found 1, expected text"),
        (
            {"Statement": {"Effect": "Allow", "Principal": "*"}},
            "/Statement/0/Principal: found a principal, expected none",
        ),
        ({"Statement": {"Condition": {"StringIs": {"a": "b"}}}}, "/Statement/0/Condition/StringIs: found 'StringIs'"),
        ({"Statement": {"Condition": {"NullIfExists": {"a": "b"}}}}, "/Statement/0/Condition/NullIfExists: found"),
        (
            {"Statement": {"Condition": {"Bool": "true"}}},
            "/Statement/0/Condition/Bool: found 'true', expected an object",
        ),
        ({"Statement": {"Condition": {"Bool": {"a": {}}}}}, "/Statement/0/Condition/Bool/a: found an object, expected"),
        ({"Statement": {"effect": "Allow", "Effect": "Deny"}}, "/Statement/0/Effect: stands twice"),
    ],
    ids=str,
)
def test_what_is_no_policy_is_told_with_its_place(value: object, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems_of(value)), problems_of(value)


def test_every_problem_is_told_at_once_and_begins_with_where_the_document_stands() -> None:
    found = problems_of({"Version": "1", "Statement": [{"Effect": "Maybe", "Action": "x"}]}, where="/Roles/0/Policy")
    assert [line.partition(":")[0] for line in found] == [
        "/Roles/0/Policy/Version",
        "/Roles/0/Policy/Statement/0/Effect",
        "/Roles/0/Policy/Statement/0",
        "/Roles/0/Policy/Statement/0/Action",
    ]


def test_a_trust_policy_names_principals_and_needs_no_resource() -> None:
    trust = {
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com"]}, "Action": "sts:AssumeRole"},
            {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
            {"Effect": "Deny", "NotPrincipal": "*", "Action": "sts:AssumeRole"},
        ]
    }
    first, second, third = read_document(trust, role="trust").statements
    assert (first.principals, first.resources) == ((("Service", "lambda.amazonaws.com"),), ())
    assert second.principals == third.principals == (("*", "*"),)
    assert (second.not_principals, third.not_principals) == (False, True)
    assert problems_of({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}, role="trust")


def test_conditions_are_read_into_operator_key_and_values() -> None:
    given_ = {
        "StringEqualsIfExists": {"aws:PrincipalTag/Team": ["a", "b"]},
        "ForAnyValue:stringlike": {"aws:TagKeys": "x*"},
        "bool": {"aws:SecureTransport": True},
        "NumericLessThan": {"s3:max-keys": 10},
    }
    (statement,) = read_document(
        {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": given_}}
    ).statements
    assert statement.conditions == (
        Condition("StringEquals", "aws:principaltag/team", ("a", "b"), None, True),
        Condition("StringLike", "aws:tagkeys", ("x*",), "ForAnyValue"),
        Condition("Bool", "aws:securetransport", ("true",)),
        Condition("NumericLessThan", "s3:max-keys", ("10",)),
    )


def test_what_is_unknown_is_marked_and_the_rest_is_kept() -> None:
    document = read_document(
        {
            "Statement": [
                {"Effect": "Allow", "Action": ["s3:GetObject", UNKNOWN], "Resource": UNKNOWN},
                UNKNOWN,
                {"Effect": UNKNOWN, "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": UNKNOWN}}},
            ]
        }
    )
    first, last = document.statements
    assert document.incomplete
    assert (first.actions, first.unknown) == (("s3:GetObject",), {"Action", "Resource"})
    assert (last.index, last.unknown) == (2, {"Effect"})
    assert last.conditions[0].values == (UNKNOWN,)
    assert read_document(UNKNOWN).incomplete


def test_ten_thousand_statements_and_deep_nesting_are_read_or_refused() -> None:
    many = {"Statement": [READ["Statement"]] * 10_000}
    assert len(read_document(json.dumps(many)).statements) == 10_000
    assert "nested deeper" in problems_of('{"Statement":' + "[" * 5_000 + "]" * 5_000 + "}")[0]
    assert problems_of("[" * 200_000)


KEYS = ["Statement", "Effect", "Action", "Resource", "Principal", "Condition", "Version", "AWS", "Bool"]
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.just(UNKNOWN),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def read_or_refused(value: Any, **options: Any) -> tuple[str, ...]:
    try:
        read_document(value, **options)
    except DocumentError as error:
        return error.problems
    return ("file: was read",)


@given(json_values, st.sampled_from(["identity", "resource", "trust"]))
@settings(max_examples=300, deadline=None)
def test_anything_is_read_or_refused_with_a_place(value: Any, role: Any) -> None:
    problems = read_or_refused(value, where="file", role=role)
    assert problems
    assert all(problem.startswith("file") and ":" in problem for problem in problems)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    assert read_or_refused(text)
