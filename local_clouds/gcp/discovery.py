"""Google's discovery documents as a route table.

The documents come with the package `google-api-python-client` (Apache-2.0). Each is read when the first request
needs it, since `compute.v1` alone is five megabytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = dict[str, Any]


@dataclass(frozen=True)
class Service:
    """One version of one Google service.

    Attributes:
        name: the service, such as `iam`.
        version: its version, such as `v1`.
        first: the first path segments of its routes: tells without reading the document whether it can match.
        within: collections of which a path without a host must hold one; none: any path. Keeps services apart whose
            paths are alike, and large documents unread.
    """

    name: str
    version: str
    first: tuple[str, ...]
    within: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """The service's host at Google."""
        return f"{self.name}.googleapis.com"


#: The services that are served. A further one is a line here; its special rules, if any, go to `rules`.
SERVICES = (
    Service("iam", "v1", ("v1",)),
    Service("iam", "v2", ("v2",)),
    Service("iamcredentials", "v1", ("v1",)),
    Service("cloudresourcemanager", "v1", ("v1",)),
    Service("cloudresourcemanager", "v3", ("v3",)),
    Service("secretmanager", "v1", ("v1",)),
    Service("serviceusage", "v1", ("v1",)),
    Service("cloudasset", "v1", ("v1",)),
    Service("pubsub", "v1", ("v1",)),
    Service("run", "v2", ("v2",)),
    Service("orgpolicy", "v2", ("v2",)),
    Service("apikeys", "v2", ("v2",)),
    Service("logging", "v2", ("v2",)),
    Service("monitoring", "v3", ("v3",)),
    Service("compute", "v1", ("projects",)),
    Service("storage", "v1", ("b", "projects")),
    Service("aiplatform", "v1", ("v1",), ("reasoningEngines",)),
    Service("artifactregistry", "v1", ("v1",), ("repositories",)),
    Service("bigquery", "v2", ("projects",), ("datasets",)),
    Service("bigtableadmin", "v2", ("v2",), ("instances",)),
    Service("cloudkms", "v1", ("v1",), ("keyRings",)),
    Service("cloudtasks", "v2", ("v2",), ("queues",)),
    Service("spanner", "v1", ("v1",), ("instances",)),
)

#: Services whose paths do not begin with the version: it stands in the base of the address, if anywhere.
UNVERSIONED = frozenset({"bigquery", "compute", "storage"})


@dataclass(frozen=True)
class Method:
    """One method of a document.

    Attributes:
        service: the service that it belongs to.
        identifier: its id, such as `iam.projects.serviceAccounts.create`.
        http: the HTTP verb.
        segments: the path, segment by segment; None stands for any text.
        verb: the custom verb after the colon of the last segment, if there is one.
        parameters: the parameters' schemas by name.
        request: the name of the body's schema.
        response: the name of the answer's schema.
    """

    service: Service
    identifier: str
    http: str
    segments: tuple[str | None, ...]
    verb: str | None
    parameters: JSON
    request: str | None
    response: str | None

    @property
    def action(self) -> str:
        """What it does: the last part of the id."""
        return self.identifier.rsplit(".", 1)[1]

    @property
    def collection(self) -> str:
        """What it does it to: service and collection, such as `iam.serviceAccounts`."""
        parts = self.identifier.split(".")
        return f"{parts[0]}.{parts[-2]}" if len(parts) > 2 else parts[0]

    def matches(self, segments: list[str]) -> bool:
        """Tell whether a path's segments (verb cut off) are this method's."""
        return all(want is None or want == got for want, got in zip(self.segments, segments, strict=True))


class Document:
    """One discovery document: its schemas and its methods by HTTP verb, length and custom verb."""

    def __init__(self, service: Service, content: JSON) -> None:
        self.service = service
        self.schemas: JSON = content["schemas"]
        self.common: JSON = content["parameters"]
        self.base = tuple(part for part in content.get("servicePath", "").split("/") if part)
        self.methods: dict[str, Method] = {}
        self._index: dict[tuple[str, int, str | None], list[Method]] = {}
        for entry in _methods(content):
            method = self._method(entry)
            self.methods[method.identifier] = method
            self._index.setdefault((method.http, len(method.segments), method.verb), []).append(method)

    def _method(self, entry: JSON) -> Method:
        path = entry.get("flatPath") or entry["path"]
        parts = path.split("/")
        verb = None
        head, colon, tail = parts[-1].rpartition(":")
        if colon:
            parts[-1], verb = head, tail
        segments = tuple(None if part.startswith("{") else part for part in parts)
        return Method(
            service=self.service,
            identifier=entry["id"],
            http=entry["httpMethod"],
            segments=segments,
            verb=verb,
            parameters=entry.get("parameters", {}),
            request=entry.get("request", {}).get("$ref"),
            response=entry.get("response", {}).get("$ref"),
        )

    def find(self, http: str, path: list[str]) -> Iterator[tuple[Method, list[str]]]:
        """Yield the methods that a raw path can mean, each with the decoded segments, the most literal first."""
        segments = [unquote(part) for part in path]
        candidates = [(method, segments) for method in self._candidates(http, segments, None)]
        head, colon, verb = segments[-1].rpartition(":")
        if colon:
            cut = [*segments[:-1], head]
            candidates = [(method, cut) for method in self._candidates(http, cut, verb)] + candidates
        yield from candidates

    def _candidates(self, http: str, segments: list[str], verb: str | None) -> list[Method]:
        found = [m for m in self._index.get((http, len(segments), verb), ()) if m.matches(segments)]
        return sorted(found, key=lambda method: sum(part is None for part in method.segments))


def _methods(node: JSON) -> Iterator[JSON]:
    yield from node.get("methods", {}).values()
    for child in node.get("resources", {}).values():
        yield from _methods(child)


@cache
def read(service: Service) -> Document:
    """Read a service's document. Raises FileNotFoundError if the installed client does not carry it."""
    folder = files("googleapiclient.discovery_cache.documents")
    text = folder.joinpath(f"{service.name}.{service.version}.json").read_text("utf-8")
    return Document(service, json.loads(text))


@lru_cache(maxsize=1)
def known_hosts() -> frozenset[str]:
    """Return the hosts of all services that the installed client knows (`run.googleapis.com`)."""
    folder = files("googleapiclient.discovery_cache.documents")
    names = {entry.name.split(".")[0] for entry in folder.iterdir() if entry.name.endswith(".json")}
    return frozenset(f"{name}.googleapis.com" for name in names)


def routes(http: str, path: str) -> list[tuple[Document, Method, list[str]]]:
    """Return every method that a raw URL path can mean.

    The path may begin with the service's host (`/iam.googleapis.com/v1/…`), which leaves no doubt, or with the
    version alone (`/v1/…`), as a client sends it whose `api_endpoint` is this server; then services whose paths are
    alike are offered one after the other, those with a custom verb first.
    """
    parts = path.lstrip("/").split("/")
    host = parts.pop(0) if parts[0].endswith(".googleapis.com") else None
    found: list[tuple[Document, Method, list[str]]] = []
    for service in SERVICES:
        if host not in {None, service.host}:
            continue
        rest = parts
        if rest[:2] == [service.name, service.version] and service.name in UNVERSIONED:
            rest = rest[2:]
        if host is None and service.within and not set(rest) & set(service.within):
            continue
        if rest and rest[0] in service.first:
            document = read(service)
            found += [(document, method, segments) for method, segments in document.find(http, rest)]
    return sorted(found, key=lambda entry: entry[1].verb is None)
