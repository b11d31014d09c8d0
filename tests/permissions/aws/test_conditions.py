"""Conditions: each operator on what is there, on what is absent, and on what nobody knows."""

import pytest

from agent_identity.permissions.aws.conditions import Held, holds
from agent_identity.permissions.aws.documents import read_document
from agent_identity.permissions.aws.policy import Condition
from agent_identity.permissions.aws.variables import Context
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.unknown import UNKNOWN

YES, NO = Truth.YES, Truth.NO


def conditions(block: object) -> tuple[Condition, ...]:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": block}
    return read_document({"Version": "2012-10-17", "Statement": statement}).statements[0].conditions


def held(block: object, context: Context) -> Held:
    return holds(conditions(block), context)


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("StringEquals", "a", "a", YES),
        ("StringEquals", "a*", "ab", NO),
        ("StringEquals", ["a", "b"], "b", YES),
        ("StringNotEquals", ["a", "b"], "b", NO),
        ("StringNotEquals", ["a", "b"], "c", YES),
        ("StringEqualsIgnoreCase", "Ab", "aB", YES),
        ("StringNotEqualsIgnoreCase", "Ab", "aB", NO),
        ("StringLike", "a?c*", "abcd", YES),
        ("StringLike", "a?c*", "acd", NO),
        ("StringLike", "${*}", "*", YES),
        ("StringLike", "${*}", "a", NO),
        ("StringNotLike", "a*", "b", YES),
        ("NumericEquals", "10", "10.0", YES),
        ("NumericLessThan", "10", "9", YES),
        ("NumericLessThan", "10", "x", NO),
        ("NumericLessThanEquals", "10", "10", YES),
        ("NumericGreaterThan", "10", "10", NO),
        ("NumericGreaterThanEquals", "10", "10", YES),
        ("NumericNotEquals", "10", "11", YES),
        ("DateLessThan", "2027-01-01T00:00:00Z", "2026-11-25T12:00:00Z", YES),
        ("DateGreaterThan", "1764072000", "2026-11-25T12:00:00Z", YES),
        ("DateEquals", "2026-11-25", "2026-11-25T00:00:00+00:00", YES),
        ("DateLessThanEquals", "2026", "2026-01-01", YES),
        ("DateGreaterThanEquals", "2026-12", "2026-11-30", NO),
        ("DateNotEquals", "2026-11-25", "2026-11-26", YES),
        ("Bool", "true", "True", YES),
        ("Bool", "true", "false", NO),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", YES),
        ("IpAddress", "203.0.113.0/24", "203.0.113.9", YES),
        ("IpAddress", "203.0.113.0/24", "203.0.114.9", NO),
        ("IpAddress", "2001:db8::/32", "2001:db8:1::1", YES),
        ("IpAddress", "0.0.0.0/0", "2001:db8::1", NO),
        ("NotIpAddress", "203.0.113.0/24", "203.0.114.9", YES),
        ("ArnLike", "arn:aws:iam::*:role/a*", "arn:aws:iam::1:role/ab", YES),
        ("ArnEquals", "arn:aws:iam::*:role/a*", "arn:aws:iam::1:role/ab", YES),
        ("ArnLike", "arn:aws:*:role/a", "arn:aws:iam::1:role/a", NO),
        ("ArnNotLike", "arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b", YES),
    ],
)
def test_an_operator_on_one_value(operator: str, wanted: object, found: str, expected: Truth) -> None:
    assert held({operator: {"k": wanted}}, {"k": (found,)}) == Held(expected)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", NO),
        ("StringNotEquals", YES),
        ("StringEqualsIfExists", YES),
        ("ForAllValues:StringEquals", YES),
        ("ForAnyValue:StringEquals", NO),
        ("ForAnyValue:StringNotEquals", NO),
        ("NotIpAddress", YES),
        ("Bool", NO),
        ("BoolIfExists", YES),
    ],
)
def test_an_operator_on_an_absent_key(operator: str, expected: Truth) -> None:
    assert held({operator: {"k": "true"}}, {"k": None}).truth is expected


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("ForAllValues:StringEquals", ("a", "b"), YES),
        ("ForAllValues:StringEquals", ("a", "c"), NO),
        ("ForAllValues:StringEquals", (), YES),
        ("ForAnyValue:StringEquals", ("a", "c"), YES),
        ("ForAnyValue:StringEquals", ("c",), NO),
        ("ForAnyValue:StringEquals", (), NO),
        ("ForAllValues:StringNotEquals", ("c", "d"), YES),
        ("ForAllValues:StringNotEquals", ("a", "d"), NO),
        ("ForAnyValue:StringNotEquals", ("a", "d"), YES),
        ("ForAnyValue:StringNotEquals", ("a", "b"), NO),
        ("StringEquals", ("a", "c"), YES),
        ("StringNotEquals", ("a", "c"), NO),
    ],
)
def test_an_operator_on_several_values(operator: str, values: tuple[str, ...], expected: Truth) -> None:
    assert held({operator: {"k": ["a", "b"]}}, {"k": values}).truth is expected


def test_null_asks_whether_a_key_is_there() -> None:
    assert held({"Null": {"k": "true"}}, {"k": None}).truth is YES
    assert held({"Null": {"k": "true"}}, {"k": ("x",)}).truth is NO
    assert held({"Null": {"k": False}}, {"k": ("x",)}).truth is YES
    assert held({"Null": {"k": "false"}}, {}) == Held(Truth.UNKNOWN, frozenset({"k"}))


def test_a_key_that_nobody_named_is_unknown_and_named() -> None:
    block = {"StringEquals": {"aws:SourceVpc": "vpc-1", "aws:PrincipalTag/team": "x"}}
    known: Context = {"aws:principaltag/team": ("x",)}
    assert held(block, known) == Held(Truth.UNKNOWN, frozenset({"aws:sourcevpc"}))
    # A condition that cannot hold decides, whatever the others are.
    assert held(block, {"aws:principaltag/team": ("y",)}) == Held(NO)


def test_an_unknown_value_of_the_policy_is_opaque_unless_another_decides() -> None:
    block = {"StringEquals": {"k": ["a", UNKNOWN]}}
    assert held(block, {"k": ("a",)}) == Held(YES)
    assert held(block, {"k": ("b",)}) == Held(Truth.UNKNOWN, opaque=True)
    assert held({"StringNotEquals": {"k": [UNKNOWN]}}, {"k": ("b",)}) == Held(Truth.UNKNOWN, opaque=True)


def test_variables_take_what_the_context_says() -> None:
    block = {"StringLike": {"s3:prefix": "home/${aws:username}/*"}}
    assert held(block, {"s3:prefix": ("home/ann/x",), "aws:username": ("ann",)}).truth is YES
    assert held(block, {"s3:prefix": ("home/bob/x",), "aws:username": ("ann",)}).truth is NO
    # A name with a star in it is a name, not a wildcard.
    assert held(block, {"s3:prefix": ("home/bob/x",), "aws:username": ("*",)}).truth is NO
    assert held(block, {"s3:prefix": ("home/bob/x",), "aws:username": None}).truth is NO
    assert held(block, {"s3:prefix": ("home/bob/x",)}) == Held(Truth.UNKNOWN, frozenset({"aws:username"}))
    default = {"StringEquals": {"k": "${aws:PrincipalTag/team, 'none'}"}}
    assert held(default, {"k": ("none",), "aws:principaltag/team": None}).truth is YES


def test_variables_are_plain_text_in_the_older_version() -> None:
    block = conditions({"StringEquals": {"k": "${aws:username}"}})
    assert holds(block, {"k": ("${aws:username}",)}, "2008-10-17").truth is YES
