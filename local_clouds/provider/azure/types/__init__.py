"""The mapping table of azure-native, one module for each provider namespace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local_clouds.provider.azure.types import authorization, compute, identity, network, resources, storage
from local_clouds.provider.errors import UnsupportedError

if TYPE_CHECKING:
    from local_clouds.provider.azure.mapping import Type

_MODULES = (resources, identity, authorization, compute, network, storage)
_VERSION = re.compile(r"/v\d{8}\w*(?=:)")
TYPES: dict[str, Type] = {kind.token: kind for module in _MODULES for kind in module.TYPES}


def plain(token: str) -> str:
    """Return a token without its API version: `azure-native:web/v20240401:WebApp` is `azure-native:web:WebApp`."""
    return _VERSION.sub("", token)


def find(token: str) -> Type:
    """Return the entry of a token.

    Raises:
        UnsupportedError: the type is not mapped.
    """
    kind = TYPES.get(plain(token))
    if kind is None:
        raise UnsupportedError(token, "local_clouds/provider/azure/types")
    return kind
