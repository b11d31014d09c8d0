"""The journal: nothing that was answered for is lost, nothing half-written is read."""

import json
import resource
import signal
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_clouds.journal import Journal

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=6))
def test_what_is_appended_is_loaded_in_order(tmp_path_factory, records):
    journal = Journal(tmp_path_factory.mktemp("journal") / "j")
    for record in records:
        journal.append(record)
    assert Journal(journal.path).load() == records


@given(st.integers(min_value=0, max_value=200))
def test_a_journal_that_was_cut_anywhere_keeps_its_whole_lines_and_goes_on(tmp_path_factory, cut):
    path = tmp_path_factory.mktemp("journal") / "j"
    journal = Journal(path)
    records = [{"number": number, "text": "ü" * number} for number in range(5)]
    for record in records:
        journal.append(record)
    path.write_bytes(path.read_bytes()[:cut])
    kept = Journal(path).load()
    assert kept == records[: len(kept)]
    Journal(path).append({"more": True})
    assert Journal(path).load() == [*kept, {"more": True}]


def test_a_full_disk_leaves_the_journal_whole(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.append({"first": "x" * 100})
    size = journal.path.stat().st_size
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, before[1]))
    try:
        with pytest.raises(OSError, match=r"No space left|File too large"):
            journal.append({"second": "y" * 100})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert journal.load() == [{"first": "x" * 100}]
    assert journal.path.stat().st_size == size


def test_threads_do_not_mix_their_lines(tmp_path):
    journal = Journal(tmp_path / "j")
    threads = [
        Thread(target=lambda name=name: [journal.append({"by": name, "text": "z" * 500}) for _ in range(50)])
        for name in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    loaded = journal.load()
    assert sorted(record["by"] for record in loaded) == sorted(list(range(8)) * 50)


def test_compact_and_clear(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.append({"old": 1})
    journal.compact([{"new": 1}, {"new": 2}])
    assert journal.load() == [{"new": 1}, {"new": 2}]
    assert [path.name for path in tmp_path.iterdir()] == ["j"]
    journal.clear()
    assert journal.load() == []


def test_a_broken_line_in_the_middle_is_named(tmp_path):
    path = tmp_path / "j"
    path.write_text(json.dumps({"a": 1}) + "\nnot json\n" + json.dumps({"b": 1}) + "\n")
    with pytest.raises(ValueError, match=r"j:2: not a JSON record"):
        Journal(path).load()
