"""The provider of a target: foundation and fleet reach it as different principals, by reference only."""

import pulumi
import pulumi_aws
import pulumi_azure_native
import pulumi_gcp
import pulumi_kubernetes

from agent_identity.catalog import AnyTarget, AwsTarget, AzureTarget, GcpTarget, KubernetesTarget


def provider_of(target: AnyTarget, role: str) -> pulumi.ProviderResource:
    """Returns the provider that reaches a target as `foundation` or `fleet`.

    Secrets are not among its inputs, which the state would keep: the fleet command gives them to the engine in its
    environment (`agent_identity.fleet.credentials`).
    """
    match target:
        case AwsTarget():
            return _aws(target, role)
        case AzureTarget():
            return _azure(target, role)
        case GcpTarget():
            return _gcp(target, role)
        case KubernetesTarget():
            return _kubernetes(target, role)


def _aws(target: AwsTarget, role: str) -> pulumi.ProviderResource:
    principal = target.credentials.foundation if role == "foundation" else target.credentials.fleet
    profile = principal.profile if principal else None
    assumed = principal.assume_role if principal else None
    provider: pulumi.ProviderResource = pulumi_aws.Provider(
        target.name,
        region=target.region,
        allowed_account_ids=[target.account],
        profile=profile,
        assume_roles=[{"role_arn": assumed}] if assumed else None,
    )
    return provider


def _azure(target: AzureTarget, role: str) -> pulumi.ProviderResource:
    principal = target.credentials.foundation if role == "foundation" else target.credentials.fleet
    provider: pulumi.ProviderResource = pulumi_azure_native.Provider(
        target.name,
        subscription_id=target.subscription,
        tenant_id=target.tenant,
        location=target.location,
        client_id=principal.client_id if principal else None,
        use_oidc=principal.oidc if principal else None,
    )
    return provider


def _gcp(target: GcpTarget, role: str) -> pulumi.ProviderResource:
    principal = target.credentials.foundation if role == "foundation" else target.credentials.fleet
    provider: pulumi.ProviderResource = pulumi_gcp.Provider(
        target.name,
        project=target.project,
        region=target.region,
        impersonate_service_account=principal.impersonate if principal else None,
    )
    return provider


def _kubernetes(target: KubernetesTarget, role: str) -> pulumi.ProviderResource:
    principal = target.credentials.foundation if role == "foundation" else target.credentials.fleet
    provider: pulumi.ProviderResource = pulumi_kubernetes.Provider(
        target.name, context=principal.context if principal and principal.context else target.context
    )
    return provider
