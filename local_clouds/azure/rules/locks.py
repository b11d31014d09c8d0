"""Microsoft.Authorization/locks: what may not be deleted, or not changed."""

from __future__ import annotations

from local_clouds.azure.errors import bad_request
from local_clouds.azure.types import Change, ResourceType


def _level(change: Change) -> None:
    if change.properties.get("level") not in {"CanNotDelete", "ReadOnly"}:
        raise bad_request(
            "LockLevelInvalid", f"The level must be CanNotDelete or ReadOnly, found '{change.properties.get('level')}'."
        )


TYPES = (
    ResourceType(
        "Microsoft.Authorization/locks",
        model="azure.mgmt.resource.locks.models:ManagementLockObject",
        scopes=frozenset({"subscription", "resourceGroup", "resource"}),
        longest=90,
        location="nothing",
        rules=(_level,),
    ),
)
