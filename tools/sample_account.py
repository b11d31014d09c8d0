"""An AWS account of any size as its export: `python -m tools.sample_account 1661 > export.json`.

The same for the same size: every role has three inline policies, two managed ones, a boundary and a trust; one in ten
escalates, each by one of the ways below. Documents are written out role by role, as the export of a real account is.
"""

import json
import sys
from typing import Any, Final

ACCOUNT: Final = "111122223333"
ESCALATING: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"), "*"),
    (("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"), "*"),
    (("iam:UpdateAssumeRolePolicy",), f"arn:aws:iam::{ACCOUNT}:role/*"),
    (("iam:PutRolePolicy",), "*"),
    (("iam:CreateAccessKey",), f"arn:aws:iam::{ACCOUNT}:user/*"),
    (("lambda:UpdateFunctionCode",), f"arn:aws:lambda:*:{ACCOUNT}:function:*"),
    (("ssm:SendCommand",), "*"),
    (("secretsmanager:GetSecretValue",), "*"),
    (("*",), "*"),
    (("kms:CreateGrant", "kms:Decrypt"), "*"),
)
_EVERY: Final = 10


def export(roles: int) -> dict[str, Any]:
    """Returns what `aws iam get-account-authorization-details` would write of an account with so many roles."""
    return {
        "UserDetailList": [],
        "GroupDetailList": [],
        "RoleDetailList": [role(number) for number in range(roles)],
        "Policies": [
            managed("AgentBoundary", ["*"], deny=["organizations:*", "account:*"]),
            managed("AgentLogs", ["logs:CreateLogStream", "logs:PutLogEvents"]),
            managed("AWSXRayDaemonWriteAccess", ["xray:PutTraceSegments", "xray:GetSamplingRules"], owner="aws"),
        ],
        "IsTruncated": False,
    }


def role(number: int) -> dict[str, Any]:
    """Returns one role."""
    name = f"agent-{number:05}"
    home = f"arn:aws:s3:::agents-data/{name}"
    table = f"arn:aws:dynamodb:eu-central-1:{ACCOUNT}:table/{name}"
    policies = [
        inline("data", ["s3:GetObject", "s3:PutObject"], [f"{home}/*"]),
        inline("state", ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], [table, f"{table}/index/*"]),
        inline("models", ["bedrock:InvokeModel"], ["arn:aws:bedrock:*::foundation-model/anthropic.*"]),
    ]
    if number % _EVERY == 0:
        actions, resource = ESCALATING[number // _EVERY % len(ESCALATING)]
        policies[2] = inline("extra", list(actions), [resource])
    return {
        "Path": "/agents/",
        "RoleName": name,
        "RoleId": f"AROA{number:017}",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/agents/{name}",
        "CreateDate": "2026-01-01T00:00:00+00:00",
        "AssumeRolePolicyDocument": document(
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ),
        "InstanceProfileList": [],
        "RolePolicyList": policies,
        "AttachedManagedPolicies": [
            {"PolicyName": "AgentLogs", "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/AgentLogs"},
            {"PolicyName": "AWSXRayDaemonWriteAccess", "PolicyArn": "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"},
        ],
        "PermissionsBoundary": {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": f"arn:aws:iam::{ACCOUNT}:policy/AgentBoundary",
        },
        "Tags": [{"Key": "agent-type", "Value": name}],
    }


def inline(name: str, actions: list[str], resources: list[str]) -> dict[str, Any]:
    """Returns an inline policy."""
    statement = {"Sid": name, "Effect": "Allow", "Action": actions, "Resource": resources}
    return {"PolicyName": name, "PolicyDocument": document(statement)}


def managed(name: str, actions: list[str], *, deny: list[str] | None = None, owner: str = ACCOUNT) -> dict[str, Any]:
    """Returns a managed policy."""
    statements = [{"Effect": "Allow", "Action": actions, "Resource": ["*"]}]
    if deny:
        statements.append({"Effect": "Deny", "Action": deny, "Resource": ["*"]})
    version = {
        "Document": document(*statements),
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "CreateDate": "2026-01-01T00:00:00+00:00",
    }
    return {
        "PolicyName": name,
        "PolicyId": f"ANPA{name.upper():0<17}",
        "Arn": f"arn:aws:iam::{owner}:policy/{name}",
        "Path": "/",
        "DefaultVersionId": "v1",
        "AttachmentCount": 1,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "CreateDate": "2026-01-01T00:00:00+00:00",
        "UpdateDate": "2026-01-01T00:00:00+00:00",
        "PolicyVersionList": [version],
    }


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    """Returns a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


if __name__ == "__main__":
    json.dump(export(int(sys.argv[1]) if len(sys.argv) > 1 else 1661), sys.stdout, indent=4)
