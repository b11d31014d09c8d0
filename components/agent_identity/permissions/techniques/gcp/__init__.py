"""GCP's escalation techniques.

Candidates: every permission of the predefined roles whose name says that it changes a policy, returns a credential or
changes what runs, and every method of Google's discovery documents that takes a service account or returns a token
(`python -m tools.techniques.gcp`); judged by hand. Permissions are written as roles write them.
"""

from typing import Final

from agent_identity.permissions.techniques.gcp import clusters as gcp_clusters
from agent_identity.permissions.techniques.gcp import credentials as gcp_credentials
from agent_identity.permissions.techniques.gcp import guards as gcp_guards
from agent_identity.permissions.techniques.gcp import handovers as gcp_handovers
from agent_identity.permissions.techniques.gcp import hosts as gcp_hosts
from agent_identity.permissions.techniques.gcp import policies as gcp_policies
from agent_identity.permissions.techniques.gcp import principals as gcp_principals
from agent_identity.permissions.techniques.gcp import secrets as gcp_secrets
from agent_identity.permissions.techniques.model import Technique

TECHNIQUES: Final[tuple[Technique, ...]] = (
    *gcp_principals.TECHNIQUES,
    *gcp_credentials.TECHNIQUES,
    *gcp_secrets.TECHNIQUES,
    *gcp_handovers.TECHNIQUES,
    *gcp_hosts.TECHNIQUES,
    *gcp_clusters.TECHNIQUES,
    *gcp_policies.TECHNIQUES,
    *gcp_guards.TECHNIQUES,
)
