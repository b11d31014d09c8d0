"""Azure: what stops each technique, computed from the boundary's own documents and held against declared marks.

Azure has no boundary that limits an identity, so there is a table instead of a proof of denial. A technique is stopped

- by **role discipline**, where no custom role may hold one of the actions that it needs (the policy `custom-roles`
  refuses the role's definition) and each built-in role that allows it is refused to service principals (the policy
  `privileged-grants`): what an agent cannot be granted it cannot do;
- by a **policy**, where the request itself is refused to whoever makes it;
- by the **deny assignment**, an opt-in, where it names every alternative of one of the actions that are needed.

What nothing of these stops is `none`, and says why.
"""

from functools import cache
from types import MappingProxyType
from typing import Final

from agent_identity.boundaries.azure_left import LEFT_IN_ROLES, LEFT_TO_AGENTS
from agent_identity.boundaries.azure_rules import (
    DENIED_ACTIONS,
    DENIED_FAMILIES,
    REFUSED_ACTIONS,
    REFUSED_DATA_ACTIONS,
)
from agent_identity.boundaries.coverage.model import Coverage, Mark
from agent_identity.permissions.patterns import included, matches
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Need, Plane, Technique

REQUESTS: Final = MappingProxyType(
    {
        "azure-federation": "`foreign-issuers`, unless the issuer is allowed",
        "azure-identity": "`identity-home`, outside of the agents' resource groups",
        "azure-role-assignment": "`privileged-grants`, for a privileged role to a service principal",
        "azure-role-definition": "`custom-roles`, for a wildcard or an action that raises rights",
        "azure-keys": "`shared-keys`: storage, Cosmos DB, Service Bus, Event Hubs and AI services take no key",
        "azure-signed-address": "`shared-keys`: an account without shared keys takes no address that they signed",
        "azure-storage-access": "`shared-keys`, for an account that takes shared keys",
        "azure-document-role": "`shared-keys`, for a Cosmos DB account that takes keys",
        "azure-queue-rule": "`shared-keys`, for a namespace that takes keys",
        "azure-agent-service": "`shared-keys`, for an AI service that takes keys",
    }
)
"""Which policy refuses the request itself, or makes what it yields useless, and as far as what."""

OUTSIDE: Final = MappingProxyType(
    {
        "azure-directory-roles": "Microsoft Graph is no part of Resource Manager: grant an agent none of these.",
        "azure-directory-policies": "Microsoft Graph is no part of Resource Manager: grant an agent none of these.",
        "azure-directory-content": "Microsoft Graph is no part of Resource Manager: grant an agent none of these.",
    }
)
"""Techniques beyond the reach of anything here."""


@cache
def stops(technique: Technique) -> tuple[Mark, ...]:
    """Returns everything that stops a technique, in the order of the table's columns; empty: nothing does."""
    found = []
    if any(_refused_in_roles(need) for need in technique.needs):
        found.append(Mark.ROLE_DISCIPLINE)
    if technique.id in REQUESTS:
        found.append(Mark.POLICY)
    if any(_denied(need) for need in technique.needs):
        found.append(Mark.DENY_ASSIGNMENT)
    return tuple(found)


def _refused_in_roles(need: Need) -> bool:
    refused = {
        Plane.CONTROL: (*DENIED_ACTIONS, *DENIED_FAMILIES, *REFUSED_ACTIONS),
        Plane.DATA: REFUSED_DATA_ACTIONS,
    }.get(need.plane)
    return refused is not None and _within(need.any_of, refused)


def _denied(need: Need) -> bool:
    # Neither reads nor data actions: https://learn.microsoft.com/azure/role-based-access-control/deny-assignments.
    return need.plane is Plane.CONTROL and _within(need.any_of, (*DENIED_ACTIONS, *DENIED_FAMILIES))


def _within(patterns: tuple[str, ...], others: tuple[str, ...]) -> bool:
    # A pattern lies within itself, and a name within what matches it; only what is left needs the search.
    same = frozenset(map(str.lower, others))
    left = [each for each in patterns if each.lower() not in same]
    return all(included((each,), others) if "*" in each else matches(others, each) for each in left)


def _declared() -> dict[str, Coverage]:
    marks = {}
    for technique in techniques_of("azure"):
        key = technique.id
        if key in OUTSIDE:
            marks[key] = Coverage(Mark.NONE, "nothing", OUTSIDE[key])
        elif key in LEFT_TO_AGENTS:
            marks[key] = Coverage(Mark.NONE, "access generation, policy pack", f"Left open: {LEFT_TO_AGENTS[key]}.")
        else:
            roles = f" Built-in roles may hold it: {LEFT_IN_ROLES[key]}." if key in LEFT_IN_ROLES else ""
            also = [Mark.POLICY] if key in REQUESTS else []
            if key not in _NOT_DENIABLE:
                also.append(Mark.DENY_ASSIGNMENT)
            by = "`custom-roles`, `privileged-grants`" if key not in LEFT_IN_ROLES else "`custom-roles`"
            why = (REQUESTS[key][0].upper() + REQUESTS[key][1:] + "." if key in REQUESTS else "") + roles
            marks[key] = Coverage(Mark.ROLE_DISCIPLINE, by, why.strip(), tuple(also))
    return marks


_NOT_DENIABLE: Final = frozenset(
    {
        "azure-blob-permissions",
        "azure-cluster-data",
        "azure-container-shell",
        "azure-deny-assignment",
        "azure-desktop-data",
        "azure-function-key",
        "azure-image-data",
        "azure-machine-login",
        "azure-service-token",
        "azure-signing",
        "azure-synapse-data",
        "azure-vault-key-out",
    }
)
"""Data actions, reads and writes of deny assignments, none of which a deny assignment can deny."""

COVERAGE: Final = MappingProxyType(_declared())
"""By technique id, the declared mark. A test fails where one is missing, left over, or not what is computed."""


def techniques() -> tuple[Technique, ...]:
    """Returns the techniques that this module marks."""
    return techniques_of("azure")
