"""Matching with wildcards: as a plain reading has it, and never slow."""

import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws.wildcards import LITERAL, like, meet

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


@given(texts, texts, texts)
@settings(max_examples=300, deadline=None)
def test_patterns_meet_where_some_text_is_matched_by_both(one: str, other: str, text: str) -> None:
    if like(one, text) and like(other, text):
        assert meet(one, other)
    if not meet(one, other):
        assert not like(one, other.replace("*", "").replace("?", "a"))


def test_patterns_that_share_nothing_do_not_meet() -> None:
    assert not meet("a*", "b*")
    assert not meet("a?", "a")
    assert not meet("*a", "*b")
    assert meet("a*c", "*b*")


def test_a_pattern_made_to_be_slow_is_not() -> None:
    started = time.perf_counter()
    assert not like("*a" * 200 + "b", "a" * 2000)
    assert not like("?*a" * 200 + "b", "a" * 2000)
    assert not meet("*a" * 200 + "b", "?*a" * 200 + "c")
    assert time.perf_counter() - started < 5
