"""Every built-in role, alone at a subscription, has the verdict that a person has looked at."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from agent_identity.permissions.azure import builtin, escalation
from agent_identity.permissions.azure.model import Assignment, World

REVIEWED = Path(__file__).parent / "reviewed_roles.txt"


@cache
def verdicts() -> Mapping[str, str]:
    """The verdict of each built-in role by its GUID, with the rules that are found."""
    roles = builtin.roles()
    names = {role.id: role.id for role in roles}
    assignments = tuple(Assignment(role.id, role.id, role.id, role.name, "/subscriptions/1") for role in roles)
    found = escalation.analyze(World(assignments=assignments, names=names)).principals
    return {
        each.principal: " ".join([each.escalates, *(finding.rule.removeprefix("azure-") for finding in each.findings)])
        for each in found
    }


def text() -> str:
    """The file as it would be written."""
    lines = [f"{role.id} {role.name}: {verdicts()[role.id]}" for role in builtin.roles()]
    return "# Built-in roles alone at a subscription: does it escalate, and by which rules\n" + "\n".join(lines) + "\n"


def test_the_verdicts_are_the_reviewed_ones() -> None:
    assert REVIEWED.read_text(encoding="utf-8") == text()


def test_what_everybody_agrees_on() -> None:
    named = {role.name: verdicts()[role.id].partition(" ")[0] for role in builtin.roles()}
    for name in (
        "Owner",
        "Contributor",
        "User Access Administrator",
        "Virtual Machine Contributor",
        "Key Vault Administrator",
    ):
        assert named[name] == "yes", name
    for name in (
        "Reader",
        "AcrPull",
        "Storage Blob Data Reader",
        "Monitoring Reader",
        "Cognitive Services OpenAI User",
    ):
        assert named[name] == "no", name
