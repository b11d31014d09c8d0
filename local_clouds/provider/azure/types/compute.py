"""Where agents run: Microsoft.ContainerInstance and Microsoft.Web."""

from __future__ import annotations

from local_clouds.provider.azure.mapping import RESOURCE_GROUP, Nested, Type

_WEB = f"{RESOURCE_GROUP}/providers/Microsoft.Web"
_CONTAINERS = Nested(frozenset({"name"}))

TYPES = (
    Type(
        "azure-native:containerinstance:ContainerGroup",
        f"{RESOURCE_GROUP}/providers/Microsoft.ContainerInstance/containerGroups/{{containerGroupName}}",
        "2024-05-01-preview",
        outside="location tags identity zones",
        nested={"containers": _CONTAINERS, "initContainers": _CONTAINERS, "extensions": _CONTAINERS},
        computed="instanceView isCreatedFromStandbyPool",
        required="containers",
        replaces="osType subnetIds zones sku priority",
        filled="restartPolicy sku",
        partial="containers ipAddress",
        write_only="imageRegistryCredentials",
        longest=63,
        lower=True,
    ),
    Type(
        "azure-native:web:AppServicePlan",
        f"{_WEB}/serverfarms/{{name}}",
        "2025-05-01",
        computed="geoRegion maximumNumberOfWorkers numberOfSites numberOfWorkers resourceGroup status subscription",
        filled="kind",
        partial="sku",
        longest=60,
    ),
    Type(
        "azure-native:web:WebApp",
        f"{_WEB}/sites/{{name}}",
        "2025-05-01",
        computed=(
            "availabilityState defaultHostName enabledHostNames hostNames inProgressOperationId isDefaultContainer "
            "lastModifiedTimeUtc maxNumberOfWorkers outboundIpAddresses possibleOutboundIpAddresses repositorySiteName "
            "resourceGroup slotSwapStatus state suspendedTill targetSwapSlot trafficManagerHostNames usageState"
        ),
        filled="kind enabled",
        write_only="siteConfig",
        ignore_case="serverFarmId virtualNetworkSubnetId",
        longest=60,
    ),
    Type(
        "azure-native:web:WebAppApplicationSettings",
        f"{_WEB}/sites/{{name}}/config/appsettings",
        "2025-05-01",
        whole="properties",
        naming="none",
        settled=True,
        read_by="list",
        located=False,
    ),
)
