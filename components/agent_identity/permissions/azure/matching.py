"""Which of a role's permissions meet what techniques need: once for each pattern, however many roles write it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from agent_identity.permissions.azure import builtin
from agent_identity.permissions.azure.globs import matches, overlap, within
from agent_identity.permissions.azure.model import Permissions, Role
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Plane, Technique, When


@dataclass(frozen=True, slots=True)
class Hit:
    """A permission that meets a need.

    Attributes:
        technique: The technique's place in `techniques`.
        need: The need's place in the technique.
        block: The place of the role's block of permissions that has it.
        action: The permission in lower case: the narrower of what is granted and what is needed.
        shown: The same as the technique writes it, "" where it is the role's own text.
        data: Whether it is a data action.
    """

    technique: int
    need: int
    block: int
    action: str
    shown: str
    data: bool


@cache
def techniques() -> tuple[Technique, ...]:
    """Returns the techniques that an analysis looks for."""
    return tuple(
        each
        for each in techniques_of("azure")
        # No condition of a role can read a resource's tags, so writing them opens nothing in this input.
        if each.when is When.ALWAYS and all(need.counted for need in each.needs)
    )


@lru_cache(maxsize=8192)
def hits(role: Role) -> tuple[Hit, ...]:
    """Returns what of a role meets needs, less what the role itself leaves out."""
    return tuple(
        Hit(technique, need, index, action, shown, data)
        for index, block in enumerate(role.permissions or ())
        for data in (False, True)
        for technique, need, action, shown in _of_block(block, data)
    )


@lru_cache(maxsize=256)
def graph_needs(permission: str) -> tuple[int, ...]:
    """Returns the techniques that an application permission of Microsoft Graph, in lower case, is enough for."""
    return tuple(
        place
        for place, technique in enumerate(techniques())
        if all(
            need.plane is Plane.GRAPH and any(within(permission, each.lower()) for each in need.counted)
            for need in technique.needs
        )
    )


def _of_block(block: Permissions, data: bool) -> Iterator[tuple[int, int, str, str]]:
    listed, left_out = block.plane(data)
    for pattern in listed:
        for found in _of_pattern(pattern, data):
            if not any(within(found[2], each) for each in left_out):
                yield found


@lru_cache(maxsize=16384)
def _of_pattern(pattern: str, data: bool) -> tuple[tuple[int, int, str, str], ...]:
    return tuple(_meeting(pattern, data))


def _meeting(pattern: str, data: bool) -> Iterator[tuple[int, int, str, str]]:
    exact, wild = _needed(data)
    if "*" not in pattern:
        yield from ((technique, need, pattern, shown) for technique, need, shown in exact.get(pattern, ()))
    elif not _only_reads(pattern):
        for action, meant in exact.items():
            if within(action, pattern):
                yield from ((technique, need, action, shown) for technique, need, shown in meant)
    for action, meant in wild.items():
        if within(action, pattern):
            yield from ((technique, need, action, shown) for technique, need, shown in meant)
        elif within(pattern, action):
            yield from ((technique, need, pattern, "") for technique, need, _ in meant)
        elif overlap(action, pattern):
            for each in _shared(action, pattern, data):
                yield from ((technique, need, each, "") for technique, need, _ in meant)


def _shared(needed: str, granted: str, data: bool) -> tuple[str, ...]:
    """Returns the actions that two patterns share; of texts that match both, most are no actions."""
    found = tuple(action for action in _known(needed, data) if matches(granted, action))
    if found or needed.partition("*")[0].count("/") != 1 or needed.startswith("*"):
        return found
    # A need that leaves a provider's type open is about all of its types: what the two make together is one.
    made = granted.partition("*")[0].rstrip("/") + needed.rpartition("*")[2]
    return (made,) if matches(needed, made) and matches(granted, made) else ()


@cache
def _known(needed: str, data: bool) -> tuple[str, ...]:
    return tuple(sorted(action for action in _actions(data) if matches(needed, action)))


@cache
def _actions(data: bool) -> frozenset[str]:
    """Returns the actions of a plane that built-in roles name in full."""
    return frozenset(
        pattern
        for role in builtin.roles()
        for block in role.permissions or ()
        for patterns in block.plane(data)
        for pattern in patterns
        if "*" not in pattern
    )


def _only_reads(pattern: str) -> bool:
    """Tells whether a pattern is all that can be read, of every provider or of one.

    The few reads that show keys are refused to Reader by the services themselves: they count where a role names them.
    https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/general#reader.
    """
    return pattern.endswith("*/read") and pattern.count("/") <= _OF_A_PROVIDER


_OF_A_PROVIDER: Final = 2

_Meant = dict[str, list[tuple[int, int, str]]]


@cache
def _needed(data: bool) -> tuple[_Meant, _Meant]:
    """Returns the needs of a plane by their patterns in lower case: those without a wildcard, and those with one."""
    exact: _Meant = {}
    wild: _Meant = {}
    plane = Plane.DATA if data else Plane.CONTROL
    for place, technique in enumerate(techniques()):
        for index, need in enumerate(technique.needs):
            for pattern in need.counted if need.plane is plane else ():
                low = pattern.lower()
                (wild if "*" in low else exact).setdefault(low, []).append((place, index, pattern))
    return exact, wild
