"""The fleet stack: the principals of one shard of a target's agents."""

from typing import cast

import pulumi
from providers import provider_of

from agent_identity import aws, azure, gcp, kubernetes
from agent_identity.agent import AgentType
from agent_identity.catalog import AnyTarget, AwsTarget, AzureTarget, Catalog, GcpTarget, Placement, shard_of
from agent_identity.construction import AgentArgs, BoundaryRef


def deploy(catalog: Catalog, target: AnyTarget, shard: int) -> None:
    """Deploys the principals of one shard, counted from 1, and exports their manifests as `agents`."""
    opts = pulumi.ResourceOptions(providers=[provider_of(target, "fleet")])
    placements = [
        placement
        for placement in catalog.placements()
        if placement.target.name == target.name and shard_of(placement, target.shards) == shard - 1
    ]
    pulumi.export("agents", [identity_of(placement, target, opts).manifest for placement in placements])


def identity_of(
    placement: Placement, target: AnyTarget, opts: pulumi.ResourceOptions
) -> (
    aws.EcsTaskIdentity
    | aws.LambdaIdentity
    | azure.ManagedIdentity
    | gcp.ServiceAccountIdentity
    | kubernetes.ProjectedTokenIdentity
):
    """Returns the identity of a placement, under the boundary that the target's foundation deploys."""
    name, agent, boundary = resource_name(placement), agent_args(placement.agent), boundary_of(placement, target)
    if isinstance(target, AwsTarget):
        kind = aws.EcsTaskIdentity if placement.runtime == "ecs" else aws.LambdaIdentity
        return kind(
            name,
            {"agent": agent, "boundary": boundary, "account": target.account, "region": target.region},
            opts,
        )
    if isinstance(target, AzureTarget):
        return azure.ManagedIdentity(
            name,
            {
                "agent": agent,
                "boundary": boundary,
                "resource_group_name": target.resource_group,
                "location": target.location,
                "subscription_id": target.subscription,
            },
            opts,
        )
    if isinstance(target, GcpTarget):
        return gcp.ServiceAccountIdentity(name, {"agent": agent, "boundary": boundary, "project": target.project}, opts)
    return kubernetes.ProjectedTokenIdentity(
        name, {"agent": agent, "boundary": boundary, "namespace": target.namespace}, opts
    )


def resource_name(placement: Placement) -> str:
    """Returns the name of a placement's resource: never the version, so a new version is an update."""
    return f"{placement.agent.type}-{placement.agent.environment}"


def agent_args(agent: AgentType) -> AgentArgs:
    """Returns an agent as the components take it."""
    fields = agent.model_dump(include={"type", "version", "environment", "team", "function", "data_sensitivity"})
    return cast("AgentArgs", {key: value for key, value in fields.items() if value is not None})


def boundary_of(placement: Placement, target: AnyTarget) -> BoundaryRef:
    """Returns the reference of the boundary that holds a placement."""
    name, environment = placement.boundary_class, placement.agent.environment
    if isinstance(target, AwsTarget):
        return aws.boundary_ref(name, environment, target.account, target.arn_partition)
    if isinstance(target, AzureTarget):
        return azure.boundary_ref(name, environment, target.subscription)
    if isinstance(target, GcpTarget):
        return gcp.boundary_ref(name, environment, f"projects/{target.project}")
    return kubernetes.boundary_ref(name, environment)
