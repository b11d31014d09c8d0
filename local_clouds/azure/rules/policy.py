"""Microsoft.Authorization: policy definitions, sets of them, and their assignments. Nothing evaluates them here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.azure.errors import ArmError, bad_request
from local_clouds.azure.ids import parse, scope_kind
from local_clouds.azure.rules.policy_rule import check_rule
from local_clouds.azure.rules.roles import SCOPES
from local_clouds.azure.types import Change, ResourceType

if TYPE_CHECKING:
    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.ids import ScopeKind
    from local_clouds.azure.store import JSON, Resource

DEFINITION = "Microsoft.Authorization/policyDefinitions"
SET_DEFINITION = "Microsoft.Authorization/policySetDefinitions"
ASSIGNMENT = "Microsoft.Authorization/policyAssignments"
_MODELS = "azure.mgmt.resource.policy.models"
_MODES = frozenset({"all", "indexed"})
_NAME = r"[^<>*%&:\\?.+/]*[^<>*%&:\\?.+/ ]"
_LONGEST_TITLE = 128
_LONGEST_AT_MANAGEMENT_GROUP = 24


def _definition(change: Change) -> None:
    given = change.properties
    mode = given.setdefault("mode", "Indexed")
    if mode.lower() not in _MODES and not (mode.startswith("Microsoft.") and ".Data" in mode):
        raise bad_request(
            "InvalidPolicyDefinitionMode", f"The mode '{mode[:100]}' must be 'All', 'Indexed' or a resource provider's."
        )
    _titled(given)
    if given.get("policyType") not in {None, "NotSpecified", "Custom"}:
        raise bad_request(
            "InvalidPolicyType", f"The policyType of a definition of yours is 'Custom', found '{given['policyType']}'."
        )
    parameters = given.get("parameters") or {}
    check_rule(given.get("policyRule"), parameters)
    before = change.before.properties.get("parameters") or {} if change.before else {}
    if set(before) - set(parameters):
        raise bad_request("InvalidPolicyParameterUpdate", "Policy parameters cannot be removed during policy update.")
    given["policyType"] = "Custom"


def _set_definition(change: Change) -> None:
    given = change.properties
    _titled(given)
    parts = given.get("policyDefinitions") or []
    if not parts:
        raise bad_request("InvalidPolicySetDefinition", "A policy set needs at least one policy definition.")
    for part in parts:
        _defined(change.cloud, part.get("policyDefinitionId"), change.target.parent, DEFINITION)
    given["policyType"] = "Custom"


def _titled(given: JSON) -> None:
    if len(given.get("displayName") or "") > _LONGEST_TITLE:
        raise bad_request("InvalidPolicyDisplayName", f"The display name has at most {_LONGEST_TITLE} characters.")


def _defined(cloud: Cloud, identifier: Any, scope: str, *types: str) -> Resource:  # noqa: ANN401
    """Return a definition, which must lie at or above where it is used."""
    found = cloud.store.get(identifier) if isinstance(identifier, str) else None
    if found is None or found.type not in types:
        raise ArmError(
            404,
            "PolicyDefinitionNotFound",
            f"The policy definition '{str(identifier)[:300]}' could not be found (built-in ones are not here).",
        )
    if not cloud.covers(found.parent, scope):
        raise bad_request(
            "InvalidPolicyDefinitionScope",
            f"The policy definition '{found.identifier}' is not at or above the scope '{scope}'.",
        )
    return found


def _assignment(change: Change) -> None:
    """Check an assignment (Microsoft Learn, "Azure Policy assignment structure")."""
    given = change.properties
    scope = change.target.parent
    at_group = change.before is None and scope_kind(parse(scope).type if scope else "") == "managementGroup"
    if at_group and len(change.target.name) > _LONGEST_AT_MANAGEMENT_GROUP:
        raise bad_request(
            "InvalidPolicyAssignmentName",
            f"There, names have at most {_LONGEST_AT_MANAGEMENT_GROUP} characters: '{change.target.name}'.",
        )
    definition = _defined(change.cloud, given.get("policyDefinitionId"), scope, DEFINITION, SET_DEFINITION)
    _parameters(change, definition)
    for excluded in given.get("notScopes") or []:
        if not change.cloud.covers(scope, excluded):
            raise bad_request("InvalidNotScopes", f"The excluded scope '{excluded[:300]}' does not lie in '{scope}'.")
    if change.body.get("identity", {}).get("type") not in {None, "None"} and not change.body.get("location"):
        raise bad_request("ResourceIdentityRequired", "An assignment with an identity needs a location.")
    if (
        change.before is not None
        and change.before.properties["policyDefinitionId"].lower() != definition.identifier.lower()
    ):
        raise bad_request("PolicyAssignmentUpdateNotPermitted", "The policy definition of an assignment cannot change.")
    given["scope"] = scope
    given.setdefault("enforcementMode", "Default")
    given.setdefault("instanceId", change.before.properties["instanceId"] if change.before else change.target.name)


def _parameters(change: Change, definition: Resource) -> None:
    declared = definition.properties.get("parameters") or {}
    values = change.properties.get("parameters") or {}
    unknown = sorted(set(values) - set(declared))
    if unknown:
        raise bad_request(
            "UndefinedPolicyParameter",
            f"The policy assignment '{change.target.name}' gives the parameter(s) '{','.join(unknown)[:200]}', "
            f"which are not defined in the policy definition '{definition.name}'.",
        )
    missing = [
        name for name, one in declared.items() if "defaultValue" not in one and "value" not in values.get(name, {})
    ]
    if missing:
        raise bad_request(
            "MissingPolicyParameter",
            f"The policy assignment '{change.target.name}' is missing the parameter(s) '{','.join(missing)[:200]}' as "
            f"defined in the policy definition '{definition.name}'.",
        )
    for name, value in values.items():
        allowed = declared[name].get("allowedValues")
        if allowed and value.get("value") not in allowed:
            raise bad_request(
                "PolicyParameterValueNotAllowed", f"The value of '{name}' must be one of {str(allowed)[:200]}."
            )


def _unused(cloud: Cloud, definition: Resource) -> None:
    key = definition.identifier.lower()
    users = [item for item in cloud.store.of_type(ASSIGNMENT) if item.properties["policyDefinitionId"].lower() == key]
    users += [
        item
        for item in cloud.store.of_type(SET_DEFINITION)
        if any(part["policyDefinitionId"].lower() == key for part in item.properties["policyDefinitions"])
    ]
    if users:
        raise bad_request(
            "InvalidDeletePolicyDefinitionRequest",
            f"The policy definition '{definition.name}' cannot be deleted. "
            f"It is referenced by '{users[0].identifier}'.",
        )


_DEFINED_AT: frozenset[ScopeKind] = frozenset({"subscription", "managementGroup"})
TYPES = (
    ResourceType(
        DEFINITION,
        model=f"{_MODELS}:PolicyDefinition",
        scopes=_DEFINED_AT,
        pattern=_NAME,
        longest=128,
        location="nothing",
        rules=(_definition,),
        guards=(_unused,),
        limit=(500, "PolicyDefinitionQuotaExceeded"),
        updated=201,
    ),
    ResourceType(
        SET_DEFINITION,
        model=f"{_MODELS}:PolicySetDefinition",
        scopes=_DEFINED_AT,
        pattern=_NAME,
        longest=128,
        location="nothing",
        rules=(_set_definition,),
        guards=(_unused,),
        limit=(200, "PolicySetDefinitionQuotaExceeded"),
    ),
    ResourceType(
        ASSIGNMENT,
        model=f"{_MODELS}:PolicyAssignment",
        scopes=SCOPES,
        pattern=_NAME,
        longest=128,
        location="optional",
        rules=(_assignment,),
        limit=(200, "PolicyAssignmentQuotaExceeded"),
        updated=201,
    ),
)
