"""Three-valued logic: what is not known stays unknown until it no longer matters."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Literal

Verdict = Literal["yes", "no", "unknown"]


class Truth(IntEnum):
    """A truth value of Kleene's strong logic, in the order in which `min` is "and" and `max` is "or"."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    @property
    def verdict(self) -> Verdict:
        """The word for it in outputs."""
        return _WORDS[self]

    def __invert__(self) -> "Truth":
        return Truth(2 - self)


_WORDS: dict[Truth, Verdict] = {Truth.NO: "no", Truth.UNKNOWN: "unknown", Truth.YES: "yes"}


def every(truths: Iterable[Truth]) -> Truth:
    """Returns "and": NO where one is, else UNKNOWN where one is; YES for none at all."""
    return min(truths, default=Truth.YES)


def some(truths: Iterable[Truth]) -> Truth:
    """Returns "or": YES where one is, else UNKNOWN where one is; NO for none at all."""
    return max(truths, default=Truth.NO)


def truth(value: bool) -> Truth:
    """Returns the truth value of what is known."""
    return Truth.YES if value else Truth.NO
