"""What an agent's service account may do: planned from the argument `access`, deployed as custom roles and bindings."""

import importlib
import re
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_gcp.projects import IAMCustomRole

from agent_identity.access import gcp
from agent_identity.access.gcp.documents import GcpPlan
from agent_identity.agent import AgentType
from agent_identity.asking import planned
from agent_identity.boundaries.gcp import covers_others
from agent_identity.construction import BoundaryRef, Checks, known_after


def asked(
    checks: Checks, args: Mapping[str, Any], agent: AgentType | None, boundary: BoundaryRef | None, project: str
) -> GcpPlan | None:
    """Returns what the argument `access` becomes, or None and notes every reason to refuse it."""
    if agent is None or boundary is None or not project:
        return None
    return planned(
        checks,
        args,
        lambda requests: gcp.plan(
            requests,
            boundary_class=boundary["boundary_class"],
            project=project,
            agent_type=agent.type,
            environment=agent.environment,
            elsewhere=covers_others(boundary["id"]),
        ),
    )


def grant(parent: pulumi.Resource, name: str, plan: GcpPlan, member: pulumi.Input[str]) -> None:
    """Makes the custom roles and the bindings of a plan.

    Every binding adds one member to one role and owns nothing else of a policy, so it leaves other members alone.

    Args:
        parent: The identity.
        name: The identity's name; children are named after it and after what they bind.
        plan: What to make.
        member: The service account as allow policies write it.
    """
    opts = pulumi.ResourceOptions(parent=parent)
    roles = {
        role.name: IAMCustomRole(
            f"{name}-{role.key}",
            role_id=role.role_id,
            project=role.project,
            title=role.title,
            permissions=list(role.permissions),
            opts=opts,
        )
        for role in plan.roles
    }
    for binding in plan.bindings:
        role = roles.get(binding.role)
        arguments: dict[str, Any] = {_snake(key): value for key, value in binding.arguments.items()}
        if binding.condition is not None:
            arguments["condition"] = binding.condition.as_dict()
        _class(binding.member)(
            f"{name}-{binding.key}",
            role=binding.role if role is None else known_after(role, binding.role),
            member=member,
            opts=opts,
            **arguments,
        )


def _class(token: str) -> Any:  # noqa: ANN401 - the classes of a cloud's resources have no common constructor
    module, _, last = token.removeprefix("gcp:").partition("/")
    return getattr(importlib.import_module(f"pulumi_gcp.{module}"), last.rpartition(":")[2])


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)
