"""AWS: an agent's role is assumed by its runtime only."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from agent_identity.permissions.stacks.kinds import AWS_ROLE
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.values import Value
from agent_identity_pack.context import Context
from agent_identity_pack.policies import condition_values, statements, trusted
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "trust the service of the agent's runtime, with aws:SourceAccount and aws:SourceArn where it sends them"

_ACCOUNT: Final = re.compile(r"(?:arn:[^:]+:iam::)?(\d{12})(?::root)?")
_ANYBODY: Final = re.compile(r"(?:repo:|system:serviceaccount:)?[*?:/]*")
"""A subject, or an ARN, that names nobody."""


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
            sentence = f"the trust policy of {role.label} is not known before it is deployed, or no policy"
            yield unproven(role, role.label, sentence, FIX, "trust", agent=agent is not None)
        return
    for statement in found:
        for kind, name in trusted(statement):
            yield from _judged(role, statement, kind, name, context)


def _judged(
    role: Resource, statement: Mapping[str, Value], kind: str, name: str, context: Context
) -> Iterator[Finding]:
    agent = context.agent_of(role) is not None
    if "*" in name or "?" in name:
        sentence = f"{role.label} may be assumed by everybody ({kind}: {name})"
        yield broken(role, role.label, sentence, FIX, f"trusts {name}", agent=agent)
    elif kind == "Federated" and not _named(condition_values(statement, ":sub")):
        sentence = f"{role.label} may be assumed with every token of {name}, no condition names the subject"
        yield broken(role, role.label, sentence, FIX, f"trusts every subject of {name}", agent=agent)
    elif kind == "AWS":
        account, callers = _ACCOUNT.fullmatch(name), condition_values(statement, "aws:principalarn")
        if account and not _named(callers):
            sentence = f"{role.label} may be assumed by whomever the account {account[1]} lets assume it"
            yield broken(role, role.label, sentence, FIX, f"trusts account {account[1]}", agent=agent)
        for caller in callers if account else [name]:
            target = context.target(role, "assumeRolePolicy", caller, AWS_ROLE)
            if context.agent_of_target(target) is not None:
                yield from _other(role, target.label, agent)


def _named(values: list[str]) -> bool:
    return bool(values) and not any(_ANYBODY.fullmatch(value) for value in values)


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
    sentence="An agent's IAM role is trusted to its runtime: never to everybody, a whole account or another agent.",
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
