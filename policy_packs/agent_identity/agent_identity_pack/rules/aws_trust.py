"""AWS: an agent's role is assumed by its runtime only."""

from collections.abc import Iterator

from agent_identity_pack.context import Context
from agent_identity_pack.kinds import AWS_ROLE
from agent_identity_pack.policies import statements, trusted
from agent_identity_pack.resource import Resource
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "trust the service of the agent's runtime, with aws:SourceAccount and aws:SourceArn where it sends them"


def check(role: Resource, context: Context) -> Iterator[Finding]:
    """Finds a role that everybody or another agent may assume, or whose trust policy is not known."""
    agent = context.agent_of(role)
    found = statements(role.get("assumeRolePolicy"))
    if found is None:
        sources = context.stack.sources(role, "assumeRolePolicy", {AWS_ROLE})
        others = [source for source in sources if source.urn != role.urn and context.agent_of(source) is not None]
        for other in others:
            yield from _other(role, other.label, agent is not None)
        if not others:
            sentence = f"the trust policy of {role.label} is not known before it is deployed"
            yield unproven(role, role.label, sentence, FIX, "trust", agent=agent is not None)
        return
    for statement in found:
        for kind, name in trusted(statement):
            if name == "*":
                sentence = f"{role.label} may be assumed by everybody ({kind}: *)"
                yield broken(role, role.label, sentence, FIX, "trusts *", agent=agent is not None)
            elif kind == "AWS":
                target = context.target(role, "assumeRolePolicy", name, AWS_ROLE)
                if context.agent_of_target(target) is not None:
                    yield from _other(role, target.label, agent is not None)


def _other(role: Resource, other: str, agent: bool) -> Iterator[Finding]:
    sentence = f"{role.label} may be assumed by another agent, {other}"
    yield broken(role, role.label, sentence, FIX, f"trusts {other}", agent=agent)


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": PRINCIPAL, "Action": "sts:AssumeRole"}]}
bucket = aws.s3.Bucket("trust-bucket")
aws.iam.Role(
    "trusting-reader",
    path="/agents/",
    assume_role_policy=TEXT,
    permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard",
    tags={"agent-type": "trusting-reader", "agent-version": "1.0.0",
          "agent-environment": "prod", "agent-team": "payments"},
)
"""
_SERVICE = '{"Service": "lambda.amazonaws.com"}'

RULE = Rule(
    id="aws-trust",
    severity="critical",
    requirements=("CR-4", "PF-1"),
    sentence="An agent's IAM role is trusted to its runtime, never to everybody and never to another agent.",
    remediation=FIX,
    kinds=frozenset({AWS_ROLE}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("PRINCIPAL", '{"AWS": "*"}').replace("TEXT", "json.dumps(trust)"),
        passes=_PROGRAM.replace("PRINCIPAL", _SERVICE).replace("TEXT", "json.dumps(trust)"),
        unknown=_PROGRAM.replace("PRINCIPAL", _SERVICE).replace(
            "TEXT", "bucket.arn.apply(lambda arn: json.dumps(trust))"
        ),
        culprit="trusting-reader",
    ),
    limits="Principals of other accounts are not recognised as agents unless their role has the path /agents/.",
)
