"""What exists: resources by name, their allow policies, running operations. In memory, safe for several threads."""

from __future__ import annotations

import base64
import threading
import uuid
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from local_clouds.constants import GCP_ORGANIZATION, GCP_PROJECT, GCP_PROJECT_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local_clouds.journal import Journal

JSON = dict[str, Any]

#: Unique ids of Google's are 21 digits long.
_FIRST_NUMBER = 100000000000000000001


@dataclass
class Resource:
    """One thing that exists.

    Attributes:
        name: its canonical name: service and path without the version (`iam/projects/p/serviceAccounts/e`).
        collection: what it is, such as `iam.serviceAccounts`.
        body: its representation as the service returns it.
        policy: its allow policy, once one was set.
        hidden: what the service keeps and does not show (secret payloads).
        deleted: when it was deleted, for kinds that leave a tombstone.
        revision: counts its changes; its etag is made of it.
    """

    name: str
    collection: str
    body: JSON
    policy: JSON | None = None
    hidden: JSON = field(default_factory=dict)
    deleted: str | None = None
    revision: int = 1


class Store:
    """All resources of the stand-in.

    One lock serialises requests: a handler holds it from its first read to its last write, so that every
    read-modify-write of the server is atomic.
    """

    def __init__(
        self, journal: Journal | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.lock = threading.RLock()
        self._journal = journal
        self._clock = clock
        self._empty()
        records = journal.load() if journal else []
        if records:
            self._replay(records)
        else:
            self._found()

    def reset(self) -> None:
        """Forget everything, the journal too, and make the one project and its organisation anew."""
        with self.lock:
            if self._journal:
                self._journal.clear()
            self._empty()
            self._found()

    def _empty(self) -> None:
        self._resources: dict[str, Resource] = {}
        self._children: dict[str, dict[str, Resource]] = {}
        self._dirty: dict[str, None] = {}
        self._next = _FIRST_NUMBER

    def _found(self) -> None:
        organization = {
            "name": f"organizations/{GCP_ORGANIZATION}",
            "displayName": "local",
            "state": "ACTIVE",
            "createTime": self.now(),
        }
        name = f"cloudresourcemanager/organizations/{GCP_ORGANIZATION}"
        self.put(name, "cloudresourcemanager.organizations", organization)
        self.add_project(GCP_PROJECT, GCP_PROJECT_NUMBER, f"organizations/{GCP_ORGANIZATION}")
        self.flush()

    def _replay(self, records: list[JSON]) -> None:
        for record in records:
            self._next = max(self._next, record["next"])
            for entry in record["put"]:
                self._place(Resource(**entry))
            for name in record["gone"]:
                self._drop(name)
        if self._journal:
            self._journal.compact([{"next": self._next, "put": [asdict(r) for r in self.all()], "gone": []}])

    def flush(self) -> None:
        """Write what changed to the journal, as one record: a request is all there or not at all."""
        if self._journal and self._dirty:
            found = {name: self._resources.get(name) for name in self._dirty}
            put = [asdict(resource) for resource in found.values() if resource]
            gone = [name for name, resource in found.items() if resource is None]
            self._journal.append({"next": self._next, "put": put, "gone": gone})
        self._dirty.clear()

    def touch(self, resource: Resource) -> None:
        """Note that a resource was changed in place."""
        self._dirty[resource.name] = None

    @property
    def projects(self) -> dict[str, str]:
        """The numbers of all projects by their ids."""
        children = self.children("cloudresourcemanager/projects")
        return {r.body["projectId"]: r.body["name"].rsplit("/", 1)[1] for r in children}

    def add_project(self, project: str, number: str, parent: str | None, display_name: str | None = None) -> Resource:
        """Make a project, which brings its default network."""
        body = {
            "name": f"projects/{number}",
            "projectId": project,
            "displayName": display_name or project,
            "state": "ACTIVE",
            "createTime": self.now(),
            "updateTime": self.now(),
        }
        if parent:
            body["parent"] = parent
        network = f"projects/{project}/global/networks/default"
        default = {
            "kind": "compute#network",
            "id": self.number(),
            "name": "default",
            "creationTimestamp": self.now(),
            "selfLink": f"https://www.googleapis.com/compute/v1/{network}",
            "autoCreateSubnetworks": True,
            "routingConfig": {"routingMode": "REGIONAL"},
        }
        self.put(f"compute/{network}", "compute.networks", default)
        return self.put(f"cloudresourcemanager/projects/{project}", "cloudresourcemanager.projects", body)

    def moment(self) -> datetime:
        """Return the time by the store's clock."""
        return self._clock()

    def now(self) -> str:
        """Return the time as Google writes it."""
        return self.moment().strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def number(self) -> str:
        """Return a fresh 21-digit number."""
        self._next += 1
        return str(self._next)

    def uid(self) -> str:
        """Return a fresh UUID."""
        return str(uuid.uuid4())

    def project_id(self, text: str) -> str | None:
        """Return the id of an existing project that is given by id or by number."""
        if self.get(f"cloudresourcemanager/projects/{text}"):
            return text
        return next((project for project, number in self.projects.items() if number == text), None)

    def get(self, name: str) -> Resource | None:
        """Return the resource of that name."""
        return self._resources.get(name)

    def put(self, name: str, collection: str, body: JSON) -> Resource:
        """Make a resource."""
        resource = Resource(name, collection, body)
        self.restore(resource)
        return resource

    def restore(self, resource: Resource) -> None:
        """Take in a resource under its name."""
        self._place(resource)
        self.touch(resource)

    def _place(self, resource: Resource) -> None:
        self._resources[resource.name] = resource
        self._children.setdefault(resource.name.rsplit("/", 1)[0], {})[resource.name] = resource

    def remove(self, name: str) -> None:
        """Remove a resource and all that lies under it."""
        for parent in [p for p in self._children if p.startswith(f"{name}/")]:
            for child in list(self._children[parent]):
                self._drop(child)
        self._drop(name)

    def _drop(self, name: str) -> None:
        self._resources.pop(name, None)
        self._children.get(name.rsplit("/", 1)[0], {}).pop(name, None)
        self._dirty[name] = None

    def children(self, parent: str) -> list[Resource]:
        """Return the resources directly under a collection's name, oldest first."""
        return list(self._children.get(parent, {}).values())

    def all(self) -> Iterator[Resource]:
        """Yield every resource."""
        yield from list(self._resources.values())


def etag(revision: int) -> str:
    """Return the etag of a revision in the form of Google's: base64 of a few bytes."""
    return base64.b64encode(b"\x07\x06" + revision.to_bytes(6, "big")).decode()
