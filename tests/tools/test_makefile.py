"""The two commands and their siblings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]


@pytest.fixture
def make(tmp_path):
    """Runs make in a copy of the Makefile's surroundings, for a user with an empty home."""
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("Makefile", "uv.lock"):
        shutil.copy(TREE / name, tree)
    shutil.copytree(TREE / "tools", tree / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    uv = Path(os.environ.get("UV") or shutil.which("uv") or "/nowhere/uv").parent
    environment = {
        "PATH": os.pathsep.join([str(uv), os.environ["PATH"]]),
        "HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }

    def run(*arguments):
        return subprocess.run(
            ["make", *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=60
        )

    return run


def test_help_names_every_target_and_is_the_default(make):
    targets = set(re.findall(r"^\.PHONY: (.*)$", (TREE / "Makefile").read_text(), re.MULTILINE)[0].split())
    done = make()
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"^  make (\w+) +\w", done.stdout, re.MULTILINE)) == targets - {"environment"}


def test_continuous_integration_runs_what_a_person_runs(make):
    script = (TREE / ".ci" / "run").read_text()
    assert re.findall(r"^make \w+$", script, re.MULTILINE) == ["make lint", "make test"]
    assert os.access(TREE / ".ci" / "run", os.X_OK)
    assert make("--dry-run", "test").stdout.rstrip().splitlines()[-1].split("--no-sync ")[1].startswith("pytest ")


def test_clean_leaves_nothing_of_ours_and_nothing_else_is_touched(make, tmp_path):
    tools = tmp_path / "cache" / "agent-identity" / "tools"
    (tools / "tiny").mkdir(parents=True)
    (tools / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")
    (tmp_path / "cache" / "other").mkdir()
    for left in (".venv", "site", ".mypy_cache", "tools/toolchain/__pycache__"):
        (tmp_path / "tree" / left).mkdir()
    done = make("clean")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "tree").iterdir()} == {"Makefile", "uv.lock", "tools"}
    assert not (tmp_path / "cache" / "agent-identity").exists()
    assert (tmp_path / "cache" / "other").exists()
    assert f"removed {tmp_path}/cache/agent-identity" in done.stdout


def test_down_on_a_machine_without_clouds_installs_nothing(make, tmp_path):
    done = make("down")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "cache").exists()
