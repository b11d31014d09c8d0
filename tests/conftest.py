"""What every test may use."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from local_clouds.environment import command_environment
from local_clouds.state import StateDirectory
from local_clouds.supervisor import Supervisor


def pytest_configure() -> None:
    """Lets what tests start hear Ctrl-C, which is ignored, and by children too, where a shell runs the suite aside.

    Where `CI` is set, hypothesis tries the same examples each time: a change is judged by what it changes.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("CI"):
        settings.register_profile("ci", derandomize=True)
        settings.load_profile("ci")


@dataclass(frozen=True)
class LocalClouds:
    """All local clouds, running: `state` is their directory, `env` the environment of a program among them."""

    state: Path
    env: dict[str, str]


@pytest.fixture(scope="session")
def local_clouds() -> Iterator[LocalClouds]:
    """Every local cloud, one set for each worker."""
    state = StateDirectory(Path(tempfile.mkdtemp(prefix="all-clouds-")))
    supervisor = Supervisor(state)
    try:
        supervisor.start(required=True)
        yield LocalClouds(state.path, command_environment(state, os.environ))
    finally:
        supervisor.stop()
        shutil.rmtree(state.path, ignore_errors=True)
