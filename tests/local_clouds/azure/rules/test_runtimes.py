"""Container groups, web apps, networks and storage accounts, by Microsoft's clients."""

from __future__ import annotations

from typing import Any

import pytest

from local_clouds.azure.rules.storage import FAKE_KEY
from tests.local_clouds.azure.conftest import GROUP, SUBSCRIPTION

HERE = {"location": "westeurope"}
CONTAINER = {"name": "one", "image": "i", "resources": {"requests": {"cpu": 1, "memory_in_gb": 1}}}
RULE = {
    "priority": 100,
    "direction": "Outbound",
    "access": "Deny",
    "protocol": "*",
    "sourcePortRange": "*",
    "destinationPortRange": "*",
    "sourceAddressPrefix": "*",
    "destinationAddressPrefix": "*",
}


_NO_SUBNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/n/subnets/s"


def _identity(name: str) -> dict[str, Any]:
    return {"type": "UserAssigned", "user_assigned_identities": {name: {}}}


def container_group(azure: Any, **more: Any) -> Any:
    body = {**HERE, "os_type": "Linux", "containers": [CONTAINER], **more}
    return azure.containers.container_groups.begin_create_or_update("agents", "runner", body).result()


def test_a_container_group_runs_and_keeps_no_secret(azure: Any) -> None:
    variables = [{"name": "A", "value": "1"}, {"name": "B", "secure_value": "hush"}]
    made = container_group(azure, containers=[{**CONTAINER, "environment_variables": variables}])
    assert made.provisioning_state == "Succeeded"
    assert made.instance_view.state == "Running"
    assert [item.secure_value for item in made.containers[0].environment_variables] == [None, None]
    azure.containers.container_groups.begin_delete("agents", "runner").result()
    assert not list(azure.containers.container_groups.list())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"containers": []}, "InvalidContainerGroup"),
        ({"containers": [CONTAINER, CONTAINER]}, "DuplicateContainerName"),
        ({"os_type": None}, "InvalidRequestContent"),
        ({"os_type": "Plan9"}, "InvalidRequestContent"),
        ({"containers": [{"name": "one", "image": "i"}]}, "InvalidRequestContent"),
        ({"containers": [{**CONTAINER, "volume_mounts": [{"name": "v", "mount_path": "/v"}]}]}, "VolumeNotFound"),
        ({"subnet_ids": [{"id": _NO_SUBNET}]}, "InvalidResourceReference"),
        ({"identity": _identity(f"{GROUP}/none")}, "FailedIdentityOperation"),
        ({"identity": {"type": "UserAssigned"}}, "InvalidIdentityValues"),
    ],
)
def test_what_a_container_group_must_be(azure: Any, refused: Any, more: dict[str, Any], code: str) -> None:
    refused(code, container_group, azure, **more)


def plan(azure: Any) -> str:
    return str(
        azure.web.app_service_plans.begin_create_or_update("agents", "plan", {**HERE, "sku": {"name": "Y1"}})
        .result()
        .id
    )


def site(azure: Any, name: str = "agents-reader", **properties: Any) -> Any:
    body = {**HERE, "kind": "functionapp", "identity": {"type": "SystemAssigned"}, "properties": properties}
    return azure.web.web_apps.begin_create_or_update("agents", name, body).result()


def test_an_app_has_an_identity_and_hides_its_settings(azure: Any, refused: Any) -> None:
    settings = [{"name": "A", "value": "1"}]
    made = site(azure, serverFarmId=plan(azure), siteConfig={"appSettings": settings})
    assert made.properties.default_host_name == "agents-reader.azurewebsites.net"
    assert site(azure, serverFarmId=plan(azure)).identity.principal_id == made.identity.principal_id
    assert "appSettings" not in (azure.web.web_apps.get("agents", "agents-reader").properties.site_config or {})
    assert azure.web.web_apps.list_application_settings("agents", "agents-reader").properties == {"A": "1"}
    azure.web.web_apps.update_application_settings("agents", "agents-reader", {"properties": {"B": "2"}})
    assert azure.web.web_apps.list_application_settings("agents", "agents-reader").properties == {"B": "2"}
    refused("Conflict", azure.web.app_service_plans.delete, "agents", "plan")
    azure.web.web_apps.delete("agents", "agents-reader")
    azure.web.app_service_plans.delete("agents", "plan")


def test_an_app_name_is_taken_for_all(azure: Any, refused: Any) -> None:
    site(azure)
    azure.resources.resource_groups.create_or_update("other", HERE)
    body = {**HERE, "properties": {}}
    refused("Conflict", azure.web.web_apps.begin_create_or_update, "other", "Agents-Reader", body)
    refused("NotFound", site, azure, serverFarmId=f"{GROUP}/providers/Microsoft.Web/serverfarms/none")
    refused("InvalidResourceName", site, azure, "a_b")


def network(azure: Any, subnets: list[dict[str, Any]] | None = None) -> Any:
    properties: dict[str, Any] = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    if subnets is not None:
        properties["subnets"] = subnets
    return azure.network.virtual_networks.begin_create_or_update(
        "agents", "net", {**HERE, "properties": properties}
    ).result()


def subnet(azure: Any, name: str, prefix: str, **more: Any) -> Any:
    body = {"properties": {"addressPrefix": prefix, **more}}
    return azure.network.subnets.begin_create_or_update("agents", "net", name, body).result()


def test_subnets_are_children_and_part_of_their_network(azure: Any, refused: Any) -> None:
    network(azure, [{"name": "one", "properties": {"addressPrefix": "10.0.1.0/24"}}])
    subnet(azure, "two", "10.0.2.0/24")
    names = [item.name for item in azure.network.virtual_networks.get("agents", "net").properties.subnets]
    assert names == ["one", "two"]
    assert [item.name for item in network(azure).properties.subnets] == ["one", "two"]
    kept = network(azure, [{"name": "two", "properties": {"addressPrefix": "10.0.2.0/24"}}])
    assert [item.name for item in kept.properties.subnets] == ["two"]
    refused("NetcfgSubnetRangesOverlap", subnet, azure, "three", "10.0.2.128/25")
    refused("InvalidResourceName", network, azure, [{"name": "/", "properties": {"addressPrefix": "10.0.9.0/24"}}])
    refused("NetcfgInvalidSubnet", subnet, azure, "three", "10.1.0.0/24")
    refused("InvalidAddressPrefixFormat", subnet, azure, "three", "10.0.3.1/24")


def test_what_is_in_use_stays(azure: Any, refused: Any) -> None:
    group = azure.network.network_security_groups.begin_create_or_update("agents", "guard", HERE).result()
    network(azure)
    used = subnet(azure, "one", "10.0.1.0/24", networkSecurityGroup={"id": group.id})
    container_group(azure, subnet_ids=[{"id": used.id}])
    refused("InUseSubnetCannotBeDeleted", azure.network.subnets.begin_delete, "agents", "net", "one")
    refused("InUseSubnetCannotBeDeleted", azure.network.virtual_networks.begin_delete, "agents", "net")
    refused(
        "InUseNetworkSecurityGroupCannotBeDeleted",
        azure.network.network_security_groups.begin_delete,
        "agents",
        "guard",
    )
    azure.resources.resource_groups.begin_delete("agents").result()
    assert not list(azure.network.virtual_networks.list_all())


def test_security_rules(azure: Any, refused: Any) -> None:
    groups, rules = azure.network.network_security_groups, azure.network.security_rules
    body = {**HERE, "properties": {"securityRules": [{"name": "out", "properties": RULE}]}}
    assert groups.begin_create_or_update("agents", "guard", body).result().properties.security_rules[0].name == "out"

    def rule(name: str, **more: Any) -> Any:
        return rules.begin_create_or_update("agents", "guard", name, {"properties": {**RULE, **more}}).result()

    refused("SecurityRuleConflict", rule, "twin")
    refused("SecurityRuleInvalidPriority", rule, "low", priority=99)
    refused("SecurityRuleParameterMissing", rule, "vague", priority=101, destinationAddressPrefix=None)
    assert rule("in", direction="Inbound").properties.priority == 100
    twice = {
        **HERE,
        "properties": {"securityRules": [{"name": "a", "properties": RULE}, {"name": "b", "properties": RULE}]},
    }
    refused("SecurityRuleConflict", groups.begin_create_or_update, "agents", "other", twice)
    refused("ResourceNotFound", groups.get, "agents", "other")


def test_a_storage_account_gives_marked_keys(azure: Any, refused: Any) -> None:
    accounts = azure.storage.storage_accounts
    body = {**HERE, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    made = accounts.begin_create("agents", "agentsreports", body).result()
    assert made.properties.primary_endpoints.blob == "https://agentsreports.blob.core.windows.net/"
    assert {key.value for key in accounts.list_keys("agents", "agentsreports").keys_property} == {FAKE_KEY}
    azure.storage.blob_containers.create("agents", "agentsreports", "output", {})
    assert [item.name for item in azure.storage.blob_containers.list("agents", "agentsreports")] == ["output"]
    azure.resources.resource_groups.create_or_update("other", HERE)
    refused("StorageAccountAlreadyTaken", accounts.begin_create, "other", "agentsreports", body)
    refused("InvalidResourceName", accounts.begin_create, "agents", "Agents-Reports", body)
    refused("InvalidRequestContent", accounts.begin_create, "agents", "other", {**body, "sku": {"name": "Free"}})
    refused("InvalidRequestContent", accounts.begin_create, "agents", "other", {**HERE, "kind": "StorageV2"})
    refused("UnsupportedAction", accounts.regenerate_key, "agents", "agentsreports", {"keyName": "key1"})


def test_tags_groups_and_management_groups(azure: Any, refused: Any) -> None:
    tags = azure.resources.tags
    tags.begin_create_or_update_at_scope(GROUP, {"properties": {"tags": {"a": "1"}}}).result()
    assert azure.resources.resource_groups.get("agents").tags == {"a": "1"}
    assert tags.get_at_scope(GROUP).properties.tags == {"a": "1"}

    def patch(operation: str, given: dict[str, str]) -> dict[str, str]:
        body = {"operation": operation, "properties": {"tags": given}}
        return tags.begin_update_at_scope(GROUP, body).result().properties.tags

    assert patch("Merge", {"b": "2"}) == {"a": "1", "b": "2"}
    assert patch("Delete", {"a": "1"}) == {"b": "2"}
    assert patch("Replace", {"c": "3"}) == {"c": "3"}
    refused("InvalidTagsPatchOperation", patch, "Forget", {})
    assert tags.get_at_scope(SUBSCRIPTION).properties.tags == {}
    assert azure.subscriptions.subscriptions.list().next().display_name == "Local"
    group = azure.groups.management_groups
    group.begin_create_or_update("payments", {"properties": {"details": {"parent": {"id": _AGENTS}}}}).result()
    refused("BadRequest", group.begin_delete, "agents")
    group.begin_delete("payments").result()
    missing = {"properties": {"details": {"parent": {"id": _AGENTS + "-none"}}}}
    refused("NotFound", group.begin_create_or_update, "payments", missing)


_AGENTS = "/providers/Microsoft.Management/managementGroups/agents"
