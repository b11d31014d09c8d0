"""AWS: what an agent needs, but which reaches further on every resource, is granted on resources by name."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from agent_identity.permissions.patterns import Patterns
from agent_identity.permissions.stacks.kinds import AWS_POLICY
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Technique
from agent_identity.permissions.values import Value, listed
from agent_identity_pack.aws_grants import KINDS, AwsGrant, grants_of
from agent_identity_pack.context import Context
from agent_identity_pack.policies import admin_actions, statements
from agent_identity_pack.rule import Examples, Finding, Rule, broken

GUARDED: Final = (
    "aws-call-api",
    "aws-decrypt",
    "aws-invoke-function",
    "aws-read-object",
    "aws-read-parameter",
    "aws-read-secret",
    "aws-run-sql",
    "aws-send-message",
    "aws-swallow-message",
    "aws-tag-object",
    "aws-write-file",
    "aws-write-index",
    "aws-write-object",
    "aws-write-record",
)
"""Techniques that the boundary leaves to grants: ordinary agents need their actions, on resources of their own."""

UNGUARDED: Final = ("aws-forge-telemetry", "aws-make-interface")
"""Those whose actions AWS offers on every resource alone, or that every agent has for its own log."""

FIX: Final = (
    "name the agent's own resources: the bucket, key, table, queue, function or secret, or a prefix of its names"
)

_NAME_FIRST: Final = frozenset({"s3", "execute-api", "sqs", "sns"})
"""Services in whose ARNs the name stands first, with no kind of resource before it."""


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds a known policy of an agent that grants such an action on every resource of its kind."""
    for grant in grants_of(resource, context):
        if not grant.agent:
            continue
        for document in _documents(resource, grant, context):
            for technique, actions in _broad(document):
                sentence = f"{grant.subject} gets {', '.join(actions)} on every resource, which {technique.title}"
                yield broken(resource, grant.subject, sentence, technique.fix, *actions, agent=True)


def _documents(resource: Resource, grant: AwsGrant, context: Context) -> list[Value]:
    if grant.inline:
        return [grant.policy]
    attached = context.target(resource, grant.field, grant.policy, AWS_POLICY)
    return [policy.get("policy") for policy in attached.resources]


def _broad(document: Value) -> Iterator[tuple[Technique, list[str]]]:
    """Yields each technique that a document opens on every resource, with the document's own words for its actions.

    A document that is not known, or that administers, is `aws-admin-grant`'s finding; a statement with a condition is
    taken as narrowed.
    """
    if admin_actions(document):
        return
    open_ones = [
        item
        for item in statements(document) or ()
        if item.get("Effect") == "Allow" and not item.get("Condition") and _names_nothing(item)
    ]
    written = sorted({str(action) for item in open_ones for action in listed(item.get("Action"))})
    allowed = {action: Patterns([action]) for action in written}
    for technique, needed in _guarded():
        if actions := [action for action in written if any(map(allowed[action].match, needed))]:
            yield technique, actions


@cache
def _guarded() -> tuple[tuple[Technique, tuple[str, ...]], ...]:
    return tuple(
        (technique, tuple(action.lower() for need in technique.needs for action in need.any_of))
        for technique in techniques_of("aws")
        if technique.id in GUARDED
    )


def _names_nothing(statement: Mapping[str, Value]) -> bool:
    if "NotResource" in statement:
        return True
    return any(_is_every(str(item)) for item in listed(statement.get("Resource")))


def _is_every(arn: str) -> bool:
    """Tells whether a resource pattern begins its name with a wildcard: `*`, `arn:aws:s3:::*`, `…:secret:*`."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return "*" in arn
    service, name = parts[2], parts[5]
    if service not in _NAME_FIRST and not name.startswith(("*", "?")):
        name = re.split(r"[:/]", name, maxsplit=1)[-1]
    return name.startswith(("*", "?"))


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
role = aws.iam.Role(
    "broad-reader",
    path="/agents/",
    assume_role_policy=json.dumps(trust),
    permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard",
    tags={"agent-type": "broad-reader", "agent-version": "1.0.0",
          "agent-environment": "prod", "agent-team": "payments"},
)
aws.iam.RolePolicy("broad", role=role.name, policy=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": RESOURCE}]}))
"""

RULE = Rule(
    id="aws-broad-grant",
    severity="high",
    requirements=("PF-3", "P3-2"),
    sentence="No agent reads secrets, decrypts, invokes, or reads and writes data on every resource: each is named.",
    remediation=FIX,
    kinds=KINDS,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("RESOURCE", '"*"'),
        passes=_PROGRAM.replace(
            "RESOURCE", '"arn:aws:secretsmanager:eu-west-1:123456789012:secret:broad-reader/api-key-??????"'
        ),
        unknown=None,
        culprit="broad",
    ),
    limits="Managed policies of AWS, policies of other stacks, and statements with a condition, whatever it says.",
)
