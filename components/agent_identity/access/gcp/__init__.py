"""What an agent on GCP is granted for what it asks."""

from agent_identity.access.gcp.documents import GcpPlan
from agent_identity.access.gcp.generating import plan

__all__ = ["GcpPlan", "plan"]
