"""Conditions by what is known: decided where they can be, unknown where not, and never for long."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions import cel
from agent_identity.permissions.logic import Truth

KNOWN: dict[str, Any] = {"a": {"b": "text", "none": None}, "list": [1, 2, 3]}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a.b == 'text'", Truth.YES),
        ("a.b.startsWith('no')", Truth.NO),
        ("elsewhere.x == 1", Truth.UNKNOWN),
        ("elsewhere.x == 1 || a.b == 'text'", Truth.YES),
        ("elsewhere.x == 1 && a.b == 'other'", Truth.NO),
        ("!(elsewhere.x == 1)", Truth.UNKNOWN),
        ("has(a.c)", Truth.NO),
        ("list.all(x, x < 4)", Truth.YES),
        ("a.b", Truth.UNKNOWN),
        ("1 / 0 == 1", Truth.UNKNOWN),
        ("a.b.matches('(')", Truth.UNKNOWN),
        ("a.b ==", Truth.UNKNOWN),
        ("twice(2) == 4", Truth.YES),
    ],
)
def test_what_is_known_decides(expression: str, expected: Truth) -> None:
    assert cel.truth(expression, KNOWN, {"twice": lambda number: 2 * number}) is expected


@pytest.mark.parametrize(
    ("expression", "said"),
    [("a ==", "Failed to parse"), ("(" * 100 + "1" + ")" * 100, "100 deep"), ("'" + "a" * 30_000 + "'", "30,002")],
)
def test_what_cannot_be_read_says_why(expression: str, said: str) -> None:
    assert said in (cel.problem(expression) or "")
    assert cel.truth(expression, {}) is Truth.UNKNOWN


def test_brackets_within_quotes_do_not_count() -> None:
    assert cel.problem("'" + "(" * 500 + "' == ''") is None


@pytest.mark.parametrize("nested", [3, 4])
def test_what_would_run_long_is_unknown_at_once(nested: int) -> None:
    expression = "x == 1"
    for _ in range(nested):
        expression = f"long.all(x, {expression})"
    started = time.monotonic()
    assert cel.truth(expression, {"long": [1] * 500}) is Truth.UNKNOWN
    assert time.monotonic() - started < 1


PARTS = [
    "a",
    "a.b",
    "list",
    "1",
    "-1",
    "'x'",
    "[1, 2]",
    "{'k': 1}",
    "(",
    ")",
    ".all(x, x == 1)",
    ".size()",
    "+",
    "==",
    "&&",
    "||",
    "!",
    "?",
    ":",
    "[0]",
    "in",
    "null",
    "true",
    "has(",
    "int(",
    ",",
    "9223372036854775807",
]


@given(st.lists(st.sampled_from(PARTS), max_size=9).map(" ".join))
@settings(max_examples=300)
def test_anything_is_decided_or_unknown(expression: str) -> None:
    assert cel.truth(expression, KNOWN) in Truth
