"""The fleet stack: the principals of one shard of a target's agents."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, cast

import pulumi
from clouds import Made, cloud_of

from agent_identity.agent import AgentType
from agent_identity.catalog import AnyTarget, Catalog, Placement, shard_of
from agent_identity.construction import AgentArgs

IN_FLIGHT: Final = 40
"""How many agents are on their way to the engine at a time.

The SDK looks at everything that is not settled yet whenever anything is, so a program that declares all at once takes
time by the square of its size.
"""


async def deploy(catalog: Catalog, target: AnyTarget, shard: int) -> None:
    """Deploys the principals of one shard, counted from 1.

    Exports their manifests as `agents`, and as `retired` the principals' names of those that the next catalog may drop.
    """
    cloud = cloud_of(target)
    opts = pulumi.ResourceOptions(providers=[cloud.provider(target, "fleet")])
    placements = [
        placement
        for placement in catalog.placements()
        if placement.target.name == target.name and shard_of(placement, target.shards) == shard - 1
    ]
    made = await in_turn(
        partial(cloud.identity, placement, resource_name(placement), agent_args(placement.agent), opts)
        for placement in placements
    )
    pulumi.export("agents", [identity.manifest for identity in made])
    pulumi.export("retired", [placement.principal for placement in placements if placement.retired])


async def in_turn(making: Iterable[Callable[[], Made]]) -> list[Made]:
    """Makes components one after another, no more than `IN_FLIGHT` ahead of the engine."""
    made: list[Made] = []
    for make in making:
        made.append(make())
        if len(made) > IN_FLIGHT:
            await made[-IN_FLIGHT - 1].urn.future()
    return made


def resource_name(placement: Placement) -> str:
    """Returns the name of a placement's resource: never the version, so a new version is an update.

    Neither part holds a dot, so two agents cannot meet in one name.
    """
    return f"{placement.agent.type}.{placement.agent.environment}"


def agent_args(agent: AgentType) -> AgentArgs:
    """Returns an agent as the components take it."""
    fields = agent.model_dump(include={"type", "version", "environment", "team", "function", "data_sensitivity"})
    return cast("AgentArgs", {key: value for key, value in fields.items() if value is not None})
