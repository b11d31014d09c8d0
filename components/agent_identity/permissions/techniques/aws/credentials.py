"""AWS actions that return a credential, token, key, password or signed address that acts as somebody or something else.

Candidates: every operation of botocore's models with such a member in its output, and by name those whose outputs do
not show it (`python -m tools.techniques.aws`); judged by hand. Fields that only name or mask a secret are left out.
"""

from typing import Final

CREDENTIALS: Final[dict[str, str]] = {
    "account-access": "CreateEntitlement GetRoleCredentials UpdateEntitlement",
    "acm": "ExportCertificate",
    "acm-pca": "CreateCertificateAuthority IssueCertificate",
    "aidevops": "CreateAccessToken GetAccessToken RotateAccessToken",
    "airflow": "CreateCliToken CreateWebLoginToken InvokeRestApi",
    "amplify": "GetApp GetBranch",
    "amplifybackend": "CreateToken GetBackendAuth GetToken",
    "amplifyuibuilder": "ExchangeCodeForToken RefreshToken",
    "apigateway": "GET",
    "appstream": "CreateAppBlockBuilderStreamingURL CreateImageBuilderStreamingURL CreateStreamingURL",
    "appsync": "CreateApiKey ListApiKeys UpdateApiKey",
    "athena": "CreatePresignedNotebookUrl GetSessionEndpoint",
    "aws-external-anthropic": "AssumeConsole GetKey RotateWebhookSecret",
    "bedrock": "CallWithBearerToken",
    "bedrock-agentcore": (
        "CompleteResourceTokenAuth GetResourceApiKey GetResourceOauth2Token GetResourcePaymentToken "
        "GetWorkloadAccessToken GetWorkloadAccessTokenForJWT GetWorkloadAccessTokenForUserId ProcessPayment"
    ),
    "braket": "GetJob",
    "cloudhsm": "CreateCluster DescribeClusters",
    "cloudwatch": "GetSpaceCredentialsForOrganization GetSpaceDataAccess",
    "cloudwatchomni": "GetSpaceCredentialsForOrganization GetSpaceDataAccess",
    "codeartifact": "GetAuthorizationToken",
    "codebuild": "ImportSourceCredentials PersistOAuthToken",
    "codecatalyst": "CreateAccessToken",
    "codeconnections": "GetConnectionToken GetIndividualAccessToken PassConnection StartOAuthHandshake UseConnection",
    "codepipeline": "GetJobDetails GetThirdPartyJobDetails PollForJobs PollForThirdPartyJobs",
    "codestar-connections": (
        "GetConnectionToken GetIndividualAccessToken PassConnection StartOAuthHandshake UseConnection"
    ),
    "cognito-identity": (
        "GetCredentialsForIdentity GetId GetOpenIdToken GetOpenIdTokenForDeveloperIdentity MergeDeveloperIdentities"
    ),
    "cognito-idp": (
        "AddUserPoolClientSecret AdminCreateUser AdminInitiateAuth AdminRespondToAuthChallenge AdminSetUserPassword "
        "CreateUserPoolClient DescribeUserPoolClient GetClientToken GetDerivedToken GetTokensFromRefreshToken "
        "InitiateAuth RespondToAuthChallenge"
    ),
    "connect": "AdminGetEmergencyAccessToken GetFederationToken GetFederationTokens",
    "dataexchange": "GetAsset GetJob",
    "datazone": (
        "CreateConnection GetConnection GetEnvironmentActionLink GetEnvironmentCredentials GetIamPortalLoginUrl"
    ),
    "deadline": (
        "AssumeFleetRoleForRead AssumeFleetRoleForWorker AssumeQueueRoleForRead AssumeQueueRoleForUser "
        "AssumeQueueRoleForWorker"
    ),
    "dsql": "DbConnect DbConnectAdmin",
    "ec2": (
        "CreateKeyPair ExportClientVpnClientConfiguration ExportVerifiedAccessInstanceClientConfiguration "
        "GetPasswordData ImportKeyPair"
    ),
    "ecr": "GetAuthorizationToken",
    "ecr-public": "GetAuthorizationToken",
    "eks": "AccessKubernetesApi MutateViaKubernetesApi",
    "eks-auth": "AssumeRoleForPodIdentity",
    "elasticache": "Connect",
    "elasticmapreduce": (
        "CreatePersistentAppUI CreateStudioPresignedUrl GetClusterSessionCredentials GetOnClusterAppUIPresignedURL "
        "GetPersistentAppUIPresignedURL GetSessionEndpoint"
    ),
    "emr-containers": "CreateCertificate GetManagedEndpointSessionCredentials",
    "emr-serverless": "AccessInteractiveEndpoints AccessLivyEndpoints GetDashboardForJobRun GetSessionEndpoint",
    "events": "RetrieveConnectionCredentials",
    "gamelift": (
        "CreateBuild GetComputeAccess GetComputeAuthToken GetInstanceAccess GetPlayerConnectionDetails "
        "RequestUploadCredentials"
    ),
    "gameliftstreams": "CreateStreamSessionConnection CreateStreamUrl",
    "glue": (
        "GetConnection GetConnections GetSessionEndpoint GlueNotebookAuthorize GlueNotebookRefreshCredentials "
        "PassConnection RefreshOAuth2Tokens"
    ),
    "grafana": "CreateWorkspaceApiKey CreateWorkspaceServiceAccountToken",
    "iam": (
        "AcquireRole ChangePassword CreateAccessKey CreateLoginProfile CreateServiceSpecificCredential "
        "CreateVirtualMFADevice ResetServiceSpecificCredential SendDelegationToken UpdateAccessKey UpdateLoginProfile "
        "UploadSigningCertificate UploadSSHPublicKey"
    ),
    "iot": (
        "AssumeRoleWithCertificate CreateCertificateFromCsr CreateKeysAndCertificate CreateProvisioningClaim "
        "OpenTunnel RegisterCertificate RegisterCertificateWithoutCA RegisterThing RotateTunnelAccessToken"
    ),
    "iotmanagedintegrations": "CreateProvisioningProfile",
    "ivs": "CreateStreamKey GetStreamKey",
    "ivschat": "CreateChatToken",
    "kafka-cluster": "Connect",
    "kinesisvideo": "ConnectAsMaster ConnectAsViewer GetIceServerConfig",
    "lakeformation": (
        "AssumeDecoratedRoleWithSAML GetDataAccess GetTemporaryDataLocationCredentials "
        "GetTemporaryGlueFunctionCredentials GetTemporaryGluePartitionCredentials GetTemporaryGlueTableCredentials "
        "GetWorkUnitResults"
    ),
    "lambda": "CreateMicrovmAuthToken CreateMicrovmShellAuthToken",
    "license-manager": "CreateToken GetAccessToken",
    "lightsail": (
        "CreateGUISessionAccessDetails UpdateRelationalDatabase "
        "CreateBucketAccessKey CreateContainerServiceRegistryLogin CreateKeyPair DownloadDefaultKeyPair "
        "GetBucketAccessKeys GetInstanceAccessDetails GetRelationalDatabaseMasterUserPassword"
    ),
    "mediapackage": "DescribeChannel RotateChannelCredentials RotateIngestEndpointCredentials",
    "memorydb": "Connect",
    "mobiletargeting": "GetBaiduChannel GetGcmChannel",
    "mq": "CreateUser UpdateUser",
    "neptune-db": "connect",
    "opensearch": "ApplicationAccessAll",
    "pca-connector-scep": "CreateChallenge GetChallengePassword",
    "pcs": "RegisterComputeNodeGroupInstance",
    "qapps": "CreatePresignedUrl",
    "qbusiness": "CreateAnonymousWebExperienceUrl",
    "quicksight": (
        "GenerateEmbedUrlForAnonymousUser GenerateEmbedUrlForRegisteredUser "
        "GenerateEmbedUrlForRegisteredUserWithIdentity GetAnonymousUserEmbedUrl GetAuthCode GetDashboardEmbedUrl "
        "GetSessionEmbedUrl"
    ),
    "rds": "CrossRegionCommunication DownloadCompleteDBLogFile ModifyDBCluster ModifyDBInstance ModifyTenantDatabase",
    "rds-db": "connect",
    "redshift": (
        "CreateClusterUser GetClusterCredentials GetClusterCredentialsWithIAM GetIdentityCenterAuthToken JoinGroup "
        "ModifyCluster"
    ),
    "redshift-serverless": "GetCredentials GetIdentityCenterAuthToken UpdateNamespace",
    "rolesanywhere": "CreateProfile CreateTrustAnchor EnableProfile EnableTrustAnchor UpdateTrustAnchor",
    "route53domains": "RetrieveDomainAuthCode TransferDomainToAnotherAwsAccount",
    "s3": "CreateSession GetDataAccess",
    "s3express": "CreateSession",
    "sagemaker": (
        "CreatePartnerAppPresignedUrl CreatePresignedDomainUrl CreatePresignedMlflowAppUrl "
        "CreatePresignedMlflowTrackingServerUrl CreatePresignedNotebookInstanceUrl StartSession"
    ),
    "secretsmanager": "BatchGetSecretValue",
    "signin": (
        "AuthorizeOAuth2Access CreateBearerToken CreateOAuth2Token CreateOAuth2TokenWithIAM "
        "CreateOAuth2TokenWithTokenExchange"
    ),
    "ssm": "CreateActivation GetAccessToken StartAccessRequest",
    "sso": "GetRoleCredentials",
    "sso-oauth": "CreateToken CreateTokenWithIAM IntrospectTokenWithIAM RegisterClient",
    "sts": (
        "AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot GetDelegatedAccessToken GetFederationToken "
        "GetScopedCredentials GetServiceBearerToken GetSessionToken GetWebIdentityToken SetContext SetSourceIdentity "
        "TagSession"
    ),
    "wafv2": "CreateAPIKey GetDecryptedAPIKey",
    "wickr": "GetOidcInfo GetOpentdfConfig",
    "workmail": "AssumeImpersonationRole CreateImpersonationRole ResetPassword UpdateImpersonationRole",
    "workspaces": "ModifyWorkspaceProperties Stream",
    "workspaces-web": "CreatePortal GetSession",
}
"""By service prefix, the actions that return such a thing, or that are granted to connect with one."""
