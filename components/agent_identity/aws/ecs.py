"""The identity of an agent that runs as an ECS task (requirement P2-2)."""

from typing import Any, NotRequired, TypedDict

import pulumi

from agent_identity.aws.role import make_role, plan_role
from agent_identity.aws.trust import ecs_tasks
from agent_identity.construction import AccessArgs, AdoptArgs, AgentArgs, BoundaryRef
from agent_identity.manifest import Manifest
from agent_identity.tags import tags_for


class AwsEcsTaskIdentityArgs(TypedDict):
    """Who the agent is and what bounds it."""

    agent: AgentArgs
    """Who the agent is."""
    boundary: BoundaryRef
    """What bounds it: the `ref` of an `aws.Boundary`."""
    boundary_class: NotRequired[str]
    """The class that the boundary must have; any by default."""
    account: NotRequired[str]
    """The account; looked up by the provider's credentials by default."""
    region: NotRequired[str]
    """The region whose tasks may take the role; the provider's by default."""
    access: NotRequired[list[AccessArgs]]
    """What it may do; nothing by default."""
    adopt: NotRequired[AdoptArgs]
    """An existing role to take over."""


class AwsEcsTaskIdentity(pulumi.ComponentResource):
    """The one role of an agent type on ECS: bounded, tagged, and taken by ECS tasks of its account and region only."""

    role_arn: pulumi.Output[str]
    """ARN of the role: a task definition's `task_role_arn`."""
    role_name: pulumi.Output[str]
    """Name of the role."""
    tags: dict[str, str]
    """The agent's tags, for its workload."""
    manifest: Manifest
    """The identity in plain data."""

    def __init__(self, name: str, args: AwsEcsTaskIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Makes the role, or takes it over.

        Raises:
            RefusedError: When an argument is missing or not valid; with every problem.
        """
        plan = plan_role("aws.EcsTaskIdentity", "ecs", AwsEcsTaskIdentityArgs, name, args, opts)
        super().__init__("agent-identity:index:AwsEcsTaskIdentity", name, plan.identity.props, opts)
        self.role_arn, self.role_name = make_role(
            self, name, plan, ecs_tasks(plan.account, plan.region, plan.partition)
        )
        agent, _, manifest = plan.identity.accepted()
        self.tags = tags_for(agent)
        self.manifest = manifest
        self.register_outputs(
            {"role_arn": plan.arn, "role_name": manifest["name"], "tags": self.tags, "manifest": manifest}
        )

    def task_definition_args(self) -> dict[str, Any]:
        """Returns the arguments of a task definition that attach this identity.

        The network mode gives each task an interface of its own: with `bridge` or `host` a task can reach the
        instance's credentials.
        """
        return {"task_role_arn": self.role_arn, "network_mode": "awsvpc", "tags": self.tags}
