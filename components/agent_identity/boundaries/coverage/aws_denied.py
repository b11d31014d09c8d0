"""AWS techniques that the boundary of every class denies, declared one by one; `boundaries.coverage.aws` proves it."""

from typing import Final

_BY_SERVICE: Final[dict[str, str]] = {
    "credential": (
        "account-access acm acm-pca aidevops airflow amplify amplifybackend amplifyuibuilder apigateway appstream "
        "appsync athena aws-external-anthropic bedrock bedrock-agentcore braket cloudhsm cloudwatch cloudwatchomni "
        "codeartifact codebuild codecatalyst codeconnections codepipeline codestar-connections cognito-identity "
        "cognito-idp connect dataexchange datazone deadline dsql ec2 ecr ecr-public eks eks-auth elasticache "
        "elasticmapreduce emr-containers emr-serverless events gamelift gameliftstreams glue grafana iam iot "
        "iotmanagedintegrations ivs ivschat kafka-cluster kinesisvideo lakeformation lambda license-manager lightsail "
        "mediapackage memorydb mobiletargeting mq neptune-db opensearch pca-connector-scep pcs qapps qbusiness "
        "quicksight rds rds-db redshift redshift-serverless rolesanywhere route53domains s3 s3express sagemaker "
        "secretsmanager signin ssm sso sso-oauth sts wafv2 wickr workmail workspaces workspaces-web"
    ),
    "guard": (
        "access-analyzer acm-pca apigateway appsync arc-region-switch aws-marketplace backup bedrock bedrock-agentcore "
        "billing budgets cloudformation cloudfront cloudtrail cloudwatch codeartifact codebuild codeguru-profiler "
        "config controltower datazone detective dynamodb ec2 ecr elasticfilesystem elasticloadbalancing "
        "elasticmapreduce entityresolution events fms fsx glacier glue guardduty health inspector2 iot kms lambda "
        "license-manager logs macie2 mediastore mediatailor mpa network-firewall networkmanager notifications oam rds "
        "redshift resource-explorer-2 route53-recovery-control-config route53resolver s3 s3-outposts s3express "
        "s3tables s3vectors secretsmanager securityhub securitylake ses shield signer signin sms-voice sns sqs ssm "
        "ssm-incidents ssm-sap vpc-lattice waf waf-regional wafv2 xray"
    ),
    "host": (
        "aidevops airflow airflow-serverless amplify apigateway appconfig appflow apprunner appstream appsync "
        "arc-region-switch athena autoscaling aws-external-anthropic batch bedrock bedrock-agentcore cloud9 "
        "cloudformation cloudfront codeartifact codebuild codecommit codeconnections codedeploy codepipeline databrew "
        "datapipeline datasync datazone deadline dms ec2 ec2-instance-connect ec2messages ecr ecr-public ecs eks "
        "elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce emr-containers emr-serverless events "
        "firehose fis gamelift glue greengrass imagebuilder iot iotevents kafkaconnect kinesisanalytics lambda "
        "lightsail m2 omics opsworks osis pcs pipes proton qbusiness quicksight rds redshift-data robomaker route53 "
        "route53domains s3files sagemaker scheduler servicecatalog ses signer sns ssm ssm-guiconnect ssm-incidents "
        "ssmmessages states storagegateway synthetics timestream transfer vpc-lattice workspaces"
    ),
    "pass-role": (
        "batch-definition cloudformation-changes cloudformation-set codebuild-definition ec2-template ecs-definition "
        "glue-definition instance-profile sagemaker-model sagemaker-pipeline states-definition "
        "access-analyzer acm agent-registry aidevops aiops airflow airflow-serverless amplify aoss apigateway "
        "appconfig appflow application-autoscaling apprunner appstream appsync aps arc-region-switch athena "
        "auditmanager autoscaling backup backup-gateway backup-search batch bcm-dashboards bedrock bedrock-agentcore "
        "braket budgets chatbot chime cleanrooms cleanrooms-ml cloud9 cloudformation cloudfront cloudhsm cloudtrail "
        "cloudwatch cloudwatchomni codebuild codecatalyst codeconnections codedeploy codepipeline codestar "
        "codestar-connections cognito-identity cognito-idp cognito-sync comprehend comprehendmedical config continuum "
        "customer-profiles databrew dataexchange datapipeline datasync datazone dax deadline devicefarm dlm dms drs "
        "ds dsql dynamodb ec2 ecr ecs eks elasticbeanstalk elasticfilesystem elasticmapreduce elastictranscoder "
        "elemental-inference emr-containers emr-serverless entityresolution es eventbridgev2 events firehose fis fms "
        "forecast frauddetector gamelift gameliftstreams geo glue grafana greengrass groundstation guardduty "
        "health-agent healthlake imagebuilder inspector iot iotanalytics iotdeviceadvisor iotevents iotfleetwise "
        "iotmanagedintegrations iotsitewise iotthingsgraph iottwinmaker iotwireless kafka kafkaconnect kendra kinesis "
        "kinesisanalytics lakeformation lambda lex license-manager logs lookoutequipment m2 machinelearning macie2 "
        "marketplacecommerceanalytics mediaconnect mediaconvert medialive mediapackage mediapackage-vod "
        "mediapackagev2 mediastore medical-imaging mgn mobiletargeting mq neptune-db neptune-graph nimble "
        "observabilityadmin odb omics opsworks osis partnercentral pcs personalize pipes profile proton qbusiness "
        "qldb quicksight rds redshift redshift-serverless rekognition repostspace resiliencehub resource-groups "
        "robomaker rtbfabric rum s3 s3-outposts s3files s3tables sagemaker sagemaker-geospatial scheduler "
        "secretsmanager securityagent securitylake servicecatalog ses shield sms-voice snowball sns social-messaging "
        "ssm ssm-incidents ssm-quicksetup states storagegateway supportapp synthetics textract timestream transcribe "
        "transfer translate ts voiceid wisdom workmail workspaces workspaces-instances"
    ),
    "policy": (
        "account-access acm-pca aiops aoss apigateway appmesh appstream appsync aps arc-region-switch auditmanager "
        "aws-marketplace backup bedrock bedrock-agentcore billing cleanrooms-ml clouddirectory cloudfront cloudhsm "
        "cloudsearch cloudtrail cloudwatch codeartifact codebuild codeguru-profiler codestar codewhisperer comprehend "
        "dataexchange datazone deadline dsql dynamodb ec2 ecr ecr-public elasticache elasticfilesystem "
        "elasticmapreduce entityresolution es events fsx glacier globalaccelerator glue grafana imagebuilder "
        "iotsitewise kafka kinesis kms lakeformation lambda lex license-manager lightsail logs lookoutequipment "
        "mediaconnect mediaconvert mediapackagev2 mediastore mediatailor memorydb monitron network-firewall "
        "networkmanager oam odb omics opsworks osis q qapps qbusiness quicksight ram rds redshift redshift-serverless "
        "refactor-spaces rekognition repostspace resource-explorer-2 resource-groups route53 "
        "route53-recovery-control-config route53-recovery-readiness route53profiles route53resolver rum s3 "
        "s3-object-lambda s3-outposts s3express s3tables s3vectors sagemaker schemas secretsmanager serverlessrepo "
        "servicecatalog servicediscovery ses signer sms-voice sns sqs ssm ssm-contacts ssm-incidents ssm-sap "
        "verifiedpermissions vpc-lattice waf waf-regional wafv2 wellarchitected workdocs workmail workspaces xray"
    ),
    "store": (
        "appconfig apprunner backup batch cloudformation codeartifact codebuild codecommit codepipeline datapipeline "
        "dynamodb ebs ec2 ecr ecs elasticbeanstalk elasticmapreduce fsx glue imagebuilder lambda lightsail opsworks "
        "rds redshift redshift-serverless sagemaker ssm states"
    ),
}

_NAMED: Final = (
    "aws-account-settings",
    "aws-account-wide-iam",
    "aws-certificate-trust",
    "aws-change-trust",
    "aws-cluster-access",
    "aws-create-principal",
    "aws-delegate",
    "aws-delete-principal",
    "aws-detach-policy",
    "aws-device-policy",
    "aws-directory",
    "aws-federate",
    "aws-identity-centre",
    "aws-identity-store",
    "aws-multi-party-approval",
    "aws-organisation",
    "aws-remove-own-limit",
    "aws-tag-principal",
    "aws-tag-resource",
    "aws-write-managed-policy",
    "aws-write-role-policy",
    "aws-write-secret",
    "aws-write-user-policy",
)

DENIED: Final = frozenset(
    (*_NAMED, *(f"aws-{stem}-{name}" for stem, names in _BY_SERVICE.items() for name in names.split()))
)
"""The ids of these techniques."""
