"""AWS actions that weaken a guard which watches or limits others: logs, detectors, network limits, locks, alarms.

Source of the services: the security, identity and management chapters of the service authorization reference; judged
by hand. What takes a limit off the caller itself (its boundary, a deny, an SCP) is in `principals`.
"""

from typing import Final

GUARDS: Final[dict[str, str]] = {
    "access-analyzer": (
        "DeleteServiceLinkedAnalyzer "
        "ApplyArchiveRule CreateArchiveRule DeleteAnalyzer UpdateAnalyzer UpdateArchiveRule UpdateFindings"
    ),
    "acm-pca": "DeletePermission DeletePolicy",
    "apigateway": "AddCertificateToDomain DeletePortalProductSharingPolicy RemoveCertificateFromDomain SetWebACL",
    "appsync": "SetWebACL",
    "arc-region-switch": "DeleteResourcePolicy",
    "aws-marketplace": "DeleteResourcePolicy",
    "backup": (
        "DeleteBackupPlan DeleteBackupVault DeleteBackupVaultAccessPolicy DeleteBackupVaultLockConfiguration "
        "DeleteBackupVaultSharingPolicy DeleteRecoveryPoint UpdateGlobalSettings UpdateRegionSettings"
    ),
    "bedrock": "DeleteEnforcedGuardrailConfiguration DeleteGuardrail PutEnforcedGuardrailConfiguration UpdateGuardrail",
    "bedrock-agentcore": "DeletePolicyEngine UpdatePolicyEngine GatewayDisassociateWebACL",
    "billing": "DeleteResourcePolicy",
    "budgets": "DeleteBudgetAction ModifyBudget",
    "cloudformation": "SetStackPolicy",
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
    "codeartifact": "DeleteDomainPermissionsPolicy DeleteRepositoryPermissionsPolicy",
    "codebuild": "DeleteResourcePolicy",
    "codeguru-profiler": "RemovePermission",
    "config": (
        "DeleteAggregationAuthorization DeleteConfigRule DeleteConfigurationAggregator DeleteConfigurationRecorder "
        "DeleteConformancePack DeleteDeliveryChannel DeleteOrganizationConfigRule DeleteOrganizationConformancePack "
        "DeleteRemediationConfiguration DeleteRetentionConfiguration DisassociateResourceTypes PutConfigRule "
        "PutDeliveryChannel PutRemediationExceptions PutRetentionConfiguration StopConfigurationRecorder"
    ),
    "controltower": (
        "DeleteLandingZone DisableBaseline DisableControl ResetEnabledControl UpdateEnabledControl UpdateLandingZone"
    ),
    "datazone": "DeleteDomainSharingPolicy",
    "detective": "DeleteGraph DeleteMembers DisassociateMembership",
    "dynamodb": "DeleteResourcePolicy UpdateAbacStatus",
    "ec2": (
        "DisableAllowedImagesSettings EnableSerialConsoleAccess ModifyManagedPrefixList "
        "ReplaceImageCriteriaInAllowedImagesSettings AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress "
        "CreateNetworkAclEntry CreateRoute CreateVpcBlockPublicAccessExclusion CreateVpcEndpoint "
        "CreateVpcPeeringConnection DeleteFlowLogs DeleteNetworkAcl DeleteNetworkAclEntry DeleteResourcePolicy "
        "DeleteSecurityGroup DeleteVerifiedAccessTrustProvider DetachVerifiedAccessTrustProvider "
        "DisableEbsEncryptionByDefault DisableImageBlockPublicAccess DisableSnapshotBlockPublicAccess "
        "ModifyInstanceMetadataDefaults ModifyInstanceMetadataOptions ModifyNetworkInterfaceAttribute "
        "ModifySecurityGroupRules ModifyVpcBlockPublicAccessExclusion ModifyVpcBlockPublicAccessOptions "
        "ModifyVpcEndpoint ReplaceNetworkAclAssociation ReplaceNetworkAclEntry ReplaceRoute "
        "ReplaceRouteTableAssociation RevokeSecurityGroupEgress RevokeSecurityGroupIngress UnlockSnapshot "
        "UpdateSecurityGroupRuleDescriptionsEgress"
    ),
    "ecr": (
        "BatchDeleteImage DeleteLifecyclePolicy DeleteRegistryPolicy DeleteRepositoryPolicy "
        "PutImageScanningConfiguration PutImageTagMutability"
    ),
    "elasticfilesystem": "DeleteFileSystemPolicy",
    "elasticloadbalancing": "ModifyLoadBalancerAttributes SetSecurityGroups SetWebAcl",
    "elasticmapreduce": "PutBlockPublicAccessConfiguration",
    "entityresolution": "DeletePolicyStatement",
    "events": (
        "DeactivateEventSource DeleteArchive DeleteEventBus DeleteRule DisableRule PutRule RemovePermission "
        "RemoveTargets"
    ),
    "fms": "DeletePolicy DisassociateAdminAccount PutPolicy",
    "fsx": "BypassSnaplockEnterpriseRetention DeleteResourcePolicy",
    "glacier": "AbortVaultLock DeleteVaultAccessPolicy InitiateVaultLock SetDataRetrievalPolicy",
    "glue": "DeleteResourcePolicy",
    "guardduty": (
        "ArchiveFindings CreateFilter CreateIPSet CreateSuppressionRule CreateTrustedEntitySet DeleteDetector "
        "DeleteMalwareProtectionPlan DeleteMembers DeletePublishingDestination DisableOrganizationAdminAccount "
        "DisassociateFromAdministratorAccount DisassociateMembers StopMonitoringMembers UpdateDetector UpdateFilter "
        "UpdateIPSet UpdateMemberDetectors UpdateOrganizationConfiguration UpdateTrustedEntitySet"
    ),
    "health": "DisableHealthServiceAccessForOrganization",
    "inspector2": "BatchUpdateMemberEc2DeepInspectionStatus CreateFilter Disable DisassociateMember UpdateFilter",
    "iot": "DeletePolicy DeletePolicyVersion DetachPolicy DetachPrincipalPolicy",
    "kms": "DisableKey DisableKeyRotation RetireGrant RevokeGrant ScheduleKeyDeletion UpdateAlias UpdatePrimaryRegion",
    "lambda": (
        "DeleteCodeSigningConfig DeleteFunctionCodeSigningConfig DeleteFunctionConcurrency "
        "PutFunctionCodeSigningConfig PutFunctionConcurrency RemoveLayerVersionPermission RemovePermission "
        "UpdateCodeSigningConfig"
    ),
    "license-manager": "UpdateServiceSettings",
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
    "mediastore": "DeleteContainerPolicy",
    "mediatailor": "DeleteChannelPolicy",
    "mpa": "DeleteResourcePolicy",
    "network-firewall": (
        "DeleteFirewall DeleteFirewallPolicy DeleteLoggingConfiguration DeleteResourcePolicy DisassociateSubnets "
        "UpdateFirewallPolicy UpdateFirewallPolicyChangeProtection UpdateLoggingConfiguration UpdateRuleGroup"
    ),
    "networkmanager": "DeleteResourcePolicy",
    "notifications": "DisableNotificationsAccessForOrganization",
    "oam": "DeleteLink DeleteSink",
    "rds": "AuthorizeDBSecurityGroupIngress",
    "redshift": "DeleteResourcePolicy",
    "resource-explorer-2": "DeleteResourcePolicy",
    "route53-recovery-control-config": "DeleteResourcePolicy",
    "route53resolver": (
        "DeleteFirewallRule DeleteFirewallRuleGroup DeleteResolverQueryLogConfig DisassociateFirewallRuleGroup "
        "DisassociateResolverQueryLogConfig UpdateFirewallConfig UpdateFirewallDomains UpdateFirewallRule "
        "UpdateFirewallRuleGroupAssociation"
    ),
    "s3": (
        "BypassGovernanceRetention DeleteAccessGrantsInstanceResourcePolicy DeleteAccessPointPolicy "
        "DeleteAccessPointPolicyForObjectLambda DeleteBucketPolicy DeleteObjectVersion "
        "PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock PutBucketLogging PutBucketNotification "
        "PutBucketObjectLockConfiguration PutBucketPublicAccessBlock PutBucketVersioning PutEncryptionConfiguration "
        "PutLifecycleConfiguration PutObjectLegalHold PutObjectRetention"
    ),
    "s3-outposts": "DeleteAccessPointPolicy DeleteBucketPolicy",
    "s3express": "DeleteAccessPointPolicy DeleteAccessPointScope DeleteBucketPolicy",
    "s3tables": "DeleteTableBucketPolicy DeleteTablePolicy",
    "s3vectors": "DeleteVectorBucketPolicy",
    "secretsmanager": "CancelRotateSecret DeleteResourcePolicy RemoveRegionsFromReplication",
    "securityhub": (
        "BatchDeleteAutomationRules BatchUpdateAutomationRules CreateAutomationRuleV2 DisableOrganizationAdminAccount "
        "UpdateConfigurationPolicy UpdateOrganizationConfiguration DisableSecurityHubFeatureV2 BatchDisableStandards "
        "BatchUpdateFindings CreateAutomationRule DeleteMembers DisableSecurityHub DisableSecurityHubV2 "
        "DisassociateMembers UpdateFindings UpdateSecurityControl UpdateStandardsControl"
    ),
    "securitylake": "DeleteAwsLogSource DeleteDataLake DeleteSubscriber DeregisterDataLakeDelegatedAdministrator",
    "ses": "DeleteEmailIdentityPolicy DeleteIdentityPolicy",
    "shield": "DeleteProtection DeleteSubscription DisableProactiveEngagement DisassociateDRTRole",
    "signer": "RemoveProfilePermission",
    "signin": "DeleteConsoleAuthorizationConfiguration DeleteResourcePermissionStatement",
    "sms-voice": "DeleteResourcePolicy",
    "sns": "DeleteTopic RemovePermission SetSubscriptionAttributes Unsubscribe",
    "sqs": "RemovePermission",
    "ssm": "DeleteResourceDataSync DeleteResourcePolicy PutComplianceItems UpdateServiceSetting",
    "ssm-incidents": "DeleteResourcePolicy",
    "ssm-sap": "DeleteResourcePermission",
    "vpc-lattice": "DeleteAuthPolicy",
    "waf": "DeleteLoggingConfiguration DeletePermissionPolicy DeleteWebACL UpdateRule UpdateWebACL",
    "waf-regional": "DeletePermissionPolicy",
    "wafv2": (
        "AssociateWebACL DeleteFirewallManagerRuleGroups DeleteLoggingConfiguration DeletePermissionPolicy "
        "DeleteRuleGroup DeleteWebACL DisassociateWebACL PutLoggingConfiguration UpdateIPSet UpdateRuleGroup "
        "UpdateWebACL"
    ),
    "xray": "DeleteSamplingRule PutEncryptionConfig UpdateIndexingRule UpdateSamplingRule",
}
"""By service prefix, the actions that take such a guard away or make it look elsewhere."""
