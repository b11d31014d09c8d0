"""The Roles and RoleBindings of an identity: what `agent_identity.access.kubernetes` planned, as resources."""

import pulumi
from pulumi_kubernetes.rbac.v1 import Role, RoleBinding

from agent_identity.access.kubernetes import KubernetesPlan
from agent_identity.agent import AgentType
from agent_identity.construction import BoundaryRef, after_boundary
from agent_identity.tags import annotations_for, labels_for


def grant(
    parent: pulumi.Resource, name: str, plan: KubernetesPlan, agent: AgentType, boundary: BoundaryRef
) -> list[pulumi.Resource]:
    """Makes the Role and RoleBinding of each namespace, after the boundary that judges them, and returns the bindings.

    Their resource names follow from the namespace, so that another request for access replaces nothing.
    """
    made: list[pulumi.Resource] = []
    for role, binding in zip(plan.roles, plan.bindings, strict=True):
        namespace = role["metadata"]["namespace"]
        metadata = {
            "name": role["metadata"]["name"],
            "namespace": after_boundary(boundary, namespace),
            "labels": labels_for(agent),
            "annotations": annotations_for(agent),
        }
        resource = Role(
            f"{name}-{namespace}", metadata=metadata, rules=role["rules"], opts=pulumi.ResourceOptions(parent=parent)
        )
        made.append(
            RoleBinding(
                f"{name}-{namespace}",
                metadata=metadata,
                role_ref=binding["roleRef"],
                subjects=binding["subjects"],
                opts=pulumi.ResourceOptions(parent=parent, depends_on=[resource]),
            )
        )
    return made
