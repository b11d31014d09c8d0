"""Where the local clouds keep what they need: one directory, private to its user, one for each set of clouds."""

from __future__ import annotations

import fcntl
import json
import os
import stat
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local_clouds.errors import LocalCloudError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOCK_POLL_SECONDS = 0.1
PARTS = ("run", "logs", "data", "pulumi")  # made in this order


def cache_directory() -> Path:
    """The user's cache directory of this product: `$XDG_CACHE_HOME/agent-identity`, `~/.cache/agent-identity`."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "agent-identity"


class StateDirectory:
    """The paths of one set of local clouds. Nothing is written before `create`.

    Args:
        path: The directory; `<cache directory>/local` by default.
    """

    def __init__(self, path: Path | None = None) -> None:
        default = cache_directory() / "local"
        self.path = (path or default).absolute()
        self.is_default = self.path == default.absolute()

    def checked(self) -> StateDirectory:
        """This directory, if it is missing, empty, or one of local clouds: a reset of another would delete from it.

        Raises:
            LocalCloudError: It holds something else, or is no directory.
        """
        try:
            found = {each.name for each in self.path.iterdir()} if self.path.exists() else set()
        except OSError as error:
            raise LocalCloudError(f"{self.path}: cannot hold the local clouds' state: {error.strerror}") from error
        # A start that was killed may have made some of the parts only.
        if (foreign := sorted(found - set(PARTS))) and not found >= set(PARTS):
            raise LocalCloudError(
                f"{self.path}: holds something else than local clouds ({foreign[0]}); "
                "expected an empty or a new directory after --state"
            )
        return self

    def create(self) -> StateDirectory:
        """Make the directory and its parts, readable by this user only.

        Raises:
            LocalCloudError: It cannot be made or is not a directory of this user.
        """
        try:
            for directory in (self.path, *(self.path / part for part in PARTS)):
                directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise LocalCloudError(f"{self.path}: cannot hold the local clouds' state: {error.strerror}") from error
        if self.path.stat().st_uid != os.getuid():
            raise LocalCloudError(f"{self.path}: belongs to another user; choose one of yours with --state DIR")
        return self

    @property
    def run(self) -> Path:
        """One `<service>.json`, `.lock` and `.pid` for each service that was started."""
        return self.path / "run"

    @property
    def logs(self) -> Path:
        """One `<service>.log` a service, and the API server's audit log."""
        return self.path / "logs"

    @property
    def endpoints(self) -> Path:
        """`endpoints.json`: where each running cloud listens."""
        return self.path / "endpoints.json"

    @property
    def faults(self) -> Path:
        """`faults.json`: the faults that the clouds are to show; they read it when it changes."""
        return self.path / "faults.json"

    @property
    def pulumi_backend(self) -> Path:
        """The directory in which a local Pulumi run keeps its stacks."""
        return self.path / "pulumi"

    @property
    def passphrase(self) -> Path:
        """The file with the passphrase of the local stacks' secrets."""
        return self.path / "passphrase"

    @property
    def kubeconfig(self) -> Path:
        """The kubeconfig of the local cluster's administrator."""
        return self.path / "kubeconfig"

    @property
    def ca_certificate(self) -> Path:
        """The certificate of the throw-away authority that signs every local TLS endpoint."""
        return self.path / "ca.pem"

    def data(self, service: str) -> Path:
        """The directory in which `service` keeps its cloud's content; made where it is missing."""
        directory = self.path / "data" / service
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory

    def log(self, service: str) -> Path:
        """The log file of `service`."""
        return self.logs / f"{service}.log"

    @contextmanager
    def locked(self, waiting: Callable[[], None] | None = None, timeout: float = 300) -> Iterator[None]:
        """Hold the directory for one start, stop or reset; others wait. A killed holder frees it.

        Args:
            waiting: Called once if another process holds it.
            timeout: Seconds to wait.

        Raises:
            LocalCloudError: It was not free within `timeout`.
        """
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            deadline = time.monotonic() + timeout
            while not try_lock(descriptor):
                if waiting is not None:
                    waiting()
                    waiting = None
                if time.monotonic() > deadline:
                    raise LocalCloudError(f"{self.path}: another start, stop or reset holds it for {timeout:.0f} s now")
                time.sleep(LOCK_POLL_SECONDS)
            yield
        finally:
            os.close(descriptor)


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Take an advisory lock on an open file without waiting; False where another process holds it."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_atomically(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a whole file or none of it: readers never see half. A file that says the same already stays untouched.

    Raises:
        OSError: It could not be written (a full disk, say), with its name; the old file is untouched and nothing is
            left behind.
    """
    content = text.encode()
    with suppress(OSError):
        if path.read_bytes() == content and stat.S_IMODE(path.stat().st_mode) == mode:
            return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in `path`; empty where the file is missing or is none (files are written whole, never mended)."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_ready(
    state: StateDirectory, service: str, port: int, *, url: str | None = None, ca_file: Path | None = None
) -> None:
    """Say that this process serves `service` on loopback `port`: the supervisor waits for this file."""
    record = {
        "service": service,
        "pid": os.getpid(),
        "port": port,
        "url": url,
        "ca_file": str(ca_file) if ca_file else None,
    }
    write_atomically(state.run / f"{service}.json", json.dumps(record))
