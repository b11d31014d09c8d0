"""What Azure's boundary leaves open, with why: the techniques that ordinary agents need a part of."""

from typing import Final

LEFT_TO_AGENTS: Final = {
    "azure-vault-secret": "agents read the keys of their tools; access asks for the operation by name",
    "azure-vault-key": "agents sign what they send and open what they get; access asks for the operation by name",
    "azure-object-write": "agents write their results to a container",
    "azure-configuration-write": "agents keep their settings and the tokens that they renew",
    "azure-batch-data": "agents submit jobs to an account of their own",
}
"""Custom roles may hold what these need: a refusal would stop ordinary agents, too."""

LEFT_IN_ROLES: Final = {
    "azure-delegation-key": "every built-in role for data in blobs holds it; the addresses have no more rights than it",
    "azure-tag": "roles that tag resources raise nobody by it, unless a condition reads the tags",
    "azure-deployment": "nearly every role that manages something holds it; a template makes what its deployer may",
    "azure-function-key": "every role that reads everything holds it",
    "azure-feature": "roles of services register their own provider",
}
"""A built-in role is not privileged for these alone. A custom role may hold none of them."""
