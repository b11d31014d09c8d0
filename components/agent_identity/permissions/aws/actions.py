"""The actions that techniques need, as bits: which of them a statement names, and which a technique still lacks.

The table `data/technique_actions.jsonl` is made by `python -m tools.tables.aws_techniques`. A set of actions is one
integer, so that whether a principal holds all that a technique needs is one "and" a need.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.techniques.aws import TECHNIQUES
from agent_identity.permissions.techniques.model import Need, Technique

_TABLE: Final = Path(__file__).parent / "data" / "technique_actions.jsonl"


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """One action.

    Attributes:
        name: With its service, like `s3:GetObject`.
        bit: Its bit.
        forms: Patterns of the ARNs that it works on; empty where it works on no resource in particular, so that only
            `*` grants it; None where that is not known.
    """

    name: str
    bit: int
    forms: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A technique with the bits of what it needs.

    Attributes:
        technique: The technique.
        needs: Each need with the bits of the actions of which any one is enough.
        union: All of these bits together.
    """

    technique: Technique
    needs: tuple[tuple[Need, int], ...]
    union: int


@cache
def actions() -> tuple[Action, ...]:
    """Returns every action that a technique needs, in the order of their bits."""
    found: list[Action] = []
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        service = json.loads(line)
        forms = service["forms"]
        for name, places in service["actions"].items():
            works_on = None if places is None else tuple(forms[place] for place in places)
            found.append(Action(f"{service['service']}:{name}", 1 << len(found), works_on))
    return tuple(found)


@cache
def every() -> int:
    """Returns the bits of all actions."""
    return (1 << len(actions())) - 1


@lru_cache(maxsize=65536)
def bits_of(patterns: tuple[str, ...]) -> int:
    """Returns the bits of the actions that some of the patterns match, without regard to case."""
    bits = 0
    for pattern in patterns:
        bits |= _bits_of_one(pattern.lower())
    return bits


def named(bits: int) -> Iterator[Action]:
    """Yields the actions of a set."""
    known = actions()
    while bits:
        lowest = bits & -bits
        yield known[lowest.bit_length() - 1]
        bits ^= lowest


@cache
def wanted() -> tuple[Wanted, ...]:
    """Returns every technique with its bits, in the order of their ids."""
    found = []
    for technique in sorted(TECHNIQUES, key=lambda each: each.id):
        needs = tuple((need, bits_of(need.counted)) for need in technique.needs)
        union = 0
        for _, bits in needs:
            union |= bits
        if all(bits for _, bits in needs):
            found.append(Wanted(technique, needs, union))
    return tuple(found)


@lru_cache(maxsize=65536)
def within_reach(bits: int) -> tuple[Wanted, ...]:
    """Returns the techniques of which a set of actions meets every need; principals with the same set ask once."""
    return tuple(each for each in wanted() if all(bits & need for _, need in each.needs))


@cache
def _by_service() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for action in actions():
        prefix, _, name = action.name.lower().partition(":")
        found.setdefault(prefix, {})[name] = action.bit
    return found


@lru_cache(maxsize=65536)
def _bits_of_one(pattern: str) -> int:
    if not pattern.strip("*"):
        return every()
    prefix, colon, name = pattern.partition(":")
    services = _by_service()
    if not colon or "*" in prefix or "?" in prefix:
        # A star before the colon may stand for it, too.
        return sum(action.bit for action in actions() if like(pattern, action.name.lower()))
    names = services.get(prefix)
    if names is None:
        return 0
    if "*" not in name and "?" not in name:
        return names.get(name, 0)
    return sum(bit for known, bit in names.items() if like(name, known))
