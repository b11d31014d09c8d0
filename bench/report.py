"""Makes the table of what was measured, and holds it to the limits."""

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.measure import Cost

BEGIN: Final = "<!-- written by make bench -->"
END: Final = "<!-- end -->"
LARGE: Final = 1661
MEDIUM: Final = 400


@dataclass
class Figures:
    """Every cost that was measured, by what was done and for how many agents."""

    costs: dict[tuple[str, int], list[Cost]] = field(default_factory=dict)

    def add(self, kind: str, agents: int, cost: Cost) -> None:
        """Adds one measurement."""
        self.costs.setdefault((kind, agents), []).append(cost)

    def seconds(self, kind: str, agents: int) -> float | None:
        """Returns the processor seconds: the least of all rounds, which a busy machine disturbed least."""
        costs = self.costs.get((kind, agents))
        return min(cost.seconds for cost in costs) if costs else None

    def wall(self, kind: str, agents: int) -> float | None:
        """Returns the wall time: the least of all rounds."""
        costs = self.costs.get((kind, agents))
        return min(cost.wall for cost in costs) if costs else None

    def ratio(self, kind: str, other: str, agents: int) -> float | None:
        """Returns the processor seconds of one kind by those of another."""
        above, below = self.seconds(kind, agents), self.seconds(other, agents)
        return above / below if above and below else None

    def waiting(self, kind: str, other: str, agents: int) -> float | None:
        """Returns the wall time of one kind by that of another."""
        above, below = self.wall(kind, agents), self.wall(other, agents)
        return above / below if above and below else None

    def growth(self, kind: str, small: int, large: int) -> float | None:
        """Returns the processor seconds an agent of one size by those of another."""
        above, below = self.seconds(kind, large), self.seconds(kind, small)
        return (above / large) / (below / small) if above and below else None

    @property
    def sizes(self) -> list[int]:
        """The sizes that were previewed."""
        return sorted({agents for kind, agents in self.costs if kind == "components"})


@dataclass(frozen=True)
class Limit:
    """Something that is held to a figure.

    Attributes:
        what: The words for it.
        floor: What it may be at most.
        goal: What it should be.
        of: Takes it from the figures; None where it was not measured.
    """

    what: str
    floor: float
    goal: float
    of: Callable[[Figures], float | None]


LIMITS: Final = (
    Limit(
        "preview by components ÷ by hand",
        1.15,
        1.1,
        lambda figures: figures.ratio("components", "by hand", figures.sizes[-1]),
    ),
    Limit(
        "preview with the pack ÷ without, wall",
        1.33,
        1.2,
        lambda figures: figures.waiting("components, pack", "components", figures.sizes[-1]),
    ),
    Limit(
        "preview with the pack ÷ without, processor",
        1.33,
        1.2,
        lambda figures: figures.ratio("components, pack", "components", figures.sizes[-1]),
    ),
    Limit(
        "seconds an agent, 1,661 ÷ 400",
        1.15,
        1.05,
        lambda figures: figures.growth("components", MEDIUM, LARGE),
    ),
    Limit("seconds of fleet up, 1,661 agents", 100.0, 45.0, lambda figures: figures.wall("fleet up", LARGE)),
)


def rows_of(figures: Figures, jobs: int) -> list[str]:
    """Returns the lines of the page: the machine, the costs, the limits."""
    lines = [
        f"{machine()}. Times are the least of the rounds.",
        "",
        "| what | agents | wall, s | processor, s | an agent, ms | engine, MB | program, MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for (kind, agents), costs in figures.costs.items():
        best = min(costs, key=lambda cost: cost.seconds)
        memory = [max(cost.memory.get(name, 0) for cost in costs) / 2**20 for name in ("engine", "program")]
        lines.append(
            f"| {_words(kind, jobs)} | {agents:,} | {min(cost.wall for cost in costs):.1f} | {best.seconds:.1f}"
            f" | {best.seconds / agents * 1000:.1f} | {memory[0]:.0f} | {memory[1] or 0:.0f} |"
        )
    lines += ["", "| held to | measured | at most | goal |", "|---|---:|---:|---:|"]
    for limit in LIMITS:
        if (value := limit.of(figures)) is not None:
            lines.append(f"| {limit.what} | {value:.2f} | {limit.floor:g} | {limit.goal:g} |")
    return lines


def machine() -> str:
    """Returns the machine in a few words."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{cores} cores, {memory:.0f} GB, Python {platform.python_version()}"


def write_into(page: Path, table: str, marks: tuple[str, str] = (BEGIN, END)) -> None:
    """Replaces what stands between two marks of a page.

    Raises:
        ValueError: When the page has no such marks.
    """
    first, last = marks
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{page}: expected the marks {first} and {last}")
    page.write_text(f"{before}{first}\n{table}\n{last}{after}", encoding="utf-8")


def _words(kind: str, jobs: int) -> str:
    words = {
        "components": "preview, one stack, components",
        "by hand": "preview, one stack, by hand",
        "components, pack": "preview, one stack, components, with the pack",
        "by hand, bare": "preview, one stack, by hand, nothing above the resources",
        "fleet preview": f"`fleet preview --jobs {jobs}`, with the pack",
        "fleet up": f"`fleet up --jobs {jobs}`, with the pack",
        "fleet up again": f"`fleet up --jobs {jobs}`, nothing to do",
        "fleet down": f"`fleet down --jobs {jobs}`",
    }
    return words[kind]
