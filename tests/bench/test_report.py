import os
import sys
from pathlib import Path

import pytest

from bench.measure import Cost, measure
from bench.report import BEGIN, END, LIMITS, Figures, rows_of, write_into


def cost(seconds: float, wall: float = 0.0) -> Cost:
    return Cost(wall, seconds, {}, {"engine": 2**20}, 0, "")


def figures() -> Figures:
    found = Figures()
    for agents, seconds in ((400, 8.0), (1661, 33.22)):
        found.add("components", agents, cost(seconds * 2, wall=seconds * 2))
        found.add("components", agents, cost(seconds, wall=seconds))
        found.add("by hand", agents, cost(seconds / 1.1))
        found.add("components, pack", agents, cost(seconds * 1.2, wall=seconds * 1.3))
    found.add("fleet up", 1661, cost(150.0, wall=80.0))
    return found


def test_ratios_are_of_the_least_disturbed_rounds() -> None:
    values = [limit.of(figures()) for limit in LIMITS]
    assert values == pytest.approx([1.1, 1.3, 1.2, 1.0, 80.0])


def test_what_was_not_measured_is_not_judged() -> None:
    empty = Figures()
    empty.add("components", 100, cost(1.0))
    assert [limit.of(empty) for limit in LIMITS] == [None] * len(LIMITS)


def test_the_table_stands_between_the_marks_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    table = "\n".join(rows_of(figures(), jobs=3))
    write_into(page, table)
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n{table}\n{END}\nafter\n"
    assert "| `fleet up --jobs 3`, with the pack | 1,661 | 80.0 | 150.0 |" in table
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="expected the marks"):
        write_into(page, table)


def test_a_command_costs_what_all_below_it_cost(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 0.5: pass"
    outer = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {burn!r}])\nprint('done')\nsys.exit(3)"
    found = measure([sys.executable, "-c", outer], cwd=tmp_path, env=dict(os.environ))
    assert (found.status, found.output) == (3, "done\n")
    assert 0.5 <= found.seconds < 5
    assert found.wall >= 0.5
