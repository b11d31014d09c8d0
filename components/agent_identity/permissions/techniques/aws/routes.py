"""AWS techniques whose target decides: assuming a role, and what ordinary agents hold: reading, writing, sending.

None of these actions is dangerous on the agent's own data; each is on something that acts, or opens, for somebody
else. A boundary names actions and not the agent's resources, so it tells the two apart only where it is given a list.
"""

from typing import Final

from agent_identity.permissions.techniques.aws.rows import Words, row
from agent_identity.permissions.techniques.model import Kind, Need, On, Technique, When


def _route(
    key: str,
    kind: Kind,
    on: On,
    title: str,
    actions: str,
    words: Words,
    source: str,
    keys: tuple[str, ...] = (),
) -> Technique:
    need = Need(tuple(actions.split()), on, keys=keys)
    return row(f"aws-{key}", kind, title, (need,), words, source)


ROUTES: Final = (
    _route(
        "assume-role",
        Kind.CREDENTIAL,
        On.PRINCIPAL,
        "assumes a role",
        "sts:AssumeRole",
        Words(
            "the role",
            "The role's trust decides, and many trust their whole account.",
            "name the one role that is the agent's tool, here and among the boundary's assumable roles",
        ),
        "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
    ),
    _route(
        "read-secret",
        Kind.CREDENTIAL,
        On.STORE,
        "reads a secret of somebody else",
        "secretsmanager:GetSecretValue",
        Words(
            "whatever the secret opens",
            "A secret's value works for whoever holds it; AWS checks nothing once it is read.",
            "name the agent's own secret, or its prefix",
        ),
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access.html",
    ),
    _route(
        "read-parameter",
        Kind.CREDENTIAL,
        On.STORE,
        "reads a parameter that holds a secret",
        "ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath",
        Words(
            "whatever the secret opens",
            "SecureString parameters are decrypted for the reader.",
            "name the agent's own parameters, or their path",
        ),
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html",
    ),
    _route(
        "decrypt",
        Kind.CREDENTIAL,
        On.STORE,
        "decrypts what others encrypted",
        "kms:Decrypt kms:ReEncryptFrom",
        Words(
            "the plain text of secrets, state and data keys that the caller can read in cipher",
            "The key's policy may delegate to IAM, and then a grant on every key opens every key.",
            "name the keys of the data that the agent reads",
        ),
        "https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
        keys=("kms:ViaService", "kms:EncryptionContext:*"),
    ),
    _route(
        "read-object",
        Kind.CREDENTIAL,
        On.STORE,
        "reads state files, backups or artefacts that hold credentials",
        "s3:GetObject s3:GetObjectVersion",
        Words(
            "the keys and passwords in them",
            "State files of deployment tools and dumps hold secrets in plain text.",
            "name the agent's own bucket and prefix",
        ),
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html",
    ),
    _route(
        "write-object",
        Kind.HOST,
        On.STORE,
        "writes code, templates, artefacts or state that something else runs",
        "s3:PutObject s3:DeleteObject",
        Words(
            "the role of the function, build, stack or job that reads the object",
            "Functions, builds, stacks, scripts and notebooks load from S3 with rights of their own.",
            "name the agent's own output prefix",
        ),
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html",
    ),
    _route(
        "write-file",
        Kind.HOST,
        On.STORE,
        "writes files on a file system that others mount",
        "elasticfilesystem:ClientWrite",
        Words(
            "what runs those files, as whoever runs them",
            "Programs, start-up scripts and keys on a shared file system are executed by all who mount it.",
            "name a file system and access point of the agent's own",
        ),
        "https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html",
    ),
    _route(
        "write-record",
        Kind.HOST,
        On.STORE,
        "writes records that configure or command something else",
        "dynamodb:BatchWriteItem dynamodb:DeleteItem dynamodb:PartiQLDelete dynamodb:PartiQLInsert "
        "dynamodb:PartiQLUpdate dynamodb:PutItem dynamodb:UpdateItem",
        Words(
            "what the reader of the table does with its role",
            "Tables hold jobs, locks, entitlements and sessions, and their streams start functions.",
            "name the agent's own tables",
        ),
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/security-iam.html",
    ),
    _route(
        "write-index",
        Kind.PRINCIPAL,
        On.STORE,
        "changes roles, users or documents of a search domain",
        "aoss:APIAccessAll es:ESHttpDelete es:ESHttpPatch es:ESHttpPost es:ESHttpPut",
        Words(
            "the domain's internal roles, and what readers of its indexes believe",
            "With fine-grained access control the security API is one more path of the same HTTP methods.",
            "name the index in the resource: arn:…:domain/NAME/INDEX/*",
        ),
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html",
    ),
    _route(
        "run-sql",
        Kind.PRINCIPAL,
        On.STORE,
        "runs SQL as the user whose secret it names",
        "rds-data:BatchExecuteStatement rds-data:ExecuteStatement",
        Words(
            "the rights of that database user",
            "The Data API signs in with a secret that the caller names, and reads it with the caller's rights.",
            "name the cluster, and a secret of a user with few rights",
        ),
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.access.html",
    ),
    _route(
        "invoke-function",
        Kind.HOST,
        On.STORE,
        "makes a function act with its own role",
        "lambda:InvokeAsync lambda:InvokeFunction lambda:InvokeFunctionUrl",
        Words(
            "what the function does for any caller",
            "A function cannot tell a caller that should ask from one that should not.",
            "name the functions that are the agent's tools",
        ),
        "https://docs.aws.amazon.com/lambda/latest/dg/security_iam_service-with-iam.html",
    ),
    _route(
        "call-api",
        Kind.HOST,
        On.STORE,
        "calls an API whose back end has rights of its own",
        "execute-api:Invoke",
        Words(
            "what the API does for any caller",
            "The integration runs with the API's or function's role.",
            "name the API, stage, method and path",
        ),
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html",
    ),
    _route(
        "send-message",
        Kind.HOST,
        On.STORE,
        "sends an event or message that something else obeys",
        "events:PutEvents firehose:PutRecord firehose:PutRecordBatch kinesis:PutRecord kinesis:PutRecords "
        "ses:SendEmail ses:SendRawEmail sns:Publish sqs:SendMessage",
        Words(
            "what rules, pipelines and workers do on such a message",
            "Rules and consumers act with their own roles on whatever arrives.",
            "name the bus, stream, topic or queue that is the agent's own",
        ),
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html",
    ),
    row(
        "aws-tag-object",
        Kind.PRINCIPAL,
        "writes an object's tags, which policies may read",
        (Need(("s3:PutObjectTagging",), On.RESOURCE, keys=("s3:RequestObjectTagKeys", "s3:RequestObjectTag/*")),),
        Words(
            "the object, where a policy decides by s3:ExistingObjectTag",
            "Whoever writes the attribute that a policy reads, decides.",
            "name the agent's own prefix, and fix the tag keys with s3:RequestObjectTagKeys",
        ),
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html",
        when=When.TAG_READ,
    ),
    _route(
        "forge-telemetry",
        Kind.GUARD,
        On.GUARD,
        "writes metrics, traces or log lines that an alarm reads",
        "cloudwatch:PutMetricData logs:PutLogEvents xray:PutTelemetryRecords xray:PutTraceSegments",
        Words(
            "an alarm that stays silent, or a false one",
            "Metrics have no owner within an account; a log stream takes lines from all who may write it.",
            "fix cloudwatch:namespace, and name the agent's own log group",
        ),
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html",
    ),
    _route(
        "swallow-message",
        Kind.GUARD,
        On.STORE,
        "takes messages that were meant for a detector",
        "sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:ReceiveMessage",
        Words(
            "an event that nobody sees",
            "A message that one consumer deletes reaches no other.",
            "name the agent's own queue",
        ),
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
    ),
    _route(
        "make-interface",
        Kind.GUARD,
        On.GUARD,
        "puts a network interface into a subnet of its choice",
        "ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface "
        "ec2:UnassignPrivateIpAddresses",
        Words(
            "an address inside a network that the agent has no part in, once something attaches it",
            "Lambda attaches a function to its VPC with the function's own role, so that the role must hold this.",
            "grant it to functions in a VPC only; on other runtimes to nobody",
        ),
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security",
    ),
)
"""The techniques that a boundary cannot deny altogether without stopping ordinary agents."""
