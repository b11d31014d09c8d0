"""AWS actions that a boundary denies and an analysis does not report, by reason.

A boundary denies whatever an agent has no use for. A finding must mean more: that whoever holds the action on
everything comes to rights it was not granted. These do not, or not by themselves, and ordinary workloads hold them on
every resource: judged by hand from the service authorization reference and the services' own guides.
"""

from typing import Final

_BY_REASON: Final[dict[str, str]] = {
    "The token stands for the caller, with the caller's own rights.": (
        "bedrock:CallWithBearerToken codeartifact:GetAuthorizationToken ecr-public:GetAuthorizationToken "
        "ecr:GetAuthorizationToken eks:AccessKubernetesApi eks:MutateViaKubernetesApi lakeformation:GetDataAccess "
        "lakeformation:GetTemporaryDataLocationCredentials lakeformation:GetTemporaryGlueFunctionCredentials "
        "lakeformation:GetTemporaryGluePartitionCredentials lakeformation:GetTemporaryGlueTableCredentials "
        "lakeformation:GetWorkUnitResults redshift-serverless:GetIdentityCenterAuthToken "
        "redshift:GetIdentityCenterAuthToken s3:CreateSession s3express:CreateSession sts:GetServiceBearerToken "
        "sts:GetWebIdentityToken"
    ),
    "It qualifies a session which another action, reported by itself, begins.": (
        "sts:SetContext sts:SetSourceIdentity sts:TagSession"
    ),
    "Anybody may call it without a permission, so that to grant it gives nothing.": (
        "sso:GetRoleCredentials "
        "amplifyuibuilder:ExchangeCodeForToken amplifyuibuilder:RefreshToken "
        "cognito-identity:GetCredentialsForIdentity cognito-identity:GetId cognito-identity:GetOpenIdToken "
        "cognito-idp:GetTokensFromRefreshToken cognito-idp:InitiateAuth cognito-idp:RespondToAuthChallenge "
        "sso-oauth:CreateToken sso-oauth:RegisterClient"
    ),
    "It answers for a job, task or pod whose token only that worker was given.": (
        "eks-auth:AssumeRoleForPodIdentity "
        "codedeploy:ContinueDeployment codedeploy:PutLifecycleEventHookExecutionStatus codepipeline:GetJobDetails "
        "codepipeline:GetThirdPartyJobDetails codepipeline:PollForThirdPartyJobs codepipeline:PutJobSuccessResult "
        "codepipeline:PutThirdPartyJobSuccessResult cloudformation:SignalResource "
        "lambda:SendDurableExecutionCallbackSuccess sagemaker:SendPipelineExecutionStepSuccess states:SendTaskSuccess"
    ),
    "The agent of a host or container speaks with its control plane through it, as that host.": (
        "ec2messages:AcknowledgeMessage ec2messages:DeleteMessage ec2messages:FailMessage ec2messages:GetEndpoint "
        "ec2messages:GetMessages ec2messages:SendReply ecs:Poll ecs:RegisterContainerInstance "
        "ecs:StartTelemetrySession ssm:PutComplianceItems ssm:UpdateAssociationStatus "
        "ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel "
        "ssmmessages:OpenDataChannel"
    ),
    "It describes a definition or its state. That a secret lies in one is the definition's fault.": (
        "appsync:ListApiKeys cloudwatch:GetSpaceCredentialsForOrganization cloudwatch:GetSpaceDataAccess "
        "aidevops:GetAccessToken athena:GetSessionEndpoint aws-external-anthropic:GetKey "
        "mobiletargeting:GetBaiduChannel mobiletargeting:GetGcmChannel cognito-idp:DescribeUserPoolClient "
        "ds:AccessDSData kinesisvideo:GetIceServerConfig amplify:GetApp amplify:GetBranch apigateway:GET "
        "appconfig:GetConfiguration appconfig:GetHostedConfigurationVersion appconfig:GetLatestConfiguration "
        "appconfig:StartConfigurationSession apprunner:DescribeService batch:DescribeJobDefinitions batch:DescribeJobs "
        "braket:GetJob cloudformation:DescribeStacks cloudformation:GetTemplate cloudhsm:DescribeClusters "
        "codebuild:BatchGetBuilds codebuild:BatchGetProjects codepipeline:GetPipeline "
        "codepipeline:GetPipelineExecution dataexchange:GetJob datapipeline:GetPipelineDefinition "
        "datapipeline:QueryObjects ec2:DescribeInstanceAttribute ec2:DescribeLaunchTemplateVersions "
        "ec2:ExportClientVpnClientConfiguration ec2:ExportVerifiedAccessInstanceClientConfiguration "
        "ec2:GetConsoleOutput ec2:GetConsoleScreenshot ec2:GetLaunchTemplateData ecs:DescribeTaskDefinition "
        "elasticbeanstalk:DescribeConfigurationSettings elasticbeanstalk:DescribeEnvironmentResources "
        "elasticbeanstalk:RequestEnvironmentInfo elasticbeanstalk:RetrieveEnvironmentInfo "
        "elasticmapreduce:DescribeStep elasticmapreduce:ListBootstrapActions elasticmapreduce:ListSteps "
        "emr-serverless:GetDashboardForJobRun glue:GetDevEndpoint glue:GetJob glue:GetJobs glue:GetSession "
        "imagebuilder:GetComponent imagebuilder:GetImageRecipe lambda:GetFunction lambda:GetFunctionConfiguration "
        "lambda:GetLayerVersion lambda:ListFunctions lambda:ListVersionsByFunction lightsail:GetContainerServices "
        "mediapackage:DescribeChannel opsworks:DescribeApps opsworks:DescribeStacks rds:DownloadCompleteDBLogFile "
        "sagemaker:DescribeNotebookInstanceLifecycleConfig sagemaker:DescribeProcessingJob "
        "sagemaker:DescribeTrainingJob ssm:GetAutomationExecution ssm:GetCommandInvocation ssm:GetDocument "
        "ssm:ListCommandInvocations states:DescribeExecution states:DescribeStateMachine states:GetExecutionHistory"
    ),
    "It reads packages, images, code or data sets, which runtimes, builds and readers load as a matter of course.": (
        "ecr:BatchImportUpstreamImage "
        "codeartifact:GetPackageVersionAsset codeartifact:ReadFromRepository codecommit:BatchGetCommits "
        "codecommit:GetBlob codecommit:GetFile codecommit:GetFolder codecommit:GitPull dataexchange:GetAsset "
        "ecr:BatchGetImage ecr:GetDownloadUrlForLayer"
    ),
    "It makes something new and empty, or a copy that stays where the original is.": (
        "acm-pca:CreateCertificateAuthority backup:StartCopyJob backup:StartRestoreJob "
        "cloudformation:CreateChangeSet cloudhsm:CreateCluster "
        "codeconnections:CreateConnection cognito-identity:CreateIdentityPool cognito-idp:CreateUserPool "
        "ds:CreateDirectory ds:CreateIdentityPoolDirectory ds:CreateMicrosoftAD ec2:CreateImage ec2:CreateKeyPair "
        "ec2:CreateSnapshot ec2:CreateSnapshots ec2:CreateVolume ec2:ImportKeyPair ec2:RegisterImage "
        "ec2:RestoreImageFromRecycleBin elasticfilesystem:CreateAccessPoint elasticfilesystem:CreateMountTarget "
        "es:CreateDomain es:CreateElasticsearchDomain events:CreateApiDestination events:CreateConnection "
        "events:CreateEventBus iam:CreateGroup iam:CreateInstanceProfile iam:CreatePolicy "
        "iam:CreateVirtualMFADevice kms:CreateKey lambda:CreateAlias lambda:PublishLayerVersion "
        "lambda:PublishVersion rds:CreateDBClusterSnapshot rds:CreateDBSnapshot sns:CreateTopic sqs:CreateQueue "
        "ssm:CreateDocument states:PublishStateMachineVersion workspaces-web:CreatePortal"
    ),
    "A service-linked role trusts its service alone; nobody assumes it or changes its policy.": (
        "iam:CreateServiceLinkedRole"
    ),
    "It works with a role only together with iam:PassRole, and then as the technique of passing that role.": (
        "autoscaling:UpdateAutoScalingGroup batch:RegisterJobDefinition codeconnections:CreateSyncConfiguration "
        "dms:ModifyEndpoint ec2:CreateFleet ec2:ReplaceIamInstanceProfileAssociation ec2:RunInstances "
        "ecs:CreateService ecs:CreateTaskSet ecs:RunTask ecs:StartTask eks:CreatePodIdentityAssociation "
        "eks:UpdatePodIdentityAssociation emr-serverless:StartJobRun emr-serverless:StartSession "
        "gamelift:CreateBuild gamelift:CreateScript iam:AddRoleToInstanceProfile "
        "imagebuilder:CreateImage imagebuilder:UpdateImagePipeline omics:StartRun rds:StartExportTask "
        "scheduler:CreateSchedule scheduler:UpdateSchedule ssm:CreateActivation states:TestState"
    ),
    "It acts with the caller's own rights.": (
        "appsync:EvaluateCode bedrock:InvokeInlineAgent cloudformation:CreateResource cloudformation:DeleteResource "
        "cloudformation:UpdateResource cognito-idp:GetClientToken cognito-idp:GetDerivedToken "
        "iam:ChangePassword secretsmanager:BatchGetSecretValue states:InvokeHTTPEndpoint"
    ),
    "It starts, stops or scales what stays as it is, or uploads what nothing runs yet.": (
        "autoscaling:CreateOrUpdateTags autoscaling:ExecutePolicy bedrock-agentcore:StartCodeInterpreterSession "
        "codebuild:BatchPutTestCases codebuild:InvalidateProjectCache codedeploy:RegisterApplicationRevision "
        "ec2:StartInstances ecr-public:CompleteLayerUpload ecr-public:InitiateLayerUpload "
        "ecr-public:UploadLayerPart ecr:CompleteLayerUpload ecr:InitiateLayerUpload ecr:UploadLayerPart "
        "events:PutRule gamelift:RequestUploadCredentials iam:RemoveRoleFromInstanceProfile iot:EnableTopicRule "
        "ssm:LabelParameterVersion"
    ),
    "It writes what others read as data: a memory, a shadow, a message, a mail, a page in a browser.": (
        "bedrock-agentcore:BatchCreateMemoryRecords bedrock-agentcore:BatchUpdateMemoryRecords "
        "bedrock-agentcore:ConnectBrowserAutomationStream bedrock-agentcore:ConnectBrowserLiveViewStream "
        "bedrock-agentcore:CreateEvent bedrock-agentcore:SaveBrowserSessionProfile "
        "bedrock-agentcore:StartBrowserSession bedrock-agentcore:UpdateBrowserStream iot:UpdateThingShadow "
        "iotevents:BatchPutMessage ses:SendEmail ses:SendRawEmail sns:ConfirmSubscription sns:Publish sns:Subscribe"
    ),
    "It leads traffic or names elsewhere, as controllers of clusters and load balancers do; no identity changes.": (
        "ec2:CreateNetworkInterfacePermission elasticloadbalancing:CreateListener elasticloadbalancing:CreateRule "
        "elasticloadbalancing:ModifyListener elasticloadbalancing:ModifyRule elasticloadbalancing:ModifyTargetGroup "
        "elasticloadbalancing:RegisterTargets elasticloadbalancing:SetRulePriorities "
        "route53:AssociateVPCWithHostedZone route53:ChangeResourceRecordSets route53:CreateHostedZone "
        "vpc-lattice:RegisterTargets vpc-lattice:UpdateRule"
    ),
    "A console or engine calls it for the caller's own set-up, session or membership.": (
        "codebuild:ImportSourceCredentials codebuild:PersistOAuthToken "
        "codeconnections:GetIndividualAccessToken codeconnections:StartOAuthHandshake "
        "codestar-connections:GetIndividualAccessToken codestar-connections:StartOAuthHandshake "
        "datazone:CreateConnection datazone:GetConnection datazone:GetEnvironmentActionLink "
        "emr-containers:CreateCertificate gamelift:GetPlayerConnectionDetails "
        "gameliftstreams:CreateStreamSessionConnection rds:CrossRegionCommunication sso-oauth:IntrospectTokenWithIAM"
    ),
    "It takes rights or access away from others; the caller gains none.": (
        "iam:DeleteAccessKey iam:DeleteAccountAlias iam:DeleteGroup iam:DeleteInstanceProfile iam:DeleteLoginProfile "
        "iam:DeleteOpenIDConnectProvider iam:DeletePolicy iam:DeletePolicyVersion iam:DeleteRole "
        "iam:DeleteSAMLProvider iam:DeleteSSHPublicKey iam:DeleteServerCertificate iam:DeleteServiceLinkedRole "
        "iam:DeleteServiceSpecificCredential iam:DeleteSigningCertificate iam:DeleteUser "
        "iam:RemoveClientIDFromOpenIDConnectProvider"
    ),
    "A tag counts where a policy reads it: `aws-tag-resource` says so.": (
        "iam:TagInstanceProfile iam:TagMFADevice iam:TagOpenIDConnectProvider iam:TagPolicy iam:TagSAMLProvider "
        "iam:TagServerCertificate iam:UntagInstanceProfile iam:UntagMFADevice iam:UntagOpenIDConnectProvider "
        "iam:UntagPolicy iam:UntagSAMLProvider iam:UntagServerCertificate"
    ),
    "It changes a name, a description, a certificate of a server or a session's length.": (
        "iam:CreateAccountAlias iam:UpdateRole iam:UpdateRoleDescription iam:UpdateServerCertificate "
        "iam:UploadServerCertificate iot:AttachThingPrincipal ram:AcceptResourceShareInvitation"
    ),
    "Whoever writes logs, metrics and traces, or joins a network or domain, holds it on everything.": (
        "ds:CreateComputer ec2:ModifyNetworkInterfaceAttribute logs:PutDeliveryDestinationPolicy "
        "logs:PutDestinationPolicy logs:PutMetricFilter cloudwatch:PutCompositeAlarm cloudwatch:PutMetricAlarm "
        "cloudwatch:PutMetricData ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface "
        "ec2:UnassignPrivateIpAddresses logs:PutLogEvents logs:PutResourcePolicy logs:PutRetentionPolicy "
        "xray:PutResourcePolicy xray:PutTelemetryRecords xray:PutTraceSegments"
    ),
    "The policy or permission opens nothing by itself: a model's copy, or an API whose own data policy decides.": (
        "aoss:APIAccessAll comprehend:PutResourcePolicy rekognition:PutProjectPolicy"
    ),
    "It makes a network limit or a grant of trust narrower, or lets one of AWS's services see the organisation.": (
        "ec2:CreateVpcEndpoint ec2:DeleteNetworkAcl ec2:DeleteSecurityGroup ec2:RevokeSecurityGroupEgress "
        "ec2:RevokeSecurityGroupIngress ec2:UpdateSecurityGroupRuleDescriptionsEgress "
        "organizations:DeregisterDelegatedAdministrator organizations:DisableAWSServiceAccess "
        "organizations:EnableAWSServiceAccess"
    ),
    "Every worker takes messages off queues; no right comes with one.": (
        "sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:ReceiveMessage"
    ),
    "It ends a grant or subscription, or changes one whose owner the action does not name.": (
        "kms:RetireGrant sns:SetSubscriptionAttributes sns:Unsubscribe"
    ),
}

UNREPORTED: Final = {action: reason for reason, actions in _BY_REASON.items() for action in actions.split()}
"""By action, why an analysis does not report it, except where a role is passed with it."""

_WITH_ROLE: Final[dict[str, str]] = {
    "It only defines what another action must run: `handover_definitions` names both.": (
        "batch:RegisterJobDefinition cloudformation:CreateChangeSet cloudformation:CreateStackSet "
        "codebuild:CreateProject datapipeline:CreatePipeline ec2:CreateLaunchTemplate "
        "ec2:CreateLaunchTemplateVersion ecs:CreateService ecs:CreateTaskSet ecs:RegisterTaskDefinition "
        "ecs:UpdateService glue:CreateJob sagemaker:CreateModel sagemaker:CreatePipeline states:CreateStateMachine"
    ),
    "The role is the service's own part: it scales, logs, encrypts or indexes, and runs no code of the caller's.": (
        "application-autoscaling:RegisterScalableTarget dynamodb:UpdateGlobalTableSettings "
        "dynamodb:UpdateTableReplicaAutoScaling ec2:EnableFastLaunch rds:CreateDBCluster rds:CreateDBInstance "
        "rds:CreateDBInstanceReadReplica rds:ModifyDBCluster rds:ModifyDBInstance rds:RestoreDBClusterFromSnapshot "
        "rds:RestoreDBClusterToPointInTime rds:RestoreDBInstanceFromDBSnapshot rds:RestoreDBInstanceToPointInTime "
        "cloudformation:DeleteStack codebuild:UpdateProjectVisibility ec2:CreateFlowLogs ecs:CreateCapacityProvider "
        "ecs:UpdateCapacityProvider events:PutRule sagemaker:CreateDeviceFleet sagemaker:CreateFeatureGroup "
        "ssm:CreateDocument sagemaker:UpdateDeviceFleet"
    ),
    "The role only publishes that an analysis is done.": (
        "rekognition:StartCelebrityRecognition rekognition:StartContentModeration rekognition:StartFaceDetection "
        "rekognition:StartFaceSearch rekognition:StartLabelDetection rekognition:StartPersonTracking "
        "rekognition:StartSegmentDetection rekognition:StartTextDetection textract:StartDocumentAnalysis "
        "textract:StartDocumentTextDetection textract:StartExpenseAnalysis textract:StartLendingAnalysis"
    ),
}

UNREPORTED_WITH_ROLE: Final = {action: reason for reason, actions in _WITH_ROLE.items() for action in actions.split()}
"""By action, why passing a role with it alone is not reported."""
