"""CloudWatch Logs groups and filters, and alarms on their metrics."""

from __future__ import annotations

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type

_ARN = "arn:{partition}:logs:{region}:{account}:log-group:{name}"

TYPES = {
    "aws:cloudwatch/logGroup:LogGroup": Type(
        service="logs",
        inputs="name namePrefix kmsKeyId logGroupClass retentionInDays skipDestroy",
        computed="arn",
        replaces="name namePrefix logGroupClass",
        defaults={"skipDestroy": False, "retentionInDays": 0},
        filled="logGroupClass",
        auto_name=AutoName(limit=512, prefix="namePrefix"),
        names={"name": "logGroupName"},
        derived={"arn": _ARN},
        id="{name}",
        create=Call("create_log_group", inputs="name kmsKeyId logGroupClass"),
        after_create=(
            Call(
                run=lambda session, values, _: (
                    values["retentionInDays"]
                    and session.call(
                        "logs",
                        "put_retention_policy",
                        values["region"],
                        logGroupName=values["id"],
                        retentionInDays=values["retentionInDays"],
                    )
                ),
                inputs="retentionInDays",
            ),
        ),
        read=Call(
            "describe_log_groups", {"logGroupNamePrefix": "{id}"}, result="logGroups[?logGroupName=='{id}'] | [0]"
        ),
        local="skipDestroy",
        update=(
            Call(
                run=lambda session, values, _: (
                    session.call(
                        "logs",
                        "put_retention_policy",
                        values["region"],
                        logGroupName=values["id"],
                        retentionInDays=values["retentionInDays"],
                    )
                    if values.get("retentionInDays")
                    else session.call("logs", "delete_retention_policy", values["region"], logGroupName=values["id"])
                ),
                inputs="retentionInDays",
            ),
            Call(
                "associate_kms_key",
                {"logGroupName": "{id}"},
                "kmsKeyId",
                remove=Call("disassociate_kms_key", {"logGroupName": "{id}"}),
            ),
        ),
        delete=(
            Call(
                run=lambda session, values, _: (
                    None
                    if values.get("skipDestroy")
                    else session.call("logs", "delete_log_group", values["region"], logGroupName=values["id"])
                )
            ),
        ),
        tags=Tags(
            "tag_resource",
            "untag_resource",
            {"resourceArn": _ARN},
            "tags",
            "tagKeys",
            form="map",
            listing=Call("list_tags_for_resource", {"resourceArn": _ARN}, result="tags"),
        ),
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Type(
        service="logs",
        inputs="name logGroupName pattern metricTransformation",
        required="logGroupName metricTransformation pattern",
        replaces="name logGroupName",
        partial="metricTransformation",
        auto_name=AutoName(limit=512),
        names={"name": "filterName", "pattern": "filterPattern", "metricTransformation": "metricTransformations"},
        send={
            "metricTransformation": lambda value: [
                {
                    f"metric{key.capitalize()}" if key in {"name", "namespace", "value"} else key: item
                    for key, item in value.items()
                }
            ]
        },
        show={
            "metricTransformation": "metricTransformations[0].{name: metricName, namespace: metricNamespace, "
            "value: metricValue, unit: unit, defaultValue: defaultValue, dimensions: dimensions}"
        },
        id="{name}",
        import_id="{logGroupName}:{name}",
        create=Call("put_metric_filter", inputs="*"),
        read=Call(
            "describe_metric_filters",
            {"logGroupName": "{logGroupName}", "filterNamePrefix": "{name}"},
            result="metricFilters[?filterName=='{name}'] | [0]",
        ),
        update=(
            # moto adds a second filter of the same name where the service replaces the first.
            Call(
                "delete_metric_filter",
                {"logGroupName": "{logGroupName}", "filterName": "{name}"},
                "pattern metricTransformation",
            ),
            Call("put_metric_filter", {}, "name logGroupName pattern metricTransformation"),
        ),
        delete=(Call("delete_metric_filter", {"logGroupName": "{logGroupName}", "filterName": "{name}"}),),
    ),
}
