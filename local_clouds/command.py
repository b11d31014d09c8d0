"""Runs a person's command among the local clouds and ends as it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

from local_clouds.environment import command_environment
from local_clouds.errors import LocalCloudError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from local_clouds.state import StateDirectory

FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
SIGNAL_STATUS = 128  # a shell reports a command that signal N ended as 128 + N


def run_command(state: StateDirectory, command: Sequence[str]) -> int:
    """Run `command` with the local environment; signals reach it, and its exit status is given.

    A command in the foreground of a terminal gets Ctrl-C from the terminal itself, so SIGINT is left to it: this
    process waits for what it makes of it.

    Raises:
        LocalCloudError: There is no such program, or it cannot be run.
    """
    environment = command_environment(state, os.environ)
    program = shutil.which(command[0], path=environment["PATH"])
    if program is None:
        raise LocalCloudError(f"{command[0]!r} is not a program on PATH nor among the toolchain's programs")
    child: subprocess.Popen[bytes] | None = None
    early: list[int] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        if child is None:
            early.append(number)
        else:
            child.send_signal(number)

    # Before the command runs: a signal in between would end this process alone, and leave the command to itself.
    before = {number: signal.signal(number, forward) for number in FORWARDED}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        try:
            child = subprocess.Popen([program, *command[1:]], env=environment)
        except OSError as error:
            raise LocalCloudError(f"{program}: cannot be run: {error.strerror}") from error
        for number in early:
            child.send_signal(number)
        status = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return SIGNAL_STATUS - status if status < 0 else status
