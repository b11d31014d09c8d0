"""What limits or opens others in a stack: policies of resources, and service control policies of an organisation."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from agent_identity.permissions.aws.documents import Role
from agent_identity.permissions.aws.model import Organization, Policy
from agent_identity.permissions.aws.policy import Document
from agent_identity.permissions.aws.readers import managed
from agent_identity.permissions.aws.readers.stack_names import Names
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.values import Value, known_text, parsed

Read = Callable[[Value, Role], Document | None]

_POLICIES: Final[Mapping[str, tuple[str, str, str]]] = {
    "aws:backup:VaultPolicy": ("policy", "backupVaultName", "arn:*:backup:*:*:backup-vault:{}"),
    "aws:cloudwatch:EventBusPolicy": ("policy", "eventBusName", "arn:*:events:*:*:event-bus/{}"),
    "aws:dynamodb:ResourcePolicy": ("policy", "resourceArn", "{}"),
    "aws:ecr:RepositoryPolicy": ("policy", "repository", "arn:*:ecr:*:*:repository/{}"),
    "aws:efs:FileSystemPolicy": ("policy", "fileSystemId", "arn:*:elasticfilesystem:*:*:file-system/{}"),
    "aws:kinesis:ResourcePolicy": ("policy", "resourceArn", "{}"),
    "aws:kms:Key": ("policy", "arn", "{}"),
    "aws:kms:KeyPolicy": ("policy", "keyId", "arn:*:kms:*:*:key/{}"),
    "aws:opensearch:DomainPolicy": ("accessPolicies", "domainName", "arn:*:es:*:*:domain/{}"),
    "aws:s3:Bucket": ("policy", "bucket", "arn:*:s3:::{}"),
    "aws:s3:BucketPolicy": ("policy", "bucket", "arn:*:s3:::{}"),
    "aws:secretsmanager:Secret": ("policy", "arn", "{}"),
    "aws:secretsmanager:SecretPolicy": ("policy", "secretArn", "{}"),
    "aws:sns:Topic": ("policy", "arn", "{}"),
    "aws:sns:TopicPolicy": ("policy", "arn", "{}"),
    "aws:sqs:Queue": ("policy", "arn", "{}"),
    "aws:sqs:QueuePolicy": ("policy", "queueUrl", "arn:*:sqs:*:*:{}"),
}
"""Resources that hold the policy of a resource: where it stands, where the resource is named, and its ARN."""

_PERMISSION: Final = "aws:lambda:Permission"
_SCP: Final = "aws:organizations:Policy"
_SCP_ATTACHMENT: Final = "aws:organizations:PolicyAttachment"
_EVERYTHING: Final = "arn:aws:iam::aws:policy/FullAWSAccess"

KINDS: Final = frozenset({*_POLICIES, _PERMISSION, _SCP, _SCP_ATTACHMENT})
"""Kinds of resources that this module reads."""


@dataclass(frozen=True, slots=True)
class Guards:
    """What was read.

    Attributes:
        policies: Policies of resources, by the resource's ARN or a pattern for it.
        organization: The organisation's limits.
    """

    policies: Mapping[str, Policy]
    organization: Organization


def read(resources: Iterable[Resource], names: Names, document: Read) -> Guards:
    """Returns what resources of `KINDS` say.

    Args:
        resources: The resources.
        names: Finds what references mean.
        document: Reads a document of a role; None where its text is not known.
    """
    policies: dict[str, Policy] = {}
    permissions: dict[str, list[Value]] = {}
    controls: list[Resource] = []
    for resource in resources:
        if resource.kind in _POLICIES:
            field, anchor, form = _POLICIES[resource.kind]
            arn = _anchored(resource, names, anchor, form)
            if resource.get(field) is not None and arn:
                policies[arn] = Policy("resource", arn, document(resource.get(field), "resource"), origin=resource.urn)
        elif resource.kind == _PERMISSION:
            arn = _anchored(resource, names, "function", "arn:*:lambda:*:*:function:{}")
            if arn:
                permissions.setdefault(arn, []).append(_statement(resource, arn))
        elif resource.kind == _SCP_ATTACHMENT:
            controls.append(resource)
    for arn, statements in permissions.items():
        policies[arn] = Policy(
            "resource", arn, document({"Version": "2012-10-17", "Statement": statements}, "resource")
        )
    return Guards(policies, Organization(accounts=_controls(controls, names, document)))


def _anchored(resource: Resource, names: Names, anchor: str, form: str) -> str:
    value = known_text(resource.get(anchor))
    if value:
        return value if value.startswith("arn:") else form.format(value.rpartition("/")[2] or value)
    for source in names.stack.origins(resource, anchor):
        if known := known_text(source.get("arn")):
            return known
    return ""


def _statement(permission: Resource, arn: str) -> Value:
    principal = permission.get("principal")
    service = isinstance(principal, str) and principal.endswith((".amazonaws.com", ".amazonaws.com.cn"))
    conditions: dict[str, Value] = {}
    for operator, key, field in (
        ("ArnLike", "aws:SourceArn", "sourceArn"),
        ("StringEquals", "aws:SourceAccount", "sourceAccount"),
        ("StringEquals", "aws:PrincipalOrgID", "principalOrgId"),
    ):
        if (value := permission.get(field)) is not None:
            conditions.setdefault(operator, {})[key] = value
    return {
        "Effect": "Allow",
        "Principal": "*" if principal == "*" else {"Service" if service else "AWS": principal},
        "Action": permission.get("action"),
        "Resource": arn,
        **({"Condition": conditions} if conditions else {}),
    }


def _controls(
    attachments: Iterable[Resource], names: Names, document: Read
) -> Mapping[str, tuple[tuple[tuple[Policy, ...], ...], tuple[tuple[Policy, ...], ...]]]:
    """Returns the service control policies of accounts that are named one by one.

    What is attached to a root or unit binds accounts of which a stack does not say which they are. AWS attaches a
    policy that allows everything, and a stack does not say whether somebody took it away.
    """
    found: dict[str, list[Policy]] = {}
    for attachment in attachments:
        account = known_text(attachment.get("targetId")) or ""
        for policy in names.stack.of(_SCP):
            means = policy.urn in attachment.sources.get("policyId", ()) or (
                known_text(policy.outputs.get("id")) is not None
                and policy.outputs.get("id") == attachment.get("policyId")
            )
            if means and account.isdigit() and policy.get("type") in (None, "SERVICE_CONTROL_POLICY"):
                text = document(parsed(policy.get("content")), "identity")
                found.setdefault(account, []).append(Policy("scp", policy.label, text, account, policy.urn))
    everything = Policy("scp", _EVERYTHING, managed.document_of(_EVERYTHING) or document(_ALL, "identity"))
    return {account: (((everything, *policies),), ()) for account, policies in found.items()}


_ALL: Final = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
