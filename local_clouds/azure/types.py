"""What a resource type is: one entry of a table, a few lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from local_clouds.azure.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.ids import ScopeKind, Target
    from local_clouds.azure.store import JSON, Resource

GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
ANY_NAME = r"[^<>%&:\\?/]+"
_RESERVED = ("microsoft", "windows")


@dataclass
class Change:
    """A write on its way: what a rule may refuse, complete or correct.

    Attributes:
        cloud: The tenant.
        target: What is written.
        body: The new body, checked by the model, without read-only properties.
        before: The resource as it was; None for a new one.
        api_version: The version that the caller named.
        private: What ARM shall remember without showing it.
        unique: What no other resource of the type may share.
    """

    cloud: Cloud
    target: Target
    body: JSON
    before: Resource | None
    api_version: str
    private: JSON = field(default_factory=dict)
    unique: Hashable = None

    @property
    def properties(self) -> JSON:
        """Return the `properties` of the new body."""
        found: JSON = self.body.setdefault("properties", {})
        return found

    def keep(self, name: str, make: Callable[[], Any]) -> None:
        """Give a computed property the value it had, or make one."""
        known = self.before.properties.get(name) if self.before is not None else None
        self.properties[name] = make() if known is None else known


@dataclass(frozen=True)
class ResourceType:
    """One resource type.

    Attributes:
        name: `Microsoft.Network/virtualNetworks/subnets`; the parent of a child type follows from it.
        model: The SDK's class for its body, `package.module:Class`.
        scopes: Where it may lie, if it is no child; `resource` makes it an extension of any resource.
        pattern: What a whole name must match (Microsoft Learn, "Naming rules and restrictions for Azure resources").
        shortest: Fewest characters of a name.
        longest: Most characters of a name.
        location: Whether a location is `required`, `optional`, or means `nothing`.
        rules: Check and complete a write, in order. Each takes a `Change`.
        guards: Refuse a deletion. Each takes the tenant and the resource.
        then: What follows a write or a deletion, given the tenant and the resource.
        actions: POST actions by name: each takes the tenant, the resource and the request's body.
        show: Turns the stored body into the shown one.
        slow: The methods that are long-running operations.
        limit: How many may lie in one subscription or management group, and the error code beyond it.
        created: The HTTP status of a creation, as the vendor's client expects it.
        updated: The HTTP status of a PUT on what exists.
        merge: How PATCH puts its body into the present one, where that is not a plain merge.
        implied: Whether GET finds one, and an empty body, where none was written.
    """

    name: str
    model: str | None = None
    scopes: frozenset[ScopeKind] = frozenset({"resourceGroup"})
    pattern: str = ANY_NAME
    shortest: int = 1
    longest: int = 260
    location: Literal["required", "optional", "nothing"] = "required"
    rules: tuple[Callable[[Change], None], ...] = ()
    guards: tuple[Callable[[Cloud, Resource], None], ...] = ()
    then: tuple[Callable[[Cloud, Resource], None], ...] = ()
    actions: Mapping[str, Callable[[Cloud, Resource, JSON], Any]] = field(default_factory=dict)
    show: Callable[[Cloud, Resource, JSON], JSON] | None = None
    slow: frozenset[str] = frozenset()
    limit: tuple[int, str] | None = None
    created: int = 201
    updated: int = 200
    merge: Callable[[JSON, JSON], JSON] | None = None
    implied: bool = False

    @property
    def parent(self) -> str | None:
        """Return the type of the parent resource of a child type."""
        holder, _, _ = self.name.rpartition("/")
        return holder if "/" in holder else None

    def check_name(self, name: str) -> None:
        """Check a name.

        Raises:
            ArmError: `InvalidResourceName`, or `ReservedResourceName`.
        """
        if not self.shortest <= len(name) <= self.longest or not re.fullmatch(self.pattern, name):
            raise bad_request(
                "InvalidResourceName",
                f"Resource name '{name[:300]}' is invalid for type '{self.name}'. It must have {self.shortest} to "
                f"{self.longest} characters and match '{self.pattern}'.",
            )
        if self.parent is None and name.lower() in _RESERVED:
            raise bad_request(
                "ReservedResourceName", f"The resource name '{name}' or a part of the name is a trademark."
            )
