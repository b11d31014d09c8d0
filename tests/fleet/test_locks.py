import os
import socket
import subprocess
import sys

import pytest

from agent_identity.fleet.locks import left_behind

HERE = socket.gethostname()


def message(*holders: tuple[str, int]) -> str:
    lines = [
        f"  file:///backend/.pulumi/locks/x.json: created by root@{host} (pid {pid}) at 2026-11-25T00:00:00Z"
        for host, pid in holders
    ]
    counted = f"error: the stack is currently locked by {len(holders)} lock(s). Either wait for the other process(es)"
    return "\n".join([counted, *lines])


@pytest.fixture
def gone() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_lock_of_a_process_that_is_gone_was_left_behind(gone: int) -> None:
    assert left_behind(message((HERE, gone)))


def test_a_lock_that_somebody_may_hold_is_left_alone(gone: int) -> None:
    assert not left_behind(message((HERE, os.getpid())))
    assert not left_behind(message((HERE, gone), (HERE, os.getpid())))
    assert not left_behind(message(("another-machine", gone)))
    assert not left_behind(message((HERE, 1))), "a process of another user is alive"


def test_other_errors_are_no_locks(gone: int) -> None:
    assert not left_behind("")
    assert not left_behind(f"error: no access\n  created by root@{HERE} (pid {gone}) at noon")
    assert not left_behind("error: the stack is currently locked by 1 lock(s), but whose is unknown")
