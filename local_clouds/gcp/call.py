"""One request on its way through the server, and what a collection's rules may say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local_clouds.gcp.errors import ApiError, not_found

if TYPE_CHECKING:
    from local_clouds.gcp.discovery import Document, Method
    from local_clouds.gcp.store import Resource, Store

JSON = dict[str, Any]

#: Path segments that only place a resource: nothing needs to exist under their name but the location itself.
_PLACES = ("locations", "regions", "zones")


@dataclass
class Call:
    """One checked request.

    Attributes:
        store: what exists.
        document: the discovery document of the service.
        method: the method that was called.
        path: the resource's or the collection's path without version and verb, the project by id.
        query: the query's parameters, typed.
        body: the body, checked.
    """

    store: Store
    document: Document
    method: Method
    path: str
    query: JSON
    body: JSON

    @property
    def service(self) -> str:
        """The service's name."""
        return self.method.service.name

    @property
    def name(self) -> str:
        """The canonical name of the resource or collection that the path names."""
        return f"{self.service}/{self.path}"

    @property
    def project(self) -> str:
        """The project in the path, or that of the bucket there, or the local one (organisations)."""
        parts = self.path.split("/")
        if parts[0] == "projects" and len(parts) > 1:
            return parts[1]
        bucket = self.store.get(f"storage/b/{parts[1]}") if self.service == "storage" and len(parts) > 1 else None
        owner = self.store.project_id(bucket.body["projectNumber"]) if bucket else None
        return owner or next(iter(self.store.projects))

    @property
    def number(self) -> str:
        """The number of that project."""
        return self.store.projects[self.project]

    @property
    def location(self) -> str | None:
        """The path's location, region or zone."""
        parts = self.path.split("/")
        return next((parts[i + 1] for i, part in enumerate(parts[:-1]) if part in _PLACES), None)

    def place(self) -> str:
        """Return the path up to and with its location: where long-running operations live."""
        parts = self.path.split("/")
        depth = next((i + 2 for i, part in enumerate(parts[:-1]) if part in _PLACES), 2)
        return "/".join(parts[:depth])

    def resource(self) -> Resource:
        """Return the resource that the path names. Raises ApiError if it does not exist."""
        found = self.store.get(self.name)
        if found is None:
            raise not_found(self.missing(self.path))
        return found

    def missing(self, path: str) -> str:
        """Return the service's sentence for a resource that does not exist."""
        if self.service == "compute":
            return f"The resource '{path}' was not found"
        if self.service == "storage":
            return "The specified bucket does not exist." if path.startswith("b/") else "Not Found"
        return f"Resource '{path}' was not found"

    def schema(self) -> JSON:
        """Return the schema of the collection's resources, or an empty one where the document does not say."""
        prefix = self.method.identifier.rsplit(".", 1)[0]
        get = self.document.methods.get(f"{prefix}.get")
        name = get.response if get else self.method.request
        return self.document.schemas.get(name, {}) if name else {}


def unimplemented(method: Method) -> ApiError:
    """Return the error for a method that Google has and the stand-in has not."""
    return ApiError("UNIMPLEMENTED", f"{method.identifier} is not served by the local stand-in for Google Cloud.")


#: A check of a body that is about to be stored; the second body is the one it replaces, None on create.
Check = Callable[[Call, JSON, JSON | None], None]
#: Fills in what the service sets; runs on create and on every change.
Fill = Callable[[Call, JSON], None]
#: A method of its own.
Action = Callable[[Call], JSON]


@dataclass(frozen=True)
class Kind:
    """What the documents say about a collection only in prose. Every field may be left out.

    Attributes:
        identifier: where a new resource's id comes from: `query:NAME`, `body:NAME` or `new` (the service makes it).
            Without it: the query parameter that ends in `Id`, else the body's `name`.
        form: the regular expression that an id must match.
        wrapper: the request's field that holds the resource, where the request is not the resource itself.
        check: refuses a body.
        fill: sets output-only fields and defaults.
        removable: refuses a deletion.
        short_name: the body's `name` is the bare id.
    """

    identifier: str | None = None
    form: str | None = None
    wrapper: str | None = None
    check: Check | None = None
    fill: Fill | None = None
    removable: Callable[[Call, Resource], None] | None = None
    short_name: bool = False
