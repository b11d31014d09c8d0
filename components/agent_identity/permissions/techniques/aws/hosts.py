"""AWS actions that change or enter something that runs with an identity of its own. No role is passed.

A function, task, instance, build, pipeline or notebook keeps its role while its code, image, start-up script,
environment or trigger changes. Candidates: the writes of every service that takes a role (`handover_code`);
judged by hand.
"""

from typing import Final

HOSTS: Final[dict[str, str]] = {
    "aidevops": (
        "CreateAsset CreateAssetFile CreateTrigger UpdateApprovalAction UpdateAsset UpdateAssetFile UpdateTrigger"
    ),
    "airflow": "CreateCliToken InvokeRestApi UpdateEnvironment",
    "airflow-serverless": "StartWorkflowRun UpdateWorkflow",
    "amplify": (
        "CreateBackendEnvironment CreateDeployment CreateWebhook StartDeployment StartJob UpdateApp UpdateBranch"
    ),
    "apigateway": "PATCH POST PUT",
    "appconfig": "CreateHostedConfigurationVersion StartDeployment UpdateConfigurationProfile",
    "appflow": "StartFlow UpdateFlow",
    "apprunner": "ResumeService StartDeployment UpdateService",
    "appstream": "UpdateFleet UpdateImageBuilder",
    "appsync": (
        "CreateFunction CreateResolver EvaluateCode SourceGraphQL StartSchemaCreation UpdateDataSource UpdateFunction "
        "UpdateResolver"
    ),
    "arc-region-switch": "StartPlanExecution UpdatePlan",
    "athena": "CreateNotebook ImportNotebook StartCalculationExecution UpdateNotebook",
    "autoscaling": "CreateOrUpdateTags ExecutePolicy StartInstanceRefresh UpdateAutoScalingGroup",
    "batch": "RegisterJobDefinition SubmitJob SubmitServiceJob",
    "aws-external-anthropic": "CreateWebhook UpdateAgent UpdateEnvironment UpdateSkill UpdateVault UpdateWebhook",
    "bedrock": (
        "AssociateAgentCollaborator "
        "AssociateAgentKnowledgeBase CreateAgentActionGroup CreateAgentAlias CreateFlowAlias CreateFlowVersion "
        "InvokeAgent InvokeFlow InvokeInlineAgent PrepareAgent PrepareFlow StartFlowExecution UpdateAgent "
        "UpdateAgentActionGroup UpdateAgentAlias UpdateAgentCollaborator UpdateAgentKnowledgeBase UpdateFlow "
        "UpdateFlowAlias UpdatePrompt"
    ),
    "bedrock-agentcore": (
        "BatchCreateMemoryRecords BatchUpdateMemoryRecords ConnectBrowserAutomationStream "
        "ConnectBrowserLiveViewStream CreateAgentRuntimeEndpoint CreateEvent CreateGatewayTarget InvokeAgentRuntime "
        "InvokeAgentRuntimeCommand InvokeAgentRuntimeForUser InvokeAgentRuntimeWithWebSocketStream "
        "InvokeAgentRuntimeWithWebSocketStreamForUser InvokeCodeInterpreter InvokeGateway InvokeHarness "
        "SaveBrowserSessionProfile StartBrowserSession StartCodeInterpreterSession SynchronizeGatewayTargets "
        "UpdateAgentRuntime UpdateAgentRuntimeEndpoint UpdateBrowserStream UpdateGateway UpdateGatewayTarget "
        "UpdateHarness"
    ),
    "cloud9": "CreateEnvironmentMembership CreateEnvironmentToken UpdateEnvironment UpdateEnvironmentMembership",
    "cloudformation": (
        "CreateChangeSet CreateResource CreateStackInstances CreateStackRefactor DeleteResource DeleteStack "
        "ExecuteChangeSet ExecuteStackRefactor ImportStacksToStackSet PublishType RegisterType RollbackStack "
        "SetTypeConfiguration SetTypeDefaultVersion SignalResource UpdateResource UpdateStack UpdateStackInstances "
        "UpdateStackSet"
    ),
    "cloudfront": "CreateFunction CreateKeyGroup PublishFunction UpdateDistribution UpdateFunction UpdateKeyValueStore",
    "codeartifact": "CopyPackageVersions PublishPackageVersion UpdatePackageVersionsStatus UpdateRepository",
    "codebuild": (
        "BatchPutTestCases CreateWebhook InvalidateProjectCache RetryBuild RetryBuildBatch StartBuild StartBuildBatch "
        "StartCommandExecution StartSandbox StartSandboxConnection UpdateProject UpdateWebhook"
    ),
    "codecommit": (
        "CreateCommit GitPush MergeBranchesByFastForward MergeBranchesBySquash MergeBranchesByThreeWay "
        "MergePullRequestByFastForward MergePullRequestBySquash MergePullRequestByThreeWay "
        "OverridePullRequestApprovalRules PutFile PutRepositoryTriggers UpdateDefaultBranch "
        "UpdatePullRequestApprovalState"
    ),
    "codeconnections": "CreateConnection CreateRepositoryLink CreateSyncConfiguration UpdateSyncConfiguration",
    "codedeploy": (
        "ContinueDeployment CreateCloudFormationDeployment CreateDeployment PutLifecycleEventHookExecutionStatus "
        "RegisterApplicationRevision RegisterOnPremisesInstance UpdateDeploymentGroup"
    ),
    "codepipeline": (
        "CreateCustomActionType OverrideStageCondition PutApprovalResult PutJobSuccessResult "
        "PutThirdPartyJobSuccessResult PutWebhook RetryStageExecution RollbackStage StartPipelineExecution "
        "UpdateActionType UpdatePipeline"
    ),
    "databrew": "StartJobRun StartProjectSession UpdateRecipe UpdateRecipeJob",
    "datapipeline": "ActivatePipeline PutPipelineDefinition",
    "datasync": "StartTaskExecution UpdateTask",
    "datazone": "CreateEnvironment CreateEnvironmentAction StartDataSourceRun UpdateEnvironment",
    "deadline": "CreateJob UpdateJob UpdateQueue",
    "dms": "ModifyEndpoint ModifyReplicationTask StartReplicationTask",
    "ec2": (
        "AttachVolume CreateFleet CreateImage CreateLaunchTemplateVersion CreateReplaceRootVolumeTask "
        "ModifyInstanceAttribute ModifyLaunchTemplate ModifySpotFleetRequest RegisterImage "
        "ReplaceIamInstanceProfileAssociation RestoreImageFromRecycleBin RunInstances StartInstances"
    ),
    "ec2-instance-connect": "OpenTunnel SendSerialConsoleSSHPublicKey SendSSHPublicKey",
    "ec2messages": "AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply",
    "ecr": (
        "BatchImportUpstreamImage CompleteLayerUpload CreatePullThroughCacheRule InitiateLayerUpload PutImage "
        "PutReplicationConfiguration ReplicateImage UploadLayerPart"
    ),
    "ecr-public": "CompleteLayerUpload InitiateLayerUpload PutImage UploadLayerPart",
    "ecs": (
        "CreateService CreateTaskSet ExecuteCommand Poll RegisterContainerInstance RunTask StartTask "
        "StartTelemetrySession UpdateExpressGatewayService UpdateService UpdateServicePrimaryTaskSet"
    ),
    "eks": (
        "CreateAddon CreateNodegroup CreatePodIdentityAssociation UpdateAddon UpdateClusterConfig "
        "UpdateNodegroupConfig UpdateNodegroupVersion UpdatePodIdentityAssociation"
    ),
    "elasticbeanstalk": (
        "CreateApplicationVersion CreateConfigurationTemplate RequestEnvironmentInfo RetrieveEnvironmentInfo "
        "SwapEnvironmentCNAMEs UpdateApplicationVersion UpdateConfigurationTemplate UpdateEnvironment"
    ),
    "elasticfilesystem": "ClientRootAccess CreateAccessPoint CreateMountTarget",
    "elasticloadbalancing": (
        "CreateListener CreateRule ModifyListener ModifyRule ModifyTargetGroup RegisterTargets SetRulePriorities"
    ),
    "elasticmapreduce": (
        "AddInstanceFleet AddInstanceGroups AddJobFlowSteps AttachEditor ModifyCluster OpenEditorInConsole "
        "PutAutoScalingPolicy StartEditor StartNotebookExecution"
    ),
    "emr-containers": "CreateManagedEndpoint StartJobRun",
    "emr-serverless": "StartJobRun StartSession UpdateApplication",
    "events": (
        "CreateApiDestination CreateConnection InvokeApiDestination PutRule PutTargets StartReplay "
        "UpdateApiDestination UpdateConnection"
    ),
    "firehose": "UpdateDestination",
    "fis": "StartExperiment UpdateExperimentTemplate",
    "gamelift": "CreateScript UpdateAlias UpdateScript",
    "glue": (
        "CreateTrigger ResumeWorkflowRun RunDataPreviewStatement RunStatement StartBlueprintRun StartJobRun "
        "StartNotebook StartTrigger StartWorkflowRun UpdateBlueprint UpdateConnection UpdateCrawler UpdateDevEndpoint "
        "UpdateJob UpdateJobFromSourceControl UpdateTrigger UpdateWorkflow UpgradeJob"
    ),
    "greengrass": "CreateComponentVersion CreateDeployment CreateFunctionDefinitionVersion CreateGroupVersion",
    "imagebuilder": (
        "CreateContainerRecipe "
        "CreateComponent CreateImage CreateImageRecipe CreateWorkflow ImportComponent SendWorkflowStepAction "
        "StartImagePipelineExecution UpdateImagePipeline"
    ),
    "iot": (
        "CreateJob CreateOTAUpdate CreateTopicRule EnableTopicRule ReplaceTopicRule StartCommandExecution "
        "UpdateCommand UpdateThingShadow"
    ),
    "iotevents": "BatchPutMessage UpdateDetectorModel",
    "kafkaconnect": "CreateCustomPlugin UpdateConnector",
    "kinesisanalytics": "StartApplication UpdateApplication",
    "lambda": (
        "CreateAlias CreateEventSourceMapping PublishLayerVersion PublishVersion PutFunctionEventInvokeConfig "
        "PutRuntimeManagementConfig SendDurableExecutionCallbackSuccess UpdateAlias UpdateEventSourceMapping "
        "UpdateFunctionCode UpdateFunctionConfiguration UpdateFunctionEventInvokeConfig UpdateMicrovmImage"
    ),
    "lightsail": (
        "CreateContainerServiceDeployment CreateContainerServiceRegistryLogin OpenInstancePublicPorts "
        "RegisterContainerImage UpdateContainerService"
    ),
    "m2": "StartBatchJob UpdateApplication",
    "omics": "StartRun UpdateWorkflow",
    "opsworks": "CreateApp CreateDeployment UpdateApp UpdateInstance UpdateStack",
    "osis": "UpdatePipeline",
    "pcs": "UpdateComputeNodeGroup UpdateQueue",
    "pipes": "StartPipe UpdatePipe",
    "proton": (
        "CreateEnvironmentTemplateVersion CreateServiceTemplateVersion NotifyResourceDeploymentStatusChange "
        "UpdateServiceInstance UpdateServicePipeline"
    ),
    "qbusiness": "CreatePlugin UpdatePlugin",
    "quicksight": "StartAssetBundleImportJob",
    "rds": "ModifyOptionGroup RestoreDBInstanceFromDBSnapshot StartExportTask",
    "redshift-data": "BatchExecuteStatement ExecuteStatement",
    "robomaker": "UpdateRobotApplication UpdateSimulationApplication",
    "route53": "AssociateVPCWithHostedZone ChangeResourceRecordSets CreateHostedZone",
    "route53domains": "UpdateDomainNameservers",
    "s3files": "ClientRootAccess ClientWrite",
    "sagemaker": (
        "CallMlflowAppApi CallPartnerAppApi CreateApp CreateEndpoint CreateImageVersion CreateInferenceComponent "
        "CreateNotebookInstanceLifecycleConfig CreateSpace CreateStudioLifecycleConfig CreateTransformJob "
        "DeployHubModel RetryPipelineExecution SendPipelineExecutionStepSuccess StartNotebookInstance "
        "StartPipelineExecution StartSession TrainHubModel UpdateAppImageConfig UpdateClusterSoftware "
        "UpdateCodeRepository UpdateDomain UpdateEndpoint UpdateImageVersion UpdateInferenceComponent "
        "UpdateNotebookInstance UpdateNotebookInstanceLifecycleConfig UpdatePipeline UpdatePipelineExecution "
        "UpdateSpace UpdateTrainingJob UpdateUserProfile"
    ),
    "scheduler": "CreateSchedule UpdateSchedule",
    "servicecatalog": (
        "CreateProvisionedProductPlan CreateProvisioningArtifact ExecuteProvisionedProductPlan "
        "ExecuteProvisionedProductServiceAction ProvisionProduct UpdateProduct UpdateProvisionedProduct "
        "UpdateProvisioningArtifact"
    ),
    "ses": "CreateReceiptRule SetActiveReceiptRuleSet UpdateReceiptRule",
    "signer": "PutSigningProfile SignPayload StartSigningJob",
    "sns": "ConfirmSubscription Subscribe",
    "ssm": (
        "RegisterTaskWithMaintenanceWindow "
        "CreateAssociation CreateAssociationBatch CreateDocument LabelParameterVersion ModifyDocumentPermission "
        "PutParameter ResumeSession SendAutomationSignal SendCommand StartAssociationsOnce StartAutomationExecution "
        "StartChangeRequestExecution StartSession UpdateAssociation UpdateAssociationStatus UpdateDocument "
        "UpdateDocumentDefaultVersion UpdateMaintenanceWindow UpdateMaintenanceWindowTarget "
        "UpdateMaintenanceWindowTask UpdatePatchBaseline"
    ),
    "ssm-guiconnect": "StartConnection",
    "ssm-incidents": "StartIncident UpdateResponsePlan",
    "ssmmessages": "CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel",
    "states": (
        "InvokeHTTPEndpoint PublishStateMachineVersion RedriveExecution SendTaskSuccess StartExecution "
        "StartSyncExecution TestState UpdateMapRun UpdateStateMachine UpdateStateMachineAlias"
    ),
    "storagegateway": (
        "SetLocalConsolePassword SetSMBGuestPassword UpdateChapCredentials UpdateNFSFileShare UpdateSMBFileShare"
    ),
    "synthetics": "StartCanary UpdateCanary",
    "timestream": "ExecuteScheduledQuery UpdateScheduledQuery",
    "transfer": "ImportSshPublicKey SendWorkflowStepState StartFileTransfer UpdateConnector",
    "vpc-lattice": "RegisterTargets UpdateRule",
    "workspaces": "CreateStandbyWorkspaces ModifyWorkspaceAccessProperties RebuildWorkspaces",
}
"""By service prefix, the actions that change, feed or enter something that runs as another identity."""
