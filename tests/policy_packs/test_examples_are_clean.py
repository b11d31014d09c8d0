"""Every example of the library passes the pack on an empty stack, among the local clouds and with real providers."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.policy_packs.engine import PACK, REPOSITORY

pytestmark = pytest.mark.xdist_group("policy-pack")

EXAMPLES = sorted(path.parent for path in (REPOSITORY / "examples").glob("*/__main__.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_first_preview_is_clean(example: Path, local_clouds, tmp_path: Path) -> None:
    folder = tmp_path / example.name
    shutil.copytree(example, folder, ignore=shutil.ignore_patterns("Pulumi.*.yaml", "__pycache__"))
    pulumi = shutil.which("pulumi", path=local_clouds.env["PATH"])
    assert pulumi is not None, "the engine is missing: make tools"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [pulumi, "--non-interactive", *arguments],
            cwd=folder,
            env={**os.environ, **local_clouds.env, "PULUMI_BACKEND_URL": f"file://{tmp_path}"},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    made = run("stack", "init", "clean")
    assert made.returncode == 0, made.stderr
    run("config", "set", "gcp:project", "agents-local", "--stack", "clean")
    done = run("preview", "--stack", "clean", "--policy-pack", str(PACK))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "agent-identity@v" in done.stdout
    assert "[mandatory]" not in done.stdout
    assert "[advisory]" not in done.stdout, done.stdout
