"""AWS: every agent's role has an approved permissions boundary."""

from collections.abc import Iterator

from agent_identity import tags
from agent_identity.boundaries.aws import policy_name
from agent_identity.boundaries.classes import CLASSES, DEFAULT
from agent_identity.permissions.stacks.kinds import AWS_POLICY, AWS_ROLE, AWS_USER
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.values import at, known_text, listed
from agent_identity_pack.agents import manifest_of
from agent_identity_pack.boundary_objects import is_ours, lacks
from agent_identity_pack.context import Context, Target
from agent_identity_pack.identity import path_of
from agent_identity_pack.rule import Change, Examples, Finding, Remedy, Rule, broken, unproven

FIX = "set permissions_boundary to the ref of an agent_identity.aws boundary, or to an ARN of approvedBoundaries.aws"


def check(principal: Resource, context: Context) -> Iterator[Finding]:
    """Finds a role or user without a boundary, with one that nobody approved, or with one that cannot be proven."""
    name, agent = principal.label, context.agent_of(principal) is not None
    boundary = context.target(principal, "permissionsBoundary", principal.get("permissionsBoundary"), AWS_POLICY)
    if boundary.absent or boundary.value == "":
        yield broken(principal, name, f"{name} has no permissions boundary", FIX, "none", agent=agent)
    elif not boundary.proven:
        sentence = f"the permissions boundary of {name} is not known and leads to no policy of this stack"
        yield unproven(principal, name, sentence, FIX, "boundary", agent=agent)
    elif not _approved(principal, boundary, context) and not _may_follow(boundary, context):
        sentence = f"{name} has the permissions boundary {boundary.label}, which is not approved"
        yield broken(principal, name, sentence, FIX, f"boundary {boundary.label}", agent=agent)


def _approved(principal: Resource, boundary: Target, context: Context) -> bool:
    if boundary.value in context.config.aws_boundaries:
        return True
    # A policy of the same name in another account says nothing of the one that this account holds.
    policies = [policy for policy in boundary.resources if policy.shares_home(principal)]
    return bool(policies) and all(is_ours(policy, context) and lacks(policy, context) == [] for policy in policies)


def _may_follow(boundary: Target, context: Context) -> bool:
    """Tells whether the policy may still come: its ARN, made from its name, is known before it is registered."""
    in_place = (path_of(str(boundary.value)) or "").startswith(tags.BOUNDARY_PATH)
    return not context.complete and not boundary.resources and in_place


def changes(principal: Resource, context: Context) -> Iterator[Change]:
    """Sets the approved boundary where there is none and one alone fits: of the account, class and environment."""
    given = principal.get("permissionsBoundary")
    accounts = listed(at(principal.provider, "allowedAccountIds"))
    fitting = sorted(arn for arn in context.config.aws_boundaries if not accounts or arn.split(":")[4] in accounts)
    if len(fitting) > 1:
        agent, above = context.agent_of(principal), context.stack.ancestors(principal)
        classes = [known_text(manifest_of(each).get("boundary_class")) for each in above]
        class_name = next((name for name in classes if name in CLASSES), DEFAULT)
        environment = "" if agent is None else agent.environment or ""
        name = policy_name(class_name, environment)
        fitting = [arn for arn in fitting if arn.endswith(f"/{name}")]
    if given in (None, "") and len(fitting) == 1:
        yield Change(("permissionsBoundary",), fitting[0])


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
bucket = aws.s3.Bucket("boundary-reader-bucket")
aws.iam.Role(
    "boundary-reader",
    path="/agents/",
    assume_role_policy=json.dumps(trust),
    tags={"agent-type": "boundary-reader", "agent-version": "1.0.0",
          "agent-environment": "prod", "agent-team": "payments"},
    permissions_boundary=BOUNDARY,
)
"""

RULE = Rule(
    id="aws-role-boundary",
    severity="critical",
    requirements=("P3-2",),
    sentence="An agent's IAM role has an approved permissions boundary, so no grant can exceed it.",
    remediation=FIX,
    kinds=frozenset({AWS_ROLE, AWS_USER}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("BOUNDARY", "None"),
        passes=_PROGRAM.replace("BOUNDARY", '"arn:aws:iam::123456789012:policy/agents/boundaries/standard"'),
        unknown=_PROGRAM.replace("BOUNDARY", "bucket.arn"),
        culprit="boundary-reader",
    ),
    limits="Whether the boundary can be taken off the role later: that needs the SCP that foundation deploys.",
    remedy=Remedy(
        "sets the one approved boundary of the role's account; of several, that of its class and environment",
        changes,
        _PROGRAM.replace("BOUNDARY", "None"),
    ),
)
