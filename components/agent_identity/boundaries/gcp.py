"""The GCP boundary: one deny policy per class and environment, and organisation policies against keys.

A deny policy is checked before every allow policy, so no role that is granted later gets round it:
https://cloud.google.com/iam/docs/deny-overview. One unsupported permission rejects the whole policy, so the list holds
only names that were seen in working deny policies.
"""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote, unquote

from agent_identity.boundaries.classes import DEFAULT, RESTRICTED, boundary_class
from agent_identity.boundaries.placeholders import placeholder
from agent_identity.naming import NameLimit, name_for

GCP_DENY_POLICY: Final = NameLimit(
    "GCP deny policy", 3, 63, "-", "https://cloud.google.com/iam/docs/deny-access#create-deny-policy"
)

NOT_STOPPED: Final = (
    "permissions that deny policies do not support, folder and organisation IAM policies among them",
    "Compute Engine metadata and service account changes on instances",
    "principals outside the principal set",
    "tokens already issued (up to one hour)",
)
"""What this mechanism does not stop, in words for descriptions and documentation."""

DENIED: Final = {
    "No change of principals, roles, policies or federation": (
        "cloudresourcemanager.googleapis.com/projects.create",
        "cloudresourcemanager.googleapis.com/projects.delete",
        "cloudresourcemanager.googleapis.com/projects.move",
        "cloudresourcemanager.googleapis.com/projects.setIamPolicy",
        "cloudresourcemanager.googleapis.com/projects.update",
        "iam.googleapis.com/roles.create",
        "iam.googleapis.com/roles.delete",
        "iam.googleapis.com/roles.undelete",
        "iam.googleapis.com/roles.update",
        "iam.googleapis.com/serviceAccounts.create",
        "iam.googleapis.com/serviceAccounts.delete",
        "iam.googleapis.com/serviceAccounts.disable",
        "iam.googleapis.com/serviceAccounts.enable",
        "iam.googleapis.com/serviceAccounts.setIamPolicy",
        "iam.googleapis.com/serviceAccounts.undelete",
        "iam.googleapis.com/workloadIdentityPoolProviders.delete",
        "iam.googleapis.com/workloadIdentityPoolProviders.undelete",
        "iam.googleapis.com/workloadIdentityPoolProviders.update",
        "iam.googleapis.com/workloadIdentityPools.create",
        "iam.googleapis.com/workloadIdentityPools.delete",
        "iam.googleapis.com/workloadIdentityPools.update",
        "orgpolicy.googleapis.com/policy.set",
    ),
    "No credential, token or signature of any principal": (
        "apikeys.googleapis.com/apiKeys.regenerate",
        "apikeys.googleapis.com/keys.create",
        "apikeys.googleapis.com/keys.update",
        "clientauthconfig.googleapis.com/clients.create",
        "clientauthconfig.googleapis.com/clients.createSecret",
        "clientauthconfig.googleapis.com/clients.getWithSecret",
        "clientauthconfig.googleapis.com/clients.listWithSecrets",
        "clientauthconfig.googleapis.com/clients.update",
        "iam.googleapis.com/serviceAccountKeys.create",
        "iam.googleapis.com/serviceAccounts.actAs",
        "iam.googleapis.com/serviceAccounts.getAccessToken",
        "iam.googleapis.com/serviceAccounts.getOpenIdToken",
        "iam.googleapis.com/serviceAccounts.implicitDelegation",
        "iam.googleapis.com/serviceAccounts.signBlob",
        "iam.googleapis.com/serviceAccounts.signJwt",
        "storage.googleapis.com/hmacKeys.create",
        "storage.googleapis.com/hmacKeys.update",
    ),
    "No code under another identity": (
        "artifactregistry.googleapis.com/repositories.uploadArtifacts",
        "cloudbuild.googleapis.com/builds.create",
        "run.googleapis.com/jobs.create",
        "run.googleapis.com/jobs.setIamPolicy",
        "run.googleapis.com/jobs.update",
        "run.googleapis.com/services.create",
        "run.googleapis.com/services.setIamPolicy",
        "run.googleapis.com/services.update",
        "serviceusage.googleapis.com/services.enable",
    ),
    "No resource policy and no guard": (
        "bigquery.googleapis.com/datasets.setIamPolicy",
        "cloudkms.googleapis.com/cryptoKeys.setIamPolicy",
        "logging.googleapis.com/buckets.delete",
        "logging.googleapis.com/buckets.update",
        "logging.googleapis.com/sinks.create",
        "logging.googleapis.com/sinks.delete",
        "logging.googleapis.com/sinks.update",
        "secretmanager.googleapis.com/secrets.setIamPolicy",
        "storage.googleapis.com/buckets.setIamPolicy",
    ),
}
"""What no agent may do, by the rule that says it."""

ALSO_RESTRICTED: Final = {
    "No secret": ("secretmanager.googleapis.com/versions.access",),
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


_LIMITS: Final = f"Does not stop: {'; '.join(NOT_STOPPED[:1] + NOT_STOPPED[2:])}."


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
