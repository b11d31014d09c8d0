"""AWS: no agent administers anything."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import AWS_POLICY
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value
from agent_identity_pack.aws_grants import KINDS, AwsGrant, grants_of
from agent_identity_pack.context import Context
from agent_identity_pack.policies import ADMIN_POLICIES, admin_actions, managed_policy_name
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "grant the actions that the agent needs on the resources that it needs, by name"


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds a grant that administers, on a role or user, attached to one, or attached to several at once."""
    for grant in grants_of(resource, context):
        if grant.inline:
            yield from _document(resource, grant.policy, grant.subject, grant.agent)
        else:
            yield from _attached(resource, grant, context)


def _document(resource: Resource, document: Value, subject: str, agent: bool) -> Iterator[Finding]:
    found = admin_actions(document)
    if found is None:
        sentence = f"the policy {resource.label} of {subject} is not known before it is deployed, or no policy"
        yield unproven(resource, subject, sentence, f"{FIX}; build the document from names that you chose", agent=agent)
    elif found:
        sentence = f"the policy {resource.label} grants {subject} {', '.join(found)} on every resource"
        yield broken(resource, subject, sentence, FIX, *found, agent=agent)


def _attached(resource: Resource, grant: AwsGrant, context: Context) -> Iterator[Finding]:
    arn, subject, agent = grant.policy, grant.subject, grant.agent
    if isinstance(arn, str) and managed_policy_name(arn) in ADMIN_POLICIES:
        sentence = f"{subject} gets the administrator's policy {managed_policy_name(arn)}"
        yield broken(resource, subject, sentence, FIX, f"{managed_policy_name(arn)}", agent=agent)
        return
    policy = context.target(resource, grant.field, arn, AWS_POLICY)
    if arn is UNKNOWN and not policy.resources:
        sentence = f"which policy {resource.label} attaches to {subject} is not known and leads to none of this stack"
        yield unproven(resource, subject, sentence, FIX, "policy", agent=agent)
    for document in policy.resources:
        for finding in _document(document, document.get("policy"), subject, agent):
            yield Finding(resource, finding.verdict, subject, agent, finding.sentence, finding.fix, finding.facts)


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
bucket = aws.s3.Bucket("admin-bucket")
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
        passes=_PROGRAM.replace("POLICY", '"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"'),
        unknown=_PROGRAM.replace("POLICY", "bucket.arn"),
        culprit="admin",
    ),
    limits="Policies that exist outside the stack, and escalation by narrower grants.",
)
