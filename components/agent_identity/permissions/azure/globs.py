"""Actions with wildcards: which one lies inside another, and whether two share anything.

`*` stands for any text, slashes too: https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format.
All texts are in lower case.
"""

import re
from functools import lru_cache


@lru_cache(maxsize=65536)
def compiled(pattern: str) -> re.Pattern[str]:
    """Returns a pattern as a regular expression for the whole text."""
    parts = re.split(r"\*+", pattern)
    return re.compile(".*".join(map(re.escape, parts)), re.DOTALL)


def matches(pattern: str, action: str) -> bool:
    """Tells whether a pattern matches an action without a wildcard."""
    return pattern == action or ("*" in pattern and compiled(pattern).fullmatch(action) is not None)


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
