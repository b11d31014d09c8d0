import json
import re

import pytest

from agent_identity.boundaries import azure
from agent_identity.boundaries.azure_rules import DENIED_ACTIONS, DENIED_FAMILIES, PRIVILEGED_ROLES
from agent_identity.boundaries.classes import CLASSES
from agent_identity.boundaries.placeholders import placeholders_in
from tests.boundaries.azure_policy import holds

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize("name", CLASSES)
def test_the_policy_definitions(name: str, snapshot: object) -> None:
    definitions = azure.policy_definitions(name)
    assert placeholders_in(definitions) == []
    assert definitions == snapshot


@pytest.mark.parametrize("name", CLASSES)
def test_every_parameter_that_a_rule_uses_is_declared_and_no_other(name: str) -> None:
    for key, definition in azure.policy_definitions(name).items():
        used = set(re.findall(r"parameters\('(\w+)'\)", json.dumps(definition["policyRule"])))
        assert used == set(definition["parameters"]) == set(azure.assignment_parameters(key))


@pytest.mark.parametrize("name", CLASSES)
def test_every_definition_says_what_it_does_not_stop(name: str) -> None:
    for definition in azure.policy_definitions(name).values():
        assert "Does not stop: requests of the data plane" in definition["description"]
        assert len(definition["description"]) <= 512
        assert len(definition["displayName"]) <= 128


def test_a_grant_that_does_not_say_to_whom_is_refused_like_one_to_a_service_principal() -> None:
    _, kind, *_ = azure.policy_definitions()["privileged-grants"]["policyRule"]["if"]["allOf"]
    # Azure Policy takes notIn to hold for a field that is not there, and equals not to.
    assert kind == {
        "field": "Microsoft.Authorization/roleAssignments/principalType",
        "notIn": ["User", "Group", "ForeignGroup"],
    }


def test_restricted_refuses_custom_roles_that_write() -> None:
    text = {name: json.dumps(azure.policy_definitions(name)["custom-roles"]) for name in CLASSES}
    assert '"like": "*/write"' in text["restricted"]
    assert '"like": "*/write"' not in text["standard"]


def test_roles_that_decide_over_others_are_privileged() -> None:
    assert {"Owner", "Contributor", "User Access Administrator", "Managed Identity Operator"} <= set(
        PRIVILEGED_ROLES.values()
    )
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", role) for role in PRIVILEGED_ROLES)


def test_the_deny_assignment(snapshot: object) -> None:
    assignment = azure.deny_assignment(
        "standard", f"/subscriptions/{SUBSCRIPTION}", ["11111111-1111-4111-8111-111111111111"]
    )
    assert placeholders_in(assignment) == []
    assert assignment == snapshot


def test_a_deny_assignment_names_no_action_that_azure_refuses_in_one() -> None:
    denied = [*DENIED_ACTIONS, *DENIED_FAMILIES]
    assert not [action for action in denied if "denyassignments" in action.lower() or action.lower().endswith("/read")]
    assert len({action.lower() for action in denied}) == len(denied)
    assert all(action.count("*") == 1 for action in DENIED_FAMILIES)


def test_without_scope_and_exclusion_it_holds_both_placeholders() -> None:
    found = placeholders_in(azure.deny_assignment("standard"))
    assert len(found) == 2
    assert "--scope" in found[0]
    assert "--exclude-principal" in found[1]


def test_names_fit_and_are_known_before_deployment() -> None:
    names = {
        azure.definition_name(key, name, where)
        for key in azure.policy_definitions()
        for name in CLASSES
        for where in ("prod", "dev")
    }
    assert len(names) == 20
    assert max(map(len, names)) <= 24
    scope = f"/subscriptions/{SUBSCRIPTION}"
    assert azure.boundary_id("standard", "prod", scope) == azure.assignment_id(
        "privileged-grants", "standard", "prod", scope
    )
    assert azure.definition_id("shared-keys", "standard", "prod", SUBSCRIPTION).startswith(scope)


def test_a_role_of_the_platform_s_own_may_hold_what_an_agent_s_may_not() -> None:
    own = "00000000-0000-4000-8000-00000000feed"
    parameters = azure.assignment_parameters("custom-roles", exclude_roles=[own])
    rule = azure.policy_definitions()["custom-roles"]["policyRule"]["if"]
    told = json.loads(
        json.dumps(rule).replace("\"[parameters('excludedRoles')]\"", json.dumps(parameters["excludedRoles"]["value"]))
    )
    kind = "Microsoft.Authorization/roleDefinitions"
    role = {
        "type": kind,
        f"{kind}/type": "CustomRole",
        f"{kind}/permissions[*].actions[*]": ["Microsoft.ManagedIdentity/userAssignedIdentities/write"],
    }
    assert holds(told, {**role, "name": "00000000-0000-4000-8000-00000000beef"})
    assert not holds(told, {**role, "name": own})
