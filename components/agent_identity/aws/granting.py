"""What an agent's role may do: planned from the argument `access`, deployed as policies of the role."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws

from agent_identity.access import Request, aws
from agent_identity.agent import AgentType
from agent_identity.asking import holds_outputs, planned, planned_later
from agent_identity.construction import BoundaryRef, Checks, RefusedError, known_after
from agent_identity.tags import ACCESS_PATH, tags_for


@dataclass(frozen=True)
class Grants:
    """The documents of a role's grants.

    Attributes:
        inline: That of the inline policy; None without one.
        managed: Those of managed policies, where an inline policy has not room for them.
    """

    inline: pulumi.Input[str] | None = None
    managed: tuple[str, ...] = ()


def plan_grants(
    checks: Checks, args: Mapping[str, Any], boundary: BoundaryRef | None, partition: str, *, managed: bool
) -> Grants:
    """Returns what the argument `access` asks for; notes every reason to refuse it.

    Resources that are outputs are looked at when they are known, and then take one inline policy: how many policies
    there are has to be known before.

    Args:
        checks: Where problems are noted.
        args: The component's arguments.
        boundary: What bounds the agent; None when that is not valid.
        partition: The role's partition.
        managed: False for a role that is only read.
    """
    access = args.get("access")
    if access and not managed:
        checks.problems.append(
            "access: found grants for an unmanaged role, expected none, because it is only read: take the role over"
        )
        return Grants()
    if boundary is None:
        # What the class leaves open is not known, so the form alone can be judged.
        planned(checks, args, lambda _: None)
        return Grants()
    class_name, roles = boundary["boundary_class"], boundary.get("assumable_roles") or []

    def plan(requests: tuple[Request, ...]) -> aws.AwsPlan:
        # What would escalate is refused here: tests/access/aws/test_techniques.py holds all that is not.
        return aws.plan(requests, boundary_class=class_name, partition=partition, assumable_roles=roles)

    if holds_outputs(access):
        return Grants(planned_later(checks, args, plan).apply(lambda made: _inline(checks, made)))
    made = planned(checks, args, plan)
    return Grants() if made is None else Grants(made.inline, made.managed)


def make_grants(
    parent: pulumi.Resource, name: str, role: pulumi.Input[str], agent: AgentType, arn_prefix: str, grants: Grants
) -> None:
    """Deploys a role's grants.

    Args:
        parent: The component.
        name: The component's name, with which the names of its children begin.
        role: The role's name.
        agent: Who it is.
        arn_prefix: What the ARNs of policies begin with, up to the path.
        grants: What it may do.
    """
    opts = pulumi.ResourceOptions(parent=parent)
    if grants.inline is not None:
        pulumi_aws.iam.RolePolicy(f"{name}-access", name=aws.INLINE_NAME, role=role, policy=grants.inline, opts=opts)
    for number, text in enumerate(grants.managed, 1):
        policy_name = aws.policy_name(agent.type, agent.environment, number)
        policy = pulumi_aws.iam.Policy(
            f"{name}-access-{number}",
            name=policy_name,
            path=ACCESS_PATH,
            description=f"What the AI agent {agent.type} may do in {agent.environment}, part {number}",
            policy=text,
            tags=tags_for(agent),
            opts=opts,
        )
        arn = f"{arn_prefix}{ACCESS_PATH}{policy_name}"
        pulumi_aws.iam.RolePolicyAttachment(
            f"{name}-access-{number}", role=role, policy_arn=known_after(policy, arn), opts=opts
        )


def _inline(checks: Checks, plan: aws.AwsPlan) -> str:
    if plan.inline is None:
        size = sum(map(len, plan.documents))
        problem = (
            f"access: found grants of {size:,} characters on resources that are outputs, expected what fits into one"
            " inline policy: build the resources' names from names that you chose"
        )
        raise RefusedError(checks.component, checks.name, [problem])
    return plan.inline
