"""The stand-in for Google Cloud on a loopback port, and Google's own client for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient import discovery
from googleapiclient.errors import HttpError
from werkzeug.serving import make_server

from local_clouds.gcp.app import Cloud, create_app
from local_clouds.gcp.store import Store
from local_clouds.serving import QuietHandler

Google = Callable[[str], Any]
PROJECT = "agents-local"


class Clock:
    """A clock that tests can put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def server(clock: Clock) -> Iterator[tuple[Cloud, str]]:
    cloud = create_app(Store(clock=clock))
    listening = make_server("127.0.0.1", 0, cloud, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield cloud, f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def clients(server: tuple[Cloud, str]) -> Google:
    made: dict[str, Any] = {}

    def client(api: str) -> Any:
        if api not in made:
            name, version = api.split(".")
            options = {"api_endpoint": server[1]}
            made[api] = discovery.build(
                name, version, credentials=Credentials("local"), client_options=options, static_discovery=True
            )
        return made[api]

    return client


@pytest.fixture
def google(server: tuple[Cloud, str], clients: Google, clock: Clock) -> Google:
    """Give Google's client of an API on an empty cloud."""
    clock.ahead = timedelta()
    server[0].reset()
    return clients


def refused(request: Any) -> HttpError:
    """Return the error with which a request is refused."""
    with pytest.raises(HttpError) as caught:
        request.execute()
    return caught.value


def finished(client: Any, operation: dict[str, Any]) -> dict[str, Any]:
    """Ask once after a long-running operation and return its result."""
    assert operation.get("done") is not True
    done = client.get(name=operation["name"]).execute()
    assert done["done"] is True
    return dict(done["response"])
