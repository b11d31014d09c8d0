"""Microsoft.ContainerInstance: container groups. Nothing runs; what is secret in them is dropped, not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.azure.common import check_references
from local_clouds.azure.errors import bad_request
from local_clouds.azure.types import Change, ResourceType

if TYPE_CHECKING:
    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.store import JSON, Resource

GROUP = "Microsoft.ContainerInstance/containerGroups"
_NAME = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_ADDRESS = {"public": "192.0.2.20", "private": "10.0.0.4"}


def _group(change: Change) -> None:
    given = change.properties
    containers = given.get("containers") or []
    if not containers:
        raise bad_request("InvalidContainerGroup", "A container group needs at least one container.")
    names = [container.get("name") for container in containers]
    if len(set(names)) < len(names):
        raise bad_request("DuplicateContainerName", f"Two containers have the same name: {names}.")
    volumes = {volume.get("name") for volume in given.get("volumes") or []}
    for container in containers:
        for mount in (container.get("properties") or {}).get("volumeMounts") or []:
            if mount.get("name") not in volumes:
                raise bad_request(
                    "VolumeNotFound", f"The volume '{mount.get('name')}' of '{container['name']}' is not defined."
                )
    given.setdefault("restartPolicy", "Always")
    given.setdefault("sku", "Standard")
    given["instanceView"] = {"events": [], "state": "Running"}
    _drop_secrets(given)
    if given.get("ipAddress") is not None:
        given["ipAddress"].setdefault("ip", _ADDRESS[str(given["ipAddress"].get("type", "Public")).lower()])


def _drop_secrets(given: JSON) -> None:
    for container in [*given["containers"], *(given.get("initContainers") or [])]:
        for variable in (container.get("properties") or {}).get("environmentVariables") or []:
            variable.pop("secureValue", None)
    for credential in given.get("imageRegistryCredentials") or []:
        credential.pop("password", None)
    for volume in given.get("volumes") or []:
        if "secret" in volume:
            volume["secret"] = {}
        (volume.get("azureFile") or {}).pop("storageAccountKey", None)


def _nothing(_cloud: Cloud, _group: Resource, _body: JSON) -> None:
    return None


TYPES = (
    ResourceType(
        GROUP,
        model="azure.mgmt.containerinstance.models:ContainerGroup",
        pattern=_NAME,
        longest=63,
        rules=(_group, check_references),
        actions={"start": _nothing, "stop": _nothing, "restart": _nothing},
        slow=frozenset({"PUT", "DELETE"}),
    ),
)
