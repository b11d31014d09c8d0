"""Azure targets."""

import uuid
from typing import Final

import pulumi
import pulumi_azure_native
from pulumi_azure_native import authorization, resources

from agent_identity import azure, guards
from agent_identity.catalog import AzureTarget, Placement
from agent_identity.catalog.foundation import AzureGuard, AzurePipeline
from agent_identity.construction import AgentArgs
from agent_identity.pipeline import azure as pipeline
from clouds import Made, access_of

RBAC_ADMINISTRATOR: Final = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
"""Azure's built-in Role Based Access Control Administrator."""


def provider(target: AzureTarget, role: str) -> pulumi.ProviderResource:
    """Returns the provider of the target's subscription."""
    principal = target.credentials.foundation if role == "foundation" else target.credentials.fleet
    made: pulumi.ProviderResource = pulumi_azure_native.Provider(
        target.name,
        subscription_id=target.subscription,
        tenant_id=target.tenant,
        location=target.location,
        client_id=principal.client_id if principal else None,
        use_oidc=principal.oidc if principal else None,
    )
    return made


def boundary(target: AzureTarget, class_name: str, environment: str, provider: pulumi.ProviderResource) -> None:
    """Deploys the policy definitions and their assignments."""
    azure.Boundary(
        f"{class_name}-{environment}",
        {
            "boundary_class": class_name,
            "environment": environment,
            "subscription_id": target.subscription,
            "resource_groups": [target.resource_group],
            "exclude_principals": list(target.guard.grantors) if target.guard else [],
            "exclude_roles": [_pipeline_role(target)] if target.pipeline else [],
        },
        pulumi.ResourceOptions(providers=[provider]),
    )


def extras(
    target: AzureTarget, _boundaries: list[tuple[str, str]], _placements: list[Placement], opts: pulumi.ResourceOptions
) -> None:
    """Deploys the agents' resource group, and the pipeline's role and the grantors' condition where asked for."""
    group = resources.ResourceGroup(
        target.resource_group, resource_group_name=target.resource_group, location=target.location, opts=opts
    )
    if target.pipeline:
        _pipeline(target, target.pipeline, group, opts)
    if target.guard:
        _grantors(target, target.guard, opts)


def identity(placement: Placement, name: str, agent: AgentArgs, opts: pulumi.ResourceOptions) -> Made:
    """Makes the user-assigned identity of an agent."""
    target = placement.target
    if not isinstance(target, AzureTarget):
        raise TypeError(f"found the target {target.name} of {target.cloud}, expected one of Azure")
    return azure.ManagedIdentity(
        name,
        {
            "agent": agent,
            "boundary": azure.boundary_ref(placement.boundary_class, placement.agent.environment, target.subscription),
            "resource_group_name": target.resource_group,
            "location": target.location,
            "subscription_id": target.subscription,
            "access": access_of(placement),
        },
        opts,
    )


def _pipeline(
    target: AzureTarget, asked: AzurePipeline, group: resources.ResourceGroup, opts: pulumi.ResourceOptions
) -> None:
    scope = f"/subscriptions/{target.subscription}"
    place = _pipeline_place(target)
    definition = authorization.RoleDefinition(
        "agent-pipeline",
        role_definition_id=_pipeline_role(target),
        role_name=f"{pipeline.ROLE_NAME} ({target.name})",
        description="Deploys AI agents' identities; see docs/reference/permissions.md",
        role_type="CustomRole",
        scope=scope,
        assignable_scopes=[scope],
        permissions=[
            {"actions": pipeline.role_actions(), "not_actions": [], "data_actions": [], "not_data_actions": []}
        ],
        opts=opts,
    )
    authorization.RoleAssignment(
        "agent-pipeline",
        role_assignment_name=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{place}/{asked.principal_id}")),
        scope=group.id,
        role_definition_id=definition.id,
        principal_id=asked.principal_id,
        principal_type="ServicePrincipal",
        opts=opts,
    )


def _pipeline_place(target: AzureTarget) -> str:
    return f"/subscriptions/{target.subscription}/resourceGroups/{target.resource_group}/agent-pipeline"


def _pipeline_role(target: AzureTarget) -> str:
    # Azure names a role by a GUID; this one follows from the place, so that nothing is random.
    return str(uuid.uuid5(uuid.NAMESPACE_URL, _pipeline_place(target)))


def _grantors(target: AzureTarget, asked: AzureGuard, opts: pulumi.ResourceOptions) -> None:
    scope = f"/subscriptions/{target.subscription}"
    for grantor in asked.grantors:
        authorization.RoleAssignment(
            f"agent-grantor-{grantor}",
            role_assignment_name=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{scope}/agent-grantor/{grantor}")),
            scope=scope,
            role_definition_id=f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{RBAC_ADMINISTRATOR}",
            principal_id=grantor,
            principal_type="ServicePrincipal",
            condition=guards.grantor_condition(asked.roles),
            condition_version="2.0",
            opts=opts,
        )
