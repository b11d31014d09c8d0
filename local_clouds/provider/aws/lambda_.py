"""Lambda functions and who may call them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_clouds.provider import wire
from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type
from local_clouds.provider.errors import NotFoundError

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session


def _create(session: Session, values: JSON, olds: JSON) -> None:
    """Upload the code and make the function in one call, as the service wants it."""
    del session, olds
    values["Code"] = _code(values)


def _code(values: JSON) -> JSON:
    if values.get("code") is not None:
        return {"ZipFile": wire.asset_bytes(values["code"], "code")}
    if values.get("imageUri"):
        return {"ImageUri": values["imageUri"]}
    named = {"S3Bucket": "s3Bucket", "S3Key": "s3Key", "S3ObjectVersion": "s3ObjectVersion"}
    return {member: values[name] for member, name in named.items() if values.get(name)}


def _update_code(session: Session, values: JSON, olds: JSON) -> None:
    del olds
    session.call("lambda", "update_function_code", values["region"], FunctionName=values["id"], **_code(values))


def _set_concurrency(session: Session, values: JSON, olds: JSON) -> None:
    """Reserve executions; -1 means no reservation, 0 stops the function."""
    wanted = values.get("reservedConcurrentExecutions", -1)
    if wanted >= 0:
        session.call(
            "lambda",
            "put_function_concurrency",
            values["region"],
            FunctionName=values["id"],
            ReservedConcurrentExecutions=wanted,
        )
    elif olds.get("reservedConcurrentExecutions", -1) >= 0:
        session.call("lambda", "delete_function_concurrency", values["region"], FunctionName=values["id"])


def _show(session: Session, outputs: JSON, recorded: JSON) -> None:
    del recorded
    arn = outputs["arn"]
    outputs["qualifiedArn"] = f"{arn}:{outputs.get('version', '$LATEST')}"
    prefix = f"arn:{session.partition}:apigateway:{outputs['region']}:lambda:path/2015-03-31/functions"
    outputs["invokeArn"] = f"{prefix}/{arn}/invocations"
    outputs["qualifiedInvokeArn"] = f"{prefix}/{outputs['qualifiedArn']}/invocations"
    outputs.setdefault("reservedConcurrentExecutions", -1)
    network = outputs.get("vpcConfig") or {}
    if not network.get("subnetIds"):
        outputs.pop("vpcConfig", None)


def _show_statement(session: Session, outputs: JSON, recorded: JSON) -> None:
    """Take a permission's fields out of the function's resource policy."""
    policy = json.loads(outputs.pop("policy"))
    sid = outputs["statementId"]
    found = next((item for item in policy["Statement"] if item.get("Sid") == sid), None)
    if found is None:
        raise NotFoundError("ResourceNotFoundException", f"no statement {sid} in the policy of {outputs['function']}")
    principal = found["Principal"]
    outputs["principal"] = next(iter(principal.values())) if isinstance(principal, dict) else principal
    account = recorded.get("principal", "")
    if outputs["principal"] == f"arn:{session.partition}:iam::{account}:root":
        outputs["principal"] = account
    outputs["action"] = found["Action"]
    conditions = found.get("Condition") or {}
    keys = {key.lower(): value for test in conditions.values() for key, value in test.items()}
    outputs["sourceArn"] = keys.get("aws:sourcearn")
    outputs["sourceAccount"] = keys.get("aws:sourceaccount")
    outputs["principalOrgId"] = keys.get("aws:principalorgid")


_SETTINGS = (
    "role handler runtime description memorySize timeout environment vpcConfig kmsKeyArn layers deadLetterConfig "
    "tracingConfig ephemeralStorage loggingConfig"
)

TYPES = {
    "aws:lambda/function:Function": Type(
        service="lambda",
        inputs=f"name {_SETTINGS} code imageUri s3Bucket s3Key s3ObjectVersion architectures packageType publish "
        "reservedConcurrentExecutions skipDestroy sourceCodeHash",
        required="role",
        computed="arn invokeArn lastModified qualifiedArn qualifiedInvokeArn sourceCodeSize version codeSha256",
        volatile="lastModified codeSha256 sourceCodeSize",
        replaces="name packageType architectures",
        defaults={
            "memorySize": 128,
            "timeout": 3,
            "packageType": "Zip",
            "publish": False,
            "skipDestroy": False,
            "reservedConcurrentExecutions": -1,
        },
        filled="architectures tracingConfig ephemeralStorage loggingConfig",
        partial="loggingConfig vpcConfig",
        write_only="code s3Bucket s3Key s3ObjectVersion imageUri sourceCodeHash",
        auto_name=AutoName(limit=64),
        names={"name": "FunctionName", "arn": "FunctionArn", "sourceCodeSize": "CodeSize"},
        id="{name}",
        create=Call(
            "create_function", {"Code": "{Code}"}, f"name {_SETTINGS} architectures packageType publish", run=_create
        ),
        after_create=(Call(run=_set_concurrency, inputs="reservedConcurrentExecutions"),),
        read=Call("get_function", {"FunctionName": "{id}"}, result="configuration"),
        more=(Call("get_function_concurrency", {"FunctionName": "{id}"}),),
        local="publish skipDestroy",
        update=(
            Call(
                "update_function_configuration",
                {"FunctionName": "{id}"},
                _SETTINGS,
                absent={"description": "", "environment": {"variables": {}}, "layers": []},
            ),
            Call(run=_update_code, inputs="code imageUri s3Bucket s3Key s3ObjectVersion sourceCodeHash"),
            Call(run=_set_concurrency, inputs="reservedConcurrentExecutions"),
        ),
        delete=(Call("delete_function", {"FunctionName": "{id}"}),),
        present=_show,
        tags=Tags(
            "tag_resource",
            "untag_resource",
            {"Resource": "{arn}"},
            form="map",
            listing=Call("list_tags", {"Resource": "{arn}"}, result="tags"),
        ),
    ),
    "aws:lambda/permission:Permission": Type(
        service="lambda",
        inputs="statementId statementIdPrefix function action principal sourceArn sourceAccount principalOrgId "
        "qualifier",
        required="function action principal",
        replaces="statementId statementIdPrefix function action principal sourceArn sourceAccount principalOrgId "
        "qualifier",
        auto_name=AutoName(name="statementId", limit=100, prefix="statementIdPrefix"),
        names={"function": "FunctionName", "principalOrgId": "PrincipalOrgID"},
        id="{statementId}",
        import_id="{function}/{statementId}",
        create=Call("add_permission", inputs="*"),
        read=Call("get_policy", {"FunctionName": "{function}", "Qualifier": "{qualifier}"}),
        delete=(
            Call(
                "remove_permission",
                {"FunctionName": "{function}", "StatementId": "{statementId}", "Qualifier": "{qualifier}"},
            ),
        ),
        present=_show_statement,
    ),
}
