"""The pipeline on Azure.

Source: https://learn.microsoft.com/azure/role-based-access-control/permissions/identity. The pipeline makes
identities in one resource group and grants nothing; who grants roles to agents is held by a condition, see
`agent_identity.guards.grantor_condition`.
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
