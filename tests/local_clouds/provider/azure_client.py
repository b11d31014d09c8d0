"""How the lifecycle table looks at Azure: by Microsoft's own management clients, told nothing but the endpoint."""

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
from tests.local_clouds.provider.case import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

JSON = dict[str, Any]
PACKAGE = "azure-native"
SUBSCRIPTION = f"/subscriptions/{AZURE_SUBSCRIPTION}"
_READY_SECONDS = 30
IN_GROUP = {"resourceGroupName": "${group.name}"}
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"


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


def look(version: str) -> Callable[[Any, JSON], Any]:
    return lambda clients, outputs: clients.resources.get_by_id(outputs["id"], api_version=version).as_dict()


def patch(version: str, body: JSON) -> Callable[[Any, JSON], object]:
    """Change an object behind the provider's back."""
    return lambda clients, outputs: clients.resources.begin_update_by_id(
        outputs["id"], body, api_version=version
    ).result()


def group(name: str) -> dict[str, Need]:
    inputs = {"resourceGroupName": name, "location": "westeurope"}
    return {"group": Need("azure-native:resources:ResourceGroup", inputs)}
