"""The examples of docs/reference/access-gcp.md become what stands below them, and its table is that of the code."""

import json
import re

import pytest
import yaml

from agent_identity.access import AccessError, gcp, parse
from agent_identity.access.gcp.generating import MOST_CONDITIONS
from agent_identity.access.gcp.kind import Kind
from agent_identity.access.gcp.kinds import KINDS
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "access-gcp.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```\n\n^```(?:json|text)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def said(asked: str) -> str:
    try:
        made = gcp.plan(
            parse(yaml.safe_load(asked)["access"]),
            boundary_class="standard",
            project="agents-local",
            agent_type="invoice-reader",
            environment="prod",
        )
    except AccessError as error:
        return "".join(f"{problem}\n" for problem in error.problems)
    return "".join(f"{json.dumps(item.as_dict())}\n" for item in (*made.roles, *made.bindings))


def row(kind: Kind) -> str:
    """Returns the row of a kind as the page must have it."""
    reads = "<br>".join(f"`{name}`" for name in kind.reads) or "nothing: name operations"
    bound = f"`{kind.member.rpartition(':')[2]}`{' of the project' if kind.on_project else ''}"
    return f"| {kind.title} | `{kind.shown}` | {reads} | {bound}{', with a condition' if kind.condition else ''} |"


def test_every_example_has_what_becomes_of_it() -> None:
    assert len(EXAMPLES) == TEXT.count("```yaml") == 3


@pytest.mark.parametrize(("asked", "becomes"), EXAMPLES)
def test_an_example_becomes_what_stands_below_it(asked: str, becomes: str) -> None:
    assert said(asked) == becomes


def test_the_table_of_kinds_is_that_of_the_code() -> None:
    table = [line for line in TEXT.splitlines() if line.startswith("| ") and "googleapis" in line]
    assert "\n".join(table) == "\n".join(map(row, KINDS))


def test_the_figure_is_that_of_the_code() -> None:
    assert f"takes {MOST_CONDITIONS} conditions" in TEXT
