"""DynamoDB tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session


def _keys(session: Session, values: JSON, olds: JSON) -> None:
    """Put keys, attributes and capacity in the API's form."""
    del session, olds
    pairs = [(values["hashKey"], "HASH"), (values.get("rangeKey"), "RANGE")]
    values["KeySchema"] = [{"AttributeName": name, "KeyType": kind} for name, kind in pairs if name]
    values["AttributeDefinitions"] = [
        {"AttributeName": item["name"], "AttributeType": item["type"]} for item in values["attributes"]
    ]
    if values.get("billingMode") == "PROVISIONED":
        values["ProvisionedThroughput"] = {
            "ReadCapacityUnits": values.get("readCapacity", 1),
            "WriteCapacityUnits": values.get("writeCapacity", 1),
        }


def _set_capacity(session: Session, values: JSON, olds: JSON) -> None:
    """Change the provisioned capacity, which a table on demand does not have."""
    _keys(session, values, olds)
    if "ProvisionedThroughput" in values:
        session.call(
            "dynamodb",
            "update_table",
            values["region"],
            TableName=values["id"],
            ProvisionedThroughput=values["ProvisionedThroughput"],
        )


def _show(session: Session, outputs: JSON, recorded: JSON) -> None:
    del session, recorded
    keys = {item["keyType"]: item["attributeName"] for item in outputs["keySchema"]}
    outputs["hashKey"], outputs["rangeKey"] = keys["HASH"], keys.get("RANGE")
    outputs["attributes"] = [
        {"name": item["attributeName"], "type": item["attributeType"]} for item in outputs["attributeDefinitions"]
    ]
    if outputs.get("billingMode") != "PROVISIONED":
        outputs.pop("readCapacity", None)
        outputs.pop("writeCapacity", None)


TYPES = {
    "aws:dynamodb/table:Table": Type(
        service="dynamodb",
        inputs="name attributes hashKey rangeKey billingMode readCapacity writeCapacity deletionProtectionEnabled",
        required="attributes hashKey",
        computed="arn streamArn streamLabel",
        replaces="name hashKey rangeKey attributes",
        defaults={"billingMode": "PROVISIONED"},
        filled="readCapacity writeCapacity deletionProtectionEnabled",
        unordered="attributes",
        auto_name=AutoName(limit=255),
        names={"name": "TableName", "arn": "TableArn"},
        show={
            "billingMode": "billingModeSummary.billingMode || 'PROVISIONED'",
            "readCapacity": "provisionedThroughput.readCapacityUnits",
            "writeCapacity": "provisionedThroughput.writeCapacityUnits",
        },
        id="{name}",
        create=Call(
            "create_table",
            {
                "KeySchema": "{KeySchema}",
                "AttributeDefinitions": "{AttributeDefinitions}",
                "ProvisionedThroughput": "{ProvisionedThroughput}",
            },
            "name billingMode deletionProtectionEnabled",
            result="tableDescription",
            run=_keys,
        ),
        read=Call("describe_table", {"TableName": "{id}"}, result="table"),
        update=(
            Call("update_table", {"TableName": "{id}"}, "billingMode deletionProtectionEnabled"),
            Call(run=_set_capacity, inputs="readCapacity writeCapacity"),
        ),
        delete=(Call("delete_table", {"TableName": "{id}"}),),
        present=_show,
        tags=Tags(
            "tag_resource",
            "untag_resource",
            {"ResourceArn": "{arn}"},
            listing=Call("list_tags_of_resource", {"ResourceArn": "{arn}"}, result="tags"),
        ),
    ),
}
