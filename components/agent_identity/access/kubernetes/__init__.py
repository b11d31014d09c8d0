"""What an agent on Kubernetes is granted for what it asks."""

from agent_identity.access.kubernetes.generating import KubernetesPlan, plan

__all__ = ["KubernetesPlan", "plan"]
