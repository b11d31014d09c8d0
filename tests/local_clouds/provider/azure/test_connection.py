"""What a program meets besides the life of a resource: functions, defaults, errors, configuration."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from local_clouds.constants import AZURE_SUBSCRIPTION, AZURE_TENANT
from local_clouds.provider.azure import adapter
from local_clouds.provider.errors import InvalidError, NotFoundError, ServiceError, UnsupportedError
from tests.local_clouds.provider.azure_client import start

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP = "azure-native:resources:ResourceGroup"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with start(tmp_path_factory.mktemp("azure")) as found:
        yield found


@pytest.fixture(scope="module")
def azure(endpoint: dict[str, Any]) -> Any:
    connection = adapter(endpoint).connect({})
    connection.create(GROUP, {"resourceGroupName": "agents", "location": "northeurope"})
    return connection


def test_a_missing_location_is_the_groups_or_the_providers(azure: Any, endpoint: dict[str, Any]) -> None:
    made = azure.create(IDENTITY, {"resourceGroupName": "agents", "resourceName": "one"})
    assert made.outputs["location"] == "northeurope"
    other = adapter(endpoint).connect({"location": "eastus"})
    assert (
        other.create(IDENTITY, {"resourceGroupName": "agents", "resourceName": "two"}).outputs["location"] == "eastus"
    )


def test_functions_get_every_mapped_type(azure: Any) -> None:
    azure.create(IDENTITY, {"resourceGroupName": "agents", "resourceName": "asked"})
    args = {"resourceGroupName": "agents", "resourceName": "asked"}
    found = azure.invoke("azure-native:managedidentity/v20230131:getUserAssignedIdentity", args)
    assert found["id"].endswith("/userAssignedIdentities/asked")
    assert found["tenantId"] == AZURE_TENANT
    assert azure.invoke("azure-native:resources:getResourceGroup", {"resourceGroupName": "agents"})["location"]
    role = {"scope": "/", "roleDefinitionId": "acdd72a7-3385-48ef-bd42-f606fba81ae7"}
    assert azure.invoke("azure-native:authorization:getRoleDefinition", role)["roleName"] == "Reader"
    config = azure.invoke("azure-native:authorization:getClientConfig", {})
    assert (config["subscriptionId"], config["tenantId"]) == (AZURE_SUBSCRIPTION, AZURE_TENANT)


def test_functions_refuse_by_name(azure: Any) -> None:
    with pytest.raises(InvalidError, match="resourceName"):
        azure.invoke("azure-native:managedidentity:getUserAssignedIdentity", {"resourceGroupName": "agents"})
    with pytest.raises(UnsupportedError, match="getServer"):
        azure.invoke("azure-native:sql:getServer", {})
    with pytest.raises(NotFoundError, match="ResourceGroupNotFound"):
        azure.invoke("azure-native:resources:getResourceGroup", {"resourceGroupName": "none"})


def test_arms_own_errors_reach_the_program(azure: Any) -> None:
    with pytest.raises(ServiceError, match="LocationNotAvailableForResourceType"):
        azure.create(GROUP, {"resourceGroupName": "mars", "location": "mars"})
    with pytest.raises(ServiceError, match="cannot create already existing resource"):
        azure.create(GROUP, {"resourceGroupName": "agents", "location": "northeurope"})
    with pytest.raises(InvalidError, match="expected an id of the form"):
        azure.read(GROUP, "agents", {})


def test_inputs_and_configuration_are_checked_before_any_call(azure: Any, endpoint: dict[str, Any]) -> None:
    assert azure.check(IDENTITY, {"tags": ["a"], "identity": "x"}) == [
        ("tags", f"expected a map on {IDENTITY}, found ['a']"),
        ("identity", f"expected a map on {IDENTITY}, found 'x'"),
    ]
    with pytest.raises(InvalidError, match="subscriptionId: expected a GUID"):
        adapter(endpoint).connect({"subscriptionId": "mine"})
    other = adapter(endpoint).connect({"subscriptionId": "11111111-1111-4111-8111-111111111111"})
    with pytest.raises(ServiceError, match="SubscriptionNotFound"):
        other.create(GROUP, {"resourceGroupName": "agents", "location": "westeurope"})


def test_a_server_that_does_not_answer_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_IDENTITY_LOCAL_TIMEOUT", "0.2")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        threading.Thread(target=silent.accept, daemon=True).start()
        connection = adapter({"url": f"https://127.0.0.1:{silent.getsockname()[1]}"}).connect({})
        with pytest.raises(ServiceError, match=r"no answer from https://127.0.0.1:\d+ within 0.2 s"):
            connection.read(GROUP, f"/subscriptions/{AZURE_SUBSCRIPTION}/resourceGroups/a", {})
