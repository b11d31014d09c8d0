"""Which boundaries are approved: what the foundation stack writes and the policy pack is configured with."""

from collections.abc import Iterable
from typing import Any, Final

from agent_identity.boundaries import aws
from agent_identity.catalog import AnyTarget, AwsTarget, AzureTarget, Catalog, GcpTarget

PIPELINE_TECHNIQUES: Final = ("aws-change-trust", "aws-write-managed-policy")
"""What the pipeline's role on AWS amounts to: who edits agents' trust and grants can act as any agent, and no other."""

_FOUNDATION_LEVELS: Final = {
    rule: {"others": "disabled"} for rule in ("aws-role-boundary", "azure-admin-grant", *PIPELINE_TECHNIQUES)
}
"""The one role of a foundation is the pipeline's, which is no agent and has its own least-privilege document
(`agent_identity.pipeline`); advice meant for strangers' roles is left out."""


def foundation_pack_config(target: AnyTarget) -> dict[str, Any]:
    """Returns the policy pack's configuration for the foundation of a target."""
    config: dict[str, Any] = {"levels": _FOUNDATION_LEVELS}
    if isinstance(target, AwsTarget) and target.assumable_roles:
        config["assumableRoles"] = list(target.assumable_roles)
    return {"agent-identity": config}


def boundaries_of(catalog: Catalog, target: str) -> list[tuple[str, str]]:
    """Returns the boundary classes that a target's agents are under, each with its environment, sorted."""
    return sorted(
        {
            (placement.boundary_class, placement.agent.environment)
            for placement in catalog.placements()
            if placement.target.name == target
        }
    )


def pack_config(target: AnyTarget, boundaries: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Returns the policy pack's configuration for the fleet of a target.

    It follows from names alone, so a fleet can be previewed before its foundation is deployed.

    Args:
        target: The target.
        boundaries: Its boundary classes with their environments.
    """
    approved: dict[str, Any]
    match target:
        case AwsTarget():
            approved = {
                "aws": [
                    aws.policy_arn(name, environment, target.account, target.arn_partition)
                    for name, environment in boundaries
                ]
            }
        case AzureTarget():
            approved = {"azure": {"subscriptions": [target.subscription], "roleDefinitions": []}}
        case GcpTarget():
            approved = {"gcp": [name for name in (target.project, target.project_number) if name]}
        case _:
            approved = {"kubernetes": [target.namespace]}
    return {"agent-identity": {"approvedBoundaries": approved}}
