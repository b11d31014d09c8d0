"""What a command costs: wall time, processor time and peak memory, by the kind of process that spent it.

Processor time is read from `/proc` while the command runs, so that it can be told apart by process: the engine, the
program, the policy pack, the local clouds. It is what a busy machine disturbs least.
"""

import os
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_INTERVAL: Final = 0.05
"""Seconds between two looks; what a process spends after the last look at it is missed."""

KINDS: Final = (
    ("engine", "pulumi"),
    ("program", "pulumi-language-python-exec"),
    ("pack", "policy_packs/"),
    ("language host", "pulumi-language-python"),
    ("fleet command", "agent_identity.cli"),
    ("fleet command", "agent-identity"),
)
"""Kinds of process with a text of their command lines; the first that fits decides, after the engine's own name."""


@dataclass
class Cost:
    """What a command cost.

    Attributes:
        wall: Seconds on the clock.
        cpu: Processor seconds, user and system, by kind of process.
        memory: Largest resident memory of one process, in bytes, by kind of process.
        status: The command's exit status.
        output: What it printed.
    """

    wall: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    status: int = 0
    output: str = ""

    @property
    def seconds(self) -> float:
        """All processor seconds but those of the local clouds, which stand in for somebody else's machines."""
        return sum(spent for kind, spent in self.cpu.items() if kind != "local clouds")


@dataclass
class _Seen:
    kind: str
    before: float
    cpu: float = 0.0
    memory: int = 0


def measure(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], beside: Iterable[int] = ()) -> Cost:
    """Runs a command and returns what it and all processes below it cost.

    Args:
        command: The command line.
        cwd: Where it runs.
        env: Its environment.
        beside: Processes that run already and work for it: the local clouds.
    """
    seen = {pid: _Seen("local clouds", _cpu(pid) or 0.0) for pid in beside}
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, seen, done))
    watcher.start()
    output, _ = process.communicate()
    wall = time.monotonic() - started
    done.set()
    watcher.join()
    cost = Cost(wall, status=process.returncode, output=output)
    for each in seen.values():
        cost.cpu[each.kind] = cost.cpu.get(each.kind, 0.0) + each.cpu - each.before
        cost.memory[each.kind] = max(cost.memory.get(each.kind, 0), each.memory)
    return cost


def _watch(root: int, seen: dict[int, _Seen], done: threading.Event) -> None:
    while not done.wait(_INTERVAL):
        family = _family(root)
        for pid in family | {pid for pid, each in seen.items() if each.kind == "local clouds"}:
            spent = _cpu(pid)
            if spent is None:
                continue
            each = seen.setdefault(pid, _Seen("", 0.0))
            if each.kind in {"", "other"}:
                each.kind = _kind(pid)
            each.cpu = max(each.cpu, spent)
            each.memory = max(each.memory, _memory(pid))


def _family(root: int) -> set[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            parents[int(entry.name)] = int(stat[1])
    family = {root}
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        family |= more
        grown = bool(more)
    return family


def _stat(pid: int) -> list[str]:
    try:
        # The name, in brackets, may hold anything.
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _cpu(pid: int) -> float | None:
    stat = _stat(pid)
    return (int(stat[11]) + int(stat[12])) / _TICKS if stat else None


def _memory(pid: int) -> int:
    stat = _stat(pid)
    return int(stat[21]) * _PAGE if stat else 0


def _kind(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return ""
    if Path(words[0]).name == "pulumi":
        return "engine"
    line = " ".join(words)
    return next((kind for kind, text in KINDS[1:] if text in line), "other")
