"""AWS actions that a boundary class leaves open and that are harmless by themselves: a verdict for each, by reason.

What is open and not here is part of a `grant-time` technique. A test expands the classes' patterns with the service
authorization reference and botocore's models, and fails for an action that nobody has judged.
"""

from typing import Final

_BY_REASON: Final[dict[str, str]] = {
    "It names and describes resources; it returns neither their content nor a secret.": (
        "athena:GetDataCatalog athena:GetDatabase athena:GetTableMetadata athena:GetWorkGroup "
        "athena:ListDataCatalogs athena:ListDatabases athena:ListTableMetadata athena:ListWorkGroups "
        "bedrock:GetFoundationModel bedrock:GetInferenceProfile bedrock:ListFoundationModels "
        "bedrock:ListInferenceProfiles cloudwatch:DescribeAlarms cloudwatch:ListMetrics dynamodb:DescribeBackup "
        "dynamodb:DescribeBulkOperation dynamodb:DescribeContinuousBackups dynamodb:DescribeContributorInsights "
        "dynamodb:DescribeEndpoints dynamodb:DescribeExport dynamodb:DescribeGlobalTable "
        "dynamodb:DescribeGlobalTableSettings dynamodb:DescribeImport dynamodb:DescribeKinesisStreamingDestination "
        "dynamodb:DescribeLimits dynamodb:DescribeReservedCapacity dynamodb:DescribeReservedCapacityOfferings "
        "dynamodb:DescribeStream dynamodb:DescribeTable dynamodb:DescribeTableReplicaAutoScaling "
        "dynamodb:DescribeTimeToLive dynamodb:ListBackups dynamodb:ListBulkOperations "
        "dynamodb:ListContributorInsights dynamodb:ListExports dynamodb:ListGlobalTables dynamodb:ListImports "
        "dynamodb:ListStreams dynamodb:ListTables dynamodb:ListTagsOfResource ec2:DescribeNetworkInterfaces "
        "ec2:DescribeSubnets glue:GetDatabase glue:GetDatabases glue:GetPartition glue:GetPartitionIndexes "
        "glue:GetPartitions glue:GetTable glue:GetTableOptimizer glue:GetTableVersion glue:GetTableVersions "
        "glue:GetTables kinesis:DescribeStream kinesis:DescribeStreamConsumer kinesis:DescribeStreamSummary "
        "kinesis:ListShards kinesis:ListStreamConsumers kinesis:ListStreams kms:DescribeKey logs:DescribeLogGroups "
        "logs:DescribeLogStreams s3:GetBucketLocation s3:GetObjectAttributes s3:GetObjectTagging "
        "s3:GetObjectVersionAttributes s3:GetObjectVersionTagging s3:ListAllMyBuckets s3:ListBucket "
        "s3:ListBucketVersions s3:ListMultipartUploadParts secretsmanager:DescribeSecret sqs:GetQueueAttributes "
        "sqs:GetQueueUrl sqs:ListQueues sts:GetCallerIdentity xray:GetSamplingRules "
        "xray:GetSamplingStatisticSummaries xray:GetSamplingTargets"
    ),
    "It reads data that the agent is granted by name; the data is no store of credentials by purpose.": (
        "bedrock:Retrieve bedrock:RetrieveAndGenerate cloudwatch:GetMetricData cloudwatch:GetMetricStatistics "
        "dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:GetItem dynamodb:GetRecords "
        "dynamodb:GetShardIterator dynamodb:PartiQLSelect dynamodb:Query dynamodb:Scan "
        "elasticfilesystem:ClientMount es:ESHttpGet es:ESHttpHead kinesis:GetRecords kinesis:GetShardIterator "
        "kinesis:SubscribeToShard logs:FilterLogEvents logs:GetLogEvents logs:GetQueryResults logs:StartQuery "
        "logs:StopQuery s3vectors:GetVectors s3vectors:QueryVectors"
    ),
    "It runs a query with the caller's own rights on catalogue, data and results, or reads what came of one.": (
        "athena:GetQueryExecution athena:GetQueryExecutions athena:GetQueryResults athena:GetQueryResultsStream "
        "athena:GetQueryRuntimeStatistics athena:StartQueryExecution athena:StopQueryExecution"
    ),
    "It calls a model with what the caller sends and returns the answer; it holds no rights of its own.": (
        "bedrock:ApplyGuardrail bedrock:InvokeModel bedrock:InvokeModelWithBidirectionalStream "
        "bedrock:InvokeModelWithResponseStream comprehend:DetectDominantLanguage comprehend:DetectEntities "
        "comprehend:DetectKeyPhrases comprehend:DetectPiiEntities comprehend:DetectSentiment "
        "comprehend:DetectSyntax comprehend:DetectTargetedSentiment comprehend:DetectToxicContent "
        "polly:SynthesizeSpeech rekognition:DetectCustomLabels rekognition:DetectFaces rekognition:DetectLabels "
        "rekognition:DetectModerationLabels rekognition:DetectProtectiveEquipment rekognition:DetectText "
        "textract:AnalyzeDocument textract:AnalyzeExpense textract:AnalyzeID textract:DetectDocumentText "
        "translate:TranslateText"
    ),
    "It encrypts; it opens nothing that was encrypted before.": (
        "kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext"
    ),
    "It makes an empty log group or stream, or ends an upload of the caller's own.": (
        "logs:CreateLogGroup logs:CreateLogStream s3:AbortMultipartUpload"
    ),
    "It brackets statements which are judged themselves, and runs none.": (
        "rds-data:BeginTransaction rds-data:CommitTransaction rds-data:RollbackTransaction"
    ),
    "It writes vectors, which are searched and never executed.": ("s3vectors:PutVectors"),
}

HARMLESS: Final = {action: reason for reason, actions in _BY_REASON.items() for action in actions.split()}
"""By action, why leaving it open raises nobody's rights."""
