"""Policy definitions, sets and assignments, by Microsoft's policy client."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_clouds.azure.errors import ArmError
from local_clouds.azure.rules.policy_rule import check_rule
from tests.local_clouds.azure.conftest import GROUP, SUBSCRIPTION

RULE = {
    "if": {
        "allOf": [
            {"field": "type", "equals": "Microsoft.Authorization/roleAssignments"},
            {"not": {"field": "name", "in": "[parameters('names')]"}},
            {"count": {"field": "a[*]", "where": {"field": "a[*].b", "equals": "c"}}, "greater": 0},
        ]
    },
    "then": {"effect": "Deny"},
}
PARAMETERS = {"names": {"type": "Array"}}


def define(azure: Any, name: str = "no-grants", **more: Any) -> Any:
    body = {"mode": "All", "policyRule": RULE, "parameters": PARAMETERS, **more}
    return azure.policy.policy_definitions.create_or_update(name, {"properties": body})


def assign(azure: Any, definition: str, scope: str = SUBSCRIPTION, name: str = "guard", **more: Any) -> Any:
    body = {"policyDefinitionId": definition, "parameters": {"names": {"value": ["a"]}}, **more.pop("properties", {})}
    return azure.policy.policy_assignments.create(scope, name, {"properties": body, **more})


def test_a_definition_is_assigned_and_guarded(azure: Any, refused: Any) -> None:
    made = define(azure)
    assert made.properties.policy_type == "Custom"
    given_ = assign(azure, made.id)
    assert given_.properties.enforcement_mode == "Default"
    assert [item.name for item in azure.policy.policy_assignments.list()] == ["guard"]
    refused("InvalidDeletePolicyDefinitionRequest", azure.policy.policy_definitions.delete, "no-grants")
    azure.policy.policy_assignments.delete(SUBSCRIPTION, "guard")
    azure.policy.policy_definitions.delete("no-grants")
    refused("ResourceNotFound", azure.policy.policy_definitions.get, "no-grants")


def test_a_definition_of_a_management_group_serves_below(azure: Any, refused: Any) -> None:
    body = {
        "properties": {
            "mode": "All",
            "policyRule": {"if": {"field": "a", "exists": "true"}, "then": {"effect": "audit"}},
        }
    }
    made = azure.policy.policy_definitions.create_or_update_at_management_group("agents", "watch", body)
    assert assign(azure, made.id, GROUP, properties={"parameters": {}}).properties.scope == GROUP
    own = define(azure)
    agents = "/providers/Microsoft.Management/managementGroups/agents"
    refused("InvalidPolicyDefinitionScope", assign, azure, own.id, agents)
    refused("InvalidPolicyAssignmentName", assign, azure, made.id, agents, "n" * 25, properties={"parameters": {}})


def test_what_an_assignment_must_be(azure: Any, refused: Any) -> None:
    made = define(azure)
    refused("PolicyDefinitionNotFound", assign, azure, made.id + "-none")
    refused("MissingPolicyParameter", assign, azure, made.id, properties={"parameters": {}})
    refused("UndefinedPolicyParameter", assign, azure, made.id, properties={"parameters": {"x": {"value": 1}}})
    refused("InvalidNotScopes", assign, azure, made.id, GROUP, properties={"notScopes": [SUBSCRIPTION]})
    refused("ResourceIdentityRequired", assign, azure, made.id, identity={"type": "SystemAssigned"})
    with_identity = assign(azure, made.id, identity={"type": "SystemAssigned"}, location="westeurope")
    assert with_identity.identity.principal_id


def test_parameters_of_a_definition_stay(azure: Any, refused: Any) -> None:
    define(azure)
    rule = {"if": {"field": "a", "exists": "true"}, "then": {"effect": "audit"}}
    refused("InvalidPolicyParameterUpdate", define, azure, policyRule=rule, parameters={})


def test_a_set_names_definitions(azure: Any, refused: Any) -> None:
    made = define(azure)
    sets = azure.policy.policy_set_definitions
    parts = [{"policyDefinitionId": made.id, "parameters": {"names": {"value": ["a"]}}}]
    assert sets.create_or_update("all", {"properties": {"policyDefinitions": parts}}).name == "all"
    refused("InvalidPolicySetDefinition", sets.create_or_update, "none", {"properties": {"policyDefinitions": []}})
    refused("InvalidDeletePolicyDefinitionRequest", azure.policy.policy_definitions.delete, "no-grants")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"mode": "Some"}, "InvalidPolicyDefinitionMode"),
        ({"displayName": "d" * 129}, "InvalidPolicyDisplayName"),
        ({"policyType": "BuiltIn"}, "InvalidPolicyType"),
        ({"parameters": {}}, "InvalidPolicyParameterReference"),
        ({"parameters": {"names": {"type": "Text"}}}, "InvalidRequestContent"),
        ({"policyRule": None}, "InvalidPolicyRule"),
        ({"policyRule": {"if": {}, "then": {"effect": "deny"}}}, "InvalidPolicyRule"),
        ({"policyRule": {**RULE, "else": {}}}, "InvalidPolicyRule"),
        ({"policyRule": {**RULE, "then": {"effect": "forbid"}}}, "InvalidPolicyRule"),
        ({"policyRule": {**RULE, "if": {"field": "a", "is": "b"}}}, "InvalidPolicyRule"),
        ({"policyRule": {**RULE, "if": {"field": "a", "equals": "b", "like": "c"}}}, "InvalidPolicyRule"),
        ({"policyRule": {**RULE, "if": {"anyOf": []}}}, "InvalidPolicyRule"),
        ({"policyRule": {**RULE, "if": {"not": {"allOf": "x"}}}}, "InvalidPolicyRule"),
    ],
)
def test_what_a_definition_must_be(azure: Any, refused: Any, more: dict[str, Any], code: str) -> None:
    refused(code, define, azure, **more)


_KEYS = ("if", "then", "effect", "allOf", "not", "field", "equals", "count", "value")
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.just("[parameters('a')]"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_VALUES, st.dictionaries(st.sampled_from(["a", "b"]), _VALUES, max_size=2))
def test_any_rule_is_taken_or_refused(rule: Any, parameters: dict[str, Any]) -> None:
    if _refusal(rule, parameters) is None:
        assert set(rule) == {"if", "then"}


def _refusal(rule: Any, parameters: dict[str, Any]) -> ArmError | None:
    try:
        check_rule(rule, parameters)
    except ArmError as error:
        return error
    return None
