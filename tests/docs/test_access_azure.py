"""The examples of docs/reference/access-azure.md become what stands below them, and its table is that of the code."""

import json
import re

import pytest
import yaml

from agent_identity.access import AccessError, azure, parse
from agent_identity.access.azure.conditions import MOST_CHARACTERS
from agent_identity.access.azure.kind import Kind
from agent_identity.access.azure.kinds import KINDS
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "access-azure.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```\n\n^```(?:json|text)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def said(asked: str) -> str:
    try:
        made = azure.plan(
            parse(yaml.safe_load(asked)["access"]),
            boundary_class="standard",
            subscription="00000000-0000-4000-8000-000000000001",
            resource_group="agents-prod",
            agent_type="invoice-reader",
            environment="prod",
        )
    except AccessError as error:
        return "".join(f"{problem}\n" for problem in error.problems)
    return "".join(f"{json.dumps(item.as_dict())}\n" for item in (*made.roles, *made.assignments))


def row(kind: Kind) -> str:
    """Returns the row of a kind as the page must have it."""
    reads = "<br>".join(f"`{name}`" for name in kind.reads) or "nothing: name operations"
    return f"| [{kind.title}]({kind.source}) | `{kind.type}` | {reads} | {kind.note} |"


def test_every_example_has_what_becomes_of_it() -> None:
    assert len(EXAMPLES) == TEXT.count("```yaml") == 3


@pytest.mark.parametrize(("asked", "becomes"), EXAMPLES)
def test_an_example_becomes_what_stands_below_it(asked: str, becomes: str) -> None:
    assert said(asked) == becomes


def test_the_table_of_kinds_is_that_of_the_code() -> None:
    table = [line for line in TEXT.splitlines() if line.startswith("| [")]
    assert "\n".join(table) == "\n".join(map(row, KINDS))


def test_the_figure_is_that_of_the_code() -> None:
    assert f"takes {MOST_CHARACTERS:,} characters" in TEXT
