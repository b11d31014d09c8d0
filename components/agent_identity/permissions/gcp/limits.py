"""What takes away again: deny policies and principal access boundaries."""

import re
from collections.abc import Iterable
from functools import cache

from agent_identity.permissions.gcp import conditions, names
from agent_identity.permissions.gcp.members import means
from agent_identity.permissions.gcp.model import Boundary, Deny, World
from agent_identity.permissions.logic import Truth, every, some


def denies(rule: Deny, permission: str) -> bool:
    """Tells whether a rule speaks of a permission.

    Args:
        rule: The rule.
        permission: As roles write it.
    """
    second = names.second_form(permission)
    return _matches(rule.permissions, second) and not _matches(rule.without, second)


@cache
def _matches(patterns: tuple[str, ...], permission: str) -> bool:
    return any(_pattern(pattern).fullmatch(permission) for pattern in patterns)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in names.second_form(text).split("*")))


def binds(rule: Deny, principal: str, world: World, *, closed: bool = False) -> Truth:
    """Returns whether a rule means a principal, and does not except it."""
    meant = some(means(member, principal, world, closed=closed) for member in rule.principals)
    excepted = some(means(member, principal, world, closed=closed) for member in rule.exceptions)
    return every([meant, ~excepted])


def limits(boundary: Boundary, principal: str, world: World, *, closed: bool = False) -> Truth:
    """Returns whether a boundary is bound to a principal."""
    meant = means(_as_set(boundary.principals), principal, world, closed=closed)
    if meant is Truth.NO or boundary.condition is None:
        return meant
    kind = {
        "serviceAccount": "iam.googleapis.com/ServiceAccount",
        "user": "iam.googleapis.com/WorkspacePrincipal",
    }.get(principal.partition(":")[0], "iam.googleapis.com/WorkloadPoolPrincipal")
    known = {"principal": {"type": kind, "subject": principal.partition(":")[2]}}
    return every([meant, conditions.holds(boundary.condition.expression, conditions.Facts(known))])


def _as_set(target: str) -> str:
    text = target.removeprefix("principalSet:").removeprefix("//")
    pool = "/workloadIdentityPools/" in text or "/workforcePools/" in text
    return f"principalSet://{text}/*" if pool and not text.endswith("*") else f"principalSet://{text}"


def shut_out(bound: Iterable[Boundary], resource: str, world: World) -> bool:
    """Tells whether no boundary of some makes a resource eligible: the resources of all of them add up."""
    above = set(world.above(resource))
    return not any(world.known(place) in above for each in bound for place in each.resources)
