"""GCP: no agent administers anything or acts as another service account."""

import re
from collections.abc import Iterator
from typing import Final

from agent_identity.boundaries.gcp import denied_in_roles
from agent_identity.permissions.patterns import Patterns
from agent_identity.permissions.stacks.kinds import GCP_BINDING, GCP_MEMBER, GCP_POLICY, GCP_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.techniques import sufficient
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import listed, unknown_within
from agent_identity_pack.context import Context
from agent_identity_pack.grants import Grant, grants_of
from agent_identity_pack.identity import GCP_CUSTOM_ROLES
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "grant a custom role with the permissions that the agent needs, on the resources that it needs"

_ADMIN: Final = re.compile(r"roles/(?:owner|editor|admin|writer)|roles/.*(?:[aA]dmin|[oO]wner)(?:\.v\d+)?|OWNER")
_EVERYBODY: Final = re.compile(r"allUsers|allAuthenticatedUsers|principalSet://.*/type/ServiceAccount")
"""Members among whom every service account is."""
_LISTS: Final = {
    "gcp:bigquery:DatasetAccess": "userByEmail",
    "gcp:storage:BucketAccessControl": "entity",
    "gcp:storage:DefaultObjectAccessControl": "entity",
    "gcp:storage:ObjectAccessControl": "entity",
}
"""Entries of access lists, which are older than IAM, and the field that says whose."""
_IMPERSONATION: Final = frozenset(
    f"roles/iam.{name}"
    for name in (
        "serviceAccountTokenCreator",
        "serviceAccountOpenIdTokenCreator",
        "serviceAccountUser",
        "serviceAccountKeyAdmin",
        "workloadIdentityUser",
    )
)


_RAISING: Final = Patterns(
    (*denied_in_roles(), *(pattern for technique in sufficient("gcp") for pattern in technique.needs[0].any_of))
)
"""What the deny policy denies, and what it cannot and raises whoever holds it."""


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds a grant of an administrator's role, or of one that acts as a service account, to an agent."""
    if resource.kind in _LISTS:
        entry = resource.get(_LISTS[resource.kind])
        member = entry.removeprefix("user-") if isinstance(entry, str) else entry
        if member is not None:
            target = context.target(resource, _LISTS[resource.kind], member, GCP_SERVICE_ACCOUNT)
            yield from _judged(resource, Grant(resource.get("role"), member, target), context, everybody=False)
        return
    for grant in grants_of(resource, context):
        everybody = _EVERYBODY.fullmatch(str(grant.member)) is not None
        if everybody or grant.member is UNKNOWN or str(grant.member).startswith("serviceAccount:"):
            yield from _judged(resource, grant, context, everybody=everybody)


def _judged(resource: Resource, grant: Grant, context: Context, *, everybody: bool) -> Iterator[Finding]:
    agent, name = context.concerns_agent(grant.target), grant.target.label
    if everybody:
        agent = context.complete and context.holds_agents()
    custom = context.target(resource, "role", grant.role, *GCP_CUSTOM_ROLES).resources
    for role in custom:
        permissions = role.get("permissions")
        if unknown_within(permissions):
            sentence = f"what {role.label} allows {name} is not known before it is made"
            yield unproven(resource, name, sentence, FIX, "permissions", agent=agent)
        elif raising := sorted({each for each in map(str, listed(permissions)) if _RAISING.match(each.lower())}):
            sentence = f"{role.label} allows {name} {', '.join(raising)}"
            yield broken(resource, name, sentence, FIX, *raising, agent=agent)
    if grant.role is UNKNOWN:
        if not custom:
            sentence = f"the role that {resource.label} grants to {name} is not known"
            yield unproven(resource, name, sentence, FIX, "role", agent=agent)
    elif _ADMIN.fullmatch(str(grant.role)) or str(grant.role) in _IMPERSONATION:
        yield broken(resource, name, f"{name} gets {grant.role}", FIX, str(grant.role), agent=agent)


_PROGRAM = """
import pulumi_gcp as gcp

bucket = gcp.storage.Bucket("grant-bucket", location="EU")
account = gcp.serviceaccount.Account(
    "grant-reader",
    account_id="grant-reader",
    project="agents-local",
    description="agent-type=grant-reader agent-version=1.0.0 agent-environment=prod agent-team=payments",
)
gcp.projects.IAMMember(
    "project-grant",
    project="agents-local",
    role=ROLE,
    member=account.email.apply(lambda email: f"serviceAccount:{email}"),
)
"""

RULE = Rule(
    id="gcp-admin-grant",
    severity="critical",
    requirements=("PF-3", "P3-2"),
    sentence="No agent is owner, editor or administrator of anything, or may act as a service account.",
    remediation=FIX,
    kinds=frozenset({GCP_MEMBER, GCP_BINDING, GCP_POLICY, *_LISTS}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("ROLE", '"roles/owner"'),
        passes=_PROGRAM.replace("ROLE", '"roles/storage.objectViewer"'),
        unknown=_PROGRAM.replace("ROLE", "bucket.self_link"),
        culprit="project-grant",
    ),
    limits="What a custom role of another stack holds, and what a predefined role holds beyond its name.",
)
