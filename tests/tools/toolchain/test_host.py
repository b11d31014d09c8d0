"""When our language host is put beside an engine, and when it stays away."""

from __future__ import annotations

import subprocess

import pytest

from tools.toolchain import host
from tools.toolchain.catalogue import HOST_SOURCES


@pytest.fixture
def engine(store):
    """An engine that was built: it lies in the store, with the executor of its SDK."""
    program = store.directory("pulumi", "3.274.1") / "bin" / "pulumi"
    program.parent.mkdir(parents=True)
    for name in ("pulumi", host.EXECUTOR):
        (program.parent / name).write_text("")
    return program


def test_a_built_engine_gets_ours_and_keeps_it_current(engine, store, on_path):
    assert host.is_missing(engine, store)
    host.install(engine.parent, store)
    assert host.is_missing(engine, store), "ours must be brought up to date on every run"
    (engine.parent / "host.py").write_text("old")
    host.install(engine.parent, store)
    assert (engine.parent / "host.py").read_bytes() == (HOST_SOURCES / "host.py").read_bytes()
    launcher = engine.parent / host.NAME
    assert "@PREFIX@" not in launcher.read_text()
    assert launcher.stat().st_mode & 0o777 == 0o755


def test_an_official_engine_keeps_its_own(store, on_path):
    official = on_path("pulumi", "echo v3.300.0")
    on_path(host.NAME, "exit 0")
    assert not host.is_missing(official, store)


def test_a_released_engine_in_the_store_keeps_its_own(engine, store):
    (engine.parent / host.NAME).write_text("the official one")
    assert not host.is_missing(engine, store)


def test_a_host_on_path_serves_a_built_engine(engine, store, on_path):
    on_path(host.NAME, "exit 0")
    assert not host.is_missing(engine, store)


def test_our_own_link_on_path_is_no_host_of_the_machine(store, on_path, monkeypatch):
    lonely = on_path("pulumi", "echo v3.300.0")
    store.link(store.bin / host.NAME, HOST_SOURCES / host.NAME)
    monkeypatch.setenv("PATH", f"{store.bin}:/usr/bin:/bin")
    assert host.is_missing(lonely, store)


@pytest.fixture
def start(engine, store, tmp_path):
    """Starts the installed host in a directory without environments: the Python that it chose, by its prefix."""
    host.install(engine.parent, store)

    def run(**environment: str) -> str:
        command = [str(engine.parent / host.NAME), "127.0.0.1:1"]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    return run


def made_environment(directory, name):
    """A virtual environment with the SDK, as far as the launcher looks; its Python prints its name."""
    (directory / "lib/python3.11/site-packages/pulumi/runtime/proto").mkdir(parents=True)
    (directory / "bin").mkdir()
    for program in ("python", "python3"):
        (directory / "bin" / program).write_text(f"#!/bin/sh\necho {name}\n")
        (directory / "bin" / program).chmod(0o755)
    return directory


def test_the_host_runs_in_the_environment_that_the_person_works_in(start, tmp_path):
    active = made_environment(tmp_path / "active", "active")
    on_path = made_environment(tmp_path / "path", "path")
    path = f"{on_path}/bin:/usr/bin:/bin"
    assert start(PATH=path) == "path"
    made_environment(tmp_path / ".venv", "nearest")
    assert start(PATH=path) == "nearest"
    assert start(PATH=path, VIRTUAL_ENV=str(active)) == "active"
