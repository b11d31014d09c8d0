"""Every cloud: an agent's principal says which agent it is, by the four required tags."""

import re
from collections.abc import Iterator
from typing import Final

from agent_identity import tags
from agent_identity.permissions.stacks.kinds import PRINCIPALS
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import known_text
from agent_identity_pack.agents import declared_agent, tags_of
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = f"set {', '.join(tags.REQUIRED)}; the identity components do it by themselves"

_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FORMS: Final = {
    tags.TYPE: _SLUG,
    tags.VERSION: re.compile(r"[0-9A-Za-z]([0-9A-Za-z._-]*[0-9A-Za-z])?"),
    tags.ENVIRONMENT: _SLUG,
    tags.TEAM: _SLUG,
}


def check(principal: Resource, context: Context) -> Iterator[Finding]:
    """Finds an agent's principal whose tags are missing, malformed, not known, or of another agent."""
    agent = context.agent_of(principal)
    if agent is None:
        return
    name, found = principal.label, tags_of(principal)
    if found is None:
        yield unproven(principal, name, f"the tags of {name} are not known before it is made", FIX, "all", agent=True)
        return
    open_keys = [key for key in tags.REQUIRED if found.get(key) is UNKNOWN]
    if open_keys:
        sentence = f"{', '.join(open_keys)} of {name} is not known before it is made"
        yield unproven(principal, name, sentence, FIX, *open_keys, agent=True)
    missing = tags.missing(found)
    if missing:
        sentence = f"{name} is an agent's (by its {agent.source}) and lacks {', '.join(missing)}"
        yield broken(principal, name, sentence, FIX, *missing, agent=True)
    for key in tags.REQUIRED:
        value = found.get(key)
        if value and value is not UNKNOWN and not _FORMS[key].fullmatch(str(value)):
            sentence = f"{key} of {name} is malformed: {value!r}"
            yield broken(principal, name, sentence, FIX, f"{key}={value}", agent=True)
    for key in tags.REQUIRED:
        label, exact = (known_text(principal.get("metadata", field, key)) for field in ("labels", "annotations"))
        if label and exact and tags.label_value(exact) != tags.label_value(label):
            sentence = f"{key} of {name} is {label!r} by its label and {exact!r} by its annotation"
            yield broken(principal, name, sentence, FIX, f"{key}={label} or {exact}", agent=True)
    declared = declared_agent(principal, context.stack)
    own = found.get(tags.TYPE)
    if declared is not None and declared.type and isinstance(own, str) and tags.label_value(own) != declared.type:
        sentence = f"{name} is tagged as {own} and belongs to {declared.type}"
        yield broken(principal, name, sentence, FIX, f"{own} for {declared.type}", agent=True)


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
bucket = aws.s3.Bucket("tags-bucket")
aws.iam.Role(
    "tagged-reader",
    path="/agents/",
    assume_role_policy=json.dumps(trust),
    permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard",
    tags={"agent-type": "tagged-reader", "agent-version": "1.0.0", "agent-environment": "prod"TEAM},
)
"""

RULE = Rule(
    id="agent-tags",
    severity="high",
    requirements=("ID-2",),
    sentence="An agent's principal carries its type, version, environment and owning team.",
    remediation=FIX,
    kinds=PRINCIPALS,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("TEAM", ""),
        passes=_PROGRAM.replace("TEAM", ', "agent-team": "payments"'),
        unknown=_PROGRAM.replace("TEAM", ', "agent-team": bucket.arn'),
        culprit="tagged-reader",
    ),
    limits="Tags that somebody changes in the cloud; a refresh shows them.",
)
