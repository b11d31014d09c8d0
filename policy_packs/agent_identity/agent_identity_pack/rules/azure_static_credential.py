"""Azure: no client secret or shared key of an agent."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "attach a managed identity (agent_identity.azure), and switch shared keys off"

_SECRETS = {
    "azuread:index:ApplicationPassword": "a client secret",
    "azuread:index:ServicePrincipalPassword": "a client secret",
    "azuread:index:ApplicationCertificate": "a client certificate",
    "azuread:index:ServicePrincipalCertificate": "a client certificate",
}
_KEYED = {
    "azure-native:storage:StorageAccount": (("allowSharedKeyAccess",), False),
    "azure-native:cognitiveservices:Account": (("properties", "disableLocalAuth"), True),
    "azure-native:cosmosdb:DatabaseAccount": (("disableLocalAuth",), True),
    "azure-native:servicebus:Namespace": (("disableLocalAuth",), True),
    "azure-native:eventhub:Namespace": (("disableLocalAuth",), True),
}


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds secrets of applications, and resources of an agent whose shared keys are on."""
    agent, name = context.agent_of(resource) is not None, resource.label
    if resource.kind in _SECRETS:
        sentence = f"{name} is {_SECRETS[resource.kind]}, which outlives every workload"
        yield broken(resource, name, sentence, FIX, resource.kind, agent=agent)
        return
    path, off = _KEYED[resource.kind]
    value = resource.get(*path)
    if value is UNKNOWN:
        sentence = f"whether {name} takes shared keys is not known ({'.'.join(path)})"
        yield unproven(resource, name, sentence, FIX, path[-1], agent=agent)
    elif value is not off:
        sentence = f"{name} takes shared keys, {'.'.join(path)} is not {str(off).lower()}"
        yield broken(resource, name, sentence, FIX, path[-1], agent=agent)


_PROGRAM = """
import pulumi_azure_native as azure

TAGS = {"agent-type": "keyless-reader", "agent-version": "1.0.0",
        "agent-environment": "prod", "agent-team": "payments"}
group = azure.resources.ResourceGroup("keys-group")
azure.storage.StorageAccount(
    "agent-output", resource_group_name="agents", account_name="agentoutput", kind="StorageV2",
    sku={"name": "Standard_LRS"}, tags=TAGS, allow_shared_key_access=KEYS)
"""

RULE = Rule(
    id="azure-static-credential",
    severity="critical",
    requirements=("PF-2", "CR-1"),
    sentence="No agent has a client secret, certificate or shared key: its credentials expire.",
    remediation=FIX,
    kinds=frozenset({*_SECRETS, *_KEYED}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("KEYS", "None"),
        passes=_PROGRAM.replace("KEYS", "False"),
        unknown=_PROGRAM.replace("KEYS", "group.id.apply(bool)"),
        culprit="agent-output",
    ),
    limits="Whose secret it is, unless a matcher or the agent tags say so: applications take no tags of this form.",
)
