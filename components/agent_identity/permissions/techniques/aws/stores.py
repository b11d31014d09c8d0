"""AWS actions that read code, configuration, images, disks or copies of data, in which credentials lie in the open.

Source: the reads and copies of the services that run code or keep data (`handover_code`); judged by hand. Secret
stores and objects, which ordinary agents read too, are in `routes`.
"""

from typing import Final

STORES: Final[dict[str, str]] = {
    "appconfig": "GetConfiguration GetHostedConfigurationVersion GetLatestConfiguration StartConfigurationSession",
    "apprunner": "DescribeService",
    "backup": "CopyFromBackupVault StartCopyJob StartRestoreJob",
    "batch": "DescribeJobDefinitions DescribeJobs",
    "cloudformation": "DescribeStacks GetTemplate",
    "codeartifact": "GetPackageVersionAsset ReadFromRepository",
    "codebuild": "BatchGetBuilds BatchGetProjects",
    "codecommit": "BatchGetCommits GetBlob GetFile GetFolder GitPull",
    "codepipeline": "GetPipeline GetPipelineExecution",
    "datapipeline": "GetPipelineDefinition QueryObjects",
    "dynamodb": "ExportTableToPointInTime RestoreTableFromBackup RestoreTableToPointInTime",
    "ebs": "GetSnapshotBlock ListChangedBlocks ListSnapshotBlocks",
    "ec2": (
        "CopyVolumes CreateInstanceExportTask "
        "CopyImage CopySnapshot CreateRestoreImageTask CreateSnapshot CreateSnapshots CreateStoreImageTask "
        "CreateVolume DescribeInstanceAttribute DescribeLaunchTemplateVersions GetConsoleOutput "
        "GetConsoleScreenshot GetLaunchTemplateData"
    ),
    "ecr": "BatchGetImage GetDownloadUrlForLayer",
    "ecs": "DescribeTaskDefinition",
    "elasticbeanstalk": "DescribeConfigurationSettings DescribeEnvironmentResources",
    "elasticmapreduce": "DescribeStep ListBootstrapActions ListSteps",
    "fsx": "CopyBackup CreateFileSystemFromBackup",
    "glue": "GetDevEndpoint GetJob GetJobs GetSession",
    "imagebuilder": "GetComponent GetImageRecipe",
    "lambda": "GetFunction GetFunctionConfiguration GetLayerVersion ListFunctions ListVersionsByFunction",
    "lightsail": "CreateDiskFromSnapshot CreateInstancesFromSnapshot GetContainerServices",
    "opsworks": "DescribeApps DescribeStacks",
    "rds": (
        "CopyDBClusterSnapshot CopyDBSnapshot CreateDBClusterSnapshot CreateDBSnapshot RestoreDBClusterFromSnapshot "
        "RestoreDBClusterToPointInTime RestoreDBInstanceFromDBSnapshot RestoreDBInstanceToPointInTime StartExportTask"
    ),
    "redshift": "RestoreFromClusterSnapshot RestoreTableFromClusterSnapshot",
    "redshift-serverless": (
        "RestoreFromRecoveryPoint RestoreFromSnapshot RestoreTableFromRecoveryPoint RestoreTableFromSnapshot"
    ),
    "sagemaker": "DescribeNotebookInstanceLifecycleConfig DescribeProcessingJob DescribeTrainingJob",
    "ssm": "GetAutomationExecution GetCommandInvocation GetDocument GetParameterHistory ListCommandInvocations",
    "states": "DescribeExecution DescribeStateMachine GetExecutionHistory",
}
"""By service prefix, the actions that read or copy such things."""
