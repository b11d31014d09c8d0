"""GCP: nobody but its runtime acts as an agent's service account."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import GCP_BINDING, GCP_MEMBER, GCP_POLICY
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity_pack.context import Context
from agent_identity_pack.grants import Grant, account_of, grants_of
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "name the one workload or pipeline that may act as the account"

_EVERYBODY = ("allUsers", "allAuthenticatedUsers")


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds grants on a service account to everybody, to a whole federation pool, or to another agent."""
    account = account_of(resource, context)
    if account.absent:
        return
    agent = context.concerns_agent(account)
    for grant in grants_of(resource, context):
        other = _stranger(grant, account.label, context)
        if other is not None:
            sentence = f"{other} may act as {account.label} by {resource.label}"
            yield broken(resource, account.label, sentence, FIX, f"trusts {other}", agent=agent)
        elif grant.member is UNKNOWN and not grant.target.resources:
            sentence = f"who may act as {account.label} by {resource.label} is not known"
            yield unproven(resource, account.label, sentence, FIX, "member", agent=agent)


def _stranger(grant: Grant, account: str, context: Context) -> str | None:
    """Returns who may act as the account and must not, or None."""
    member = str(grant.member)
    if member in _EVERYBODY:
        return f"everybody ({member})"
    if member.startswith("domain:") or (
        member.startswith("principalSet://") and member.endswith(("/*", "/type/ServiceAccount"))
    ):
        return f"everybody of {member}"
    if grant.target.label != account and context.agent_of_target(grant.target) is not None:
        return f"another agent, {grant.target.label}"
    return None


_PROGRAM = """
import pulumi_gcp as gcp

bucket = gcp.storage.Bucket("trusted-bucket", location="EU")
account = gcp.serviceaccount.Account(
    "trusted-reader",
    account_id="trusted-reader",
    project="agents-local",
    description="agent-type=trusted-reader agent-version=1.0.0 agent-environment=prod agent-team=payments",
)
gcp.serviceaccount.IAMMember(
    "account-user", service_account_id=account.name, role="roles/iam.workloadIdentityUser", member=MEMBER)
"""

RULE = Rule(
    id="gcp-trust",
    severity="critical",
    requirements=("CR-4", "PF-1"),
    sentence="Only its runtime acts as an agent's service account, never everybody and never another agent.",
    remediation=FIX,
    kinds=frozenset({GCP_MEMBER, GCP_BINDING, GCP_POLICY}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("MEMBER", '"allAuthenticatedUsers"'),
        passes=_PROGRAM.replace(
            "MEMBER",
            '"principal://iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/agents"'
            ' "/subject/trusted-reader"',
        ),
        unknown=_PROGRAM.replace("MEMBER", "bucket.self_link"),
        culprit="account-user",
    ),
    limits="Who may act as the account by a grant on its project, folder or organisation.",
)
