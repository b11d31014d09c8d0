"""AWS: what a principal is granted does not add up to more than was granted."""

from collections.abc import Iterable, Iterator
from typing import Final

from agent_identity.permissions.aws.readers.stack import GRANTS, PRINCIPALS
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack.context import Context
from agent_identity_pack.escalations import Escalation
from agent_identity_pack.rule import Examples, Finding, Rule

FIX: Final = "do what the finding says: name the resource, fix the service, or leave the action to a pipeline"


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds escalations by what a principal has so far; once the stack is complete, by all that it has."""
    if context.complete:
        found: Iterable[Escalation] = context.escalations.together.get(resource.urn, ())
    else:
        # Before the step only what blocks is said, so nobody else is looked at.
        concerned = [
            principal
            for principal in context.escalations.so_far(resource)
            if context.config.level(RULE.id, agent=principal.agent is True) == "mandatory"
        ]
        found = (each for principal in concerned for each in context.escalations.alone(principal))
    for each in found:
        yield _finding(resource, each)


def _finding(resource: Resource, escalation: Escalation) -> Finding:
    principal, finding = escalation.principal, escalation.finding
    return Finding(
        resource=resource,
        verdict=finding.verdict,
        subject=principal.subject,
        agent=principal.agent is True,
        sentence=f"{principal.subject}: {finding.explanation}",
        fix=finding.fix,
        facts=(*finding.needs, *finding.resources, *finding.conditions),
        technique=finding.rule,
        id=finding.id,
        also=escalation.origins,
    )


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
bucket = aws.s3.Bucket("escalating-bucket")
role = aws.iam.Role(
    "escalating-reader",
    path="/agents/",
    assume_role_policy=json.dumps(trust),
    permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard",
    tags={"agent-type": "escalating-reader", "agent-version": "1.0.0",
          "agent-environment": "prod", "agent-team": "payments"},
)
aws.iam.RolePolicy("escalating", role=role.name, policy=POLICY)
"""
_POLICY = """json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": RESOURCE}]})"""
_OWN = '"arn:aws:secretsmanager:eu-west-1:123456789012:secret:escalating-reader/api-key-??????"'

RULE = Rule(
    id="aws-escalation",
    severity="critical",
    requirements=("PF-3", "P3-2"),
    sentence="What a principal is granted does not lead to rights that nobody granted it, by any technique known.",
    remediation=FIX,
    kinds=PRINCIPALS | GRANTS,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("POLICY", _POLICY.replace("RESOURCE", '"*"')),
        passes=_PROGRAM.replace("POLICY", _POLICY.replace("RESOURCE", _OWN)),
        unknown=_PROGRAM.replace("POLICY", "bucket.arn"),
        culprit="escalating",
    ),
    limits="What other stacks and people grant; the policies of AWS's own that are newer than the table here.",
)
