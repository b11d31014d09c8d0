"""Azure: rewriting the access rules that a resource keeps itself, and weakening what watches or limits others."""

from typing import Final

from agent_identity.permissions.techniques.azure.rows import data, need, row
from agent_identity.permissions.techniques.model import Kind, On, Technique


def _rule(name: str, title: str, actions: str, why: str, source: str) -> Technique:
    return row(name, Kind.POLICY, title, need(On.RESOURCE, actions), why=why, source=source)


def _guard(name: str, title: str, actions: str, why: str, source: str) -> Technique:
    return row(name, Kind.GUARD, title, need(On.GUARD, actions), why=why, source=source)


TECHNIQUES: Final = (
    _rule(
        "vault-access",
        "Changes who gets into a key vault",
        "~KeyVault/vaults/write ~KeyVault/vaults/accessPolicies/write ~KeyVault/managedHSMs/write"
        " ~KeyVault/vaults/secrets/write ~KeyVault/vaults/keys/write ~KeyVault/vaults/deploy/action",
        "An access policy names any principal, and the vault's network rules are fields of it.",
        "azure/key-vault/general/assign-access-policy",
    ),
    _rule(
        "storage-access",
        "Changes how a storage account is opened",
        "~Storage/storageAccounts/write ~Storage/storageAccounts/localUsers/write"
        " ~Storage/storageAccounts/blobServices/write ~Storage/storageAccounts/blobServices/containers/setAcl/action"
        " ~Storage/storageAccounts/encryptionScopes/write",
        "Shared keys, public containers, networks and local users with passwords are fields of it.",
        "azure/storage/common/shared-key-authorization-prevent",
    ),
    _rule(
        "database-access",
        "Changes who administers a database server, or from where",
        "~Sql/servers/write ~Sql/servers/administrators/write ~Sql/servers/firewallRules/write"
        " ~Sql/managedInstances/write ~Sql/managedInstances/administrators/write"
        " ~Sql/servers/azureADOnlyAuthentications/write ~Sql/servers/azureADOnlyAuthentications/delete"
        " ~DBforPostgreSQL/flexibleServers/write ~DBforPostgreSQL/flexibleServers/administrators/write"
        " ~DBforPostgreSQL/flexibleServers/firewallRules/write ~DBforMySQL/flexibleServers/write"
        " ~DBforMySQL/flexibleServers/administrators/write ~DBforMySQL/flexibleServers/firewallRules/write"
        " ~DBforMariaDB/servers/write ~Synapse/workspaces/administrators/write"
        " ~Synapse/workspaces/sqlAdministrators/write ~Synapse/workspaces/firewallRules/write",
        "The administrator's password is a field that a write sets.",
        "azure/azure-sql/database/logins-create-manage",
    ),
    _rule(
        "document-role",
        "Grants a role inside a database, cache or cluster",
        "~DocumentDB/databaseAccounts/sqlRoleAssignments/write ~DocumentDB/databaseAccounts/sqlRoleDefinitions/write"
        " ~DocumentDB/databaseAccounts/*RoleAssignments/write ~DocumentDB/databaseAccounts/*RoleDefinitions/write"
        " ~DocumentDB/databaseAccounts/write ~DocumentDB/mongoClusters/write ~DocumentDB/mongoClusters/users/write"
        " ~Cache/redis/accessPolicyAssignments/write ~Cache/redis/accessPolicies/write ~Cache/redis/write"
        " ~Cache/redisEnterprise/databases/accessPolicyAssignments/write ~Cache/redisEnterprise/databases/write"
        " ~Kusto/clusters/principalAssignments/write ~Kusto/clusters/databases/principalAssignments/write"
        " ~Kusto/clusters/databases/addPrincipals/action ~Databricks/workspaces/assignWorkspaceAdmin/action"
        " ~Synapse/workspaces/roleAssignments/write",
        "These have roles of their own, which no role assignment of Azure shows.",
        "azure/cosmos-db/nosql/how-to-connect-role-based-access-control",
    ),
    _rule(
        "queue-rule",
        "Makes a shared access rule of a namespace, queue or topic",
        "~ServiceBus/namespaces/authorizationRules/write ~ServiceBus/namespaces/*/authorizationRules/write"
        " ~EventHub/namespaces/authorizationRules/write ~EventHub/namespaces/*/authorizationRules/write"
        " ~Relay/namespaces/authorizationRules/write ~Relay/namespaces/*/authorizationRules/write"
        " ~NotificationHubs/namespaces/authorizationRules/write"
        " ~NotificationHubs/namespaces/notificationHubs/authorizationRules/write ~Devices/iotHubs/write"
        " ~Devices/provisioningServices/write ~ServiceBus/namespaces/write ~EventHub/namespaces/write",
        "A rule has keys of its own, which work without any identity.",
        "azure/service-bus-messaging/service-bus-sas",
    ),
    _rule(
        "disk-access",
        "Opens a disk, a snapshot or a gallery to others",
        "~Compute/disks/beginGetAccess/action ~Compute/snapshots/beginGetAccess/action ~Compute/snapshots/write"
        " ~Compute/restorePointCollections/restorePoints/retrieveSasUris/action ~Compute/restorePointCollections/write"
        " ~Compute/restorePointCollections/restorePoints/write ~Compute/galleries/share/action"
        " ~Compute/virtualMachineScaleSets/disks/beginGetAccess/action"
        " ~ElasticSan/elasticSans/volumeGroups/snapshots/beginGetAccess/action ~Compute/diskAccesses/write",
        "A signed address opens the whole disk, with what the machine keeps on it.",
        "azure/virtual-machines/linux/disks-export-import-private-links-cli",
    ),
    _guard(
        "log",
        "Changes where logs go, or what is kept of them",
        "*/diagnosticSettings/write */diagnosticSettings/delete ~Insights/logProfiles/write"
        " ~Insights/logProfiles/delete ~Insights/dataCollectionRules/write ~Insights/dataCollectionRules/delete"
        " ~Insights/dataCollectionRuleAssociations/write ~Insights/dataCollectionRuleAssociations/delete"
        " ~Insights/dataCollectionEndpoints/delete ~OperationalInsights/workspaces/write"
        " ~OperationalInsights/workspaces/delete ~OperationalInsights/workspaces/tables/write"
        " ~OperationalInsights/workspaces/tables/delete ~OperationalInsights/workspaces/purge/action"
        " ~OperationalInsights/workspaces/dataExports/write ~OperationalInsights/workspaces/dataExports/delete"
        " ~OperationalInsights/workspaces/linkedServices/write ~OperationalInsights/workspaces/linkedServices/delete"
        " ~Insights/components/write ~Insights/components/delete ~Insights/components/purge/action"
        " ~Network/networkWatchers/flowLogs/write ~Network/networkWatchers/flowLogs/delete",
        "What is not collected is not seen; what is purged is gone.",
        "azure/azure-monitor/platform/diagnostic-settings",
    ),
    _guard(
        "alert",
        "Changes or silences alerts",
        "~Insights/activityLogAlerts/write  ~Insights/activityLogAlerts/delete ~Insights/metricAlerts/write"
        " ~Insights/metricAlerts/delete ~Insights/scheduledQueryRules/write ~Insights/scheduledQueryRules/delete"
        " ~Insights/actionGroups/write ~Insights/actionGroups/delete ~AlertsManagement/actionRules/write"
        " ~AlertsManagement/actionRules/delete ~AlertsManagement/smartDetectorAlertRules/write"
        " ~AlertsManagement/smartDetectorAlertRules/delete ~AlertsManagement/prometheusRuleGroups/write"
        " ~AlertsManagement/prometheusRuleGroups/delete",
        "An alert that nobody gets watches nothing.",
        "azure/azure-monitor/alerts/alerts-overview",
    ),
    _guard(
        "defender",
        "Changes Defender for Cloud or Sentinel, or silences what they find",
        "~Security/pricings/write ~Security/pricings/delete ~Security/securityContacts/write"
        " ~Security/securityContacts/delete ~Security/alertsSuppressionRules/write"
        " ~Security/alertsSuppressionRules/delete ~Security/settings/write ~Security/automations/write"
        " ~Security/automations/delete ~Security/autoProvisioningSettings/write ~Security/locations/alerts/*/action"
        " ~Security/standards/write ~Security/standards/delete ~Security/standardAssignments/write"
        " ~Security/standardAssignments/delete ~Security/assessments/write ~Security/assessments/delete"
        " ~Security/workspaceSettings/write ~Security/workspaceSettings/delete ~Security/securityConnectors/write"
        " ~Security/securityConnectors/delete ~SecurityInsights/alertRules/write ~SecurityInsights/alertRules/delete"
        " ~SecurityInsights/automationRules/write ~SecurityInsights/automationRules/delete"
        " ~SecurityInsights/dataConnectors/write ~SecurityInsights/dataConnectors/delete"
        " ~SecurityInsights/incidents/delete ~SecurityInsights/watchlists/write ~SecurityInsights/watchlists/delete"
        " ~SecurityInsights/onboardingStates/delete ~SecurityInsights/settings/write ~SecurityInsights/settings/delete",
        "A finding that is suppressed is seen by nobody.",
        "azure/defender-for-cloud/permissions",
    ),
    _guard(
        "network",
        "Changes which addresses may be reached",
        "~Network/networkSecurityGroups/write ~Network/dnsForwardingRulesets/forwardingRules/write"
        " ~Network/dnsForwardingRulesets/forwardingRules/delete"
        " ~MachineLearningServices/workspaces/managedNetworks/outboundRules/write"
        " ~MachineLearningServices/workspaces/managedNetworks/outboundRules/delete"
        " ~AzureStackHCI/NetworkSecurityGroups/write ~AzureStackHCI/NetworkSecurityGroups/SecurityRules/write"
        " ~AzureStackHCI/NetworkSecurityGroups/SecurityRules/delete ~Network/networkSecurityGroups/delete"
        " ~Network/networkSecurityGroups/securityRules/write ~Network/networkSecurityGroups/securityRules/delete"
        " ~Network/azureFirewalls/write ~Network/azureFirewalls/delete ~Network/firewallPolicies/write"
        " ~Network/firewallPolicies/delete ~Network/firewallPolicies/ruleCollectionGroups/write"
        " ~Network/firewallPolicies/ruleCollectionGroups/delete ~Network/routeTables/write"
        " ~Network/routeTables/routes/write ~Network/routeTables/routes/delete ~Network/virtualNetworks/write"
        " ~Network/virtualNetworks/subnets/write ~Network/virtualNetworks/virtualNetworkPeerings/write"
        " ~Network/networkInterfaces/write ~Network/publicIPAddresses/write ~Network/privateEndpoints/delete"
        " ~Network/applicationGateways/write ~Network/applicationGatewayWebApplicationFirewallPolicies/write"
        " ~Network/applicationGatewayWebApplicationFirewallPolicies/delete ~Network/networkSecurityPerimeters/write"
        " ~Network/networkSecurityPerimeters/delete ~Network/networkSecurityPerimeters/profiles/accessRules/write"
        " ~Network/networkSecurityPerimeters/resourceAssociations/delete"
        " ~Network/networkManagers/securityAdminConfigurations/write ~Network/networkManagers/commit/action"
        " ~Network/dnsZones/*/write ~Network/privateDnsZones/*/write ~Network/ddosProtectionPlans/delete"
        " ~Network/bastionHosts/write ~Network/natGateways/write ~Network/trafficManagerProfiles/write"
        " ~Network/frontDoorWebApplicationFirewallPolicies/write ~Cdn/profiles/securityPolicies/write"
        " ~Cdn/profiles/securityPolicies/delete",
        "Egress rules are what keeps an agent to the addresses that it needs; names must lead where they should.",
        "azure/virtual-network/network-security-groups-overview",
    ),
    _guard(
        "backup",
        "Takes backups and their protection away",
        "~RecoveryServices/vaults/write ~RecoveryServices/vaults/delete ~RecoveryServices/vaults/backupconfig/write"
        " ~RecoveryServices/vaults/backupPolicies/write ~RecoveryServices/vaults/backupPolicies/delete"
        " ~RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/delete"
        " ~RecoveryServices/vaults/backupResourceGuardProxies/*/action"
        " ~RecoveryServices/vaults/backupResourceGuardProxies/delete ~DataProtection/backupVaults/write"
        " ~DataProtection/backupVaults/delete ~DataProtection/backupVaults/backupInstances/delete"
        " ~DataProtection/resourceGuards/write ~DataProtection/resourceGuards/delete"
        " ~Storage/storageAccounts/blobServices/containers/immutabilityPolicies/write"
        " ~Storage/storageAccounts/blobServices/containers/immutabilityPolicies/delete"
        " ~Storage/storageAccounts/blobServices/containers/immutabilityPolicies/extend/action"
        " ~Storage/storageAccounts/blobServices/containers/clearLegalHold/action",
        "A backup that can be deleted is none; immutability keeps audit records.",
        "azure/backup/security-overview",
    ),
    _guard(
        "resource-group",
        "Deletes a resource group with all that guards in it",
        "~Resources/subscriptions/resourceGroups/delete",
        "It takes identities, logs, alerts and network rules away at once.",
        "azure/azure-resource-manager/management/delete-resource-group",
    ),
    _guard(
        "model-filter",
        "Changes what is filtered from prompts and answers",
        "~CognitiveServices/accounts/raiPolicies/write ~CognitiveServices/accounts/raiPolicies/delete"
        " ~CognitiveServices/accounts/raiBlocklists/write ~CognitiveServices/accounts/raiBlocklists/delete"
        " ~CognitiveServices/accounts/raiBlocklists/raiBlocklistItems/delete"
        " ~CognitiveServices/accounts/defenderForAISettings/write",
        "Content filters keep injected instructions out of what models read.",
        "azure/ai-foundry/openai/concepts/content-filter",
    ),
    row(
        "blob-permissions",
        Kind.POLICY,
        "Changes who owns and reads blobs, by their own access lists",
        data(
            On.RESOURCE,
            "~Storage/storageAccounts/blobServices/containers/blobs/manageOwnership/action"
            " ~Storage/storageAccounts/blobServices/containers/blobs/modifyPermissions/action"
            " ~Storage/storageAccounts/fileServices/fileshares/files/modifypermissions/action"
            " ~Storage/storageAccounts/fileServices/takeOwnership/action"
            " ~Storage/storageAccounts/fileServices/readFileBackupSemantics/action"
            " ~Storage/storageAccounts/fileServices/runAsBuiltInFileAdministrator/action"
            " ~Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action"
            " ~Storage/storageAccounts/blobServices/containers/blobs/immutableStorage/runAsSuperUser/action"
            " ~Storage/storageAccounts/fileServices/writeFileBackupSemantics/action",
        ),
        why="Whoever owns a file or directory sets its access list; a super user passes it over.",
        source="azure/storage/blobs/data-lake-storage-access-control",
    ),
)
