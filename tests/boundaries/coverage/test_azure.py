import json
from pathlib import Path
from typing import Any

import pytest

from agent_identity.boundaries import azure
from agent_identity.boundaries.azure_left import LEFT_IN_ROLES, LEFT_TO_AGENTS
from agent_identity.boundaries.azure_rules import DENIED_ACTIONS, DENIED_FAMILIES, PRIVILEGED_ROLES, RULES, raises
from agent_identity.boundaries.coverage import azure as coverage
from agent_identity.boundaries.coverage.model import Mark
from agent_identity.permissions.patterns import compiled
from agent_identity.permissions.techniques.model import Plane, Technique
from local_clouds.azure.builtin_roles import built_in_roles
from tests.boundaries.azure_policy import holds
from tests.boundaries.azure_workloads import WORKLOADS
from tools.techniques import azure_denied
from tools.techniques.azure import ACTIONS, DATA_ACTIONS, harmless, technique_of

TECHNIQUES = coverage.techniques()
DEFINITIONS = azure.policy_definitions("standard")
ROLE = "Microsoft.Authorization/roleDefinitions"
ALIASES = {Plane.CONTROL: f"{ROLE}/permissions[*].actions[*]", Plane.DATA: f"{ROLE}/permissions[*].dataActions[*]"}


def exported_roles() -> list[dict[str, Any]]:
    return [
        {"name": guid, "roleName": shown["properties"]["roleName"], "permissions": shown["properties"]["permissions"]}
        for guid, shown in built_in_roles().items()
    ]


def refused_as_custom_role(plane: Plane, operation: str) -> bool:
    rule = DEFINITIONS["custom-roles"]["policyRule"]["if"]
    return holds(rule, {"type": ROLE, f"{ROLE}/type": "CustomRole", ALIASES[plane]: [operation]})


def refused_as_grant(role: str, **further: str) -> bool:
    kind = "Microsoft.Authorization/roleAssignments"
    rule = DEFINITIONS["privileged-grants"]["policyRule"]["if"]
    identifier = f"/subscriptions/s/providers/{ROLE}/{role}"
    return holds(rule, {"type": kind, f"{kind}/roleDefinitionId": identifier, **further})


@pytest.mark.parametrize("technique", TECHNIQUES, ids=lambda technique: technique.id)
def test_every_technique_bears_the_marks_that_are_computed(technique: Technique) -> None:
    declared = coverage.COVERAGE[technique.id]
    expected = () if declared.mark is Mark.NONE else (declared.mark, *declared.also)
    assert coverage.stops(technique) == expected


def test_no_mark_is_left_over_and_what_nothing_stops_says_why() -> None:
    ids = {technique.id for technique in TECHNIQUES}
    assert coverage.COVERAGE.keys() == ids
    assert ids >= {*coverage.REQUESTS, *LEFT_TO_AGENTS, *LEFT_IN_ROLES, *coverage.OUTSIDE}
    nothing = {key for key, each in coverage.COVERAGE.items() if each.mark is Mark.NONE}
    assert nothing == coverage.OUTSIDE.keys() | LEFT_TO_AGENTS.keys()
    assert all(coverage.COVERAGE[key].why for key in nothing)


def test_a_named_policy_exists() -> None:
    for text in coverage.REQUESTS.values():
        assert text.split("`")[1] in RULES


@pytest.mark.parametrize("technique", TECHNIQUES, ids=lambda technique: technique.id)
def test_role_discipline_holds_by_the_policy_that_is_deployed(technique: Technique) -> None:
    refused = [
        all(refused_as_custom_role(need.plane, text.replace("*", "any")) for text in need.any_of)
        for need in technique.needs
        if need.plane is not Plane.GRAPH
    ]
    assert any(refused) == (Mark.ROLE_DISCIPLINE in coverage.stops(technique))


def test_the_tables_are_the_generated_ones() -> None:
    for name, text in azure_denied.tables(exported_roles()).items():
        assert (azure_denied.DATA / name).read_text(encoding="utf-8") == text, name


def test_every_built_in_role_that_raises_rights_is_refused_to_service_principals_and_reader_is_not() -> None:
    roles = {role["roleName"]: role["name"] for role in exported_roles()}
    for name in PRIVILEGED_ROLES.values():
        assert refused_as_grant(roles[name]), name
    for name in (
        "Reader",
        "Storage Blob Data Contributor",
        "Key Vault Secrets User",
        "AcrPull",
        "Search Index Data Reader",
    ):
        assert not refused_as_grant(roles[name]), name
    person = {"Microsoft.Authorization/roleAssignments/principalType": "User"}
    assert not refused_as_grant(roles["Owner"], **person)


def test_every_candidate_belongs_to_a_technique_or_is_explained() -> None:
    named: dict[Plane, set[str]] = {Plane.CONTROL: set(), Plane.DATA: set()}
    for role in exported_roles():
        for permission in role["permissions"]:
            named[Plane.CONTROL] |= set(permission["actions"])
            named[Plane.DATA] |= set(permission["dataActions"])
    found = [
        (plane, name)
        for plane, pattern in ((Plane.CONTROL, ACTIONS), (Plane.DATA, DATA_ACTIONS))
        for name in sorted(named[plane])
        if "*" not in name and pattern.search(name.lower())
    ]
    assert len(found) > 400
    assert [name for plane, name in found if not technique_of(plane, name) and not harmless(name)] == []


def test_no_technique_takes_a_plain_read_for_more_than_it_is() -> None:
    for technique in TECHNIQUES:
        for need in technique.needs:
            if need.plane is Plane.CONTROL and technique.id != "azure-function-key":
                assert not any(text.lower().endswith(("/read", "/*")) for text in need.any_of), technique.id


def test_the_deny_assignment_fits_what_azure_takes_and_the_definitions_their_limits() -> None:
    (permission,) = azure.deny_assignment("standard")["permissions"]
    denied = compiled((*DENIED_ACTIONS, *DENIED_FAMILIES))
    assert permission["actions"] == [*DENIED_ACTIONS, *DENIED_FAMILIES]
    assert not denied.match("microsoft.authorization/denyassignments/write")
    assert not any(text.lower().endswith("/read") for text in permission["actions"])
    for definition in azure.policy_definitions("restricted").values():
        text = json.dumps(definition)
        # https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits
        assert len(text) < 1_048_576
        assert text.count('"like"') + text.count('"in"') + text.count('"contains"') < 512


@pytest.mark.parametrize("does", WORKLOADS)
def test_nothing_refuses_an_ordinary_agent(does: str) -> None:
    for plane, texts in zip((Plane.CONTROL, Plane.DATA), WORKLOADS[does], strict=True):
        for operation in (f"Microsoft.{text}" for text in texts.split()):
            assert not refused_as_custom_role(plane, operation), operation
            assert not raises(operation, data=plane is Plane.DATA), operation
            if plane is Plane.CONTROL:
                assert not compiled((*DENIED_ACTIONS, *DENIED_FAMILIES)).match(operation.lower()), operation


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(WORKLOADS) >= 25


def test_an_export_is_read_plain_and_compressed(tmp_path: Path) -> None:
    path = tmp_path / "roles.json"
    path.write_text(json.dumps([{"roleType": "BuiltInRole", "roleName": "a"}, {"roleType": "CustomRole"}]))
    assert [role["roleName"] for role in azure_denied.read(path)] == ["a"]
