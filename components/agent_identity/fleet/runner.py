"""Runs one stack through Pulumi's Automation API: preview with the policy pack first, then the update."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi import automation as auto
from pulumi.automation.events import EngineEvent

from agent_identity.fleet.layout import StackName
from agent_identity.fleet.locks import left_behind
from agent_identity.fleet.project import Project
from agent_identity.fleet.record import Record

Identify = Callable[[StackName, Mapping[str, Any]], str | None]
OnStep = Callable[[StackName, str], None]
"""Called with the stack and the resource's name whenever a step of an update is done."""


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
        errors: What went wrong, one line each; empty when the run succeeded.
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
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether the run changes, or changed, any resource or output."""
        return self.outputs_change or any(count for operation, count in self.changes.items() if operation != "same")


class StackRunner:
    """Runs stacks of one project, each in a folder of its own under `work`, with its log beside it.

    Args:
        project: The Pulumi project.
        work: Where the stacks' settings and logs are kept; nothing is written into the project's own folder.
        config: Configuration of every stack, by key of the project's namespace.
        environment: Gives a stack's own environment variables, such as its credentials.
        pack: The policy pack that gates previews and updates; None runs without one.
        refresh: Whether the state is first compared with the cloud.
        identify: Gives what the cloud calls a resource that a killed run began to make, where that is known.
        on_step: Told of each finished step.
    """

    def __init__(
        self,
        project: Project,
        work: Path,
        *,
        config: Mapping[str, str],
        environment: Callable[[StackName], Mapping[str, str]] = lambda _stack: {},
        pack: Path | None = None,
        refresh: bool = False,
        identify: Identify = lambda _stack, _resource: None,
        on_step: OnStep = lambda _stack, _resource: None,
    ) -> None:
        self._project = project
        self._work = work
        self._config = config
        self._environment = environment
        self._pack = pack
        self._refresh = refresh
        self._identify = identify
        self._on_step = on_step
        self._command: auto.PulumiCommand | None = None
        self._lock = threading.Lock()

    def existing(self) -> list[str]:
        """Returns the names of the project's stacks that the backend holds."""
        return [summary.name for summary in self._workspace(self._work / "backend").list_stacks()]

    def preview(self, name: StackName, pack_config: Mapping[str, Any] | None = None) -> Outcome:
        """Previews a stack under the policy pack."""
        return self._run(name, lambda stack, outcome: self._preview(stack, outcome, pack_config))

    def up(self, name: StackName, pack_config: Mapping[str, Any] | None = None) -> Outcome:
        """Previews a stack under the policy pack and, where that finds changes and no violation, updates it."""

        def run(stack: auto.Stack, outcome: Outcome) -> None:
            self._preview(stack, outcome, pack_config)
            # What a killed run began is not in the record, so it shows as something to make beside what is there.
            if outcome.changed and "same" in outcome.changes and (record := self.record(name)).interrupted:
                outcome.interrupted = True
                self.replace_record(name, record.taking_up(lambda resource: self._identify(name, resource)))
                self._preview(stack, outcome, pack_config)
            if not outcome.changed:
                outcome.outputs = outcome.planned
                return
            result = stack.up(**self._options(outcome, pack_config))
            outcome.changes = _counts(result.summary.resource_changes)
            outcome.outputs = _plain_outputs(result.outputs)

        return self._run(name, run)

    def down(self, name: StackName) -> Outcome:
        """Destroys a stack's resources and removes the stack."""

        def run(stack: auto.Stack, outcome: Outcome) -> None:
            options = self._options(outcome, None)
            result = stack.destroy(**{key: options[key] for key in ("color", "refresh", "on_output", "on_event")})
            outcome.changes = _counts(result.summary.resource_changes)
            stack.workspace.remove_stack(str(name))

        return self._run(name, run)

    def read(self, name: StackName) -> Outcome:
        """Returns the outputs of an existing stack; changes nothing."""

        def run(_stack: auto.Stack, outcome: Outcome) -> None:
            outcome.outputs = self.record(name).outputs

        return self._run(name, run)

    def record(self, name: StackName) -> Record:
        """Returns the record of an existing stack."""
        return Record(json.loads(self._engine(name, "stack", "export", "--stack", str(name))))

    def replace_record(self, name: StackName, record: Record) -> None:
        """Writes the record of a stack; nothing in the cloud changes."""
        file = self._folder(name) / "record.json"
        file.write_text(json.dumps(record.exported), encoding="utf-8")
        self._engine(name, "stack", "import", "--stack", str(name), "--file", str(file))
        file.unlink()

    def create(self, name: StackName) -> None:
        """Creates a stack that holds nothing, where the backend does not have it."""
        self._stack(name)

    def move(self, source: StackName, destination: StackName, urns: Sequence[str]) -> None:
        """Moves resources with all below them from one existing stack's record to another's."""
        ends = ("--source", str(source), "--dest", str(destination))
        # Run in the destination's folder, whose settings say how its secrets are kept.
        self._engine(destination, "state", "move", "--yes", *ends, *urns)

    def forget(self, name: StackName) -> None:
        """Removes a stack and its record, whatever it holds; nothing in the cloud changes."""
        self._engine(name, "stack", "rm", "--yes", "--force", str(name))

    def _engine(self, name: StackName, *arguments: str) -> str:
        workspace = self._workspace(self._folder(name))
        command, folder, variables = workspace.pulumi_command, workspace.work_dir, workspace.env_vars
        words = [*arguments, "--non-interactive", "--color", "never"]
        try:
            return command.run(words, folder, variables).stdout
        except auto.CommandError as error:
            self._log(name, str(error))
            if not left_behind(str(error)):
                raise
        # Every lock of these stacks is a dead process's.
        stacks = {name, *(StackName.parse(word) for word in arguments if word.startswith("fleet."))}
        for stack in stacks:
            command.run(["cancel", "--yes", "--non-interactive", "--stack", str(stack)], folder, variables)
        return command.run(words, folder, variables).stdout

    def _run(self, name: StackName, work: Callable[[auto.Stack, Outcome], None]) -> Outcome:
        outcome = Outcome(name, self._folder(name) / "log.txt")
        started = time.monotonic()
        try:
            stack = self._stack(name)
            try:
                work(stack, outcome)
            except auto.CommandError as error:
                if not left_behind(str(error)):
                    raise
                self._log(name, str(error))
                stack.cancel()
                outcome.errors.clear()
                work(stack, outcome)
        except auto.CommandError as error:
            self._log(name, str(error))
            outcome.errors = outcome.errors or last_words(str(error))
        outcome.seconds = time.monotonic() - started
        return outcome

    def _preview(self, stack: auto.Stack, outcome: Outcome, pack_config: Mapping[str, Any] | None) -> None:
        result = stack.preview(**self._options(outcome, pack_config))
        outcome.changes = _counts(result.change_summary)

    def _options(self, outcome: Outcome, pack_config: Mapping[str, Any] | None) -> dict[str, Any]:
        options: dict[str, Any] = {
            "color": "never",
            "refresh": self._refresh or outcome.interrupted,
            "on_output": lambda line: self._log(outcome.stack, line),
            "on_event": lambda event: self._hear(event, outcome),
        }
        if self._pack is not None:
            options["policy_packs"] = [str(self._pack)]
            if pack_config is not None:
                file = self._folder(outcome.stack) / "policy-config.json"
                file.write_text(json.dumps(pack_config, indent=2, sort_keys=True), encoding="utf-8")
                options["policy_pack_configs"] = [str(file)]
        return options

    def _hear(self, event: EngineEvent, outcome: Outcome) -> None:
        if event.policy_event is not None:
            advice = "advisory: " if event.policy_event.enforcement_level == "advisory" else ""
            line = advice + one_line(event.policy_event.message)
            if line not in outcome.violations:
                outcome.violations.append(line)
        elif event.diagnostic_event is not None and event.diagnostic_event.severity == "error":
            outcome.errors.append(one_line(event.diagnostic_event.message))
        elif event.res_outputs_event is not None:
            step = event.res_outputs_event.metadata
            if not event.res_outputs_event.planning:
                self._on_step(outcome.stack, step.urn.rpartition("::")[2])
            elif step.type == "pulumi:pulumi:Stack" and step.new is not None:
                outcome.planned = dict(step.new.outputs or {})
                outcome.outputs_change = step.old is None or outcome.planned != (step.old.outputs or {})

    def _folder(self, name: StackName) -> Path:
        return self._work / "stacks" / str(name)

    def _log(self, name: StackName, text: str) -> None:
        with (self._folder(name) / "log.txt").open("a", encoding="utf-8") as log:
            log.write(text if text.endswith("\n") else text + "\n")

    def _stack(self, name: StackName) -> auto.Stack:
        workspace = self._workspace(self._folder(name), self._environment(name))
        stack = auto.Stack.create_or_select(str(name), workspace)
        try:
            settings = workspace.stack_settings(str(name))
        except FileNotFoundError:
            # The stack was made from another folder, or by the engine's own command.
            settings = auto.StackSettings()
        config: dict[str, Any] = {f"{self._project.name}:{key}": value for key, value in self._config.items()}
        if settings.config != config:
            settings.config = config
            workspace.save_stack_settings(str(name), settings)
        return stack

    def _workspace(self, folder: Path, environment: Mapping[str, str] | None = None) -> auto.LocalWorkspace:
        folder.mkdir(parents=True, exist_ok=True)
        with self._lock:
            # Asking the engine for its version is a process; one for all stacks is enough.
            self._command = self._command or auto.PulumiCommand()
        settings = auto.ProjectSettings(
            self._project.name,
            auto.ProjectRuntimeInfo(self._project.runtime, dict(self._project.options)),
            main=str(self._project.program),
        )
        return auto.LocalWorkspace(
            work_dir=str(folder),
            project_settings=settings,
            pulumi_command=self._command,
            env_vars=dict(environment or {}),
        )


def _counts(changes: Mapping[Any, int] | None) -> dict[str, int]:
    # The API gives an operation as text in one place and as an enumeration in another.
    return {str(getattr(operation, "value", operation)): count for operation, count in (changes or {}).items()}


def _plain_outputs(outputs: Mapping[str, auto.OutputValue]) -> dict[str, Any]:
    return {key: output.value for key, output in outputs.items()}


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
