"""Counts what a catalog comes to in each account, subscription, project and namespace."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent_identity.catalog.granting import counted
from agent_identity.catalog.quotas import Count, count

if TYPE_CHECKING:
    from agent_identity.catalog.loading import Catalog
    from agent_identity.catalog.placing import Placement


@dataclass(frozen=True, slots=True)
class Usage:
    """What one quota scope comes to.

    Attributes:
        cloud: The cloud.
        scope: The account, subscription, project, or cluster and namespace.
        targets: Names of the targets in it.
        principals: How many agents' principals it gets, retired ones included: they exist for one more deployment.
        counts: Each quota with what it comes to.
    """

    cloud: str
    scope: str
    targets: tuple[str, ...]
    principals: int
    counts: tuple[Count, ...]


def counts(catalog: "Catalog") -> list[Usage]:
    """Returns the usage of every scope, in the order of the targets. Targets of one account share its quotas."""
    targets: dict[tuple[str, str], list[str]] = defaultdict(list)
    for target in catalog.targets.values():
        targets[target.cloud, target.quota_scope].append(target.name)
    placed: dict[tuple[str, str], list[Placement]] = defaultdict(list)
    for placement in catalog.placements():
        placed[placement.cloud, placement.target.quota_scope].append(placement)
    usages: list[Usage] = []
    for (cloud, scope), names in targets.items():
        here = placed[cloud, scope]
        target = catalog.targets[names[0]]
        access = [counted(placement) for placement in here]
        found = count(
            cloud,
            [grants for grants, _ in access],
            len({(placement.boundary_class, placement.agent.environment) for placement in here}),
            target.quotas.model_dump(),
            target.in_use.model_dump(),
            sum(documents for _, documents in access),
        )
        usages.append(Usage(cloud, scope, tuple(names), len(here), tuple(found)))
    return usages
