"""Azure's escalation techniques.

Candidates: every action and data action of the built-in roles whose name says that it changes access, returns a
credential or runs something (`python -m tools.techniques.azure`), and the functions of Azure's SDK that list keys and
secrets; judged by hand. Actions are compared without regard to case.
"""

from typing import Final

from agent_identity.permissions.techniques import (
    azure_credentials,
    azure_hosts,
    azure_policies,
    azure_principals,
    azure_services,
)
from agent_identity.permissions.techniques.model import Technique

TECHNIQUES: Final[tuple[Technique, ...]] = (
    *azure_principals.TECHNIQUES,
    *azure_credentials.TECHNIQUES,
    *azure_hosts.TECHNIQUES,
    *azure_services.TECHNIQUES,
    *azure_policies.TECHNIQUES,
)
