"""The Azure boundary: policy definitions with their assignments, and a deny assignment as an opt-in.

Azure has no boundary that limits an identity. What it has is Azure Policy, which refuses requests of the control plane:
https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-basics. So the boundary is that in the
agents' subscription nobody can grant an agent a privileged role, write a custom role that raises rights, federate an
identity with a foreign issuer, make identities elsewhere, or switch shared keys on.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from agent_identity.boundaries.azure_rules import DENIED_ACTIONS, DENIED_FAMILIES, RULES, rule_for
from agent_identity.boundaries.classes import DEFAULT, boundary_class
from agent_identity.boundaries.placeholders import placeholder
from agent_identity.naming import AZURE_RESOURCE, name_for

NOT_STOPPED: Final = (
    "requests of the data plane",
    "POST actions like listKeys and runCommand, beyond what custom roles leave out",
    "Microsoft Graph",
    "grants that exist already",
    "tokens already issued (up to 24 hours)",
    "what ordinary agents need, on whatever it is granted: reading secrets, using keys, writing blobs and settings",
    (
        "roles that are written in a management group above the subscription, and roles of services inside a resource,"
        " like those of Cosmos DB or Kusto, once they are granted"
    ),
)
"""What this mechanism does not stop, in words for descriptions and documentation."""

EVERYONE: Final = {"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}
"""All principals, as a deny assignment writes them."""


def policy_definitions(class_name: str = DEFAULT) -> dict[str, dict[str, Any]]:
    """Returns the properties of each policy definition of a class, by the rule's key.

    Raises:
        ValueError: When there is no class of this name.
    """
    name = boundary_class(class_name).name
    return {
        key: {
            "displayName": f"Agent boundary ({name}): {rule.title}",
            "description": f"{rule.title}. Does not stop: {'; '.join(NOT_STOPPED[:5])}.",
            "policyType": "Custom",
            "mode": "All",
            "metadata": {"category": "Agent identity", "version": "1.0.0"},
            "parameters": {
                parameter: {"type": "Array", "metadata": {"description": text}, "defaultValue": []}
                for parameter, text in rule.parameters.items()
            },
            "policyRule": {"if": rule_for(key, name), "then": {"effect": "deny"}},
        }
        for key, rule in RULES.items()
    }


def assignment_parameters(
    key: str,
    *,
    resource_groups: Sequence[str] = (),
    allowed_issuers: Sequence[str] = (),
    exclude_principals: Sequence[str] = (),
    exclude_roles: Sequence[str] = (),
) -> dict[str, Any]:
    """Returns the parameters of a definition's assignment, as Azure Policy writes them.

    Args:
        key: The rule's key, as `policy_definitions` gives it.
        resource_groups: Names of the resource groups that hold agents' identities.
        allowed_issuers: Issuers with which an identity may be federated.
        exclude_principals: Object ids that may hold a privileged role here, like the deployment pipeline's.
        exclude_roles: GUIDs of custom roles of the platform's own, which may hold what an agent's may not.
    """
    values: Mapping[str, Sequence[str]] = {
        "resourceGroups": resource_groups,
        "allowedIssuers": allowed_issuers,
        "excludedPrincipals": exclude_principals,
        "excludedRoles": exclude_roles,
    }
    return {parameter: {"value": list(values[parameter])} for parameter in RULES[key].parameters}


def deny_assignment(
    class_name: str = DEFAULT, scope: str | None = None, exclude_principals: Sequence[str] = ()
) -> dict[str, Any]:
    """Returns the properties of the deny assignment that stops everyone but the excluded principals.

    It needs a subscription's feature flag and is in preview, so it is an opt-in:
    https://learn.microsoft.com/azure/role-based-access-control/deny-assignments.

    Args:
        class_name: The boundary class.
        scope: A management group or subscription; without it a marked placeholder.
        exclude_principals: Object ids of those who deploy; without any, a marked placeholder. Azure refuses an empty
            list.

    Raises:
        ValueError: When there is no class of this name.
    """
    name = boundary_class(class_name).name
    excluded = list(exclude_principals) or [
        placeholder("who deploys", "--exclude-principal", "the pipeline's object id")
    ]
    return {
        "denyAssignmentName": f"Agent boundary ({name})",
        "description": "No change of principals, roles, policies or another identity's code. Does not stop: reads;"
        " data actions; deny assignments themselves; principals that are excluded.",
        "denyAssignmentEffect": "enforced",
        "permissions": [
            {"actions": [*DENIED_ACTIONS, *DENIED_FAMILIES], "notActions": [], "dataActions": [], "notDataActions": []},
        ],
        "scope": scope
        or placeholder("where it applies", "--scope", "/providers/Microsoft.Management/managementGroups/agents"),
        "doNotApplyToChildScopes": False,
        "principals": [dict(EVERYONE)],
        "excludePrincipals": [{"id": principal, "type": "ServicePrincipal"} for principal in excluded],
    }


def definition_name(key: str, class_name: str, environment: str) -> str:
    """Returns the name of a policy definition, and of its assignment, of a class in an environment."""
    return name_for(AZURE_RESOURCE, key, boundary_class(class_name).name, environment)


def definition_id(key: str, class_name: str, environment: str, subscription: str) -> str:
    """Returns the resource id of a policy definition, known before anything is deployed."""
    name = definition_name(key, class_name, environment)
    return f"/subscriptions/{subscription}/providers/Microsoft.Authorization/policyDefinitions/{name}"


def assignment_id(key: str, class_name: str, environment: str, scope: str) -> str:
    """Returns the resource id of a definition's assignment, known before anything is deployed."""
    return (
        f"{scope}/providers/Microsoft.Authorization/policyAssignments/{definition_name(key, class_name, environment)}"
    )


def boundary_id(class_name: str, environment: str, scope: str) -> str:
    """Returns what stands for the whole boundary in manifests and in the pack: the assignment about grants."""
    return assignment_id("privileged-grants", class_name, environment, scope)
