"""Targets: the accounts, subscriptions, projects and clusters that agents are placed on."""

import re
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field

from agent_identity.catalog import fields as kinds
from agent_identity.catalog.credentials import AwsPrincipals, AzurePrincipals, GcpPrincipals, KubernetesPrincipals
from agent_identity.catalog.fields import Fields, as_tuple
from agent_identity.catalog.foundation import (
    AwsGuard,
    AwsPipeline,
    AzureGuard,
    AzurePipeline,
    GcpPipeline,
    KubernetesPipeline,
)

Amount = Annotated[int, Field(ge=0, le=1_000_000)]
NOT_DEFAULT: Final = "Quotas that were raised or lowered; a documented default applies to those left out."
USED: Final = "How much of each quota others use already."
PIPELINE: Final = "Whom the foundation stack gives the least that deploying agents needs; nobody by default."
GUARD: Final = "What the foundation stack adds to keep the boundary in its place; nothing by default."
BY_REFERENCE: Final = "How to reach the target: names of profiles, roles and variables, never a secret."


class AwsNumbers(Fields):
    """Numbers of an AWS account's quotas."""

    roles: Amount | None = None
    policies: Amount | None = None
    policies_per_role: Amount | None = None


class AzureNumbers(Fields):
    """Numbers of an Azure subscription's quotas."""

    role_assignments: Amount | None = None
    identities: Amount | None = None
    custom_roles: Amount | None = None


class GcpNumbers(Fields):
    """Numbers of a GCP project's quotas."""

    service_accounts: Amount | None = None
    policy_principals: Amount | None = None
    custom_roles: Amount | None = None


class KubernetesNumbers(Fields):
    """Numbers of a namespace's resource quota."""

    service_accounts: Amount | None = None
    role_bindings: Amount | None = None


class Target(Fields):
    """One place for agents; the classes below add what each cloud calls it by."""

    QUOTA_SCOPE: ClassVar[tuple[str, ...]]
    """The fields that say what the cloud counts quotas in."""
    PLACE: ClassVar[tuple[str, ...]]
    """The fields that say where a principal lives."""

    name: kinds.Slug = Field(description="The target's key in the catalog; its stacks are named after it.")
    shards: int = Field(
        default=1,
        ge=1,
        le=1000,
        description="Into how many fleet stacks its agents are divided: about 100 agents each.",
    )

    @property
    def quota_scope(self) -> str:
        """What the cloud counts quotas in: account, subscription, project, or a cluster's namespace."""
        return self._joined(self.QUOTA_SCOPE)

    @property
    def place(self) -> str:
        """Where a principal lives; a principal in another place is another principal."""
        return self._joined(self.PLACE)

    def _joined(self, names: tuple[str, ...]) -> str:
        return "/".join(str(getattr(self, name)).lower() for name in names)


class AwsTarget(Target):
    """An AWS account."""

    QUOTA_SCOPE = PLACE = ("account",)

    cloud: Literal["aws"] = "aws"
    account: kinds.AwsAccount = Field(description="The account id: 12 digits, in quotes.")
    region: kinds.AwsRegion = Field(description="The region of the workloads; roles are global in their account.")
    partition: kinds.AwsPartition | None = Field(
        default=None, description="The partition, like 'aws-cn'; it follows from the region."
    )
    quotas: AwsNumbers = Field(default=AwsNumbers(), description=NOT_DEFAULT)
    in_use: AwsNumbers = Field(default=AwsNumbers(), description=USED)
    credentials: AwsPrincipals = Field(default=AwsPrincipals(), description=BY_REFERENCE)
    pipeline: AwsPipeline | None = Field(default=None, description=PIPELINE)
    guard: AwsGuard | None = Field(default=None, description=GUARD)
    assumable_roles: Annotated[tuple[kinds.AwsRoleArn, ...], BeforeValidator(as_tuple)] = Field(
        default=(), description="ARNs of the roles that its agents may assume; each needs a boundary of its own."
    )

    @property
    def arn_partition(self) -> str:
        """The partition, which the region decides."""
        return next(name for name, form in kinds.PARTITIONS.items() if re.fullmatch(form, self.region))


class AzureTarget(Target):
    """A resource group of an Azure subscription."""

    QUOTA_SCOPE = ("subscription",)
    PLACE = ("subscription", "resource_group")

    cloud: Literal["azure"] = "azure"
    subscription: kinds.AzureGuid = Field(description="The subscription's GUID.")
    resource_group: kinds.AzureResourceGroup = Field(description="The resource group of the identities.")
    location: kinds.AzureLocation = Field(description="The location, like 'westeurope'.")
    tenant: kinds.AzureGuid | None = Field(default=None, description="The Entra tenant's GUID.")
    quotas: AzureNumbers = Field(default=AzureNumbers(), description=NOT_DEFAULT)
    in_use: AzureNumbers = Field(default=AzureNumbers(), description=USED)
    credentials: AzurePrincipals = Field(default=AzurePrincipals(), description=BY_REFERENCE)
    pipeline: AzurePipeline | None = Field(default=None, description=PIPELINE)
    guard: AzureGuard | None = Field(default=None, description=GUARD)


class GcpTarget(Target):
    """A GCP project."""

    QUOTA_SCOPE = PLACE = ("project",)

    cloud: Literal["gcp"] = "gcp"
    project: kinds.GcpProject = Field(description="The project id.")
    project_number: kinds.GcpNumber | None = Field(default=None, description="The project's number, in quotes.")
    region: kinds.GcpRegion = Field(description="The region of the workloads.")
    organization: kinds.GcpNumber | None = Field(default=None, description="The organisation above it, in quotes.")
    folder: kinds.GcpNumber | None = Field(default=None, description="The folder above it, in quotes.")
    quotas: GcpNumbers = Field(default=GcpNumbers(), description=NOT_DEFAULT)
    in_use: GcpNumbers = Field(default=GcpNumbers(), description=USED)
    credentials: GcpPrincipals = Field(default=GcpPrincipals(), description=BY_REFERENCE)
    pipeline: GcpPipeline | None = Field(default=None, description=PIPELINE)


class KubernetesTarget(Target):
    """A namespace of a cluster."""

    QUOTA_SCOPE = PLACE = ("cluster", "namespace")

    cloud: Literal["kubernetes"] = "kubernetes"
    cluster: kinds.KubernetesCluster = Field(description="The cluster's name, as people call it.")
    context: kinds.KubernetesContext = Field(description="The kubeconfig context that reaches it.")
    namespace: kinds.KubernetesNamespace = Field(description="The namespace; it begins with 'agents-'.")
    quotas: KubernetesNumbers = Field(default=KubernetesNumbers(), description=NOT_DEFAULT)
    in_use: KubernetesNumbers = Field(default=KubernetesNumbers(), description=USED)
    credentials: KubernetesPrincipals = Field(default=KubernetesPrincipals(), description=BY_REFERENCE)
    pipeline: KubernetesPipeline | None = Field(default=None, description=PIPELINE)


AnyTarget = AwsTarget | AzureTarget | GcpTarget | KubernetesTarget
TARGETS: Final[dict[str, type[AwsTarget | AzureTarget | GcpTarget | KubernetesTarget]]] = {
    "aws": AwsTarget,
    "azure": AzureTarget,
    "gcp": GcpTarget,
    "kubernetes": KubernetesTarget,
}
"""The class of each cloud's targets."""
