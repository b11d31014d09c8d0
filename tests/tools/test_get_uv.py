"""The script that brings uv where it is missing, with a stand-in for pip: it must not touch the machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "get-uv"
PIP = """#!/bin/sh
case "$*" in
  "-m pip --version") exit {has_pip};;
  "-m venv "*) exit 1;;
  "-m pip install"*) {install};;
  *) exec {python} "$@";;
esac
"""
INSTALLS = """
while [ "$1" != --target ]; do shift; done
mkdir "$2/bin"; echo >>"$2/log"; printf x >"$2/bin/uv"; chmod +x "$2/bin/uv"
"""


@pytest.fixture
def machine(tmp_path):
    """A machine with a shell and a Python, but no uv."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "mkdir", "mktemp", "rm", "dirname", "chmod"):
        (programs / name).symlink_to(shutil.which(name) or name)

    def run(has_pip=True, install=INSTALLS):
        python = programs / "python3"
        text = PIP.format(has_pip=0 if has_pip else 1, install=install, python=shutil.which("python3"))
        python.write_text(text)
        python.chmod(0o755)
        environment = {"PATH": str(programs), "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
        return subprocess.run(["/bin/sh", SCRIPT], env=environment, capture_output=True, text=True, check=False)

    return run


def kept(tmp_path):
    return sorted(
        str(path.relative_to(tmp_path / "cache")) for path in (tmp_path / "cache").rglob("*") if path.is_file()
    )


def test_uv_on_path_is_used(machine, tmp_path):
    (tmp_path / "bin" / "uv").write_text("#!/bin/sh\n")
    (tmp_path / "bin" / "uv").chmod(0o755)
    assert machine().stdout == f"{tmp_path / 'bin' / 'uv'}\n"
    assert not (tmp_path / "cache").exists()


def test_missing_uv_is_installed_once_into_the_cache(machine, tmp_path):
    expected = f"{tmp_path}/cache/agent-identity/uv/bin/uv\n"
    first, second = machine(), machine(install="exit 1")
    assert (first.returncode, first.stdout) == (0, expected), first.stderr
    assert "not on this machine, installing it" in first.stderr
    assert (second.returncode, second.stdout, second.stderr) == (0, expected, "")
    assert kept(tmp_path) == ["agent-identity/uv/bin/uv", "agent-identity/uv/log"]


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"install": "exit 1"}, "pip could not install uv"),
        ({"has_pip": False}, "python3 has neither pip nor venv"),
    ],
)
def test_a_failure_says_what_to_do_and_leaves_nothing(machine, tmp_path, how, reason):
    failed = machine(**how)
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert reason in failed.stderr
    assert "Install uv yourself" in failed.stderr
    assert kept(tmp_path) == []
