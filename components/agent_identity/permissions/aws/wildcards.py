"""Matching with `*` and `?`, in time that grows with pattern times text and never worse.

`*` stands for any text, `?` for one character, and case counts:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html.
"""

from collections.abc import Iterator
from typing import Final

LITERAL_STAR: Final = "\ue000"
"""Stands in a pattern for a star that is meant: that of `${*}`, or of a variable's value."""
LITERAL_QUESTION: Final = "\ue001"
LITERAL: Final = str.maketrans({"*": LITERAL_STAR, "?": LITERAL_QUESTION})
"""Makes of a text the pattern that matches nothing else."""


def like(pattern: str, text: str) -> bool:
    """Tells whether a pattern matches the whole of a text."""
    text = text.translate(LITERAL) if "*" in text or "?" in text else text
    if "?" not in pattern:
        if "*" not in pattern:
            return pattern == text
        first, *middle, last = pattern.split("*")
        if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
            return False
        at, end = len(first), len(text) - len(last)
        for part in middle:
            at = text.find(part, at, end)
            if at < 0:
                return False
            at += len(part)
        return True
    return _greedy(pattern, text)


def _greedy(pattern: str, text: str) -> bool:
    """Follows the pattern; where it does not fit, goes back to the last star alone: an earlier one could do no more."""
    at = place = 0
    star, resume = -1, 0
    while at < len(text):
        if place < len(pattern) and pattern[place] == "*":
            star, resume = place, at
            place += 1
        elif place < len(pattern) and pattern[place] in ("?", text[at]):
            place += 1
            at += 1
        elif star >= 0:
            resume += 1
            place, at = star + 1, resume
        else:
            return False
    return all(character == "*" for character in pattern[place:])


def meet(one: str, other: str) -> bool:
    """Tells whether some text is matched by both patterns; each pair of places is looked at once."""
    ends, seen, waiting = (len(one), len(other)), {(0, 0)}, [(0, 0)]
    while waiting:
        places = waiting.pop()
        if places == ends:
            return True
        for following in _following(one, other, *places):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def _following(one: str, other: str, at: int, place: int) -> Iterator[tuple[int, int]]:
    """Yields the places that two patterns can be at next: past a star, or past one more character of both."""
    first, second = one[at : at + 1], other[place : place + 1]
    if first == "*":
        yield at + 1, place
    if second == "*":
        yield at, place + 1
    if first and second and (first == second or first in "*?" or second in "*?"):
        yield at + (first != "*"), place + (second != "*")
