"""Microsoft.Authorization: role assignments and deny assignments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local_clouds.azure.errors import ArmError, bad_request
from local_clouds.azure.ids import MANAGEMENT_GROUP, name_of, same
from local_clouds.azure.rules.operation_names import check_operations
from local_clouds.azure.rules.roles import ROLE_ASSIGNMENT, SCOPES, find_role
from local_clouds.azure.types import GUID, Change, ResourceType
from local_clouds.azure.writes import CALLER, timestamp

if TYPE_CHECKING:
    from local_clouds.azure.cloud import Cloud

DENY_ASSIGNMENT = "Microsoft.Authorization/denyAssignments"
EVERYONE = "00000000-0000-0000-0000-000000000000"
_MODELS = "azure.mgmt.authorization.v2022_04_01.models"
_PER_SUBSCRIPTION = 4000
_PER_MANAGEMENT_GROUP = 500
_LONGEST_CONDITION = 8192
_FIRST_DENY_VERSION = "2024-07-01"
_DENIABLE = frozenset({"write", "delete", "action"})


def _role_assignment(change: Change) -> None:
    """Check a role assignment (Microsoft Learn, "Troubleshoot Azure RBAC" and "Azure RBAC limits")."""
    given = change.properties
    role = find_role(change.cloud, given["roleDefinitionId"])
    scopes = role["properties"]["assignableScopes"] if role else []
    if role is None or not any(scope == "/" or change.cloud.covers(scope, change.target.parent) for scope in scopes):
        raise ArmError(
            404,
            "RoleDefinitionDoesNotExist",
            f"The specified role definition with ID '{name_of(given['roleDefinitionId'])[:100]}' does not exist"
            + (f" at the scope '{change.target.parent}'; it is assignable at {scopes}." if role else "."),
        )
    if not re.fullmatch(GUID, given["principalId"]):
        raise bad_request("InvalidPrincipalId", f"The principal ID '{given['principalId'][:100]}' is not a GUID.")
    _principal(change)
    given["scope"] = change.target.parent or "/"
    _condition(change)
    if change.before is not None:
        _same_grant(change)
    change.unique = (given["scope"].lower(), given["principalId"].lower(), name_of(given["roleDefinitionId"]).lower())
    holder = change.cloud.store.holder(ROLE_ASSIGNMENT, change.unique)
    if holder is not None and not same(holder.identifier, change.target.identifier):
        raise ArmError(
            409,
            "RoleAssignmentExists",
            "The role assignment already exists. The ID of the existing role assignment is "
            f"{holder.name.replace('-', '')}.",
        )
    _stamp(change)


def _principal(change: Change) -> None:
    principal = change.properties["principalId"]
    known = change.cloud.store.principal(principal)
    given = change.properties.get("principalType")
    if known is not None and given is not None and given != known:
        raise bad_request(
            "UnmatchedPrincipalType",
            f"The PrincipalId '{principal}' has type '{known}', which is different from specified PrincipalType "
            f"'{given}'.",
        )
    if known is None and given is None:
        raise bad_request(
            "PrincipalNotFound",
            f"Principal {principal} does not exist in the directory {change.cloud.tenant}. Check that you have the "
            "correct principal ID. If you are creating this principal and then immediately assigning a role, this "
            "error might be related to a replication delay. In this case, set the role assignment principalType "
            "property to a value, such as ServicePrincipal, User, or Group.",
        )
    change.properties["principalType"] = known or given


def _same_grant(change: Change) -> None:
    before = change.before.properties if change.before else {}
    for name in ("principalId", "roleDefinitionId"):
        if name_of(str(before[name])).lower() != name_of(str(change.properties[name])).lower():
            raise bad_request(
                "RoleAssignmentUpdateNotPermitted",
                "Tenant ID, application ID, principal ID, role definition ID, and scope are not allowed to be updated.",
            )


def _condition(change: Change) -> None:
    condition, version = change.properties.get("condition"), change.properties.get("conditionVersion")
    if condition is None:
        return
    if version != "2.0":
        raise bad_request("InvalidConditionVersion", f"A condition needs conditionVersion '2.0', found '{version}'.")
    if len(condition) > _LONGEST_CONDITION:
        raise bad_request("InvalidCondition", f"A condition has at most {_LONGEST_CONDITION} characters.")


def _stamp(change: Change) -> None:
    now = timestamp()
    change.keep("createdOn", lambda: now)
    change.keep("createdBy", lambda: CALLER)
    change.properties["updatedOn"] = now
    change.properties["updatedBy"] = CALLER


def _room(change: Change) -> None:
    if change.before is not None:
        return
    group = change.target.parent.lower().startswith(f"/providers/{MANAGEMENT_GROUP}/".lower())
    most = _PER_MANAGEMENT_GROUP if group else _PER_SUBSCRIPTION
    if change.cloud.store.count(ROLE_ASSIGNMENT, change.target.identifier) >= most:
        raise bad_request(
            "RoleAssignmentLimitExceeded",
            f"The role assignment limit for the {'management group' if group else 'subscription'} ({most}) is reached.",
        )


def _deny_assignment(change: Change) -> None:
    """Check a user-made deny assignment (Microsoft Learn, "Understand Azure deny assignments"; preview).

    It denies writes, deletions and actions, never reads or data actions; for one user or service principal, or for
    everyone with at least one exclusion; and it cannot deny the deletion of deny assignments.
    """
    deny = change.properties
    if change.api_version < _FIRST_DENY_VERSION:
        raise bad_request(
            "InvalidApiVersion", f"Deny assignments can be written from {_FIRST_DENY_VERSION}-preview on."
        )
    if not deny.get("denyAssignmentName"):
        raise bad_request("InvalidDenyAssignment", "'properties.denyAssignmentName' is required.")
    if deny.get("isSystemProtected"):
        raise bad_request("InvalidDenyAssignment", "'properties.isSystemProtected' cannot be set by a user.")
    if deny.get("denyAssignmentEffect", "enforced") not in {"enforced", "audit"}:
        raise bad_request("InvalidDenyAssignment", "'properties.denyAssignmentEffect' must be 'enforced' or 'audit'.")
    _denied(change)
    _denied_principals(change.cloud, deny.get("principals") or [], deny.get("excludePrincipals"))
    _condition(change)
    deny["scope"] = change.target.parent or "/"
    deny["isSystemProtected"] = False
    deny.setdefault("doNotApplyToChildScopes", False)
    deny.setdefault("denyAssignmentEffect", "enforced")
    _stamp(change)


def _denied(change: Change) -> None:
    permissions = change.properties.get("permissions") or []
    actions = [name for permission in permissions for name in permission.get("actions") or []]
    if not actions:
        raise bad_request("InvalidDenyAssignment", "A deny assignment needs permissions with at least one action.")
    for permission in permissions:
        if permission.get("dataActions") or permission.get("notDataActions"):
            raise bad_request("InvalidDenyAssignment", "A deny assignment cannot hold data actions.")
        check_operations(permission.get("actions"))
        check_operations(permission.get("notActions"))
    for name in actions:
        if name.rpartition("/")[2].lower() not in _DENIABLE:
            raise bad_request(
                "InvalidActionOrNotAction",
                f"'{name}' cannot be denied: only operations that end in write, delete or action can.",
            )
        if name.lower().startswith(DENY_ASSIGNMENT.lower() + "/"):
            raise bad_request("InvalidActionOrNotAction", f"'{name}' cannot be denied.")


def _denied_principals(cloud: Cloud, principals: list[dict[str, str]], excluded: list[dict[str, str]] | None) -> None:
    if len(principals) != 1:
        raise bad_request("InvalidDenyAssignment", f"Expected exactly one principal, found {len(principals)}.")
    principal = principals[0]
    if principal.get("id") == EVERYONE:
        if principal.get("type") != "SystemDefined":
            raise bad_request("InvalidDenyAssignment", "The principal 'everyone' has the type 'SystemDefined'.")
        if not excluded:
            raise bad_request(
                "InvalidDenyAssignment", "To deny everyone, excludePrincipals needs at least one principal."
            )
    elif principal.get("type") not in {"User", "ServicePrincipal"}:
        raise bad_request(
            "InvalidDenyAssignment",
            f"The principal's type is '{principal.get('type')}'; it must be 'User' or 'ServicePrincipal'.",
        )
    if excluded is not None and not excluded:
        raise bad_request("InvalidDenyAssignment", "excludePrincipals must not be empty: leave it out.")
    for one in [*principals, *(excluded or [])]:
        if not re.fullmatch(GUID, str(one.get("id"))):
            raise bad_request("InvalidPrincipalId", f"The principal ID '{str(one.get('id'))[:100]}' is not a GUID.")
        known = cloud.store.principal(str(one["id"]))
        if known is not None and one.get("type") not in {None, known}:
            raise bad_request("UnmatchedPrincipalType", f"The principal '{one['id']}' has type '{known}'.")


TYPES = (
    ResourceType(
        ROLE_ASSIGNMENT,
        model=f"{_MODELS}:RoleAssignmentCreateParameters",
        scopes=SCOPES,
        pattern=GUID,
        location="nothing",
        rules=(_role_assignment, _room),
    ),
    ResourceType(
        DENY_ASSIGNMENT,
        model=f"{_MODELS}:DenyAssignment",
        scopes=SCOPES,
        pattern=GUID,
        location="nothing",
        rules=(_deny_assignment,),
    ),
)
