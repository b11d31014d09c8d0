"""GCP: no long-lived credential of an agent."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import GCP_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "delete it: a workload with the service account attached gets tokens of one hour from the metadata server"

_CREDENTIALS = {
    "gcp:serviceaccount:Key": ("serviceAccountId", "a key"),
    "gcp:storage:HmacKey": ("serviceAccountEmail", "an HMAC key"),
    "gcp:projects:ApiKey": ("serviceAccountEmail", "an API key"),
}


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds keys of service accounts and API keys."""
    field, what = _CREDENTIALS[resource.kind]
    account = context.target(resource, field, resource.get(field), GCP_SERVICE_ACCOUNT)
    agent = context.concerns_agent(account) or context.agent_of(resource) is not None
    whose = "its holder" if account.absent else account.label
    say = broken if account.proven or account.absent else unproven
    yield say(
        resource,
        whose,
        f"{resource.label} gives {whose} {what}, which does not expire",
        FIX,
        resource.kind,
        agent=agent,
    )


_PROGRAM = """
import pulumi_gcp as gcp

bucket = gcp.storage.Bucket("static-bucket", location="EU", labels={"agent-type": "static-reader"})
account = gcp.serviceaccount.Account(
    "static-reader",
    account_id="static-reader",
    project="agents-local",
    description="agent-type=static-reader agent-version=1.0.0 agent-environment=prod agent-team=payments",
)
"""

RULE = Rule(
    id="gcp-static-credential",
    severity="critical",
    requirements=("PF-2", "CR-1"),
    sentence="No agent has a service account key, HMAC key or API key: its credentials expire.",
    remediation=FIX,
    kinds=frozenset(_CREDENTIALS),
    check=check,
    examples=Examples(
        fails=_PROGRAM + 'gcp.serviceaccount.Key("account-key", service_account_id=account.name)\n',
        passes=_PROGRAM,
        unknown=_PROGRAM + 'gcp.serviceaccount.Key("account-key", service_account_id=bucket.self_link)\n',
        culprit="account-key",
    ),
    limits="Keys made outside Pulumi; the organisation policies that foundation deploys refuse those.",
)
