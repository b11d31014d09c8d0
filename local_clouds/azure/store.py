"""What exists: resources by id, with the indexes that keep a fleet of thousands fast."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from local_clouds.azure.ids import subscription_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

JSON = dict[str, Any]


class Log(Protocol):
    """Where changes are written (`local_clouds.journal.Journal`)."""

    def append(self, record: Mapping[str, Any]) -> None:
        """Add one record."""


@dataclass
class Resource:
    """One resource.

    Attributes:
        identifier: Its id as it was first written.
        type: Its full type, in the table's spelling.
        name: Its name.
        parent: The id of its parent or scope.
        body: What ARM shows, without id, name and type.
        private: What ARM knows but does not show.
        unique: What no other resource of the type may share.
        etag: Changes with every change.
    """

    identifier: str
    type: str
    name: str
    parent: str
    body: JSON
    private: JSON = field(default_factory=dict)
    unique: Hashable = None
    etag: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def properties(self) -> JSON:
        """Return the `properties` of the body."""
        found: JSON = self.body.setdefault("properties", {})
        return found


class Store:
    """All resources of the tenant.

    Args:
        log: Where changes are written; None keeps them in memory only.
    """

    def __init__(self, log: Log | None = None) -> None:
        self._log = log
        self._resources: dict[str, Resource] = {}
        self._types: dict[str, dict[str, Resource]] = defaultdict(dict)
        self._children: dict[str, set[str]] = defaultdict(set)
        self._unique: dict[tuple[str, Hashable], str] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._principals: dict[str, str] = {}

    def get(self, identifier: str) -> Resource | None:
        """Return the resource of an id, compared without case."""
        return self._resources.get(identifier.rstrip("/").lower())

    def put(self, resource: Resource, *, log: bool = True) -> None:
        """Add a resource, or take its new form."""
        key = resource.identifier.lower()
        if (before := self._resources.get(key)) is not None:
            self._forget(before)
        self._resources[key] = resource
        self._types[resource.type.lower()][key] = resource
        self._children[resource.parent.lower()].add(key)
        self._counts[resource.type.lower(), _root(resource.identifier)] += 1
        if resource.unique is not None:
            self._unique[resource.type.lower(), _hashable(resource.unique)] = key
        self._principals.update(dict.fromkeys(_principals(resource), "ServicePrincipal"))
        if log and self._log is not None:
            self._log.append({"put": vars(resource)})

    def delete(self, identifier: str, *, log: bool = True) -> None:
        """Remove a resource and all that lies in it or extends it."""
        key = identifier.lower()
        for child in sorted(self._children.get(key, ())):
            self.delete(child, log=False)
        if (resource := self._resources.pop(key, None)) is not None:
            self._forget(resource)
        if log and self._log is not None:
            self._log.append({"delete": identifier})

    def of_type(self, resource_type: str) -> Iterator[Resource]:
        """Return all resources of a type, in the order of their creation."""
        return iter(list(self._types.get(resource_type.lower(), {}).values()))

    def all(self) -> Iterator[Resource]:
        """Return all resources, in the order of their creation."""
        return iter(list(self._resources.values()))

    def children(self, identifier: str) -> list[Resource]:
        """Return what lies directly in a resource or extends it."""
        return [self._resources[key] for key in sorted(self._children.get(identifier.lower(), ()))]

    def holder(self, resource_type: str, unique: Hashable) -> Resource | None:
        """Return the resource of a type that has taken a unique value."""
        key = self._unique.get((resource_type.lower(), _hashable(unique)))
        return self._resources.get(key) if key else None

    def principal(self, identifier: str) -> str | None:
        """Return the type of a principal of the directory; None if it is not there."""
        return self._principals.get(identifier.lower())

    def count(self, resource_type: str, identifier: str) -> int:
        """Return how many resources of a type lie in the subscription or management group of an id."""
        return self._counts[resource_type.lower(), _root(identifier)]

    def replay(self, record: JSON) -> None:
        """Take up a change that was written before.

        Raises:
            KeyError, TypeError: The record is not one of ours.
        """
        if "delete" in record:
            self.delete(record["delete"], log=False)
        else:
            self.put(Resource(**record["put"]), log=False)

    def clear(self) -> None:
        """Forget everything."""
        for index in (self._resources, self._types, self._children, self._unique, self._counts, self._principals):
            index.clear()

    def _forget(self, resource: Resource) -> None:
        key = resource.identifier.lower()
        self._types[resource.type.lower()].pop(key, None)
        self._children[resource.parent.lower()].discard(key)
        self._counts[resource.type.lower(), _root(resource.identifier)] -= 1
        for principal in _principals(resource):
            self._principals.pop(principal, None)
        if resource.unique is not None:
            self._unique.pop((resource.type.lower(), _hashable(resource.unique)), None)


def _principals(resource: Resource) -> list[str]:
    """Return the service principals that stand behind a resource."""
    own = resource.type == "Microsoft.ManagedIdentity/userAssignedIdentities" and resource.properties.get("principalId")
    system = (resource.body.get("identity") or {}).get("principalId")
    return [str(found).lower() for found in (own, system) if found]


def _root(identifier: str) -> str:
    return (subscription_of(identifier) or identifier.split("/providers/Microsoft.Authorization", 1)[0]).lower()


def _hashable(value: Any) -> Hashable:  # noqa: ANN401 - a journal gives lists where there were tuples
    return tuple(_hashable(item) for item in value) if isinstance(value, (list, tuple)) else value
