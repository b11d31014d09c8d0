"""AWS: no agent administers anything."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import AWS_POLICY
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.values import Value
from agent_identity_pack.aws_grants import KINDS, AwsGrant, grants_of
from agent_identity_pack.context import Context
from agent_identity_pack.policies import ADMIN_POLICIES, admin_actions, managed_policy_name
from agent_identity_pack.rule import Examples, Finding, Rule, broken

FIX = "grant the actions that the agent needs on the resources that it needs, by name"


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds a grant to an agent that administers, on a role or user, attached to one, or to several at once.

    A boundary in between does not clear it: what a boundary has to stop, nobody should have granted.
    """
    for grant in grants_of(resource, context):
        if not grant.agent:
            continue
        if grant.inline:
            yield from _document(resource, grant.policy, grant.subject)
        else:
            yield from _attached(resource, grant, context)


def _document(resource: Resource, document: Value, subject: str) -> Iterator[Finding]:
    # What is not known is a finding of aws-escalation.
    if found := admin_actions(document):
        sentence = f"the policy {resource.label} grants {subject} {', '.join(found)} on every resource"
        yield broken(resource, subject, sentence, FIX, *found, agent=True)


def _attached(resource: Resource, grant: AwsGrant, context: Context) -> Iterator[Finding]:
    arn, subject = grant.policy, grant.subject
    if isinstance(arn, str) and managed_policy_name(arn) in ADMIN_POLICIES:
        sentence = f"{subject} gets the administrator's policy {managed_policy_name(arn)}"
        yield broken(resource, subject, sentence, FIX, f"{managed_policy_name(arn)}", agent=True)
        return
    policy = context.target(resource, grant.field, arn, AWS_POLICY)
    for document in policy.resources:
        for finding in _document(document, document.get("policy"), subject):
            yield Finding(resource, finding.verdict, subject, True, finding.sentence, finding.fix, finding.facts)


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
role = aws.iam.Role(
    "admin-reader",
    path="/agents/",
    assume_role_policy=json.dumps(trust),
    permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard",
    tags={"agent-type": "admin-reader", "agent-version": "1.0.0",
          "agent-environment": "prod", "agent-team": "payments"},
)
aws.iam.RolePolicyAttachment("admin", role=role.name, policy_arn=POLICY)
"""

RULE = Rule(
    id="aws-admin-grant",
    severity="critical",
    requirements=("PF-3", "P3-2"),
    sentence="No agent gets an administrator's policy, or all actions of IAM or of everything, on every resource.",
    remediation=FIX,
    kinds=KINDS,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("POLICY", '"arn:aws:iam::aws:policy/AdministratorAccess"'),
        passes=_PROGRAM.replace("POLICY", '"arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"'),
        unknown=None,
        culprit="admin",
    ),
    limits="Policies that stand outside the stack. What narrower grants amount to is found by aws-escalation.",
)
