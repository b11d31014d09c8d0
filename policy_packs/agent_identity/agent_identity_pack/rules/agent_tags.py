"""Every cloud: an agent's principal says which agent it is, by the four required tags."""

import re
from collections.abc import Iterator
from typing import Final

from agent_identity import tags
from agent_identity.manifest import IDENTITY_TOKENS
from agent_identity.permissions.stacks.kinds import GCP_SERVICE_ACCOUNT, KUBERNETES_SERVICE_ACCOUNT, PRINCIPALS
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import known_text
from agent_identity_pack.agents import MANIFEST_TAGS, declared_agent, manifest_of, tags_of
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Change, Examples, Finding, Remedy, Rule, broken, unproven

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


def changes(principal: Resource, context: Context) -> Iterator[Change]:
    """Writes the tags that are missing, as the identity component above the principal says them."""
    found, declared = tags_of(principal), _declared(principal, context)
    if found is None or any(not declared.get(key) for key in tags.REQUIRED):
        return
    missing = tags.missing(found)
    if principal.kind == GCP_SERVICE_ACCOUNT:
        words = [known_text(principal.get("description")) or "", *(f"{key}={declared[key]}" for key in missing)]
        yield Change(("description",), " ".join(filter(None, words)))
    elif principal.kind == KUBERNETES_SERVICE_ACCOUNT:
        for key in missing:
            yield Change(("metadata", "labels", key), tags.label_value(declared[key]))
            yield Change(("metadata", "annotations", key), declared[key])
    else:
        # AWS's provider keeps what it was asked for and what it sets, with its own default tags, apart.
        fields = ["tags", *(["tagsAll"] if "tagsAll" in principal.inputs else [])]
        for field in fields:
            for key in missing:
                yield Change((field, key), declared[key])


def _declared(principal: Resource, context: Context) -> dict[str, str]:
    for above in context.stack.ancestors(principal):
        if above.type in IDENTITY_TOKENS and (found := manifest_of(above)):
            return {tag: text for key, tag in MANIFEST_TAGS.items() if (text := known_text(found.get(key)))}
    return {}


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

_REMEDY_PROGRAM = """
import json

import pulumi
import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
identity = pulumi.ComponentResource("agent-identity:index:AwsEcsTaskIdentity", "mended", {"manifest": {
    "agent_type": "mended-reader", "version": "1.0.0", "environment": "prod", "team": "payments"}})
aws.iam.Role(
    "mended-reader",
    path="/agents/",
    assume_role_policy=json.dumps(trust),
    permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard",
    opts=pulumi.ResourceOptions(parent=identity),
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
    remedy=Remedy("writes the missing tags, as the identity component above says them", changes, _REMEDY_PROGRAM),
    limits="Tags that somebody changes in the cloud; a refresh shows them.",
)
