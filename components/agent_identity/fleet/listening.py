"""Makes an outcome of the engine's events, and tells which agent each of them is about."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from agent_identity.fleet.layout import StackName
from agent_identity.fleet.outcome import Outcome, one_line
from agent_identity.manifest import IDENTITY_TOKENS

OnStep = Callable[[StackName, str, int], None]
"""Called whenever a step of an update is done, with the stack, the resource's name and the number of agents done."""

_STACK: Final = "pulumi:pulumi:Stack"
_NOT_A_CAUSE: Final = ("update failed", "preview failed", "destroy failed", "resource registration failed")
"""What the engine says of the whole when a part failed: the part has said it already."""


class Listener:
    """Hears the events of one run.

    Args:
        outcome: What is told of the run.
        on_step: Told of each finished step.
    """

    def __init__(self, outcome: Outcome, on_step: OnStep) -> None:
        self._outcome = outcome
        self._on_step = on_step
        self._parents: dict[str, str] = {}
        self._agents: dict[str, str] = {}
        self._begun: dict[str, str] = {}
        self._done: set[str] = set()
        self._last: list[str] = []

    def hear(self, event: Mapping[str, Any]) -> None:
        """Takes one event in, as the engine writes it into its event log."""
        if policy := event.get("policyEvent"):
            advice = "advisory: " if policy.get("enforcementLevel") == "advisory" else ""
            line = advice + one_line(policy["message"])
            if line not in self._outcome.violations:
                self._outcome.violations.append(line)
        elif (said := event.get("diagnosticEvent")) and said.get("severity") == "error":
            self._error(said.get("urn") or "", one_line(said["message"]))
        elif begun := event.get("resourcePreEvent"):
            self._begin(begun["metadata"])
        elif done := event.get("resOutputsEvent"):
            self._end(done["metadata"], planning=bool(done.get("planning")))
        elif failed := event.get("resOpFailedEvent"):
            self._begun.pop(failed["metadata"]["urn"], None)
        elif summary := event.get("summaryEvent"):
            self._outcome.changes = dict(summary.get("resourceChanges") or {})

    def stalled(self, seconds: float) -> None:
        """Notes that the run was stopped because nothing came of it for so long."""
        found = dict(self._begun)
        for urn, what in found.items():
            self._error(urn, f"{what} gave no answer for {seconds:g} s and was stopped")
        if not found:
            self._error("", f"nothing happened for {seconds:g} s, so the run was stopped")

    def close(self) -> None:
        """Notes what the engine said of the whole, where no part of it says more."""
        if not self._outcome.errors:
            self._outcome.errors.extend(self._last)

    def _begin(self, step: Mapping[str, Any]) -> None:
        urn, state = step["urn"], step.get("new") or step.get("old") or {}
        self._parents[urn] = state.get("parent") or ""
        if step["type"] in IDENTITY_TOKENS and (manifest := (state.get("inputs") or {}).get("manifest")):
            self._agents[urn] = f"{manifest['agent_type']} in {manifest['environment']}"
            self._outcome.agents = len(self._agents)
        # A component is not an operation of any cloud.
        if step["op"] != "same" and state.get("custom"):
            self._begun[urn] = f"{step['op']} of {step['type']}"

    def _end(self, step: Mapping[str, Any], *, planning: bool) -> None:
        urn = step["urn"]
        self._begun.pop(urn, None)
        if not planning:
            if urn in self._agents:
                self._done.add(urn)
            self._on_step(self._outcome.stack, urn.rpartition("::")[2], len(self._done))
        if step["type"] != _STACK or not (new := step.get("new")):
            return
        outputs = dict(new.get("outputs") or {})
        if planning:
            self._outcome.planned = outputs
            old = step.get("old")
            self._outcome.outputs_change = old is None or outputs != (old.get("outputs") or {})
        else:
            self._outcome.outputs = outputs

    def _error(self, urn: str, message: str) -> None:
        if message.removeprefix("error: ") in _NOT_A_CAUSE:
            self._last.append(message)
            return
        line = self._named(urn, message)
        if line not in self._outcome.errors:
            self._outcome.errors.append(line)
        if (agent := self.agent_of(urn)) is not None:
            self._outcome.failed.setdefault(agent, []).append(message)

    def _named(self, urn: str, message: str) -> str:
        agent = self.agent_of(urn)
        return message if agent is None else f"{agent}: {message}"

    def agent_of(self, urn: str) -> str | None:
        """Returns the agent that a resource belongs to, as `TYPE in ENVIRONMENT`, or None."""
        while urn:
            if urn in self._agents:
                return self._agents[urn]
            urn = self._parents.get(urn, "")
        return None
