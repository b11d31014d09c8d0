"""What a target's foundation stack deploys besides boundaries, where it is asked for."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from agent_identity.catalog import fields as kinds
from agent_identity.catalog.fields import Fields, as_tuple

Some = Field(min_length=1)


class AwsPipeline(Fields):
    """Who may take the pipeline's role in an AWS account."""

    trusted: Annotated[tuple[kinds.AwsRoleArn, ...], BeforeValidator(as_tuple), Some] = Field(
        description="ARNs of the roles that may take the pipeline's role, such as that of the CI system."
    )


class AwsGuard(Fields):
    """The service control policy that keeps AWS boundaries in their place; it needs the management account."""

    attach_to: Annotated[tuple[kinds.AwsOrganizationTarget, ...], BeforeValidator(as_tuple), Some] = Field(
        description="Organizational units or accounts to attach it to."
    )
    keepers: Annotated[tuple[kinds.AwsPrincipalPattern, ...], BeforeValidator(as_tuple), Some] = Field(
        description="ARNs, or patterns of them, of who deploys foundations and may change a boundary."
    )


class AzurePipeline(Fields):
    """Who gets the pipeline's custom role on an Azure target's resource group."""

    principal_id: kinds.AzureGuid = Field(description="Object id of the pipeline's service principal.")


class AzureGuard(Fields):
    """Who may grant roles in an Azure subscription, under a condition that names the roles."""

    grantors: Annotated[tuple[kinds.AzureGuid, ...], BeforeValidator(as_tuple), Some] = Field(
        description="Object ids of the service principals that grant roles to agents."
    )
    roles: Annotated[tuple[kinds.AzureGuid, ...], BeforeValidator(as_tuple), Some] = Field(
        description="GUIDs of the role definitions that they may grant."
    )


class GcpPipeline(Fields):
    """Who gets the pipeline's custom role in a GCP project."""

    member: kinds.GcpMember = Field(description="The pipeline as IAM policies write it.")


class KubernetesPipeline(Fields):
    """Who gets the pipeline's role in a namespace."""

    group: kinds.KubernetesGroup = Field(description="The group that the pipeline signs in as.")
