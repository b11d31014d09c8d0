"""Local clouds for tests: real processes, shared by the tests of one worker, each set of clouds started once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from local_clouds.environment import command_environment
from local_clouds.state import StateDirectory, read_json
from local_clouds.supervisor import Supervisor


@dataclass(frozen=True)
class RunningClouds:
    """A set of local clouds that runs."""

    state: Path
    endpoints: dict[str, dict[str, str]]
    env: dict[str, str]


@pytest.fixture(scope="session")
def start_clouds() -> Iterator[Callable[..., RunningClouds]]:
    """`start_clouds("aws", "gcp")`: the clouds of those names, ready; the same ones for the same names."""
    started: dict[tuple[str, ...], StateDirectory] = {}

    def start(*names: str) -> RunningClouds:
        if names not in started:
            # A path of pytest's own would be longer than what a Unix socket may have.
            started[names] = StateDirectory(Path(tempfile.mkdtemp(prefix="local-clouds-")))
            Supervisor(started[names]).start(names, required=True)
        state = started[names]
        return RunningClouds(state.path, read_json(state.endpoints), command_environment(state, os.environ))

    yield start
    for state in started.values():
        Supervisor(state).stop()
        shutil.rmtree(state.path, ignore_errors=True)


@pytest.fixture
def live_server() -> Iterator[Callable[[Any], str]]:
    """`live_server(application)`: serves a WSGI application on loopback, in a thread; its URL."""
    servers = []

    def start(application: Any) -> str:
        server = make_server("127.0.0.1", 0, application, threaded=True)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def own_state() -> Iterator[StateDirectory]:
    """A state directory for one test alone; whatever the test leaves running in it is stopped."""
    state = StateDirectory(Path(tempfile.mkdtemp(prefix="local-state-")))
    yield state
    Supervisor(state).stop()
    shutil.rmtree(state.path, ignore_errors=True)
