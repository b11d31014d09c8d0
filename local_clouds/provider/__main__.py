"""Runs the provider process: `python -m local_clouds.provider --state DIR`.

Prints its port on the first line of standard output and serves until SIGTERM.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import logging
import pathlib
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from local_clouds.provider.server import serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_clouds.provider.adapter import Adapter

# Pulumi package → (entry of endpoints.json, module that serves it).
_CLOUDS = {
    "aws": ("aws", "local_clouds.provider.aws"),
    "gcp": ("gcp", "local_clouds.provider.gcp"),
    "azure-native": ("azure", "local_clouds.provider.azure"),
}


def _load(module: str, endpoint: dict[str, Any]) -> Adapter:
    adapter: Adapter = importlib.import_module(module).adapter(endpoint)
    return adapter


def adapters(endpoints: dict[str, Any]) -> dict[str, Callable[[], Adapter]]:
    """Return the loader of each cloud that has an endpoint."""
    return {
        package: functools.partial(_load, module, endpoints[name])
        for package, (name, module) in _CLOUDS.items()
        if name in endpoints
    }


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop; return the exit status."""
    parser = argparse.ArgumentParser(prog="local_clouds.provider", description=__doc__)
    parser.add_argument("--state", type=pathlib.Path, required=True, help="directory that holds endpoints.json")
    parser.add_argument("--port", type=int, default=0, help="port on loopback; 0 takes a free one")
    options = parser.parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    file = options.state / "endpoints.json"
    try:
        endpoints = json.loads(file.read_text(encoding="utf-8"))
        server, port = serve(adapters(endpoints), options.port)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{file}: {error}\n")
        return 2
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    stop.wait()
    server.stop(grace=2).wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
