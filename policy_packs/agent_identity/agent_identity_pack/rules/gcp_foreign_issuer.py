"""GCP: workloads of approved issuers only are federated with agents."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity_pack.context import Context
from agent_identity_pack.issuers import CLUSTERS, is_trusted
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "run the agent with its service account attached, or list the issuer under trustedIssuers"


def check(provider: Resource, context: Context) -> Iterator[Finding]:
    """Finds a workload identity provider whose issuer nobody approved; it counts where the stack holds agents."""
    name = provider.label
    agent = context.agent_of(provider) is not None or (context.complete and context.holds_agents())
    issuer = provider.get("oidc", "issuerUri")
    if provider.get("oidc") is UNKNOWN or issuer is UNKNOWN:
        if not context.stack.sources(provider, "oidc", CLUSTERS):
            sentence = f"the issuer of {name} is not known and leads to no cluster of this stack"
            yield unproven(provider, name, sentence, FIX, "issuer", agent=agent)
        return
    account = provider.get("aws", "accountId")
    named = issuer or (f"aws:{account}" if account else "a SAML identity provider")
    if not is_trusted(str(named), context.config):
        sentence = f"{name} lets in tokens of {named}, an issuer that nobody approved"
        yield broken(provider, name, sentence, FIX, f"issuer {named}", agent=agent)


_PROGRAM = """
import pulumi_gcp as gcp

bucket = gcp.storage.Bucket("issuer-bucket", location="EU")
gcp.serviceaccount.Account(
    "federated-reader",
    account_id="federated-reader",
    project="agents-local",
    description="agent-type=federated-reader agent-version=1.0.0 agent-environment=prod agent-team=payments",
)
gcp.iam.WorkloadIdentityPoolProvider(
    "pool-provider",
    workload_identity_pool_id="agents",
    workload_identity_pool_provider_id="cluster",
    attribute_mapping={"google.subject": "assertion.sub"},
    oidc={"issuer_uri": ISSUER},
)
"""

RULE = Rule(
    id="gcp-foreign-issuer",
    severity="high",
    requirements=("PF-2", "CR-4"),
    sentence="A workload identity pool beside agents lets in tokens of approved issuers only.",
    remediation=FIX,
    kinds=frozenset({"gcp:iam:WorkloadIdentityPoolProvider"}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("ISSUER", '"https://token.elsewhere.example"'),
        passes=_PROGRAM.replace("ISSUER", '"https://oidc.trusted.example"'),
        unknown=_PROGRAM.replace("ISSUER", "bucket.self_link"),
        culprit="pool-provider",
    ),
    limits="Pools of other stacks; the organisation policies that foundation deploys refuse those.",
)
