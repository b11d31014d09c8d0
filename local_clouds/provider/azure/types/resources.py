"""Microsoft.Resources: resource groups, and tags at a scope."""

from __future__ import annotations

from local_clouds.provider.azure.mapping import RESOURCE_GROUP, Type

TYPES = (
    Type(
        "azure-native:resources:ResourceGroup",
        RESOURCE_GROUP,
        "2024-03-01",
        computed="properties",
        required="location",
        longest=90,
        located=False,
    ),
    Type(
        "azure-native:resources:TagAtScope",
        "{scope}/providers/Microsoft.Resources/tags/default",
        "2024-03-01",
        whole="properties",
        required="properties",
        naming="none",
        implied=True,
        located=False,
    ),
)
