"""Resource ids: `/subscriptions/S/resourceGroups/G/providers/NS/type/name/child/name`, extensions and collections.

Subscriptions and resource groups are written as resources of `Microsoft.Resources`, the tenant is the empty id, so
that everything in ARM's tree has a type, a name and a parent (Microsoft Learn, "Resource ID format").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from local_clouds.azure.errors import bad_request

TENANT = ""
TENANT_TYPE = "Microsoft.Resources/tenants"
SUBSCRIPTION = "Microsoft.Resources/subscriptions"
RESOURCE_GROUP = "Microsoft.Resources/subscriptions/resourceGroups"
MANAGEMENT_GROUP = "Microsoft.Management/managementGroups"
ScopeKind = Literal["tenant", "managementGroup", "subscription", "resourceGroup", "resource"]

_KINDS: dict[str, ScopeKind] = {
    TENANT_TYPE.lower(): "tenant",
    MANAGEMENT_GROUP.lower(): "managementGroup",
    SUBSCRIPTION.lower(): "subscription",
    RESOURCE_GROUP.lower(): "resourceGroup",
}
_SPELLING = {"subscriptions": "subscriptions", "resourcegroups": "resourceGroups", "providers": "providers"}
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9.]{0,99}")
_LONGEST = 2048


@dataclass(frozen=True)
class Target:
    """What a path names: a resource, or a collection of resources.

    Attributes:
        identifier: The id of the resource; for a collection the id of what holds it.
        type: The full type, `Microsoft.Web/sites/config`.
        name: The last name; empty for a collection.
        parent: The id of what the resource lies in: its parent resource, or its scope.
        collection: Whether the path ends in a type instead of a name.
    """

    identifier: str
    type: str
    name: str
    parent: str
    collection: bool = False

    @property
    def kind(self) -> ScopeKind:
        """Say what kind of scope this is."""
        return scope_kind(self.type)

    @property
    def child(self) -> bool:
        """Whether it is a child resource, whose parent is a resource of the same provider."""
        return self.type.count("/") > 1 and self.kind != "resourceGroup"


def scope_kind(resource_type: str) -> ScopeKind:
    """Say what kind of scope a resource of a type is."""
    return _KINDS.get(resource_type.lower(), "resource")


def parse(path: str) -> Target:
    """Read a path.

    Raises:
        ArmError: `InvalidResourceId`, the path is not an id.
    """
    if len(path) > _LONGEST or any(ord(character) < 0x20 for character in path):
        raise bad_request("InvalidResourceId", "The resource id is too long or holds control characters.")
    segments = [segment for segment in path.split("/") if segment]
    target = Target(TENANT, TENANT_TYPE, "", TENANT)
    position = 0
    while position < len(segments):
        word = segments[position]
        if word.lower() == "providers":
            if position + 2 >= len(segments) or not _NAMESPACE.fullmatch(segments[position + 1]):
                raise bad_request("InvalidResourceId", f"'{path}' has no resource type after '/providers/NAMESPACE'.")
            namespace, start = segments[position + 1], position + 2
            prefix, types = f"{target.identifier}/providers/{namespace}", [namespace]
        elif word.lower() == "subscriptions" and position == 0:
            start, prefix, types = 0, "", ["Microsoft.Resources"]
        else:
            raise bad_request("InvalidResourceId", f"'{path}' is not a resource id: unexpected '{word}'.")
        position = start
        scope = target.identifier
        while position < len(segments) and segments[position].lower() != "providers":
            word = _SPELLING.get(segments[position].lower(), segments[position])
            types.append(word)
            if position + 1 >= len(segments):
                return Target(scope, "/".join(types), "", scope, collection=True)
            name = segments[position + 1]
            prefix = f"{prefix}/{word}/{name}"
            target = Target(prefix, "/".join(types), name, scope)
            scope = prefix
            position += 2
    return target


def subscription_of(identifier: str) -> str | None:
    """Return the id of the subscription that an id lies in; None above subscriptions."""
    segments = identifier.split("/", 3)
    return "/".join(segments[:3]) if len(segments) > 2 and segments[1].lower() == "subscriptions" else None


def resource_group_of(identifier: str) -> str | None:
    """Return the id of the resource group that an id lies in, or is; None elsewhere."""
    segments = identifier.split("/", 5)
    if len(segments) > 4 and segments[1].lower() == "subscriptions" and segments[3].lower() == "resourcegroups":
        return "/".join(segments[:5])
    return None


def name_of(identifier: str) -> str:
    """Return the last segment of an id."""
    return identifier.rsplit("/", 1)[-1]


def same(left: str, right: str) -> bool:
    """Whether two ids name the same thing: ARM compares them without case."""
    return left.rstrip("/").lower() == right.rstrip("/").lower()
