"""The foundation stack of a target: its boundaries, and as options the pipeline's role and the guard of the guard."""

from typing import TYPE_CHECKING

import pulumi
from guard import azure_grantors, service_control_policy
from pipeline import aws_pipeline, azure_pipeline, gcp_pipeline, kubernetes_pipeline
from providers import provider_of
from pulumi_azure_native import resources

from agent_identity import aws, azure, gcp, kubernetes
from agent_identity.catalog import AnyTarget, AwsTarget, AzureTarget, Catalog, GcpTarget, KubernetesTarget
from agent_identity.fleet.approved import boundaries_of, pack_config

if TYPE_CHECKING:
    from agent_identity.gcp.boundary import GcpBoundaryArgs


def deploy(catalog: Catalog, target: AnyTarget) -> None:
    """Deploys the boundaries that a target's agents are under and exports the policy pack's configuration."""
    provider = provider_of(target, "foundation")
    boundaries = boundaries_of(catalog, target.name)
    for name, environment in boundaries:
        _boundary(target, name, environment, provider)
    _options(target, boundaries, pulumi.ResourceOptions(provider=provider))
    pulumi.export("policyPackConfig", pack_config(target, boundaries))
    pulumi.export("boundaries", [f"{name} in {environment}" for name, environment in boundaries])


def _boundary(target: AnyTarget, name: str, environment: str, provider: pulumi.ProviderResource) -> None:
    own = f"{name}-{environment}"
    opts = pulumi.ResourceOptions(providers=[provider])
    match target:
        case AwsTarget():
            aws.Boundary(
                own,
                {
                    "boundary_class": name,
                    "environment": environment,
                    "account": target.account,
                    "region": target.region,
                },
                opts,
            )
        case AzureTarget():
            azure.Boundary(
                own,
                {
                    "boundary_class": name,
                    "environment": environment,
                    "subscription_id": target.subscription,
                    "resource_groups": [target.resource_group],
                    "exclude_principals": list(target.guard.grantors) if target.guard else [],
                },
                opts,
            )
            resources.ResourceGroup(
                target.resource_group,
                resource_group_name=target.resource_group,
                location=target.location,
                opts=pulumi.ResourceOptions(provider=provider),
            )
        case GcpTarget():
            bounded: GcpBoundaryArgs = {
                "boundary_class": name,
                "environment": environment,
                "parent": f"projects/{target.project}",
            }
            if target.project_number:
                bounded["project_number"] = target.project_number
            gcp.Boundary(own, bounded, opts)
        case KubernetesTarget():
            kubernetes.Boundary(
                own, {"boundary_class": name, "environment": environment, "namespaces": [target.namespace]}, opts
            )


def _options(target: AnyTarget, boundaries: list[tuple[str, str]], opts: pulumi.ResourceOptions) -> None:
    match target:
        case AwsTarget():
            approved = [
                aws.boundary_ref(name, environment, target.account, target.arn_partition)["id"]
                for name, environment in boundaries
            ]
            if target.pipeline and approved:
                aws_pipeline(target, target.pipeline, approved, opts)
            if target.guard and approved:
                service_control_policy(target.guard, approved, opts)
        case AzureTarget():
            if target.pipeline:
                azure_pipeline(target, target.pipeline, opts)
            if target.guard:
                azure_grantors(target, target.guard, opts)
        case GcpTarget():
            if target.pipeline:
                gcp_pipeline(target, target.pipeline, opts)
        case KubernetesTarget():
            if target.pipeline:
                kubernetes_pipeline(target, target.pipeline, opts)
