"""The table of resource types: one module for each provider namespace, and what its documents state only in prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.azure.rules import (
    authorization,
    containers,
    identity,
    locks,
    network,
    policy,
    resources,
    roles,
    storage,
    web,
)

if TYPE_CHECKING:
    from local_clouds.azure.types import ResourceType

_MODULES = (resources, identity, roles, authorization, policy, locks, network, containers, web, storage)
TYPES: dict[str, ResourceType] = {kind.name.lower(): kind for module in _MODULES for kind in module.TYPES}
