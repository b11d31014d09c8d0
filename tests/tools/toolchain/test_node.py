"""The packages of npm: installed once by their lock, and never a reason to stop where they cannot be had."""

from __future__ import annotations

import json

import pytest

from tools.toolchain import node
from tools.toolchain.errors import DiskFullError


@pytest.fixture
def npm(on_path):
    """Stands for npm: the given shell lines, in the folder of the lock."""
    on_path("node", "exit 0")
    return lambda lines: on_path("npm", lines)


def test_they_are_installed_once_and_whole(npm, store, progress, tmp_path):
    npm(f'echo "$@" >> {tmp_path}/asked; mkdir -p node_modules/typescript; test -f package-lock.json')
    found = node.get_packages(store, progress)
    assert found == node.packages(store)
    assert (found / "typescript").is_dir()
    assert node.get_packages(store, progress) == found
    (asked,) = (tmp_path / "asked").read_text().splitlines()
    assert asked.startswith("ci --ignore-scripts ")


def test_a_machine_without_node_goes_on_with_a_reason(monkeypatch, store, progress, said):
    monkeypatch.setenv("PATH", "/nowhere")
    assert node.get_packages(store, progress) is None
    assert "Node.js and npm are not on this machine" in said.getvalue()


def test_a_registry_out_of_reach_is_told_and_leaves_nothing(npm, store, progress, said):
    npm("mkdir node_modules; echo 'npm error code ENOTFOUND' >&2; exit 1")
    assert node.get_packages(store, progress) is None
    assert "npm said: npm error code ENOTFOUND" in said.getvalue()
    assert not node.packages(store).exists()


def test_a_full_disk_is_an_error(npm, store, progress):
    npm("echo 'npm error code ENOSPC' >&2; exit 1")
    with pytest.raises(DiskFullError):
        node.get_packages(store, progress)


def test_every_package_is_locked_with_a_checksum():
    locked = json.loads((node.SOURCES / "package-lock.json").read_text())["packages"]
    wanted = json.loads((node.SOURCES / "package.json").read_text())["dependencies"]
    assert locked[""]["dependencies"] == wanted
    assert all(entry.get("integrity", "").startswith("sha512-") for path, entry in locked.items() if path)
    assert all(version[0].isdigit() for version in wanted.values()), "each is pinned to one version"
