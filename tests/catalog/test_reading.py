import io
import sys
from pathlib import Path

import pytest

from agent_identity.catalog import CatalogError, load
from agent_identity.catalog.reading import MAX_BYTES, decode, read_text

ROOT = Path(__file__).resolve().parents[2]


def refused(path):
    with pytest.raises(CatalogError) as raised:
        read_text(path)
    [problem] = raised.value.problems
    return problem


def test_a_byte_order_mark_is_passed_over(tmp_path):
    file = tmp_path / "agents.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + (ROOT / "stacks" / "agents.yaml").read_bytes())
    assert len(load(file).agents) == len(load(ROOT / "stacks" / "agents.yaml").agents)


def test_text_that_is_not_utf8_is_refused_with_its_offset(tmp_path):
    file = tmp_path / "agents.yaml"
    file.write_bytes(b"version: 1\nx: \xc3\xa9 caf\xe9\n")
    problem = refused(file)
    assert (problem.line, problem.column) == (2, 9)
    assert "byte 0xe9 at offset 20" in problem.found


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_another_encoding_is_named(encoding):
    with pytest.raises(CatalogError, match=encoding.upper()):
        decode("version: 1".encode(encoding), "agents.yaml")


def test_a_huge_file_is_refused_without_reading_it_whole(tmp_path):
    file = tmp_path / "agents.yaml"
    with file.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    assert f"{MAX_BYTES:,}" in refused(file).expected


def test_the_limit_itself_is_allowed(tmp_path):
    file = tmp_path / "agents.yaml"
    file.write_bytes(b"# 4567890\n" * 10)
    assert len(read_text(file, limit=100)) == 100
    with pytest.raises(CatalogError, match="more than 99 bytes"):
        read_text(file, limit=99)


def test_a_missing_file_a_folder_and_an_impossible_path_are_refused(tmp_path):
    assert "No such file" in refused(tmp_path / "none.yaml").found
    assert "directory" in refused(tmp_path).found
    assert "null" in refused("a\0b").found


def test_a_dash_reads_standard_input(monkeypatch):
    text = (ROOT / "stacks" / "agents.yaml").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert load("-").file == "-"
