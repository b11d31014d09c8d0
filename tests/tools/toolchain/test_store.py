from __future__ import annotations

import multiprocessing

import pytest

from tools.toolchain.errors import ToolchainError
from tools.toolchain.store import Store, default_root


def test_the_place_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("AGENT_IDENTITY_TOOLS", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/someone")
    assert str(default_root()) == "/home/someone/.cache/agent-identity/tools"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_root() == tmp_path / "agent-identity" / "tools"
    monkeypatch.setenv("AGENT_IDENTITY_TOOLS", "~/t")
    assert str(default_root()) == "/home/someone/t"


def test_a_directory_with_other_files_is_neither_filled_nor_cleaned(store):
    store.root.mkdir()
    (store.root / "thesis.tex").write_text("precious")
    with pytest.raises(
        ToolchainError, match="holds other files: AGENT_IDENTITY_TOOLS must name a directory of its own"
    ):
        store.prepare()
    with pytest.raises(ToolchainError, match="was not made by this program"):
        store.clean()
    assert [path.name for path in store.root.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize("kind", ["file", "under a file"])
def test_a_place_that_is_no_directory_is_named(tmp_path, kind):
    (tmp_path / "tools").write_text("")
    root = tmp_path / "tools" / "deeper" if kind == "under a file" else tmp_path / "tools"
    with pytest.raises(ToolchainError, match=r"cannot be used .*Set AGENT_IDENTITY_TOOLS"):
        Store(root).prepare()


def test_clean_leaves_nothing(store):
    with store.lock("tiny", print), store.staging("tiny") as staged:
        (staged / "bin").mkdir()
        (staged / "bin" / "tiny").write_text("x")
        store.publish(staged, "tiny", "1", "release")
    store.link(store.bin / "tiny", store.directory("tiny", "1") / "bin" / "tiny")
    store.clean()
    assert not store.root.exists()
    store.clean()


def _hold(root, held, done):
    with Store(root).lock("tiny", print):
        held.set()
        done.wait(30)


def test_clean_does_not_pull_the_ground_from_under_another_run(store):
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(store.root, held, done))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(ToolchainError, match=f"process {other.pid} is getting tiny now"):
            store.clean()
        assert (store.root / "CACHEDIR.TAG").exists()
    finally:
        done.set()
        other.join()
    store.clean()
    assert not store.root.exists()


def test_unfinished_work_of_the_dead_goes_first(store):
    left = store.root / ".staging" / "tiny" / "dead" / "half"
    with store.lock("tiny", print):
        left.mkdir(parents=True)
        with store.staging("tiny") as staged:
            assert list(staged.parent.iterdir()) == [staged]
        assert not staged.exists()


def test_a_link_is_replaced_in_one_step(store):
    store.prepare()
    for target in ("first", "second", "second"):
        store.link(store.bin / "tiny", store.root / target)
        assert (store.bin / "tiny").readlink() == store.root / target
    assert [path.name for path in store.bin.iterdir()] == ["tiny"]


def test_a_small_file_is_rewritten_only_when_it_differs(store):
    path = store.root / "host.py"
    store.write(path, b"one", 0o755)
    before = path.stat()
    store.write(path, b"one", 0o755)
    assert path.stat().st_ino == before.st_ino
    store.write(path, b"two", 0o755)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o755)
    assert [entry.name for entry in store.root.iterdir()] == ["host.py"]


@pytest.mark.parametrize("receipt", ["", "[]", "{}", '{"files": 3}', '{"files": {"bin/tiny": 2}}', "\x00"])
def test_a_receipt_that_says_nothing_useful_means_not_there(store, receipt):
    home = store.directory("tiny", "1")
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "tiny").write_text("x")
    (home / "receipt.json").write_text(receipt)
    assert store.program("tiny", "1") is None
