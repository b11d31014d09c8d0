"""Kubernetes: admission policies, and the service accounts of agents with projected tokens."""

from agent_identity.kubernetes.boundary import KubernetesBoundary as Boundary
from agent_identity.kubernetes.boundary import boundary_ref
from agent_identity.kubernetes.projected_token import KubernetesProjectedTokenIdentity as ProjectedTokenIdentity

__all__ = ["Boundary", "ProjectedTokenIdentity", "boundary_ref"]
