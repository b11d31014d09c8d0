"""Quotas of a cloud's accounts, projects and subscriptions: their documented defaults, and counting against them.

A deployment that meets a quota fails in the middle. So what a catalog comes to is counted before, with what the target
holds already (`in_use`); whoever had a quota raised says so in the target's `quotas`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Quota:
    """One documented limit.

    Attributes:
        name: The field under `quotas` and `in_use`.
        counts: What it limits, in words.
        default: The documented default; None where the cloud documents none.
        source: Where it is documented.
        per_principal: Whether it limits what one principal holds, not what the whole place holds.
    """

    name: str
    counts: str
    default: int | None
    source: str
    per_principal: bool = False


_AWS: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
_AZURE: Final = "https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits"
_ROLES: Final = "https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-limits"
_GCP: Final = "https://cloud.google.com/iam/quotas"
_KUBERNETES: Final = "https://kubernetes.io/docs/concepts/policy/resource-quotas/"

QUOTAS: Final[Mapping[str, tuple[Quota, ...]]] = {
    "aws": (
        Quota("roles", "IAM roles of the account", 1000, _AWS),
        Quota("policies", "customer managed policies of the account", 1500, _AWS),
        Quota("policies_per_role", "managed policies attached to one role", 10, _AWS, per_principal=True),
    ),
    "azure": (
        # Newer copies of the page say 5,000; the older number cannot be too high.
        Quota("role_assignments", "role assignments of the subscription", 4000, _AZURE),
        Quota("identities", "user-assigned identities of the subscription", None, _AZURE),
        Quota("custom_roles", "custom roles of the tenant, of which this is what the subscription adds", 5000, _ROLES),
    ),
    "gcp": (
        Quota("service_accounts", "service accounts of the project", 100, _GCP),
        Quota("policy_principals", "principals in the project's allow policy, each binding counted", 1500, _GCP),
        Quota("custom_roles", "custom roles of the project", 300, _GCP),
    ),
    "kubernetes": (
        Quota("service_accounts", "service accounts of the namespace (count/serviceaccounts)", None, _KUBERNETES),
        Quota("role_bindings", "role bindings of the namespace (count/rolebindings…)", None, _KUBERNETES),
    ),
}
"""Every quota by cloud."""

PRINCIPALS: Final = {"aws": "roles", "azure": "identities", "gcp": "service_accounts", "kubernetes": "service_accounts"}
"""The quota that an agent's principal counts against, by cloud."""

GRANTS: Final = {
    "aws": "policies_per_role",
    "azure": "role_assignments",
    "gcp": "policy_principals",
    "kubernetes": "role_bindings",
}
"""The quota that an agent's grants count against, by cloud."""

MADE: Final = {"aws": "policies", "azure": "custom_roles", "gcp": "custom_roles"}
"""The quota that documents made for one agent's access count against, by cloud."""

FOUNDATION: Final[Mapping[str, Mapping[str, int]]] = {
    "aws": {"roles": 1},
    "azure": {"role_assignments": 1, "custom_roles": 1},
    "gcp": {"policy_principals": 1, "custom_roles": 1},
    "kubernetes": {"role_bindings": 1},
}
"""What the foundation stack makes for the pipeline itself, besides one AWS policy for each boundary class."""


@dataclass(frozen=True, slots=True)
class Count:
    """How much of one quota a catalog comes to.

    Attributes:
        quota: The limit.
        used: What the catalog, the foundation and what is there already come to; for a quota that limits one
            principal, what the fullest principal holds.
        limit: The number allowed; None where there is no limit.
    """

    quota: Quota
    used: int
    limit: int | None

    @property
    def exceeded(self) -> bool:
        """Whether a deployment would meet the quota."""
        return self.limit is not None and self.used > self.limit


def count(
    cloud: str,
    grants: list[int],
    classes: int,
    limits: Mapping[str, int | None],
    in_use: Mapping[str, int | None],
    made: int = 0,
) -> list[Count]:
    """Returns what the agents of one account, project, subscription or namespace come to.

    Args:
        cloud: The cloud.
        grants: The number of grants of each principal there.
        classes: How many boundary classes they use.
        limits: Quotas that differ from the default, by name.
        in_use: What others use already, by name of the quota.
        made: How many documents are made for the agents' access: AWS managed policies, custom roles.
    """
    used = {quota.name: FOUNDATION[cloud].get(quota.name, 0) + (in_use.get(quota.name) or 0) for quota in QUOTAS[cloud]}
    used[PRINCIPALS[cloud]] += len(grants)
    if cloud in MADE:
        used[MADE[cloud]] += made
    if cloud == "aws":
        used["policies"] += classes
        used["policies_per_role"] = max(grants, default=0)
    else:
        used[GRANTS[cloud]] += sum(grants)
    return [
        Count(quota, used[quota.name], quota.default if (limit := limits.get(quota.name)) is None else limit)
        for quota in QUOTAS[cloud]
    ]
