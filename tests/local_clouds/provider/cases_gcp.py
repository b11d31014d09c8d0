"""The lives of Google Cloud's resource types; the cloud's own client looks (google-api-python-client)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from googleapiclient.errors import HttpError

from tests.local_clouds.provider.case import Case, Need

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = dict[str, Any]
PROJECT = "agents-local"
_ACCOUNT = "gcp:serviceaccount/account:Account"
_NETWORK = "gcp:compute/network:Network"
_IMAGE = {"image": "europe-docker.pkg.dev/agents/reader:1"}


def _call(clients: Any, api: str, method: str, **parameters: Any) -> JSON | None:
    """Call a method of the cloud's own client; None where the object is not there."""
    target = clients(api)
    *path, action = method.split(".")
    for part in path:
        target = getattr(target, part)()
    try:
        return getattr(target, action)(**parameters).execute()
    except HttpError as error:
        if error.resp.status == 404:
            return None
        raise


def _named(api: str, method: str) -> Callable[[Any, JSON], JSON | None]:
    return lambda clients, outputs: _call(clients, api, method, name=outputs["id"])


def _policy_of(api: str, collection: str, resource: str, **extra: Any) -> Callable[[Any, JSON], JSON | None]:
    """Look at a binding in a resource's allow policy; None where the member or binding is gone."""

    def look(clients: Any, outputs: JSON) -> JSON | None:
        parameter = "bucket" if api == "storage.v1" else "resource"
        name = outputs.get("resource") or resource.format(**outputs)
        policy = _call(clients, api, f"{collection}.getIamPolicy", **{parameter: name}, **extra) or {}
        for binding in policy.get("bindings", []):
            members = outputs.get("members", [outputs.get("member")])
            if binding["role"] == outputs["role"] and set(members) & set(binding["members"]):
                return binding
        return None

    return look


def _drop(api: str, collection: str, resource: str, **extra: Any) -> Callable[[Any, JSON], object]:
    """Take every binding out of a resource's allow policy."""

    def drop(clients: Any, outputs: JSON) -> object:
        parameter = "bucket" if api == "storage.v1" else "resource"
        name = resource.format(**outputs)
        policy = {"bindings": []}
        body = policy if api == "storage.v1" else {"policy": policy}
        return _call(clients, api, f"{collection}.setIamPolicy", **{parameter: name}, body=body)

    return drop


def _account(name: str) -> dict[str, Need]:
    return {"account": Need(_ACCOUNT, {"accountId": name})}


_RUN_SERVICE = {
    "name": "svc",
    "location": "europe-west1",
    "deletionProtection": False,
    "template": {
        "containers": [{**_IMAGE, "envs": [{"name": "A", "value": "1"}]}],
        "serviceAccount": "${account.email}",
    },
}
_RUN_JOB = {
    "name": "nightly",
    "location": "europe-west1",
    "deletionProtection": False,
    "template": {"template": {"containers": [_IMAGE], "serviceAccount": "${account.email}"}},
}
_DENY = {
    "name": "no-keys",
    "parent": f"cloudresourcemanager.googleapis.com%2Fprojects%2F{PROJECT}",
    "displayName": "no keys",
    "rules": [
        {
            "description": "no keys",
            "denyRule": {
                "deniedPrincipals": ["principalSet://goog/public:all"],
                "deniedPermissions": ["iam.googleapis.com/serviceAccountKeys.create"],
            },
        }
    ],
}


def _deny_name(outputs: JSON) -> str:
    return f"policies/{outputs['parent']}/denypolicies/{outputs['name']}"


def _compute(collection: str, parameter: str, *places: str) -> Callable[[Any, JSON], JSON | None]:
    def look(clients: Any, outputs: JSON) -> JSON | None:
        where = {place: outputs[place] for place in ("project", *places)}
        return _call(clients, "compute.v1", f"{collection}.get", **where, **{parameter: outputs["name"]})

    return look


_PROJECT_MEMBER = {"project": PROJECT, "role": "roles/viewer", "member": "${account.member}"}
_CONDITION = {"title": "by day", "expression": "request.time.getHours() < 18"}

CASES: dict[str, Case] = {
    _ACCOUNT: Case(
        inputs={"accountId": "invoice-reader", "displayName": "Invoices", "description": "agent-type=invoice-reader"},
        look=_named("iam.v1", "projects.serviceAccounts.get"),
        shows={"displayName": "Invoices", "email": f"invoice-reader@{PROJECT}.iam.gserviceaccount.com"},
        update={"accountId": "invoice-reader", "displayName": "Invoices", "description": "v=2", "disabled": True},
        shows_updated={"description": "v=2", "disabled": True},
        replace={"accountId": "invoice-writer"},
        drift=lambda clients, outputs: _call(
            clients,
            "iam.v1",
            "projects.serviceAccounts.patch",
            name=outputs["id"],
            body={"serviceAccount": {"displayName": "other"}, "updateMask": "displayName"},
        ),
        drifted={"displayName": "other"},
    ),
    "gcp:serviceaccount/key:Key": Case(
        inputs={"serviceAccountId": "${account.name}"},
        look=_named("iam.v1", "projects.serviceAccounts.keys.get"),
        shows={"keyType": "USER_MANAGED"},
        replace={"serviceAccountId": "${account.name}", "keepers": {"turn": "2"}},
        needs=_account("key-owner"),
        importable=False,
    ),
    "gcp:projects/iAMCustomRole:IAMCustomRole": Case(
        inputs={"roleId": "reader", "title": "Reader", "permissions": ["storage.objects.get"]},
        look=lambda clients, outputs: _alive(_call(clients, "iam.v1", "projects.roles.get", name=outputs["id"])),
        shows={"title": "Reader", "includedPermissions": ["storage.objects.get"], "stage": "GA"},
        update={"roleId": "reader", "title": "Reader", "permissions": ["storage.objects.get", "storage.objects.list"]},
        shows_updated={"includedPermissions": ["storage.objects.get", "storage.objects.list"]},
        replace={"roleId": "reader2", "title": "Reader", "permissions": ["storage.objects.get"]},
        drift=lambda clients, outputs: _call(
            clients, "iam.v1", "projects.roles.patch", name=outputs["id"], updateMask="title", body={"title": "x"}
        ),
        drifted={"title": "x"},
    ),
    "gcp:organizations/iAMCustomRole:IAMCustomRole": Case(
        inputs={"orgId": "1234567890", "roleId": "orgreader", "title": "R", "permissions": ["storage.objects.get"]},
        look=lambda clients, outputs: _alive(_call(clients, "iam.v1", "organizations.roles.get", name=outputs["id"])),
        shows={"title": "R"},
        update={"orgId": "1234567890", "roleId": "orgreader", "title": "S", "permissions": ["storage.objects.get"]},
        shows_updated={"title": "S"},
    ),
    "gcp:projects/iAMMember:IAMMember": Case(
        inputs={**_PROJECT_MEMBER, "condition": _CONDITION},
        look=_policy_of(
            "cloudresourcemanager.v1", "projects", PROJECT, body={"options": {"requestedPolicyVersion": 3}}
        ),
        shows={"role": "roles/viewer", "condition": _CONDITION},
        replace={**_PROJECT_MEMBER, "role": "roles/browser"},
        needs=_account("project-member"),
    ),
    "gcp:projects/iAMBinding:IAMBinding": Case(
        inputs={"project": PROJECT, "role": "roles/browser", "members": ["${account.member}"]},
        look=_policy_of("cloudresourcemanager.v1", "projects", PROJECT, body={}),
        shows={"role": "roles/browser"},
        update={"project": PROJECT, "role": "roles/browser", "members": ["${account.member}", "user:a@example.com"]},
        shows_updated={"members": ["user:a@example.com"]},
        needs=_account("bound-account"),
    ),
    "gcp:projects/iAMPolicy:IAMPolicy": Case(
        inputs={
            "project": PROJECT,
            "policyData": '{"bindings":[{"members":["user:a@example.com"],"role":"roles/owner"}]}',
        },
        look=lambda clients, outputs: _bound(
            _call(clients, "cloudresourcemanager.v1", "projects.getIamPolicy", resource=PROJECT, body={})
        ),
        shows={"bindings": [{"role": "roles/owner"}]},
        update={
            "project": PROJECT,
            "policyData": '{"bindings":[{"members":["user:b@example.com"],"role":"roles/owner"}]}',
        },
        shows_updated={"bindings": [{"members": ["user:b@example.com"]}]},
    ),
    "gcp:projects/iAMAuditConfig:IAMAuditConfig": Case(
        inputs={
            "project": PROJECT,
            "service": "allServices",
            "auditLogConfigs": [{"logType": "DATA_READ"}],
        },
        look=lambda clients, outputs: _audited(
            _call(clients, "cloudresourcemanager.v1", "projects.getIamPolicy", resource=PROJECT, body={})
        ),
        shows={"auditConfigs": [{"service": "allServices"}]},
        update={
            "project": PROJECT,
            "service": "allServices",
            "auditLogConfigs": [{"logType": "DATA_READ"}, {"logType": "DATA_WRITE"}],
        },
        shows_updated={"auditConfigs": [{"auditLogConfigs": [{"logType": "DATA_WRITE"}]}]},
    ),
    "gcp:organizations/iAMMember:IAMMember": Case(
        inputs={"orgId": "1234567890", "role": "roles/viewer", "member": "user:a@example.com"},
        look=_policy_of("cloudresourcemanager.v1", "organizations", "organizations/{orgId}", body={}),
        shows={"role": "roles/viewer"},
        replace={"orgId": "1234567890", "role": "roles/browser", "member": "user:a@example.com"},
    ),
    "gcp:organizations/iAMBinding:IAMBinding": Case(
        inputs={"orgId": "1234567890", "role": "roles/browser", "members": ["user:a@example.com"]},
        look=_policy_of("cloudresourcemanager.v1", "organizations", "organizations/{orgId}", body={}),
        shows={"members": ["user:a@example.com"]},
        update={"orgId": "1234567890", "role": "roles/browser", "members": ["user:b@example.com"]},
        shows_updated={"members": ["user:b@example.com"]},
    ),
    "gcp:organizations/folder:Folder": Case(
        inputs={"displayName": "agents", "parent": "organizations/1234567890", "deletionProtection": False},
        look=_named("cloudresourcemanager.v3", "folders.get"),
        shows={"displayName": "agents"},
        update={"displayName": "agents-2", "parent": "organizations/1234567890", "deletionProtection": False},
        shows_updated={"displayName": "agents-2"},
    ),
    "gcp:folder/iAMMember:IAMMember": Case(
        inputs={"folder": "${parent.name}", "role": "roles/viewer", "member": "user:a@example.com"},
        look=_policy_of("cloudresourcemanager.v3", "folders", "{folder}", body={}),
        shows={"role": "roles/viewer"},
        needs={
            "parent": Need(
                "gcp:organizations/folder:Folder",
                {"displayName": "folder-m", "parent": "organizations/1234567890", "deletionProtection": False},
            )
        },
    ),
    "gcp:folder/iAMBinding:IAMBinding": Case(
        inputs={"folder": "${parent.name}", "role": "roles/viewer", "members": ["user:a@example.com"]},
        look=_policy_of("cloudresourcemanager.v3", "folders", "{folder}", body={}),
        shows={"role": "roles/viewer"},
        needs={
            "parent": Need(
                "gcp:organizations/folder:Folder",
                {"displayName": "folder-b", "parent": "organizations/1234567890", "deletionProtection": False},
            )
        },
    ),
    "gcp:serviceaccount/iAMMember:IAMMember": Case(
        inputs={
            "serviceAccountId": "${account.name}",
            "role": "roles/iam.workloadIdentityUser",
            "member": f"serviceAccount:{PROJECT}.svc.id.goog[agents-a/reader]",
        },
        look=_policy_of("iam.v1", "projects.serviceAccounts", "{serviceAccountId}"),
        shows={"role": "roles/iam.workloadIdentityUser"},
        drift=_drop("iam.v1", "projects.serviceAccounts", "{serviceAccountId}"),
        needs=_account("sa-member"),
    ),
    "gcp:serviceaccount/iAMBinding:IAMBinding": Case(
        inputs={"serviceAccountId": "${account.name}", "role": "roles/viewer", "members": ["user:a@example.com"]},
        look=_policy_of("iam.v1", "projects.serviceAccounts", "{serviceAccountId}"),
        shows={"members": ["user:a@example.com"]},
        update={"serviceAccountId": "${account.name}", "role": "roles/viewer", "members": ["user:b@example.com"]},
        shows_updated={"members": ["user:b@example.com"]},
        needs=_account("sa-binding"),
    ),
    "gcp:serviceaccount/iAMPolicy:IAMPolicy": Case(
        inputs={
            "serviceAccountId": "${account.name}",
            "policyData": '{"bindings":[{"members":["user:a@example.com"],"role":"roles/viewer"}]}',
        },
        look=lambda clients, outputs: _bound(
            _call(clients, "iam.v1", "projects.serviceAccounts.getIamPolicy", resource=outputs["serviceAccountId"])
        ),
        shows={"bindings": [{"role": "roles/viewer"}]},
        needs=_account("sa-policy"),
    ),
    "gcp:projects/service:Service": Case(
        inputs={"project": PROJECT, "service": "run.googleapis.com", "disableOnDestroy": True},
        look=lambda clients, outputs: _enabled(
            _call(clients, "serviceusage.v1", "services.get", name=f"projects/{PROJECT}/services/run.googleapis.com")
        ),
        shows={"state": "ENABLED"},
    ),
    "gcp:projects/apiKey:ApiKey": Case(
        inputs={"name": "maps", "displayName": "Maps"},
        look=_named("apikeys.v2", "projects.locations.keys.get"),
        shows={"displayName": "Maps"},
        update={"name": "maps", "displayName": "Maps 2"},
        shows_updated={"displayName": "Maps 2"},
        replace={"name": "maps2", "displayName": "Maps"},
    ),
    "gcp:iam/denyPolicy:DenyPolicy": Case(
        inputs=_DENY,
        look=lambda clients, outputs: _call(clients, "iam.v2", "policies.get", name=_deny_name(outputs)),
        shows={"displayName": "no keys", "rules": [{"description": "no keys"}]},
        update={**_DENY, "displayName": "none"},
        shows_updated={"displayName": "none"},
        replace={**_DENY, "name": "no-keys-2"},
    ),
    "gcp:orgpolicy/policy:Policy": Case(
        inputs={
            "name": f"projects/{PROJECT}/policies/iam.disableServiceAccountKeyUpload",
            "parent": f"projects/{PROJECT}",
            "spec": {"rules": [{"enforce": "TRUE"}]},
        },
        look=_named("orgpolicy.v2", "projects.policies.get"),
        shows={"spec": {"rules": [{"enforce": True}]}},
        update={
            "name": f"projects/{PROJECT}/policies/iam.disableServiceAccountKeyUpload",
            "parent": f"projects/{PROJECT}",
            "spec": {"rules": [{"enforce": "FALSE"}]},
        },
        shows_updated={"spec": {"rules": [{"enforce": False}]}},
    ),
    "gcp:cloudrunv2/service:Service": Case(
        inputs=_RUN_SERVICE,
        look=_named("run.v2", "projects.locations.services.get"),
        shows={"template": {"containers": [{"env": [{"name": "A", "value": "1"}]}]}},
        update={**_RUN_SERVICE, "labels": {"agent-type": "reader"}},
        shows_updated={"labels": {"agent-type": "reader"}},
        replace={**_RUN_SERVICE, "location": "europe-west4"},
        drift=lambda clients, outputs: _call(
            clients,
            "run.v2",
            "projects.locations.services.patch",
            name=outputs["id"],
            updateMask="labels",
            body={"labels": {"by": "hand"}},
        ),
        drifted={"labels": {"by": "hand"}},
        needs=_account("run-service"),
        unimportable=frozenset({"deletionProtection"}),
    ),
    "gcp:cloudrunv2/job:Job": Case(
        inputs=_RUN_JOB,
        look=_named("run.v2", "projects.locations.jobs.get"),
        shows={"template": {"template": {"containers": [_IMAGE]}}},
        update={**_RUN_JOB, "labels": {"agent-type": "reader"}},
        shows_updated={"labels": {"agent-type": "reader"}},
        needs=_account("run-job"),
        unimportable=frozenset({"deletionProtection"}),
    ),
    "gcp:cloudrunv2/serviceIamMember:ServiceIamMember": Case(
        inputs={"location": "europe-west1", "name": "${svc.name}", "role": "roles/run.invoker", "member": "allUsers"},
        look=_policy_of(
            "run.v2", "projects.locations.services", "projects/{project}/locations/{location}/services/{name}"
        ),
        shows={"role": "roles/run.invoker"},
        needs={**_account("run-im"), "svc": Need("gcp:cloudrunv2/service:Service", {**_RUN_SERVICE, "name": "svc-im"})},
    ),
    "gcp:cloudrunv2/serviceIamBinding:ServiceIamBinding": Case(
        inputs={
            "location": "europe-west1",
            "name": "${svc.name}",
            "role": "roles/run.invoker",
            "members": ["allUsers"],
        },
        look=_policy_of(
            "run.v2", "projects.locations.services", "projects/{project}/locations/{location}/services/{name}"
        ),
        shows={"members": ["allUsers"]},
        needs={**_account("run-ib"), "svc": Need("gcp:cloudrunv2/service:Service", {**_RUN_SERVICE, "name": "svc-ib"})},
    ),
    "gcp:cloudrunv2/jobIamMember:JobIamMember": Case(
        inputs={"location": "europe-west1", "name": "${job.name}", "role": "roles/run.invoker", "member": "allUsers"},
        look=_policy_of("run.v2", "projects.locations.jobs", "projects/{project}/locations/{location}/jobs/{name}"),
        shows={"role": "roles/run.invoker"},
        needs={**_account("run-jm"), "job": Need("gcp:cloudrunv2/job:Job", {**_RUN_JOB, "name": "job-im"})},
    ),
    _NETWORK: Case(
        inputs={"name": "agents", "autoCreateSubnetworks": False},
        look=_compute("networks", "network"),
        shows={"autoCreateSubnetworks": False},
        update={"name": "agents", "autoCreateSubnetworks": False, "routingMode": "GLOBAL"},
        shows_updated={"routingConfig": {"routingMode": "GLOBAL"}},
        replace={"name": "agents2", "autoCreateSubnetworks": False},
    ),
    "gcp:compute/subnetwork:Subnetwork": Case(
        inputs={"name": "sub", "region": "europe-west1", "network": "${net.selfLink}", "ipCidrRange": "10.1.0.0/24"},
        look=_compute("subnetworks", "subnetwork", "region"),
        shows={"ipCidrRange": "10.1.0.0/24"},
        update={
            "name": "sub",
            "region": "europe-west1",
            "network": "${net.selfLink}",
            "ipCidrRange": "10.1.0.0/24",
            "privateIpGoogleAccess": True,
        },
        shows_updated={"privateIpGoogleAccess": True},
        needs={"net": Need(_NETWORK, {"name": "net-sub", "autoCreateSubnetworks": False})},
    ),
    "gcp:compute/firewall:Firewall": Case(
        inputs={
            "name": "egress",
            "network": "${net.selfLink}",
            "direction": "EGRESS",
            "denies": [{"protocol": "all"}],
            "destinationRanges": ["0.0.0.0/0"],
            "targetServiceAccounts": ["${account.email}"],
        },
        look=_compute("firewalls", "firewall"),
        shows={"direction": "EGRESS", "denied": [{"IPProtocol": "all"}], "priority": 1000},
        update={
            "name": "egress",
            "network": "${net.selfLink}",
            "direction": "EGRESS",
            "denies": [{"protocol": "tcp", "ports": ["1-65535"]}],
            "destinationRanges": ["0.0.0.0/0"],
            "targetServiceAccounts": ["${account.email}"],
        },
        shows_updated={"denied": [{"IPProtocol": "tcp"}]},
        needs={"net": Need(_NETWORK, {"name": "net-fw", "autoCreateSubnetworks": False}), **_account("fw-account")},
    ),
    "gcp:compute/instance:Instance": Case(
        inputs={
            "name": "vm",
            "zone": "europe-west1-b",
            "machineType": "e2-micro",
            "bootDisk": {"initializeParams": {"image": "debian-cloud/debian-12"}},
            "networkInterfaces": [{"subnetwork": "${sub.selfLink}"}],
            "serviceAccount": {"email": "${account.email}", "scopes": ["cloud-platform"]},
            "labels": {"agent-type": "reader"},
        },
        look=_compute("instances", "instance", "zone"),
        shows={"labels": {"agent-type": "reader"}, "serviceAccounts": [{"scopes": ["cloud-platform"]}]},
        update={
            "name": "vm",
            "zone": "europe-west1-b",
            "machineType": "e2-micro",
            "bootDisk": {"initializeParams": {"image": "debian-cloud/debian-12"}},
            "networkInterfaces": [{"subnetwork": "${sub.selfLink}"}],
            "serviceAccount": {"email": "${account.email}", "scopes": ["cloud-platform"]},
            "labels": {"agent-type": "writer"},
            "tags": ["agent"],
            "metadata": {"block-project-ssh-keys": "true"},
        },
        shows_updated={"labels": {"agent-type": "writer"}, "tags": {"items": ["agent"]}},
        needs={
            "net": Need(_NETWORK, {"name": "net-vm", "autoCreateSubnetworks": False}),
            "sub": Need(
                "gcp:compute/subnetwork:Subnetwork",
                {"name": "sub-vm", "region": "europe-west1", "network": "${net.id}", "ipCidrRange": "10.2.0.0/24"},
            ),
            **_account("vm-account"),
        },
    ),
    "gcp:storage/bucket:Bucket": Case(
        inputs={"name": "agents-invoices", "location": "EU", "uniformBucketLevelAccess": True},
        look=lambda clients, outputs: _call(clients, "storage.v1", "buckets.get", bucket=outputs["name"]),
        shows={"location": "EU", "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}},
        update={"name": "agents-invoices", "location": "EU", "uniformBucketLevelAccess": True, "labels": {"a": "b"}},
        shows_updated={"labels": {"a": "b"}},
        replace={"name": "agents-invoices-2", "location": "EU"},
    ),
    "gcp:storage/bucketIAMMember:BucketIAMMember": Case(
        inputs={"bucket": "${store.name}", "role": "roles/storage.objectViewer", "member": "${account.member}"},
        look=_policy_of("storage.v1", "buckets", "{bucket}"),
        shows={"role": "roles/storage.objectViewer"},
        needs={
            "store": Need("gcp:storage/bucket:Bucket", {"name": "agents-bm", "location": "EU"}),
            **_account("bucket-member"),
        },
    ),
    "gcp:storage/bucketIAMBinding:BucketIAMBinding": Case(
        inputs={"bucket": "${store.name}", "role": "roles/storage.objectViewer", "members": ["${account.member}"]},
        look=_policy_of("storage.v1", "buckets", "{bucket}"),
        shows={"role": "roles/storage.objectViewer"},
        needs={
            "store": Need("gcp:storage/bucket:Bucket", {"name": "agents-bb", "location": "EU"}),
            **_account("bucket-binding"),
        },
    ),
    "gcp:storage/hmacKey:HmacKey": Case(
        inputs={"serviceAccountEmail": "${account.email}"},
        look=lambda clients, outputs: _call(
            clients, "storage.v1", "projects.hmacKeys.get", projectId=PROJECT, accessId=outputs["accessId"]
        ),
        shows={"state": "ACTIVE"},
        update={"serviceAccountEmail": "${account.email}", "state": "INACTIVE"},
        shows_updated={"state": "INACTIVE"},
        needs=_account("hmac-account"),
    ),
    "gcp:secretmanager/secret:Secret": Case(
        inputs={"secretId": "token", "replication": {"auto": {}}, "labels": {"a": "b"}},
        look=_named("secretmanager.v1", "projects.secrets.get"),
        shows={"labels": {"a": "b"}},
        update={"secretId": "token", "replication": {"auto": {}}, "labels": {"a": "c"}},
        shows_updated={"labels": {"a": "c"}},
        replace={"secretId": "token2", "replication": {"auto": {}}},
    ),
    "gcp:secretmanager/secretIamMember:SecretIamMember": Case(
        inputs={"secretId": "${secret.secretId}", "role": "roles/viewer", "member": "user:a@example.com"},
        look=_policy_of("secretmanager.v1", "projects.secrets", "projects/{project}/secrets/{secretId}"),
        shows={"role": "roles/viewer"},
        needs={"secret": Need("gcp:secretmanager/secret:Secret", {"secretId": "s-im", "replication": {"auto": {}}})},
    ),
    "gcp:secretmanager/secretIamBinding:SecretIamBinding": Case(
        inputs={"secretId": "${secret.secretId}", "role": "roles/viewer", "members": ["user:a@example.com"]},
        look=_policy_of("secretmanager.v1", "projects.secrets", "projects/{project}/secrets/{secretId}"),
        shows={"role": "roles/viewer"},
        needs={"secret": Need("gcp:secretmanager/secret:Secret", {"secretId": "s-ib", "replication": {"auto": {}}})},
    ),
}


def _alive(role: JSON | None) -> JSON | None:
    """A deleted custom role stays at Google, marked so."""
    return None if role is None or role.get("deleted") else role


def _bound(policy: JSON | None) -> JSON | None:
    return policy if policy and policy.get("bindings") else None


def _audited(policy: JSON | None) -> JSON | None:
    return policy if policy and policy.get("auditConfigs") else None


def _enabled(service: JSON | None) -> JSON | None:
    return service if service and service["state"] == "ENABLED" else None
