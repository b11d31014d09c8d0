"""Patterns with `*` and `?` as languages: does one match, does one lie inside others, and which text shows that not.

IAM compares actions without regard to case; `*` stands for any text, the empty one too, and `?` for one character:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html. A set of patterns is compiled
into one automaton whose states are bits of an integer, so that a set of hundreds is followed at the cost of one.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

MAX_STATES: Final = 200_000
"""How many states a search may visit before it gives up; the boundary documents need some hundred."""

OTHER: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands in a witness for a character that no pattern names."""


class PatternLimitError(ValueError):
    """Raised when patterns are too entangled to be compared; nothing may be concluded then."""


class Patterns:
    """A set of patterns, read as the set of texts that at least one of them matches.

    Attributes:
        texts: The patterns as they were given.
    """

    __slots__ = ("_accept", "_any", "_literal", "_star", "_start", "texts")

    def __init__(self, texts: Iterable[str], *, ignore_case: bool = True) -> None:
        """Compiles the patterns, without regard to case unless `ignore_case` is false."""
        self.texts = tuple(texts)
        literal: dict[str, int] = {}
        star = wild = accept = start = 0
        place = 0
        for text in self.texts:
            start |= 1 << place
            for character in _collapsed(text.lower() if ignore_case else text):
                bit = 1 << place
                if character == "*":
                    star |= bit
                elif character == "?":
                    wild |= bit
                else:
                    literal[character] = literal.get(character, 0) | bit
                place += 1
            accept |= 1 << place
            place += 1
        self._literal = literal
        self._any, self._star, self._accept = wild, star, accept
        self._start = self._closed(start)

    @property
    def start(self) -> int:
        """The state before any character."""
        return self._start

    def step(self, state: int, character: str) -> int:
        """Returns the state after one more character; 0 when no pattern can match any longer."""
        moved = (state & (self._literal.get(character, 0) | self._any)) << 1
        return self._closed(moved | (state & self._star))

    def named(self, state: int) -> list[str]:
        """Returns the characters that patterns name at a state; every other one leads on as `OTHER` does."""
        return [character for character, places in self._literal.items() if state & places]

    def takes_any(self, state: int) -> bool:
        """Tells whether a character that no pattern names leads on from a state."""
        return bool(state & (self._any | self._star))

    def accepts(self, state: int) -> bool:
        """Tells whether a text that ends in this state is matched."""
        return bool(state & self._accept)

    def match(self, text: str) -> bool:
        """Tells whether some pattern matches a text. Give it in lower case, unless case counts."""
        state = self._start
        for character in text:
            state = self.step(state, character)
            if not state:
                return False
        return self.accepts(state)

    def _closed(self, state: int) -> int:
        # A star may stand for nothing; two never follow each other, so one pass reaches everything.
        return state | ((state & self._star) << 1)


def matches(patterns: Iterable[str], action: str) -> bool:
    """Tells whether some pattern matches an action, as IAM reads them: without regard to case."""
    return compiled(tuple(patterns)).match(action.lower())


def included(patterns: Iterable[str], others: Iterable[str]) -> bool:
    """Tells whether every action that `patterns` match is matched by `others` too.

    Raises:
        PatternLimitError: When the patterns are too entangled to say.
    """
    return witness([compiled(tuple(patterns))], [compiled(tuple(others))]) is None


def overlap(patterns: Iterable[str], others: Iterable[str]) -> str | None:
    """Returns the shortest action that both match, or None where there is none.

    Raises:
        PatternLimitError: When the patterns are too entangled to say.
    """
    return witness([compiled(tuple(patterns)), compiled(tuple(others))], [])


def witness(inside: Sequence[Patterns], outside: Sequence[Patterns], *, most: int = MAX_STATES) -> str | None:
    """Returns the shortest text that every set of `inside` matches and no set of `outside` does; None: there is none.

    None is a proof: the search follows the product of the automata and has then seen every state that a text reaches.

    Args:
        inside: Sets that must match.
        outside: Sets that must not.
        most: How many states to visit before giving up.

    Raises:
        PatternLimitError: When more states than that are reached.
    """
    start = (tuple(each.start for each in inside), tuple(each.start for each in outside))
    came: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[object, str]] = {start: (None, "")}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        ins, outs = state
        if all(each.accepts(at) for each, at in zip(inside, ins, strict=True)) and not any(
            each.accepts(at) for each, at in zip(outside, outs, strict=True)
        ):
            return _text(came, state)
        for character in _choices(inside, ins, outside, outs):
            after = _stepped(inside, ins, character)
            if after is None:
                continue
            following = (after, tuple(each.step(at, character) for each, at in zip(outside, outs, strict=True)))
            if following not in came:
                if len(came) >= most:
                    raise PatternLimitError(f"comparing the patterns reaches more than {most} states")
                came[following] = (state, character)
                queue.append(following)
    return None


def _choices(
    inside: Sequence[Patterns], ins: tuple[int, ...], outside: Sequence[Patterns], outs: tuple[int, ...]
) -> list[str]:
    """Returns the characters worth following: those that the first set takes, one for all that nobody names."""
    if inside and not inside[0].takes_any(ins[0]):
        return sorted(inside[0].named(ins[0]))
    pairs = (*zip(inside, ins, strict=True), *zip(outside, outs, strict=True))
    return [*sorted({character for each, state in pairs for character in each.named(state)}), OTHER]


def _stepped(inside: Sequence[Patterns], states: tuple[int, ...], character: str) -> tuple[int, ...] | None:
    after = []
    for each, at in zip(inside, states, strict=True):
        state = each.step(at, character)
        if not state:
            return None
        after.append(state)
    return tuple(after)


@lru_cache(maxsize=4096)
def compiled(patterns: tuple[str, ...]) -> Patterns:
    """Returns the patterns compiled without regard to case, once for the same patterns."""
    return Patterns(patterns)


def _collapsed(text: str) -> list[str]:
    return [*text[:1], *(after for before, after in pairwise(text) if (before, after) != ("*", "*"))]


def _text(came: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[object, str]], state: object) -> str:
    characters = []
    while state is not None:
        state, character = came[state]  # type: ignore[index]
        characters.append(character)
    return "".join(reversed(characters))
