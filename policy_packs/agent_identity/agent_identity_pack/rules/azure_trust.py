"""Azure: nobody but its runtime acts as an agent's managed identity."""

from collections.abc import Iterator
from typing import Final

from agent_identity.permissions.stacks.kinds import AZURE_IDENTITY, KUBERNETES_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import at
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "name the agent's own service account, in full"

_ACCOUNT: Final = "system:serviceaccount:"


def check(credential: Resource, context: Context) -> Iterator[Finding]:
    """Finds a federated credential for everybody, for another agent, or for a subject that is not known."""
    group, name = credential.get("resourceGroupName"), credential.get("resourceName")
    known = isinstance(group, str) and isinstance(name, str)
    reference = f"/resourceGroups/{group}/providers/-/-/{name}" if known else UNKNOWN
    holder = context.target(credential, "resourceName", reference, AZURE_IDENTITY)
    own = context.agent_of_target(holder)
    agent, label = context.concerns_agent(holder), holder.label if holder.resources else credential.label
    subject = credential.get("subject")
    accounts = _accounts(credential, subject, context)
    if subject is UNKNOWN and not accounts:
        sentence = f"the subject that {credential.label} lets act as {label} is not known"
        yield unproven(credential, label, sentence, FIX, "subject", agent=agent)
    elif "*" in f"{subject}{at(credential.get('claimsMatchingExpression'), 'value') or ''}":
        sentence = f"{credential.label} lets everybody whom {subject} matches act as {label}"
        yield broken(credential, label, sentence, FIX, f"trusts {subject}", agent=agent)
    for account in accounts:
        other = context.agent_of(account)
        if own is not None and other is not None and own.is_other(other):
            sentence = f"another agent, {account.label} of {other.text}, may act as {label} by {credential.label}"
            yield broken(credential, label, sentence, FIX, f"trusts {account.label}", agent=agent)


def _accounts(credential: Resource, subject: object, context: Context) -> tuple[Resource, ...]:
    """Returns the service accounts of this stack that a subject means."""
    reference = subject
    if isinstance(subject, str):
        reference = subject.removeprefix(_ACCOUNT).replace(":", "/") if subject.startswith(_ACCOUNT) else None
    return context.target(credential, "subject", reference, KUBERNETES_SERVICE_ACCOUNT).resources


_PROGRAM = """
import pulumi
import pulumi_azure_native as azure
import pulumi_kubernetes as kubernetes


def tags(agent_type):
    return {"agent-type": agent_type, "agent-version": "1-0-0", "agent-environment": "prod", "agent-team": "payments"}


def account(agent_type):
    return kubernetes.core.v1.ServiceAccount(
        agent_type, automount_service_account_token=False,
        metadata={"name": agent_type, "namespace": "agents-approved", "labels": tags(agent_type)})


provider = azure.Provider("subject-subscription", subscription_id="00000000-0000-4000-8000-000000000001")
group = azure.resources.ResourceGroup("subject-group")
azure.managedidentity.UserAssignedIdentity(
    "subject-reader", resource_group_name="agents", resource_name_="subject-reader", tags=tags("subject-reader"),
    opts=pulumi.ResourceOptions(provider=provider))
account("subject-reader")
account("subject-writer")
azure.managedidentity.FederatedIdentityCredential(
    "subject-credential", resource_group_name="agents", resource_name_="subject-reader",
    issuer="https://oidc.trusted.example", audiences=["api://AzureADTokenExchange"], subject=SUBJECT)
"""

RULE = Rule(
    id="azure-trust",
    severity="critical",
    requirements=("CR-4", "PF-1"),
    sentence="Only its runtime acts as an agent's managed identity, never everybody and never another agent.",
    remediation=FIX,
    kinds=frozenset({"azure-native:managedidentity:FederatedIdentityCredential"}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("SUBJECT", '"system:serviceaccount:agents-approved:subject-writer"'),
        passes=_PROGRAM.replace("SUBJECT", '"system:serviceaccount:agents-approved:subject-reader"'),
        unknown=_PROGRAM.replace("SUBJECT", "group.id"),
        culprit="subject-credential",
    ),
    limits="Service accounts of other stacks and clusters: their subject is taken as it is written.",
)
