"""Measures `agent-identity analyze aws` as a whole process: `python -m bench.analysis`.

The sample account (`tools/sample_account.py`): each role has three inline policies, two managed ones, a boundary and a
trust, and one in ten escalates. cloudsplaining (BSD-3-Clause, of the group `bench`) reads the same file by its own
command, in an environment of its own; it looks at one policy at a time, and at neither boundaries nor conditions.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench.fleet import ROOT
from bench.measure import Cost, measure
from bench.report import machine, write_into
from tools import sample_account

PAGE: Final = ROOT / "docs" / "performance.md"
MARKS: Final = ("<!-- written by python -m bench.analysis -->", "<!-- end of the analysis -->")
LARGE: Final = 1661
SIZES: Final = (LARGE, 10 * LARGE)
ROUNDS: Final = 3
FLOOR_SECONDS: Final = 2.0
FLOOR_MEGABYTES: Final = 300.0
FLOOR_TIMES: Final = 20.0


def main() -> int:
    """Measures, prints the table and writes it into the documentation; returns 1 where a floor is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.analysis", description=__doc__)
    parser.add_argument("--alone", action="store_true", help="without cloudsplaining; writes nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="agent-identity-bench-") as place:
        folder = Path(place)
        costs = {size: _best(folder, size) for size in SIZES}
        other = None if options.alone else _other(folder)
    lines = [f"{machine()}. Whole processes, the least of {ROUNDS}.", "", "| what | roles | wall, s | memory, MB |"]
    lines.append("|---|---:|---:|---:|")
    for size, cost in costs.items():
        lines.append(f"| `analyze aws --format json` | {size:,} | {cost.wall:.2f} | {_megabytes(cost):.0f} |")
    if other is not None:
        lines.append(f"| `cloudsplaining scan` | {LARGE:,} | {other.wall:.1f} | {_megabytes(other):.0f} |")
    times = None if other is None else other.wall / costs[LARGE].wall
    growth = costs[SIZES[1]].wall / costs[LARGE].wall
    lines += ["", "| held to | measured | floor | goal |", "|---|---:|---:|---:|"]
    lines.append(f"| seconds for {LARGE:,} roles | {costs[LARGE].wall:.2f} | {FLOOR_SECONDS:g} | 1 |")
    lines.append(f"| megabytes for {LARGE:,} roles | {_megabytes(costs[LARGE]):.0f} | {FLOOR_MEGABYTES:g} | |")
    lines.append(f"| ten times the roles ÷ once | {growth:.1f} | linear | 10 |")
    if times is not None:
        lines.append(f"| times as fast as cloudsplaining | {times:.0f} | {FLOOR_TIMES:g} | 100 |")
    table = "\n".join(lines)
    sys.stdout.write(f"{table}\n")
    if not options.alone:
        write_into(PAGE, table, MARKS)
    missed = (
        costs[LARGE].wall > FLOOR_SECONDS
        or _megabytes(costs[LARGE]) > FLOOR_MEGABYTES
        or (times is not None and times < FLOOR_TIMES)
    )
    return 1 if missed else 0


def _best(folder: Path, size: int) -> Cost:
    file = folder / f"export-{size}.json"
    with file.open("w", encoding="utf-8") as writing:
        json.dump(sample_account.export(size), writing, indent=4)
    command = [sys.executable, "-m", "agent_identity.cli", "analyze", "aws", str(file), "--format", "json"]
    costs = [measure(command, cwd=ROOT, env=_environment()) for _ in range(ROUNDS)]
    wrong = next((cost for cost in costs if cost.status != 1), None)
    if wrong is not None:
        raise RuntimeError(f"{' '.join(command)} ended with {wrong.status}:\n{wrong.output[-2000:]}")
    return min(costs, key=lambda cost: cost.wall)


def _other(folder: Path) -> Cost:
    words = ["uv", "run", "--isolated", "--only-group", "bench", "cloudsplaining"]
    command = [*words, "scan", "--input-file", str(folder / f"export-{LARGE}.json"), "--output", str(folder)]
    command.append("--skip-open-report")
    # The first run makes the environment, which is no part of what is measured.
    measure([*words, "--version"], cwd=ROOT, env=_environment())
    cost = measure(command, cwd=ROOT, env=_environment())
    if cost.status:
        raise RuntimeError(f"{' '.join(command)} failed:\n{cost.output[-2000:]}")
    return cost


def _environment() -> dict[str, str]:
    # Python's own cache of compiled modules is what users have.
    return {key: value for key, value in os.environ.items() if "BYTECODE" not in key}


def _megabytes(cost: Cost) -> float:
    return max(cost.memory.values(), default=0) / 2**20


if __name__ == "__main__":
    sys.exit(main())
