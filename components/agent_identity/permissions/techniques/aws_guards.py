"""AWS actions that weaken a guard which watches or limits others: logs, detectors, network limits, locks, alarms.

Source of the services: the security, identity and management chapters of the service authorization reference; judged
by hand. What takes a limit off the caller itself (its boundary, a deny, an SCP) is in `aws_principals`.
"""

from typing import Final

GUARDS: Final[dict[str, str]] = {
    "access-analyzer": (
        "ApplyArchiveRule CreateArchiveRule DeleteAnalyzer UpdateAnalyzer UpdateArchiveRule UpdateFindings"
    ),
    "backup": (
        "DeleteBackupPlan DeleteBackupVault DeleteBackupVaultLockConfiguration DeleteRecoveryPoint "
        "UpdateGlobalSettings UpdateRegionSettings"
    ),
    "budgets": "DeleteBudgetAction ModifyBudget",
    "cloudfront": "DeleteRealtimeLogConfig UpdateDistribution",
    "cloudtrail": (
        "CancelQuery DeleteChannel DeleteEventDataStore DeleteResourcePolicy DeleteTrail "
        "DeregisterOrganizationDelegatedAdmin DisableFederation PutEventConfiguration PutEventSelectors "
        "PutInsightSelectors StopEventDataStoreIngestion StopLogging UpdateEventDataStore UpdateTrail"
    ),
    "cloudwatch": (
        "DeleteAlarms DeleteAnomalyDetector DeleteInsightRules DeleteMetricStream DisableAlarmActions "
        "DisableInsightRules PutCompositeAlarm PutMetricAlarm SetAlarmState StopMetricStreams"
    ),
    "config": (
        "DeleteAggregationAuthorization DeleteConfigRule DeleteConfigurationAggregator DeleteConfigurationRecorder "
        "DeleteConformancePack DeleteDeliveryChannel DeleteOrganizationConfigRule DeleteOrganizationConformancePack "
        "DeleteRemediationConfiguration DeleteRetentionConfiguration DisassociateResourceTypes PutConfigRule "
        "PutDeliveryChannel PutRemediationExceptions PutRetentionConfiguration StopConfigurationRecorder"
    ),
    "controltower": (
        "DeleteLandingZone DisableBaseline DisableControl ResetEnabledControl UpdateEnabledControl UpdateLandingZone"
    ),
    "detective": "DeleteGraph DeleteMembers DisassociateMembership",
    "ec2": (
        "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateNetworkAclEntry CreateRoute "
        "CreateVpcBlockPublicAccessExclusion CreateVpcEndpoint CreateVpcPeeringConnection DeleteFlowLogs "
        "DeleteNetworkAcl DeleteNetworkAclEntry DeleteSecurityGroup DisableEbsEncryptionByDefault "
        "DisableImageBlockPublicAccess DisableSnapshotBlockPublicAccess ModifyInstanceMetadataDefaults "
        "ModifyInstanceMetadataOptions ModifyNetworkInterfaceAttribute ModifySecurityGroupRules "
        "ModifyVpcBlockPublicAccessExclusion ModifyVpcBlockPublicAccessOptions ModifyVpcEndpoint "
        "ReplaceNetworkAclAssociation ReplaceNetworkAclEntry ReplaceRoute ReplaceRouteTableAssociation "
        "RevokeSecurityGroupEgress RevokeSecurityGroupIngress UnlockSnapshot "
        "UpdateSecurityGroupRuleDescriptionsEgress"
    ),
    "ecr": "BatchDeleteImage DeleteLifecyclePolicy PutImageScanningConfiguration PutImageTagMutability",
    "elasticloadbalancing": "ModifyLoadBalancerAttributes SetSecurityGroups SetWebAcl",
    "elasticmapreduce": "PutBlockPublicAccessConfiguration",
    "events": (
        "DeactivateEventSource DeleteArchive DeleteEventBus DeleteRule DisableRule PutRule RemovePermission "
        "RemoveTargets"
    ),
    "fms": "DeletePolicy DisassociateAdminAccount PutPolicy",
    "glacier": "AbortVaultLock DeleteVaultAccessPolicy",
    "guardduty": (
        "ArchiveFindings CreateFilter CreateIPSet CreateSuppressionRule CreateTrustedEntitySet DeleteDetector "
        "DeleteMalwareProtectionPlan DeleteMembers DeletePublishingDestination DisableOrganizationAdminAccount "
        "DisassociateFromAdministratorAccount DisassociateMembers StopMonitoringMembers UpdateDetector UpdateFilter "
        "UpdateIPSet UpdateMemberDetectors UpdateOrganizationConfiguration UpdateTrustedEntitySet"
    ),
    "inspector2": "BatchUpdateMemberEc2DeepInspectionStatus CreateFilter Disable DisassociateMember UpdateFilter",
    "kms": "DisableKey DisableKeyRotation RetireGrant RevokeGrant ScheduleKeyDeletion UpdateAlias UpdatePrimaryRegion",
    "lambda": (
        "DeleteCodeSigningConfig DeleteFunctionCodeSigningConfig DeleteFunctionConcurrency "
        "PutFunctionCodeSigningConfig PutFunctionConcurrency RemovePermission UpdateCodeSigningConfig"
    ),
    "logs": (
        "AssociateKmsKey DeleteAccountPolicy DeleteDataProtectionPolicy DeleteDelivery DeleteDeliverySource "
        "DeleteDestination DeleteLogAnomalyDetector DeleteLogGroup DeleteLogStream DeleteMetricFilter "
        "DeleteResourcePolicy DeleteRetentionPolicy DeleteSubscriptionFilter DeleteTransformer DisassociateKmsKey "
        "PutAccountPolicy PutDataProtectionPolicy PutLogGroupDeletionProtection PutMetricFilter PutRetentionPolicy "
        "PutSubscriptionFilter PutTransformer Unmask UpdateAnomaly"
    ),
    "macie2": (
        "CreateAllowList CreateFindingsFilter DisableMacie DisassociateMember UpdateAutomatedDiscoveryConfiguration"
    ),
    "network-firewall": (
        "DeleteFirewall DeleteFirewallPolicy DeleteLoggingConfiguration DeleteResourcePolicy DisassociateSubnets "
        "UpdateFirewallPolicy UpdateFirewallPolicyChangeProtection UpdateLoggingConfiguration UpdateRuleGroup"
    ),
    "oam": "DeleteLink DeleteSink",
    "route53resolver": (
        "DeleteFirewallRule DeleteFirewallRuleGroup DeleteResolverQueryLogConfig DisassociateFirewallRuleGroup "
        "DisassociateResolverQueryLogConfig UpdateFirewallConfig UpdateFirewallDomains UpdateFirewallRule "
        "UpdateFirewallRuleGroupAssociation"
    ),
    "s3": (
        "BypassGovernanceRetention DeleteAccessPointPolicy DeleteBucketPolicy DeleteObjectVersion "
        "PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock PutBucketLogging PutBucketNotification "
        "PutBucketObjectLockConfiguration PutBucketPublicAccessBlock PutBucketVersioning PutEncryptionConfiguration "
        "PutLifecycleConfiguration PutObjectLegalHold PutObjectRetention"
    ),
    "secretsmanager": "CancelRotateSecret DeleteResourcePolicy RemoveRegionsFromReplication",
    "securityhub": (
        "BatchDisableStandards BatchUpdateFindings CreateAutomationRule DeleteMembers DisableSecurityHub "
        "DisableSecurityHubV2 DisassociateMembers UpdateFindings UpdateSecurityControl UpdateStandardsControl"
    ),
    "securitylake": "DeleteAwsLogSource DeleteDataLake DeleteSubscriber DeregisterDataLakeDelegatedAdministrator",
    "shield": "DeleteProtection DeleteSubscription DisableProactiveEngagement DisassociateDRTRole",
    "sns": "DeleteTopic SetSubscriptionAttributes Unsubscribe",
    "ssm": "DeleteResourceDataSync PutComplianceItems UpdateServiceSetting",
    "waf": "DeleteLoggingConfiguration DeleteWebACL UpdateRule UpdateWebACL",
    "wafv2": (
        "AssociateWebACL DeleteFirewallManagerRuleGroups DeleteLoggingConfiguration DeleteRuleGroup DeleteWebACL "
        "DisassociateWebACL PutLoggingConfiguration UpdateIPSet UpdateRuleGroup UpdateWebACL"
    ),
    "xray": "DeleteSamplingRule PutEncryptionConfig UpdateIndexingRule UpdateSamplingRule",
}
"""By service prefix, the actions that take such a guard away or make it look elsewhere."""
