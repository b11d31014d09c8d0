"""Matching with wildcards: as a plain reading has it, and never slow."""

import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws.wildcards import LITERAL, like

texts = st.text(alphabet="ab:/*?", max_size=10)


def plainly(pattern: str, text: str) -> bool:
    """The same by a regular expression, which is right and can be slow."""
    made = "".join(".*" if each == "*" else "." if each == "?" else re.escape(each) for each in pattern)
    return re.fullmatch(made, text, re.DOTALL) is not None


@given(texts, texts)
@settings(max_examples=500, deadline=None)
def test_it_is_what_a_regular_expression_says(pattern: str, text: str) -> None:
    assert like(pattern, text) is plainly(pattern, text)


@given(texts, texts)
@settings(max_examples=200, deadline=None)
def test_a_literal_matches_itself_alone(one: str, other: str) -> None:
    assert like(one.translate(LITERAL), other) is (one == other)


def test_a_pattern_made_to_be_slow_is_not() -> None:
    started = time.perf_counter()
    assert not like("*a" * 200 + "b", "a" * 2000)
    assert not like("?*a" * 200 + "b", "a" * 2000)
    assert time.perf_counter() - started < 5
