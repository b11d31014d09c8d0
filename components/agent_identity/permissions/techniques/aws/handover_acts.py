"""AWS services that read, write or send with a role that was handed to them, in their own fixed ways.

Candidates: every operation of botocore's models with a role among its inputs, and every action that the service
authorization reference says depends on iam:PassRole (`python -m tools.techniques.aws`); judged by hand.
"""

from typing import Final

ACTS: Final[dict[str, str]] = {
    "access-analyzer": "StartPolicyGeneration",
    "acm": "CreateAcmeExternalAccountBinding",
    "agent-registry": "CreateRegistryRecord UpdateRegistryRecord",
    "aiops": "CreateInvestigationGroup UpdateInvestigationGroup",
    "aoss": "CreateIngestionStream",
    "appconfig": (
        "CreateConfigurationProfile CreateEnvironment CreateExtension UpdateConfigurationProfile UpdateEnvironment "
        "UpdateExtension"
    ),
    "appflow": "CreateConnectorProfile CreateFlow UpdateConnectorProfile UpdateFlow",
    "application-autoscaling": "RegisterScalableTarget",
    "aps": "CreateScraper UpdateScraper",
    "auditmanager": "UpdateSettings",
    "backup": (
        "CreateBackupPlan CreateBackupSelection CreateRestoreTestingSelection StartBackupJob StartCopyJob "
        "StartRestoreJob StartScanJob UpdateBackupPlan UpdateRecoveryPointIndexSettings UpdateRestoreTestingSelection"
    ),
    "backup-gateway": "PutHypervisorPropertyMappings StartVirtualMachinesMetadataSync",
    "backup-search": "StartSearchResultExportJob",
    "bcm-dashboards": "CreateScheduledReport UpdateScheduledReport",
    "chatbot": (
        "CreateChimeWebhookConfiguration CreateMicrosoftTeamsChannelConfiguration CreateSlackChannelConfiguration "
        "UpdateChimeWebhookConfiguration UpdateMicrosoftTeamsChannelConfiguration UpdateSlackChannelConfiguration"
    ),
    "chime": (
        "CreateMediaCapturePipeline CreateMediaInsightsPipelineConfiguration UpdateMediaInsightsPipelineConfiguration"
    ),
    "cleanrooms": (
        "CreateAnalysisTemplate CreateConfiguredTableAssociation CreateMembership UpdateConfiguredTableAssociation "
        "UpdateMembership"
    ),
    "cleanrooms-ml": (
        "CreateConfiguredAudienceModel CreateConfiguredModelAlgorithm CreateMLInputChannel CreateTrainingDataset "
        "PutMLConfiguration StartAudienceGenerationJob UpdateConfiguredAudienceModel"
    ),
    "cloudfront": "CreateRealtimeLogConfig UpdateRealtimeLogConfig",
    "cloudhsm": "CreateHsm ModifyHsm",
    "cloudtrail": "CreateTrail EnableFederation StartImport UpdateTrail",
    "cloudwatch": (
        "CreateDomainForOrganization CreateIntegration CreateSpace PutLogAlarm PutMetricStream UpdateIntegration "
        "UpdateSpace"
    ),
    "cloudwatchomni": "CreateDomainForOrganization CreateSpace UpdateSpace",
    "codeconnections": "CreateSyncConfiguration UpdateSyncConfiguration",
    "codestar-connections": "CreateSyncConfiguration UpdateSyncConfiguration",
    "cognito-identity": "SetIdentityPoolRoles",
    "cognito-idp": "CreateGroup CreateUserImportJob CreateUserPoolClient UpdateGroup UpdateUserPoolClient",
    "cognito-sync": "SetIdentityPoolConfiguration",
    "comprehend": (
        "CreateDocumentClassifier CreateEndpoint CreateEntityRecognizer CreateFlywheel ImportModel "
        "StartDocumentClassificationJob StartDominantLanguageDetectionJob StartEntitiesDetectionJob "
        "StartEventsDetectionJob StartKeyPhrasesDetectionJob StartPiiEntitiesDetectionJob StartSentimentDetectionJob "
        "StartTargetedSentimentDetectionJob StartTopicsDetectionJob UpdateEndpoint UpdateFlywheel"
    ),
    "comprehendmedical": (
        "StartEntitiesDetectionV2Job StartICD10CMInferenceJob StartPHIDetectionJob StartRxNormInferenceJob "
        "StartSNOMEDCTInferenceJob"
    ),
    "continuum": "AssociateCollector CreateCollector CreateIntegration UpdateCollector UpdateIntegration",
    "customer-profiles": "AssociateStreamForSegments",
    "dataexchange": "CreateJob",
    "datasync": (
        "CreateLocationAzureBlob CreateLocationEfs CreateLocationFsxOntap CreateLocationFsxOpenZfs "
        "CreateLocationFsxWindows CreateLocationHdfs CreateLocationObjectStorage CreateLocationS3 CreateLocationSmb "
        "CreateTask StartTaskExecution UpdateLocationAzureBlob UpdateLocationEfs UpdateLocationFsxOntap "
        "UpdateLocationFsxOpenZfs UpdateLocationFsxWindows UpdateLocationHdfs UpdateLocationObjectStorage "
        "UpdateLocationS3 UpdateLocationSmb UpdateTask"
    ),
    "dax": "CreateCluster",
    "dlm": "CreateLifecyclePolicy UpdateLifecyclePolicy",
    "dms": (
        "CreateDataMigration CreateDataProvider CreateEndpoint CreateFleetAdvisorCollector CreateInstanceProfile "
        "CreateMigrationProject CreateOutboundIntegration CreateReplicationInstance ModifyDataMigration "
        "ModifyDataProvider ModifyEndpoint ModifyInstanceProfile ModifyMigrationProject ModifyOutboundIntegration "
        "StartReplicationTaskAssessmentRun"
    ),
    "drs": "StartRecovery",
    "ds": "EnableRoleAccess",
    "dsql": "UpdateStream CreateStream",
    "dynamodb": "UpdateGlobalTableSettings UpdateTableReplicaAutoScaling",
    "ecr": (
        "CreatePullThroughCacheRule CreateRepositoryCreationTemplate UpdatePullThroughCacheRule "
        "UpdateRepositoryCreationTemplate"
    ),
    "elasticfilesystem": "CreateFileSystem CreateReplicationConfiguration",
    "elastictranscoder": "CreatePipeline UpdatePipeline",
    "elemental-inference": "CreateFeed UpdateFeed",
    "entityresolution": (
        "CreateIdMappingWorkflow CreateIdNamespace CreateMatchingWorkflow StartIdMappingJob UpdateIdMappingWorkflow "
        "UpdateIdNamespace UpdateMatchingWorkflow"
    ),
    "es": (
        "AddDataSource AddDirectQueryDataSource AssociatePackage AssociatePackages CreateApplication CreateDomain "
        "CreateElasticsearchDomain UpdateApplication UpdateDataSource UpdateDirectQueryDataSource UpdateDomainConfig "
        "UpdateElasticsearchDomainConfig"
    ),
    "firehose": "CreateDeliveryStream UpdateDestination",
    "fms": "PutNotificationChannel",
    "forecast": (
        "CreateAutoPredictor CreateDataset CreateDatasetImportJob CreateExplainability CreateExplainabilityExport "
        "CreateForecast CreateForecastExportJob CreatePredictor CreatePredictorBacktestExportJob CreateWhatIfAnalysis "
        "CreateWhatIfForecast CreateWhatIfForecastExport"
    ),
    "frauddetector": (
        "CreateBatchImportJob CreateBatchPredictionJob CreateModelVersion PutExternalModel UpdateModelVersion"
    ),
    "gameliftstreams": "StartStreamSession",
    "geo": "StartJob",
    "groundstation": "CreateConfig CreateDataflowEndpointGroup UpdateConfig",
    "guardduty": "CreateMalwareProtectionPlan UpdateMalwareProtectionPlan",
    "health-agent": "CreateDomain CreateIntegration StartPatientInsightsJob UpdateIntegration",
    "healthlake": "StartDataTransformationJob StartFHIRExportJob StartFHIRImportJob",
    "inspector": "RegisterCrossAccountAccessRole",
    "iotdeviceadvisor": "CreateSuiteDefinition StartSuiteRun UpdateSuiteDefinition",
    "iotfleetwise": "CreateCampaign RegisterAccount",
    "iotmanagedintegrations": "CreateDestination CreateManagedThing UpdateDestination",
    "iotsitewise": (
        "CreateAccessPolicy CreateBulkImportJob CreateDataset CreatePortal CreateTask PutStorageConfiguration "
        "UpdateAccessPolicy UpdateDataset UpdatePortal UpdateTask"
    ),
    "iotthingsgraph": "CreateSystemInstance",
    "iottwinmaker": "CreateWorkspace UpdateWorkspace",
    "iotwireless": "CreateDestination StartWirelessDeviceImportTask UpdateDestination",
    "kafka": "CreateChannel CreateReplicator",
    "kendra": (
        "BatchPutDocument CreateDataSource CreateExperience CreateFaq CreateIndex CreateQuerySuggestionsBlockList "
        "CreateThesaurus UpdateDataSource UpdateExperience UpdateIndex UpdateQuerySuggestionsBlockList "
        "UpdateThesaurus"
    ),
    "kinesis": "CreateChannel",
    "lakeformation": "RegisterResource UpdateResource",
    "lex": "CreateBot PutBotAlias StartImport StartTestSetGeneration UpdateBot",
    "license-manager": "CreateToken",
    "lookoutequipment": (
        "CreateInferenceScheduler CreateModel ImportModelVersion StartDataIngestionJob UpdateInferenceScheduler "
        "UpdateModel"
    ),
    "machinelearning": "CreateDataSourceFromRDS CreateDataSourceFromRedshift",
    "macie2": "UpdateRevealConfiguration",
    "marketplacecommerceanalytics": "GenerateDataSet StartSupportDataExport",
    "mediaconnect": (
        "AddFlowOutputs AddFlowSources CreateFlow CreateRouterInput CreateRouterOutput GrantFlowEntitlements "
        "UpdateFlowEntitlement UpdateFlowOutput UpdateFlowSource UpdateRouterInput UpdateRouterOutput"
    ),
    "mediaconvert": "CreateJob",
    "medialive": (
        "CreateChannel CreateCluster CreateInput CreateNode UpdateChannel UpdateInput UpdateInputDevice UpdateNode"
    ),
    "mediapackage": "CreateHarvestJob CreateOriginEndpoint UpdateOriginEndpoint",
    "mediapackage-vod": "CreateAsset CreatePackagingConfiguration CreatePackagingGroup UpdatePackagingGroup",
    "mediapackagev2": "CreateOriginEndpoint UpdateOriginEndpoint",
    "mediastore": "StartAccessLogging",
    "medical-imaging": "StartDICOMImportJob",
    "mgn": "StartCutover StartTest",
    "mobiletargeting": (
        "CreateExportJob CreateImportJob CreateJourney CreateRecommenderConfiguration PutEventStream "
        "UpdateEmailChannel UpdateJourney UpdateRecommenderConfiguration"
    ),
    "mq": "CreateBroker UpdateBroker",
    "neptune-graph": "CreateGraphUsingImportTask StartExportTask StartImportTask",
    "observabilityadmin": (
        "CreateCentralizationRuleForOrganization CreateConnector CreateDatasetIntegration CreateS3TableIntegration "
        "UpdateCentralizationRuleForOrganization UpdateDatasetIntegration"
    ),
    "odb": (
        "AssociateIamRoleToResource CreateAutonomousDatabase CreateAutonomousDatabaseWallet UpdateAutonomousDatabase"
    ),
    "osis": "CreatePipeline UpdatePipeline",
    "partnercentral": "PutSellingSystemSettings",
    "personalize": (
        "CreateBatchInferenceJob CreateBatchSegmentJob CreateDataDeletionJob CreateDatasetExportJob "
        "CreateDatasetGroup CreateDatasetImportJob CreateMetricAttribution UpdateMetricAttribution"
    ),
    "profile": "CreateIntegrationWorkflow CreateSegmentSnapshot PutIntegration",
    "qldb": "ExportJournalToS3 StreamJournalToKinesis",
    "quicksight": (
        "CreateActionConnector CreateDataSource CreateVPCConnection StartAssetBundleImportJob UpdateActionConnector "
        "UpdateDataSource UpdateVPCConnection"
    ),
    "redshift-serverless": "CreateNamespace CreateScheduledAction UpdateNamespace UpdateScheduledAction",
    "rekognition": (
        "CreateStreamProcessor StartCelebrityRecognition StartContentModeration StartFaceDetection StartFaceSearch "
        "StartLabelDetection StartPersonTracking StartSegmentDetection StartTextDetection"
    ),
    "resiliencehub": "CreateApp CreateService CreateTest UpdateApp UpdateService UpdateTest",
    "resource-groups": "StartTagSyncTask",
    "rtbfabric": "CreateResponderGateway UpdateResponderGateway",
    "rum": "CreateAppMonitor PutRumMetricsDestination UpdateAppMonitor",
    "s3": (
        "CreateAccessGrantsLocation CreateBucketMetadataConfiguration CreateJob PutReplicationConfiguration "
        "UpdateAccessGrantsLocation UpdateBucketMetadataAnnotationTableConfiguration"
    ),
    "s3-outposts": "PutReplicationConfiguration",
    "s3files": "CreateFileSystem",
    "s3tables": "PutTableBucketReplication PutTableReplication StartTableMigration SyncTableMigration",
    "sagemaker-geospatial": (
        "ExportEarthObservationJob ExportVectorEnrichmentJob GetTile StartEarthObservationJob StartVectorEnrichmentJob"
    ),
    "secretsmanager": "AssociateCrossAccountReplica RotateSecret",
    "securitylake": (
        "CreateCustomLogSource CreateDataLake CreateSubscriber CreateSubscriberNotification UpdateDataLake "
        "UpdateSubscriber UpdateSubscriberNotification"
    ),
    "ses": (
        "CreateConfigurationSetEventDestination CreateReceiptRule CreateRuleSet "
        "UpdateConfigurationSetEventDestination UpdateReceiptRule UpdateRuleSet"
    ),
    "shield": "AssociateDRTRole",
    "sms-voice": (
        "CreateConfigurationSetEventDestination CreateEventDestination UpdateConfigurationSetEventDestination "
        "UpdateEventDestination UpdatePhoneNumber UpdatePool"
    ),
    "snowball": "CreateCluster CreateJob UpdateCluster UpdateJob",
    "sns": "CreatePlatformApplication SetPlatformApplicationAttributes SetTopicAttributes",
    "social-messaging": "AssociateWhatsAppBusinessAccount PutWhatsAppBusinessAccountEventDestinations",
    "storagegateway": "CreateNFSFileShare CreateSMBFileShare StartCacheReport",
    "supportapp": "CreateSlackChannelConfiguration UpdateSlackChannelConfiguration",
    "textract": "StartDocumentAnalysis StartDocumentTextDetection StartExpenseAnalysis StartLendingAnalysis",
    "transcribe": (
        "CreateLanguageModel CreateVocabulary CreateVocabularyFilter StartCallAnalyticsJob StartMedicalScribeJob "
        "StartTranscriptionJob UpdateLanguageModel UpdateVocabulary UpdateVocabularyFilter"
    ),
    "translate": "StartTextTranslationJob",
    "ts": "StartExecution",
    "voiceid": "StartFraudsterRegistrationJob StartSpeakerEnrollmentJob",
    "wisdom": "CreateAssistantAssociation",
    "workmail": "PutEmailMonitoringConfiguration StartMailboxExportJob",
    "workspaces": "ModifyWorkspaceCreationProperties",
}
"""By service prefix, the actions that hand a role to something that moves data or acts in a fixed way."""
