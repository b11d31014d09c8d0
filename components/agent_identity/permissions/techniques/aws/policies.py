"""AWS actions that write the policy, grant or share of a resource, so that somebody gets in.

Candidates: the access level Permissions management of the service authorization reference, and every write whose name
speaks of a policy, permission, grant, share or list of principals (`python -m tools.techniques.aws`); judged by hand.
"""

from typing import Final

POLICIES: Final[dict[str, str]] = {
    "account-access": "CreateApplication",
    "acm-pca": "CreatePermission PutPolicy",
    "aiops": "PutInvestigationGroupPolicy",
    "aoss": (
        "CreateSecurityConfig UpdateSecurityConfig CreateAccessPolicy CreateSecurityPolicy UpdateAccessPolicy "
        "UpdateSecurityPolicy"
    ),
    "apigateway": (
        "CreateAccessAssociation PutPortalProductSharingPolicy UpdateDomainNameManagementPolicy "
        "UpdateDomainNamePolicy UpdateRestApiPolicy"
    ),
    "appmesh": "PutMeshPolicy",
    "appstream": "AssociateApplicationToEntitlement CreateEntitlement UpdateEntitlement UpdateImagePermissions",
    "appsync": "PutResourcePolicy",
    "aps": "PutResourcePolicy",
    "arc-region-switch": "PutResourcePolicy",
    "auditmanager": "UpdateAssessmentFrameworkShare",
    "aws-marketplace": "PutResourcePolicy",
    "backup": "PutBackupVaultAccessPolicy PutBackupVaultSharingPolicy",
    "bedrock": "PutResourcePolicy",
    "bedrock-agentcore": "CreatePolicy ManageAdminPolicy ManageResourceScopedPolicy PutResourcePolicy UpdatePolicy",
    "billing": "PutResourcePolicy",
    "cleanrooms-ml": "PutConfiguredAudienceModelPolicy",
    "clouddirectory": "AttachPolicy",
    "cloudfront": "PutResourcePolicy",
    "cloudhsm": "PutResourcePolicy",
    "cloudsearch": "UpdateServiceAccessPolicies",
    "cloudtrail": "PutResourcePolicy",
    "cloudwatch": (
        "AssumeAccessProfile CreateAccessGrant CreateAccessProfile CreateDomainAccessGrantForOrganization "
        "UpdateAccessProfile"
    ),
    "codeartifact": "PutDomainPermissionsPolicy PutRepositoryPermissionsPolicy",
    "codebuild": "PutResourcePolicy",
    "codeguru-profiler": "PutPermission",
    "codestar": "AssociateTeamMember UpdateTeamMember",
    "codewhisperer": "AssociateCustomizationPermission",
    "comprehend": "PutResourcePolicy",
    "dataexchange": "CreateDataGrant",
    "datazone": "AddPolicyGrant CreateProjectMembership CreateSubscriptionGrant PutDomainSharingPolicy",
    "deadline": "AssociateMemberToFarm AssociateMemberToFleet AssociateMemberToJob AssociateMemberToQueue",
    "dsql": "PutClusterPolicy",
    "dynamodb": "PutResourcePolicy",
    "ec2": (
        "AttachVerifiedAccessTrustProvider CreateCoipPoolPermission CreateLocalGatewayRouteTablePermission "
        "CreateNetworkInterfacePermission CreateVerifiedAccessTrustProvider ModifyFpgaImageAttribute "
        "ModifyImageAttribute ModifySnapshotAttribute ModifyVerifiedAccessEndpointPolicy "
        "ModifyVerifiedAccessGroupPolicy ModifyVerifiedAccessTrustProvider ModifyVpcEndpointServicePermissions "
        "PutResourcePolicy"
    ),
    "ecr": "PutRegistryPolicy SetRepositoryPolicy",
    "ecr-public": "SetRepositoryPolicy",
    "elasticache": "CreateUser CreateUserGroup ModifyUser ModifyUserGroup",
    "elasticfilesystem": "PutFileSystemPolicy",
    "elasticmapreduce": "PutWorkspaceAccess",
    "entityresolution": "AddPolicyStatement PutPolicy",
    "es": (
        "AddDirectQueryDataSource AuthorizeVpcEndpointAccess CreateDomain CreateElasticsearchDomain "
        "UpdateDomainConfig UpdateElasticsearchDomainConfig"
    ),
    "events": "CreateEventBus PutPermission UpdateEventBus",
    "fsx": "ManageBackupPrincipalAssociations PutResourcePolicy",
    "glacier": "SetVaultAccessPolicy",
    "globalaccelerator": "CreateCrossAccountAttachment UpdateCrossAccountAttachment",
    "glue": "PutResourcePolicy",
    "grafana": "UpdatePermissions",
    "imagebuilder": "PutComponentPolicy PutContainerRecipePolicy PutImagePolicy PutImageRecipePolicy",
    "iotsitewise": "CreateAccessPolicy UpdateAccessPolicy",
    "kafka": "PutClusterPolicy",
    "kinesis": "PutResourcePolicy",
    "kms": "CreateGrant CreateKey PutKeyPolicy ReplicateKey",
    "lakeformation": "BatchGrantPermissions CreateLakeFormationOptIn GrantPermissions PutDataLakeSettings",
    "lambda": (
        "AddLayerVersionPermission AddPermission CreateFunctionUrlConfig EnableReplication UpdateFunctionUrlConfig"
    ),
    "lex": "CreateResourcePolicy CreateResourcePolicyStatement UpdateResourcePolicy",
    "license-manager": "CreateGrant CreateGrantVersion",
    "lightsail": "PutInstancePublicPorts SetResourceAccessForBucket UpdateBucket",
    "logs": "PutDeliveryDestinationPolicy PutDestinationPolicy PutResourcePolicy",
    "lookoutequipment": "PutResourcePolicy",
    "mediaconnect": "GrantFlowEntitlements UpdateFlowEntitlement",
    "mediaconvert": "CreateResourceShare PutPolicy",
    "mediapackagev2": "PutChannelPolicy PutOriginEndpointPolicy",
    "mediastore": "PutContainerPolicy",
    "mediatailor": "PutChannelPolicy",
    "memorydb": "CreateAcl CreateUser UpdateAcl UpdateUser",
    "monitron": "AssociateProjectAdminUser CreateProjectUserAssociation CreateUserAccessRoleAssociation",
    "network-firewall": "PutResourcePolicy",
    "networkmanager": "PutResourcePolicy",
    "oam": "PutSinkPolicy",
    "odb": "CreateGrantShare PutResourcePolicy UpdateGrantShare",
    "omics": "CreateShare PutS3AccessPolicy",
    "opsworks": "SetPermission UpdateUserProfile",
    "osis": "PutResourcePolicy",
    "q": "CreateAuthGrant UpdateAuthGrant",
    "qapps": "UpdateQAppPermissions",
    "qbusiness": "AssociatePermission PutResourcePolicy",
    "quicksight": (
        "CreateCustomPermissions CreateIAMPolicyAssignment UpdateAccountCustomPermission "
        "UpdateActionConnectorPermissions UpdateAgentPermissions UpdateAnalysisPermissions "
        "UpdateApplicationWithTokenExchangeGrant UpdateDashboardPermissions UpdateDataSetPermissions "
        "UpdateDataSourcePermissions UpdateFlowPermissions UpdateFolderPermissions UpdateGroup "
        "UpdateIAMPolicyAssignment UpdateResourcePermissions UpdateTemplatePermissions UpdateThemePermissions "
        "UpdateTopicPermissions"
    ),
    "ram": (
        "ReplacePermissionAssociations "
        "AssociateResourceShare AssociateResourceSharePermission CreatePermission CreatePermissionVersion "
        "CreateResourceShare EnableSharingWithAwsOrganization SetDefaultPermissionVersion UpdateResourceShare"
    ),
    "rds": "ModifyDBClusterSnapshotAttribute ModifyDBSnapshotAttribute",
    "redshift": (
        "AuthorizeDataShare AuthorizeEndpointAccess AuthorizeSnapshotAccess CreateSnapshotCopyGrant PutResourcePolicy"
    ),
    "redshift-serverless": "PutResourcePolicy",
    "refactor-spaces": "PutResourcePolicy",
    "rekognition": "PutProjectPolicy",
    "repostspace": "BatchAddRole",
    "resource-explorer-2": "PutResourcePolicy",
    "resource-groups": "PutGroupPolicy",
    "route53": "CreateVPCAssociationAuthorization",
    "route53-recovery-control-config": "PutResourcePolicy",
    "route53-recovery-readiness": "CreateCrossAccountAuthorization",
    "route53profiles": "PutProfilePolicy",
    "route53resolver": "PutFirewallRuleGroupPolicy PutResolverQueryLogConfigPolicy PutResolverRulePolicy",
    "rum": "PutResourcePolicy",
    "s3": (
        "CreateAccessPointForObjectLambda PutAccessPointConfigurationForObjectLambda "
        "AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance CreateAccessPoint "
        "CreateMultiRegionAccessPoint ObjectOwnerOverrideToBucketOwner PutAccessGrantsInstanceResourcePolicy "
        "PutAccessPointPolicy PutAccessPointPolicyForObjectLambda PutBucketAcl PutBucketOwnershipControls "
        "PutBucketPolicy PutMultiRegionAccessPointPolicy PutObjectAcl PutObjectVersionAcl"
    ),
    "s3-object-lambda": "PutObjectAcl PutObjectVersionAcl",
    "s3-outposts": "PutAccessPointPolicy PutBucketPolicy PutObjectAcl",
    "s3express": "PutAccessPointPolicy PutAccessPointScope PutBucketPolicy",
    "s3tables": "PutTableBucketPolicy PutTablePolicy",
    "s3vectors": "PutVectorBucketPolicy",
    "sagemaker": "CreateLineageGroupPolicy PutLineageGroupPolicy PutModelPackageGroupPolicy PutResourcePolicy",
    "schemas": "PutResourcePolicy",
    "secretsmanager": "PutResourcePolicy",
    "serverlessrepo": "PutApplicationPolicy",
    "servicecatalog": "AssociatePrincipalWithPortfolio CreatePortfolioShare PutResourcePolicy UpdatePortfolioShare",
    "servicediscovery": "PutResourcePolicy",
    "ses": "CreateEmailIdentityPolicy PutIdentityPolicy ReplicateEmailIdentityDkimSigningKey UpdateEmailIdentityPolicy",
    "signer": "AddProfilePermission",
    "sms-voice": "PutResourcePolicy",
    "sns": "AddPermission CreateTopic SetTopicAttributes",
    "sqs": "AddPermission CreateQueue SetQueueAttributes",
    "ssm": "ModifyDocumentPermission PutResourcePolicy",
    "ssm-contacts": "PutContactPolicy",
    "ssm-incidents": "PutResourcePolicy",
    "ssm-sap": "PutResourcePermission",
    "verifiedpermissions": "CreatePolicy CreatePolicyTemplate PutSchema UpdatePolicy UpdatePolicyTemplate",
    "vpc-lattice": "PutAuthPolicy PutResourcePolicy",
    "waf": "PutPermissionPolicy",
    "waf-regional": "PutPermissionPolicy",
    "wafv2": "PutPermissionPolicy",
    "wellarchitected": "CreateLensShare CreateProfileShare CreateTemplateShare CreateWorkloadShare UpdateWorkloadShare",
    "workdocs": "AddResourcePermissions",
    "workmail": "PutMailboxPermissions",
    "workspaces": "ModifySelfservicePermissions UpdateConnectionAliasPermission UpdateWorkspaceImagePermission",
    "xray": "PutResourcePolicy",
}
"""By service prefix, the actions that write who may reach a resource."""
