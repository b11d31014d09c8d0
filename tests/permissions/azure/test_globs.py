"""Patterns of actions: what they match, and that no pattern takes long."""

import pytest

from agent_identity.permissions.azure.globs import matches, overlap, within


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("*", "", True),
        ("a/*", "a/b/c", True),
        ("*/read", "a/b/read", True),
        ("a*a", "a", False),
        ("a*b*c", "abxc", True),
        ("a*b*c", "acb", False),
        ("a", "ab", False),
    ],
)
def test_a_pattern_matches(pattern: str, action: str, expected: bool) -> None:
    assert matches(pattern, action) is expected


def test_no_pattern_takes_long() -> None:
    assert not matches("*a" * 500 + "b", "a" * 100_000)


def test_a_pattern_lies_in_another_or_shares_something_with_it() -> None:
    assert within("a/b/*", "a/*")
    assert not within("a/*", "a/b/*")
    assert overlap("a/*", "*/read")
    assert not overlap("*/write", "*/read")
    assert not overlap("a/*", "b/*")
