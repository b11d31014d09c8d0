"""The Python language host for an engine that was built from Go modules.

Serves ``pulumirpc.LanguageRuntime`` on loopback and prints its port, as the engine expects. The official release has
its own host, in Go; this one does what local runs need: programs, policy packs and component packages.
"""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any


def _without_the_sdk() -> None:
    """Let the protocol's modules be found without the SDK around them, whose import is most of a host's start."""
    found = importlib.util.find_spec("pulumi")
    for place in (found.submodule_search_locations or ()) if found else ():
        for name, folder in (("pulumi", place), ("pulumi.runtime", f"{place}/runtime")):
            package = types.ModuleType(name)
            package.__path__ = [folder]
            sys.modules[name] = package


_without_the_sdk()
try:
    import grpc
    from google.protobuf.empty_pb2 import Empty
    from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2
except ImportError as error:
    sys.exit(f"{sys.executable} lacks the Pulumi SDK ({error}): run 'uv sync', or activate the project's environment")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SHOWN_ALREADY = 32
_MESSAGE_BYTES = 400 * 1024 * 1024


class Host(language_pb2_grpc.LanguageRuntimeServicer):
    """Runs Python programs for one engine; ``executor`` is the SDK's own pulumi-language-python-exec."""

    def __init__(self, executor: str, engine: str) -> None:
        self._executor = executor
        self._engine = engine
        self._children: set[subprocess.Popen[Any]] = set()
        self.stop = threading.Event()

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: ANN401, ARG002, N802 - gRPC's names and types
        """Take the engine's address, where an engine attaches instead of starting the host."""
        self._engine = request.engine_address or self._engine
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: ANN401, ARG002, N802
        """No version: the host is as old as the engine it was installed with."""
        return plugin_pb2.PluginInfo()

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:  # noqa: ANN401, ARG002, N802
        """None: providers are attached or installed by whoever set the machine up."""
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(self, request: Any, context: Any) -> Any:  # noqa: ANN401, ARG002, N802
        """None, for the same reason."""
        return language_pb2.GetRequiredPluginsResponse()

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: ANN401, ARG002, N802
        """Nothing: the environment is the user's own."""
        yield from ()

    def About(self, request: Any, context: Any) -> Any:  # noqa: ANN401, ARG002, N802
        """The Python that programs get."""
        version = ".".join(map(str, sys.version_info[:3]))
        return language_pb2.AboutResponse(executable=interpreter(request.info), version=version)

    def Run(self, request: Any, context: Any) -> Any:  # noqa: ANN401, ARG002, N802
        """Run a program to its end; its output is the host's own, which the engine shows."""
        python = interpreter(request.info)
        arguments = {
            "--monitor": request.monitor_address,
            "--engine": self._engine,
            "--project": request.project,
            "--stack": request.stack,
            "--pwd": request.pwd,
            "--dry_run": "true" if request.dryRun else "false",
            "--parallel": str(request.parallel),
            "--organization": request.organization,
            "--root_directory": request.info.root_directory,
        }
        command = [python, "-u", self._executor, *(part for pair in arguments.items() for part in pair if pair[1])]
        program = str(Path(request.info.program_directory, request.info.entry_point))
        environment = activated(python) | {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        try:
            process = self._start([*command, program, *request.args], environment, request.pwd or None)
        except OSError as error:
            return language_pb2.RunResponse(error=f"{python} cannot be started: {error}")
        status = process.wait()
        self._children.discard(process)
        if status == _SHOWN_ALREADY:
            return language_pb2.RunResponse(bail=True)
        how = f"exited with non-zero exit code: {status}" if status > 0 else f"was ended by signal {-status}"
        return language_pb2.RunResponse(error=f"Program {how}" if status else "")

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: ANN401, N802
        """Run a policy pack or a component package; pass on what it prints, then its exit code."""
        python = interpreter(request.info)
        environment = activated(python) | dict(entry.split("=", 1) for entry in request.env if "=" in entry)
        command = [python, "-u", request.info.program_directory, *request.args]
        process = self._start(command, environment, request.pwd or None, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        context.add_callback(lambda: _end(process))
        parts: queue.Queue[Any] = queue.Queue()

        def pump(stream: Any, wrap: Callable[[bytes], Any]) -> None:  # noqa: ANN401
            while data := stream.read1(65536):
                parts.put(wrap(data))
            parts.put(None)

        wraps: list[Callable[[bytes], Any]] = [
            lambda data: language_pb2.RunPluginResponse(stdout=data),
            lambda data: language_pb2.RunPluginResponse(stderr=data),
        ]
        for stream, wrap in zip((process.stdout, process.stderr), wraps, strict=True):
            threading.Thread(target=pump, args=(stream, wrap), daemon=True).start()
        for _ in wraps:
            while (part := parts.get()) is not None:
                yield part
        status = process.wait()
        self._children.discard(process)
        yield language_pb2.RunPluginResponse(exitcode=status)

    def Cancel(self, request: Any, context: Any) -> Empty:  # noqa: ANN401, ARG002, N802
        """End: the engine waits ten seconds for a host that does not."""
        self.stop.set()
        return Empty()

    def end_children(self) -> None:
        """End what is still running."""
        for process in list(self._children):
            _end(process)

    def _start(self, command: list[str], environment: dict[str, str], cwd: str | None, **streams: Any) -> Any:  # noqa: ANN401
        # A group of its own: Ctrl-C is the engine's to handle, which then cancels in an orderly way.
        process = subprocess.Popen(command, env=environment, cwd=cwd, process_group=0, **streams)
        self._children.add(process)
        return process


def _end(process: subprocess.Popen[Any]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def interpreter(info: Any) -> str:  # noqa: ANN401
    """The Python of a program: its ``virtualenv`` option, uv's environment, the active one, or the host's own."""
    options = dict(info.options) if info.HasField("options") else {}
    root, program = Path(info.root_directory), Path(info.program_directory)
    if named := options.get("virtualenv"):
        return str(root / named / "bin" / "python")
    if options.get("toolchain") in {None, "uv"}:
        for directory in (program, *program.parents):
            python = directory / os.environ.get("UV_PROJECT_ENVIRONMENT", ".venv") / "bin" / "python"
            if (directory / "uv.lock").exists() and python.exists():
                return str(python)
    if active := os.environ.get("VIRTUAL_ENV"):
        return str(Path(active) / "bin" / "python")
    return os.environ.get("PULUMI_PYTHON_CMD") or sys.executable or shutil.which("python3") or "python3"


def activated(python: str) -> dict[str, str]:
    """The environment in which ``python`` is the one that ``PATH`` finds."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    prefix = Path(python).parent.parent
    if (prefix / "pyvenv.cfg").exists():
        environment["VIRTUAL_ENV"] = str(prefix)
        environment["PATH"] = f"{prefix / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def main() -> None:
    """Serve until the engine cancels, or is gone."""
    executor, engine = sys.argv[1], sys.argv[-1]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()
    host = Host(executor, engine)
    limits = [("grpc.max_receive_message_length", _MESSAGE_BYTES), ("grpc.max_send_message_length", _MESSAGE_BYTES)]
    server = grpc.server(ThreadPoolExecutor(max_workers=64), options=limits)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    while not host.stop.wait(1.0):
        # An engine that was killed cancels nothing: its children must not outlive it.
        if os.getppid() != parent:
            break
    host.end_children()
    server.stop(grace=0.2).wait()
    os._exit(0)


if __name__ == "__main__":
    main()
