"""Each cloud's stand-in and one provider process for all of them, started once a run."""

from __future__ import annotations

import contextlib
import importlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.local_clouds.provider.engine_client import Client, process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLOUDS = {"aws": "cases_aws", "gcp": "cases_gcp", "azure": "cases_azure"}


def table(cloud: str) -> Any:
    """Return the module with a cloud's cases."""
    return importlib.import_module(f"tests.local_clouds.provider.{CLOUDS[cloud]}")


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], tuple[Client, Any]]]:
    """Give, by the cloud's name, a provider instance and the cloud's own clients; started at first use."""
    started: dict[str, tuple[Client, Any]] = {}
    with contextlib.ExitStack() as stack:

        def start(name: str) -> tuple[Client, Any]:
            if name not in started:
                module, state = table(name), tmp_path_factory.mktemp(name)
                endpoint = stack.enter_context(module.start(state))
                port = stack.enter_context(process(state, {name: endpoint}))
                started[name] = Client(port, module.PACKAGE), module.clients(endpoint)
            return started[name]

        yield start
