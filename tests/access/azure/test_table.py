"""The tables of operations: what makes them, and what a person added."""

import re
from importlib import resources

import pytest

from agent_identity.access.azure.kinds import KINDS
from agent_identity.access.azure.table import kind_of, operations, spellings
from tools.tables.azure import table

DATA = resources.files("agent_identity.access") / "data"
ROLE = {
    "permissions": [
        {
            "actions": ["Microsoft.A/things/read", "Microsoft.A/things/listKeys/action", "Microsoft.A/*"],
            "notActions": ["Microsoft.A/things/delete"],
            "dataActions": ["Microsoft.A/things/data/read ", "Microsoft.A/broken/"],
            "notDataActions": [],
        }
    ]
}
OTHER = {"permissions": [{"actions": ["microsoft.a/things/Read"], "notActions": [], "dataActions": []}]}


def test_the_tool_keeps_every_name_without_a_wildcard_a_line_for_each_type() -> None:
    assert table([ROLE, ROLE, OTHER], ("actions", "notActions"), "2026-08-22").splitlines()[1:] == [
        "Microsoft.A/things delete listKeys/action read"
    ]
    assert table([ROLE], ("dataActions", "notDataActions"), "2026-08-22").splitlines()[1:] == [
        "Microsoft.A/things/data read"
    ]


@pytest.mark.parametrize("name", ["azure_actions.txt", "azure_data_actions.txt"])
def test_a_table_is_sorted_dated_and_says_where_it_is_from(name: str) -> None:
    first, *lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(
        r"# Origin: github\.com/\S+, MIT License, \(c\) Ian Mckay; built-in roles of \d{4}-\d\d-\d\d", first
    )
    kinds = [line.partition(" ")[0].lower() for line in lines]
    assert kinds == sorted(set(kinds))
    assert "*" not in "".join(lines)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_what_a_kind_names_is_known_and_documented(kind: object) -> None:
    for name in (*kind.reads, *kind.named, *kind.credential, *(kind.wide or ())):
        assert operations()[name.lower()].name == name
    assert kind.source.startswith("https://learn.microsoft.com/azure/")
    assert spellings()[kind.type.lower()] == kind.type


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_a_person_adds_only_what_the_tables_lack(kind: object) -> None:
    tables = "\n".join(
        (DATA / name).read_text(encoding="utf-8") for name in ("azure_actions.txt", "azure_data_actions.txt")
    )
    listed = {
        f"{line.split()[0]}/{verb}".lower()
        for line in tables.splitlines()
        if line[:1] != "#"
        for verb in line.split()[1:]
    }
    for name in (*kind.actions, *kind.data_actions):
        assert name.lower() not in listed, name


def test_the_type_of_an_operation_is_what_it_acts_on() -> None:
    assert kind_of("Microsoft.A/b/c/read") == "microsoft.a/b/c"
    assert kind_of("Microsoft.A/b/c/start/action") == "microsoft.a/b/c"
