"""GCP's escalation techniques.

Candidates: every permission of the predefined roles whose name says that it changes a policy, returns a credential or
changes what runs, and every method of Google's discovery documents that takes a service account or returns a token
(`python -m tools.techniques.gcp`); judged by hand. Permissions are written as roles write them.
"""

from typing import Final

from agent_identity.permissions.techniques import (
    gcp_clusters,
    gcp_credentials,
    gcp_guards,
    gcp_handovers,
    gcp_hosts,
    gcp_policies,
    gcp_principals,
    gcp_secrets,
)
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
