"""The narrowest role for a set of permissions on a kind of resource: predefined where one fits exactly, else custom."""

from agent_identity.access.gcp_kind import Kind
from agent_identity.access.gcp_table import roles, unsupported

MOST_PREDEFINED = 2
"""Predefined roles that may stand for one request together, before a custom role is made instead."""


def predefined(kind: Kind, asked: frozenset[str]) -> tuple[str, ...]:
    """Returns predefined roles that together give exactly what is asked where the kind is bound, or none.

    A role fits when each of its permissions is asked for or does nothing there. One role is better than two, then the
    one that holds least.
    """
    fits = {
        name: effective
        for name, held in roles().items()
        if (effective := frozenset(item for item in held if not kind.is_inert(item))) and effective <= asked
    }
    ordered = sorted(fits, key=lambda name: (len(roles()[name]), name))
    exact = next((name for name in ordered if fits[name] == asked), None)
    if exact is not None:
        return (exact,)
    pairs = (
        (first, second)
        for index, first in enumerate(ordered)
        for second in ordered[index + 1 :]
        if fits[first] | fits[second] == asked
    )
    return next(pairs, ())


def not_customisable(asked: frozenset[str]) -> list[str]:
    """Returns which permissions a custom role does not take, sorted."""
    return sorted(asked & unsupported())
