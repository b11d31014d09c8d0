"""The API server by plain requests, as `kubectl` would make them, in anybody's name."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import urllib3

from tests import clients

MERGE = "application/merge-patch+json"
APPLY = "application/apply-patch+yaml"
RBAC = "rbac.authorization.k8s.io"
AUTHORIZED_SECONDS = 10


@dataclass(frozen=True)
class Answer:
    """What the API server answered."""

    status: int
    body: dict[str, Any]

    @property
    def message(self) -> str:
        """What it said of a failure, or nothing."""
        return str(self.body.get("message", "")) if self.status >= 400 else ""

    @property
    def refused_by(self) -> str | None:
        """The key of the boundary's policy that refused the request, or None when none did."""
        _, found, rest = self.message.partition("agent-boundary-")
        return rest.partition("-")[0] if self.status == 403 and found else None


class Api:
    """The API server for one caller: the administrator, or whoever holds a token."""

    def __init__(self, env: dict[str, str], token: str | None = None) -> None:
        client = clients.cluster(env)
        configuration = client.configuration
        self._host = configuration.host
        certificate = {} if token else {"cert_file": configuration.cert_file, "key_file": configuration.key_file}
        self._pool = urllib3.PoolManager(ca_certs=configuration.ssl_ca_cert, timeout=30, **certificate)
        self._headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def ask(
        self, method: str, path: str, body: Any = None, content: str = "application/json", **impersonate: str
    ) -> Answer:
        """Makes a request, in somebody's name if given."""
        headers = {**self._headers, "Content-Type": content}
        headers |= {f"Impersonate-{header.capitalize()}": value for header, value in impersonate.items()}
        sent = None if body is None else json.dumps(body)
        response = self._pool.request(method, self._host + path, body=sent, headers=headers)
        try:
            found = json.loads(response.data or b"{}")
        except ValueError:
            found = {"message": response.data.decode(errors="replace")}
        return Answer(response.status, found if isinstance(found, dict) else {})

    def call(
        self, method: str, path: str, body: Any = None, content: str = "application/json", **impersonate: str
    ) -> tuple[int, str]:
        """Makes a request and returns its status, and the message of a failure."""
        answer = self.ask(method, path, body, content, **impersonate)
        return answer.status, answer.message

    def make(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Creates an object, which must succeed, and returns it."""
        answer = self.ask("POST", path, body)
        assert answer.status == 201, answer
        return answer.body


def authorized(ask: Callable[[], Answer]) -> Answer:
    """Asks until the API server knows the binding that allows it, which it does a moment after it took it."""
    deadline = time.monotonic() + AUTHORIZED_SECONDS
    while (answer := ask()).status == 403 and not answer.refused_by and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


def group_versions(api: Api) -> Iterator[str]:
    """Returns the path of each group and version that an API server has."""
    yield "/api/v1"
    for group in api.ask("GET", "/apis").body["groups"]:
        yield from (f"/apis/{version['groupVersion']}" for version in group["versions"])
