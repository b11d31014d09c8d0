"""The page of techniques: it leaves none out, and says why of each that is not stopped."""

import re

import pytest

from agent_identity.permissions.techniques import techniques_of
from tools.pages import coverage

PAGE = coverage.page()


@pytest.mark.parametrize("cloud", coverage.CLOUDS)
def test_every_technique_stands_on_it_once(cloud: str) -> None:
    assert [each.id for each in techniques_of(cloud) if PAGE.count(f"| `{each.id}`: ") != 1] == []


def test_the_summary_counts_what_the_tables_list() -> None:
    rows = re.findall(r"^\| (\w+) \|(.*)\| (\d+) \|$", PAGE.partition("## ")[0], re.MULTILINE)
    assert {name for name, _, _ in rows} == set(coverage.CLOUDS.values())
    for name, counts, total in rows:
        assert sum(map(int, counts.split("|"))) == int(total)
        section = PAGE.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert len(re.findall(r"^\| `\w+-", section, re.MULTILINE)) == int(total)
