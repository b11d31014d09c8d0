"""Whether one principal may do something that another may not.

A pair of action and resource is one text with a mark between them, so that a statement is a set of patterns, and "more"
is a text that the one's patterns match and the other's do not. What the target may do is taken at its widest and what
the caller may do at its narrowest: where the two cannot be told apart, more is found rather than less.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final
from weakref import WeakKeyDictionary

from agent_identity.permissions.aws.caller import has_passed
from agent_identity.permissions.aws.conditions import holds
from agent_identity.permissions.aws.model import Policy
from agent_identity.permissions.aws.policy import Condition, Document, Statement
from agent_identity.permissions.aws.regions import EVERYTHING, MOST_STATES
from agent_identity.permissions.aws.rights import Rights, layers
from agent_identity.permissions.aws.variables import resolved
from agent_identity.permissions.logic import Truth, truth
from agent_identity.permissions.patterns import PatternLimitError, Patterns, witness
from agent_identity.permissions.unknown import Unknown

_MARK: Final = "\x00"
_NO_PAIR: Final = (f"*{_MARK}*{_MARK}*",)
"""A star may match the mark; a text with two of them is no pair."""
_MOST_BRANCHES: Final = 64
"""How many combinations of NotAction and NotResource are followed; beyond that more is found."""
_FREE: Final = ("aws:referer", "aws:securetransport", "aws:useragent")
"""Keys that the caller chooses and that narrow nothing which it then may do."""
_OWN: Final = ("aws:principaltag/", "aws:userid")
"""Keys that say something else of each principal: the same condition on them is not the same."""


@dataclass(frozen=True, slots=True)
class _Area:
    """The pairs that a statement covers: those of `inside` that are in none of `outside`."""

    inside: tuple[str, ...]
    outside: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What a statement allows, where the conditions hold of which it is not known whether they do."""

    area: _Area
    conditions: frozenset[Condition] = frozenset()
    certain: bool = True


_Layer = frozenset[_Allowed] | None
"""What one layer of limits lets through; None where its text is not in the input."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """What a principal may do, as pairs.

    Attributes:
        allows: What its own policies allow.
        denies: What is denied to it for certain, by its policies and its limits.
        limits: Each layer of which one statement must allow, with the names of its policies.
    """

    allows: tuple[_Allowed, ...]
    denies: tuple[_Area, ...]
    limits: tuple[tuple[tuple[str, ...], _Layer], ...]


def has_more(target: Rights, caller: Rights) -> Truth:
    """Tells whether a principal may do something that another may not; in doubt, that it may."""
    if target.unread:
        return Truth.UNKNOWN
    theirs, own = _reach(target), _reach(caller)
    # Statements under the same conditions are compared together.
    allowed: dict[frozenset[Condition], list[_Area]] = {}
    for each in theirs.allows:
        allowed.setdefault(each.conditions, []).append(each.area)
    return truth(any(_exceeds(conditions, areas, theirs, own) for conditions, areas in allowed.items()))


def _exceeds(conditions: frozenset[Condition], areas: list[_Area], theirs: _Reach, own: _Reach) -> bool:
    held = [each.area for each in own.allows if each.certain and each.conditions <= conditions]
    plain = tuple(dict.fromkeys(pair for area in areas if not area.outside for pair in area.inside))
    wholes = [*([_Area(plain)] if plain else []), *(area for area in areas if area.outside)]
    limits = [_merged(each.area for each in layer) for _, layer in theirs.limits if layer is not None and _plain(layer)]
    kept_by = {layer for _, layer in theirs.limits}
    names = {each for each, _ in theirs.limits}
    denied = set(theirs.denies)
    known, covered = set(held), _merged(area for area in held if not area.outside)
    for whole in wholes:
        inside = [*limits, whole.inside]
        outside = [*whole.outside]
        within = whole in known or (not whole.outside and set(whole.inside) <= set(covered))
        if not within and _exists(inside, outside, (*held, *denied)):
            return True
        for name, layer in own.limits:
            if name in names if layer is None else layer in kept_by:
                continue
            if layer is None:
                return True
            lets = [each.area for each in layer if each.certain and each.conditions <= conditions]
            if _exists(inside, outside, (*lets, *denied)):
                return True
        for area in own.denies:
            if area not in denied and _exists([*inside, area.inside], [*outside, *area.outside], denied):
                return True
    return False


def _exists(inside: list[tuple[str, ...]], outside: list[tuple[str, ...]], avoided: Iterable[_Area]) -> bool:
    """Tells whether some pair is in all of `inside`, in none of `outside` and in none of the areas."""
    found = sorted(dict.fromkeys(avoided), key=lambda area: (area.inside, area.outside))
    taken = [*outside, _merged(area for area in found if not area.outside)]
    # A pair is not in an area if it is not in its inside, or in one of what is outside of it.
    ways = [
        [(area.inside, False), *((each, True) for each in area.outside)]
        for area in found
        if area.outside and _meet(inside, area.inside)
    ]
    count = 1
    for place, each in enumerate(ways):
        count *= len(each)
        if count > _MOST_BRANCHES:
            del ways[place:]
            break
    return any(
        _witness(
            [*inside, *(each for each, inner in way if inner)], [*taken, *(each for each, inner in way if not inner)]
        )
        for way in product(*ways)
    )


def _meet(inside: list[tuple[str, ...]], other: tuple[str, ...]) -> bool:
    return _witness([*inside, other], [])


def _witness(inside: list[tuple[str, ...]], outside: list[tuple[str, ...]]) -> bool:
    try:
        taken = [_compiled(each) for each in (*outside, _NO_PAIR) if each]
        return witness([_compiled(each) for each in inside], taken, most=MOST_STATES) is not None
    except PatternLimitError:
        return True


def _merged(areas: Iterable[_Area]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pair for area in areas for pair in area.inside))


def _plain(layer: frozenset[_Allowed]) -> bool:
    """Tells whether a layer is a set of patterns; where it is not, it is taken to let everything through."""
    return not any(each.area.outside for each in layer)


_REACHES: WeakKeyDictionary[Rights, _Reach] = WeakKeyDictionary()


def _reach(rights: Rights) -> _Reach:
    found = _REACHES.get(rights)
    if found is None:
        limits = tuple(
            (tuple(sorted(policy.name for policy in layer)), _layer(layer, rights))
            for layer in layers(rights.principal, rights.world)
        )
        bound = [policy for layer in layers(rights.principal, rights.world) for policy in layer]
        found = _REACHES[rights] = _Reach(
            tuple(dict.fromkeys(_allowed(rights.principal.policies, rights))),
            tuple(dict.fromkeys(_denied((*rights.principal.policies, *bound), rights))),
            limits,
        )
    return found


def _layer(policies: Iterable[Policy], rights: Rights) -> _Layer:
    policies = tuple(policies)
    if any(policy.document is None or policy.document.incomplete for policy in policies):
        return None
    return frozenset(_allowed(policies, rights))


def _allowed(policies: Iterable[Policy], rights: Rights) -> Iterator[_Allowed]:
    for document, statement in _statements(policies, allow=True):
        held = _held(statement, document, rights)
        if held is None:
            continue
        conditions, certain = held
        area, whole = _area(statement, document, rights)
        yield _Allowed(area, conditions, certain and whole and not statement.unknown)


def _denied(policies: Iterable[Policy], rights: Rights) -> Iterator[_Area]:
    for document, statement in _statements(policies, allow=False):
        held = _held(statement, document, rights)
        if statement.unknown or held is None or held[0] or not held[1]:
            continue
        area, whole = _area(statement, document, rights)
        if whole:
            yield area


def _statements(policies: Iterable[Policy], *, allow: bool) -> Iterator[tuple[Document, Statement]]:
    for policy in policies:
        document = policy.document
        for statement in document.statements if document else ():
            if document is not None and statement.allow is allow:
                yield document, statement


def _held(statement: Statement, document: Document, rights: Rights) -> tuple[frozenset[Condition], bool] | None:
    """Returns the conditions that may or may not hold, and whether they say the same of others; None: they cannot."""
    open_ones: set[Condition] = set()
    certain = True
    for condition in statement.conditions:
        if has_passed(condition):
            return None
        held = holds((condition,), rights.context, document.version)
        if held.truth is Truth.NO:
            return None
        if held.truth is Truth.YES or (statement.allow and condition.key in _FREE):
            continue
        values: list[str | Unknown] = []
        for value in condition.values:
            found = None if isinstance(value, Unknown) else resolved(value, rights.context, document.version)
            certain = certain and found is not None and not any(key.startswith(_OWN) for key in found.missing)
            if found is None or found.missing:
                values.append(value)
            elif found.pattern is not None:
                values.append(found.pattern)
        certain = certain and not condition.key.startswith(_OWN)
        open_ones.add(
            Condition(condition.operator, condition.key, tuple(values), condition.quantifier, condition.if_exists)
        )
    return frozenset(open_ones), certain


def _area(statement: Statement, document: Document, rights: Rights) -> tuple[_Area, bool]:
    """Returns what a statement covers, at its widest, and whether it covers all of that for certain."""
    whole = True
    resources: list[str] = []
    for text in statement.resources or (() if statement.not_resources else (EVERYTHING,)):
        found = resolved(text, rights.context, document.version)
        if found.missing:
            whole = False
            if statement.not_resources:
                # What is not known of what is left out is taken to leave out nothing.
                continue
        if found.pattern is not None:
            resources.append(found.pattern)
    actions = [action.lower() for action in statement.actions]
    outside: list[tuple[str, ...]] = []
    if statement.not_actions:
        outside.append(tuple(f"{action}{_MARK}*" for action in actions))
        actions = ["*"]
    if statement.not_resources:
        outside.append(tuple(f"*{_MARK}{resource}" for resource in resources))
        resources = [EVERYTHING]
    inside = tuple(f"{action}{_MARK}{resource}" for action in actions for resource in resources)
    return _Area(inside, tuple(each for each in outside if each)), whole


@lru_cache(maxsize=16384)
def _compiled(pairs: tuple[str, ...]) -> Patterns:
    return Patterns(pairs, ignore_case=False)
