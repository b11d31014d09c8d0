"""Which permissions of a role meet which needs of which techniques; each role is looked at once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final

from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Technique

Place = tuple[int, int]
"""A technique and one of its needs, by index."""

REST: Final = "gcp-policy-of-anything"
"""The technique that is there for what no other one names."""


@cache
def techniques() -> tuple[Technique, ...]:
    """Returns the techniques, in the order of their indexes."""
    return techniques_of("gcp")


@cache
def _index() -> tuple[Mapping[str, tuple[Place, ...]], tuple[tuple[re.Pattern[str], Place], ...], re.Pattern[str]]:
    """Returns the needs by permissions that are written in full, the other patterns, and all of those in one."""
    exact: dict[str, list[Place]] = defaultdict(list)
    wild: dict[str, list[Place]] = defaultdict(list)
    for number, technique in enumerate(techniques()):
        for place, need in enumerate(technique.needs):
            for text in need.counted:
                (wild if "*" in text or "?" in text else exact)[text].append((number, place))
    texts = {text: ".*".join(map(re.escape, text.split("*"))) for text in wild}
    patterns = tuple((re.compile(texts[text]), place) for text, places in wild.items() for place in places)
    return {text: tuple(places) for text, places in exact.items()}, patterns, re.compile("|".join(texts.values()))


@lru_cache(maxsize=65536)
def places_of(permission: str) -> tuple[Place, ...]:
    """Returns the needs that a permission meets, each once."""
    exact, patterns, any_of = _index()
    found = set(exact.get(permission, ()))
    if any_of.fullmatch(permission):
        found.update(place for pattern, place in patterns if pattern.fullmatch(permission))
    named = {place for place in found if techniques()[place[0]].id != REST}
    return tuple(sorted(named or found))


@lru_cache(maxsize=4096)
def matched(permissions: frozenset[str]) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """Returns the permissions that meet a need, sorted, each with what it meets."""
    return tuple((permission, places) for permission in sorted(permissions) if (places := places_of(permission)))


def alone(permissions: Iterable[str]) -> set[int]:
    """Returns the techniques, by index, whose needs some permissions meet without any others."""
    met: dict[int, set[int]] = defaultdict(set)
    for permission in permissions:
        for number, place in places_of(permission):
            met[number].add(place)
    return {number for number, places in met.items() if len(places) == len(techniques()[number].needs)}
