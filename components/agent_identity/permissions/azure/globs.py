"""Actions with wildcards: which one lies inside another, and whether two share anything.

`*` stands for any text, slashes too: https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format.
All texts are in lower case.
"""

import re
from functools import lru_cache


@lru_cache(maxsize=65536)
def _parts(pattern: str) -> tuple[str, ...]:
    return tuple(re.split(r"\*+", pattern))


def matches(pattern: str, action: str) -> bool:
    """Tells whether a pattern matches a text; in time that grows with both alone, whoever wrote them."""
    if "*" not in pattern:
        return pattern == action
    first, *middle, last = _parts(pattern)
    end = len(action) - len(last)
    if end < len(first) or not action.startswith(first) or not action.endswith(last):
        return False
    place = len(first)
    for part in middle:
        # The first place is the best one: it leaves most to what follows.
        place = action.find(part, place, end)
        if place < 0:
            return False
        place += len(part)
    return True


def within(inner: str, outer: str) -> bool:
    """Tells whether everything that one pattern matches is matched by another; never wrongly so."""
    # A star of the inner one is a character like others: only a star of the outer one takes it.
    return matches(outer, inner)


@lru_cache(maxsize=65536)
def overlap(one: str, other: str) -> bool:
    """Tells whether some action is matched by both patterns."""
    if "*" not in one:
        return matches(other, one)
    if "*" not in other:
        return matches(one, other)
    if not _alike(one.partition("*")[0], other.partition("*")[0]):
        return False
    # With stars in both, texts between them can be made to fit; what is fixed is how they begin and end.
    return _alike(one.rpartition("*")[2][::-1], other.rpartition("*")[2][::-1])


def _alike(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
