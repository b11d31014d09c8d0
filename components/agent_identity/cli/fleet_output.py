"""How `agent-identity fleet` shows what runs and what came of it."""

import sys
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from agent_identity.cli.output import OutputFormat, note, print_json, print_table
from agent_identity.fleet.layout import StackName
from agent_identity.fleet.operations import Report
from agent_identity.fleet.runner import Outcome
from agent_identity.manifest import Manifest


class Board:
    """Shows which stacks run: a live line each on a terminal, a line for each finished one where it is piped."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TextColumn("[dim]{task.fields[resource]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._tasks: dict[StackName, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def started(self, stack: StackName) -> None:
        """Begins a line for a stack."""
        self._tasks[stack] = self._progress.add_task(str(stack), resource="previewing", total=None)

    def step(self, stack: StackName, resource: str) -> None:
        """Names the resource that is done."""
        self._progress.update(self._tasks[stack], resource=resource)

    def finished(self, outcome: Outcome) -> None:
        """Ends a stack's line with what came of it."""
        self._progress.update(self._tasks[outcome.stack], visible=False)
        changes = ", ".join(f"{count} {operation}" for operation, count in sorted(outcome.changes.items())) or "read"
        state = "failed" if outcome.errors else changes
        self._progress.console.print(
            f"{'✗' if outcome.errors else '✓'} {outcome.stack}: {state} ({outcome.seconds:.1f} s)", markup=False
        )


def print_report(report: Report, output: OutputFormat | None) -> None:
    """Prints the agents to standard output, and what failed or was found to standard error."""
    for outcome in report.outcomes:
        for line in outcome.violations:
            note(f"{outcome.stack}: {line}")
    for outcome in report.failed:
        note(f"\n{outcome.stack} failed:")
        for line in outcome.errors:
            note(f"  {line}")
        if outcome.log is not None:
            note(f"  all that the engine said: {outcome.log}")
    if output is OutputFormat.JSON:
        print_json({"agents": report.agents})
    elif report.agents:
        print_table(COLUMNS, [row_of(agent) for agent in report.agents])


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
