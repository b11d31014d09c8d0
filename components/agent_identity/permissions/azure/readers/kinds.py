"""What an object of an export is, told from what it holds: nothing but that says which command wrote it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from agent_identity.permissions.azure.readers.form import Form


class Hint(StrEnum):
    """What a file is given as; its content says the rest."""

    ANY = "any"
    DIRECTORY = "directory"
    GROUPS = "groups"
    ELIGIBLE = "eligible"
    ANCESTRY = "ancestry"


class What(StrEnum):
    """What an object is."""

    ASSIGNMENT = "role assignment"
    ELIGIBLE = "eligible role assignment"
    ROLE = "role definition"
    DENIAL = "deny assignment"
    RESOURCE = "resource with an identity"
    SERVICE_PRINCIPAL = "service principal"
    APPLICATION = "application"
    APP_ROLE = "app role assignment"
    DIRECTORY_ROLE = "directory role"
    DIRECTORY_ASSIGNMENT = "directory role assignment"
    DIRECTORY_ELIGIBLE = "eligible directory role assignment"
    DIRECTORY_DEFINITION = "directory role definition"
    GROUP = "group"
    USER = "user"
    MANAGEMENT_GROUP = "management group"
    CREDENTIAL = "federated identity credential"
    NOTHING = "nothing known"


_COLLECTIONS: Final = {
    "roleassignments": What.ASSIGNMENT,
    "roledefinitions": What.ROLE,
    "denyassignments": What.DENIAL,
    "serviceprincipals": What.SERVICE_PRINCIPAL,
    "applications": What.APPLICATION,
    "approleassignments": What.APP_ROLE,
    "directoryroles": What.DIRECTORY_ROLE,
    "groups": What.GROUP,
    "users": What.USER,
    "roleeligibilityschedules": What.ELIGIBLE,
    "roleeligibilityscheduleinstances": What.ELIGIBLE,
    "roleassignmentschedules": What.ASSIGNMENT,
    "roleassignmentscheduleinstances": What.ASSIGNMENT,
    "federatedidentitycredentials": What.CREDENTIAL,
    "identities": What.RESOURCE,
    "resources": What.RESOURCE,
    "managementgroups": What.MANAGEMENT_GROUP,
}
_ODATA: Final = {
    "serviceprincipal": What.SERVICE_PRINCIPAL,
    "agentidentity": What.SERVICE_PRINCIPAL,
    "application": What.APPLICATION,
    "group": What.GROUP,
    "user": What.USER,
    "directoryrole": What.DIRECTORY_ROLE,
    "approleassignment": What.APP_ROLE,
    "unifiedroleassignment": What.DIRECTORY_ASSIGNMENT,
    "unifiedroleassignmentscheduleinstance": What.DIRECTORY_ASSIGNMENT,
    "unifiedroleeligibilityschedule": What.DIRECTORY_ELIGIBLE,
    "unifiedroleeligibilityscheduleinstance": What.DIRECTORY_ELIGIBLE,
    "unifiedroledefinition": What.DIRECTORY_DEFINITION,
    "federatedidentitycredential": What.CREDENTIAL,
}
_OF_AN_ASSIGNMENT: Final = ("principalId", "principalType", "roleDefinitionId", "roleDefinitionName", "scope")
_MOST_WITHIN: Final = 3
"""How deep lists may be within lists: pages that were put together are."""
EXPECTED: Final = (
    "role assignments, role definitions or deny assignments as `az role … list` or the REST API writes them, or an"
    " export of Microsoft Graph"
)


def objects(
    form: Form, at: str, data: object, hint: Hint, within: int = 0
) -> Iterator[tuple[str, Mapping[str, Any], What]]:
    """Yields every object of a document with its place and what it is; lists, wrappers and single objects alike."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            if isinstance(item, Mapping) or (isinstance(item, list) and within < _MOST_WITHIN):
                yield from objects(form, f"{at}/{index}", item, hint, within + 1)
            else:
                form.wrong(f"{at}/{index}", item, "an object")
    elif isinstance(data, Mapping):
        yield from _object(form, at, data, hint)
    else:
        form.wrong(at, data, EXPECTED)


def _object(
    form: Form, at: str, data: Mapping[str, Any], hint: Hint, *, page: bool = False
) -> Iterator[tuple[str, Mapping[str, Any], What]]:
    what = _what(data, hint)
    if what is not What.NOTHING:
        yield at, data, what
        return
    if isinstance(data.get("value"), list) and not page:
        said_of_all = str(data.get("@odata.context", "")).partition("#")[2].partition("(")[0]
        context = _collection(said_of_all.rpartition("/")[2])
        for index, item in enumerate(data["value"]):
            if isinstance(item, Mapping):
                said = _what(item, hint)
                yield from (
                    [(f"{at}/value/{index}", item, context)]
                    if said is What.NOTHING and context is not None
                    else _object(form, f"{at}/value/{index}", item, hint, page=True)
                )
            else:
                form.wrong(f"{at}/value/{index}", item, "an object")
        return
    known = {key: _collection(key) for key in data if isinstance(data[key], (list, Mapping)) and _collection(key)}
    if not known:
        form.wrong(at, data, EXPECTED)
    for key, collection in known.items():
        value = data[key]
        listed = value.get("value") if isinstance(value, Mapping) else value
        for place, item in form.listed(f"{at}/{key}", listed):
            if not isinstance(item, Mapping):
                form.wrong(place, item, "an object")
                continue
            said = _what(item, hint)
            yield place, item, collection if said is What.NOTHING and collection is not None else said


def _collection(key: str) -> What | None:
    return _COLLECTIONS.get(key.lower())


def _what(data: Mapping[str, Any], hint: Hint) -> What:  # noqa: PLR0911, PLR0912 - one line for each shape
    odata = _ODATA.get(str(data.get("@odata.type", "")).rpartition(".")[2].lower())
    if odata is not None:
        return odata
    properties = data["properties"] if isinstance(data.get("properties"), Mapping) else data
    path = str(data.get("id", "")).lower() if isinstance(data.get("id"), str) else ""
    kind = str(data.get("type", "")).lower()
    if "roleeligibility" in path or "roleeligibility" in kind:
        return What.ELIGIBLE
    if "denyassignments" in path or "denyassignments" in kind or "denyAssignmentName" in properties:
        return What.DENIAL
    if "appRoleId" in data:
        return What.APP_ROLE
    if "rolePermissions" in data:
        return What.DIRECTORY_DEFINITION
    if "directoryScopeId" in data or "appScopeId" in data:
        return What.DIRECTORY_ELIGIBLE if hint is Hint.ELIGIBLE else What.DIRECTORY_ASSIGNMENT
    if _has(properties, "principalId") and _has(properties, "roleDefinitionId", "roleDefinitionName", "roleName"):
        if hint is Hint.DIRECTORY and "scope" not in properties:
            return What.DIRECTORY_ASSIGNMENT
        return What.ELIGIBLE if hint is Hint.ELIGIBLE else What.ASSIGNMENT
    if "principals" in properties and "permissions" in properties:
        return What.DENIAL
    if sum(key in properties for key in _OF_AN_ASSIGNMENT) > 1:
        # Most of one: what it lacks is then told by name.
        return What.ELIGIBLE if hint is Hint.ELIGIBLE else What.ASSIGNMENT
    if "permissions" in properties or "assignableScopes" in properties or {"Actions", "DataActions"} & set(data):
        return What.ROLE
    if "/roleassignments/" in path or kind.endswith("/roleassignments"):
        return What.ASSIGNMENT
    if "/roledefinitions/" in path or kind.endswith("/roledefinitions"):
        return What.ROLE
    if path.startswith("/providers/microsoft.management/managementgroups/") or kind.endswith("/managementgroups"):
        return What.MANAGEMENT_GROUP
    if path.startswith("/subscriptions/") and ("identity" in data or "principalId" in properties):
        return What.RESOURCE
    if path.startswith("/subscriptions/") and kind:
        return What.RESOURCE
    if "servicePrincipalType" in data or "servicePrincipalNames" in data:
        return What.SERVICE_PRINCIPAL
    if "roleTemplateId" in data:
        return What.DIRECTORY_ROLE
    if "issuer" in data and "subject" in data:
        return What.CREDENTIAL
    if "securityEnabled" in data or "mailEnabled" in data or "groupTypes" in data:
        return What.GROUP
    if "userPrincipalName" in data:
        return What.USER
    if "appId" in data and ("requiredResourceAccess" in data or "signInAudience" in data or "identifierUris" in data):
        return What.APPLICATION
    if hint is Hint.GROUPS and "id" in data and "members" in data:
        return What.GROUP
    if hint is Hint.DIRECTORY and "appId" in data:
        return What.SERVICE_PRINCIPAL
    return What.NOTHING


def _has(data: Mapping[str, Any], *keys: str) -> bool:
    return any(key in data for key in keys)
