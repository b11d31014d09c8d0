"""Microsoft.Authorization/roleDefinitions: Azure's own roles, and custom ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local_clouds.azure.builtin_roles import ROLE_DEFINITION, built_in_names, built_in_roles
from local_clouds.azure.errors import ArmError, bad_request
from local_clouds.azure.ids import name_of, same, scope_kind
from local_clouds.azure.rules.operation_names import check_operations
from local_clouds.azure.types import GUID, Change, ResourceType

if TYPE_CHECKING:
    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.ids import ScopeKind
    from local_clouds.azure.store import JSON, Resource

ROLE_ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
SCOPES: frozenset[ScopeKind] = frozenset({"tenant", "managementGroup", "subscription", "resourceGroup", "resource"})
_LONGEST_NAME = 512


def find_role(cloud: Cloud, identifier: str) -> JSON | None:
    """Return a role definition as ARM shows it, by its GUID: the scope in front of it is only where it is seen from."""
    guid = name_of(identifier).lower()
    if not re.fullmatch(rf"(/.*)?/providers/{ROLE_DEFINITION}/{GUID}", identifier, re.IGNORECASE):
        return None
    if guid in built_in_roles():
        return built_in_roles()[guid]
    found = next((item for item in cloud.store.of_type(ROLE_DEFINITION) if item.name.lower() == guid), None)
    return cloud.shown(found) if found else None


def _custom_role(change: Change) -> None:
    """Check a custom role (Microsoft Learn, "Azure custom roles", properties and limits)."""
    role = change.properties
    if change.target.name.lower() in built_in_roles():
        raise bad_request("RoleDefinitionIsBuiltIn", "A built-in role cannot be changed.")
    name = role.get("roleName")
    if not name or len(name) > _LONGEST_NAME:
        raise bad_request("InvalidRoleDefinitionName", f"The role name must have 1 to {_LONGEST_NAME} characters.")
    if role.get("type") not in {None, "CustomRole"}:
        raise bad_request(
            "InvalidRoleDefinitionType", f"The type of a role must be 'CustomRole', found '{role['type']}'."
        )
    change.unique = str(name).lower()
    holder = change.cloud.store.holder(ROLE_DEFINITION, change.unique)
    other = holder is not None and not same(holder.identifier, change.target.identifier)
    if other or change.unique in built_in_names():
        raise ArmError(
            409,
            "RoleDefinitionWithSameNameExists",
            f"A custom role with the same name already exists in this directory. Use a different name: '{name[:200]}'.",
        )
    _assignable(change)
    for permission in role.get("permissions") or []:
        for key in ("actions", "notActions", "dataActions", "notDataActions"):
            check_operations(permission.setdefault(key, []))
    if not any(permission["actions"] or permission["dataActions"] for permission in role.get("permissions") or []):
        raise bad_request("MissingActions", "A role needs permissions with at least one action or data action.")
    role["type"] = "CustomRole"
    role.setdefault("description", "")


def _assignable(change: Change) -> None:
    scopes = change.properties.get("assignableScopes") or []
    if not scopes:
        raise bad_request("InvalidAssignableScopes", "A custom role needs at least one assignable scope.")
    groups = 0
    for scope in scopes:
        found = change.cloud.store.get(scope)
        if found is None:
            raise bad_request(
                "InvalidAssignableScopes",
                f"The assignable scope '{scope[:300]}' must be an existing management group, "
                "subscription or resource group.",
            )
        groups += scope_kind(found.type) == "managementGroup"
    if groups > 1:
        raise bad_request(
            "InvalidAssignableScopes", "A custom role may have one management group in its assignable scopes."
        )


def _not_assigned(cloud: Cloud, role: Resource) -> None:
    for assignment in cloud.store.of_type(ROLE_ASSIGNMENT):
        if name_of(assignment.properties["roleDefinitionId"]).lower() == role.name.lower():
            raise bad_request(
                "RoleDefinitionHasAssignments",
                f"There are existing role assignments referencing the role '{role.name}'.",
            )


TYPES = (
    ResourceType(
        ROLE_DEFINITION,
        model="azure.mgmt.authorization.v2022_04_01.models:RoleDefinition",
        scopes=SCOPES,
        pattern=GUID,
        location="nothing",
        rules=(_custom_role,),
        guards=(_not_assigned,),
        limit=(5000, "RoleDefinitionLimitExceeded"),
        updated=201,
    ),
)
