"""Azure: an agent's identity is federated with approved issuers only."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import AZURE_IDENTITY
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity_pack.context import Context
from agent_identity_pack.issuers import CLUSTERS, is_trusted
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "attach the identity to the workload, or list the issuer under trustedIssuers once somebody answers for it"

_OF_IDENTITY = "azure-native:managedidentity:FederatedIdentityCredential"
_OF_APPLICATION = "azuread:index:ApplicationFederatedIdentityCredential"


def check(credential: Resource, context: Context) -> Iterator[Finding]:
    """Finds a federated credential whose issuer nobody approved or is not known."""
    group, name = credential.get("resourceGroupName"), credential.get("resourceName")
    known = isinstance(group, str) and isinstance(name, str)
    reference = f"/resourceGroups/{group}/providers/-/-/{name}" if known else UNKNOWN
    holder = context.target(credential, "resourceName", reference, AZURE_IDENTITY)
    agent = context.concerns_agent(holder) or context.agent_of(credential) is not None
    subject = holder.label if holder.resources else credential.label
    issuer = credential.get("issuer")
    if issuer is UNKNOWN:
        if not context.stack.sources(credential, "issuer", CLUSTERS):
            sentence = f"the issuer that {credential.label} lets in is not known and leads to no cluster of this stack"
            yield unproven(credential, subject, sentence, FIX, "issuer", agent=agent)
    elif not is_trusted(str(issuer), context.config):
        sentence = f"{credential.label} lets tokens of {issuer} act as {subject}, and nobody approved that issuer"
        yield broken(credential, subject, sentence, FIX, f"issuer {issuer}", agent=agent)


_PROGRAM = """
import pulumi
import pulumi_azure_native as azure

TAGS = {"agent-type": "issued-reader", "agent-version": "1.0.0", "agent-environment": "prod", "agent-team": "payments"}
provider = azure.Provider("issuer-subscription", subscription_id="00000000-0000-4000-8000-000000000001")
group = azure.resources.ResourceGroup("issuer-group")
azure.managedidentity.UserAssignedIdentity(
    "issued-reader", resource_group_name="agents", resource_name_="issued-reader", tags=TAGS,
    opts=pulumi.ResourceOptions(provider=provider))
azure.managedidentity.FederatedIdentityCredential(
    "cluster-credential", resource_group_name="agents", resource_name_="issued-reader",
    issuer=ISSUER, subject="system:serviceaccount:agents-approved:issued-reader",
    audiences=["api://AzureADTokenExchange"])
"""

RULE = Rule(
    id="azure-foreign-issuer",
    severity="high",
    requirements=("PF-2", "CR-4"),
    sentence="An agent's managed identity is federated with approved issuers only.",
    remediation=FIX,
    kinds=frozenset({_OF_IDENTITY, _OF_APPLICATION}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("ISSUER", '"https://token.elsewhere.example"'),
        passes=_PROGRAM.replace("ISSUER", '"https://oidc.trusted.example"'),
        unknown=_PROGRAM.replace("ISSUER", "group.id"),
        culprit="cluster-credential",
    ),
)
