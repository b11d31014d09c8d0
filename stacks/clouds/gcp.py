"""GCP targets."""

from typing import TYPE_CHECKING

import pulumi
import pulumi_gcp

from agent_identity import gcp
from agent_identity.catalog import GcpTarget, Placement
from agent_identity.construction import AgentArgs
from agent_identity.pipeline import gcp as pipeline
from clouds import Made, access_of

if TYPE_CHECKING:
    from agent_identity.gcp.boundary import GcpBoundaryArgs


def provider(target: GcpTarget, role: str) -> pulumi.ProviderResource:
    """Returns the provider of the target's project."""
    principal = target.credentials.foundation if role == "foundation" else target.credentials.fleet
    made: pulumi.ProviderResource = pulumi_gcp.Provider(
        target.name,
        project=target.project,
        region=target.region,
        impersonate_service_account=principal.impersonate if principal else None,
    )
    return made


def boundary(target: GcpTarget, class_name: str, environment: str, provider: pulumi.ProviderResource) -> None:
    """Deploys the deny policy and the organisation policies against keys."""
    args: GcpBoundaryArgs = {
        "boundary_class": class_name,
        "environment": environment,
        "parent": f"projects/{target.project}",
    }
    if target.project_number:
        args["project_number"] = target.project_number
    gcp.Boundary(f"{class_name}-{environment}", args, pulumi.ResourceOptions(providers=[provider]))


def extras(
    target: GcpTarget, _boundaries: list[tuple[str, str]], _placements: list[Placement], opts: pulumi.ResourceOptions
) -> None:
    """Grants the pipeline its custom role, where it is asked for."""
    if target.pipeline is None:
        return
    role = pulumi_gcp.projects.IAMCustomRole(
        "agent-pipeline",
        role_id=pipeline.ROLE_ID,
        project=target.project,
        title="Agent identity pipeline",
        description="Deploys AI agents' identities; see docs/reference/permissions.md",
        permissions=pipeline.role_permissions(),
        opts=opts,
    )
    pulumi_gcp.projects.IAMMember(
        "agent-pipeline", project=target.project, role=role.name, member=target.pipeline.member, opts=opts
    )


def identity(placement: Placement, name: str, agent: AgentArgs, opts: pulumi.ResourceOptions) -> Made:
    """Makes the service account of an agent."""
    target = placement.target
    if not isinstance(target, GcpTarget):
        raise TypeError(f"found the target {target.name} of {target.cloud}, expected one of GCP")
    ref = gcp.boundary_ref(placement.boundary_class, placement.agent.environment, f"projects/{target.project}")
    return gcp.ServiceAccountIdentity(
        name,
        {"agent": agent, "boundary": ref, "project": target.project, "access": access_of(placement)},
        opts,
    )
