"""Organisation policies (v2): which constraints exist, and which are enforced where.

Source: https://cloud.google.com/resource-manager/docs/organization-policy/org-policy-constraints.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import invalid, not_found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_clouds.gcp.call import Call
    from local_clouds.gcp.store import Store

JSON = dict[str, Any]

#: Constraints that are on or off.
BOOLEAN = frozenset(
    """
    compute.disableGuestAttributesAccess compute.disableNestedVirtualization compute.disableSerialPortAccess
    compute.disableVpcExternalIpv6 compute.requireOsLogin compute.requireShieldedVm
    compute.skipDefaultNetworkCreation gcp.detailedAuditLoggingMode iam.automaticIamGrantsForDefaultServiceAccounts
    iam.disableAuditLoggingExemption iam.disableCrossProjectServiceAccountUsage iam.disableServiceAccountCreation
    iam.disableServiceAccountKeyCreation iam.disableServiceAccountKeyUpload
    iam.disableWorkloadIdentityClusterCreation iam.managed.allowedPolicyMembers
    iam.managed.disableServiceAccountApiKeyCreation iam.managed.disableServiceAccountCreation
    iam.managed.disableServiceAccountKeyCreation iam.managed.disableServiceAccountKeyUpload
    iam.managed.preventPrivilegedBasicRolesForDefaultServiceAccounts
    iam.restrictCrossProjectServiceAccountLienRemoval sql.restrictPublicIp storage.publicAccessPrevention
    storage.secureHttpTransport storage.uniformBucketLevelAccess
    """.split()  # noqa: SIM905 - a table
)
#: Constraints that hold a list of values.
LISTS = frozenset(
    """
    cloudfunctions.allowedIngressSettings compute.restrictVpcPeering compute.trustedImageProjects
    compute.vmExternalIpAccess gcp.resourceLocations gcp.restrictNonCmekServices gcp.restrictServiceUsage
    iam.allowServiceAccountCredentialLifetimeExtension iam.allowedPolicyMemberDomains
    iam.serviceAccountKeyExpiryHours iam.serviceAccountKeyExposureResponse iam.workloadIdentityPoolAwsAccounts
    iam.workloadIdentityPoolProviders run.allowedBinaryAuthorizationPolicies run.allowedIngress run.allowedVPCEgress
    storage.restrictAuthTypes
    """.split()  # noqa: SIM905 - a table
)
_CUSTOM = re.compile(r"custom\.[a-zA-Z0-9]{1,62}")


def ancestors(store: Store, project: str) -> Iterator[str]:
    """Yield a project's resource name, then its folders', then its organisation's."""
    resource = store.get(f"cloudresourcemanager/projects/{project}")
    yield f"projects/{project}"
    while resource and (parent := resource.body.get("parent")):
        yield parent
        resource = store.get(f"cloudresourcemanager/{parent}")


def nearest_rules(store: Store, project: str, constraint: str) -> list[JSON]:
    """Return the rules of a constraint that hold for a project: the nearest policy decides."""
    for owner in ancestors(store, project):
        found = store.get(f"orgpolicy/{owner}/policies/{constraint}")
        if found:
            return list(found.body.get("spec", {}).get("rules", []))
    return []


def is_enforced(store: Store, project: str, constraint: str) -> bool:
    """Tell whether an on-or-off constraint is enforced for a project."""
    return any(rule.get("enforce") is True for rule in nearest_rules(store, project, constraint))


def _check(call: Call, body: JSON, old: JSON | None) -> None:
    name = str((old or body).get("name", ""))
    constraint = name.rsplit("/", 1)[-1]
    if constraint not in BOOLEAN | LISTS and not _CUSTOM.fullmatch(constraint):
        raise not_found(f"The constraint constraints/{constraint[:150]} was not found.")
    if old is None and "/" in name and not name.startswith(f"{call.path.removesuffix('/policies')}/policies/"):
        given = call.store.project_id(name.split("/")[1])
        if given != call.project or not name.startswith("projects/"):
            raise invalid(f"The policy's name '{name[:200]}' does not lie under {call.path}.", "policy.name")
    for field in ("spec", "dryRunSpec"):
        spec = body.get(field, {})
        rules = spec.get("rules", [])
        if spec and not rules and not spec.get("reset") and not spec.get("inheritFromParent"):
            raise invalid(f"The policy's {field} must have a rule, or reset, or inherit.", f"policy.{field}")
        for rule in rules:
            _check_rule(constraint, rule, field)


def _check_rule(constraint: str, rule: JSON, field: str) -> None:
    kinds = {"values", "allowAll", "denyAll", "enforce"} & rule.keys()
    if len(kinds) != 1:
        raise invalid(
            "A rule must have exactly one of values, allow_all, deny_all and enforce.", f"policy.{field}.rules"
        )
    is_boolean = constraint in BOOLEAN or constraint.startswith("custom.")
    if is_boolean != (kinds == {"enforce"}):
        expected = "enforce" if is_boolean else "values, allow_all or deny_all"
        raise invalid(f"The constraint {constraint} takes {expected}; found {kinds.pop()}.", f"policy.{field}.rules")


def _fill(call: Call, body: JSON) -> None:
    constraint = body["name"].rsplit("/", 1)[-1]
    owner = call.path.split("/policies")[0]
    body["name"] = f"{owner}/policies/{constraint}"
    for field in ("spec", "dryRunSpec"):
        if field in body:
            body[field].update({"updateTime": call.store.now(), "etag": body.get("etag", "")})


def effective(call: Call) -> JSON:
    """Answer `getEffectivePolicy` for projects: the nearest policy."""
    constraint = call.path.rsplit("/", 1)[1]
    owner = call.path.split("/policies")[0]
    owners = ancestors(call.store, call.project) if owner.startswith("projects/") else iter([owner])
    for place in owners:
        found = call.store.get(f"orgpolicy/{place}/policies/{constraint}")
        if found:
            return {"name": call.path, "spec": found.body.get("spec", {})}
    return {"name": call.path, "spec": {"rules": [{"enforce": False} if constraint in BOOLEAN else {"allowAll": True}]}}


KINDS = {"orgpolicy.policies": Kind("body:name", r"[a-zA-Z.]{3,150}", check=_check, fill=_fill)}
ACTIONS = {"orgpolicy.policies.getEffectivePolicy": effective}
