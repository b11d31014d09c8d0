"""The policy pack's process: the engine starts it and asks it about every resource."""

from agent_identity_pack.host import serve
from agent_identity_pack.rules import RULES

serve(RULES)
