"""Records what a version deploys, so that later versions can prove that they replace none of it.

``python -m tools.record_states VERSION [--commit COMMIT]`` deploys every Python example and the sample fleet with the
code of a commit on local clouds of its own, and writes programs and states to ``tests/upgrades/recorded/VERSION``. It
is run once for each release, never again for the same one: a recorded state is what users have.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from local_clouds.environment import command_environment
from local_clouds.state import StateDirectory
from local_clouds.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parent.parent
RECORDED: Final = ROOT / "tests" / "upgrades" / "recorded"
STACK: Final = "recorded"
CATALOG: Final = "stacks/agents.yaml"
KUBECONFIG: Final = "the-kubeconfig"
"""Stands for the path of the kubeconfig in a recorded state."""
SETTINGS: Final = {"aws": {"aws:region": "eu-west-1"}, "gcp": {"gcp:project": "agents-local"}}
"""The configuration of an example, by the cloud that its name begins with."""

_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the engine's mark of a secret value, not a secret
_NO_SECRETS: Final = {"effectiveLabels", "pulumiLabels"}
"""Properties that an SDK marks as secret, though they repeat the labels."""
_OF_THE_RUN: Final = ("created", "modified", "sourcePosition", "stackTrace")


class RecordingError(Exception):
    """A version could not be recorded; the message says what failed and what it said."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command.

    Returns:
        0, or 1 where nothing was recorded; the reason is on standard error.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.record_states", description=__doc__)
    parser.add_argument("version", help="the version, like 0.1.0")
    parser.add_argument("--commit", default="HEAD", help="the commit of that version; by default what is checked out")
    chosen = parser.parse_args(arguments)
    if not re.fullmatch(r"\d+\.\d+\.\d+", chosen.version):
        parser.error(f"found the version {chosen.version!r}, expected one like 0.1.0")
    target = RECORDED / chosen.version
    if target.exists():
        parser.error(f"{target} exists: what a version deployed does not change")
    try:
        with tempfile.TemporaryDirectory(prefix="record-states-") as folder:
            _record(chosen.commit, Path(folder), target)
    except RecordingError as error:
        _say(f"error: {error}")
        return 1
    _say(f"recorded in {target.relative_to(ROOT)}")
    return 0


def _record(commit: str, folder: Path, target: Path) -> None:
    state = StateDirectory(folder / "clouds")
    supervisor = Supervisor(state, _say)
    made = folder / "recorded"
    with _tree(commit, folder / "tree") as tree:
        try:
            supervisor.start(required=True)
            env = command_environment(state, os.environ)
            # Before the installed package: the code of that commit is what runs.
            env["PYTHONPATH"] = os.pathsep.join([str(tree / "components"), str(tree)])
            for program in sorted((tree / "examples").glob("*/__main__.py")):
                _say(f"deploying examples/{program.parent.name}")
                _record_example(program.parent, made / program.parent.name, folder / "work", env)
            _say("deploying the sample fleet")
            _record_fleet(tree, made / "fleet", folder, env)
        finally:
            supervisor.stop()
    _hold_clean(made, (str(folder), str(ROOT), str(Path.home())))
    shutil.copytree(made, target)


@contextlib.contextmanager
def _tree(commit: str, place: Path) -> Iterator[Path]:
    _run(["git", "worktree", "add", "--detach", "--quiet", str(place), commit], ROOT)
    try:
        (place / ".venv").symlink_to(sys.prefix)
        yield place
    finally:
        _run(["git", "worktree", "remove", "--force", str(place)], ROOT)


def _record_example(program: Path, target: Path, work: Path, env: Mapping[str, str]) -> None:
    target.mkdir(parents=True)
    for name in ("__main__.py", "Pulumi.yaml"):
        shutil.copy(program / name, target)
    settings = {"config": SETTINGS.get(program.name.partition("-")[0], {})}
    (target / f"Pulumi.{STACK}.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    folder = work / program.name
    shutil.copytree(target, folder)
    stack = ["--stack", STACK, "--non-interactive"]
    _run(["pulumi", "stack", "init", STACK, "--non-interactive"], folder, env)
    _run(["pulumi", "up", "--yes", "--skip-preview", *stack], folder, env)
    _write(target / "state.json", _run(["pulumi", "stack", "export", "--show-secrets", *stack], folder, env))
    _run(["pulumi", "destroy", "--yes", "--skip-preview", *stack], folder, env)


def _record_fleet(tree: Path, target: Path, folder: Path, env: dict[str, str]) -> None:
    target.mkdir(parents=True)
    shutil.copy(tree / CATALOG, target / "agents.yaml")
    backend, work = folder / "fleet-backend", folder / "fleet-work"
    backend.mkdir()
    env = {**env, "PULUMI_BACKEND_URL": backend.as_uri()}
    fleet = [sys.executable, "-m", "agent_identity.cli", "fleet"]
    _run([*fleet, "up", "--catalog", CATALOG, "--work", str(work)], tree, env)
    for stack in sorted(path.name for path in (work / "stacks").iterdir()):
        export = ["pulumi", "stack", "export", "--show-secrets", "--stack", stack, "--non-interactive"]
        exported = _run(export, work / "stacks" / stack, env)
        # The only place of the machine that a state of the fleet names: where the cluster's address stands.
        _write(target / f"{stack}.json", exported.replace(env["KUBECONFIG"], KUBECONFIG))


def _write(target: Path, exported: str) -> None:
    """Writes a state as a record: the same for the same code, whenever and wherever it was deployed."""
    state: dict[str, Any] = json.loads(exported)
    if secrets := sorted(set(_secrets(state, target.stem)) - _NO_SECRETS):
        raise RecordingError(f"{target.name} would hold secrets, and a state must have none: {', '.join(secrets)}")
    deployment = state["deployment"]
    manifest = _line({**deployment["manifest"], "time": "2026-01-01T00:00:00Z"})
    resources = ",\n".join(
        _line({key: _unmarked(value) for key, value in resource.items() if key not in _OF_THE_RUN})
        for resource in deployment["resources"]
    )
    record = f'{{"version":{state["version"]},"deployment":{{"manifest":{manifest},"resources":[\n{resources}\n]}}}}\n'
    target.write_text(record, "utf-8")


def _line(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _secrets(value: object, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        if _SECRET in value.values():
            yield name
        for key, item in value.items():
            yield from _secrets(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _secrets(item, name)


def _unmarked(value: object) -> object:
    """Returns a state's value with what is no secret in plain text: an import takes no secret of another stack."""
    if isinstance(value, dict):
        if _SECRET in value.values():
            return json.loads(value["plaintext"])
        return {key: _unmarked(item) for key, item in value.items()}
    return [_unmarked(item) for item in value] if isinstance(value, list) else value


def _hold_clean(made: Path, private: tuple[str, ...]) -> None:
    found = [
        f"{path.relative_to(made)} holds {text}"
        for path in sorted(made.rglob("*"))
        if path.is_file()
        for text in private
        if text in path.read_text("utf-8")
    ]
    if found:
        raise RecordingError("a record must not name a place on this machine:\n  " + "\n  ".join(found))


def _run(command: list[str], cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise RecordingError(f"{' '.join(command)} ended with {done.returncode} in {cwd}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
