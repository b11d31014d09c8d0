"""AWS: no agent administers anything."""

from collections.abc import Iterator

from agent_identity_pack.context import Context
from agent_identity_pack.kinds import AWS_POLICY, AWS_ROLE, AWS_USER
from agent_identity_pack.policies import ADMIN_POLICIES, admin_actions, managed_policy_name
from agent_identity_pack.resource import Resource
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven
from agent_identity_pack.values import UNKNOWN, Value, at, listed

FIX = "grant the actions that the agent needs on the resources that it needs, by name"

_HOLDERS = {
    "aws:iam:RolePolicy": ("role", "policy"),
    "aws:iam:UserPolicy": ("user", "policy"),
    "aws:iam:RolePolicyAttachment": ("role", "policyArn"),
    "aws:iam:UserPolicyAttachment": ("user", "policyArn"),
    "aws:iam:RolePolicyAttachmentsExclusive": ("roleName", "policyArns"),
    "aws:iam:UserPolicyAttachmentsExclusive": ("userName", "policyArns"),
}
_ATTACHMENT = "aws:iam:PolicyAttachment"


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds a grant that administers, on a role or user, attached to one, or attached to several at once."""
    if resource.kind in {AWS_ROLE, AWS_USER}:
        agent = context.agent_of(resource) is not None
        for inline in listed(resource.get("inlinePolicies")):
            yield from _document(resource, at(inline, "policy"), resource.label, agent)
        for arn in listed(resource.get("managedPolicyArns")):
            yield from _attached(resource, "managedPolicyArns", arn, resource.label, agent, context)
    elif resource.kind == _ATTACHMENT:
        for field in ("roles", "users"):
            for holder in listed(resource.get(field)):
                yield from _grant(resource, field, holder, "policyArn", context)
    else:
        holder, grant = _HOLDERS[resource.kind]
        yield from _grant(resource, holder, resource.get(holder), grant, context)


def _grant(resource: Resource, field: str, holder: Value, grant: str, context: Context) -> Iterator[Finding]:
    target = context.target(resource, field, holder, AWS_ROLE, AWS_USER)
    agent = context.concerns_agent(target)
    if grant == "policy":
        yield from _document(resource, resource.get("policy"), target.label, agent)
    else:
        for arn in listed(resource.get(grant)):
            yield from _attached(resource, grant, arn, target.label, agent, context)


def _document(resource: Resource, document: Value, subject: str, agent: bool) -> Iterator[Finding]:
    found = admin_actions(document)
    if found is None:
        sentence = f"the policy {resource.label} of {subject} is not known before it is deployed, or no policy"
        yield unproven(resource, subject, sentence, f"{FIX}; build the document from names that you chose", agent=agent)
    elif found:
        sentence = f"the policy {resource.label} grants {subject} {', '.join(found)} on every resource"
        yield broken(resource, subject, sentence, FIX, *found, agent=agent)


def _attached(
    resource: Resource, field: str, arn: Value, subject: str, agent: bool, context: Context
) -> Iterator[Finding]:
    if isinstance(arn, str) and managed_policy_name(arn) in ADMIN_POLICIES:
        sentence = f"{subject} gets the administrator's policy {managed_policy_name(arn)}"
        yield broken(resource, subject, sentence, FIX, f"{managed_policy_name(arn)}", agent=agent)
        return
    policy = context.target(resource, field, arn, AWS_POLICY)
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
    kinds=frozenset({AWS_ROLE, AWS_USER, _ATTACHMENT, *_HOLDERS}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("POLICY", '"arn:aws:iam::aws:policy/AdministratorAccess"'),
        passes=_PROGRAM.replace("POLICY", '"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"'),
        unknown=_PROGRAM.replace("POLICY", "bucket.arn"),
        culprit="admin",
    ),
    limits="Policies that exist outside the stack, and escalation by narrower grants.",
)
