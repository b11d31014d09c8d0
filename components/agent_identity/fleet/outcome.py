"""What came of running one stack."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent_identity.fleet.layout import StackName


@dataclass(slots=True)
class Outcome:
    """What came of running one stack.

    Attributes:
        stack: The stack.
        log: The file that holds all that the engine printed; None where nothing ran.
        changes: Number of resources by operation (`same`, `create`, `update`, …); a preview's are those planned.
        outputs: The stack's outputs after an update; empty after a preview.
        planned: The outputs that a preview foresees.
        interrupted: Whether a killed run left something of which the engine does not know whether it was made.
        outputs_change: Whether these differ from the outputs before: they may while no resource does.
        violations: What the policy pack said, one line each; what blocks nothing begins with `advisory:`.
        failed: What went wrong with each agent, by `TYPE in ENVIRONMENT`.
        errors: All that went wrong, one line each, an agent's with its name; empty when the run succeeded.
        agents: How many agents the run came to.
        seconds: Wall time.
    """

    stack: StackName
    log: Path | None = None
    changes: dict[str, int] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    planned: dict[str, Any] = field(default_factory=dict)
    interrupted: bool = False
    outputs_change: bool = False
    violations: list[str] = field(default_factory=list)
    failed: dict[str, list[str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    agents: int = 0
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether the run changes, or changed, any resource or output."""
        return self.outputs_change or any(count for operation, count in self.changes.items() if operation != "same")


def one_line(message: str) -> str:
    """Returns a message of the engine as one line; of a program's traceback, the error itself: the log has it all."""
    said, traceback, trace = message.replace("<{%reset%}>", "").partition("Traceback (most recent call last)")
    lines = [line.strip() for line in trace.splitlines() if line.strip()]
    return " ".join((said + (lines[-1] if traceback and lines else "")).split())


def last_words(text: str) -> list[str]:
    """Returns what a failed command's output says went wrong: its `error:` lines, else its last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = [line for line in lines if line.startswith("error:")]
    return said or lines[-1:]
