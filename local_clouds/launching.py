"""Brings one service from nothing to ready: picks its ports, starts it, waits, and says why where it fails."""

from __future__ import annotations

import importlib.util
import json
import os
import shlex
import sys
import time
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from local_clouds.constants import LOOPBACK
from local_clouds.errors import LocalCloudError
from local_clouds.processes import ServiceProcess
from local_clouds.programs import find_program, search_path
from local_clouds.services.definition import Launch, Service, free_port, is_free, ready_record
from local_clouds.state import read_json, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from local_clouds.state import StateDirectory

READY_SECONDS = 90.0  # on a loaded machine; a quiet one needs three
POLL_SECONDS = 0.03
ATTEMPTS = 3  # a port may be taken between the moment it was found free and its use


class Launcher:
    """Starts services of one state directory; for use while its lock is held, from several threads.

    Args:
        state: The state directory.
        notify: Takes one line for people about what takes time.
    """

    def __init__(self, state: StateDirectory, notify: Callable[[str], None]) -> None:
        self._state = state
        self._notify = notify
        self._lock = Lock()

    def start(self, service: Service) -> bool:
        """Make sure that a service is ready; False where it was already.

        Raises:
            LocalCloudError: It cannot be started or did not become ready; the message shows the end of its log.
        """
        process = ServiceProcess(self._state, service.name)
        for _ in range(ATTEMPTS):
            running = process.running
            launch = Launch(self._state, self._ports(service, keep=running), programs(service))
            if running:
                if self._wait(service, process, launch):
                    return False
                self._notify(f"{service.name} runs and does not answer: starting it again")
                process.stop()
            (self._state.run / f"{service.name}.json").unlink(missing_ok=True)
            process.start(service.command(launch), service_environment())
            if self._wait(service, process, launch):
                self._note_port(service)
                return True
            if not process.failed() or all(is_free(launch.ports[name]) for name in service.ports):
                break
            self._forget(service.ports)
        reason = "ended" if process.failed() else f"was not ready within {READY_SECONDS:.0f} s"
        raise LocalCloudError(
            f"{service.name}: {reason}; the end of {process.log}:\n{process.last_words()}\n"
            f"If what is kept from earlier runs is the cause, `{self._reset_command()}` empties the local clouds."
        )

    def _reset_command(self) -> str:
        where = [] if self._state.is_default else ["--state", str(self._state.path)]
        return shlex.join(["agent-identity", "local", "reset", *where])

    def _wait(self, service: Service, process: ServiceProcess, launch: Launch) -> bool:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if process.failed():
                return False
            if service.ready(launch):
                return not process.failed()
            time.sleep(POLL_SECONDS)
        return False

    def _ports(self, service: Service, *, keep: bool) -> dict[str, int]:
        """The ports of the last run where they are free, so that what a person noted down stays right."""
        with self._lock:
            known = known_ports(self._state)
            ports = {
                name: known[name] if name in known and (keep or is_free(known[name])) else free_port()
                for name in service.ports
            }
            self._write(known | ports)
        return known | ports

    def _note_port(self, service: Service) -> None:
        """Keep the port that the service took where the one it was given was gone by then."""
        port = ready_record(self._state, service.name).get("port")
        if isinstance(port, int):
            with self._lock:
                self._write(known_ports(self._state) | {service.name: port})

    def _forget(self, names: Sequence[str]) -> None:
        with self._lock:
            self._write({name: port for name, port in known_ports(self._state).items() if name not in names})

    def _write(self, ports: dict[str, int]) -> None:
        write_atomically(self._state.run / "ports.json", json.dumps(ports))


def known_ports(state: StateDirectory) -> dict[str, int]:
    """The loopback ports that the services of a state directory have, or had when they last ran."""
    noted = read_json(state.run / "ports.json")
    return {name: port for name, port in noted.items() if isinstance(port, int) and 0 < port < 65536}


def programs(service: Service) -> dict[str, str]:
    """Where the programs are that a service needs; those that this machine lacks are left out."""
    found = {name: find_program(name) for name in service.programs}
    return {name: path for name, path in found.items() if path is not None}


def what_is_missing(chain: Sequence[Service]) -> str:
    """Why a cloud cannot run on this machine and what to do about it; "" where it can."""
    modules = [module for service in chain for module in service.modules if not _importable(module)]
    if modules:
        return f"needs the module {modules[0]}, which is not installed: pip install 'pulumi-agent-identity[local]'"
    absent = [name for service in chain for name in service.programs if find_program(name) is None]
    if absent:
        return (
            f"needs {' and '.join(absent)}: not on PATH nor among the toolchain's programs; "
            "put them on PATH, or let `make tools` of this project's repository get them"
        )
    return ""


def service_environment() -> dict[str, str]:
    """The environment of a service: the user's, without what would lead a cloud's client to a real account."""
    packages = str(Path(__file__).parents[1])
    paths = [packages, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GOOGLE_", "AZURE_"))}
    return {
        **kept,
        **without_proxy(os.environ),
        "PATH": search_path(),
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONUNBUFFERED": "1",
    }


def without_proxy(base: Mapping[str, str]) -> dict[str, str]:
    """What keeps a proxy that `base` names out of the way to loopback; programs read one or the other variable."""
    return {
        name: ",".join(dict.fromkeys(filter(None, (*base.get(name, "").split(","), LOOPBACK, "localhost"))))
        for name in ("no_proxy", "NO_PROXY")
    }


def _importable(module: str) -> bool:
    if module in sys.modules:
        return True
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
