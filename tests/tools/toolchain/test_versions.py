from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.toolchain.errors import ToolchainError
from tools.toolchain.versions import Range, Version, locked_package, parse, required_go, required_module

numbers = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.274.1", (3, 274, 1)),
        ("go version go1.26.8 linux/amd64", (1, 26, 8)),
        ("go version go1.27 linux/amd64", (1, 27, 0)),
        ("etcd Version: 3.6.7\nGit SHA: 1.2.3\nGo Version: go1.24.11", (3, 6, 7)),
        ("Kubernetes v1.35.0", (1, 35, 0)),
        ("v3.275.0-alpha.x123+dirty", (3, 275, 0)),
        ("listening on 127.0.0.1", None),
        ("no version", None),
        ("", None),
    ],
)
def test_reads_what_programs_print(text, version):
    assert parse(text) == version


@given(
    numbers, numbers, numbers, st.sampled_from(["", "v", "go", "tool version v"]), st.sampled_from(["", "-rc.1", "+x"])
)
def test_reads_back_every_version(major, minor, patch, before, after):
    assert parse(f"{before}{major}.{minor}.{patch}{after}") == (major, minor, patch)


@given(st.text())
def test_any_text_is_a_version_or_none(text):
    found = parse(text)
    assert found is None or min(found) >= 0


def test_a_range_ends_before_its_upper_bound():
    wanted = Range(Version(3, 258, 0), Version(4, 0, 0))
    inside = [Version(3, 258, 0), Version(3, 999, 9)]
    outside = [Version(3, 257, 9), Version(4, 0, 0), "3.300.0"]
    assert all(version in wanted for version in inside)
    assert not any(version in wanted for version in outside)


def test_reads_go_mod(tmp_path):
    go_mod = tmp_path / "go.mod"
    go_mod.write_text(
        "module m\n\ngo 1.26.6\n\nrequire example.org/a v1.2.3\n\nrequire (\n\texample.org/b v0.35.0 // indirect\n)\n"
    )
    assert required_go(go_mod) == (1, 26, 6)
    assert required_module(go_mod, "example.org/a") == (1, 2, 3)
    assert required_module(go_mod, "example.org/b") == (0, 35, 0)
    with pytest.raises(ToolchainError, match=r"go\.mod: expected a requirement on example\.org/c, found none"):
        required_module(go_mod, "example.org/c")
    go_mod.write_text("module m\n")
    with pytest.raises(ToolchainError, match=r"expected a line like 'go 1\.26\.0'"):
        required_go(go_mod)


def test_reads_uv_lock(tmp_path):
    lock = tmp_path / "uv.lock"
    lock.write_text('version = 1\n\n[[package]]\nname = "a"\nversion = "4.25.0"\n')
    assert locked_package(lock, "a") == (4, 25, 0)
    with pytest.raises(ToolchainError, match=r"uv\.lock: expected the package b, found none"):
        locked_package(lock, "b")
