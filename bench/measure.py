"""What a command costs: wall time, processor time and peak memory, by the kind of process that spent it.

Processor time is what a busy machine disturbs least. It is read from `/proc` while the command runs, so that engine,
program and policy pack can be told apart, and from the kernel's own account of the command when it has ended.
"""

import os
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

CLOUDS: Final = "local clouds"

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_INTERVAL: Final = 0.1
"""Seconds between two looks."""

_KINDS: Final = (
    ("program", "pulumi-language-python-exec"),
    ("pack", "policy_packs/"),
    ("provider", "pulumi-resource-"),
    ("language host", "pulumi-language-python"),
    ("fleet command", "agent_identity.cli"),
    ("fleet command", "agent-identity"),
)
"""Kinds of process, each with a text of its command line; the first that fits decides."""


@dataclass(frozen=True)
class Cost:
    """What a command cost.

    Attributes:
        wall: Seconds on the clock.
        seconds: Processor seconds, user and system, of the command and all below it.
        shares: Processor seconds by kind of process, the local clouds among them; what lived for less than a look is
            not told apart.
        memory: Largest resident memory of one process, in bytes, by kind of process.
        status: The command's exit status.
        output: What it printed.
    """

    wall: float
    seconds: float
    shares: dict[str, float]
    memory: dict[str, int]
    status: int
    output: str


@dataclass
class _Seen:
    kind: str = ""
    before: float = 0.0
    spent: float = 0.0
    memory: int = 0


@dataclass
class _Watch:
    root: int
    seen: dict[int, _Seen] = field(default_factory=dict)

    def look(self) -> None:
        beside = [pid for pid, each in self.seen.items() if each.kind == CLOUDS]
        for pid in (*_family(self.root), *beside):
            stat = _stat(pid)
            if not stat:
                continue
            each = self.seen.setdefault(pid, _Seen())
            if each.kind in {"", "other"}:
                each.kind = _kind(pid)
            each.spent = max(each.spent, _spent(stat))
            each.memory = max(each.memory, int(stat[21]) * _PAGE)


def measure(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], beside: Iterable[int] = ()) -> Cost:
    """Runs a command and returns what it and all processes below it cost.

    Args:
        command: The command line.
        cwd: Where it runs.
        env: Its environment.
        beside: Processes that run already and work for it: the local clouds.
    """
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    watch = _Watch(process.pid, {pid: _Seen(CLOUDS, _spent(_stat(pid))) for pid in beside})
    done = threading.Event()

    def look() -> None:
        while not done.wait(_INTERVAL):
            watch.look()

    watcher = threading.Thread(target=look)
    watcher.start()
    if process.stdout is None:
        raise AssertionError("the command's output is a pipe")
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    done.set()
    watcher.join()
    shares: dict[str, float] = {}
    memory: dict[str, int] = {}
    for each in watch.seen.values():
        shares[each.kind] = shares.get(each.kind, 0.0) + each.spent - each.before
        memory[each.kind] = max(memory.get(each.kind, 0), each.memory)
    looked = sum(spent for kind, spent in shares.items() if kind != CLOUDS)
    seconds = max(usage.ru_utime + usage.ru_stime, looked)
    return Cost(wall, seconds, shares, memory, process.returncode, output.decode(errors="replace"))


def _family(root: int) -> list[int]:
    found, left = [], [root]
    while left:
        pid = left.pop()
        found.append(pid)
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                left += map(int, (task / "children").read_text(encoding="utf-8").split())
        except OSError:
            continue  # it has ended meanwhile
    return found


def _stat(pid: int) -> list[str]:
    try:
        # The name, in brackets, may hold anything.
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _spent(stat: list[str]) -> float:
    return (int(stat[11]) + int(stat[12])) / _TICKS if stat else 0.0


def _kind(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return ""
    if Path(words[0]).name == "pulumi":
        return "engine"
    line = " ".join(words)
    return next((kind for kind, text in _KINDS if text in line), "other")
