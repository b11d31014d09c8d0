"""Secrets Manager secrets and SSM parameters."""

from __future__ import annotations

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type

TYPES = {
    "aws:secretsmanager/secret:Secret": Type(
        service="secretsmanager",
        inputs="name namePrefix description kmsKeyId recoveryWindowInDays",
        computed="arn",
        replaces="name namePrefix",
        defaults={"recoveryWindowInDays": 30},
        auto_name=AutoName(limit=512, prefix="namePrefix"),
        names={"arn": "ARN"},
        id="{arn}",
        create=Call("create_secret", {}, "name description kmsKeyId"),
        read=Call("describe_secret", {"SecretId": "{id}"}, result="[@][?deletedDate==null] | [0]"),
        local="recoveryWindowInDays",
        update=(Call("update_secret", {"SecretId": "{id}"}, "description kmsKeyId", absent={"description": ""}),),
        delete=(
            Call(
                run=lambda session, values, _: session.call(
                    "secretsmanager",
                    "delete_secret",
                    values["region"],
                    SecretId=values["id"],
                    **(
                        {"RecoveryWindowInDays": values["recoveryWindowInDays"]}
                        if values.get("recoveryWindowInDays")
                        else {"ForceDeleteWithoutRecovery": True}
                    ),
                )
            ),
        ),
        tags=Tags("tag_resource", "untag_resource", {"SecretId": "{id}"}),
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Type(
        service="secretsmanager",
        inputs="secretId secretString",
        required="secretId secretString",
        computed="arn versionId secretArn",
        replaces="secretId secretString",
        secrets="secretString",
        names={"secretArn": "ARN"},
        id="{secretId}|{versionId}",
        create=Call("put_secret_value", inputs="secretId secretString"),
        read=Call("get_secret_value", {"SecretId": "{secretId}", "VersionId": "{versionId}"}),
        derived={"arn": "{secretId}"},
    ),
    "aws:ssm/parameter:Parameter": Type(
        service="ssm",
        inputs="name type value description keyId tier dataType",
        required="type value",
        computed="arn version",
        volatile="version",
        replaces="name",
        filled="tier dataType keyId",
        secrets="value",
        auto_name=AutoName(limit=2048),
        names={"arn": "ARN"},
        id="{name}",
        create=Call("put_parameter", inputs="*"),
        read=Call("get_parameter", {"Name": "{id}", "WithDecryption": True}, result="parameter"),
        more=(
            Call(
                "describe_parameters",
                {"ParameterFilters": [{"Key": "Name", "Values": ["{id}"]}]},
                result="parameters[0].{description: description, tier: tier, keyId: keyId}",
            ),
        ),
        update=(Call("put_parameter", {"Overwrite": True}, "name type value description keyId tier dataType"),),
        delete=(Call("delete_parameter", {"Name": "{id}"}),),
        tags=Tags(
            "add_tags_to_resource",
            "remove_tags_from_resource",
            {"ResourceType": "Parameter", "ResourceId": "{id}"},
            listing=Call(
                "list_tags_for_resource", {"ResourceType": "Parameter", "ResourceId": "{id}"}, result="tagList"
            ),
        ),
    ),
}
