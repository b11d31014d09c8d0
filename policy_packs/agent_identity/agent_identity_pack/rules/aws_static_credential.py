"""AWS: no long-lived credential of an agent."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import AWS_USER
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "give the agent a task role or an execution role (agent_identity.aws) and delete the user and its credentials"

_OF_USER = {
    "aws:iam:AccessKey": ("user", "an access key"),
    "aws:iam:UserLoginProfile": ("user", "a password"),
    "aws:iam:ServiceSpecificCredential": ("userName", "a service's own credential"),
    "aws:iam:SshKey": ("username", "an SSH key"),
    "aws:iam:SigningCertificate": ("userName", "a signing certificate"),
}


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds an agent's IAM user, and each credential of a user."""
    if resource.kind == AWS_USER:
        if context.agent_of(resource) is not None:
            sentence = f"{resource.label} is an agent that lives on an IAM user, whose credentials never expire"
            yield broken(resource, resource.label, sentence, FIX, "user", agent=True)
        return
    field, what = _OF_USER[resource.kind]
    user = context.target(resource, field, resource.get(field), AWS_USER)
    agent = context.concerns_agent(user) or context.agent_of(resource) is not None
    sentence = f"{resource.label} gives {user.label} {what}, which does not expire"
    say = broken if user.proven else unproven
    yield say(resource, user.label, sentence, FIX, resource.kind, agent=agent)


_PROGRAM = """
import json

import pulumi_aws as aws

TAGS = {"agent-type": "keyed-reader", "agent-version": "1.0.0", "agent-environment": "prod", "agent-team": "payments"}
BOUNDARY = "arn:aws:iam::123456789012:policy/agents/boundaries/standard"
"""

RULE = Rule(
    id="aws-static-credential",
    severity="critical",
    requirements=("PF-2", "CR-1"),
    sentence="No agent has an access key, password, SSH key, certificate or IAM user: its credentials expire.",
    remediation=FIX,
    kinds=frozenset({AWS_USER, *_OF_USER}),
    check=check,
    examples=Examples(
        fails=_PROGRAM
        + """user = aws.iam.User("keyed-reader", path="/agents/", permissions_boundary=BOUNDARY, tags=TAGS)
aws.iam.AccessKey("static-key", user=user.name)
""",
        passes=_PROGRAM
        + """trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
aws.iam.Role("keyed-reader", path="/agents/", permissions_boundary=BOUNDARY, tags=TAGS,
             assume_role_policy=json.dumps(trust))
""",
        unknown=_PROGRAM
        + """trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
role = aws.iam.Role("keyed-reader", path="/agents/", permissions_boundary=BOUNDARY, tags=TAGS,
                    assume_role_policy=json.dumps(trust))
aws.iam.AccessKey("static-key", user=role.arn)
""",
        culprit="static-key",
    ),
    limits="Keys made outside Pulumi; `scan` and `inventory` look for those.",
)
