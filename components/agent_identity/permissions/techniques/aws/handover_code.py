"""AWS services that run a caller's code, or call AWS as a caller says, with a role that was handed to them.

Candidates: every operation of botocore's models with a role among its inputs, and every action that the service
authorization reference says depends on iam:PassRole (`python -m tools.techniques.aws`); judged by hand.
"""

from typing import Final

CODE: Final[dict[str, str]] = {
    "aidevops": "AssociateService EnableOperatorApp RegisterService UpdateAssociation",
    "airflow": "CreateEnvironment UpdateEnvironment",
    "airflow-serverless": "CreateWorkflow UpdateWorkflow",
    "amplify": "CreateApp CreateBranch CreateDomainAssociation UpdateApp UpdateBranch UpdateDomainAssociation",
    "apigateway": "PATCH POST PUT",
    "apprunner": "CreateService UpdateService",
    "appstream": (
        "CreateAppBlockBuilder CreateExportImageTask CreateFleet CreateImageBuilder CreateImportedImage "
        "UpdateAppBlockBuilder UpdateFleet"
    ),
    "appsync": "CreateApi CreateDataSource CreateGraphqlApi UpdateApi UpdateDataSource UpdateGraphqlApi",
    "arc-region-switch": "CreatePlan UpdatePlan",
    "athena": "CreateWorkGroup StartSession UpdateWorkGroup",
    "autoscaling": (
        "CreateAutoScalingGroup CreateLaunchConfiguration PutLifecycleHook StartInstanceRefresh UpdateAutoScalingGroup"
    ),
    "batch": "CreateComputeEnvironment RegisterJobDefinition UpdateComputeEnvironment",
    "bedrock": (
        "CreateAgent CreateCustomModel CreateEvaluationJob CreateFlow CreateKnowledgeBase "
        "CreateMarketplaceModelEndpoint CreateModelCustomizationJob CreateModelImportJob CreateModelInvocationJob "
        "PutModelInvocationLoggingConfiguration UpdateAgent UpdateFlow UpdateKnowledgeBase "
        "UpdateMarketplaceModelEndpoint"
    ),
    "bedrock-agentcore": (
        "CreateABTest CreateAgentRuntime CreateBrowser CreateCapacityProvider CreateCodeInterpreter "
        "CreateConsentPortal CreateGateway CreateHarness CreateMemory CreateOnlineEvaluationConfig "
        "CreatePaymentConnector CreatePaymentManager CreateRegistryRecord UpdateABTest UpdateAgentRuntime "
        "UpdateConsentPortal UpdateGateway UpdateHarness UpdateMemory UpdateOnlineEvaluationConfig "
        "UpdatePaymentConnector UpdatePaymentManager UpdateRegistryRecord"
    ),
    "braket": "CreateJob",
    "budgets": "CreateBudgetAction UpdateBudgetAction",
    "cloud9": "CreateEnvironmentEC2",
    "cloudformation": (
        "ActivateType ContinueUpdateRollback CreateChangeSet CreateResource CreateStack CreateStackInstances "
        "CreateStackSet DeleteStack ExecuteChangeSet RegisterType RollbackStack UpdateResource UpdateStack "
        "UpdateStackInstances UpdateStackSet"
    ),
    "codebuild": (
        "CreateFleet CreateProject StartBuild StartBuildBatch UpdateFleet UpdateProject UpdateProjectVisibility"
    ),
    "codecatalyst": "AssociateIamRoleToConnection",
    "codedeploy": "CreateDeploymentGroup UpdateDeploymentGroup",
    "codepipeline": "CreatePipeline UpdatePipeline",
    "codestar": "CreateProject",
    "config": (
        "PutConfigurationAggregator PutConfigurationRecorder PutConformancePack PutOrganizationConfigRule "
        "PutOrganizationConformancePack PutRemediationConfigurations PutServiceLinkedConfigurationRecorder "
        "StartRemediationExecution"
    ),
    "databrew": "CreateProfileJob CreateProject CreateRecipeJob UpdateProfileJob UpdateProject UpdateRecipeJob",
    "datapipeline": "ActivatePipeline CreatePipeline PutPipelineDefinition",
    "datazone": (
        "AssociateEnvironmentRole CreateConnection CreateDataSource CreateDomain CreateProject "
        "CreateSubscriptionTarget PutEnvironmentBlueprintConfiguration UpdateConnection UpdateDataSource UpdateDomain "
        "UpdateSubscriptionTarget"
    ),
    "deadline": "CreateFleet CreateMonitor CreateQueue UpdateFleet UpdateMonitor UpdateQueue",
    "devicefarm": "CreateProject UpdateProject",
    "ec2": (
        "AssociateEnclaveCertificateIamRole AssociateIamInstanceProfile CreateFleet CreateFlowLogs "
        "CreateLaunchTemplate CreateLaunchTemplateVersion EnableFastLaunch ExportImage ImportImage ImportSnapshot "
        "ModifyFleet ReplaceIamInstanceProfileAssociation RequestSpotFleet RequestSpotInstances RunInstances "
        "RunScheduledInstances"
    ),
    "ecs": (
        "CreateCapacityProvider CreateExpressGatewayService CreateGateway CreateService CreateTaskSet "
        "RegisterDaemonTaskDefinition RegisterTaskDefinition RunTask StartTask UpdateCapacityProvider "
        "UpdateExpressGatewayService UpdateGateway UpdateService"
    ),
    "eks": (
        "CreateAddon CreateCapability CreateCluster CreateFargateProfile CreateNodegroup "
        "CreatePodIdentityAssociation RegisterCluster "
        "UpdateAddon UpdateCapability UpdateClusterConfig UpdatePodIdentityAssociation"
    ),
    "elasticbeanstalk": (
        "AssociateEnvironmentOperationsRole CreateApplication CreateApplicationVersion CreateEnvironment "
        "UpdateApplicationResourceLifecycle UpdateEnvironment"
    ),
    "elasticmapreduce": "AddJobFlowSteps CreateStudio RunJobFlow StartNotebookExecution",
    "emr-containers": "CreateJobTemplate CreateManagedEndpoint CreateSecurityConfiguration StartJobRun",
    "emr-serverless": "AccessInteractiveEndpoints AccessLivyEndpoints StartJobRun StartSession",
    "eventbridgev2": "CreateEventSource CreateSubscriber UpdateEventSource UpdateSubscriber",
    "events": (
        "CreateEndpoint CreateEventSource CreateSubscriber PutRule PutTargets UpdateEndpoint UpdateEventSource "
        "UpdateSubscriber"
    ),
    "fis": (
        "CreateExperimentTemplate CreateTargetAccountConfiguration UpdateExperimentTemplate "
        "UpdateTargetAccountConfiguration"
    ),
    "gamelift": (
        "CreateBuild CreateContainerFleet CreateFleet CreateGameServerGroup CreateScript UpdateGameServerGroup "
        "UpdateScript"
    ),
    "glue": (
        "CreateCatalog CreateColumnStatisticsTaskSettings CreateCrawler CreateDataQualityEvaluationConfig "
        "CreateDevEndpoint CreateIntegrationResourceProperty CreateJob CreateMLTransform CreateSession "
        "CreateTableOptimizer PutDataCatalogEncryptionSettings StartBlueprintRun StartColumnStatisticsTaskRun "
        "StartDataQualityRuleRecommendationRun StartDataQualityRulesetEvaluationRun StartJobRun UpdateCatalog "
        "UpdateColumnStatisticsTaskSettings UpdateCrawler UpdateDataQualityEvaluationConfig "
        "UpdateIntegrationResourceProperty UpdateJob UpdateMLTransform UpdateTableOptimizer"
    ),
    "grafana": "CreateWorkspace UpdateWorkspace UpdateWorkspaceAuthentication",
    "greengrass": "AssociateRoleToGroup AssociateServiceRoleToAccount StartBulkDeployment",
    "imagebuilder": (
        "CreateDistributionConfiguration CreateImage CreateImagePipeline CreateInfrastructureConfiguration "
        "CreateLifecyclePolicy DistributeImage ImportDiskImage StartResourceStateUpdate "
        "UpdateDistributionConfiguration UpdateImagePipeline UpdateInfrastructureConfiguration UpdateLifecyclePolicy"
    ),
    "iot": (
        "CreateCommand CreateJob CreateJobTemplate CreateMitigationAction CreateOTAUpdate CreateProvisioningTemplate "
        "CreateRoleAlias CreateStream CreateTopicRule CreateTopicRuleDestination RegisterCACertificate "
        "ReplaceTopicRule SetLoggingOptions SetV2LoggingOptions StartThingRegistrationTask "
        "UpdateAccountAuditConfiguration UpdateCACertificate UpdateEncryptionConfiguration UpdateJob "
        "UpdateMitigationAction UpdatePackageConfiguration UpdateProvisioningTemplate UpdateRoleAlias UpdateStream"
    ),
    "iotanalytics": "CreateChannel CreateDataset CreateDatastore UpdateDataset",
    "iotevents": "CreateAlarmModel CreateDetectorModel UpdateAlarmModel UpdateDetectorModel",
    "kafkaconnect": "CreateConnector",
    "kinesisanalytics": (
        "AddApplicationCloudWatchLoggingOption AddApplicationInput AddApplicationInputProcessingConfiguration "
        "AddApplicationOutput AddApplicationReferenceDataSource CreateApplication DiscoverInputSchema ExportSnapshot "
        "ImportSnapshot UpdateApplication"
    ),
    "lambda": (
        "CreateCapacityProvider CreateFunction CreateMicrovmImage CreateWebFunction CreateWebFunctionRevision "
        "RunMicrovm UpdateFunctionConfiguration UpdateMicrovmImage"
    ),
    "logs": (
        "CreateImportTask CreateScheduledQuery PutDeliveryDestination PutDestination PutIntegration "
        "PutSubscriptionFilter UpdateScheduledQuery"
    ),
    "m2": "CreateApplication",
    "neptune-db": (
        "CreateMLEndpoint StartLoaderJob StartMLDataProcessingJob StartMLModelTrainingJob StartMLModelTransformJob"
    ),
    "nimble": "CreateStudio CreateStudioComponent UpdateStudio UpdateStudioComponent",
    "omics": (
        "StartAnnotationImportJob StartReadSetExportJob StartReadSetImportJob StartReferenceImportJob StartRun "
        "StartRunBatch StartVariantImportJob"
    ),
    "opsworks": "CloneStack CreateLayer CreateStack UpdateLayer UpdateStack",
    "pcs": "CreateComputeNodeGroup UpdateComputeNodeGroup",
    "pipes": "CreatePipe UpdatePipe",
    "proton": (
        "CreateEnvironment CreateEnvironmentAccountConnection CreateService UpdateAccountRoles UpdateAccountSettings "
        "UpdateEnvironment UpdateEnvironmentAccountConnection UpdateService"
    ),
    "qbusiness": (
        "BatchPutDocument CreateApplication CreateDataSource CreateIntegration CreatePlugin CreateRetriever "
        "CreateWebExperience UpdateApplication UpdateDataSource UpdateIntegration UpdatePlugin UpdateRetriever "
        "UpdateWebExperience"
    ),
    "rds": (
        "AddRoleToDBCluster AddRoleToDBInstance CreateDBCluster CreateDBInstance CreateDBInstanceReadReplica "
        "CreateDBProxy ModifyDBCluster ModifyDBInstance ModifyDBProxy ModifyOptionGroup RestoreDBClusterFromS3 "
        "RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime RestoreDBInstanceFromDBSnapshot "
        "RestoreDBInstanceFromS3 RestoreDBInstanceToPointInTime StartExportTask"
    ),
    "redshift": (
        "CreateCluster CreateRedshiftIdcApplication CreateScheduledAction ModifyClusterIamRoles "
        "ModifyRedshiftIdcApplication ModifyScheduledAction RestoreFromClusterSnapshot"
    ),
    "repostspace": "CreateSpace UpdateSpace",
    "robomaker": "CreateSimulationJob CreateSimulationJobBatch",
    "sagemaker": (
        "CreateAIBenchmarkJob CreateAIRecommendationJob CreateAutoMLJob CreateAutoMLJobV2 CreateCluster "
        "CreateCompilationJob CreateDataQualityJobDefinition CreateDeviceFleet CreateDomain CreateEdgeDeploymentPlan "
        "CreateEdgeDeploymentStage CreateEdgePackagingJob CreateEndpointConfig CreateFeatureGroup "
        "CreateFlowDefinition CreateGlobalInferenceGateway CreateHyperParameterTuningJob CreateImage "
        "CreateInferenceExperiment CreateInferenceRecommendationsJob CreateJob CreateLabelingJob CreateMlflowApp "
        "CreateMlflowTrackingServer CreateModel CreateModelBiasJobDefinition CreateModelExplainabilityJobDefinition "
        "CreateModelQualityJobDefinition CreateMonitoringSchedule CreateNotebookInstance CreateOptimizationJob "
        "CreatePartnerApp CreatePipeline CreateProcessingJob CreateProject CreateTrainingJob CreateTrainingSession "
        "CreateUserProfile RenderUiTemplate StartPipelineExecution UpdateCluster UpdateClusterInference "
        "UpdateDeviceFleet UpdateDomain UpdateImage UpdateMonitoringSchedule UpdateNotebookInstance UpdatePartnerApp "
        "UpdatePipeline UpdateUserProfile"
    ),
    "scheduler": "CreateSchedule UpdateSchedule",
    "securityagent": (
        "CreateAgentSpace CreateApplication CreateCodeReview CreateMembership CreatePentest CreateThreatModel "
        "UpdateAgentSpace UpdateApplication UpdateCodeReview UpdatePentest UpdateThreatModel"
    ),
    "servicecatalog": "CreateConstraint CreateServiceAction UpdateConstraint UpdateServiceAction",
    "ssm": (
        "CreateActivation CreateAssociation CreateAssociationBatch CreateCloudConnector CreateDocument "
        "RegisterDefaultHostManagementConfiguration RegisterTaskWithMaintenanceWindow SendCommand "
        "StartAutomationExecution StartChangeRequestExecution StartExecutionPreview UpdateAssociation "
        "UpdateMaintenanceWindowTask UpdateManagedInstanceRole"
    ),
    "ssm-incidents": "CreateResponsePlan UpdateResponsePlan",
    "ssm-quicksetup": "CreateConfigurationManager UpdateConfigurationDefinition UpdateServiceSettings",
    "states": "CreateStateMachine TestState UpdateStateMachine",
    "synthetics": "CreateCanary StartCanaryDryRun UpdateCanary",
    "timestream": "CreateScheduledQuery UpdateAccountSettings",
    "transfer": (
        "CreateAccess CreateAgreement CreateConnector CreateServer CreateUser CreateWebApp UpdateAccess "
        "UpdateAgreement UpdateConnector UpdateServer UpdateUser UpdateWebApp UpdateWebAppCustomization"
    ),
    "workspaces-instances": "CreateWorkspaceInstance",
}
"""By service prefix, the actions that hand a role to something that runs code or makes calls of the caller's choice."""
