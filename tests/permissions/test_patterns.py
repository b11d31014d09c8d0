import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.patterns import OTHER, PatternLimitError, Patterns, included, matches, overlap, witness

PATTERN = st.text(alphabet="abAB:*?", max_size=7)
SETS = st.lists(PATTERN, max_size=4)
TEXT = st.text(alphabet="abc:", max_size=7)


def by_regex(pattern: str, text: str) -> bool:
    """Another reading of the same words: Python's own regular expressions."""
    parts = {"*": ".*", "?": "."}
    regex = "".join(parts.get(character, re.escape(character)) for character in pattern.lower())
    return re.fullmatch(regex, text.lower(), re.DOTALL) is not None


@settings(deadline=None)
@given(SETS, TEXT)
def test_a_set_matches_what_one_of_its_patterns_matches(given: list[str], text: str) -> None:
    assert matches(given, text) == any(by_regex(pattern, text) for pattern in given)


@settings(max_examples=400, deadline=None)
@given(SETS, SETS)
def test_a_witness_shows_that_a_set_reaches_beyond_another_and_none_that_it_does_not(
    inner: list[str], outer: list[str]
) -> None:
    shown = witness([Patterns(inner)], [Patterns(outer)])
    if shown is None:
        # Every text of up to five characters of the patterns' alphabet, and one that no pattern names.
        texts = [""]
        for _ in range(5):
            texts += [text + character for text in texts if len(text) == len(texts[-1]) for character in "ab:c"]
        assert [t for t in texts if matches(inner, t) and not matches(outer, t)] == []
    else:
        assert any(by_regex(pattern, shown) for pattern in inner)
        assert not any(by_regex(pattern, shown) for pattern in outer)


@settings(deadline=None)
@given(SETS, SETS, TEXT)
def test_inclusion_carries_every_match_over(inner: list[str], outer: list[str], text: str) -> None:
    if included(inner, outer) and matches(inner, text):
        assert matches(outer, text)


@settings(deadline=None)
@given(SETS, SETS, SETS)
def test_inclusion_is_an_order(one: list[str], two: list[str], three: list[str]) -> None:
    assert included(one, [*two, *one])
    if included(one, two) and included(two, three):
        assert included(one, three)


@settings(deadline=None)
@given(SETS, SETS)
def test_an_overlap_is_matched_by_both_and_is_as_short_from_either_side(one: list[str], two: list[str]) -> None:
    shared = overlap(one, two)
    other = overlap(two, one)
    assert (shared is None) == (other is None)
    if shared is not None and other is not None:
        assert len(shared) == len(other)
        assert matches(one, shared)
        assert matches(two, shared)


@settings(deadline=None)
@given(PATTERN)
def test_case_does_not_count_for_actions_and_counts_where_it_is_asked_for(pattern: str) -> None:
    assert included([pattern], [pattern.swapcase()])
    assert Patterns([pattern], ignore_case=False).match(pattern.replace("*", "").replace("?", "z"))


@pytest.mark.parametrize(
    ("inner", "outer", "shown"),
    [
        (["s3:*"], ["s3:Get*", "s3:?*"], "s3:"),
        (["s3:*"], ["s3:", "s3:?*"], None),
        (["iam:PassRole"], ["IAM:*"], None),
        (["s3:Get*"], ["s3:GetObject*"], "s3:get"),
        (["a*b*c"], ["a*c"], None),
        (["a*c"], ["a*b*c"], "ac"),
        (["a**"], ["a*"], None),
        (["??"], ["?*"], None),
        (["*"], ["a*"], ""),
        (["?"], ["a"], OTHER),
        ([], [], None),
    ],
)
def test_known_inclusions(inner: list[str], outer: list[str], shown: str | None) -> None:
    assert witness([Patterns(inner)], [Patterns(outer)]) == shown


def test_patterns_that_are_too_entangled_are_refused_and_not_guessed() -> None:
    assert witness([Patterns(["abc"])], [Patterns(["a*"])], most=5) is None
    with pytest.raises(PatternLimitError, match="more than 5 states"):
        witness([Patterns(["abcdefgh"])], [Patterns(["a*"])], most=5)


def test_many_stars_do_not_slow_a_match_down() -> None:
    assert not matches(["*a" * 200 + "b"], "a" * 5000)
