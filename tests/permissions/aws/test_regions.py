"""Sets of resources: what patterns share, and what is left when others are taken away."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws.regions import Region, covers, less, reaches, regions_of, within
from agent_identity.permissions.aws.wildcards import like

texts = st.text(alphabet="ab:", max_size=6)
patterns = st.text(alphabet="ab:*?", min_size=1, max_size=6)


@given(patterns, patterns, texts)
@settings(max_examples=300, deadline=None)
def test_what_is_in_both_is_in_what_they_share(one: str, other: str, text: str) -> None:
    shared = list(within([Region(one)], (Region(other),)))
    if like(one, text) and like(other, text):
        assert any(region.holds(text) for region in shared)
    if not shared:
        assert not (like(one, text) and like(other, text))


@given(patterns, st.lists(patterns, min_size=1, max_size=2), texts)
@settings(max_examples=300, deadline=None)
def test_what_is_left_is_what_nobody_took(pattern: str, taken: list[str], text: str) -> None:
    left = list(less([Region(pattern)], tuple(taken)))
    kept = like(pattern, text) and not any(like(each, text) for each in taken)
    assert any(region.holds(text) for region in left) is kept


@given(patterns, patterns, texts)
@settings(max_examples=300, deadline=None)
def test_a_pattern_that_covers_another_matches_all_that_it_does(wide: str, narrow: str, text: str) -> None:
    if covers(wide, narrow) and like(narrow, text):
        assert like(wide, text)


@pytest.mark.parametrize(
    ("pattern", "forms", "expected"),
    [
        ("arn:aws:s3:::papers/*", ("arn:*:s3:::*/*",), True),
        ("arn:aws:s3:::papers/*", ("arn:*:lambda:*:*:function:*",), False),
        ("arn:aws:lambda:*:*:*", ("arn:*:lambda:*:*:function:*",), True),
        ("arn:aws:lambda:eu-west-1:1:function:f", (), False),
        ("*", (), True),
        ("arn:aws:x", None, True),
    ],
)
def test_an_action_is_reached_on_what_it_works_on(pattern: str, forms: tuple[str, ...] | None, expected: bool) -> None:
    assert reaches(pattern, forms) is expected


def test_not_resource_is_everything_else() -> None:
    (region,) = regions_of(("arn:aws:s3:::papers/*",), negated=True)
    assert region.holds("arn:aws:s3:::other/x")
    assert not region.holds("arn:aws:s3:::papers/x")
    assert regions_of(("*",), negated=True) == ()
