"""The command line as a person meets it."""

from __future__ import annotations

import json

import pytest

from tools.toolchain.__main__ import main
from tools.toolchain.catalogue import tools


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    """A machine without any tool."""
    monkeypatch.setenv("AGENT_IDENTITY_TOOLS", str(tmp_path / "tools"))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    monkeypatch.setattr("signal.signal", lambda *_: None)


def test_status_of_an_empty_machine_changes_nothing(capsys, tmp_path):
    assert main(["status", "--json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert {tool["name"]: tool["origin"] for tool in printed["tools"]} == {t.name: "missing" for t in tools("all")}
    assert printed["bin"] == str(tmp_path / "tools" / "bin")
    assert not (tmp_path / "tools").exists()


def test_get_uses_what_is_on_path(capsys, on_path):
    mine = on_path("etcd", "echo etcd Version: 3.5.9")
    assert main(["get", "kubernetes", "--only", "etcd", "--json"]) == 0
    (tool,) = json.loads(capsys.readouterr().out)["tools"]
    assert (tool["path"], tool["origin"]) == (str(mine), "path")
    assert main(["status", "--only", "etcd"]) == 0
    assert capsys.readouterr().out == f"etcd 3.5.9: path {mine}\n"


def test_an_unknown_tool_is_bad_usage(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["get", "engine", "--only", "etcd"])
    assert stopped.value.code == 2
    assert "--only etcd: no such tool in the group engine, which has pulumi" in capsys.readouterr().err


def test_a_failure_is_one_line_and_status_one(capsys, monkeypatch, tmp_path):
    (tmp_path / "tools").write_text("a file")
    monkeypatch.setenv("AGENT_IDENTITY_RELEASES", "off")
    assert main(["get", "engine"]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert [line for line in errors if line.startswith("error: ")] == errors[-1:]
    assert str(tmp_path / "tools") in errors[-1]


def test_clean_of_an_empty_machine_is_no_error(capsys):
    assert main(["clean"]) == 0
