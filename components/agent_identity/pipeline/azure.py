"""The pipeline on Azure.

Source: https://learn.microsoft.com/azure/role-based-access-control/permissions/identity. The pipeline makes
identities in one resource group and grants nothing, until it is given what `ON_REQUEST` lists; who grants roles to
agents is held by a condition, see `agent_identity.guards.grantor_condition`.
"""

from typing import Final

from agent_identity.pipeline import Need

ROLE_NAME: Final = "Agent identity pipeline"

_IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities"

FLEET: Final = (
    Need(
        "preview",
        (f"{_IDENTITIES}/read", "Microsoft.Resources/subscriptions/resourceGroups/read"),
        "the target's resource group",
        "refresh, adoption and drift",
    ),
    Need("up", (f"{_IDENTITIES}/write",), "the target's resource group", "identities and their tags"),
    Need("destroy", (f"{_IDENTITIES}/delete",), "the target's resource group", "a retired agent's identity is deleted"),
)
"""What the fleet's stacks need on Azure."""

_GRANTS = ("Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/roleDefinitions")
_WHERE = "each resource group of the resources that agents ask for"

ON_REQUEST: Final = (
    Need(
        "preview",
        tuple(f"{kind}/read" for kind in _GRANTS),
        _WHERE,
        "only where agents ask for access: refresh and drift of it",
    ),
    Need(
        "up",
        tuple(f"{kind}/write" for kind in _GRANTS),
        f"{_WHERE}; User Access Administrator holds them, and the boundary refuses a custom role that does",
        "agents' custom roles, and their assignments at the resources",
    ),
    Need(
        "destroy",
        tuple(f"{kind}/delete" for kind in _GRANTS),
        _WHERE,
        "what an agent no longer asks for, or a retired agent's",
    ),
)
"""What the pipeline's role does not hold, because whoever grants can grant to himself: give it apart, and only there.

A role definition is written where it may be assigned, and the pipeline's own may be assigned in the subscription: with
these permissions in resource groups alone it cannot widen its own role. The assignment that gives them takes a
condition that holds grants to service principals, and the boundary takes the pipeline among its excluded principals.
"""

FOUNDATION: Final = (
    Need(
        "preview",
        (
            "Microsoft.Authorization/policyDefinitions/read",
            "Microsoft.Authorization/policyAssignments/read",
            "Microsoft.Authorization/roleDefinitions/read",
            "Microsoft.Authorization/roleAssignments/read",
            "Microsoft.Authorization/denyAssignments/read",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
        ),
        "the boundary's scope",
        "refresh and drift",
    ),
    Need(
        "up",
        (
            "Microsoft.Authorization/policyDefinitions/write",
            "Microsoft.Authorization/policyAssignments/write",
            "Microsoft.Resources/subscriptions/resourceGroups/write",
        ),
        "the boundary's scope; Resource Policy Contributor holds the first two",
        "policy definitions, their assignments and the agents' resource group",
    ),
    Need(
        "up",
        (
            "Microsoft.Authorization/roleDefinitions/write",
            "Microsoft.Authorization/roleAssignments/write",
            "Microsoft.Authorization/denyAssignments/write",
        ),
        "the boundary's scope; User Access Administrator holds them",
        "the pipeline's role and its conditioned grant, and the opt-in deny assignment",
    ),
    Need(
        "destroy",
        (
            "Microsoft.Authorization/policyDefinitions/delete",
            "Microsoft.Authorization/policyAssignments/delete",
            "Microsoft.Authorization/roleDefinitions/delete",
            "Microsoft.Authorization/roleAssignments/delete",
            "Microsoft.Authorization/denyAssignments/delete",
            "Microsoft.Resources/subscriptions/resourceGroups/delete",
        ),
        "what was made",
        "removing the foundation",
    ),
)
"""What the foundation's stacks need on Azure."""


def role_actions() -> list[str]:
    """Returns the actions of the fleet pipeline's custom role, sorted."""
    return sorted({permission for need in FLEET for permission in need.permissions})
