"""What a placement's request for access becomes: the plan of its cloud, with the facts of its target."""

from functools import lru_cache
from importlib import import_module
from typing import Any, Final, Protocol

from agent_identity.access import AccessError, Grant, Request
from agent_identity.catalog.agents import DEFAULT_GRANTS
from agent_identity.catalog.placing import Placement
from agent_identity.catalog.targets import AzureTarget, GcpTarget, KubernetesTarget

MAX_AGENTS: Final = 50_000
"""Most plans that are kept: more than one catalog holds."""


class AccessPlan(Protocol):
    """The least-privilege documents of one agent on one cloud."""

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What each request became, and why."""

    @property
    def count(self) -> int:
        """How many grants its cloud's quota counts: see `catalog.quotas.GRANTS`."""

    @property
    def own_documents(self) -> int:
        """How many documents of the agent's own are made for it: see `catalog.quotas.MADE`."""

    def as_dict(self) -> dict[str, Any]:
        """Returns the documents as the cloud writes them."""


def plan_for(placement: Placement) -> AccessPlan:
    """Returns what the agent of a placement may do there.

    Raises:
        AccessError: When a request is refused; with every problem.
    """
    return _generated(placement.cloud, placement.requests(), placement.boundary_class, tuple(_facts(placement).items()))


@lru_cache(maxsize=MAX_AGENTS)  # a catalog's check asks twice: to judge it, and to count it against quotas
def _generated(
    cloud: str, requests: tuple[Request, ...], boundary_class: str, facts: tuple[tuple[str, Any], ...]
) -> AccessPlan:
    # A generator is imported only for a cloud that is asked about: each has its own table to read.
    generator = import_module(f"agent_identity.access.{cloud}")
    made: AccessPlan = generator.plan(requests, boundary_class=boundary_class, **dict(facts))
    return made


def counted(placement: Placement) -> tuple[int, int]:
    """Returns what quotas are counted with: the agent's grants, and the documents that are made for them.

    The grants are those stated, those generated, or the default without access; see `catalog.quotas.GRANTS` and `MADE`.
    """
    grants, documents = DEFAULT_GRANTS, 0
    if placement.access:
        try:
            plan = plan_for(placement)
        except AccessError:
            # The catalog is refused for it; the count of what is refused means nothing.
            grants = 0
        else:
            grants, documents = plan.count, plan.own_documents
    return grants if placement.grants is None else placement.grants, documents


def _facts(placement: Placement) -> dict[str, str | tuple[str, ...]]:
    """Returns what the names of a cloud's documents are made of."""
    target, agent = placement.target, placement.agent
    who = {"agent_type": agent.type, "environment": agent.environment}
    if isinstance(target, AzureTarget):
        return {"subscription": target.subscription, "resource_group": target.resource_group, **who}
    if isinstance(target, GcpTarget):
        return {"project": target.project, **who}
    if isinstance(target, KubernetesTarget):
        return {"namespace": target.namespace, "service_account": placement.principal}
    return {"partition": target.arn_partition, "assumable_roles": target.assumable_roles}
