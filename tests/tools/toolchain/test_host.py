"""When our language host is put beside an engine, and when it stays away."""

from __future__ import annotations

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
