"""The lives of Azure's resource types; Microsoft's own management clients look."""

from __future__ import annotations

from local_clouds.constants import AZURE_TENANT
from tests.local_clouds.provider.azure_client import (
    IDENTITY,
    IN_GROUP,
    PACKAGE,
    SUBSCRIPTION,
    clients,
    group,
    is_gone,
    look,
    patch,
    start,
)
from tests.local_clouds.provider.case import Case, Need
from tests.local_clouds.provider.cases_azure_runtimes import RUNTIME_CASES

__all__ = ["CASES", "PACKAGE", "clients", "is_gone", "start"]
_READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
_SOMEONE = "11111111-1111-4111-8111-111111111111"
_EVERYONE = "00000000-0000-0000-0000-000000000000"
_POLICY = {
    "mode": "All",
    "displayName": "no keys",
    "policyRule": {
        "if": {"field": "type", "equals": "Microsoft.Storage/storageAccounts"},
        "then": {"effect": "[parameters('effect')]"},
    },
    "parameters": {"effect": {"type": "String", "defaultValue": "Deny"}},
}
_SET_PART = {"policyDefinitionId": "${definition.id}", "policyDefinitionReferenceId": "one"}
_DENY = {
    "scope": "${group.id}",
    "denyAssignmentName": "agents make no identities",
    "permissions": [{"actions": ["Microsoft.ManagedIdentity/userAssignedIdentities/write"]}],
    "principals": [{"id": _EVERYONE, "type": "SystemDefined"}],
    "excludePrincipals": [{"id": _SOMEONE, "type": "ServicePrincipal"}],
}


def _definition(name: str) -> dict[str, Need]:
    inputs = {"policyDefinitionName": name, **_POLICY}
    return {"definition": Need("azure-native:authorization:PolicyDefinition", inputs)}


CASES: dict[str, Case] = {
    "azure-native:resources:ResourceGroup": Case(
        inputs={"resourceGroupName": "life", "location": "West Europe", "tags": {"agent-type": "a"}},
        look=look("2024-03-01"),
        shows={"location": "westeurope", "tags": {"agent-type": "a"}},
        update={"tags": {"agent-type": "b"}},
        shows_updated={"tags": {"agent-type": "b"}},
        replace={"location": "North Europe"},
        drift=patch("2024-03-01", {"tags": {"agent-type": "c"}}),
        drifted={"tags": {"agent-type": "c"}},
        unimportable=frozenset({"location"}),  # the program's spelling of a region is not to be had from Azure
    ),
    "azure-native:resources:TagAtScope": Case(
        inputs={"scope": "${group.id}", "properties": {"tags": {"agent-team": "a"}}},
        needs=group("tagged"),
        look=look("2024-03-01"),
        shows={"properties": {"tags": {"agent-team": "a"}}},
        update={"properties": {"tags": {"agent-team": "b"}}},
        shows_updated={"properties": {"tags": {"agent-team": "b"}}},
        stays=True,
    ),
    IDENTITY: Case(
        inputs={**IN_GROUP, "resourceName": "reader", "location": "westeurope", "tags": {"agent-version": "1"}},
        needs=group("identities"),
        look=look("2023-01-31"),
        shows={"tags": {"agent-version": "1"}, "properties": {"tenantId": AZURE_TENANT}},
        update={"tags": {"agent-version": "2"}},
        shows_updated={"tags": {"agent-version": "2"}},
        replace={"resourceName": "writer"},
        drift=patch("2023-01-31", {"tags": {"agent-version": "3"}}),
        drifted={"tags": {"agent-version": "3"}},
    ),
    "azure-native:managedidentity:FederatedIdentityCredential": Case(
        inputs={
            **IN_GROUP,
            "resourceName": "${identity.name}",
            "federatedIdentityCredentialResourceName": "cluster",
            "issuer": "https://oidc.example.com/cluster",
            "subject": "system:serviceaccount:agents-a:reader",
            "audiences": ["api://AzureADTokenExchange"],
        },
        needs={**group("federated"), "identity": Need(IDENTITY, {**IN_GROUP, "resourceName": "federated"})},
        look=look("2023-01-31"),
        shows={"properties": {"issuer": "https://oidc.example.com/cluster"}},
        update={"subject": "system:serviceaccount:agents-b:reader"},
        shows_updated={"properties": {"subject": "system:serviceaccount:agents-b:reader"}},
    ),
    "azure-native:authorization:RoleDefinition": Case(
        inputs={
            "scope": "${group.id}",
            "roleName": "Invoice reader",
            "description": "reads",
            "assignableScopes": ["${group.id}"],
            "permissions": [{"actions": ["Microsoft.Storage/storageAccounts/read"]}],
        },
        needs=group("roles"),
        look=look("2022-04-01"),
        shows={"properties": {"roleName": "Invoice reader", "type": "CustomRole"}},
        update={"description": "reads more", "permissions": [{"actions": ["Microsoft.Storage/*/read"]}]},
        shows_updated={"properties": {"description": "reads more"}},
    ),
    "azure-native:authorization:RoleAssignment": Case(
        inputs={
            "scope": "${group.id}",
            "principalId": "${identity.principalId}",
            "principalType": "ServicePrincipal",
            "roleDefinitionId": _READER,
        },
        needs={**group("grants"), "identity": Need(IDENTITY, {**IN_GROUP, "resourceName": "granted"})},
        look=look("2022-04-01"),
        shows={"properties": {"roleDefinitionId": _READER, "principalType": "ServicePrincipal"}},
        replace={"principalId": _SOMEONE},
    ),
    "azure-native:authorization:DenyAssignment": Case(
        inputs=_DENY,
        needs=group("denied"),
        look=look("2024-07-01-preview"),
        shows={"properties": {"denyAssignmentEffect": "enforced"}},
        update={"description": "tried"},
        shows_updated={"properties": {"description": "tried"}},
    ),
    "azure-native:authorization:PolicyDefinition": Case(
        inputs={"policyDefinitionName": "no-keys", **_POLICY},
        look=look("2025-01-01"),
        shows={"properties": {"displayName": "no keys", "policyType": "Custom"}},
        update={"displayName": "no keys at all"},
        shows_updated={"properties": {"displayName": "no keys at all"}},
        replace={"policyDefinitionName": "no-static-keys"},
    ),
    "azure-native:authorization:PolicyDefinitionAtManagementGroup": Case(
        inputs={"managementGroupId": "agents", "policyDefinitionName": "no-keys", **_POLICY},
        look=look("2025-01-01"),
        shows={"properties": {"displayName": "no keys"}},
        update={"displayName": "none"},
        shows_updated={"properties": {"displayName": "none"}},
    ),
    "azure-native:authorization:PolicySetDefinition": Case(
        inputs={"policySetDefinitionName": "boundary", "policyDefinitions": [_SET_PART]},
        needs=_definition("part"),
        look=look("2025-01-01"),
        shows={"properties": {"policyType": "Custom"}},
        update={"displayName": "b"},
        shows_updated={"properties": {"displayName": "b"}},
    ),
    "azure-native:authorization:PolicyAssignment": Case(
        inputs={"scope": SUBSCRIPTION, "policyAssignmentName": "guard", "policyDefinitionId": "${definition.id}"},
        needs=_definition("assigned"),
        look=look("2025-01-01"),
        shows={"properties": {"enforcementMode": "Default"}},
        update={"enforcementMode": "DoNotEnforce"},
        shows_updated={"properties": {"enforcementMode": "DoNotEnforce"}},
        drift=patch("2025-01-01", {"properties": {"displayName": "changed"}}),
        drifted={"displayName": "changed"},
    ),
    "azure-native:authorization:ManagementLockByScope": Case(
        inputs={"scope": "${group.id}", "lockName": "keep", "level": "CanNotDelete", "notes": "a"},
        needs=group("locked"),
        look=look("2020-05-01"),
        shows={"properties": {"level": "CanNotDelete"}},
        update={"notes": "b"},
        shows_updated={"properties": {"notes": "b"}},
    ),
    **RUNTIME_CASES,
}
