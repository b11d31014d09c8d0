"""The generated pages say what the code says now, and hold what a reader looks for."""

import re
import xml.etree.ElementTree as ET

import pytest

from agent_identity.catalog import load
from agent_identity.cli.commands import OWN_COMMANDS
from agent_identity.pipeline import aws, azure, gcp, kubernetes
from tools.pages import picture
from tools.pages.__main__ import DOCS, PAGES, text_of
from tools.pages.limits import NOT_STOPPED

CATALOG = DOCS.parent / "stacks" / "agents.yaml"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_current(path: str) -> None:
    assert (DOCS / path).read_text(encoding="utf-8") == text_of(path), "run `python -m tools.pages`"


@pytest.mark.parametrize("cloud", [aws, azure, gcp, kubernetes])
def test_every_permission_is_listed(cloud) -> None:
    page = (DOCS / "reference/permissions.md").read_text(encoding="utf-8").replace("\\|", "|")
    wanted = {permission for need in (*cloud.FLEET, *cloud.FOUNDATION) for permission in need.permissions}
    assert {permission for permission in wanted if f"`{permission}`" not in page} == set()


@pytest.mark.parametrize("cloud", NOT_STOPPED)
def test_every_limit_is_listed(cloud: str) -> None:
    page = (DOCS / "reference/limits.md").read_text(encoding="utf-8")
    assert all(f"- {words[0].upper()}{words[1:]}." in page for words in NOT_STOPPED[cloud])


def test_every_command_is_listed() -> None:
    page = (DOCS / "reference/cli.md").read_text(encoding="utf-8")
    sections = re.findall(r"^#{2,4} (.+)$", page, re.MULTILINE)
    assert {entry.name for entry in OWN_COMMANDS} | {"local", "local env", "fleet up"} <= set(sections)
    assert len(sections) == page.count("Usage: agent-identity ")


def test_the_picture_shows_every_agent_of_the_sample_catalog() -> None:
    drawn = _text(picture.FILE.read_text(encoding="utf-8"))
    for placement in load(CATALOG).placements():
        assert placement.agent.type in drawn
        assert placement.agent.version in drawn


def test_the_picture_loads_nothing() -> None:
    drawn = picture.FILE.read_text(encoding="utf-8")
    assert "url(http" not in drawn
    assert "@import" not in drawn
    assert "@font-face" not in drawn


def _text(svg: str) -> str:
    return "".join(ET.fromstring(svg).itertext()).replace("\xa0", " ")
