"""SQS queues and SNS topics."""

from __future__ import annotations

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type

_NUMBERS = {
    "delaySeconds": "DelaySeconds",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
_TEXTS = {"kmsMasterKeyId": "KmsMasterKeyId", "policy": "Policy", "redrivePolicy": "RedrivePolicy"}
_TOPIC = {"displayName": "DisplayName", "kmsMasterKeyId": "KmsMasterKeyId", "policy": "Policy"}


def _shown(member: str) -> str:
    return f"attributes.{member}"


TYPES = {
    "aws:sqs/queue:Queue": Type(
        service="sqs",
        inputs=f"name namePrefix {' '.join(_NUMBERS)} {' '.join(_TEXTS)}",
        computed="arn url",
        replaces="name namePrefix",
        defaults={
            "delaySeconds": 0,
            "maxMessageSize": 262144,
            "messageRetentionSeconds": 345600,
            "receiveWaitTimeSeconds": 0,
            "visibilityTimeoutSeconds": 30,
        },
        filled="policy",
        policies="policy",
        documents="redrivePolicy",
        auto_name=AutoName(limit=80, prefix="namePrefix"),
        names={"url": "QueueUrl", **_NUMBERS, **_TEXTS},
        show={
            **{name: f"to_number({_shown(member)})" for name, member in _NUMBERS.items()},
            **{name: _shown(member) for name, member in _TEXTS.items()},
            "arn": _shown("QueueArn"),
        },
        id="{queueUrl}",
        create=Call("create_queue", {"QueueName": "{name}"}, " ".join([*_NUMBERS, *_TEXTS]), wrap="Attributes"),
        read=Call("get_queue_attributes", {"QueueUrl": "{id}", "AttributeNames": ["All"]}),
        update=(
            Call(
                "set_queue_attributes",
                {"QueueUrl": "{id}"},
                " ".join([*_NUMBERS, *_TEXTS]),
                wrap="Attributes",
                absent={"policy": "", "redrivePolicy": "", "kmsMasterKeyId": ""},
            ),
        ),
        delete=(Call("delete_queue", {"QueueUrl": "{id}"}),),
        derived={"url": "{id}"},
        present=lambda _, outputs, __: outputs.update(name=outputs["arn"].rpartition(":")[2]),
        tags=Tags(
            "tag_queue",
            "untag_queue",
            {"QueueUrl": "{id}"},
            member="Tags",
            form="map",
            at_creation=False,
            listing=Call("list_queue_tags", {"QueueUrl": "{id}"}, result="tags"),
        ),
    ),
    "aws:sns/topic:Topic": Type(
        service="sns",
        inputs=f"name namePrefix {' '.join(_TOPIC)}",
        computed="arn owner",
        replaces="name namePrefix",
        filled="policy",
        policies="policy",
        auto_name=AutoName(limit=256, prefix="namePrefix"),
        names={"arn": "TopicArn", **_TOPIC},
        show={
            **{name: _shown(member) for name, member in _TOPIC.items()},
            "arn": _shown("TopicArn"),
            "owner": _shown("Owner"),
        },
        id="{topicArn}",
        create=Call("create_topic", {"Name": "{name}"}, " ".join(_TOPIC), wrap="Attributes"),
        read=Call("get_topic_attributes", {"TopicArn": "{id}"}),
        update=tuple(
            Call(
                "set_topic_attributes",
                {"TopicArn": "{id}", "AttributeName": member, "AttributeValue": f"{{{name}}}"},
                name,
                remove=Call(
                    "set_topic_attributes", {"TopicArn": "{id}", "AttributeName": member, "AttributeValue": ""}
                ),
            )
            for name, member in _TOPIC.items()
        ),
        delete=(Call("delete_topic", {"TopicArn": "{id}"}),),
        present=lambda _, outputs, __: outputs.update(name=outputs["arn"].rpartition(":")[2]),
        tags=Tags(
            "tag_resource",
            "untag_resource",
            {"ResourceArn": "{id}"},
            listing=Call("list_tags_for_resource", {"ResourceArn": "{id}"}, result="tags"),
        ),
    ),
}
