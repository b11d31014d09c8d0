"""Roles, role assignments, deny assignments and locks, by Microsoft's authorization client."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.local_clouds.azure.conftest import GROUP, SUBSCRIPTION, Raw

READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
AGENTS = "/providers/Microsoft.Management/managementGroups/agents"
SOMEONE = "11111111-1111-4111-8111-111111111111"
EVERYONE = "00000000-0000-0000-0000-000000000000"


def guid() -> str:
    return str(uuid.uuid4())


def identity(azure: Any, name: str = "reader") -> str:
    return str(
        azure.identities.user_assigned_identities.create_or_update(
            "agents", name, {"location": "westeurope"}
        ).principal_id
    )


def grant(azure: Any, scope: str = GROUP, name: str = "", **more: Any) -> Any:
    body = {"role_definition_id": READER, "principal_id": SOMEONE, "principal_type": "ServicePrincipal", **more}
    return azure.authorization.role_assignments.create(scope, name or guid(), body)


def role(azure: Any, name: str = "", scope: str = GROUP, **more: Any) -> Any:
    body = {
        "role_name": "Invoice reader",
        "assignable_scopes": [scope],
        "permissions": [{"actions": ["Microsoft.Storage/storageAccounts/read"]}],
        **more,
    }
    return azure.authorization.role_definitions.create_or_update(scope, name or guid(), body)


def test_an_assignment_at_every_scope(azure: Any) -> None:
    for scope in (AGENTS, SUBSCRIPTION, GROUP):
        made = grant(azure, scope)
        assert made.scope == scope
        assert azure.authorization.role_assignments.get(scope, made.name).principal_id == SOMEONE
    identity(azure)
    target = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"
    assert grant(azure, target).id.startswith(f"{target}/providers/Microsoft.Authorization/roleAssignments/")


def test_assignments_are_listed_above_at_and_below(azure: Any) -> None:
    top, middle, low = (grant(azure, scope) for scope in (AGENTS, SUBSCRIPTION, GROUP))
    other = grant(azure, principal_id=identity(azure))
    listing = azure.authorization.role_assignments

    def names(found: Any) -> set[str]:
        return {item.name for item in found}

    assert names(listing.list_for_scope(SUBSCRIPTION)) == {top.name, middle.name, low.name, other.name}
    assert names(listing.list_for_scope(SUBSCRIPTION, filter="atScope()")) == {top.name, middle.name}
    wanted = f"principalId eq '{SOMEONE}'"
    assert names(listing.list_for_scope(GROUP, filter=wanted)) == {top.name, middle.name, low.name}
    assert names(listing.list_for_subscription(filter=f"assignedTo('{other.principal_id}')")) == {other.name}
    assert names(listing.list_for_resource_group("agents", filter="atScope() and " + wanted)) == {
        top.name, middle.name, low.name,
    }  # fmt: skip


def test_what_an_assignment_must_name(azure: Any, refused: Any) -> None:
    refused("RoleDefinitionDoesNotExist", grant, azure, role_definition_id=READER[:-12] + "000000000000")
    refused("RoleDefinitionDoesNotExist", grant, azure, role_definition_id="Reader")
    refused("InvalidPrincipalId", grant, azure, principal_id="someone")
    refused("PrincipalNotFound", grant, azure, principal_type=None)
    refused("InvalidRequestContent", grant, azure, principal_type="Robot")
    refused("InvalidResourceName", grant, azure, name="not-a-guid")
    refused("ResourceGroupNotFound", grant, azure, scope=GROUP + "-none")
    refused("SubscriptionNotFound", grant, azure, scope=f"/subscriptions/{guid()}")
    refused("ResourceNotFound", grant, azure, scope=AGENTS + "-none")


def test_the_directory_knows_the_principals_of_identities(azure: Any, refused: Any) -> None:
    principal = identity(azure)
    refused("UnmatchedPrincipalType", grant, azure, principal_id=principal, principal_type="User")
    assert grant(azure, principal_id=principal, principal_type=None).principal_type == "ServicePrincipal"
    azure.identities.user_assigned_identities.delete("agents", "reader")
    refused("PrincipalNotFound", grant, azure, SUBSCRIPTION, principal_id=principal, principal_type=None)
    assert identity(azure) != principal


def test_a_grant_exists_once_and_keeps_its_principal(azure: Any, refused: Any) -> None:
    made = grant(azure)
    refused("RoleAssignmentExists", grant, azure)
    assert grant(azure, name=made.name, description="again").description == "again"
    refused("RoleAssignmentUpdateNotPermitted", grant, azure, name=made.name, principal_id=guid())
    azure.authorization.role_assignments.delete(GROUP, made.name)
    assert grant(azure).name != made.name


def test_a_condition_has_its_version(azure: Any, refused: Any) -> None:
    condition = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'ServicePrincipal'"
    refused("InvalidConditionVersion", grant, azure, condition=condition)
    refused("InvalidCondition", grant, azure, condition="x" * 8193, condition_version="2.0")
    assert grant(azure, condition=condition, condition_version="2.0").condition == condition


def test_a_management_group_holds_500_assignments(raw: Raw) -> None:
    def put() -> Any:
        body = {"principalId": guid(), "principalType": "ServicePrincipal", "roleDefinitionId": READER}
        path = f"{AGENTS}/providers/Microsoft.Authorization/roleAssignments/{guid()}"
        return raw.call("PUT", path, {"properties": body})

    assert {put().status_code for _ in range(500)} == {201}
    assert put().get_json()["error"]["code"] == "RoleAssignmentLimitExceeded"


def test_a_custom_role_lives(azure: Any, refused: Any) -> None:
    made = role(azure)
    assert made.role_type == "CustomRole"
    found = azure.authorization.role_definitions.list(GROUP, filter="type eq 'CustomRole'")
    assert [item.role_name for item in found] == ["Invoice reader"]
    assignment = grant(azure, role_definition_id=made.id)
    refused("RoleDefinitionHasAssignments", azure.authorization.role_definitions.delete, GROUP, made.name)
    azure.authorization.role_assignments.delete(GROUP, assignment.name)
    azure.authorization.role_definitions.delete(GROUP, made.name)
    refused("RoleDefinitionDoesNotExist", azure.authorization.role_definitions.get, GROUP, made.name)


def test_a_custom_role_is_assignable_where_it_says(azure: Any, refused: Any) -> None:
    made = role(azure)
    refused("RoleDefinitionDoesNotExist", grant, azure, SUBSCRIPTION, role_definition_id=made.id)
    assert grant(azure, role_definition_id=made.id)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"role_name": "READER"}, "RoleDefinitionWithSameNameExists"),
        ({"role_name": ""}, "InvalidRoleDefinitionName"),
        ({"role_name": "r" * 513}, "InvalidRoleDefinitionName"),
        ({"assignable_scopes": []}, "InvalidAssignableScopes"),
        ({"assignable_scopes": ["/"]}, "InvalidAssignableScopes"),
        ({"assignable_scopes": [GROUP + "-none"]}, "InvalidAssignableScopes"),
        ({"role_type": "BuiltInRole"}, "InvalidRoleDefinitionType"),
        ({"permissions": []}, "MissingActions"),
        ({"permissions": [{"actions": ["read everything"]}]}, "InvalidActionOrNotAction"),
        ({"permissions": [{"actions": ["Microsoft.Storage/storageAccounts/peek"]}]}, "InvalidActionOrNotAction"),
        ({"permissions": [{"actions": ["*"], "not_data_actions": ["a"]}]}, "InvalidActionOrNotAction"),
    ],
)
def test_what_a_custom_role_must_be(azure: Any, refused: Any, more: dict[str, Any], code: str) -> None:
    refused(code, role, azure, **more)


def test_a_role_name_is_taken_once(azure: Any, refused: Any) -> None:
    made = role(azure)
    refused("RoleDefinitionWithSameNameExists", role, azure, role_name="invoice READER")
    assert role(azure, made.name, description="more").description == "more"


def test_built_in_roles_are_there_and_stay(azure: Any, refused: Any) -> None:
    found = list(azure.authorization.role_definitions.list(SUBSCRIPTION, filter="roleName eq 'Owner'"))
    assert found[0].permissions[0].actions == ["*"]
    assert azure.authorization.role_definitions.get_by_id(READER).role_name == "Reader"
    assert len(list(azure.authorization.role_definitions.list(SUBSCRIPTION))) > 700
    refused("RoleDefinitionIsBuiltIn", role, azure, READER.rpartition("/")[2])


def deny(azure: Any, **more: Any) -> Any:
    properties = {
        "denyAssignmentName": "no grants",
        "permissions": [{"actions": ["Microsoft.Authorization/roleAssignments/write"]}],
        "principals": [{"id": EVERYONE, "type": "SystemDefined"}],
        "excludePrincipals": [{"id": SOMEONE, "type": "ServicePrincipal"}],
        **more,
    }
    version = properties.pop("version", "2024-07-01-preview")
    path = f"{properties.pop('scope', AGENTS)}/providers/Microsoft.Authorization/denyAssignments/{guid()}"
    poller = azure.resources.resources.begin_create_or_update_by_id(
        path, {"properties": properties}, api_version=version
    )
    return poller.result()


def test_a_deny_assignment_at_a_management_group_is_seen_below(azure: Any) -> None:
    made = deny(azure)
    assert made.properties["isSystemProtected"] is False
    found = list(azure.authorization.deny_assignments.list_for_scope(GROUP))
    assert [item.deny_assignment_name for item in found] == ["no grants"]
    assert found[0].scope == AGENTS


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"version": "2022-04-01"}, "InvalidApiVersion"),
        ({"denyAssignmentName": ""}, "InvalidDenyAssignment"),
        ({"isSystemProtected": True}, "InvalidDenyAssignment"),
        ({"denyAssignmentEffect": "loud"}, "InvalidDenyAssignment"),
        ({"permissions": []}, "InvalidDenyAssignment"),
        ({"permissions": [{"actions": ["*"]}]}, "InvalidActionOrNotAction"),
        ({"permissions": [{"actions": ["Microsoft.Storage/storageAccounts/read"]}]}, "InvalidActionOrNotAction"),
        ({"permissions": [{"actions": ["Microsoft.Authorization/denyAssignments/write"]}]}, "InvalidActionOrNotAction"),
        ({"permissions": [{"actions": ["*/write"], "dataActions": ["*/write"]}]}, "InvalidDenyAssignment"),
        ({"principals": []}, "InvalidDenyAssignment"),
        ({"principals": [{"id": SOMEONE, "type": "User"}] * 2}, "InvalidDenyAssignment"),
        ({"principals": [{"id": SOMEONE, "type": "Group"}]}, "InvalidDenyAssignment"),
        ({"principals": [{"id": EVERYONE, "type": "User"}]}, "InvalidDenyAssignment"),
        ({"principals": [{"id": "me", "type": "User"}]}, "InvalidPrincipalId"),
        ({"excludePrincipals": []}, "InvalidDenyAssignment"),
        ({"excludePrincipals": None}, "InvalidDenyAssignment"),
        ({"scope": GROUP + "-none"}, "ResourceGroupNotFound"),
    ],
)
def test_what_a_deny_assignment_must_be(azure: Any, refused: Any, more: dict[str, Any], code: str) -> None:
    refused(code, deny, azure, **more)


def test_locks_hold_below_and_are_lifted(azure: Any, refused: Any) -> None:
    locks = azure.locks.management_locks
    identity(azure)
    locks.create_or_update_at_resource_group_level("agents", "keep", {"properties": {"level": "CanNotDelete"}})
    refused("ScopeLocked", azure.identities.user_assigned_identities.delete, "agents", "reader")
    refused("ScopeLocked", azure.resources.resource_groups.begin_delete, "agents")
    assert identity(azure)
    locks.create_or_update_at_resource_group_level("agents", "keep", {"properties": {"level": "ReadOnly"}})
    refused("ScopeLocked", identity, azure)
    locks.delete_at_resource_group_level("agents", "keep")
    azure.identities.user_assigned_identities.delete("agents", "reader")
    refused(
        "InvalidRequestContent",
        locks.create_or_update_at_resource_group_level,
        "agents",
        "keep",
        {"properties": {"level": "Loose"}},
    )
