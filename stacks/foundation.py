"""The foundation stack of a target: its boundaries, and as options the pipeline's role and the guard of the guard."""

import pulumi
from clouds import cloud_of

from agent_identity.catalog import AnyTarget, Catalog
from agent_identity.fleet.approved import boundaries_of, pack_config


def deploy(catalog: Catalog, target: AnyTarget) -> None:
    """Deploys the boundaries that a target's agents are under and exports the policy pack's configuration."""
    cloud = cloud_of(target)
    provider = cloud.provider(target, "foundation")
    boundaries = boundaries_of(catalog, target.name)
    for class_name, environment in boundaries:
        cloud.boundary(target, class_name, environment, provider)
    placements = [placement for placement in catalog.placements() if placement.target.name == target.name]
    cloud.extras(target, boundaries, placements, pulumi.ResourceOptions(provider=provider))
    pulumi.export("policyPackConfig", pack_config(target, boundaries))
    pulumi.export("boundaries", [f"{class_name} in {environment}" for class_name, environment in boundaries])
