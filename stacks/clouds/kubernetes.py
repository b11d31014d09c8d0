"""Kubernetes targets."""

import pulumi
import pulumi_kubernetes
from pulumi_kubernetes.rbac.v1 import Role, RoleBinding

from agent_identity import kubernetes
from agent_identity.catalog import KubernetesTarget, Placement
from agent_identity.catalog.granting import plan_for
from agent_identity.construction import AgentArgs
from agent_identity.pipeline import kubernetes as pipeline
from clouds import Made, access_of


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


def extras(
    target: KubernetesTarget,
    _boundaries: list[tuple[str, str]],
    placements: list[Placement],
    opts: pulumi.ResourceOptions,
) -> None:
    """Grants the pipeline its Role in the namespace, and in each that its agents ask about, where it is asked for."""
    if target.pipeline is None:
        return
    granted = [role for placement in placements for role in plan_for(placement).as_dict()["roles"]]
    for namespace, rules in pipeline.roles(target.namespace, granted).items():
        name = pipeline.ROLE_NAME if namespace == target.namespace else f"{pipeline.ROLE_NAME}-{namespace}"
        # Two targets may ask about one namespace: the Role there says whose it is.
        metadata = {
            "name": pipeline.ROLE_NAME if namespace == target.namespace else f"{pipeline.ROLE_NAME}-{target.namespace}",
            "namespace": namespace,
        }
        role = Role(name, metadata=metadata, rules=rules, opts=opts)
        RoleBinding(
            name,
            metadata=metadata,
            role_ref={"api_group": "rbac.authorization.k8s.io", "kind": "Role", "name": role.metadata["name"]},
            subjects=[{"api_group": "rbac.authorization.k8s.io", "kind": "Group", "name": target.pipeline.group}],
            opts=opts,
        )


def identity(placement: Placement, name: str, agent: AgentArgs, opts: pulumi.ResourceOptions) -> Made:
    """Makes the service account of an agent."""
    target = placement.target
    if not isinstance(target, KubernetesTarget):
        raise TypeError(f"found the target {target.name} of {target.cloud}, expected one of Kubernetes")
    ref = kubernetes.boundary_ref(placement.boundary_class, placement.agent.environment)
    return kubernetes.ProjectedTokenIdentity(
        name,
        {"agent": agent, "boundary": ref, "namespace": target.namespace, "access": access_of(placement)},
        opts,
    )
