"""Microsoft.Network: virtual networks, subnets, security groups."""

from __future__ import annotations

from local_clouds.provider.azure.mapping import RESOURCE_GROUP, Nested, Type

_NETWORK = f"{RESOURCE_GROUP}/providers/Microsoft.Network"
_PLAIN = Nested()
_SUBNETS = Nested(inside={"delegations": _PLAIN})

TYPES = (
    Type(
        "azure-native:network:VirtualNetwork",
        f"{_NETWORK}/virtualNetworks/{{virtualNetworkName}}",
        "2024-05-01",
        nested={"subnets": _SUBNETS, "virtualNetworkPeerings": _PLAIN},
        computed="flowLogs resourceGuid",
        filled="subnets virtualNetworkPeerings enableDdosProtection",
        partial="subnets",
        longest=64,
    ),
    Type(
        "azure-native:network:Subnet",
        f"{_NETWORK}/virtualNetworks/{{virtualNetworkName}}/subnets/{{subnetName}}",
        "2024-05-01",
        nested={"delegations": _PLAIN},
        computed="ipConfigurationProfiles ipConfigurations privateEndpoints purpose resourceNavigationLinks "
        "serviceAssociationLinks",
        filled="privateEndpointNetworkPolicies privateLinkServiceNetworkPolicies defaultOutboundAccess",
        partial="networkSecurityGroup delegations",
        naming="copy",
        longest=80,
        located=False,
    ),
    Type(
        "azure-native:network:NetworkSecurityGroup",
        f"{_NETWORK}/networkSecurityGroups/{{networkSecurityGroupName}}",
        "2024-05-01",
        nested={"securityRules": _PLAIN, "defaultSecurityRules": _PLAIN},
        computed="defaultSecurityRules flowLogs networkInterfaces resourceGuid subnets",
        filled="securityRules",
        partial="securityRules",
        longest=80,
    ),
    Type(
        "azure-native:network:SecurityRule",
        f"{_NETWORK}/networkSecurityGroups/{{networkSecurityGroupName}}/securityRules/{{securityRuleName}}",
        "2024-05-01",
        required="access direction protocol priority",
        naming="copy",
        longest=80,
        located=False,
    ),
)
