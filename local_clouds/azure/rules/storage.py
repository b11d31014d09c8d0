"""Microsoft.Storage: accounts with their marked, worthless keys, blob containers and queues."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from local_clouds.azure.errors import ArmError
from local_clouds.azure.ids import same
from local_clouds.azure.store import Resource
from local_clouds.azure.types import Change, ResourceType
from local_clouds.azure.writes import timestamp

if TYPE_CHECKING:
    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.store import JSON

ACCOUNT = "Microsoft.Storage/storageAccounts"
_BLOBS = f"{ACCOUNT}/blobServices"
_QUEUES = f"{ACCOUNT}/queueServices"
_MODELS = "azure.mgmt.storage.models"
FAKE_KEY = base64.b64encode(b"local-azure-fake-key-opens-nothing").decode()


def _account(change: Change) -> None:
    name = change.target.name
    change.unique = name
    holder = change.cloud.store.holder(ACCOUNT, name)
    if holder is not None and not same(holder.identifier, change.target.identifier):
        raise ArmError(409, "StorageAccountAlreadyTaken", f"The storage account named {name} is already taken.")
    change.body["sku"].setdefault("tier", change.body["sku"]["name"].partition("_")[0])
    endpoints = {
        kind: f"https://{name}.{kind}.core.windows.net/" for kind in ("blob", "dfs", "file", "queue", "table", "web")
    }
    now = timestamp()
    change.properties["primaryEndpoints"] = endpoints
    change.properties["primaryLocation"] = change.body["location"]
    change.properties["statusOfPrimary"] = "available"
    change.keep("creationTime", lambda: now)


def _services(cloud: Cloud, account: Resource) -> None:
    """Make the blob and queue services that every account has."""
    for kind in (_BLOBS, _QUEUES):
        identifier = f"{account.identifier}/{kind.rpartition('/')[2]}/default"
        if cloud.store.get(account.identifier) is not None and cloud.store.get(identifier) is None:
            cloud.store.put(Resource(identifier, kind, "default", account.identifier, {"properties": {}}))


def _keys(_cloud: Cloud, _account: Resource, _body: JSON) -> JSON:
    return {"keys": [{"keyName": name, "value": FAKE_KEY, "permissions": "FULL"} for name in ("key1", "key2")]}


TYPES = (
    ResourceType(
        ACCOUNT,
        model=f"{_MODELS}:StorageAccountCreateParameters",
        pattern=r"[a-z0-9]+",
        shortest=3,
        longest=24,
        rules=(_account,),
        then=(_services,),
        actions={"listKeys": _keys},
        slow=frozenset({"PUT"}),
        created=202,
    ),
    ResourceType(_BLOBS, pattern="default", location="nothing"),
    ResourceType(
        f"{_BLOBS}/containers",
        model=f"{_MODELS}:BlobContainer",
        pattern=r"[a-z0-9]+(-[a-z0-9]+)*",
        shortest=3,
        longest=63,
        location="nothing",
    ),
    ResourceType(_QUEUES, pattern="default", location="nothing"),
    ResourceType(
        f"{_QUEUES}/queues",
        model=f"{_MODELS}:StorageQueue",
        pattern=r"[a-z0-9]+(-[a-z0-9]+)*",
        shortest=3,
        longest=63,
        location="nothing",
    ),
)
