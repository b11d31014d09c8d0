"""How a pipeline reaches a target: by reference only, never by a secret written into the catalog.

Foundation and fleet run as different principals, so each target names them separately: whoever deploys agents must not
be able to change the boundary that holds them.
"""

from typing import Final, Self

from pydantic import Field, model_validator

from agent_identity.catalog import fields as kinds
from agent_identity.catalog.fields import Fields

SECRET_FIELDS: Final = frozenset(
    {
        "access_key",
        "access_key_id",
        "access_token",
        "api_key",
        "certificate",
        "client_key",
        "client_secret",
        "credentials",
        "key",
        "kubeconfig",
        "password",
        "private_key",
        "secret",
        "secret_access_key",
        "secret_key",
        "session_token",
        "token",
    }
)
"""Fields that people write secrets into; the message for them says what to do instead."""


class AwsCredentials(Fields):
    """How to reach an AWS account; without a field, the SDK's own order of looking applies."""

    profile: kinds.AwsProfile | None = Field(default=None, description="A profile of the AWS configuration.")
    assume_role: kinds.AwsRoleArn | None = Field(default=None, description="A role of the account, to be assumed.")


class AzureCredentials(Fields):
    """How to reach an Azure subscription; without a field, the `ARM_…` variables or the Azure CLI apply."""

    client_id: kinds.AzureGuid | None = Field(default=None, description="The application or identity to act as.")
    oidc: bool | None = Field(default=None, description="Whether it signs in with the pipeline's own OIDC token.")
    client_secret_env: kinds.EnvironmentVariable | None = Field(
        default=None, description="The environment variable that holds its secret, where there is no OIDC."
    )


class GcpCredentials(Fields):
    """How to reach a GCP project; without a field, the application default credentials apply."""

    impersonate: kinds.GcpServiceAccountEmail | None = Field(
        default=None, description="The service account to impersonate."
    )
    credentials_env: kinds.EnvironmentVariable | None = Field(
        default=None, description="The environment variable that holds the credentials or the path of their file."
    )


class KubernetesCredentials(Fields):
    """How to reach a cluster; without a field, the user's kubeconfig and the target's context apply."""

    kubeconfig_env: kinds.EnvironmentVariable | None = Field(
        default=None, description="The environment variable that holds the path of the kubeconfig."
    )
    context: kinds.KubernetesContext | None = Field(
        default=None, description="The context of this principal, where it is not the target's."
    )


class _Separate(Fields):
    """Holds foundation and fleet apart."""

    @model_validator(mode="after")
    def _differ(self) -> Self:
        foundation, fleet = getattr(self, "foundation", None), getattr(self, "fleet", None)
        if foundation is not None and foundation == fleet:
            raise ValueError(
                "found one principal for foundation and fleet: expected two, since whoever deploys agents must not"
                " be able to change boundaries"
            )
        return self


class AwsPrincipals(_Separate):
    """Who deploys to an AWS account."""

    foundation: AwsCredentials | None = Field(default=None, description="Who deploys boundaries and guards.")
    fleet: AwsCredentials | None = Field(default=None, description="Who deploys agents; another principal.")


class AzurePrincipals(_Separate):
    """Who deploys to an Azure subscription."""

    foundation: AzureCredentials | None = Field(default=None, description="Who deploys boundaries and guards.")
    fleet: AzureCredentials | None = Field(default=None, description="Who deploys agents; another principal.")


class GcpPrincipals(_Separate):
    """Who deploys to a GCP project."""

    foundation: GcpCredentials | None = Field(default=None, description="Who deploys boundaries and guards.")
    fleet: GcpCredentials | None = Field(default=None, description="Who deploys agents; another principal.")


class KubernetesPrincipals(_Separate):
    """Who deploys to a cluster."""

    foundation: KubernetesCredentials | None = Field(default=None, description="Who deploys boundaries and guards.")
    fleet: KubernetesCredentials | None = Field(default=None, description="Who deploys agents; another principal.")
