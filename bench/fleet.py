"""A fleet of any size on local clouds of its own, and the commands that are measured on it."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from agent_identity.catalog import load
from agent_identity.catalog.sample import sample
from agent_identity.fleet.approved import boundaries_of, pack_config
from bench.measure import Cost, measure
from local_clouds.environment import command_environment
from local_clouds.state import StateDirectory
from local_clouds.supervisor import Supervisor
from tools.sample_data import surround

ROOT: Final = Path(__file__).parent.parent
PROGRAMS: Final = ROOT / "bench" / "programs"
PACK: Final = ROOT / "policy_packs" / "agent_identity"

NO_CHECKPOINTS: Final = {"PULUMI_SKIP_CHECKPOINTS": "true"}
"""As `agent-identity fleet` previews; without it the engine makes, and drops, the whole record at every step."""


@dataclass(frozen=True)
class Place:
    """Local clouds with what the sample takes for granted.

    Attributes:
        folder: Where catalogs, records and work folders go.
        env: The environment that reaches the clouds.
        services: The clouds' processes.
    """

    folder: Path
    env: Mapping[str, str]
    services: tuple[int, ...]

    def catalog(self, agents: int) -> Path:
        """Writes the sample of so many agents, and makes what they take for granted."""
        file = self.folder / f"agents-{agents}.yaml"
        file.write_text(sample(agents), encoding="utf-8")
        surround(load(file, generate=False), self.env)
        return file

    def preview(
        self, program: str, agents: int, *, pack: bool = False, variables: Mapping[str, str] | None = None
    ) -> Cost:
        """Previews all agents in one stack, by a program of `bench/programs`.

        Raises:
            RuntimeError: When the preview fails.
        """
        folder, stack = PROGRAMS / program, f"bench-{agents}"
        env = {**self._variables(agents), **(variables or {})}
        settings = folder / f"Pulumi.{stack}.yaml"
        if not settings.exists() or stack not in self._stacks(folder, env):
            settings.unlink(missing_ok=True)
            _run("pulumi", "stack", "init", stack, cwd=folder, env=env)
        command = ["pulumi", "preview", "--stack", stack, "--non-interactive", "--color", "never"]
        if pack:
            command += ["--policy-pack", str(PACK), "--policy-pack-config", str(self._pack_config(agents))]
        try:
            return self._measured(command, folder, env)
        finally:
            settings.unlink(missing_ok=True)
            _run("pulumi", "stack", "rm", "--yes", "--force", stack, cwd=folder, env=env)

    def record(self, agents: int) -> None:
        """Writes down the resources that the components make of the sample, for the program that does without."""
        self.preview("components", agents, variables={"AGENT_IDENTITY_RECORD": str(self._recorded(agents))})

    def fleet(self, operation: str, agents: int, jobs: int) -> Cost:
        """Runs `agent-identity fleet` on the sample.

        Raises:
            RuntimeError: When it fails.
        """
        work = self.folder / f"work-{agents}"
        catalog = self.folder / f"agents-{agents}.yaml"
        words = ["agent-identity", "fleet", operation, "--catalog", str(catalog), "--work", str(work)]
        return self._measured([*words, "--jobs", str(jobs)], ROOT, self.env)

    def _measured(self, command: list[str], folder: Path, env: Mapping[str, str]) -> Cost:
        cost = measure(command, cwd=folder, env=env, beside=self.services)
        if cost.status:
            raise RuntimeError(f"{' '.join(command)} failed:\n{cost.output[-4000:]}")
        return cost

    def _variables(self, agents: int) -> dict[str, str]:
        catalog = self.folder / f"agents-{agents}.yaml"
        # Apart from the variable that asks for a recording, which must not run while the components are measured.
        recorded = {"AGENT_IDENTITY_RECORDED": str(self._recorded(agents))}
        return {**self.env, **NO_CHECKPOINTS, "AGENT_IDENTITY_CATALOG": str(catalog), **recorded}

    def _recorded(self, agents: int) -> Path:
        return self.folder / f"resources-{agents}.json"

    def _pack_config(self, agents: int) -> Path:
        catalog = load(self.folder / f"agents-{agents}.yaml", generate=False)
        merged: dict[str, Any] = {}
        for target in catalog.targets.values():
            _merge(merged, pack_config(target, boundaries_of(catalog, target.name)))
        file = self.folder / f"pack-{agents}.json"
        file.write_text(json.dumps(merged), encoding="utf-8")
        return file

    def _stacks(self, folder: Path, env: Mapping[str, str]) -> list[str]:
        return [entry["name"] for entry in json.loads(_run("pulumi", "stack", "ls", "--json", cwd=folder, env=env))]


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """Starts local clouds in a folder, and stops them at the end."""
    state = StateDirectory(folder / "clouds")
    supervisor = Supervisor(state)
    try:
        supervisor.start(required=True)
        # Python's own cache of compiled modules is what users have.
        env = {key: value for key, value in command_environment(state, os.environ).items() if "BYTECODE" not in key}
        yield Place(folder, env, _services(state))
    finally:
        supervisor.stop()


def _services(state: StateDirectory) -> tuple[int, ...]:
    return tuple(int(file.read_text(encoding="utf-8")) for file in state.run.glob("*.pid"))


def _run(*command: str, cwd: Path, env: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list):
            into[key] = sorted({*into.get(key, []), *value})
        else:
            into[key] = value
