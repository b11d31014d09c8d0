"""Scopes: where a role is assigned, and what lies below.

https://learn.microsoft.com/azure/role-based-access-control/scope-overview. A scope is kept in lower case without a
slash at its end, for Azure compares ids without regard to case; the root is "".
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from agent_identity.permissions.logic import Truth

MANAGEMENT_GROUPS: Final = "/providers/microsoft.management/managementgroups/"
_SUBSCRIPTION: Final = re.compile(r"/subscriptions/[^/]+")
_GROUP: Final = re.compile(r"/subscriptions/[^/]+/resourcegroups/[^/]+")

Ancestry = Mapping[str, str]
"""Of a subscription or management group, the scope above it; the root group has ""."""


def scope_of(text: str) -> str:
    """Returns the scope that a text names, as it is compared."""
    return text.strip().lower().rstrip("/")


def is_scope(text: str) -> bool:
    """Tells whether a text can be a scope."""
    return text.strip().startswith("/")


def is_management_group(scope: str) -> bool:
    """Tells whether a scope is a management group."""
    return scope.startswith(MANAGEMENT_GROUPS) and "/" not in scope[len(MANAGEMENT_GROUPS) :]


@lru_cache(maxsize=65536)
def subscription_of(scope: str) -> str | None:
    """Returns the subscription that a scope lies in."""
    found = _SUBSCRIPTION.match(scope)
    return found[0] if found else None


def is_wide(scope: str) -> bool:
    """Tells whether a scope is a subscription or lies above one: who may grant roles there may do everything there."""
    return scope == "" or is_management_group(scope) or bool(_SUBSCRIPTION.fullmatch(scope))


@lru_cache(maxsize=65536)
def is_resource(scope: str) -> bool:
    """Tells whether a scope is one resource or a part of one, and not all that a group or subscription holds."""
    return not is_wide(scope) and not _GROUP.fullmatch(scope)


@lru_cache(maxsize=65536)
def type_of(scope: str) -> str:
    """Returns the type of the resource that a scope names, as `microsoft.storage/storageaccounts`; "" for none."""
    if not is_resource(scope):
        return ""
    _, found, rest = scope.rpartition("/providers/")
    if not found:
        return ""
    parts = rest.split("/")
    return "/".join([parts[0], *parts[1::2]])


def covers(outer: str, inner: str, ancestry: Ancestry) -> Truth:
    """Tells whether what holds at one scope holds at another; UNKNOWN where that lies in a hierarchy not given."""
    if outer in ("", inner) or inner.startswith(f"{outer}/"):
        return Truth.YES
    if not is_management_group(outer):
        return Truth.NO
    below = inner if is_management_group(inner) else subscription_of(inner)
    if below is None:
        return Truth.NO
    seen = {below}
    while (above := ancestry.get(below)) is not None:
        if above == outer:
            return Truth.YES
        if above == "" or above in seen:
            return Truth.NO
        seen.add(above)
        below = above
    return Truth.UNKNOWN


def around(scope: str) -> Iterator[str]:
    """Yields a scope and those around it up to its subscription, and the root."""
    while scope:
        yield scope
        scope = scope.rpartition("/")[0]
    yield ""
