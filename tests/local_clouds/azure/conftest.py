"""The local Azure as a process of its own, and Microsoft's clients for it."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import requests
from azure.core.exceptions import HttpResponseError
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.containerinstance import ContainerInstanceManagementClient
from azure.mgmt.managementgroups import ManagementGroupsMgmtClient
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.locks import ManagementLockClient
from azure.mgmt.resource.policy import PolicyClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.resource.subscriptions import SubscriptionClient
from azure.mgmt.storage import StorageManagementClient
from azure.mgmt.web import WebSiteManagementClient
from werkzeug.test import Client

from local_clouds.azure.app import Application
from local_clouds.azure.cloud import Cloud
from local_clouds.azure.rules import TYPES
from local_clouds.constants import AZURE_SUBSCRIPTION, TOKEN
from tests.local_clouds.provider.azure_client import Credential, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SUBSCRIPTION = f"/subscriptions/{AZURE_SUBSCRIPTION}"
GROUP = f"{SUBSCRIPTION}/resourceGroups/agents"
VERSION = "2024-01-01"


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    began = time.monotonic()
    with start(tmp_path_factory.mktemp("azure")) as found:
        yield {**found, "seconds": time.monotonic() - began}


@pytest.fixture(scope="session")
def sdk(endpoint: dict[str, Any]) -> SimpleNamespace:
    """Microsoft's clients, as a user of the local Azure makes them."""
    url = endpoint["url"]
    options = {
        "base_url": url,
        "credential_scopes": [f"{url}/.default"],
        "connection_verify": endpoint["ca_file"],
        "polling_interval": 0.05,
    }
    here = (Credential(), AZURE_SUBSCRIPTION)
    return SimpleNamespace(
        authorization=AuthorizationManagementClient(*here, **options),
        containers=ContainerInstanceManagementClient(*here, **options),
        groups=ManagementGroupsMgmtClient(Credential(), **options),
        identities=ManagedServiceIdentityClient(*here, **options),
        locks=ManagementLockClient(*here, **options),
        network=NetworkManagementClient(*here, **options),
        policy=PolicyClient(*here, **options),
        resources=ResourceManagementClient(*here, **options),
        storage=StorageManagementClient(*here, **options),
        subscriptions=SubscriptionClient(Credential(), **options),
        web=WebSiteManagementClient(*here, **options),
    )


@pytest.fixture
def azure(sdk: SimpleNamespace, endpoint: dict[str, Any]) -> SimpleNamespace:
    """The clients on an empty tenant with one resource group, `agents`."""
    requests.post(f"{endpoint['url']}/_local/reset", verify=endpoint["ca_file"], timeout=10).raise_for_status()
    sdk.resources.resource_groups.create_or_update("agents", {"location": "westeurope"})
    return sdk


@pytest.fixture
def refused() -> Callable[..., None]:
    """Check that a call is refused with one of the given codes."""

    def check(code: str, call: Callable[..., Any], *arguments: Any, **options: Any) -> None:
        with pytest.raises(HttpResponseError) as caught:
            call(*arguments, **options)
        assert caught.value.error.code == code, caught.value.message

    return check


class Raw:
    """An HTTP client of an application in this process: for what Microsoft's clients never send."""

    def __init__(self) -> None:
        self.cloud = Cloud(TYPES)
        self._client = Client(Application(self.cloud))

    def call(self, method: str, path: str, body: Any = None, *, version: str | None = VERSION, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {TOKEN}", **options.pop("headers", {})}
        query = {**({"api-version": version} if version else {}), **options.pop("query", {})}
        content = {"data": body} if isinstance(body, (bytes, str)) else {"json": body} if body is not None else {}
        return self._client.open(path, method=method, query_string=query, headers=headers, **content, **options)


@pytest.fixture
def raw() -> Raw:
    found = Raw()
    assert found.call("PUT", GROUP, {"location": "westeurope"}).status_code == 201
    return found
