"""When our language host is put beside an engine, and when it stays away."""

from __future__ import annotations

import subprocess

import pytest

from tools.toolchain import host, installed
from tools.toolchain.catalogue import HOST_SOURCES, tools


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


def built(store, name="pulumi-language-yaml"):
    """A host that was built."""
    program = store.directory(name, "1.25.0") / "bin" / name
    program.parent.mkdir(parents=True)
    program.write_text("")
    return program


def test_a_built_host_stands_beside_a_built_engine(engine, store):
    store.link(store.bin / "pulumi", engine)
    program = built(store)
    host.link(program.name, program, "built", store)
    assert (engine.parent / program.name).resolve() == program
    assert not (store.bin / program.name).exists(), "on PATH as well, the engine would warn in every command"


def test_a_built_host_is_on_path_for_the_machines_engine(store, on_path):
    store.link(store.bin / "pulumi", on_path("pulumi", "echo v3.300.0"))
    program = built(store)
    host.link(program.name, program, "built", store)
    assert (store.bin / program.name).resolve() == program


def test_ours_goes_when_the_machine_gets_its_own(engine, store, on_path):
    store.link(store.bin / "pulumi", engine)
    program = built(store)
    host.link(program.name, program, "built", store)
    host.link(program.name, on_path(program.name, "exit 0"), "path", store)
    assert not (engine.parent / program.name).is_symlink()


def test_a_host_on_path_or_of_the_engine_will_do_and_ours_is_no_finding(engine, store, on_path):
    (yaml, _) = tools("languages")
    store.link(store.bin / "pulumi", engine)
    host.link(yaml.name, built(store), "built", store)
    assert installed.find(yaml, store.bin).program is None
    (engine.parent / yaml.name).unlink()
    (engine.parent / yaml.name).write_text("the official one")
    assert installed.find(yaml, store.bin).program == engine.parent / yaml.name
    assert installed.find(yaml, store.bin).program != on_path(yaml.name, "exit 0")
    assert installed.find(yaml, store.bin).program.parent.name == "machine"
