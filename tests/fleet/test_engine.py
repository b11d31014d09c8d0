"""An operation of the engine: its events as they come, its output in the log, and an end when nothing comes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from agent_identity.fleet.engine import DEFAULTS, Ended, defaults, operate

WRITE = """
import sys, time
path = sys.argv[sys.argv.index("--event-log") + 1]
print("said before", flush=True)
with open(path, "a") as events:
    events.write('{"sequence": 1}\\n{"sequ'); events.flush()
    time.sleep(0.3)
    events.write('ence": 2}\\n'); events.flush()
    time.sleep(float(sys.argv[1]))
print("said last", file=sys.stderr)
sys.exit(int(sys.argv[2]))
"""


def run(folder: Path, wait: float, status: int, patience: float = 30.0) -> tuple[Ended, list[Any]]:
    heard: list[Any] = []
    ended = operate(
        [sys.executable, "-c", WRITE, str(wait), str(status)],
        folder=folder,
        variables={},
        log=folder / "log.txt",
        on_event=heard.append,
        patience=patience,
    )
    return ended, heard


@pytest.mark.parametrize("status", [0, 7])
def test_every_event_is_heard_once_and_whole(tmp_path: Path, status: int) -> None:
    (tmp_path / "log.txt").write_text("an earlier run\n", encoding="utf-8")
    ended, heard = run(tmp_path, 0, status)
    assert heard == [{"sequence": 1}, {"sequence": 2}]
    assert ended == Ended(status, "said before\nsaid last\n", stalled=False)
    assert (tmp_path / "log.txt").read_text(encoding="utf-8").startswith("an earlier run\nsaid before")


def test_the_events_of_a_killed_run_are_removed_by_the_next(tmp_path: Path) -> None:
    arguments = f"""[sys.executable, "-c", {WRITE!r}, "60", "0"], folder=path, variables={{}}, log=path / "log.txt\""""
    program = f"""
import sys, pathlib
from agent_identity.fleet.engine import operate
path = pathlib.Path({str(tmp_path)!r})
operate({arguments}, on_event=lambda event: print(event, flush=True), patience=60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, start_new_session=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline()
        os.killpg(killed.pid, signal.SIGKILL)
    assert len(list(tmp_path.glob("*/events.jsonl"))) == 1
    run(tmp_path, 0, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["log.txt"]


def test_what_says_nothing_for_too_long_is_ended(tmp_path: Path) -> None:
    started = time.monotonic()
    ended, heard = run(tmp_path, 60, 0, patience=1.0)
    assert time.monotonic() - started < 20
    assert ended.stalled
    assert len(heard) == 2


def test_an_event_that_nobody_can_take_leaves_no_engine_behind(tmp_path: Path) -> None:
    def refuse(_event: object) -> None:
        raise ValueError("no")

    started = time.monotonic()
    with pytest.raises(ValueError, match="no"):
        operate(
            [sys.executable, "-c", WRITE, "60", "0"],
            folder=tmp_path, variables={}, log=tmp_path / "log.txt", on_event=refuse, patience=30,
        )  # fmt: skip
    assert time.monotonic() - started < 20


def test_the_users_own_settings_win(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    assert defaults() == DEFAULTS
    monkeypatch.setenv("PULUMI_DIY_BACKEND_ZSTD", "false")
    assert "PULUMI_DIY_BACKEND_ZSTD" not in defaults()
