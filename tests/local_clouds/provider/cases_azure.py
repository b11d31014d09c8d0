"""The lives of Azure's resource types; Microsoft's own management clients look."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from azure.core.credentials import AccessToken
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.web import WebSiteManagementClient

from local_clouds.constants import AZURE_SUBSCRIPTION, AZURE_TENANT, TOKEN
from tests.local_clouds.provider.case import Case, Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

JSON = dict[str, Any]
PACKAGE = "azure-native"
SUBSCRIPTION = f"/subscriptions/{AZURE_SUBSCRIPTION}"
_READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
_SOMEONE = "11111111-1111-4111-8111-111111111111"
_EVERYONE = "00000000-0000-0000-0000-000000000000"
_READY_SECONDS = 30


class Credential:
    """The local token in the form that Microsoft's clients ask for."""

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken(TOKEN, int(time.time()) + 3600)


@contextlib.contextmanager
def start(state: Path) -> Iterator[JSON]:
    """Serve the local Azure for as long as the block runs."""
    command = [sys.executable, "-m", "local_clouds.azure", "--state", str(state)]
    process = subprocess.Popen(command)
    ready = state / "run" / "azure.json"
    try:
        end = time.monotonic() + _READY_SECONDS
        while not ready.exists():
            assert process.poll() is None, "the local Azure ended early"
            assert time.monotonic() < end, "the local Azure is not ready"
            time.sleep(0.05)
        record = json.loads(ready.read_text())
        ids = {"token": TOKEN, "subscription": AZURE_SUBSCRIPTION, "tenant": AZURE_TENANT}
        yield {"url": record["url"], "ca_file": record["ca_file"], **ids}
    finally:
        process.terminate()
        process.wait(10)


def clients(endpoints: JSON) -> Any:
    """Return Microsoft's clients for the endpoint."""
    url = endpoints["url"]
    options = {
        "base_url": url,
        "credential_scopes": [f"{url}/.default"],
        "connection_verify": endpoints["ca_file"],
        "polling_interval": 0.05,
    }
    return SimpleNamespace(
        resources=ResourceManagementClient(Credential(), AZURE_SUBSCRIPTION, **options).resources,
        web=WebSiteManagementClient(Credential(), AZURE_SUBSCRIPTION, **options).web_apps,
    )


def is_gone(error: Exception) -> bool:
    """Whether an error of the client says that the object is not there."""
    return isinstance(error, ResourceNotFoundError)


def _look(version: str) -> Callable[[Any, JSON], Any]:
    return lambda clients, outputs: clients.resources.get_by_id(outputs["id"], api_version=version).as_dict()


def _patch(version: str, body: JSON) -> Callable[[Any, JSON], object]:
    """Change an object behind the provider's back."""
    return lambda clients, outputs: clients.resources.begin_update_by_id(
        outputs["id"], body, api_version=version
    ).result()


def _group(name: str) -> dict[str, Need]:
    inputs = {"resourceGroupName": name, "location": "westeurope"}
    return {"group": Need("azure-native:resources:ResourceGroup", inputs)}


_IN_GROUP = {"resourceGroupName": "${group.name}"}
_IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
_RULE = {
    "access": "Deny",
    "direction": "Outbound",
    "protocol": "*",
    "priority": 200,
    "sourceAddressPrefix": "*",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "Internet",
    "destinationPortRange": "*",
}
_POLICY = {
    "mode": "All",
    "displayName": "no keys",
    "policyRule": {
        "if": {"field": "type", "equals": "Microsoft.Storage/storageAccounts"},
        "then": {"effect": "[parameters('effect')]"},
    },
    "parameters": {"effect": {"type": "String", "defaultValue": "Deny"}},
}
_CONTAINER = {
    "name": "reader",
    "image": "agents.azurecr.io/reader:1",
    "resources": {"requests": {"cpu": 1.0, "memoryInGB": 1.5}},
    "environmentVariables": [{"name": "A", "value": "1"}],
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


def _network(group: str) -> dict[str, Need]:
    inputs = {**_IN_GROUP, "virtualNetworkName": "net", "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}
    return {**_group(group), "network": Need("azure-native:network:VirtualNetwork", inputs)}


def _security_group(group: str) -> dict[str, Need]:
    inputs = {**_IN_GROUP, "networkSecurityGroupName": "guard"}
    return {**_group(group), "guard": Need("azure-native:network:NetworkSecurityGroup", inputs)}


def _plan(group: str) -> dict[str, Need]:
    inputs = {**_IN_GROUP, "name": "plan", "sku": {"name": "B1", "tier": "Basic"}}
    return {**_group(group), "plan": Need("azure-native:web:AppServicePlan", inputs)}


CASES: dict[str, Case] = {
    "azure-native:resources:ResourceGroup": Case(
        inputs={"resourceGroupName": "life", "location": "West Europe", "tags": {"agent-type": "a"}},
        look=_look("2024-03-01"),
        shows={"location": "westeurope", "tags": {"agent-type": "a"}},
        update={"tags": {"agent-type": "b"}},
        shows_updated={"tags": {"agent-type": "b"}},
        replace={"location": "North Europe"},
        drift=_patch("2024-03-01", {"tags": {"agent-type": "c"}}),
        drifted={"tags": {"agent-type": "c"}},
        unimportable=frozenset({"location"}),  # the program's spelling of a region is not to be had from Azure
    ),
    "azure-native:resources:TagAtScope": Case(
        inputs={"scope": "${group.id}", "properties": {"tags": {"agent-team": "a"}}},
        needs=_group("tagged"),
        look=_look("2024-03-01"),
        shows={"properties": {"tags": {"agent-team": "a"}}},
        update={"properties": {"tags": {"agent-team": "b"}}},
        shows_updated={"properties": {"tags": {"agent-team": "b"}}},
    ),
    _IDENTITY: Case(
        inputs={**_IN_GROUP, "resourceName": "reader", "location": "westeurope", "tags": {"agent-version": "1"}},
        needs=_group("identities"),
        look=_look("2023-01-31"),
        shows={"tags": {"agent-version": "1"}, "properties": {"tenantId": AZURE_TENANT}},
        update={"tags": {"agent-version": "2"}},
        shows_updated={"tags": {"agent-version": "2"}},
        replace={"resourceName": "writer"},
        drift=_patch("2023-01-31", {"tags": {"agent-version": "3"}}),
        drifted={"tags": {"agent-version": "3"}},
    ),
    "azure-native:managedidentity:FederatedIdentityCredential": Case(
        inputs={
            **_IN_GROUP,
            "resourceName": "${identity.name}",
            "federatedIdentityCredentialResourceName": "cluster",
            "issuer": "https://oidc.example.com/cluster",
            "subject": "system:serviceaccount:agents-a:reader",
            "audiences": ["api://AzureADTokenExchange"],
        },
        needs={**_group("federated"), "identity": Need(_IDENTITY, {**_IN_GROUP, "resourceName": "federated"})},
        look=_look("2023-01-31"),
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
        needs=_group("roles"),
        look=_look("2022-04-01"),
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
        needs={**_group("grants"), "identity": Need(_IDENTITY, {**_IN_GROUP, "resourceName": "granted"})},
        look=_look("2022-04-01"),
        shows={"properties": {"roleDefinitionId": _READER, "principalType": "ServicePrincipal"}},
        replace={"principalId": _SOMEONE},
    ),
    "azure-native:authorization:DenyAssignment": Case(
        inputs=_DENY,
        needs=_group("denied"),
        look=_look("2024-07-01-preview"),
        shows={"properties": {"denyAssignmentEffect": "enforced"}},
        update={"description": "tried"},
        shows_updated={"properties": {"description": "tried"}},
    ),
    "azure-native:authorization:PolicyDefinition": Case(
        inputs={"policyDefinitionName": "no-keys", **_POLICY},
        look=_look("2025-01-01"),
        shows={"properties": {"displayName": "no keys", "policyType": "Custom"}},
        update={"displayName": "no keys at all"},
        shows_updated={"properties": {"displayName": "no keys at all"}},
        replace={"policyDefinitionName": "no-static-keys"},
    ),
    "azure-native:authorization:PolicyDefinitionAtManagementGroup": Case(
        inputs={"managementGroupId": "agents", "policyDefinitionName": "no-keys", **_POLICY},
        look=_look("2025-01-01"),
        shows={"properties": {"displayName": "no keys"}},
        update={"displayName": "none"},
        shows_updated={"properties": {"displayName": "none"}},
    ),
    "azure-native:authorization:PolicySetDefinition": Case(
        inputs={"policySetDefinitionName": "boundary", "policyDefinitions": [_SET_PART]},
        needs=_definition("part"),
        look=_look("2025-01-01"),
        shows={"properties": {"policyType": "Custom"}},
        update={"displayName": "b"},
        shows_updated={"properties": {"displayName": "b"}},
    ),
    "azure-native:authorization:PolicyAssignment": Case(
        inputs={"scope": SUBSCRIPTION, "policyAssignmentName": "guard", "policyDefinitionId": "${definition.id}"},
        needs=_definition("assigned"),
        look=_look("2025-01-01"),
        shows={"properties": {"enforcementMode": "Default"}},
        update={"enforcementMode": "DoNotEnforce"},
        shows_updated={"properties": {"enforcementMode": "DoNotEnforce"}},
        drift=_patch("2025-01-01", {"properties": {"displayName": "changed"}}),
        drifted={"displayName": "changed"},
    ),
    "azure-native:authorization:ManagementLockByScope": Case(
        inputs={"scope": "${group.id}", "lockName": "keep", "level": "CanNotDelete", "notes": "a"},
        needs=_group("locked"),
        look=_look("2020-05-01"),
        shows={"properties": {"level": "CanNotDelete"}},
        update={"notes": "b"},
        shows_updated={"properties": {"notes": "b"}},
    ),
    "azure-native:containerinstance:ContainerGroup": Case(
        inputs={
            **_IN_GROUP,
            "containerGroupName": "reader",
            "osType": "Linux",
            "containers": [_CONTAINER],
            "identity": {"type": "UserAssigned", "userAssignedIdentities": ["${identity.id}"]},
            "tags": {"agent-type": "a"},
        },
        needs={**_group("containers"), "identity": Need(_IDENTITY, {**_IN_GROUP, "resourceName": "runner"})},
        look=_look("2023-05-01"),
        shows={"location": "westeurope", "properties": {"containers": [{"name": "reader"}]}},
        update={"containers": [{**_CONTAINER, "image": "agents.azurecr.io/reader:2"}]},
        shows_updated={"properties": {"containers": [{"properties": {"image": "agents.azurecr.io/reader:2"}}]}},
        replace={"osType": "Windows"},
    ),
    "azure-native:web:AppServicePlan": Case(
        inputs={**_IN_GROUP, "name": "functions", "sku": {"name": "Y1", "tier": "Dynamic"}, "kind": "functionapp"},
        needs=_group("plans"),
        look=_look("2025-05-01"),
        shows={"sku": {"name": "Y1"}, "kind": "functionapp"},
        update={"sku": {"name": "B1", "tier": "Basic"}},
        shows_updated={"sku": {"name": "B1"}},
    ),
    "azure-native:web:WebApp": Case(
        inputs={
            **_IN_GROUP,
            "name": "agents-reader-function",
            "serverFarmId": "${plan.id}",
            "kind": "functionapp",
            "identity": {"type": "SystemAssigned"},
            "siteConfig": {"appSettings": [{"name": "A", "value": "1"}]},
        },
        needs=_plan("sites"),
        look=_look("2025-05-01"),
        shows={"kind": "functionapp", "properties": {"state": "Running"}},
        update={"httpsOnly": True},
        shows_updated={"properties": {"httpsOnly": True}},
        unimportable=frozenset({"siteConfig"}),
    ),
    "azure-native:web:WebAppApplicationSettings": Case(
        inputs={**_IN_GROUP, "name": "${site.name}", "properties": {"A": "1"}},
        needs={
            **_plan("settings"),
            "site": Need(
                "azure-native:web:WebApp",
                {**_IN_GROUP, "name": "agents-settings-function", "serverFarmId": "${plan.id}"},
            ),
        },
        look=lambda clients, outputs: clients.web.list_application_settings(
            "settings", "agents-settings-function"
        ).as_dict(),
        shows={"properties": {"A": "1"}},
        update={"properties": {"A": "2"}},
        shows_updated={"properties": {"A": "2"}},
        stays=True,
    ),
    "azure-native:network:VirtualNetwork": Case(
        inputs={
            **_IN_GROUP,
            "virtualNetworkName": "agents",
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [{"name": "one", "addressPrefix": "10.0.1.0/24"}],
        },
        needs=_group("networks"),
        look=_look("2025-05-01"),
        shows={"properties": {"subnets": [{"name": "one"}]}},
        update={"addressSpace": {"addressPrefixes": ["10.0.0.0/16", "10.2.0.0/16"]}},
        shows_updated={"properties": {"addressSpace": {"addressPrefixes": ["10.2.0.0/16"]}}},
        unimportable=frozenset({"subnets"}),
    ),
    "azure-native:network:Subnet": Case(
        inputs={**_IN_GROUP, "virtualNetworkName": "net", "subnetName": "agents", "addressPrefix": "10.1.1.0/24"},
        needs=_network("subnets"),
        look=_look("2025-05-01"),
        shows={"properties": {"addressPrefix": "10.1.1.0/24"}},
        update={"delegations": [{"name": "aci", "serviceName": "Microsoft.ContainerInstance/containerGroups"}]},
        shows_updated={"properties": {"delegations": [{"name": "aci"}]}},
        replace={"subnetName": "other"},
    ),
    "azure-native:network:NetworkSecurityGroup": Case(
        inputs={
            **_IN_GROUP,
            "networkSecurityGroupName": "agents",
            "securityRules": [{"name": "out", **_RULE}],
        },
        needs=_group("guards"),
        look=_look("2025-05-01"),
        shows={"properties": {"securityRules": [{"name": "out"}]}},
        update={"securityRules": [{"name": "out", **_RULE, "priority": 300}]},
        shows_updated={"properties": {"securityRules": [{"properties": {"priority": 300}}]}},
        unimportable=frozenset({"securityRules"}),
    ),
    "azure-native:network:SecurityRule": Case(
        inputs={**_IN_GROUP, "networkSecurityGroupName": "guard", "securityRuleName": "out", **_RULE},
        needs=_security_group("rules"),
        look=_look("2025-05-01"),
        shows={"properties": {"access": "Deny", "priority": 200}},
        update={"priority": 250},
        shows_updated={"properties": {"priority": 250}},
    ),
    "azure-native:storage:StorageAccount": Case(
        inputs={
            **_IN_GROUP,
            "accountName": "agentsreports",
            "kind": "StorageV2",
            "sku": {"name": "Standard_LRS"},
            "allowSharedKeyAccess": False,
            "enableHttpsTrafficOnly": True,
        },
        needs=_group("storage"),
        look=_look("2026-06-01"),
        shows={"kind": "StorageV2", "properties": {"allowSharedKeyAccess": False, "supportsHttpsTrafficOnly": True}},
        update={"minimumTlsVersion": "TLS1_2"},
        shows_updated={"properties": {"minimumTlsVersion": "TLS1_2"}},
        unimportable=frozenset({"sku"}),
    ),
    "azure-native:storage:BlobContainer": Case(
        inputs={**_IN_GROUP, "accountName": "${account.name}", "containerName": "output", "publicAccess": "None"},
        needs={
            **_group("blobs"),
            "account": Need(
                "azure-native:storage:StorageAccount",
                {**_IN_GROUP, "accountName": "agentsblobs", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
            ),
        },
        look=_look("2026-06-01"),
        shows={"properties": {"publicAccess": "None"}},
        update={"metadata": {"a": "b"}},
        shows_updated={"properties": {"metadata": {"a": "b"}}},
    ),
}
