"""azure-native over the local Azure, through Microsoft's own ARM client.

The mapping is data, in `types/`: one entry a resource type says where it lies in ARM and which of its properties are
written in another way there. Everything that is the same for all types is in `convert`, `client` and `connection`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.provider.azure.connection import AzureConnection
from local_clouds.provider.azure.types import TYPES, find

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON, Shape


class AzureAdapter:
    """The types of the Pulumi package azure-native. A versioned token is served as its type without a version."""

    package = "azure-native"

    def __init__(self, endpoint: Mapping[str, Any]) -> None:
        """Take the `azure` entry of endpoints.json."""
        self._endpoint = endpoint

    def tokens(self) -> frozenset[str]:
        """Return the tokens of all resource types that are mapped."""
        return frozenset(TYPES)

    def shape(self, token: str) -> Shape:
        """Describe a resource type; raise `UnsupportedError` for an unknown one."""
        return find(token).shape

    def connect(self, config: JSON) -> AzureConnection:
        """Open a provider instance; raise `InvalidError` if the subscription of its configuration is no GUID."""
        return AzureConnection(self._endpoint, config)


def adapter(endpoints: Mapping[str, Any]) -> AzureAdapter:
    """Return the adapter for the `azure` entry of endpoints.json."""
    return AzureAdapter(endpoints)
