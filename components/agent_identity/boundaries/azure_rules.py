"""What the Azure boundary refuses: conditions in the language of Azure Policy, and actions for the deny assignment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from agent_identity.boundaries.classes import RESTRICTED


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy definition: its title and its parameters, each with what it holds."""

    title: str
    parameters: Mapping[str, str]


RULES: Final = {
    "privileged-grants": Rule(
        "No privileged role for a service principal", {"excludedPrincipals": "Object ids that may hold such a role"}
    ),
    "custom-roles": Rule("No custom role with a wildcard or with an action that raises rights", {}),
    "foreign-issuers": Rule(
        "No federated credential of a foreign issuer", {"allowedIssuers": "Issuers with which identities may federate"}
    ),
    "identity-home": Rule(
        "No user-assigned identity outside the agents' resource groups",
        {"resourceGroups": "Names of the resource groups that hold agents' identities"},
    ),
    "shared-keys": Rule("No resource with shared keys", {}),
}
"""The definitions of a boundary by their keys. A key is part of a deployed name: it never changes."""

PRIVILEGED_ROLES: Final = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
    "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59": "Managed Identity Contributor",
    "f1a07417-d97a-45cb-824c-7a7467783830": "Managed Identity Operator",
    "36243c78-bf99-498c-9df9-86d9f8d28608": "Resource Policy Contributor",
    "adb29209-aa1d-457b-a786-c913953d2891": "Azure Deployment Stack Owner",
    "bf7f8882-3383-422a-806a-6526c631a88a": "Azure Deployment Stack Contributor",
    "9980e02c-c2be-4d73-94e8-173b1dc7cf3c": "Virtual Machine Contributor",
    "1c0163c0-47e6-4577-8991-ea5c82e286e4": "Virtual Machine Administrator Login",
    "de139f84-1756-47ae-9be6-808fbbe84772": "Website Contributor",
    "5d977122-f97e-4b4d-a52f-6b43003ddb4d": "Azure Container Instances Contributor Role",
    "358470bc-b998-42bd-ab17-a7e34c199c0f": "Container Apps Contributor",
    "f353d9bd-d4a6-484e-a77a-8050b599b867": "Automation Contributor",
    "87a39d53-fc1b-424a-814c-f7e04687dc9e": "Logic App Contributor",
    "673868aa-7521-48a0-acc6-0f60742d39f5": "Data Factory Contributor",
    "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8": "Azure Kubernetes Service Contributor Role",
    "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8": "Azure Kubernetes Service Cluster Admin Role",
    "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b": "Azure Kubernetes Service RBAC Cluster Admin",
    "17d1049b-9a84-46fb-8f53-869881c3d3ab": "Storage Account Contributor",
    "81a9662b-bebf-436f-a333-f67b29880f12": "Storage Account Key Operator Service Role",
    "00482a5a-887f-4fb3-b363-3b7fe8e74483": "Key Vault Administrator",
    "f25e0fa2-a7c8-4377-a976-54943a77a395": "Key Vault Contributor",
    "8b54135c-b56d-4d72-a534-26097cfdc8d8": "Key Vault Data Access Administrator",
    "5bd9cd88-fe45-4216-938b-f97437e15450": "DocumentDB Account Contributor",
    "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68": "Cognitive Services Contributor",
}
"""Built-in roles that raise rights, read keys or run code under another identity, by id."""

DENIED_ACTIONS: Final = (
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleAssignments/delete",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/roleDefinitions/delete",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleManagementPolicies/write",
    "Microsoft.Authorization/policyAssignments/write",
    "Microsoft.Authorization/policyAssignments/delete",
    "Microsoft.Authorization/policyDefinitions/write",
    "Microsoft.Authorization/policyDefinitions/delete",
    "Microsoft.Authorization/policySetDefinitions/write",
    "Microsoft.Authorization/policySetDefinitions/delete",
    "Microsoft.Authorization/policyExemptions/write",
    "Microsoft.Authorization/elevateAccess/action",
    "Microsoft.Authorization/locks/write",
    "Microsoft.Authorization/locks/delete",
    "Microsoft.ManagedIdentity/userAssignedIdentities/write",
    "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
    "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
    "Microsoft.Resources/deployments/write",
    "Microsoft.Resources/deploymentScripts/write",
    "Microsoft.Resources/deploymentStacks/write",
    "Microsoft.ManagedServices/registrationDefinitions/write",
    "Microsoft.ManagedServices/registrationAssignments/write",
    "Microsoft.Compute/virtualMachines/write",
    "Microsoft.Compute/virtualMachines/runCommand/action",
    "Microsoft.Compute/virtualMachines/extensions/write",
    "Microsoft.Compute/virtualMachineScaleSets/write",
    "Microsoft.Compute/virtualMachineScaleSets/extensions/write",
    "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action",
    "Microsoft.MachineLearningServices/workspaces/computes/write",
    "Microsoft.Web/sites/write",
    "Microsoft.Web/sites/config/write",
    "Microsoft.Web/sites/config/list/action",
    "Microsoft.Web/sites/publishxml/action",
    "Microsoft.Web/sites/host/listkeys/action",
    "Microsoft.Web/sites/functions/write",
    "Microsoft.Web/sites/extensions/write",
    "Microsoft.App/containerApps/write",
    "Microsoft.App/containerApps/listSecrets/action",
    "Microsoft.App/jobs/write",
    "Microsoft.ContainerInstance/containerGroups/write",
    "Microsoft.ContainerInstance/containerGroups/containers/exec/action",
    "Microsoft.Automation/automationAccounts/runbooks/write",
    "Microsoft.Automation/automationAccounts/jobs/write",
    "Microsoft.Automation/automationAccounts/webhooks/write",
    "Microsoft.Logic/workflows/write",
    "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
    "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
    "Microsoft.ContainerService/managedClusters/runCommand/action",
    "Microsoft.Storage/storageAccounts/listKeys/action",
    "Microsoft.Storage/storageAccounts/regenerateKey/action",
    "Microsoft.Storage/storageAccounts/listAccountSas/action",
    "Microsoft.Storage/storageAccounts/listServiceSas/action",
    "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
    "Microsoft.ContainerRegistry/registries/listCredentials/action",
    "Microsoft.ContainerRegistry/registries/regenerateCredential/action",
    "Microsoft.ContainerRegistry/registries/tokens/write",
    "Microsoft.ServiceBus/namespaces/authorizationRules/listKeys/action",
    "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action",
    "Microsoft.DocumentDB/databaseAccounts/listKeys/action",
    "Microsoft.DocumentDB/databaseAccounts/listConnectionStrings/action",
    "Microsoft.DocumentDB/databaseAccounts/regenerateKey/action",
    "Microsoft.CognitiveServices/accounts/listKeys/action",
    "Microsoft.CognitiveServices/accounts/regenerateKey/action",
    "Microsoft.KeyVault/vaults/write",
    "Microsoft.KeyVault/vaults/accessPolicies/write",
)
"""Actions of the control plane that raise rights. Azure refuses a deny assignment that names denyAssignments."""

_ROLE = "Microsoft.Authorization/roleDefinitions/permissions[*]"
_KEYED: Final = {
    "Microsoft.Storage/storageAccounts": ("allowSharedKeyAccess", "false"),
    "Microsoft.CognitiveServices/accounts": ("disableLocalAuth", "true"),
    "Microsoft.DocumentDB/databaseAccounts": ("disableLocalAuth", "true"),
    "Microsoft.ServiceBus/namespaces": ("disableLocalAuth", "true"),
    "Microsoft.EventHub/namespaces": ("disableLocalAuth", "true"),
}


def rule_for(key: str, class_name: str) -> dict[str, Any]:
    """Returns the condition under which a request is refused, as the `if` of a policy rule."""
    return {
        "privileged-grants": _privileged_grants,
        "custom-roles": _restricted_roles if class_name == RESTRICTED else _custom_roles,
        "foreign-issuers": _foreign_issuers,
        "identity-home": _identity_home,
        "shared-keys": _shared_keys,
    }[key]()


def _type(name: str) -> dict[str, Any]:
    return {"field": "type", "equals": name}


def _privileged_grants() -> dict[str, Any]:
    kind = "Microsoft.Authorization/roleAssignments"
    return {
        "allOf": [
            _type(kind),
            # A request may leave the type out, and Azure finds it itself: what is not said to be a person's is refused.
            {"field": f"{kind}/principalType", "notIn": ["User", "Group", "ForeignGroup"]},
            {"field": f"{kind}/principalId", "notIn": "[parameters('excludedPrincipals')]"},
            {"anyOf": [{"field": f"{kind}/roleDefinitionId", "like": f"*/{role}"} for role in PRIVILEGED_ROLES]},
        ]
    }


def _any_action(field: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    alias = f"{_ROLE}.{field}[*]"
    where = {"anyOf": [{"field": alias, **condition} for condition in conditions]}
    return {"count": {"field": alias, "where": where}, "greater": 0}


def _custom_roles(*further: dict[str, Any]) -> dict[str, Any]:
    return {
        "allOf": [
            _type("Microsoft.Authorization/roleDefinitions"),
            {"field": "Microsoft.Authorization/roleDefinitions/type", "equals": "CustomRole"},
            {
                "anyOf": [
                    # `contains` takes the asterisk literally: an action of an agent's role names what it does.
                    _any_action("actions", {"contains": "*"}, {"in": list(DENIED_ACTIONS)}),
                    _any_action("dataActions", {"contains": "*"}),
                    *further,
                ]
            },
        ]
    }


def _restricted_roles() -> dict[str, Any]:
    changes = ({"like": "*/write"}, {"like": "*/delete"}, {"like": "*/action"})
    return _custom_roles(_any_action("actions", *changes), _any_action("dataActions", *changes[:2]))


def _foreign_issuers() -> dict[str, Any]:
    kind = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"
    return {"allOf": [_type(kind), {"field": f"{kind}/issuer", "notIn": "[parameters('allowedIssuers')]"}]}


def _identity_home() -> dict[str, Any]:
    return {
        "allOf": [
            _type("Microsoft.ManagedIdentity/userAssignedIdentities"),
            {"value": "[resourceGroup().name]", "notIn": "[parameters('resourceGroups')]"},
        ]
    }


def _shared_keys() -> dict[str, Any]:
    # A property that is not given keeps its default, which is to accept keys; notEquals holds for it too.
    return {
        "anyOf": [
            {"allOf": [_type(kind), {"field": f"{kind}/{field}", "notEquals": wanted}]}
            for kind, (field, wanted) in _KEYED.items()
        ]
    }
