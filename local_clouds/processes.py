"""Processes that outlive the command that started them, and are found again without trusting a pid.

Each service holds an advisory lock on `run/<service>.lock` for as long as any of its processes lives: the lock is on
an open file that the service inherits. So whether a service runs is asked of the lock. A pid file that was left by a
killed run, or whose number now belongs to another process, is never acted upon.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from local_clouds.errors import LocalCloudError
from local_clouds.service_logs import end_of_log
from local_clouds.state import try_lock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local_clouds.state import StateDirectory

# The shell writes its own number and becomes the service: there is no moment at which a service runs unrecorded.
BECOME = 'echo $$ >"$0" && exec "$@"'
POLL_SECONDS = 0.02
TERMINATE_SECONDS = 8.0


class ServiceProcess:
    """One service of a state directory: starts it, tells whether it runs, stops it with all its children.

    Args:
        state: The state directory.
        name: The service.
    """

    def __init__(self, state: StateDirectory, name: str) -> None:
        self.name = name
        self.log = state.log(name)
        self._lock_file = state.run / f"{name}.lock"
        self._pid_file = state.run / f"{name}.pid"
        self._child: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> bool:
        """Start the service in a session of its own; False where it runs already.

        Raises:
            LocalCloudError: Its program cannot be run.
        """
        descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not self._take(descriptor):
                return False
            with self.log.open("ab") as log:
                self._log_start = log.seek(0, os.SEEK_END)
                self._child = subprocess.Popen(
                    ["/bin/sh", "-c", BECOME, str(self._pid_file), *command],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=dict(environment),
                    pass_fds=[descriptor],
                    start_new_session=True,
                    cwd="/",
                )
        except OSError as error:
            raise LocalCloudError(f"{self.name}: cannot be started: {error}") from error
        finally:
            os.close(descriptor)
        return True

    @property
    def running(self) -> bool:
        """Whether a process of the service lives."""
        try:
            descriptor = os.open(self._lock_file, os.O_RDONLY)
        except OSError:
            return False
        try:
            return not try_lock(descriptor, shared=True)
        finally:
            os.close(descriptor)

    @property
    def pid(self) -> int | None:
        """The number of its first process, none where it does not run."""
        if not self.running:
            return None
        with suppress(OSError, ValueError):
            return int(self._pid_file.read_text(encoding="ascii"))
        return None

    def stop(self) -> bool:
        """End the service and all its children, at first politely; False where it did not run.

        Raises:
            LocalCloudError: It lives on, or its number is not known.
        """
        if not self.running:
            self._pid_file.unlink(missing_ok=True)
            return False
        for wanted, seconds in ((signal.SIGTERM, TERMINATE_SECONDS), (signal.SIGKILL, TERMINATE_SECONDS)):
            deadline = time.monotonic() + seconds
            self._signal(wanted, deadline)
            while time.monotonic() < deadline:
                self._reap()
                if not self.running:
                    self._pid_file.unlink(missing_ok=True)
                    return True
                time.sleep(POLL_SECONDS)
        raise LocalCloudError(f"{self.name}: does not end; its log is {self.log}")

    def failed(self) -> bool:
        """Whether the service that was started here has ended."""
        self._reap()
        return not self.running

    def last_words(self) -> str:
        """The end of what its log says since it was started here, for a message about its failure."""
        return end_of_log(self.log, self._log_start)

    def _take(self, descriptor: int) -> bool:
        # A reader that asks whether the service runs holds the lock for a moment: try again before believing it.
        for _ in range(5):
            if try_lock(descriptor):
                return True
            time.sleep(POLL_SECONDS)
        return False

    def _signal(self, wanted: signal.Signals, deadline: float) -> None:
        # The lock is held before the shell has written the number: wait for it.
        while (pid := self.pid) is None and self.running and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if pid is not None:
            with suppress(ProcessLookupError):
                os.killpg(pid, wanted)

    def _reap(self) -> None:
        if self._child is not None:
            self._child.poll()
