"""The lives of the Azure resources that agents run on: container groups, web apps, networks, storage."""

from __future__ import annotations

from tests.local_clouds.provider.azure_client import IDENTITY, IN_GROUP, group, look
from tests.local_clouds.provider.case import Case, Need

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
_CONTAINER = {
    "name": "reader",
    "image": "agents.azurecr.io/reader:1",
    "resources": {"requests": {"cpu": 1.0, "memoryInGB": 1.5}},
    "environmentVariables": [{"name": "A", "value": "1"}, {"name": "B", "secureValue": "hush"}],
}


def _network(name: str) -> dict[str, Need]:
    inputs = {**IN_GROUP, "virtualNetworkName": "net", "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}
    return {**group(name), "network": Need("azure-native:network:VirtualNetwork", inputs)}


def _security_group(name: str) -> dict[str, Need]:
    inputs = {**IN_GROUP, "networkSecurityGroupName": "guard"}
    return {**group(name), "guard": Need("azure-native:network:NetworkSecurityGroup", inputs)}


def _plan(name: str) -> dict[str, Need]:
    inputs = {**IN_GROUP, "name": "plan", "sku": {"name": "B1", "tier": "Basic"}}
    return {**group(name), "plan": Need("azure-native:web:AppServicePlan", inputs)}


RUNTIME_CASES: dict[str, Case] = {
    "azure-native:containerinstance:ContainerGroup": Case(
        inputs={
            **IN_GROUP,
            "containerGroupName": "reader",
            "osType": "Linux",
            "containers": [_CONTAINER],
            "identity": {"type": "UserAssigned", "userAssignedIdentities": ["${identity.id}"]},
            "tags": {"agent-type": "a"},
        },
        needs={**group("containers"), "identity": Need(IDENTITY, {**IN_GROUP, "resourceName": "runner"})},
        look=look("2023-05-01"),
        shows={"location": "westeurope", "properties": {"containers": [{"name": "reader"}]}},
        update={"containers": [{**_CONTAINER, "image": "agents.azurecr.io/reader:2"}]},
        shows_updated={"properties": {"containers": [{"properties": {"image": "agents.azurecr.io/reader:2"}}]}},
        replace={"osType": "Windows"},
        unimportable=frozenset({"containers"}),
    ),
    "azure-native:web:AppServicePlan": Case(
        inputs={**IN_GROUP, "name": "functions", "sku": {"name": "Y1", "tier": "Dynamic"}, "kind": "functionapp"},
        needs=group("plans"),
        look=look("2025-05-01"),
        shows={"sku": {"name": "Y1"}, "kind": "functionapp"},
        update={"sku": {"name": "B1", "tier": "Basic"}},
        shows_updated={"sku": {"name": "B1"}},
    ),
    "azure-native:web:WebApp": Case(
        inputs={
            **IN_GROUP,
            "name": "agents-reader-function",
            "serverFarmId": "${plan.id}",
            "kind": "functionapp",
            "identity": {"type": "SystemAssigned"},
            "siteConfig": {"appSettings": [{"name": "A", "value": "1"}]},
        },
        needs=_plan("sites"),
        look=look("2025-05-01"),
        shows={"kind": "functionapp", "properties": {"state": "Running"}},
        update={"httpsOnly": True},
        shows_updated={"properties": {"httpsOnly": True}},
        unimportable=frozenset({"siteConfig"}),
    ),
    "azure-native:web:WebAppApplicationSettings": Case(
        inputs={**IN_GROUP, "name": "${site.name}", "properties": {"A": "1"}},
        needs={
            **_plan("settings"),
            "site": Need(
                "azure-native:web:WebApp",
                {**IN_GROUP, "name": "agents-settings-function", "serverFarmId": "${plan.id}"},
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
            **IN_GROUP,
            "virtualNetworkName": "agents",
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [{"name": "one", "addressPrefix": "10.0.1.0/24"}],
        },
        needs=group("networks"),
        look=look("2025-05-01"),
        shows={"properties": {"subnets": [{"name": "one"}]}},
        update={"addressSpace": {"addressPrefixes": ["10.0.0.0/16", "10.2.0.0/16"]}},
        shows_updated={"properties": {"addressSpace": {"addressPrefixes": ["10.2.0.0/16"]}}},
        unimportable=frozenset({"subnets"}),
    ),
    "azure-native:network:Subnet": Case(
        inputs={**IN_GROUP, "virtualNetworkName": "net", "subnetName": "agents", "addressPrefix": "10.1.1.0/24"},
        needs=_network("subnets"),
        look=look("2025-05-01"),
        shows={"properties": {"addressPrefix": "10.1.1.0/24"}},
        update={"delegations": [{"name": "aci", "serviceName": "Microsoft.ContainerInstance/containerGroups"}]},
        shows_updated={"properties": {"delegations": [{"name": "aci"}]}},
        replace={"subnetName": "other"},
    ),
    "azure-native:network:NetworkSecurityGroup": Case(
        inputs={
            **IN_GROUP,
            "networkSecurityGroupName": "agents",
            "securityRules": [{"name": "out", **_RULE}],
        },
        needs=group("guards"),
        look=look("2025-05-01"),
        shows={"properties": {"securityRules": [{"name": "out"}]}},
        update={"securityRules": [{"name": "out", **_RULE, "priority": 300}]},
        shows_updated={"properties": {"securityRules": [{"properties": {"priority": 300}}]}},
        unimportable=frozenset({"securityRules"}),
    ),
    "azure-native:network:SecurityRule": Case(
        inputs={**IN_GROUP, "networkSecurityGroupName": "guard", "securityRuleName": "out", **_RULE},
        needs=_security_group("rules"),
        look=look("2025-05-01"),
        shows={"properties": {"access": "Deny", "priority": 200}},
        update={"priority": 250},
        shows_updated={"properties": {"priority": 250}},
    ),
    "azure-native:storage:StorageAccount": Case(
        inputs={
            **IN_GROUP,
            "accountName": "agentsreports",
            "kind": "StorageV2",
            "sku": {"name": "Standard_LRS"},
            "allowSharedKeyAccess": False,
            "enableHttpsTrafficOnly": True,
        },
        needs=group("storage"),
        look=look("2026-06-01"),
        shows={"kind": "StorageV2", "properties": {"allowSharedKeyAccess": False, "supportsHttpsTrafficOnly": True}},
        update={"minimumTlsVersion": "TLS1_2"},
        shows_updated={"properties": {"minimumTlsVersion": "TLS1_2"}},
        unimportable=frozenset({"sku"}),
    ),
    "azure-native:storage:BlobContainer": Case(
        inputs={**IN_GROUP, "accountName": "${account.name}", "containerName": "output", "publicAccess": "None"},
        needs={
            **group("blobs"),
            "account": Need(
                "azure-native:storage:StorageAccount",
                {**IN_GROUP, "accountName": "agentsblobs", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
            ),
        },
        look=look("2026-06-01"),
        shows={"properties": {"publicAccess": "None"}},
        update={"metadata": {"a": "b"}},
        shows_updated={"properties": {"metadata": {"a": "b"}}},
    ),
}
