"""Kubernetes targets."""

import pulumi
import pulumi_kubernetes
from pulumi_kubernetes.rbac.v1 import Role, RoleBinding

from agent_identity import kubernetes
from agent_identity.catalog import KubernetesTarget, Placement
from agent_identity.construction import AgentArgs
from agent_identity.manifest import Manifest
from agent_identity.pipeline import kubernetes as pipeline


def provider(target: KubernetesTarget, role: str) -> pulumi.ProviderResource:
    """Returns the provider of the target's cluster."""
    principal = target.credentials.foundation if role == "foundation" else target.credentials.fleet
    context = principal.context if principal and principal.context else target.context
    made: pulumi.ProviderResource = pulumi_kubernetes.Provider(target.name, context=context)
    return made


def boundary(target: KubernetesTarget, class_name: str, environment: str, provider: pulumi.ProviderResource) -> None:
    """Deploys the admission policies and the namespace that they select."""
    kubernetes.Boundary(
        f"{class_name}-{environment}",
        {"boundary_class": class_name, "environment": environment, "namespaces": [target.namespace]},
        pulumi.ResourceOptions(providers=[provider]),
    )


def extras(target: KubernetesTarget, _boundaries: list[tuple[str, str]], opts: pulumi.ResourceOptions) -> None:
    """Grants the pipeline its Role in the namespace, where it is asked for."""
    if target.pipeline is None:
        return
    metadata = {"name": pipeline.ROLE_NAME, "namespace": target.namespace}
    role = Role("agent-pipeline", metadata=metadata, rules=pipeline.role_rules(target.namespace), opts=opts)
    RoleBinding(
        "agent-pipeline",
        metadata=metadata,
        role_ref={"api_group": "rbac.authorization.k8s.io", "kind": "Role", "name": role.metadata["name"]},
        subjects=[{"api_group": "rbac.authorization.k8s.io", "kind": "Group", "name": target.pipeline.group}],
        opts=opts,
    )


def identity(placement: Placement, name: str, agent: AgentArgs, opts: pulumi.ResourceOptions) -> Manifest:
    """Makes the service account of an agent."""
    target = placement.target
    if not isinstance(target, KubernetesTarget):
        raise TypeError(f"found the target {target.name} of {target.cloud}, expected one of Kubernetes")
    ref = kubernetes.boundary_ref(placement.boundary_class, placement.agent.environment)
    return kubernetes.ProjectedTokenIdentity(
        name, {"agent": agent, "boundary": ref, "namespace": target.namespace}, opts
    ).manifest
