"""A command among the local clouds: what reaches it, and how it ends."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local_clouds import command
from local_clouds.state import StateDirectory


def test_a_signal_in_the_moment_of_starting_reaches_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = subprocess.Popen

    def started(*arguments: Any, **options: Any) -> Any:
        child = real(*arguments, **options, stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        os.kill(os.getpid(), signal.SIGTERM)
        return child

    monkeypatch.setattr(command.subprocess, "Popen", started)
    monkeypatch.setattr(command, "command_environment", lambda _state, base: dict(base))
    script = "trap 'exit 7' TERM; echo up; for each in 1 2 3 4 5 6 7 8 9; do sleep 0.2; done; exit 3"
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        assert command.run_command(StateDirectory(tmp_path), ["sh", "-c", script]) == 7
    finally:
        signal.signal(signal.SIGTERM, before)
