"""Azure: policy definitions and assignments, and the user-assigned identities of agents."""

from agent_identity.azure.boundary import AzureBoundary as Boundary
from agent_identity.azure.boundary import boundary_ref
from agent_identity.azure.managed_identity import AzureManagedIdentity as ManagedIdentity

__all__ = ["Boundary", "ManagedIdentity", "boundary_ref"]
