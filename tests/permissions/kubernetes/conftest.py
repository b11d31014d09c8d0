"""A cluster of its own: the analysis is held against one that no boundary guards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_clouds.environment import command_environment
from local_clouds.state import StateDirectory
from local_clouds.supervisor import Supervisor
from tests.boundaries.kubernetes_api import Api


@pytest.fixture(scope="session")
def cluster_env() -> Iterator[dict[str, str]]:
    """The environment that reaches a new cluster, in which no other test deploys anything."""
    state = StateDirectory(Path(tempfile.mkdtemp(prefix="own-cluster-")))
    supervisor = Supervisor(state)
    try:
        supervisor.start(["kubernetes"], required=True)
        yield command_environment(state, os.environ)
    finally:
        supervisor.stop()
        shutil.rmtree(state.path, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster(cluster_env: dict[str, str]) -> Api:
    """The administrator of that cluster."""
    return Api(cluster_env)
