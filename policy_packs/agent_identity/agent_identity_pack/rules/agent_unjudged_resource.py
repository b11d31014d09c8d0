"""Every cloud: nothing of an agent is made by a resource into which this pack cannot look."""

from collections.abc import Iterator
from typing import Final

from agent_identity import tags
from agent_identity.permissions.stacks.kinds import PRINCIPALS
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import at, texts
from agent_identity_pack.agents import is_agents_namespace
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "make it with the components, or with resources of aws, azure-native, gcp and kubernetes that rules can read"

_RELEASE: Final = "kubernetes:helm.sh:Release"
_TEMPLATES: Final = frozenset(
    {
        "aws:cloudcontrol:Resource",
        "aws:cloudformation:Stack",
        "aws:cloudformation:StackSet",
        "azure-native:resources:Deployment",
        "azure-native:resources:DeploymentAtManagementGroupScope",
        "azure-native:resources:DeploymentAtScope",
        "azure-native:resources:DeploymentAtSubscriptionScope",
        "azure-native:resources:DeploymentAtTenantScope",
    }
)
_OTHER_PROVIDERS: Final = frozenset(
    {
        "aws-native:iam:ManagedPolicy",
        "aws-native:iam:Role",
        "aws-native:iam:RolePolicy",
        "aws-native:iam:User",
        "azure:authorization:Assignment",
        "azure:authorization:RoleDefinition",
        "azure:authorization:UserAssignedIdentity",
        "google-native:iam:Key",
        "google-native:iam:ServiceAccount",
    }
)
_MARKS: Final = (tags.PATH, tags.TYPE)


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds what holds an agent's identity, grant or workload in a form that no rule reads."""
    name = resource.label
    if resource.kind == _RELEASE:
        namespace = resource.get("namespace") or at(resource.provider, "namespace")
        if namespace is UNKNOWN and context.complete and context.holds_agents():
            sentence = f"the namespace of {name} is not known, and no rule sees what its chart makes there"
            yield unproven(resource, name, sentence, FIX, "namespace", agent=True)
            return
        found = is_agents_namespace(namespace, context.config) or context.agent_of(resource) is not None
    else:
        found = _concerns_agent(resource, context)
    if found:
        sentence = f"{name} makes what is an agent's, and no rule sees what it makes"
        yield broken(resource, name, sentence, FIX, resource.kind, agent=True)


def _concerns_agent(resource: Resource, context: Context) -> bool:
    if context.agent_of(resource) is not None:
        return True
    made_from = (item for field in resource.sources for item in context.stack.sources(resource, field, PRINCIPALS))
    if any(context.agent_of(item) is not None for item in made_from):
        return True
    written = list(texts(resource.inputs))
    named = (context.target(resource, "", text, *sorted(PRINCIPALS)) for text in written)
    return any(mark in text for text in written for mark in _MARKS) or any(
        context.agent_of_target(target) is not None for target in named
    )


_PROGRAM = """
import pulumi_kubernetes as kubernetes

other = kubernetes.core.v1.ConfigMap("release-other", metadata={"namespace": "default"})
kubernetes.core.v1.ServiceAccount(
    "released-reader",
    automount_service_account_token=False,
    metadata={
        "name": "released-reader",
        "namespace": "agents-approved",
        "labels": {"agent-type": "released-reader", "agent-version": "1-0-0",
                   "agent-environment": "prod", "agent-team": "payments"},
    },
)
kubernetes.helm.v3.Release("opaque-release", chart="reader", namespace=NAMESPACE)
"""

RULE = Rule(
    id="agent-unjudged-resource",
    severity="high",
    requirements=("P3-2",),
    sentence="Nothing of an agent is made by a chart, a template or another provider, into which no rule can look.",
    remediation=FIX,
    kinds=frozenset({_RELEASE, *_TEMPLATES, *_OTHER_PROVIDERS}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("NAMESPACE", '"agents-approved"'),
        passes=_PROGRAM.replace("NAMESPACE", '"monitoring"'),
        unknown=_PROGRAM.replace("NAMESPACE", "other.immutable.apply(str)"),
        culprit="opaque-release",
    ),
    limits="What a chart makes outside its own namespace, dynamic providers, and commands that a program runs.",
)
