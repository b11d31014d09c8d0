"""EventBridge rules and their targets, and CloudWatch alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type
from local_clouds.provider.errors import ServiceError

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session

_DEFAULT_BUS = "default"


def _rule_id(values: JSON) -> str:
    bus = values.get("eventBusName") or _DEFAULT_BUS
    return str(values["name"]) if bus == _DEFAULT_BUS else f"{bus}/{values['name']}"


def _put_target(session: Session, values: JSON, olds: JSON) -> None:
    """Put one target; the service reports a refused entry inside a successful answer."""
    del olds
    members = {"arn": "Arn", "targetId": "Id", "input": "Input", "inputPath": "InputPath", "roleArn": "RoleArn"}
    target = {member: values[name] for name, member in members.items() if values.get(name)}
    answer = session.call(
        "events",
        "put_targets",
        values["region"],
        Rule=values["rule"],
        EventBusName=values["eventBusName"],
        Targets=[target],
    )
    for failed in answer.get("failedEntries") or []:
        raise ServiceError(failed.get("errorCode", "Failed"), failed.get("errorMessage", "the target was refused"))


def _remove_targets(session: Session, values: JSON, olds: JSON) -> None:
    """With `forceDestroy`, take the targets off, which keep a rule from being deleted."""
    del olds
    if values.get("forceDestroy"):
        bus = values.get("eventBusName") or _DEFAULT_BUS
        found = session.call("events", "list_targets_by_rule", values["region"], Rule=values["name"], EventBusName=bus)
        ids = [target["id"] for target in found["targets"]]
        if ids:
            session.call("events", "remove_targets", values["region"], Rule=values["name"], EventBusName=bus, Ids=ids)


_RULE = {"Name": "{name}", "EventBusName": "{eventBusName}"}
_TARGET = {"Rule": "{rule}", "EventBusName": "{eventBusName}"}

TYPES = {
    "aws:cloudwatch/eventRule:EventRule": Type(
        service="events",
        inputs="name namePrefix description eventBusName eventPattern scheduleExpression roleArn state forceDestroy",
        computed="arn",
        replaces="name namePrefix eventBusName",
        defaults={"eventBusName": _DEFAULT_BUS, "forceDestroy": False},
        filled="state",
        documents="eventPattern",
        auto_name=AutoName(limit=64, prefix="namePrefix"),
        id=_rule_id,
        import_id="{name}",
        create=Call("put_rule", inputs="*"),
        read=Call("describe_rule", _RULE),
        local="forceDestroy",
        update=(Call("put_rule", _RULE, "description eventPattern scheduleExpression roleArn state"),),
        delete=(Call(run=_remove_targets), Call("delete_rule", _RULE)),
        derived={"arn": "arn:{partition}:events:{region}:{account}:rule/{id}"},
        tags=Tags(
            "tag_resource",
            "untag_resource",
            {"ResourceARN": "arn:{partition}:events:{region}:{account}:rule/{id}"},
            listing=Call(
                "list_tags_for_resource",
                {"ResourceARN": "arn:{partition}:events:{region}:{account}:rule/{id}"},
                result="tags",
            ),
        ),
    ),
    "aws:cloudwatch/eventTarget:EventTarget": Type(
        service="events",
        inputs="rule eventBusName targetId arn input inputPath roleArn forceDestroy",
        required="rule arn",
        replaces="rule eventBusName targetId",
        defaults={"eventBusName": _DEFAULT_BUS, "forceDestroy": False},
        documents="input",
        auto_name=AutoName(name="targetId", limit=64),
        names={"targetId": "Id"},
        id="{rule}-{targetId}",
        import_id="{eventBusName}/{rule}/{targetId}",
        create=Call(run=_put_target),
        read=Call("list_targets_by_rule", _TARGET, result="targets[?id=='{targetId}'] | [0]"),
        local="forceDestroy",
        update=(Call(run=_put_target, inputs="arn input inputPath roleArn"),),
        delete=(Call("remove_targets", {**_TARGET, "Ids": ["{targetId}"]}),),
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Type(
        service="cloudwatch",
        inputs="name comparisonOperator evaluationPeriods metricName namespace period statistic threshold "
        "alarmDescription alarmActions okActions insufficientDataActions dimensions treatMissingData unit "
        "actionsEnabled datapointsToAlarm",
        required="comparisonOperator evaluationPeriods",
        computed="arn",
        replaces="name",
        defaults={"actionsEnabled": True, "treatMissingData": "missing"},
        filled="datapointsToAlarm",
        unordered="alarmActions okActions insufficientDataActions",
        auto_name=AutoName(limit=255),
        names={"name": "AlarmName", "arn": "AlarmArn"},
        send={"dimensions": lambda value: [{"Name": key, "Value": item} for key, item in value.items()]},
        show={"okActions": "okActions || oKActions"},
        id="{name}",
        create=Call("put_metric_alarm", inputs="*"),
        read=Call("describe_alarms", {"AlarmNames": ["{id}"]}, result="metricAlarms[0]"),
        update=(
            Call(
                "put_metric_alarm",
                {},
                "name comparisonOperator evaluationPeriods metricName namespace period statistic threshold "
                "alarmDescription alarmActions okActions insufficientDataActions dimensions treatMissingData unit "
                "actionsEnabled datapointsToAlarm",
            ),
        ),
        delete=(Call("delete_alarms", {"AlarmNames": ["{id}"]}),),
        present=lambda _, outputs, __: outputs.update(
            dimensions={item["name"]: item["value"] for item in outputs.get("dimensions") or []}
        ),
        tags=Tags(
            "tag_resource",
            "untag_resource",
            {"ResourceARN": "{arn}"},
            listing=Call("list_tags_for_resource", {"ResourceARN": "{arn}"}, result="tags"),
        ),
    ),
}
