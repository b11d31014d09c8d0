"""GCP: no resource that rewrites an IAM policy or a role's members touches an agent."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import GCP_BINDING, GCP_POLICY
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack.context import Context
from agent_identity_pack.grants import account_of, grants_of
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "use the …IAMMember resource, which adds one member and takes nobody's grant away"


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds an authoritative IAM resource, by whether it names an agent or stands on an agent's account."""
    on = account_of(resource, context)
    targets = [grant.target for grant in grants_of(resource, context)]
    agents = [target for target in (on, *targets) if context.agent_of_target(target) is not None]
    maybe = [target for target in (on, *targets) if context.concerns_agent(target)]
    name = (agents or maybe or [on])[0].label if agents or maybe else resource.label
    sentence = f"{resource.label} takes every grant away that it does not list, {name} among them"
    say = unproven if maybe and not agents else broken
    agent = bool(maybe) or context.agent_of(resource) is not None
    yield say(resource, name, sentence, FIX, resource.label, agent=agent)


_PROGRAM = """
import pulumi_gcp as gcp

bucket = gcp.storage.Bucket("authoritative-bucket", location="EU", labels={"agent-type": "listed-reader"})
account = gcp.serviceaccount.Account(
    "listed-reader",
    account_id="listed-reader",
    project="agents-local",
    description="agent-type=listed-reader agent-version=1.0.0 agent-environment=prod agent-team=payments",
)
member = account.email.apply(lambda email: f"serviceAccount:{email}")
"""

RULE = Rule(
    id="gcp-authoritative-iam",
    severity="high",
    requirements=("P3-2",),
    sentence="No authoritative IAM binding or policy touches an agent: it would drop grants and denials unseen.",
    remediation=FIX,
    kinds=frozenset({GCP_BINDING, GCP_POLICY}),
    check=check,
    examples=Examples(
        fails=_PROGRAM
        + """gcp.storage.BucketIAMBinding(
    "bucket-readers", bucket=bucket.name, role="roles/storage.objectViewer", members=[member])
""",
        passes=_PROGRAM
        + """gcp.storage.BucketIAMMember(
    "bucket-readers", bucket=bucket.name, role="roles/storage.objectViewer", member=member)
""",
        unknown=_PROGRAM
        + """gcp.storage.BucketIAMBinding(
    "bucket-readers", bucket=bucket.name, role="roles/storage.objectViewer", members=[bucket.self_link])
""",
        culprit="bucket-readers",
    ),
)
