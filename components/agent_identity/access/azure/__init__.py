"""What an agent on Azure is granted for what it asks."""

from agent_identity.access.azure.documents import AzurePlan
from agent_identity.access.azure.generating import plan

__all__ = ["AzurePlan", "plan"]
