"""The state directory: private, locked by one at a time, written whole or not at all."""

import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from local_clouds.errors import LocalCloudError
from local_clouds.state import StateDirectory, read_json, write_atomically


def test_the_default_lies_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert StateDirectory().path == tmp_path / "agent-identity" / "local"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert StateDirectory().path == Path.home() / ".cache" / "agent-identity" / "local"


def test_it_is_its_users_alone(tmp_path):
    state = StateDirectory(tmp_path / "s").create()
    for directory in (state.path, state.run, state.logs, state.data("aws"), state.pulumi_backend):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_one_at_a_time_and_a_killed_holder_frees_it(tmp_path):
    state = StateDirectory(tmp_path).create()
    program = textwrap.dedent(f"""
        import pathlib, time
        from local_clouds.state import StateDirectory
        with StateDirectory(pathlib.Path({str(tmp_path)!r})).locked():
            print("held", flush=True)
            time.sleep(60)
    """)
    holder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    told = []
    with (
        pytest.raises(LocalCloudError, match="another start, stop or reset holds it"),
        state.locked(lambda: told.append(True), timeout=0.3),
    ):
        pass
    assert told == [True]
    holder.kill()
    holder.wait()
    with state.locked(timeout=1):
        assert (tmp_path / "lock").exists()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    file = tmp_path / "f.json"
    write_atomically(file, '{"old": 1}')

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match=r"No space left on device: '.*f.json'"):
        write_atomically(file, '{"new": 1}')
    assert read_json(file) == {"old": 1}
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_says_the_same_needs_no_room(tmp_path, monkeypatch):
    file = tmp_path / "f.json"
    write_atomically(file, "{}")
    before = file.stat()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    write_atomically(file, "{}")
    assert file.stat() == before
    with pytest.raises(OSError, match="No space left"):
        write_atomically(file, "{}", 0o644)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"null"])
def test_what_is_no_object_reads_as_empty(tmp_path, content):
    file = tmp_path / "f"
    file.write_bytes(content)
    assert read_json(file) == {}
