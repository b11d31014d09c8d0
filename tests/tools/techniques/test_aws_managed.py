import pytest

from tools.techniques import aws_managed


@pytest.mark.parametrize(
    "name",
    [
        "AIOpsReadOnlyAccess",
        "AWSAppSyncInvokeFullAccess",
        "AWSCodeBuildReadOnlyAccess",
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AWSLambdaKinesisExecutionRole",
        "AWSLambdaMSKExecutionRole",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "AWSLambda_ReadOnlyAccess",
        "AWSStepFunctionsReadOnlyAccess",
        "AWSXRayDaemonWriteAccess",
        "AmazonBedrockReadOnly",
        "AmazonDynamoDBReadOnlyAccess",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonEC2ContainerRegistryReadOnly",
        "AmazonEC2ContainerServiceforEC2Role",
        "AmazonEC2ReadOnlyAccess",
        "AmazonECSTaskExecutionRolePolicy",
        "AmazonEKSWorkerNodePolicy",
        "AmazonEKS_CNI_Policy",
        "AmazonKendraReadOnlyAccess",
        "AmazonPollyFullAccess",
        "AmazonRekognitionReadOnlyAccess",
        "AmazonTextractFullAccess",
        "CloudWatchAgentServerPolicy",
        "CloudWatchLogsReadOnlyAccess",
        "CloudWatchReadOnlyAccess",
        "ComprehendFullAccess",
        "IAMReadOnlyAccess",
        "SecurityAudit",
        "TranslateReadOnly",
        "ViewOnlyAccess",
    ],
)
def test_readers_and_execution_roles_meet_nothing(name: str) -> None:
    assert [technique.id for technique in aws_managed.met(aws_managed.documents()[name])] == []


@pytest.mark.parametrize(
    ("name", "technique"),
    [
        ("AWSCloudFormationFullAccess", "aws-host-cloudformation"),
        ("AWSLambda_FullAccess", "aws-host-lambda"),
        ("AWSLambdaRole", "aws-invoke-function"),
        ("AWSOrganizationsFullAccess", "aws-organisation"),
        ("AWSSSOMemberAccountAdministrator", "aws-identity-centre"),
        ("AdministratorAccess", "aws-write-role-policy"),
        ("AmazonEC2FullAccess", "aws-host-ec2"),
        ("AmazonS3ReadOnlyAccess", "aws-read-object"),
        ("AmazonSSMFullAccess", "aws-host-ssm"),
        ("EC2InstanceConnect", "aws-host-ec2-instance-connect"),
        ("IAMFullAccess", "aws-change-trust"),
        ("PowerUserAccess", "aws-assume-role"),
        ("SecretsManagerReadWrite", "aws-read-secret"),
    ],
)
def test_what_is_powerful_meets_what_it_is_known_for(name: str, technique: str) -> None:
    assert technique in {found.id for found in aws_managed.met(aws_managed.documents()[name])}
