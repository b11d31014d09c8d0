"""Collections: what a `GET` on a type returns, with `$filter`, `$top` and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.azure import filters
from local_clouds.azure.builtin_roles import ROLE_DEFINITION, built_in_roles
from local_clouds.azure.errors import bad_request
from local_clouds.azure.ids import MANAGEMENT_GROUP, RESOURCE_GROUP, SUBSCRIPTION, Target, name_of, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.filters import Term
    from local_clouds.azure.store import JSON, Resource

PAGE = 200
_EXTENSIONS = frozenset(
    {"roleassignments", "roledefinitions", "denyassignments", "policyassignments", "locks", "policyexemptions"}
)
_SCOPE_WORDS = frozenset({"atscope()", "atexactscope()", "atscopeandbelow()"})
_ALIASES = {
    "type": "properties/type",
    "rolename": "properties/roleName",
    "principalid": "properties/principalId",
    "assignedto()": "properties/principalId",
    "roledefinitionid": "properties/roleDefinitionId",
    "policydefinitionid": "properties/policyDefinitionId",
    "policytype": "properties/policyType",
    "denyassignmentname": "properties/denyAssignmentName",
}


def items(cloud: Cloud, target: Target, terms: list[Term]) -> list[JSON]:
    """Return the members of a collection that fit a filter.

    Raises:
        ArmError: The collection is unknown, or does not know the filter.
    """
    word = target.type.rpartition("/")[2].lower()
    if target.type in {SUBSCRIPTION, RESOURCE_GROUP} or target.type.lower() == MANAGEMENT_GROUP.lower():
        found = [item for item in cloud.store.of_type(target.type) if same(item.parent, target.parent)]
    elif word == "resources" and target.type.lower().startswith("microsoft.resources/subscriptions"):
        found = list(_tracked(cloud, target.parent))
    else:
        kind = cloud.type_of(target.type)
        found = list(_members(cloud, kind.name, target.parent, terms, extension=word in _EXTENSIONS))
    wanted = [term for term in terms if term.name not in _SCOPE_WORDS]
    shown = [cloud.shown(item) for item in found]
    if word == "roledefinitions":
        shown.extend(built_in_roles().values())
    return [item for item in shown if _fits(item, wanted)]


def built_in(target: Target) -> JSON | None:
    """Return the built-in role that a target names: it is seen from every scope."""
    return built_in_roles().get(target.name.lower()) if target.type == ROLE_DEFINITION else None


def page(values: list[JSON], top: str | None, skip: str | None) -> tuple[list[JSON], int | None]:
    """Return one page of a list and where the next one begins; None after the last.

    Raises:
        ArmError: `$top` or `$skiptoken` is no number.
    """
    try:
        size, start = min(int(top or PAGE), PAGE), int(skip or 0)
    except ValueError:
        raise bad_request("InvalidQueryParameterValue", "$top and $skiptoken must be whole numbers.") from None
    if size < 1 or start < 0:
        raise bad_request("InvalidQueryParameterValue", "$top must be at least 1, $skiptoken at least 0.")
    end = start + size
    return values[start:end], end if end < len(values) else None


def read_filter(text: str | None) -> list[Term]:
    """Read a `$filter`; none where it is absent."""
    return filters.parse(text) if text else []


def _tracked(cloud: Cloud, scope: str) -> Iterator[Resource]:
    for item in cloud.store.all():
        kind = cloud.types.get(item.type.lower())
        tracked = kind is not None and kind.parent is None and "location" in item.body and item.type != RESOURCE_GROUP
        if tracked and item.identifier.lower().startswith(scope.lower() + "/"):
            yield item


def _members(cloud: Cloud, kind: str, scope: str, terms: list[Term], *, extension: bool) -> Iterator[Resource]:
    """Find what lies in a scope: extensions are also seen from above and, unless a filter says otherwise, below."""
    words = {term.name for term in terms}
    above = {item.lower() for item in cloud.ancestors(scope)} if extension else set()
    below = not extension or not words & {"atscope()", "atexactscope()"}
    if "atexactscope()" in words:
        above = set()
    prefix = scope.lower().rstrip("/")
    for item in cloud.store.of_type(kind):
        parent = item.parent.lower()
        if parent == prefix or parent in above or (below and _lies_below(cloud, item.parent, scope)):
            yield item


def _lies_below(cloud: Cloud, identifier: str, scope: str) -> bool:
    if scope.lower().startswith("/subscriptions/"):
        return identifier.lower().startswith(scope.lower() + "/")
    return cloud.covers(scope, identifier)


def _fits(item: JSON, terms: list[Term]) -> bool:
    pairs = dict(terms)
    if "tagname" in pairs:
        value = (item.get("tags") or {}).get(pairs.pop("tagname"))
        if value is None or ("tagvalue" in pairs and value != pairs.pop("tagvalue")):
            return False
    for name, wanted in pairs.items():
        if name == "resourcetype":
            found: object = item["type"]
        elif name in {"name", "location"}:
            found = item.get(name)
        elif name == "resourcegroup":
            found = name_of(item["id"].partition("/providers/")[0])
        elif name in _ALIASES:
            found = (item.get("properties") or {}).get(_ALIASES[name].partition("/")[2])
        else:
            raise bad_request("UnsupportedFilter", f"The filter on '{name}' is not supported.")
        if str(found or "").lower() != wanted.lower():
            return False
    return True
