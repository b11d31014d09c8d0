"""Microsoft.ManagedIdentity: identities and federated credentials."""

from __future__ import annotations

from local_clouds.provider.azure.mapping import RESOURCE_GROUP, Type

_IDENTITIES = f"{RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"

TYPES = (
    Type(
        "azure-native:managedidentity:UserAssignedIdentity",
        f"{_IDENTITIES}/{{resourceName}}",
        "2023-01-31",
        computed="principalId clientId tenantId",
        longest=128,
    ),
    Type(
        "azure-native:managedidentity:FederatedIdentityCredential",
        f"{_IDENTITIES}/{{resourceName}}/federatedIdentityCredentials/{{federatedIdentityCredentialResourceName}}",
        "2023-01-31",
        required="audiences issuer subject",
        naming="copy",
        longest=120,
        located=False,
    ),
)
