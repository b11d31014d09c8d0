"""Runs one stack through the engine: preview with the policy pack first, then the update."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pulumi import automation as auto

from agent_identity.fleet.engine import PREVIEW, Ended, defaults, operate
from agent_identity.fleet.layout import StackName
from agent_identity.fleet.listening import Listener, OnStep
from agent_identity.fleet.locks import left_behind
from agent_identity.fleet.outcome import Outcome, last_words
from agent_identity.fleet.project import Project
from agent_identity.fleet.record import Record

Identify = Callable[[StackName, Mapping[str, Any]], str | None]
UNATTENDED: Final = ("--yes", "--skip-preview", "--continue-on-error")
PATIENCE_SECONDS: Final = 600.0
"""How long a stack may go without any sign of life before it is stopped."""


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
        patience: Seconds without any event of the engine after which a run is stopped.
    """

    def __init__(  # noqa: PLR0913 - what a fleet is run with
        self,
        project: Project,
        work: Path,
        *,
        config: Mapping[str, str],
        environment: Callable[[StackName], Mapping[str, str]] = lambda _stack: {},
        pack: Path | None = None,
        refresh: bool = False,
        identify: Identify = lambda _stack, _resource: None,
        on_step: OnStep = lambda _stack, _resource, _agents: None,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._project = project
        self._work = work
        self._config = config
        self._environment = environment
        self._pack = pack
        self._refresh = refresh
        self._identify = identify
        self._on_step = on_step
        self._patience = patience
        self._known: set[str] = set()
        self._command: auto.PulumiCommand | None = None
        self._lock = threading.Lock()

    def existing(self) -> list[str]:
        """Returns the names of the project's stacks that the backend holds."""
        names = [summary.name for summary in self._workspace(self._work / "backend").list_stacks()]
        self._known.update(names)
        return names

    def preview(self, name: StackName, pack_config: Mapping[str, Any] | None = None) -> Outcome:
        """Previews a stack under the policy pack."""
        return self._run(name, lambda outcome: self._preview(outcome, pack_config))

    def up(self, name: StackName, pack_config: Mapping[str, Any] | None = None) -> Outcome:
        """Previews a stack under the policy pack and, where that finds changes and no violation, updates it.

        An agent that fails stops no other of its stack.
        """

        def run(outcome: Outcome) -> None:
            self._preview(outcome, pack_config)
            # What a killed run began is not in the record, so it shows as something to make beside what is there.
            if outcome.changed and "same" in outcome.changes and (record := self.record(name)).interrupted:
                outcome.interrupted = True
                self.replace_record(name, record.taking_up(lambda resource: self._identify(name, resource)))
                self._preview(outcome, pack_config)
            if outcome.changed:
                self._operate(outcome, "up", *UNATTENDED, *self._gated(outcome, pack_config), *self._refreshed(outcome))
            else:
                outcome.outputs = outcome.planned

        return self._run(name, run)

    def down(self, name: StackName) -> Outcome:
        """Destroys a stack's resources and removes the stack."""

        def run(outcome: Outcome) -> None:
            self._operate(outcome, "destroy", *UNATTENDED, *self._refreshed(outcome))
            self._engine(name, "stack", "rm", "--yes", "--stack", str(name))

        return self._run(name, run)

    def read(self, name: StackName) -> Outcome:
        """Returns the outputs of an existing stack; changes nothing."""

        def run(outcome: Outcome) -> None:
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
        self._prepare(name)

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

    def _run(self, name: StackName, work: Callable[[Outcome], None]) -> Outcome:
        outcome = Outcome(name, self._folder(name) / "log.txt")
        started = time.monotonic()
        try:
            self._prepare(name)
            try:
                work(outcome)
            except _FailedError as error:
                if not left_behind(str(error)):
                    raise
                self._engine(name, "cancel", "--yes", "--stack", str(name))
                outcome.errors.clear()
                work(outcome)
        except (_FailedError, auto.CommandError) as error:
            if isinstance(error, auto.CommandError):
                self._log(name, str(error))
            outcome.errors = outcome.errors or last_words(str(error))
        outcome.seconds = time.monotonic() - started
        return outcome

    def _preview(self, outcome: Outcome, pack_config: Mapping[str, Any] | None) -> None:
        options = (*self._gated(outcome, pack_config), *self._refreshed(outcome))
        self._operate(outcome, "preview", *options, variables=PREVIEW)

    def _operate(self, outcome: Outcome, *words: str, variables: Mapping[str, str] = {}) -> None:
        name, listener = outcome.stack, Listener(outcome, self._on_step)
        ended: Ended = operate(
            [self._pulumi().command, *words, "--stack", str(name), "--non-interactive", "--color", "never"],
            folder=self._folder(name),
            variables={**self._environment(name), **variables},
            log=self._folder(name) / "log.txt",
            on_event=listener.hear,
            patience=self._patience,
        )
        if ended.stalled:
            listener.stalled(self._patience)
        if ended.stalled or ended.status:
            listener.close()
            raise _FailedError(ended.text)

    def _refreshed(self, outcome: Outcome) -> list[str]:
        return ["--refresh"] if self._refresh or outcome.interrupted else []

    def _gated(self, outcome: Outcome, pack_config: Mapping[str, Any] | None) -> list[str]:
        if self._pack is None:
            return []
        options = ["--policy-pack", str(self._pack)]
        if pack_config is not None:
            file = self._folder(outcome.stack) / "policy-config.json"
            file.write_text(json.dumps(pack_config, indent=2, sort_keys=True), encoding="utf-8")
            options += ["--policy-pack-config", str(file)]
        return options

    def _folder(self, name: StackName) -> Path:
        return self._work / "stacks" / str(name)

    def _log(self, name: StackName, text: str) -> None:
        with (self._folder(name) / "log.txt").open("a", encoding="utf-8") as log:
            log.write(text if text.endswith("\n") else text + "\n")

    def _prepare(self, name: StackName) -> None:
        """Makes the stack and its settings where they are missing."""
        workspace = self._workspace(self._folder(name), self._environment(name))
        if str(name) not in self._known:
            auto.Stack.create_or_select(str(name), workspace)
            self._known.add(str(name))
        try:
            settings = workspace.stack_settings(str(name))
        except FileNotFoundError:
            # The stack was made from another folder, or by the engine's own command.
            settings = auto.StackSettings()
        config: dict[str, Any] = {f"{self._project.name}:{key}": value for key, value in self._config.items()}
        if settings.config != config:
            settings.config = config
            workspace.save_stack_settings(str(name), settings)

    def _pulumi(self) -> auto.PulumiCommand:
        with self._lock:
            # Asking the engine for its version is a process; one for all stacks is enough.
            self._command = self._command or auto.PulumiCommand()
        return self._command

    def _workspace(self, folder: Path, environment: Mapping[str, str] | None = None) -> auto.LocalWorkspace:
        folder.mkdir(parents=True, exist_ok=True)
        settings = auto.ProjectSettings(
            self._project.name,
            auto.ProjectRuntimeInfo(self._project.runtime, dict(self._project.options)),
            main=str(self._project.program),
        )
        return auto.LocalWorkspace(
            work_dir=str(folder),
            project_settings=settings,
            pulumi_command=self._pulumi(),
            env_vars={**defaults(), **(environment or {})},
        )


class _FailedError(Exception):
    """Raised when an operation of the engine failed; says all that it printed."""
