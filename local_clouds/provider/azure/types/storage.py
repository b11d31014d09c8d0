"""Microsoft.Storage: accounts and blob containers."""

from __future__ import annotations

from local_clouds.provider.azure.mapping import RESOURCE_GROUP, Type

_ACCOUNTS = f"{RESOURCE_GROUP}/providers/Microsoft.Storage/storageAccounts/{{accountName}}"

TYPES = (
    Type(
        "azure-native:storage:StorageAccount",
        _ACCOUNTS,
        "2024-01-01",
        renamed={
            "enableHttpsTrafficOnly": "supportsHttpsTrafficOnly",
            "enableNfsV3": "isNfsV3Enabled",
            "networkRuleSet": "networkAcls",
        },
        computed=(
            "accountMigrationInProgress blobRestoreStatus creationTime failoverInProgress geoReplicationStats "
            "isSkuConversionBlocked keyCreationTime lastGeoFailoverTime primaryEndpoints primaryLocation "
            "privateEndpointConnections secondaryEndpoints secondaryLocation statusOfPrimary statusOfSecondary "
            "storageAccountSkuConversionStatus"
        ),
        required="kind sku",
        partial="sku",
        longest=24,
        lower=True,
    ),
    Type(
        "azure-native:storage:BlobContainer",
        f"{_ACCOUNTS}/blobServices/default/containers/{{containerName}}",
        "2024-01-01",
        computed=(
            "deleted deletedTime hasImmutabilityPolicy hasLegalHold immutabilityPolicy lastModifiedTime leaseDuration "
            "leaseState leaseStatus legalHold remainingRetentionDays version"
        ),
        naming="copy",
        longest=63,
        lower=True,
        located=False,
    ),
)
