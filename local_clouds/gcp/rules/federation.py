"""Workload identity pools and their providers: who from outside may become whom.

Source: https://cloud.google.com/iam/docs/manage-workload-identity-pools-providers. A deleted one keeps its id for 30
days, marked as deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.gcp import operations, verbs
from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import ApiError, invalid
from local_clouds.gcp.rules.organization import nearest_rules

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call

JSON = dict[str, Any]

_FORM = r"(?!gcp-)[a-z0-9-]{4,32}"
_CONSTRAINT = "iam.workloadIdentityPoolProviders"


def _check_provider(call: Call, body: JSON, old: JSON | None) -> None:
    kinds = {"oidc", "aws", "saml", "x509"} & body.keys()
    if len(kinds) != 1:
        raise invalid(
            "A provider must have exactly one of oidc, aws, saml and x509.", "workload_identity_pool_provider"
        )
    issuer = body.get("oidc", {}).get("issuerUri", "")
    if "oidc" in kinds and not issuer.startswith("https://"):
        raise invalid("The issuer URI must be an https URL.", "workload_identity_pool_provider.oidc.issuer_uri")
    if kinds & {"oidc", "saml", "x509"} and not body.get("attributeMapping", {}).get("google.subject"):
        raise invalid("The attribute mapping must have google.subject.", "attribute_mapping")
    rules = nearest_rules(call.store, call.project, _CONSTRAINT) if old is None else []
    for rule in rules:
        allowed = rule.get("values", {}).get("allowedValues")
        if rule.get("denyAll") or (allowed is not None and issuer not in allowed):
            message = (
                f"Precondition check failed: org policy constraint constraints/{_CONSTRAINT} forbids the provider."
            )
            raise ApiError("FAILED_PRECONDITION", message)


def _fill(call: Call, body: JSON) -> None:
    body["name"] = body["name"].replace(f"projects/{call.project}/", f"projects/{call.number}/", 1)
    body["state"] = "ACTIVE"


def delete(call: Call) -> JSON:
    """Mark as deleted; what lies under a pool stops with it."""
    resource = call.resource()
    resource.body["state"] = "DELETED"
    call.store.touch(resource)
    return operations.start(call, resource.body, call.path)


def undelete(call: Call) -> JSON:
    """Take a deleted one back."""
    resource = call.resource()
    if resource.body["state"] != "DELETED":
        raise ApiError("FAILED_PRECONDITION", f"{call.path} is not deleted.")
    resource.body["state"] = "ACTIVE"
    call.store.touch(resource)
    return operations.start(call, resource.body, call.path)


def listing(call: Call) -> JSON:
    """Return those that are not deleted, or all."""
    verbs.check_parent(call)
    deleted = call.query.get("showDeleted", False)
    bodies = [resource.body for resource in call.store.children(call.name)]
    return verbs.page(call, [body for body in bodies if deleted or body["state"] != "DELETED"])


KINDS = {
    "iam.workloadIdentityPools": Kind("query:workloadIdentityPoolId", _FORM, fill=_fill),
    "iam.providers": Kind("query:workloadIdentityPoolProviderId", _FORM, check=_check_provider, fill=_fill),
}
ACTIONS = {
    f"iam.{collection}.{action}": method
    for collection in ("workloadIdentityPools", "providers")
    for action, method in (("delete", delete), ("undelete", undelete), ("list", listing))
}
