"""What the stacks deploy on each cloud: one module a cloud, imported only by the stacks of its own targets.

The SDKs of all four take longer to import than a shard takes to preview.
"""

from importlib import import_module
from typing import Any, Protocol, cast

import pulumi

from agent_identity.catalog import AnyTarget, Placement
from agent_identity.construction import AccessArgs, AgentArgs
from agent_identity.manifest import Manifest


class Made(Protocol):
    """An identity component, whichever the cloud."""

    manifest: Manifest

    @property
    def urn(self) -> pulumi.Output[str]:
        """The component's URN, known when the engine has taken it in."""


class Cloud(Protocol):
    """What each module here offers; `target` is of its own kind."""

    def provider(self, target: Any, role: str) -> pulumi.ProviderResource:  # noqa: ANN401
        """Returns the provider that reaches a target as `foundation` or `fleet`, by reference only.

        Secrets are not among its inputs, which the state would keep: the fleet command gives them to the engine in
        its environment (`agent_identity.fleet.credentials`).
        """

    def boundary(self, target: Any, class_name: str, environment: str, provider: pulumi.ProviderResource) -> None:  # noqa: ANN401
        """Deploys the boundary of one class and environment."""

    def extras(
        self,
        target: Any,  # noqa: ANN401
        boundaries: list[tuple[str, str]],
        placements: list[Placement],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Deploys what else the target needs and asks for: the pipeline's role, the guard of the guard."""

    def identity(
        self,
        placement: Placement,
        name: str,
        agent: AgentArgs,
        opts: pulumi.ResourceOptions,
    ) -> Made:
        """Makes the principal of a placement, under the boundary that the target's foundation deploys."""


def cloud_of(target: AnyTarget) -> Cloud:
    """Returns the module of a target's cloud."""
    return cast("Cloud", import_module(f"clouds.{target.cloud}"))


def access_of(placement: Placement) -> list[AccessArgs]:
    """Returns what the agent of a placement asks for there, as the components take it."""
    return [
        cast("AccessArgs", {request.verb: [request.resource], "operations": list(request.operations)})
        for request in placement.requests()
    ]
