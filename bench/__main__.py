"""`make bench`: measures a fleet of 1,661 agents on this machine and writes the table into the documentation."""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.fleet import ROOT, Place, place
from bench.measure import Cost
from bench.report import LIMITS, Figures, rows_of, write_into

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE: Final = ROOT / "docs" / "performance.md"
LARGE: Final = 1661
SIZES: Final = (100, 400, LARGE)
QUICK_SIZES: Final = (100, 400)


@dataclass
class Bench:
    """One run of everything.

    Attributes:
        place: The clouds.
        rounds: How often each preview is measured; the pairs that are compared take turns.
        figures: What was found so far.
    """

    place: Place
    rounds: int
    figures: Figures = field(default_factory=Figures)

    def previews(self, agents: int) -> None:
        """Measures the previews of one size in one stack."""
        self.place.catalog(agents)
        self.place.record(agents)  # also warms every cache
        kinds: dict[str, Callable[[], Cost]] = {
            "components": partial(self.place.preview, "components", agents),
            "by hand": partial(self.place.preview, "by_hand", agents),
            "components, pack": partial(self.place.preview, "components", agents, pack=True),
        }
        for round_ in range(self.rounds):
            for kind, run in kinds.items():
                self._note(kind, agents, run())
            if not round_:
                bare = partial(self.place.preview, "by_hand", agents, variables={"AGENT_IDENTITY_BARE": "1"})
                self._note("by hand, bare", agents, bare())

    def fleet(self, agents: int, jobs: int) -> None:
        """Measures the fleet in shards, under the pack: preview, up, up with nothing to do, down."""
        self.place.catalog(agents)
        for operation, kind in (("preview", "fleet preview"), ("up", "fleet up"), ("up", "fleet up again")):
            self._note(kind, agents, self.place.fleet(operation, agents, jobs))
        self._note("fleet down", agents, self.place.fleet("down", agents, jobs))

    def _note(self, kind: str, agents: int, cost: Cost) -> None:
        self.figures.add(kind, agents, cost)
        shares = ", ".join(f"{name} {spent:.1f}" for name, spent in sorted(cost.shares.items()) if spent >= 0.1)
        _say(f"{kind}, {agents} agents: {cost.wall:.1f} s, {cost.seconds:.1f} s of processor ({shares})")


def main() -> int:
    """Measures, prints the table and writes it; returns 1 where a limit is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 and 400 agents, one round, no kills; writes nothing")
    parser.add_argument("--kills", type=int, default=100, help="how often a small fleet is killed; 0 leaves it out")
    parser.add_argument("--jobs", type=int, default=3, help="how many stacks run at a time")
    parser.add_argument("--rounds", type=int, default=2, help="how often each preview is measured")
    options = parser.parse_args()
    sizes = QUICK_SIZES if options.quick else SIZES
    with tempfile.TemporaryDirectory(prefix="agent-identity-bench-") as folder, place(Path(folder)) as where:
        bench = Bench(where, 1 if options.quick else options.rounds)
        for agents in sizes:
            bench.previews(agents)
        bench.fleet(sizes[-1], options.jobs)
    table = "\n".join(rows_of(bench.figures, options.jobs))
    sys.stdout.write(f"\n{table}\n")
    missed = [limit for limit in LIMITS if (value := limit.of(bench.figures)) is not None and value > limit.floor]
    for limit in missed:
        _say(f"not met: {limit.what} is {limit.of(bench.figures):.2f}, expected at most {limit.floor:g}")
    killed = 0
    if options.kills and not options.quick:
        killed = _kill(options.kills)
    if not options.quick:
        write_into(PAGE, table)
    return 1 if missed or killed else 0


def _kill(times: int) -> int:
    _say(f"killing a small fleet {times} times")
    env = {**os.environ, "AGENT_IDENTITY_KILLS": str(times)}
    test = "tests/fleet/test_kills.py"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", test], cwd=ROOT, env=env, check=False
    ).returncode


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
