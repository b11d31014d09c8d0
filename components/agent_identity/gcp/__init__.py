"""GCP: deny policies, and the service accounts of agents on Cloud Run and Compute Engine."""

from agent_identity.gcp.boundary import GcpBoundary as Boundary
from agent_identity.gcp.boundary import boundary_ref
from agent_identity.gcp.service_account import GcpServiceAccountIdentity as ServiceAccountIdentity

__all__ = ["Boundary", "ServiceAccountIdentity", "boundary_ref"]
