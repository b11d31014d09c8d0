"""What the tests of boundaries share."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_clouds.environment import command_environment
from local_clouds.state import StateDirectory
from local_clouds.supervisor import Supervisor
from tests.boundaries.kubernetes_survivor import Survivor, prepare
from tests.boundaries.kubernetes_sweep import Try, sweep


@pytest.fixture(scope="session")
def survivor() -> Iterator[Survivor]:
    """A cluster of its own, whose boundary comes after an agent was bound to cluster-admin."""
    state = StateDirectory(Path(tempfile.mkdtemp(prefix="survivor-")))
    supervisor = Supervisor(state)
    try:
        supervisor.start(["kubernetes"], required=True)
        yield prepare(command_environment(state, os.environ))
    finally:
        supervisor.stop()
        shutil.rmtree(state.path, ignore_errors=True)


@pytest.fixture(scope="session")
def swept(survivor: Survivor) -> list[Try]:
    """What became of each write that the API server offers."""
    return sweep(survivor)
