"""The agents catalog: which agents there are, where each runs, and whether that fits.

`load` reads `agents.yaml` and raises a `CatalogError` that holds every problem with its place. `Catalog.placements`
gives the principals that the fleet stacks deploy. Nothing here imports Pulumi or a cloud's SDK.
"""

from agent_identity.catalog.agents import AgentEntry, PlacementRule, RuntimeEntry
from agent_identity.catalog.history import vanished
from agent_identity.catalog.loading import Catalog, load, loads
from agent_identity.catalog.placing import Placement, shard_key, shard_of, shard_of_key
from agent_identity.catalog.problems import CatalogError, CatalogProblem
from agent_identity.catalog.sample import sample
from agent_identity.catalog.schema import catalog_schema
from agent_identity.catalog.targets import AnyTarget, AwsTarget, AzureTarget, GcpTarget, KubernetesTarget

__all__ = [
    "AgentEntry",
    "AnyTarget",
    "AwsTarget",
    "AzureTarget",
    "Catalog",
    "CatalogError",
    "CatalogProblem",
    "GcpTarget",
    "KubernetesTarget",
    "Placement",
    "PlacementRule",
    "RuntimeEntry",
    "catalog_schema",
    "load",
    "loads",
    "sample",
    "shard_key",
    "shard_of",
    "shard_of_key",
    "vanished",
]
