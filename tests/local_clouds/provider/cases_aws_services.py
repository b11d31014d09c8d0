"""The life of AWS types around the principals: storage, logs, events, messages, secrets."""

from __future__ import annotations

import json
from typing import Any

from tests.local_clouds.provider.aws_needs import BUCKET
from tests.local_clouds.provider.case import Case, Need

JSON = dict[str, Any]


def _policy(bucket: str, action: str) -> str:
    statement = {"Effect": "Deny", "Action": action, "Resource": f"arn:aws:s3:::{bucket}/*", "Principal": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _setting(inputs: JSON, look: Any, **more: Any) -> Case:
    return Case(needs={"bucket": BUCKET}, inputs={"bucket": "${bucket.id}", **inputs}, look=look, **more)


def _object() -> Case:
    return _setting(
        {"key": "agents.json", "content": "{}", "contentType": "application/json"},
        lambda aws, o: aws.s3.get_object(Bucket=o["bucket"], Key="agents.json"),
        shows={"ContentType": "application/json", "ContentLength": 2},
        update={"content": "{ }", "contentType": "text/plain"},
        shows_updated={"ContentLength": 3, "ContentType": "text/plain"},
        replace={"key": "other"},
        unimportable=frozenset({"content"}),
    )


STORAGE: dict[str, Case] = {
    "aws:s3/bucket:Bucket": Case(
        inputs={"bucketPrefix": "registry-", "forceDestroy": True, "tags": {"a": "b"}},
        look=lambda aws, o: aws.s3.get_bucket_tagging(Bucket=o["id"]),
        shows={"TagSet": [{"Key": "a", "Value": "b"}]},
        update={"tags": {"a": "c"}},
        shows_updated={"TagSet": [{"Key": "a", "Value": "c"}]},
        replace={"bucket": "another"},
        drift=lambda aws, o: aws.s3.put_bucket_tagging(
            Bucket=o["id"], Tagging={"TagSet": [{"Key": "a", "Value": "d"}]}
        ),
        drifted={"tags": {"a": "d"}},
        unimportable=frozenset({"bucketPrefix", "forceDestroy"}),
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _setting(
        {"policy": _policy("${bucket.id}", "s3:PutObject")},
        lambda aws, o: aws.s3.get_bucket_policy(Bucket=o["id"]),
        update={"policy": _policy("${bucket.id}", "s3:DeleteObject")},
        replace={"bucket": "another"},
        drift=lambda aws, o: aws.s3.put_bucket_policy(Bucket=o["id"], Policy=_policy(o["id"], "s3:*")),
        drifted={"policy": _policy("${bucket.id}", "s3:*")},
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _setting(
        {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True},
        lambda aws, o: aws.s3.get_public_access_block(Bucket=o["id"])["PublicAccessBlockConfiguration"],
        shows={"BlockPublicAcls": True, "RestrictPublicBuckets": True},
        update={"restrictPublicBuckets": False},
        shows_updated={"RestrictPublicBuckets": False},
        replace={"bucket": "another"},
        drift=lambda aws, o: aws.s3.put_public_access_block(
            Bucket=o["id"],
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": False,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": False,
            },
        ),
        drifted={"blockPublicAcls": False},
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _setting(
        {"rule": {"objectOwnership": "BucketOwnerEnforced"}},
        lambda aws, o: aws.s3.get_bucket_ownership_controls(Bucket=o["id"])["OwnershipControls"],
        shows={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        update={"rule": {"objectOwnership": "BucketOwnerPreferred"}},
        shows_updated={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
        replace={"bucket": "another"},
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _setting(
        {"versioningConfiguration": {"status": "Enabled"}},
        lambda aws, o: aws.s3.get_bucket_versioning(Bucket=o["id"]),
        shows={"Status": "Enabled"},
        update={"versioningConfiguration": {"status": "Suspended"}},
        shows_updated={"Status": "Suspended"},
        replace={"bucket": "another"},
        drift=lambda aws, o: aws.s3.put_bucket_versioning(
            Bucket=o["id"], VersioningConfiguration={"Status": "Enabled"}
        ),
        drifted={"versioningConfiguration": {"status": "Enabled"}},
        stays=True,
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _setting(
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}, "bucketKeyEnabled": True}]},
        lambda aws, o: aws.s3.get_bucket_encryption(Bucket=o["id"])["ServerSideEncryptionConfiguration"],
        shows={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]},
        update={"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        shows_updated={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
        replace={"bucket": "another"},
        stays=True,
    ),
    "aws:s3/bucketObject:BucketObject": _object(),
    "aws:s3/bucketObjectv2:BucketObjectv2": _object(),
    "aws:dynamodb/table:Table": Case(
        inputs={
            "attributes": [{"name": "agent", "type": "S"}],
            "hashKey": "agent",
            "billingMode": "PAY_PER_REQUEST",
            "tags": {"a": "b"},
        },
        look=lambda aws, o: aws.dynamodb.describe_table(TableName=o["id"])["Table"],
        shows={"KeySchema": [{"AttributeName": "agent", "KeyType": "HASH"}]},
        update={"deletionProtectionEnabled": False, "tags": {"a": "c"}},
        replace={"hashKey": "other"},
        drift=lambda aws, o: aws.dynamodb.tag_resource(ResourceArn=o["arn"], Tags=[{"Key": "x", "Value": "y"}]),
        drifted={"tags": {"a": "c", "x": "y"}},
    ),
}

EVENTS: dict[str, Case] = {
    "aws:cloudwatch/logGroup:LogGroup": Case(
        inputs={"retentionInDays": 30, "tags": {"a": "b"}},
        look=lambda aws, o: next(iter(aws.logs.describe_log_groups(logGroupNamePrefix=o["id"])["logGroups"]), None),
        shows={"retentionInDays": 30},
        update={"retentionInDays": 90, "tags": {"a": "c"}},
        shows_updated={"retentionInDays": 90},
        replace={"name": "other"},
        drift=lambda aws, o: aws.logs.put_retention_policy(logGroupName=o["id"], retentionInDays=7),
        drifted={"retentionInDays": 7},
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Case(
        needs={"group": Need("aws:cloudwatch/logGroup:LogGroup")},
        inputs={
            "logGroupName": "${group.name}",
            "pattern": "{ $.errorCode = AccessDenied }",
            "metricTransformation": {"name": "denied", "namespace": "agents", "value": "1"},
        },
        look=lambda aws, o: next(
            iter(aws.logs.describe_metric_filters(logGroupName=o["logGroupName"])["metricFilters"]), None
        ),
        shows={"metricTransformations": [{"metricName": "denied", "metricValue": "1"}]},
        update={"pattern": "{ $.errorCode = * }"},
        shows_updated={"filterPattern": "{ $.errorCode = * }"},
        replace={"logGroupName": "other"},
        import_id="${self.logGroupName}:${self.name}",
    ),
    "aws:cloudwatch/eventRule:EventRule": Case(
        inputs={"eventPattern": json.dumps({"source": ["aws.iam"]}), "description": "keys", "tags": {"a": "b"}},
        look=lambda aws, o: aws.events.describe_rule(Name=o["name"]),
        shows={"Description": "keys", "State": "ENABLED"},
        update={"description": "new keys", "state": "DISABLED"},
        shows_updated={"Description": "new keys", "State": "DISABLED"},
        replace={"name": "other"},
        drift=lambda aws, o: aws.events.enable_rule(Name=o["name"]),
        drifted={"state": "ENABLED"},
    ),
    "aws:cloudwatch/eventTarget:EventTarget": Case(
        needs={
            "queue": Need("aws:sqs/queue:Queue"),
            "rule": Need("aws:cloudwatch/eventRule:EventRule", {"scheduleExpression": "rate(1 hour)"}),
        },
        inputs={"rule": "${rule.name}", "arn": "${queue.arn}", "input": "{}"},
        look=lambda aws, o: next(
            iter(aws.events.list_targets_by_rule(Rule=o["rule"])["Targets"]),
            None,
        ),
        shows={"Arn": "${queue.arn}", "Input": "{}"},
        update={"input": '{"a": 1}'},
        shows_updated={"Input": '{"a": 1}'},
        replace={"targetId": "other"},
        import_id="${self.eventBusName}/${self.rule}/${self.targetId}",
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Case(
        inputs={
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 1,
            "metricName": "denied",
            "namespace": "agents",
            "period": 60,
            "statistic": "Sum",
            "threshold": 5,
            "dimensions": {"Agent": "reader"},
        },
        look=lambda aws, o: next(iter(aws.cloudwatch.describe_alarms(AlarmNames=[o["id"]])["MetricAlarms"]), None),
        shows={"Threshold": 5.0, "Dimensions": [{"Name": "Agent", "Value": "reader"}]},
        update={"threshold": 9},
        shows_updated={"Threshold": 9.0},
        replace={"name": "other"},
    ),
    "aws:sqs/queue:Queue": Case(
        inputs={"visibilityTimeoutSeconds": 60, "tags": {"a": "b"}},
        look=lambda aws, o: aws.sqs.get_queue_attributes(QueueUrl=o["id"], AttributeNames=["All"])["Attributes"],
        shows={"VisibilityTimeout": "60"},
        update={"visibilityTimeoutSeconds": 90, "tags": {"a": "c"}},
        shows_updated={"VisibilityTimeout": "90"},
        replace={"name": "other"},
        drift=lambda aws, o: aws.sqs.set_queue_attributes(QueueUrl=o["id"], Attributes={"DelaySeconds": "7"}),
        drifted={"delaySeconds": 7},
    ),
    "aws:sns/topic:Topic": Case(
        inputs={"displayName": "alerts", "tags": {"a": "b"}},
        look=lambda aws, o: aws.sns.get_topic_attributes(TopicArn=o["id"])["Attributes"],
        shows={"DisplayName": "alerts"},
        update={"displayName": "warnings", "tags": {"a": "c"}},
        shows_updated={"DisplayName": "warnings"},
        replace={"name": "other"},
        drift=lambda aws, o: aws.sns.set_topic_attributes(
            TopicArn=o["id"], AttributeName="DisplayName", AttributeValue="x"
        ),
        drifted={"displayName": "x"},
    ),
    "aws:secretsmanager/secret:Secret": Case(
        inputs={"description": "d", "recoveryWindowInDays": 0, "tags": {"a": "b"}},
        look=lambda aws, o: aws.secretsmanager.describe_secret(SecretId=o["id"]),
        shows={"Description": "d"},
        update={"description": "e", "tags": {"a": "c"}},
        shows_updated={"Description": "e"},
        replace={"name": "other"},
        drift=lambda aws, o: aws.secretsmanager.update_secret(SecretId=o["id"], Description="x"),
        drifted={"description": "x"},
        unimportable=frozenset({"recoveryWindowInDays"}),
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Case(
        needs={"secret": Need("aws:secretsmanager/secret:Secret", {"recoveryWindowInDays": 0})},
        inputs={"secretId": "${secret.id}", "secretString": "correct horse"},
        look=lambda aws, o: aws.secretsmanager.get_secret_value(SecretId=o["secretId"]),
        shows={"SecretString": "correct horse"},
        replace={"secretString": "battery"},
        stays=True,
    ),
    "aws:ssm/parameter:Parameter": Case(
        inputs={"type": "SecureString", "value": "one", "tags": {"a": "b"}},
        look=lambda aws, o: aws.ssm.get_parameter(Name=o["id"], WithDecryption=True)["Parameter"],
        shows={"Value": "one"},
        update={"value": "two", "description": "d"},
        shows_updated={"Value": "two"},
        replace={"name": "other"},
        drift=lambda aws, o: aws.ssm.put_parameter(Name=o["id"], Value="x", Type="SecureString", Overwrite=True),
        drifted={"value": "x"},
    ),
}
