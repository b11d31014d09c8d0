"""Google Cloud: a mapping table over google-api-python-client. A new type is an entry in one of the service modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.provider.errors import UnsupportedError
from local_clouds.provider.gcp import compute, governance, grant_types, identity, run, storage
from local_clouds.provider.gcp.invokes import INVOKES
from local_clouds.provider.gcp.lifecycle import GcpConnection
from local_clouds.provider.gcp.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON, Adapter, Shape
    from local_clouds.provider.gcp.grants import Grant
    from local_clouds.provider.gcp.mapping import Type

_MODULES = (compute, governance, grant_types, identity, run, storage)
TABLE: Mapping[str, Type | Grant] = {token: entry for module in _MODULES for token, entry in module.TYPES.items()}


class GcpAdapter:
    """Serves the package `gcp` from the mapping table."""

    package = "gcp"

    def __init__(self, endpoint: JSON) -> None:
        """Take the local endpoint: `url`, and `token` and `project` where they are not the usual ones."""
        self._endpoint = endpoint

    def tokens(self) -> frozenset[str]:
        """See `Adapter.tokens`."""
        return frozenset(TABLE)

    def shape(self, token: str) -> Shape:
        """See `Adapter.shape`."""
        if token not in TABLE:
            raise UnsupportedError(token, "local_clouds/provider/gcp")
        return TABLE[token].shape

    def connect(self, config: JSON) -> GcpConnection:
        """See `Adapter.connect`."""
        return GcpConnection(TABLE, INVOKES, Session(self._endpoint, config))


def adapter(endpoint: Mapping[str, Any]) -> Adapter:
    """Return the adapter for the local Google Cloud endpoint."""
    return GcpAdapter(dict(endpoint))
