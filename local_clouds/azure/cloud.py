"""The tenant: its tree of scopes, its principals, and the calls that ARM offers on every resource."""

from __future__ import annotations

import copy
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, Any

from local_clouds.azure import common, schema, writes
from local_clouds.azure.errors import ArmError, bad_request, not_found
from local_clouds.azure.ids import (
    MANAGEMENT_GROUP,
    SUBSCRIPTION,
    TENANT,
    Target,
    name_of,
    parse,
    resource_group_of,
    same,
    scope_kind,
    subscription_of,
)
from local_clouds.azure.operations import Operations
from local_clouds.azure.store import Log, Resource, Store
from local_clouds.azure.types import Change
from local_clouds.constants import AZURE_SUBSCRIPTION, AZURE_TENANT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from local_clouds.azure.store import JSON
    from local_clouds.azure.types import ResourceType

AGENTS_GROUP = "agents"


class Cloud:
    """One Azure tenant with one subscription, which lies in the management group `agents`.

    Args:
        types: The resource types that it knows.
        log: Where changes are written; None keeps them in memory.
        tenant: The tenant's id.
        subscription: The subscription's id.
    """

    def __init__(
        self,
        types: Mapping[str, ResourceType],
        log: Log | None = None,
        *,
        tenant: str = AZURE_TENANT,
        subscription: str = AZURE_SUBSCRIPTION,
    ) -> None:
        self.types = types
        self.tenant = tenant
        self.subscription = subscription
        self.store = Store(log)
        self.operations = Operations()
        self.lock = RLock()
        self.seed()

    def seed(self) -> None:
        """Make what every tenant has."""
        root = f"/providers/{MANAGEMENT_GROUP}/{self.tenant}"
        agents = f"/providers/{MANAGEMENT_GROUP}/{AGENTS_GROUP}"
        for identifier, title, above in ((root, "Tenant Root Group", None), (agents, "Agents", root)):
            details = {"parent": {"id": above, "name": name_of(above)}} if above else {}
            body: JSON = {"properties": {"tenantId": self.tenant, "displayName": title, "details": details}}
            self.store.put(Resource(identifier, MANAGEMENT_GROUP, name_of(identifier), TENANT, body), log=False)
        body = {
            "subscriptionId": self.subscription,
            "displayName": "Local",
            "state": "Enabled",
            "tenantId": self.tenant,
        }
        identifier = f"/subscriptions/{self.subscription}"
        private = {"managementGroup": agents}
        self.store.put(Resource(identifier, SUBSCRIPTION, self.subscription, TENANT, body, private), log=False)

    def type_of(self, name: str) -> ResourceType:
        """Return the table entry of a type.

        Raises:
            ArmError: `InvalidResourceType`; the message says how to add one.
        """
        found = self.types.get(name.lower())
        if found is None:
            namespace, _, rest = name.partition("/")
            raise ArmError(
                404,
                "InvalidResourceType",
                f"The resource type '{rest}' could not be found in the namespace '{namespace}'. The local Azure knows "
                "the types in local_clouds/azure/rules; a new one is an entry there.",
            )
        return found

    def target(self, path: str) -> Target:
        """Read a path, with the type in the table's spelling.

        Raises:
            ArmError: `InvalidResourceId`.
        """
        found = parse(path)
        kind = self.types.get(found.type.lower())
        return found if kind is None else replace(found, type=kind.name)

    def problems(self, kind: str, body: JSON) -> list[str]:
        """Return what a type's model has against a body."""
        model = self.types[kind.lower()].model
        return schema.clean(schema.load(model), body)[1] if model else []

    def _new_identifier(self, target: Target) -> str:
        """Return the id of a new resource: the parent's as it was written, the type as the table has it."""
        parent = self.store.get(target.parent)
        scope = parent.identifier if parent else target.parent
        extends = target.type.count("/") == 1 and target.kind != "subscription"
        word = target.type if extends else target.type.rpartition("/")[2]
        return f"{scope}/{'providers/' if extends else ''}{word}/{target.name}"

    def ancestors(self, identifier: str) -> Iterator[str]:
        """Return the scopes above an id: parents, resource group, subscription, management groups, the tenant."""
        current = identifier
        while current:
            kind = scope_kind(parse(current).type)
            found = self.store.get(current)
            if kind == "managementGroup":
                above = (found.properties.get("details", {}).get("parent") or {}).get("id") if found else None
            elif kind == "subscription":
                above = found.private.get("managementGroup") if found else None
            else:
                above = parse(current).parent
            current = above or TENANT
            yield current

    def covers(self, scope: str, identifier: str) -> bool:
        """Whether an id is a scope, or lies below it."""
        return same(scope, identifier) or any(same(scope, above) for above in self.ancestors(identifier))

    def require_scope(self, target: Target) -> None:
        """Check that what a target lies in exists.

        Raises:
            ArmError: `SubscriptionNotFound`, `ResourceGroupNotFound`, `ParentResourceNotFound`, `ResourceNotFound`.
        """
        subscription = subscription_of(target.identifier)
        if subscription and self.store.get(subscription) is None and target.kind != "subscription":
            raise ArmError(
                404, "SubscriptionNotFound", f"The subscription '{name_of(subscription)}' could not be found."
            )
        group = resource_group_of(target.identifier)
        if group and self.store.get(group) is None and target.kind != "resourceGroup":
            raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{name_of(group)}' could not be found.")
        if target.parent == TENANT or self.store.get(target.parent) is not None:
            return
        parent = parse(target.parent)
        if target.child and target.kind == "resource":
            raise ArmError(
                404,
                "ParentResourceNotFound",
                f"Failed to perform 'write' on resource(s) of type '{target.type.partition('/')[2]}', because "
                f"the parent resource '{target.parent}' could not be found.",
            )
        raise not_found(parent.type, parent.name, name_of(resource_group_of(target.parent) or ""))

    def get(self, target: Target) -> Resource:
        """Return an existing resource.

        Raises:
            ArmError: 404 in ARM's words for what is missing.
        """
        found = self.store.get(target.identifier)
        if found is None:
            self.require_scope(target)
            kind = self.types.get(target.type.lower())
            if kind is not None and kind.implied and target.name == "default":
                return Resource(target.identifier, kind.name, target.name, target.parent, {"properties": {}})
            if target.kind == "resourceGroup":
                raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{target.name}' could not be found.")
            if target.kind == "subscription":
                raise ArmError(404, "SubscriptionNotFound", f"The subscription '{target.name}' could not be found.")
            code = {"roleassignments": "RoleAssignmentNotFound", "roledefinitions": "RoleDefinitionDoesNotExist"}
            specific = code.get(target.type.rpartition("/")[2].lower())
            if specific:
                raise ArmError(404, specific, f"The '{target.type}' with ID '{target.name}' is not found.")
            raise not_found(target.type, target.name, name_of(resource_group_of(target.identifier) or ""))
        return found

    def shown(self, resource: Resource) -> JSON:
        """Return a resource as a caller sees it."""
        body = copy.deepcopy(resource.body)
        kind = self.types.get(resource.type.lower())
        if kind is not None and kind.show is not None:
            body = kind.show(self, resource, body)
        return {"id": resource.identifier, "name": resource.name, "type": resource.type, **body}

    def put(self, target: Target, body: Any, api_version: str) -> Resource:  # noqa: ANN401
        """Create a resource, or replace what it says.

        Raises:
            ArmError: It was refused.
        """
        kind = self.type_of(target.type)
        if kind.parent is None and target.kind == "resource":
            writes.check_scope(kind, target)
        self.require_scope(target)
        before = self.store.get(target.identifier)
        if before is None:
            kind.check_name(target.name)
        self.require_unlocked(target.identifier, "write")
        common.require_location(body, kind)
        change = Change(self, target, writes.checked(kind, body), before, api_version)
        common.check_location(change, kind)
        if "tags" in change.body:
            common.check_tags(change.body["tags"])
        common.attach_identity(change)
        for rule in kind.rules:
            rule(change)
        writes.finish(kind, change)
        identifier = before.identifier if before else self._new_identifier(target)
        resource = Resource(
            identifier, kind.name, before.name if before else target.name, target.parent, change.body,
            change.private, change.unique,
        )  # fmt: skip
        self.store.put(resource)
        try:
            for step in kind.then:
                step(self, resource)
        except ArmError:
            if before is None:
                self.store.delete(resource.identifier)
            else:
                self.store.put(before)
            raise
        return resource

    def patch(self, target: Target, body: Any, api_version: str) -> Resource:  # noqa: ANN401
        """Change some properties: objects are merged, other values and `tags` replaced, nulls removed.

        Raises:
            ArmError: It was refused.
        """
        found = self.get(target)
        if not isinstance(body, dict) or not isinstance(body.get("properties"), (dict, type(None))):
            raise bad_request("InvalidRequestContent", "The request content was invalid: expected a JSON object.")
        merge = self.type_of(target.type).merge or writes.merge
        shown = self.shown(found)
        merged = merge({name: value for name, value in shown.items() if name not in {"id", "name", "type"}}, body)
        if "tags" in body:
            merged["tags"] = body["tags"] or {}
        return self.put(target, merged, api_version)

    def delete(self, target: Target) -> Resource | None:
        """Remove a resource with all that lies in it; None if it was not there.

        Raises:
            ArmError: It is locked, in use, or what it lies in does not exist.
        """
        self.require_scope(target)
        found = self.store.get(target.identifier)
        if found is None:
            if target.kind == "resourceGroup":
                raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{target.name}' could not be found.")
            return None
        kind = self.type_of(target.type)
        self.require_unlocked(target.identifier, "delete")
        for guard in kind.guards:
            guard(self, found)
        self.store.delete(found.identifier)
        for step in kind.then:
            step(self, found)
        return found

    def require_unlocked(self, identifier: str, action: str) -> None:
        """Check that no lock at or above an id, nor, on a deletion, below it, forbids it.

        Raises:
            ArmError: `ScopeLocked`.
        """
        if "/providers/microsoft.authorization/locks/" in identifier.lower():
            return
        for lock in self.store.of_type("Microsoft.Authorization/locks"):
            level = lock.properties.get("level")
            hit = level == "ReadOnly" or (level == "CanNotDelete" and action == "delete")
            below = action == "delete" and self.covers(identifier, lock.parent)
            if hit and (below or self.covers(lock.parent, identifier)):
                raise ArmError(
                    409,
                    "ScopeLocked",
                    f"The scope '{identifier}' cannot perform {action} operation because following "
                    f"scope(s) are locked: '{lock.parent}'. Please remove the lock and try again.",
                )

    def reset(self, clear: Callable[[], None]) -> None:
        """Forget everything but what every tenant has; `clear` empties the journal."""
        with self.lock:
            self.store.clear()
            clear()
            self.seed()
