"""Azure's escalation techniques.

Candidates: every action and data action of the built-in roles whose name says that it changes access, returns a
credential or runs something (`python -m tools.techniques.azure`), and the functions of Azure's SDK that list keys and
secrets; judged by hand. Actions are compared without regard to case.
"""

from typing import Final

from agent_identity.permissions.techniques.azure import credentials as azure_credentials
from agent_identity.permissions.techniques.azure import hosts as azure_hosts
from agent_identity.permissions.techniques.azure import policies as azure_policies
from agent_identity.permissions.techniques.azure import principals as azure_principals
from agent_identity.permissions.techniques.azure import services as azure_services
from agent_identity.permissions.techniques.model import Technique

TECHNIQUES: Final[tuple[Technique, ...]] = (
    *azure_principals.TECHNIQUES,
    *azure_credentials.TECHNIQUES,
    *azure_hosts.TECHNIQUES,
    *azure_services.TECHNIQUES,
    *azure_policies.TECHNIQUES,
)
