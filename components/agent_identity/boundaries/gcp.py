"""The GCP boundary: one deny policy per class and environment, and organisation policies against keys.

A deny policy is checked before every allow policy, so no role that is granted later gets round it:
https://cloud.google.com/iam/docs/deny-overview. One unsupported permission rejects the whole policy, so it denies only
what evidence shows to be supported (`gcp_supported`), as far as some technique needs it (`gcp_denied`).
"""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote, unquote

from agent_identity.boundaries.classes import DEFAULT, RESTRICTED, boundary_class
from agent_identity.boundaries.gcp_denied import DENIED
from agent_identity.boundaries.gcp_supported import as_in_roles
from agent_identity.boundaries.placeholders import placeholder
from agent_identity.naming import NameLimit, name_for

GCP_DENY_POLICY: Final = NameLimit(
    "GCP deny policy", 3, 63, "-", "https://cloud.google.com/iam/docs/deny-access#create-deny-policy"
)

NOT_STOPPED: Final = (
    "permissions that deny policies do not support",
    "resources outside of where it is attached",
    "principals outside the principal set",
    "tokens already issued (up to one hour)",
    (
        "among the permissions that no evidence shows to be supported: machines' metadata and logins, firewalls, GKE,"
        " Deployment Manager, tags, folders' and organisations' policies, and deny policies themselves"
    ),
    "what ordinary agents need, on whatever it is granted: reading secrets, using keys, writing objects",
)
"""What this mechanism does not stop, in words for descriptions and documentation."""

ALSO_RESTRICTED: Final = {
    "No secret": (
        "secretmanager.googleapis.com/versions.access",
        "secretmanager.googleapis.com/versions.add",
    ),
}
"""What an agent of the class `restricted` may not do either."""

ORGANIZATION_POLICIES: Final[dict[str, dict[str, Any]]] = {
    "iam.disableServiceAccountKeyCreation": {"enforce": "TRUE"},
    "iam.disableServiceAccountKeyUpload": {"enforce": "TRUE"},
    "iam.automaticIamGrantsForDefaultServiceAccounts": {"enforce": "TRUE"},
    "iam.allowServiceAccountCredentialLifetimeExtension": {"denyAll": "TRUE"},
    "iam.workloadIdentityPoolProviders": {"denyAll": "TRUE"},
}
"""Constraints against keys, long tokens and foreign issuers, each with its one rule.

https://cloud.google.com/resource-manager/docs/organization-policy/restricting-service-accounts
"""


def deny_policy(
    class_name: str = DEFAULT, principal_sets: Sequence[str] = (), exception_principals: Sequence[str] = ()
) -> dict[str, Any]:
    """Returns the deny policy as `gcloud iam policies create --policy-file` takes it.

    Args:
        class_name: The boundary class.
        principal_sets: Whom it binds: principal sets of the v2 API, see `service_accounts_of`. Without any, a marked
            placeholder stands in their place.
        exception_principals: Whom it does not bind, like the deployment pipeline's service account.

    Raises:
        ValueError: When there is no class of this name.
    """
    name = boundary_class(class_name).name
    denied = list(principal_sets) or [
        placeholder(
            "whom the policy binds",
            "--principal-set",
            "principalSet://cloudresourcemanager.googleapis.com/projects/NUMBER/type/ServiceAccount",
        )
    ]
    rules = DENIED | (ALSO_RESTRICTED if name == RESTRICTED else {})
    return {
        "displayName": f"Agent boundary: {name}",
        "rules": [
            {
                "description": f"{title}. {_LIMITS}",
                "denyRule": {
                    "deniedPrincipals": denied,
                    **({"exceptionPrincipals": list(exception_principals)} if exception_principals else {}),
                    "deniedPermissions": list(permissions),
                },
            }
            for title, permissions in rules.items()
        ],
    }


_LIMITS: Final = f"Does not stop: {'; '.join(NOT_STOPPED[:4])}."


def service_accounts_of(parent: str) -> str:
    """Returns the principal set of every service account in `projects/NUMBER`, `folders/N` or `organizations/N`."""
    return f"principalSet://cloudresourcemanager.googleapis.com/{parent}/type/ServiceAccount"


def attachment_point(parent: str) -> str:
    """Returns the URL-encoded attachment point of `projects/ID`, `folders/N` or `organizations/N`."""
    return quote(f"cloudresourcemanager.googleapis.com/{parent}", safe="")


def policy_id(class_name: str, environment: str) -> str:
    """Returns the id of the deny policy that holds a class's boundary in an environment."""
    return name_for(GCP_DENY_POLICY, "agent-boundary", boundary_class(class_name).name, environment)


def policy_name(class_name: str, environment: str, parent: str) -> str:
    """Returns the full name of that policy, known before anything is deployed."""
    return f"policies/{attachment_point(parent)}/denypolicies/{policy_id(class_name, environment)}"


def covers(policy: str, project: str) -> bool:
    """Tells whether a deny policy, by its full name, may lie over a project: its own, or a folder or organisation."""
    parent = unquote(policy.split("/")[1]).partition("/")[2] if policy.count("/") >= 3 else ""
    return parent == f"projects/{project}" or parent.startswith(("folders/", "organizations/"))


def covers_others(policy: str) -> bool:
    """Tells whether a deny policy, by its full name, lies on a folder or an organisation, over several projects."""
    parent = unquote(policy.split("/")[1]).partition("/")[2] if policy.count("/") >= 3 else ""
    return parent.startswith(("folders/", "organizations/"))


def denied_permissions(class_name: str = DEFAULT) -> frozenset[str]:
    """Returns every permission that the class's deny policy denies."""
    rules = deny_policy(class_name)["rules"]
    return frozenset(permission for rule in rules for permission in rule["denyRule"]["deniedPermissions"])


def denied_in_roles(class_name: str = DEFAULT) -> tuple[str, ...]:
    """Returns the same as patterns over permissions as roles write them, sorted; see `gcp_supported.as_in_roles`."""
    return tuple(sorted(form for permission in denied_permissions(class_name) for form in as_in_roles(permission)))
