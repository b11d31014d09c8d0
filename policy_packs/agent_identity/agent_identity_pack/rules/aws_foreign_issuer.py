"""AWS: an agent's role trusts tokens of approved issuers only."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import AWS_ROLE
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack.context import Context
from agent_identity_pack.issuers import is_trusted
from agent_identity_pack.policies import statements, trusted
from agent_identity_pack.rule import Examples, Finding, Rule, broken

FIX = "trust the agent's runtime itself, or list the issuer under trustedIssuers once somebody answers for it"


def check(role: Resource, context: Context) -> Iterator[Finding]:
    """Finds a role that trusts an OIDC or SAML provider whose issuer nobody approved."""
    agent = context.agent_of(role) is not None
    for statement in statements(role.get("assumeRolePolicy")) or ():
        for kind, name in trusted(statement):
            if kind != "Federated":
                continue
            issuer = name.partition(":oidc-provider/")[2] or name
            if not is_trusted(issuer, context.config):
                sentence = f"{role.label} trusts tokens of {issuer}, an issuer that nobody approved"
                yield broken(role, role.label, sentence, FIX, f"issuer {issuer}", agent=agent)


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/ISSUER"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {"StringEquals": {
        "ISSUER:aud": "sts.amazonaws.com", "ISSUER:sub": "system:serviceaccount:agents-prod:federated-reader"}}}]}
aws.iam.Role(
    "federated-reader",
    path="/agents/",
    assume_role_policy=json.dumps(trust),
    permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard",
    tags={"agent-type": "federated-reader", "agent-version": "1.0.0",
          "agent-environment": "prod", "agent-team": "payments"},
)
"""

RULE = Rule(
    id="aws-foreign-issuer",
    severity="high",
    requirements=("PF-2", "CR-4"),
    sentence="An agent's IAM role trusts tokens of approved issuers only.",
    remediation=FIX,
    kinds=frozenset({AWS_ROLE}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("ISSUER", "token.elsewhere.example"),
        passes=_PROGRAM.replace("ISSUER", "oidc.trusted.example"),
        unknown=None,
        culprit="federated-reader",
    ),
    limits="A trust policy that is not known before the step is a finding of aws-trust.",
)
