"""The functions of azure-native: `getX` of every mapped type X, and the few that are none of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.provider.azure.types import TYPES, plain
from local_clouds.provider.errors import InvalidError, UnsupportedError

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.azure.connection import AzureConnection

WHERE = "local_clouds/provider/azure/types"
# Who asks, in the local Azure: there is one caller, and no directory to look it up in.
_CALLER = "00000000-0000-4000-8000-00000000000a"
_ACTIONS = {
    "azure-native:storage:listStorageAccountKeys": ("azure-native:storage:StorageAccount", "listKeys"),
    "azure-native:web:listWebAppApplicationSettings": ("azure-native:web:WebAppApplicationSettings", "list"),
    "azure-native:managedidentity:listUserAssignedIdentityAssociatedResources": (
        "azure-native:managedidentity:UserAssignedIdentity",
        "listAssociatedResources",
    ),
}


def call(connection: AzureConnection, token: str, args: JSON) -> JSON:
    """Answer a function.

    Raises:
        UnsupportedError: the function is not known.
        InvalidError: an argument is missing.
        ServiceError: ARM refused.
    """
    name = plain(token)
    if name == "azure-native:authorization:getClientConfig":
        return {
            "clientId": connection.client_id or _CALLER,
            "objectId": _CALLER,
            "subscriptionId": connection.subscription,
            "tenantId": connection.tenant,
        }
    if name in _ACTIONS:
        type_token, action = _ACTIONS[name]
        kind = TYPES[type_token]
        identifier = connection.identifier(kind, _complete(args, kind.parts))
        return connection.client.call("POST", f"{identifier}/{action}", kind.version, {})
    module, _, function = name.rpartition(":")
    kind_of = TYPES.get(f"{module}:{function.removeprefix('get')}") if function.startswith("get") else None
    if kind_of is None:
        raise UnsupportedError(token, WHERE)
    identifier = connection.identifier(kind_of, _complete(args, kind_of.parts))
    return {"id": identifier, **connection.show(kind_of, identifier)}


def _complete(args: JSON, parts: tuple[str, ...]) -> JSON:
    for part in parts:
        if args.get(part) is None:
            raise InvalidError(part, "missing required argument")
    return args
