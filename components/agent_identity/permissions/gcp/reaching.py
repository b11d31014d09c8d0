"""What a binding's permissions reach: everything below its resource, what a condition names, or nothing.

A condition is tried on resources that it does not name. If it can hold for one of them the binding reaches everything;
if it can hold at all, it reaches what the condition names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

from agent_identity.permissions.gcp import conditions, names
from agent_identity.permissions.logic import Truth

STRANGE: Final = "zz-of-somebody-else"
"""The name of a resource that no condition knows."""
_GRANTED: Final = "roles/owner"
_STEPS: Final = (
    timedelta(),
    *(timedelta(hours=hours) for hours in range(1, 24)),
    *(timedelta(days=days, hours=hours) for days in range(1, 7) for hours in (0, 8, 16)),
    *(timedelta(days=days) for days in (31, 92, 183, 366, 1200, 4000)),
)
"""When a caller may still come: a date that has passed comes no more."""


class Reach(IntEnum):
    """How far a permission reaches under a condition."""

    NOTHING = 0
    NAMED = 1
    EVERYTHING = 2


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a permission reaches.

    Attributes:
        reach: How far.
        roles: Roles that alone may be granted with it; None where any may.
        conditions: Attributes that must be so and that the caller does not choose, sorted.
    """

    reach: Reach
    roles: tuple[str, ...] | None = None
    conditions: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def reached(permission: str, resource: str, expression: str) -> Reached:
    """Returns how far a permission reaches that is granted on a project, folder or organisation.

    Args:
        permission: As roles write it.
        resource: Full name of what it is granted on.
        expression: The condition; "" for none.
    """
    if not expression:
        return Reached(Reach.EVERYTHING)
    kept = tuple(
        name
        for name in conditions.attributes(expression)
        if name not in ("resource.name", "resource.type", "resource.service")
    )
    roles = None
    attributes: dict[str, Any] = {}
    if permission.endswith(".setIamPolicy") and conditions.GRANTS in expression:
        attributes = {conditions.GRANTS: [_GRANTED]}
        if _can_hold(expression, permission, resource, attributes, named=False) is Truth.NO:
            roles = tuple(
                role
                for role in conditions.roles_named(expression)
                if _can_hold(expression, permission, resource, {conditions.GRANTS: [role]}, named=False)
            )
            attributes = {conditions.GRANTS: list(roles[:1])}
    container = names.is_container(resource)
    if container and _can_hold(expression, permission, resource, attributes, named=True) is not Truth.NO:
        return Reached(Reach.EVERYTHING, roles, kept)
    if _can_hold(expression, permission, resource, attributes, named=False) is not Truth.NO:
        return Reached(Reach.NAMED, roles, kept)
    return Reached(Reach.NOTHING)


def holds_for(expression: str, resource: str) -> bool:
    """Tells whether a condition can hold for a resource whose name is known."""
    return _some(expression, [conditions.about(resource)], {}) is not Truth.NO


@lru_cache(maxsize=4096)
def can_hold_ever(expression: str) -> bool:
    """Tells whether a condition can hold at any time from now on, for whatever resource."""
    return _some(expression, [{}], {}) is not Truth.NO


def names_kind(expression: str, permission: str) -> bool:
    """Tells whether a condition names a resource of the kind that a permission is for."""
    kind = permission.split(".")[-2]
    return any(f"/{kind}/" in text for text in conditions.texts_named(expression))


def _can_hold(expression: str, permission: str, resource: str, attributes: dict[str, Any], *, named: bool) -> Truth:
    tried = list(_strangers(expression, permission, resource)) if named else list(_kinds(expression, permission))
    return _some(expression, tried, attributes)


def _some(expression: str, resources: list[dict[str, str]], attributes: dict[str, Any]) -> Truth:
    """Returns whether a condition holds for some resource at some time, from now on."""
    start = conditions.now()
    steps = _STEPS if "request.time" in expression else _STEPS[:1]
    for resource in resources:
        for step in steps:
            facts = conditions.Facts({"resource": resource, "request": {"time": start + step}}, None, attributes)
            found = conditions.holds(expression, facts)
            if found is not Truth.NO:
                # Whether it surely holds makes no difference to what a caller may bring about.
                return found
    return Truth.NO


def _kinds(expression: str, permission: str) -> Iterator[dict[str, str]]:
    """Yields the kinds of resource that a permission may be for: its own, and the project for what makes one."""
    service = names.service_of_permission(permission)
    kind = names.singular(permission.split(".")[-2])
    yield {"service": service, "type": f"{service}/{kind}"}
    for text in conditions.texts_named(expression):
        if text.startswith(f"{service}/") and text.lower().endswith(kind.lower()):
            yield {"service": service, "type": text}
    if permission.endswith(".create") or service == "cloudresourcemanager.googleapis.com":
        manager = "cloudresourcemanager.googleapis.com"
        yield {"service": manager, "type": f"{manager}/Project"}


def _strangers(expression: str, permission: str, resource: str) -> Iterator[dict[str, str]]:
    for kind in _kinds(expression, permission):
        if kind["type"].endswith("/Project"):
            yield {**kind, "name": names.seen_by_conditions(resource)}
            continue
        for name in sorted(set(_names(expression, permission, resource))):
            yield {**kind, "name": name}


def _names(expression: str, permission: str, resource: str) -> Iterator[str]:
    """Yields names of resources that a condition does not know, in the forms that names of the kind may have."""
    kind = permission.split(".")[-2]
    if permission.startswith("storage."):
        yield f"projects/_/buckets/{STRANGE}" + (f"/objects/{STRANGE}" if kind != "buckets" else "")
        return
    if kind.startswith("serviceAccount"):
        yield f"projects/-/serviceAccounts/{STRANGE}@example.iam.gserviceaccount.com"
        yield f"{names.seen_by_conditions(resource)}/serviceAccounts/{STRANGE}@example.iam.gserviceaccount.com"
        return
    projects = {names.seen_by_conditions(resource)}
    for text in conditions.texts_named(expression):
        parts = text.split("/")
        if parts[0] == "projects" and len(parts) > 1 and parts[1]:
            projects.add(f"projects/{parts[1]}")
        if f"/{kind}/" in text:
            yield f"{text.partition(f'/{kind}/')[0]}/{kind}/{STRANGE}"
        if text.endswith("/") and len(parts) % 2 == 0:
            # The beginning that everything in one collection has.
            yield f"{text}{STRANGE}/{kind}/{STRANGE}"
        if parts[2:3] == ["locations"] and len(parts) > 4:
            yield f"{'/'.join(parts[:4])}/{kind}/{STRANGE}"
    for project in projects:
        yield f"{project}/{kind}/{STRANGE}"
        yield f"{project}/locations/global/{kind}/{STRANGE}"
