"""Whether one principal may do something that another may not.

A pair of action and resource is one text with a mark between them, so that a statement is a set of patterns, and "more"
is a text that the one's patterns match and the other's do not. Where a statement cannot be written so, more is found
rather than less.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from agent_identity.permissions.aws.model import Policy
from agent_identity.permissions.aws.policy import Statement
from agent_identity.permissions.aws.regions import MOST_STATES
from agent_identity.permissions.aws.rights import Rights
from agent_identity.permissions.logic import Truth, truth
from agent_identity.permissions.patterns import PatternLimitError, Patterns, witness

_MARK: Final = "\x00"


def has_more(target: Rights, caller: Rights) -> Truth:
    """Tells whether a principal may do something that another may not; in doubt, that it may."""
    if target.unread:
        return Truth.UNKNOWN
    allows = _pairs(target, allow=True)
    if not allows:
        return Truth.NO
    inside = [_compiled(allows)]
    theirs, own = target.principal.boundary, caller.principal.boundary
    if theirs is not None and (limit := _allowed(theirs)) is not None:
        inside.append(_compiled(limit))
    denied = _pairs(target, allow=False)
    beyond = _pairs(caller, allow=True)
    if not set(allows) <= set(beyond) and _exists(inside, (beyond, denied)):
        return Truth.YES
    if own is not None and (theirs is None or own.document != theirs.document):
        limit = _allowed(own)
        if limit is None or _exists(inside, (limit, denied)):
            return Truth.YES
    lacked = _pairs(caller, allow=False)
    return truth(bool(lacked) and _exists([*inside, _compiled(lacked)], (denied,)))


def _exists(inside: list[Patterns], outside: Iterable[tuple[str, ...]]) -> bool:
    try:
        return witness(inside, [_compiled(each) for each in outside if each], most=MOST_STATES) is not None
    except PatternLimitError:
        return True


def _allowed(policy: Policy) -> tuple[str, ...] | None:
    """Returns the pairs that a limit allows; None where that cannot be written as patterns, or is not known."""
    document = policy.document
    if document is None or document.incomplete:
        return None
    found: list[str] = []
    for statement in document.statements:
        if not statement.allow:
            continue
        if statement.not_actions or statement.not_resources or statement.unknown:
            return None
        found += _pairs_of(statement)
    return tuple(found)


def _pairs(rights: Rights, *, allow: bool) -> tuple[str, ...]:
    found: list[str] = []
    for policy in rights.principal.policies:
        for statement in policy.document.statements if policy.document else ():
            if statement.allow is allow and (allow or not statement.conditions):
                found += _pairs_of(statement)
    return tuple(dict.fromkeys(found))


def _pairs_of(statement: Statement) -> list[str]:
    # Too much for an Allow of a target and too little for a Deny: more is then found rather than less.
    actions = (
        ("*",) if statement.not_actions and statement.allow else () if statement.not_actions else statement.actions
    )
    resources = statement.resources
    if statement.not_resources:
        resources = ("*",) if statement.allow else ()
    return [f"{action.lower()}{_MARK}{resource}" for action in actions for resource in resources or ("*",)]


@lru_cache(maxsize=16384)
def _compiled(pairs: tuple[str, ...]) -> Patterns:
    return Patterns(pairs, ignore_case=False)
