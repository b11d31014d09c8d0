"""Deny policies (IAM v2).

Sources: https://cloud.google.com/iam/docs/deny-access, …/deny-permissions-support, https://cloud.google.com/iam/quotas.
One permission that does not exist makes Google refuse the whole policy.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local_clouds.gcp import operations, verbs
from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import ApiError, invalid
from local_clouds.gcp.policies import account_exists
from local_clouds.gcp.roles import names

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call
    from local_clouds.gcp.store import Store

JSON = dict[str, Any]

_ATTACHMENT = re.compile(r"cloudresourcemanager\.googleapis\.com/(projects|folders|organizations)/([^/]+)")
_ACCOUNT = re.compile(r"principal://iam\.googleapis\.com/projects/[^/]+/serviceAccounts/(\S+@\S+)")
_PRINCIPALS = re.compile(
    r"principalSet://goog/(public:all|group/\S+@\S+|cloudIdentityCustomerId/\w+)"
    r"|principal://goog/subject/\S+@\S+"
    r"|principal://iam\.googleapis\.com/(projects/[^/]+/serviceAccounts/\S+@\S+|projects/\d+/\S+|locations/\S+)"
    r"|principalSet://iam\.googleapis\.com/(projects/\d+|locations)/\S+"
    r"|principalSet://cloudresourcemanager\.googleapis\.com/(projects|folders|organizations)/\d+(/type/[A-Za-z]+)?"
    r"|principal(Set)?://agents\.global\.(org|proj|project)-\d+\.system\.id\.goog/\S+"
    r"|deleted:principal(Set)?://\S+"
)
_FUNCTIONS = re.compile(r"([A-Za-z_.]+)\s*\(")
_TAG_FUNCTIONS = frozenset(
    {"resource.matchTag", "resource.matchTagId", "resource.hasTagKey", "resource.hasTagKeyId"},
)
MOST_RULES, MOST_PRINCIPALS = 500, 2500


def canonical(store: Store, path: str) -> str:
    """Return a deny policy's path as Google returns it: the attachment point encoded, projects by id."""
    match = re.fullmatch(r"policies/(cloudresourcemanager\.googleapis\.com/[a-z]+/[^/]+)(/.*)", path)
    if not match:
        return path
    point = match[1]
    if point.split("/")[1] == "projects":
        point = "/".join([*point.split("/")[:2], store.project_id(point.split("/")[2]) or point.split("/")[2]])
    return f"policies/{point.replace('/', '%2F')}{match[2]}"


def _check_parent(call: Call) -> None:
    point = call.path.split("/")[1].replace("%2F", "/")
    match = _ATTACHMENT.fullmatch(point)
    if not match:
        expected = "cloudresourcemanager.googleapis.com%2F{projects|folders|organizations}%2FID"
        raise invalid(f"Invalid attachment point '{point[:200]}': expected {expected}.", "parent")
    if call.store.get(f"cloudresourcemanager/{match[1]}/{match[2]}") is None:
        message = f"Permission denied on resource {match[1]}/{match[2][:100]} (or it may not exist)."
        raise ApiError("PERMISSION_DENIED", message)


def _check(call: Call, body: JSON, old: JSON | None) -> None:  # noqa: ARG001 - all checks are called alike
    rules = body.get("rules", [])
    if not rules:
        raise invalid("A deny policy must have at least one rule.", "policy.rules")
    if len(rules) > MOST_RULES:
        raise invalid(f"A deny policy can have at most {MOST_RULES} rules.", "policy.rules")
    principals = 0
    for index, rule in enumerate(rules):
        where = f"policy.rules[{index}].deny_rule"
        deny = rule.get("denyRule")
        if not deny or not deny.get("deniedPrincipals") or not deny.get("deniedPermissions"):
            raise invalid(f"{where} must have denied_principals and denied_permissions.", where)
        for field in ("deniedPrincipals", "exceptionPrincipals"):
            for principal in deny.get(field, []):
                principals += 1
                _check_principal(call.store, principal, where)
        for field in ("deniedPermissions", "exceptionPermissions"):
            for permission in deny.get(field, []):
                if not names().has_v2_permission(permission):
                    raise invalid(f"Permission '{permission[:150]}' is not supported in deny policies.", where)
        _check_condition(deny.get("denialCondition", {}), where)
    if principals > MOST_PRINCIPALS:
        raise invalid(f"A deny policy can name at most {MOST_PRINCIPALS} principals.", "policy.rules")


def _check_principal(store: Store, principal: str, where: str) -> None:
    if not _PRINCIPALS.fullmatch(principal):
        raise invalid(f"Invalid principal '{principal[:200]}': expected principal://… or principalSet://….", where)
    match = _ACCOUNT.fullmatch(principal)
    if match and not account_exists(store, match[1]):
        raise invalid(f"Service account {match[1]} does not exist.", where)


def _check_condition(condition: JSON, where: str) -> None:
    called = set(_FUNCTIONS.findall(condition.get("expression", "")))
    if called - _TAG_FUNCTIONS:
        message = f"Deny conditions can use resource tags only; found {', '.join(sorted(called - _TAG_FUNCTIONS))}()."
        raise invalid(message[:300], f"{where}.denial_condition")


def create(call: Call) -> JSON:
    """Attach a deny policy."""
    _check_parent(call)
    return verbs.create(call, KINDS["iam.policies"])


def listing(call: Call) -> JSON:
    """Return the policies at an attachment point."""
    _check_parent(call)
    return verbs.page(call, [resource.body for resource in call.store.children(call.name)])


def _fill(call: Call, body: JSON) -> None:  # noqa: ARG001 - all fills are called alike
    body["kind"] = "DenyPolicy"


KINDS = {"iam.policies": Kind("query:policyId", r"[a-z][a-z0-9.-]{2,62}", check=_check, fill=_fill)}
ACTIONS = {
    "iam.policies.createPolicy": create,
    "iam.policies.listPolicies": listing,
    "iam.operations.get": operations.get,
}
