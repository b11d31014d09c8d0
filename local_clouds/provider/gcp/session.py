"""Google's own Python client, pointed at the local endpoint: one call, its errors, its long-running operation."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Any

import google_auth_httplib2  # type: ignore[import-untyped]
import httplib2  # type: ignore[import-untyped]
from google.oauth2.credentials import Credentials
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from local_clouds.constants import GCP_PROJECT, TOKEN
from local_clouds.provider.errors import NotFoundError, ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON

_POLL_SECONDS = 0.05
_READ_SECONDS = 30.0
#: Statuses that pass by themselves: too many requests, and a service that is away for a moment.
_PASSING = frozenset({429, 503})
_ATTEMPTS = 3
_PAUSE_SECONDS = 0.3
_build_lock = threading.Lock()
_services: dict[tuple[str, str], Any] = {}
#: Collections of a service: the client makes all their methods anew each time it is asked for one.
_collections: dict[tuple[str, str, str], Any] = {}


class Session:
    """A configured provider instance's way to the services.

    Attributes:
        project: the project that resources belong to if they name none.
        region: the region of resources that name none; None if the program gave none.
        zone: the zone likewise.
    """

    def __init__(self, endpoint: Mapping[str, Any], config: JSON) -> None:
        self._url = str(endpoint["url"])
        self._credentials = Credentials(token=str(endpoint.get("token") or TOKEN))
        self.project = str(config.get("project") or endpoint.get("project") or GCP_PROJECT)
        self.region: str | None = config.get("region")
        self.zone: str | None = config.get("zone")
        self._local = threading.local()
        self._seconds = float(os.environ.get("AGENT_IDENTITY_LOCAL_TIMEOUT") or _READ_SECONDS)

    def service(self, api: str) -> Any:  # noqa: ANN401 - the client's classes are made at run time
        """Return the client of an API such as `iam.v1`."""
        key = (self._url, api)
        with _build_lock:
            if key not in _services:
                name, version = api.split(".")
                _services[key] = discovery.build(
                    name,
                    version,
                    credentials=self._credentials,
                    client_options={"api_endpoint": f"{self._url}/{name}.googleapis.com"},
                    static_discovery=True,
                    cache_discovery=False,
                )
            return _services[key]

    def schema(self, api: str, name: str) -> tuple[JSON, JSON]:
        """Return a schema of an API's discovery document, and all schemas."""
        schemas: JSON = self.service(api)._schema.schemas  # noqa: SLF001 - the client offers no other way to them
        return schemas[name], schemas

    def call(self, api: str, method: str, **parameters: Any) -> JSON:  # noqa: ANN401 - the method's parameters
        """Call a method, such as `projects.serviceAccounts.create`, and wait for its operation to end.

        Raises:
            NotFoundError: the service answers 404.
            ServiceError: the service refuses, or does not answer in time.
        """
        answer = self._execute(api, method, parameters)
        while _is_running(answer):
            time.sleep(_POLL_SECONDS)
            answer = self._poll(api, answer)
        if answer.get("error"):
            error = answer["error"]
            raise ServiceError(str(error.get("code", "ERROR")), str(error.get("message", error)))
        return answer

    def _poll(self, api: str, operation: JSON) -> JSON:
        if operation.get("kind") == "compute#operation":
            link = str(operation["selfLink"]).split("/compute/v1/")[1].split("/")
            place = {"zones": "zone", "regions": "region"}.get(link[2])
            where = {"project": link[1], "operation": operation["name"], **({place: link[3]} if place else {})}
            return self._execute(api, f"{place or 'global'}Operations.get", where)
        name = str(operation["name"])
        collections = ["policies", "operations"] if name.startswith("policies/") else name.split("/")[::2]
        return self._execute(api, f"{'.'.join(collections)}.get", {"name": name})

    def _execute(self, api: str, method: str, parameters: JSON) -> JSON:
        path, _, action = method.rpartition(".")
        try:
            request = getattr(self._collection(api, path), action)(**parameters)
        except (TypeError, ValueError) as error:
            raise ServiceError("INVALID_ARGUMENT", f"{api} {method}: {error}") from error
        for attempt in range(_ATTEMPTS):
            try:
                answer = request.execute(http=self._http())
            except HttpError as error:
                if error.resp.status in _PASSING and attempt < _ATTEMPTS - 1:
                    time.sleep(_PAUSE_SECONDS * 2**attempt)
                    continue
                kind = NotFoundError if error.resp.status == 404 else ServiceError
                raise kind(_code(error), str(error.reason)) from error
            except TimeoutError as error:
                self._local.http = None
                raise ServiceError("Timeout", f"no answer from {self._url} within {self._seconds:g} s") from error
            except (OSError, httplib2.HttpLib2Error) as error:
                self._local.http = None
                raise ServiceError("Unreachable", f"{self._url}: {error}") from error
            return answer if isinstance(answer, dict) else {}
        raise ServiceError("Unreachable", f"{self._url}: no attempt was made")

    def _collection(self, api: str, path: str) -> Any:  # noqa: ANN401 - the client's classes are made at run time
        key = (self._url, api, path)
        if key not in _collections:
            target = self.service(api)
            for part in path.split("."):
                target = getattr(target, part)()
            _collections[key] = target
        return _collections[key]

    def _http(self) -> Any:  # noqa: ANN401 - one connection a thread: the transport is not safe for several
        if getattr(self._local, "http", None) is None:
            transport = httplib2.Http(timeout=self._seconds)
            self._local.http = google_auth_httplib2.AuthorizedHttp(self._credentials, http=transport)
        return self._local.http


def _is_running(answer: JSON) -> bool:
    if answer.get("kind") == "compute#operation":
        return answer.get("status") != "DONE"
    return "/" in str(answer.get("name", "")) and "operations/" in str(answer["name"]) and not answer.get("done")


def _code(error: HttpError) -> str:
    details = error.error_details
    first = details[0] if isinstance(details, list) and details and isinstance(details[0], dict) else {}
    return str(first.get("reason") or error.resp.status)
