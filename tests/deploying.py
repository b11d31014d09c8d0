"""A Pulumi program deployed for real on the local clouds, by the engine's own command line."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class FailedError(AssertionError):
    """A Pulumi command that failed; `output` is what a person would have seen."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output


@dataclass
class Stack:
    """One stack of one program.

    Attributes:
        folder: The program's folder.
        env: The environment that reaches the local clouds.
        name: The stack's name.
    """

    folder: Path
    env: dict[str, str]
    name: str

    def pulumi(self, *arguments: str) -> str:
        """Runs a command of the engine and returns what it printed.

        Raises:
            FailedError: When it did not succeed.
        """
        done = self._run(*arguments)
        return done.stdout + done.stderr

    def up(self, *arguments: str) -> dict[str, Any]:
        """Deploys, and returns the stack's outputs."""
        self.pulumi("up", "--yes", "--skip-preview", *arguments)
        return json.loads(self._quiet("stack", "output", "--json"))

    def changes(self) -> dict[str, str]:
        """Returns what a preview would do, by resource name; what stays the same is left out.

        Several steps of one resource are joined, like `import, update`.
        """
        plan = json.loads(self._quiet("preview", "--json"))
        found: dict[str, str] = {}
        for step in plan["steps"]:
            if step["op"] not in {"same", "read"}:
                name = step["urn"].rsplit("::", 1)[-1]
                found[name] = f"{found[name]}, {step['op']}" if name in found else step["op"]
        return found

    def resources(self, kind: str) -> list[dict[str, Any]]:
        """Returns what the state holds of a type."""
        state = json.loads(self._quiet("stack", "export"))
        return [item for item in state["deployment"].get("resources", []) if item["type"] == kind]

    def destroy(self) -> None:
        """Deletes everything that the stack made."""
        self.pulumi("destroy", "--yes", "--skip-preview")

    def _quiet(self, *arguments: str) -> str:
        return self._run(*arguments).stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--stack", self.name],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        if done.returncode:
            raise FailedError(done.stdout + done.stderr)
        return done


def stack_of(folder: Path, env: dict[str, str], name: str, config: dict[str, str] | None = None) -> Stack:
    """Returns a new stack of the program in a folder; its settings stand in a file of its own, not in the folder."""
    stack = Stack(folder, env, name)
    subprocess.run(
        ["pulumi", "stack", "init", name, "--non-interactive"],
        cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    for key, value in (config or {}).items():
        stack.pulumi("config", "set", key, value)
    return stack


def write_program(folder: Path, source: str) -> None:
    """Writes, or replaces, the program of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text("name: deployed\nruntime: python\n")
    (folder / "__main__.py").write_text(source)
