"""`agent-identity fleet` run as a person runs it, on a catalog and a Pulumi backend of the test's own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
ACCOUNT = "123456789012"
_STACK_LINE = re.compile(r"^[✓✗] (?P<stack>\S+): (?P<changes>.*) \(\d+\.\d s\)$", re.MULTILINE)


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def changes(self) -> dict[str, dict[str, int]]:
        """The number of resources by operation, by stack."""
        found = {}
        for line in _STACK_LINE.finditer(self.err):
            counts = (part.split(" ") for part in line["changes"].split(", ") if part[0].isdigit())
            found[line["stack"]] = {operation: int(count) for count, operation in counts}
        return found

    @property
    def operations(self) -> set[str]:
        """Every operation that any stack names."""
        return {operation for counts in self.changes.values() for operation in counts}


@dataclass
class FleetCommand:
    """The command, on a catalog in `folder`.

    Attributes:
        folder: Holds the catalog, the work folder and the Pulumi backend.
        clouds: The environment that reaches the local clouds.
        project: The folder of `Pulumi.yaml`.
    """

    folder: Path
    clouds: Mapping[str, str]
    project: Path = ROOT
    env: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        backend = self.folder / "backend"
        backend.mkdir(parents=True, exist_ok=True)
        self.env = {**self.clouds, "PULUMI_BACKEND_URL": f"file://{backend}"}

    @property
    def catalog(self) -> Path:
        return self.folder / "agents.yaml"

    def write(self, text: str) -> None:
        self.catalog.write_text(text, encoding="utf-8")

    def start(self, operation: str, *arguments: str) -> subprocess.Popen[str]:
        """Begins a command that the test ends itself."""
        return subprocess.Popen(
            self.words(operation, *arguments), cwd=self.project, env=self.env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def run(
        self, operation: str, *arguments: str, status: int | None = 0, env: Mapping[str, str] | None = None
    ) -> Done:
        """Runs a command and holds it to its exit status; None takes any. A traceback is never accepted."""
        done = subprocess.run(
            self.words(operation, *arguments), cwd=self.project, env={**self.env, **(env or {})}, text=True,
            capture_output=True, timeout=300, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        assert status in {None, done.returncode}, f"exit {done.returncode}\n{done.stdout}{done.stderr}"
        return Done(done.returncode, done.stdout, done.stderr)

    def agents(self) -> list[dict[str, Any]]:
        """Returns what `fleet status` says is deployed."""
        return json.loads(self.run("status", "--format", "json").out)["agents"]

    def pulumi(self, stack: str, *arguments: str) -> str:
        """Runs the engine in a stack's work folder."""
        folder = self.folder / ".fleet" / "stacks" / stack
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"], cwd=folder, env=self.env, text=True,
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def state(self, stack: str) -> list[dict[str, Any]]:
        """Returns the resources of a stack's record."""
        return json.loads(self.pulumi(stack, "stack", "export", "--stack", stack))["deployment"].get("resources", [])

    def stacks(self) -> set[str]:
        """Returns the names of the stacks in the backend."""
        done = subprocess.run(
            ["pulumi", "stack", "ls", "--all", "--json"], cwd=self.folder, env=self.env, text=True,
            capture_output=True, timeout=60, check=True,
        )  # fmt: skip
        return {entry["name"].rpartition("/")[2] for entry in json.loads(done.stdout)}

    def words(self, operation: str, *arguments: str) -> list[str]:
        """Returns the whole command line."""
        catalog = () if "--catalog" in arguments else ("--catalog", str(self.catalog))
        return [sys.executable, "-m", "agent_identity.cli", "fleet", operation, *catalog, *arguments]


def aws_catalog(environment: str, agents: list[str], shards: int = 1, target: str = "") -> str:
    """Returns a catalog of one AWS target; each agent is a YAML mapping in one line."""
    return "\n".join(
        [
            "version: 1",
            f"environment: {environment}",
            "defaults: {team: payments, version: 1.0.0}",
            "targets:",
            "  aws-local:",
            "    cloud: aws",
            f'    account: "{ACCOUNT}"',
            "    region: eu-west-1",
            f"    shards: {shards}",
            *([f"    {target}"] if target else []),
            "placement: [{target: aws-local}]",
            "agents:",
            *(f"  - {agent}" for agent in agents),
            "",
        ]
    )


def agent(kind: str, runtime: str = "ecs", **more: str) -> str:
    """Returns one agent of a catalog."""
    fields = "".join(f", {name}: {value}" for name, value in more.items())
    return f"{{type: {kind}{fields}, runtimes: [{{runtime: {runtime}}}]}}"
