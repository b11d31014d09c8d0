"""What an agent's identity may do: planned from the argument `access`, deployed as custom roles and assignments."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native import authorization

from agent_identity.access import azure
from agent_identity.access.azure.conditions import VERSION
from agent_identity.access.azure.documents import AzurePlan
from agent_identity.agent import AgentType
from agent_identity.asking import planned
from agent_identity.construction import BoundaryRef, Checks, known_after


def asked(
    checks: Checks,
    args: Mapping[str, Any],
    agent: AgentType | None,
    boundary: BoundaryRef | None,
    subscription: str,
    group: str,
) -> AzurePlan | None:
    """Returns what the argument `access` becomes, or None and notes every reason to refuse it.

    A plan holds the object id of the identity nowhere: Azure alone knows it, and only once the identity exists. So all
    of a plan is known at preview, and the assignments' `principalId` on first deployment is not.
    """
    if agent is None or boundary is None:
        # What the class leaves open is not known, so the form alone can be judged.
        planned(checks, args, lambda _: None)
        return None
    return planned(
        checks,
        args,
        lambda requests: azure.plan(
            requests,
            boundary_class=boundary["boundary_class"],
            subscription=subscription,
            resource_group=group,
            agent_type=agent.type,
            environment=agent.environment,
        ),
    )


def grant(parent: pulumi.Resource, name: str, plan: AzurePlan, principal_id: pulumi.Input[str]) -> None:
    """Makes the custom roles and the assignments of a plan.

    Args:
        parent: The identity.
        name: The identity's name; children are named after it and after what they grant.
        plan: What to make.
        principal_id: The identity's object id.
    """
    opts = pulumi.ResourceOptions(parent=parent)
    roles = {
        role.guid: authorization.RoleDefinition(
            f"{name}-{role.key}",
            role_definition_id=role.guid,
            scope=role.scope,
            role_name=role.name,
            role_type="CustomRole",
            description=role.description,
            assignable_scopes=[role.scope],
            permissions=[{"actions": list(role.actions), "data_actions": list(role.data_actions)}],
            opts=opts,
        )
        for role in plan.roles
    }
    for assignment in plan.assignments:
        authorization.RoleAssignment(
            f"{name}-{assignment.key}",
            role_assignment_name=assignment.guid,
            scope=assignment.scope,
            role_definition_id=known_after(roles[assignment.role.guid], assignment.role.id),
            principal_id=principal_id,
            # Said, so that Azure does not look for an identity that its directory has not heard of yet.
            principal_type="ServicePrincipal",
            condition=assignment.condition,
            condition_version=None if assignment.condition is None else VERSION,
            opts=opts,
        )
