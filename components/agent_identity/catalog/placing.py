"""Placements: which principal each agent gets on which target, and in which shard it is deployed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agent_identity import naming
from agent_identity.access import Request, cloud_of
from agent_identity.agent import AgentType
from agent_identity.catalog.agents import AccessEntry, AgentEntry, PlacementRule, RuntimeEntry, requests_of
from agent_identity.catalog.targets import AnyTarget
from agent_identity.manifest import CLOUD_OF_RUNTIME

_LIMITS: Final = {
    "aws": naming.AWS_ROLE,
    "azure": naming.AZURE_IDENTITY,
    "gcp": naming.GCP_SERVICE_ACCOUNT,
    "kubernetes": naming.KUBERNETES_LABEL,
}


@dataclass(frozen=True, slots=True)
class Placement:
    """One agent on one cloud: the unit that has exactly one principal (requirement ID-1).

    Attributes:
        agent: Who it is.
        runtime: What it runs on: a key of `agent_identity.manifest.CLOUD_OF_RUNTIME`.
        cloud: The runtime's cloud.
        target: Where it is placed.
        boundary_class: The class of the boundary that holds it.
        principal: The principal's name.
        grants: How many grants quotas are counted with; None counts those that its access generates.
        access: What the agent may do, on all its clouds.
        retired: Whether this is its last deployment.
    """

    agent: AgentType
    runtime: str
    cloud: str
    target: AnyTarget
    boundary_class: str
    principal: str
    grants: int | None
    retired: bool
    access: tuple[AccessEntry, ...] = ()

    def requests(self) -> tuple[Request, ...]:
        """Returns what the agent asks for on this cloud.

        Raises:
            AccessError: When an entry has another form than a read or a write; with every problem.
        """
        return tuple(request for request in requests_of(self.access) if cloud_of(request.resource) == self.cloud)

    @property
    def shard_key(self) -> str:
        """What decides the shard: environment, type and target; not the version, nor anything of another agent."""
        return shard_key(self.agent.environment, self.agent.type, self.target.name)


def shard_key(environment: str, agent_type: str, target: str) -> str:
    """Returns what decides the shard of an agent on a target, whether or not the catalog still has it."""
    return f"{environment}/{agent_type}@{target}"


def shard_of_key(key: str, shards: int) -> int:
    """Returns the shard of a key that `shard_key` made, counted from 0; see `shard_of`."""
    if shards < 1:
        raise ValueError(f"found {shards} shards, expected at least 1")
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % shards


def shard_of(placement: Placement, shards: int) -> int:
    """Returns the shard of a placement, counted from 0.

    It follows from the placement alone, so adding or removing an agent changes its own shard and no other.

    Args:
        placement: The placement.
        shards: How many shards its target has.

    Raises:
        ValueError: When there is not at least one shard.
    """
    return shard_of_key(placement.shard_key, shards)


Routes = Mapping[str, Sequence[tuple[PlacementRule, AnyTarget]]]
"""The placement rules of each cloud with their targets, in the catalog's order."""


def routes(rules: Sequence[PlacementRule], targets: Mapping[str, AnyTarget]) -> Routes:
    """Returns the rules by the cloud of their target; a rule whose target is unknown is left out."""
    found: dict[str, list[tuple[PlacementRule, AnyTarget]]] = {}
    for rule in rules:
        if (target := targets.get(rule.target)) is not None:
            found.setdefault(target.cloud, []).append((rule, target))
    return found


def target_for(
    agent: AgentType, entry: RuntimeEntry, by_cloud: Routes, targets: Mapping[str, AnyTarget]
) -> AnyTarget | None:
    """Returns the target of an agent on a runtime: the one named, else that of the first rule that matches, else None.

    A rule speaks of the runtimes of its target's cloud alone.
    """
    if entry.target is not None:
        return targets.get(entry.target)
    for rule, target in by_cloud.get(CLOUD_OF_RUNTIME[entry.runtime], ()):
        if rule.matches(agent, entry.runtime):
            return target
    return None


def place(agent: AgentType, entry: AgentEntry, runtime: RuntimeEntry, target: AnyTarget) -> Placement:
    """Returns the placement of an agent's runtime on a target."""
    return Placement(
        agent=agent,
        runtime=runtime.runtime,
        cloud=target.cloud,
        target=target,
        boundary_class=runtime.boundary or entry.boundary,
        principal=naming.principal_name(_LIMITS[target.cloud], agent.type, agent.environment),
        grants=entry.grants if runtime.grants is None else runtime.grants,
        retired=entry.retired or runtime.retired,
        access=entry.access,
    )
