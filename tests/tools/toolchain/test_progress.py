from __future__ import annotations

import io

import pytest

from tools.toolchain import progress as module
from tools.toolchain.progress import Progress, spoken


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])

    def forward(seconds):
        now[0] += seconds

    return forward


@pytest.mark.parametrize(
    ("seconds", "text"), [(-3, "0 s"), (0, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (330, "5 min 30 s")]
)
def test_durations_read_like_speech(seconds, text):
    assert spoken(seconds) == text


def test_piped_it_is_a_line_now_and_then(clock, said):
    report = Progress(said)
    report.begin("tiny 1.2.3")
    report.phase("compiling", expected=120)
    for done in range(1, 61):
        clock(0.5)
        report.update(done, 100, "packages")
    report.end("built")
    assert said.getvalue().splitlines() == [
        "tiny 1.2.3: compiling (usually 2 min 0 s)",
        "tiny 1.2.3: compiling 30/100 packages, 15 s so far, about 1 min 45 s left",
        "tiny 1.2.3: compiling 60/100 packages, 30 s so far, about 1 min 30 s left",
        "tiny 1.2.3: built, 30 s",
    ]


def test_on_a_terminal_it_is_one_bar_that_a_final_line_replaces(clock):
    screen = Terminal()
    report = Progress(screen)
    report.begin("tiny 1.2.3")
    report.phase("compiling", expected=10)
    clock(5)
    report.update(50, 100, "packages")
    assert screen.getvalue().split("\r")[-1].startswith("[############............] tiny 1.2.3: compiling 50/100")
    report.end("built")
    assert screen.getvalue().endswith("\rtiny 1.2.3: built, 5 s\n")
    assert screen.getvalue().count("\n") == 1


def test_a_bar_never_wraps(clock, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    screen = Terminal()
    report = Progress(screen)
    report.begin("a tool with a very long name indeed 1.2.3")
    report.phase("compiling")
    report.update(1, 2, "packages")
    assert max(map(len, screen.getvalue().split("\r"))) <= 39


def test_a_late_phase_promises_no_time_that_has_passed(clock, said):
    report = Progress(said)
    report.begin("tiny")
    report.phase("compiling", expected=10)
    clock(60)
    report.update(10, 100, "packages")
    assert said.getvalue().splitlines()[-1] == "tiny: compiling 10/100 packages, 1 min 0 s so far"
