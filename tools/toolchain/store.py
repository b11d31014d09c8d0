"""Where tools are kept, so that neither two runs at once nor a kill at any moment can break it.

A version appears by one rename of a complete directory. Everything unfinished lies under ``.staging`` and ``.build``
and belongs to whoever holds the tool's lock; the kernel frees that lock when its holder dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.toolchain.errors import ToolchainError, readable_disk_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RECEIPT = "receipt.json"
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# Tools of pulumi-agent-identity: got again when needed.\n"


def default_root() -> Path:
    """``$AGENT_IDENTITY_TOOLS``, else ``agent-identity/tools`` in the user's cache directory."""
    if chosen := os.environ.get("AGENT_IDENTITY_TOOLS"):
        return Path(chosen).expanduser().absolute()
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache).absolute() / "agent-identity" / "tools"


@dataclass(frozen=True)
class Store:
    """The directory of the tools: ``NAME/VERSION/bin/NAME`` for each, ``bin`` for links to those in use."""

    root: Path

    @property
    def bin(self) -> Path:
        """Links to the programs in use. Put before PATH, it makes the right ones be found."""
        return self.root / "bin"

    @property
    def pulumi_home(self) -> Path:
        """PULUMI_HOME of local runs: the engine finds the Kubernetes provider there."""
        return self.root / "pulumi-home"

    def directory(self, name: str, version: str) -> Path:
        """Where one version of a tool lies, or will lie."""
        return self.root / name / version

    def program(self, name: str, version: str) -> Path | None:
        """The program of a kept version, or None where it is missing or not as it was written."""
        home = self.directory(name, version)
        try:
            sizes: dict[str, int] = json.loads((home / _RECEIPT).read_text("utf-8"))["files"]
            whole = all((home / file).stat().st_size == size for file, size in sizes.items())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return home / "bin" / name if whole else None

    def origin(self, name: str, version: str) -> str:
        """How a kept version was got: ``release`` or ``built``."""
        return str(json.loads((self.directory(name, version) / _RECEIPT).read_text("utf-8"))["origin"])

    def prepare(self) -> None:
        """Make the directory, and mark it as a cache of ours that may be removed.

        Raises:
            ToolchainError: it holds something already that we did not put there, or cannot be written.
        """
        with readable_disk_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            if (self.root / _TAG).exists():
                return
            if any(entry.name != _TAG for entry in self.root.iterdir()):
                raise ToolchainError(
                    f"{self.root} holds other files: AGENT_IDENTITY_TOOLS must name a directory of its own"
                )
            (self.root / _TAG).write_text(_TAG_TEXT, "ascii")

    @contextlib.contextmanager
    def lock(self, name: str, waiting: Callable[[str], None]) -> Iterator[None]:
        """Hold the lock of one tool; where another run holds it, call ``waiting`` with its process id, then wait."""
        with readable_disk_errors(self.root):
            self.prepare()
            locks = self.root / ".locks"
            locks.mkdir(exist_ok=True)
            handle = (locks / name).open("a+", encoding="utf-8")
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                handle.seek(0)
                waiting(handle.read().strip() or "unknown")
                fcntl.flock(handle, fcntl.LOCK_EX)
            with contextlib.suppress(OSError):
                handle.seek(0)
                handle.truncate()
                handle.write(str(os.getpid()))
                handle.flush()
            yield

    @contextlib.contextmanager
    def staging(self, name: str) -> Iterator[Path]:
        """An empty directory for unfinished work; the tool's lock must be held. What killed runs left goes first."""
        with readable_disk_errors(self.root):
            parent = self.root / ".staging" / name
            shutil.rmtree(parent, ignore_errors=True)
            parent.mkdir(parents=True)
            staged = Path(tempfile.mkdtemp(dir=parent))
        try:
            with readable_disk_errors(self.root):
                yield staged
        finally:
            shutil.rmtree(parent, ignore_errors=True)

    def build_cache(self, name: str) -> Path:
        """Where Go keeps the modules and objects of one tool's build, so that an interrupted build goes on."""
        return self.root / ".build" / name

    def publish(self, staged: Path, name: str, version: str, origin: str) -> Path:
        """Make the complete directory ``staged`` the version's home, at once or not at all; give the program."""
        with readable_disk_errors(self.root):
            files = sorted((staged / "bin").iterdir())
            for path in files:
                _flush(path)
            receipt = {"origin": origin, "files": {str(p.relative_to(staged)): p.stat().st_size for p in files}}
            (staged / _RECEIPT).write_text(json.dumps(receipt, indent=1) + "\n", "utf-8")
            _flush(staged / _RECEIPT)
            home = self.directory(name, version)
            home.parent.mkdir(parents=True, exist_ok=True)
            if home.exists():
                # A damaged copy: it leaves by a rename too, so that a kill here leaves nothing that looks whole.
                home.rename(staged.parent / "damaged")
            staged.rename(home)
        return home / "bin" / name

    def link(self, link: Path, target: Path) -> None:
        """Make ``link`` a symbolic link to ``target``, replacing what was there in one step."""
        with readable_disk_errors(self.root):
            if link.is_symlink() and link.readlink() == target:
                return
            link.parent.mkdir(parents=True, exist_ok=True)
            fresh = link.with_name(f".{link.name}.{os.getpid()}")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(target)
            fresh.replace(link)

    def write(self, path: Path, content: bytes, mode: int) -> None:
        """Write a small file whole or not at all; leave it alone where it is the same already."""
        with readable_disk_errors(self.root):
            if path.is_file() and path.read_bytes() == content and path.stat().st_mode & 0o777 == mode:
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.{os.getpid()}")
            try:
                fresh.write_bytes(content)
                fresh.chmod(mode)
                fresh.replace(path)
            finally:
                fresh.unlink(missing_ok=True)

    def clean(self) -> None:
        """Remove everything.

        Raises:
            ToolchainError: another run is getting a tool at this moment, or the directory is not one of ours.
        """
        if not self.root.exists():
            return
        if not (self.root / _TAG).exists():
            raise ToolchainError(f"{self.root} was not made by this program (no {_TAG} in it): nothing was removed")
        locks = self.root / ".locks"
        with contextlib.ExitStack() as held:
            for path in sorted(locks.iterdir()) if locks.is_dir() else []:
                handle = held.enter_context(path.open("a+", encoding="utf-8"))
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    handle.seek(0)
                    raise ToolchainError(
                        f"process {handle.read().strip()} is getting {path.name} now: wait for it or stop it first"
                    ) from None
            with readable_disk_errors(self.root):
                # The tag goes last: a clean that is killed can be run again.
                for entry in sorted(self.root.iterdir()):
                    if entry.is_dir():
                        shutil.rmtree(entry)
                    elif entry.name != _TAG:
                        entry.unlink()
                (self.root / _TAG).unlink()
                self.root.rmdir()


def _flush(path: Path) -> None:
    """Have the disk hold the file before a rename makes it count."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
