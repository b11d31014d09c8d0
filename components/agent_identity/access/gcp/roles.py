"""The narrowest role for a set of permissions on a kind of resource: predefined where one fits exactly, else custom."""

from collections.abc import Mapping
from functools import cache, lru_cache

from agent_identity.access.gcp.kind import Kind
from agent_identity.access.gcp.table import roles, unsupported


# A fleet's agents ask for the same few sets again and again.
@lru_cache(maxsize=4096)
def predefined(kind: Kind, asked: frozenset[str]) -> tuple[str, ...]:
    """Returns predefined roles that together give exactly what is asked where the kind is bound, or none.

    A role fits when each of its permissions is asked for or does nothing there. One role is better than two, then the
    one that holds least.
    """
    fits = {name: effective for name, effective in _effective(kind).items() if effective <= asked}
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


@cache
def _effective(kind: Kind) -> Mapping[str, frozenset[str]]:
    """Returns what each predefined role allows where a kind is bound, without those that allow nothing."""
    found = {name: frozenset(item for item in held if not kind.is_inert(item)) for name, held in roles().items()}
    return {name: effective for name, effective in found.items() if effective}


def not_customisable(asked: frozenset[str]) -> list[str]:
    """Returns which permissions a custom role does not take, sorted."""
    return sorted(asked & unsupported())
