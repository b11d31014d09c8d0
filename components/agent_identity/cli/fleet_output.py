"""How `agent-identity fleet` shows what runs and what came of it."""

import sys
import time
from collections.abc import Mapping
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from agent_identity.cli.output import PIPED_WIDTH, OutputFormat, note, print_json, print_table
from agent_identity.fleet.layout import StackName
from agent_identity.fleet.operations import Report
from agent_identity.fleet.outcome import Outcome
from agent_identity.manifest import Manifest

LISTED_AGENTS: Final = 40
"""Most agents that a deployment lists one by one; of more, it shows a line for each target."""

SHOWN_ERRORS: Final = 20
"""Most errors of one stack that are printed; its log has them all."""


class Board:
    """Shows which stacks run: bars on a terminal, a line for each finished stack where it is piped."""

    def __init__(self) -> None:
        console = Console(stderr=True, width=None if sys.stderr.isatty() else PIPED_WIDTH)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(20),
            MofNCompleteColumn(),
            TextColumn("[dim]{task.fields[resource]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._sizes: Mapping[StackName, int] = {}
        self._tasks: dict[StackName, TaskID] = {}
        self._agents: dict[StackName, int] = {}
        self._whole: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def plan(self, sizes: Mapping[StackName, int]) -> None:
        """Begins the line of the whole fleet.

        Args:
            sizes: How many agents each stack has.
        """
        self._sizes = sizes
        self._whole = self._progress.add_task("agents", total=sum(sizes.values()), resource="")

    def started(self, stack: StackName) -> None:
        """Begins a line for a stack."""
        size = self._sizes.get(stack, 0)
        self._tasks[stack] = self._progress.add_task(str(stack), resource="previewing", total=size or None)

    def step(self, stack: StackName, resource: str, agents: int) -> None:
        """Names the resource that is done, and counts the agents that are."""
        self._progress.update(self._tasks[stack], resource=resource, completed=agents)
        self._count(stack, agents)

    def finished(self, outcome: Outcome) -> None:
        """Ends a stack's line with what came of it."""
        self._progress.remove_task(self._tasks.pop(outcome.stack))
        self._count(outcome.stack, self._sizes.get(outcome.stack, 0))
        changes = ", ".join(f"{count} {operation}" for operation, count in sorted(outcome.changes.items())) or "read"
        state = "failed" if outcome.errors else changes
        self._progress.console.print(
            f"{'✗' if outcome.errors else '✓'} {outcome.stack}: {state} ({outcome.seconds:.1f} s)", markup=False
        )

    def _count(self, stack: StackName, agents: int) -> None:
        self._agents[stack] = agents
        if self._whole is not None:
            self._progress.update(self._whole, completed=sum(self._agents.values()))


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def __str__(self) -> str:
        seconds = time.monotonic() - self._started
        return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {seconds % 60:.0f} s"


def print_report(report: Report, output: OutputFormat | None, *, watch: Stopwatch, every_agent: bool) -> None:
    """Prints the agents to standard output, and what failed or was found to standard error.

    Args:
        report: What came of the run.
        output: How the agents are printed; None where the command has no such choice.
        watch: How long it took.
        every_agent: Whether every agent is listed, however many there are.
    """
    for outcome in report.outcomes:
        for line in outcome.violations:
            note(f"{outcome.stack}: {line}")
    for outcome in report.failed:
        _note_failure(outcome)
    if output is OutputFormat.JSON:
        print_json({"agents": report.agents})
    elif report.agents and (every_agent or len(report.agents) <= LISTED_AGENTS):
        print_table(COLUMNS, [row_of(agent) for agent in report.agents])
    elif report.agents:
        print_table(TARGET_COLUMNS, _target_rows(report))
    if len(report.outcomes) > 1 or report.failed:
        note(_summary(report, watch))


def _note_failure(outcome: Outcome) -> None:
    of = f" of {outcome.agents}" if outcome.agents else ""
    named = f", {len(outcome.failed)}{of} agents with errors" if outcome.failed else ""
    note(f"\n{outcome.stack} failed{named}:")
    for line in outcome.errors[:SHOWN_ERRORS]:
        note(f"  {line}")
    if len(outcome.errors) > SHOWN_ERRORS:
        note(f"  and {len(outcome.errors) - SHOWN_ERRORS} more")
    if outcome.log is not None:
        note(f"  all that the engine said: {outcome.log}")


def _summary(report: Report, watch: Stopwatch) -> str:
    changes: dict[str, int] = {}
    for outcome in report.outcomes:
        for operation, count in outcome.changes.items():
            changes[operation] = changes.get(operation, 0) + count
    counted = ", ".join(f"{count:,} {operation}" for operation, count in sorted(changes.items()))
    parts = [f"{len(report.outcomes) - len(report.failed)} of {len(report.outcomes)} stacks came through"]
    if failed := sum(len(outcome.failed) for outcome in report.failed):
        parts.append(f"{failed} agents failed")
    if counted:
        parts.append(f"resources: {counted}")
    line = f"\n{'; '.join(parts)} ({watch})"
    return f"{line}\nWhat came through is kept. Run the command again: it does what is left." if report.failed else line


def _target_rows(report: Report) -> list[tuple[str, ...]]:
    rows: dict[str, list[int]] = {}
    for outcome in report.outcomes:
        if outcome.stack.role == "fleet":
            row = rows.setdefault(outcome.stack.target, [0, 0, 0])
            row[0] += 1
            row[1] += len(outcome.outputs.get("agents", []))
            row[2] += len(outcome.failed)
    return [(target, *map(str, row)) for target, row in rows.items()]


TARGET_COLUMNS = ("target", "stacks", "agents", "failed")
"""The table of a fleet that is too large to list its agents."""

COLUMNS = ("agent", "version", "team", "environment", "runtime", "principal", "boundary", "token life")
"""The table of a fleet's agents."""


def row_of(agent: Manifest) -> tuple[str, ...]:
    """Returns an agent's cells under `COLUMNS`."""
    return (
        agent["agent_type"],
        agent["version"],
        agent["team"],
        agent["environment"],
        agent["runtime"],
        agent["name"],
        agent["boundary_class"],
        f"{agent['token_lifetime_seconds'] / 3600:g} h",
    )
