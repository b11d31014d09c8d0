"""The guard of the guard, where a target asks for it."""

import json
import uuid

import pulumi
import pulumi_aws
from pulumi_azure_native import authorization

from agent_identity import guards
from agent_identity.catalog import AzureTarget
from agent_identity.catalog.foundation import AwsGuard, AzureGuard

RBAC_ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
"""Azure's built-in Role Based Access Control Administrator."""


def service_control_policy(guard: AwsGuard, boundaries: list[str], opts: pulumi.ResourceOptions) -> None:
    """Deploys the service control policy and attaches it to each unit."""
    policy = pulumi_aws.organizations.Policy(
        "agent-boundary-guard",
        name="agent-boundary-guard",
        description="Agent roles stay under their boundary, and only its keepers change one",
        type="SERVICE_CONTROL_POLICY",
        content=json.dumps(guards.service_control_policy(boundaries, guard.keepers)),
        opts=opts,
    )
    for unit in guard.attach_to:
        pulumi_aws.organizations.PolicyAttachment(
            f"agent-boundary-guard-{unit}", policy_id=policy.id, target_id=unit, opts=opts
        )


def azure_grantors(target: AzureTarget, guard: AzureGuard, opts: pulumi.ResourceOptions) -> None:
    """Lets each grantor grant the named roles, to service principals, and no other."""
    scope = f"/subscriptions/{target.subscription}"
    for grantor in guard.grantors:
        authorization.RoleAssignment(
            f"agent-grantor-{grantor}",
            role_assignment_name=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{scope}/agent-grantor/{grantor}")),
            scope=scope,
            role_definition_id=f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{RBAC_ADMINISTRATOR}",
            principal_id=grantor,
            principal_type="ServicePrincipal",
            condition=guards.grantor_condition(guard.roles),
            condition_version="2.0",
            opts=opts,
        )
