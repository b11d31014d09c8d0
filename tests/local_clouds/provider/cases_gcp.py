"""The lives of Google Cloud's resource types: those of access here, all others in `cases_gcp_resources`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.local_clouds.provider.case import Case, Need
from tests.local_clouds.provider.cases_gcp_resources import RESOURCES, RUN_JOB, RUN_SERVICE, account
from tests.local_clouds.provider.cases_gcp_stores import STORES
from tests.local_clouds.provider.gcp_client import (
    ORGANIZATION,
    PACKAGE,
    PROJECT,
    add_member,
    call,
    clients,
    granted,
    is_gone,
    start,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CASES", "PACKAGE", "clients", "is_gone", "start"]

JSON = dict[str, Any]
_CRM = "cloudresourcemanager.v1"
_ACCOUNTS = "projects.serviceAccounts"
_CONDITION = {"title": "by day", "expression": "request.time.getHours() < 18"}
_A, _B = ["user:a@example.com"], ["user:b@example.com"]
_RUN = "projects/{project}/locations/{location}"


def _policy(member: str, role: str) -> str:
    return f'{{"bindings":[{{"members":["{member}"],"role":"{role}"}}]}}'


def _whole(api: str, method: str, field: str, body: JSON | None, owner: str) -> Callable[[Any, JSON], JSON | None]:
    """Look at a whole policy; one without the field counts as gone."""

    def look(clients: Any, outputs: JSON) -> JSON | None:
        extra = {"body": body} if body is not None else {}
        name = {"bucket" if api == "storage.v1" else "resource": owner.format(**outputs)}
        policy = call(clients, api, method, **name, **extra)
        return policy if policy.get(field) else None

    return look


def _folder(name: str) -> dict[str, Need]:
    inputs = {"displayName": name, "parent": f"organizations/{ORGANIZATION}", "deletionProtection": False}
    return {"parent": Need("gcp:organizations/folder:Folder", inputs)}


def _bucket(name: str) -> dict[str, Need]:
    return {"store": Need("gcp:storage/bucket:Bucket", {"name": name, "location": "EU"}), **account(name)}


def _secret(name: str) -> dict[str, Need]:
    inputs = {"secretId": name, "replication": {"auto": {}}}
    return {"secret": Need("gcp:secretmanager/secret:Secret", inputs)}


def _service(name: str) -> dict[str, Need]:
    return {**account(f"{name}-account"), "svc": Need("gcp:cloudrunv2/service:Service", {**RUN_SERVICE, "name": name})}


_POOLS = "projects.locations.workloadIdentityPools"
_POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"


def _active(collection: str) -> Any:
    """Look at a pool or provider. A deleted one stays for a month, marked so."""

    def look(clients: Any, outputs: JSON) -> JSON | None:
        found = call(clients, "iam.v1", f"{collection}.get", name=outputs["id"])
        return found if found["state"] == "ACTIVE" else None

    return look


_ACCESS: dict[str, Case] = {
    _POOL: Case(
        inputs={"workloadIdentityPoolId": "partners", "displayName": "Partners"},
        look=_active(_POOLS),
        shows={"displayName": "Partners"},
        update={"disabled": True},
        shows_updated={"disabled": True},
        replace={"workloadIdentityPoolId": "partners-2"},
    ),
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": Case(
        inputs={
            "workloadIdentityPoolId": "${pool.workloadIdentityPoolId}",
            "workloadIdentityPoolProviderId": "issuer",
            "attributeMapping": {"google.subject": "assertion.sub"},
            "oidc": {"issuerUri": "https://issuer.example", "allowedAudiences": ["agents"]},
        },
        look=_active(f"{_POOLS}.providers"),
        shows={"oidc": {"issuerUri": "https://issuer.example"}},
        update={"attributeCondition": "assertion.aud == 'agents'"},
        shows_updated={"attributeCondition": "assertion.aud == 'agents'"},
        needs={"pool": Need(_POOL, {"workloadIdentityPoolId": "outside"})},
    ),
    "gcp:projects/iAMMember:IAMMember": Case(
        inputs={"project": PROJECT, "role": "roles/viewer", "member": "${account.member}", "condition": _CONDITION},
        look=granted(_CRM, "projects", PROJECT, body={"options": {"requestedPolicyVersion": 3}}),
        shows={"role": "roles/viewer", "condition": _CONDITION},
        replace={"role": "roles/browser"},
        needs=account("project-member"),
    ),
    "gcp:projects/iAMBinding:IAMBinding": Case(
        inputs={"project": PROJECT, "role": "roles/browser", "members": ["${account.member}"]},
        look=granted(_CRM, "projects", PROJECT, body={}),
        shows={"role": "roles/browser"},
        update={"members": ["${account.member}", "user:a@example.com"]},
        shows_updated={"members": _A},
        replace={"role": "roles/viewer"},
        drift=add_member(_CRM, "projects", PROJECT, "user:z@example.com", body={}),
        drifted={"members": ["${account.member}", "user:a@example.com", "user:z@example.com"]},
        needs=account("bound-account"),
    ),
    "gcp:projects/iAMPolicy:IAMPolicy": Case(
        inputs={"project": PROJECT, "policyData": _policy("user:a@example.com", "roles/owner")},
        look=_whole(_CRM, "projects.getIamPolicy", "bindings", {}, PROJECT),
        shows={"bindings": [{"role": "roles/owner"}]},
        update={"policyData": _policy("user:b@example.com", "roles/owner")},
        shows_updated={"bindings": [{"members": _B}]},
    ),
    "gcp:projects/iAMAuditConfig:IAMAuditConfig": Case(
        inputs={"project": PROJECT, "service": "allServices", "auditLogConfigs": [{"logType": "DATA_READ"}]},
        look=_whole(_CRM, "projects.getIamPolicy", "auditConfigs", {}, PROJECT),
        shows={"auditConfigs": [{"service": "allServices"}]},
        update={"auditLogConfigs": [{"logType": "DATA_READ"}, {"logType": "DATA_WRITE"}]},
        shows_updated={"auditConfigs": [{"auditLogConfigs": [{"logType": "DATA_WRITE"}]}]},
    ),
    "gcp:organizations/iAMMember:IAMMember": Case(
        inputs={"orgId": ORGANIZATION, "role": "roles/viewer", "member": "user:a@example.com"},
        look=granted(_CRM, "organizations", "organizations/{orgId}", body={}),
        shows={"role": "roles/viewer"},
        replace={"role": "roles/browser"},
        import_id=f"{ORGANIZATION} roles/viewer user:a@example.com",
    ),
    "gcp:organizations/iAMBinding:IAMBinding": Case(
        inputs={"orgId": ORGANIZATION, "role": "roles/browser", "members": _A},
        look=granted(_CRM, "organizations", "organizations/{orgId}", body={}),
        shows={"members": _A},
        update={"members": _B},
        shows_updated={"members": _B},
    ),
    "gcp:organizations/iAMPolicy:IAMPolicy": Case(
        inputs={"orgId": ORGANIZATION, "policyData": _policy("user:a@example.com", "roles/owner")},
        look=_whole(_CRM, "organizations.getIamPolicy", "bindings", {}, "organizations/{orgId}"),
        shows={"bindings": [{"role": "roles/owner"}]},
        update={"policyData": _policy("user:b@example.com", "roles/owner")},
        shows_updated={"bindings": [{"members": _B}]},
    ),
    "gcp:folder/iAMMember:IAMMember": Case(
        inputs={"folder": "${parent.name}", "role": "roles/viewer", "member": "user:a@example.com"},
        look=granted("cloudresourcemanager.v3", "folders", "{folder}", body={}),
        shows={"role": "roles/viewer"},
        needs=_folder("members"),
    ),
    "gcp:folder/iAMBinding:IAMBinding": Case(
        inputs={"folder": "${parent.name}", "role": "roles/viewer", "members": _A},
        look=granted("cloudresourcemanager.v3", "folders", "{folder}", body={}),
        shows={"role": "roles/viewer"},
        update={"members": _B},
        shows_updated={"members": _B},
        needs=_folder("bindings"),
    ),
    "gcp:serviceaccount/iAMMember:IAMMember": Case(
        inputs={
            "serviceAccountId": "${account.name}",
            "role": "roles/iam.workloadIdentityUser",
            "member": f"serviceAccount:{PROJECT}.svc.id.goog[agents-a/reader]",
        },
        look=granted("iam.v1", _ACCOUNTS, "{serviceAccountId}"),
        shows={"role": "roles/iam.workloadIdentityUser"},
        replace={"role": "roles/iam.serviceAccountUser"},
        needs=account("sa-member"),
    ),
    "gcp:serviceaccount/iAMBinding:IAMBinding": Case(
        inputs={"serviceAccountId": "${account.name}", "role": "roles/viewer", "members": _A},
        look=granted("iam.v1", _ACCOUNTS, "{serviceAccountId}"),
        shows={"members": _A},
        update={"members": _B},
        shows_updated={"members": _B},
        drift=add_member("iam.v1", _ACCOUNTS, "{serviceAccountId}", "user:z@example.com"),
        drifted={"members": [*_B, "user:z@example.com"]},
        needs=account("sa-binding"),
    ),
    "gcp:serviceaccount/iAMPolicy:IAMPolicy": Case(
        inputs={"serviceAccountId": "${account.name}", "policyData": _policy("user:a@example.com", "roles/viewer")},
        look=_whole("iam.v1", f"{_ACCOUNTS}.getIamPolicy", "bindings", None, "{serviceAccountId}"),
        shows={"bindings": [{"role": "roles/viewer"}]},
        needs=account("sa-policy"),
    ),
    "gcp:cloudrunv2/serviceIamMember:ServiceIamMember": Case(
        inputs={"location": "europe-west1", "name": "${svc.name}", "role": "roles/run.invoker", "member": "allUsers"},
        look=granted("run.v2", "projects.locations.services", f"{_RUN}/services/{{name}}"),
        shows={"role": "roles/run.invoker"},
        needs=_service("svc-member"),
    ),
    "gcp:cloudrunv2/serviceIamBinding:ServiceIamBinding": Case(
        inputs={"location": "europe-west1", "name": "${svc.name}", "role": "roles/run.invoker", "members": _A},
        look=granted("run.v2", "projects.locations.services", f"{_RUN}/services/{{name}}"),
        shows={"members": _A},
        update={"members": _B},
        shows_updated={"members": _B},
        needs=_service("svc-binding"),
    ),
    "gcp:cloudrunv2/jobIamMember:JobIamMember": Case(
        inputs={"location": "europe-west1", "name": "${job.name}", "role": "roles/run.invoker", "member": "allUsers"},
        look=granted("run.v2", "projects.locations.jobs", f"{_RUN}/jobs/{{name}}"),
        shows={"role": "roles/run.invoker"},
        needs={**account("run-jm"), "job": Need("gcp:cloudrunv2/job:Job", {**RUN_JOB, "name": "job-im"})},
    ),
    "gcp:storage/bucketIAMMember:BucketIAMMember": Case(
        inputs={"bucket": "${store.name}", "role": "roles/storage.objectViewer", "member": "${account.member}"},
        look=granted("storage.v1", "buckets", "{bucket}"),
        shows={"role": "roles/storage.objectViewer"},
        replace={"role": "roles/storage.objectAdmin"},
        needs=_bucket("agents-bm"),
    ),
    "gcp:storage/bucketIAMBinding:BucketIAMBinding": Case(
        inputs={"bucket": "${store.name}", "role": "roles/storage.objectViewer", "members": ["${account.member}"]},
        look=granted("storage.v1", "buckets", "{bucket}"),
        shows={"role": "roles/storage.objectViewer"},
        update={"members": _A},
        shows_updated={"members": _A},
        needs=_bucket("agents-bb"),
    ),
    "gcp:storage/bucketIAMPolicy:BucketIAMPolicy": Case(
        inputs={"bucket": "${store.name}", "policyData": _policy("user:a@example.com", "roles/storage.admin")},
        look=_whole("storage.v1", "buckets.getIamPolicy", "bindings", None, "{bucket}"),
        shows={"bindings": [{"role": "roles/storage.admin"}]},
        needs=_bucket("agents-bp"),
    ),
    "gcp:secretmanager/secretIamMember:SecretIamMember": Case(
        inputs={"secretId": "${secret.secretId}", "role": "roles/viewer", "member": "user:a@example.com"},
        look=granted("secretmanager.v1", "projects.secrets", "projects/{project}/secrets/{secretId}"),
        shows={"role": "roles/viewer"},
        needs=_secret("s-im"),
    ),
    "gcp:secretmanager/secretIamBinding:SecretIamBinding": Case(
        inputs={"secretId": "${secret.secretId}", "role": "roles/viewer", "members": _A},
        look=granted("secretmanager.v1", "projects.secrets", "projects/{project}/secrets/{secretId}"),
        shows={"role": "roles/viewer"},
        update={"members": _B},
        shows_updated={"members": _B},
        needs=_secret("s-ib"),
    ),
}

CASES: dict[str, Case] = {**RESOURCES, **_ACCESS, **STORES}
