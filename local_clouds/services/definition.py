"""What a service is to the supervisor: how it is started, on which ports, and when it is ready."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from local_clouds.constants import LOOPBACK
from local_clouds.state import read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from local_clouds.state import StateDirectory

HEALTH_SECONDS = 2.0  # a healthy service on loopback answers in milliseconds
RESET_SECONDS = 60.0  # AWS reads its thousand managed policies anew


@dataclass(frozen=True)
class Launch:
    """What a service is started with.

    Attributes:
        state: The state directory.
        ports: The loopback ports of this service and of those started before it, by name.
        programs: The path of each of the programs in `Service.programs`.
    """

    state: StateDirectory
    ports: Mapping[str, int]
    programs: Mapping[str, str]


@dataclass(frozen=True)
class Service:
    """One process of the local clouds.

    Attributes:
        name: Its name in `run/`, `logs/` and messages.
        cloud: The cloud that it is a part of; "" for what serves all clouds.
        ports: Names of the ports that it listens on; the first is the one that it is known by.
        command: Makes its command line.
        ready: Tells whether it does its work.
        programs: Programs that it needs beside Python.
        modules: Python modules that it needs and that the extra [local] brings.
    """

    name: str
    cloud: str
    ports: tuple[str, ...]
    command: Callable[[Launch], list[str]]
    ready: Callable[[Launch], bool]
    programs: tuple[str, ...] = ()
    modules: tuple[str, ...] = field(default=())


def python_service(name: str, module: str, modules: tuple[str, ...]) -> Service:
    """A cloud of ours: a Python module that says in `run/<name>.json` where it listens."""

    def command(launch: Launch) -> list[str]:
        return [sys.executable, "-m", module, "--state", str(launch.state.path), "--port", str(launch.ports[name])]

    def ready(launch: Launch) -> bool:
        record = ready_record(launch.state, name)
        return bool(record) and answers(f"{record['url']}/healthz", launch.state.ca_certificate)

    return Service(name, name, (name,), command, ready, modules=modules)


def ready_record(state: StateDirectory, name: str) -> dict[str, Any]:
    """What a service wrote about itself; empty before it did."""
    return read_json(state.run / f"{name}.json")


def answers(url: str, ca_certificate: Path, client: tuple[Path, Path] | None = None) -> bool:
    """Whether a GET of `url` on loopback is answered with a success."""
    return request("GET", url, ca_certificate, client=client) is not None


def request(
    method: str,
    url: str,
    ca_certificate: Path,
    *,
    client: tuple[Path, Path] | None = None,
    seconds: float = HEALTH_SECONDS,
) -> dict[str, Any] | None:
    """Ask a service; its JSON answer, an empty one where it says something else, none where it fails.

    Args:
        method: The HTTP method.
        url: Where; `https` is checked against the state directory's own authority.
        ca_certificate: That authority's certificate.
        client: A client certificate and its key.
        seconds: How long it may take to answer.
    """
    where = urlsplit(url)
    connection: http.client.HTTPConnection
    try:
        if where.scheme == "https":
            context = ssl.create_default_context(cafile=str(ca_certificate))
            if client is not None:
                context.load_cert_chain(*map(str, client))
            connection = http.client.HTTPSConnection(where.netloc, timeout=seconds, context=context)
        else:
            connection = http.client.HTTPConnection(where.netloc, timeout=seconds)
        connection.request(method, where.path or "/")
        response = connection.getresponse()
        body = response.read()
        connection.close()
    except (OSError, http.client.HTTPException):
        return None
    if response.status >= 300:
        return None
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def connects(port: int) -> bool:
    """Whether something accepts connections on a loopback port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=HEALTH_SECONDS).close()
    except OSError:
        return False
    return True


def is_free(port: int) -> bool:
    """Whether a service could listen on a loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A loopback port on which nothing listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
