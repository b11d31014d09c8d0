"""The identity of an agent that runs as a Lambda function (requirement P2-2)."""

from typing import Any, NotRequired, TypedDict

import pulumi

from agent_identity.aws.role import make_role, plan_role
from agent_identity.aws.trust import LAMBDA
from agent_identity.construction import AccessArgs, AdoptArgs, AgentArgs, BoundaryRef
from agent_identity.manifest import Manifest
from agent_identity.tags import tags_for


class AwsLambdaIdentityArgs(TypedDict):
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
    """The region, which decides the partition; the provider's by default."""
    access: NotRequired[list[AccessArgs]]
    """What it may do; nothing by default."""
    adopt: NotRequired[AdoptArgs]
    """An existing role to take over."""


class AwsLambdaIdentity(pulumi.ComponentResource):
    """The one execution role of an agent type on Lambda: bounded, tagged, and taken by the Lambda service only."""

    role_arn: pulumi.Output[str]
    """ARN of the role: a function's `role`."""
    role_name: pulumi.Output[str]
    """Name of the role."""
    tags: dict[str, str]
    """The agent's tags, for its workload."""
    manifest: Manifest
    """The identity in plain data."""

    def __init__(self, name: str, args: AwsLambdaIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Makes the role, or takes it over.

        Raises:
            RefusedError: When an argument is missing or not valid; with every problem.
        """
        plan = plan_role("aws.LambdaIdentity", "lambda", AwsLambdaIdentityArgs, name, args, opts)
        super().__init__("agent-identity:index:AwsLambdaIdentity", name, plan.identity.props, opts)
        self.role_arn, self.role_name = make_role(self, name, plan, LAMBDA)
        agent, _, manifest = plan.identity.accepted()
        self.tags = tags_for(agent)
        self.manifest = manifest
        self.register_outputs(
            {"role_arn": plan.arn, "role_name": manifest["name"], "tags": self.tags, "manifest": manifest}
        )

    def function_args(self) -> dict[str, Any]:
        """Returns the arguments of a function that attach this identity."""
        return {"role": self.role_arn, "tags": self.tags}
