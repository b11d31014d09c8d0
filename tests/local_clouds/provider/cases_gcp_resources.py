"""The lives of Google Cloud's resource types other than grants."""

from __future__ import annotations

from typing import Any

from tests.local_clouds.provider.case import Case, Need
from tests.local_clouds.provider.gcp_client import ORGANIZATION, PROJECT, call, named, placed

JSON = dict[str, Any]
_ACCOUNT = "gcp:serviceaccount/account:Account"
_NETWORK = "gcp:compute/network:Network"
_IMAGE = {"image": "europe-docker.pkg.dev/agents/reader:1"}
_PROTECTED = frozenset({"deletionProtection"})


def account(name: str) -> dict[str, Need]:
    """Need a service account."""
    return {"account": Need(_ACCOUNT, {"accountId": name})}


def network(name: str) -> dict[str, Need]:
    """Need a network."""
    return {"net": Need(_NETWORK, {"name": name, "autoCreateSubnetworks": False})}


RUN_SERVICE: JSON = {
    "name": "svc",
    "location": "europe-west1",
    "deletionProtection": False,
    "template": {
        "containers": [{**_IMAGE, "envs": [{"name": "A", "value": "1"}], "ports": {"containerPort": 8080}}],
        "serviceAccount": "${account.email}",
        "vpcAccess": {"egress": "ALL_TRAFFIC", "networkInterfaces": [{"network": "default"}]},
    },
}
RUN_JOB: JSON = {
    "name": "nightly",
    "location": "europe-west1",
    "deletionProtection": False,
    "template": {"template": {"containers": [_IMAGE], "serviceAccount": "${account.email}"}},
}
_RULE = {
    "description": "no keys",
    "denyRule": {
        "deniedPrincipals": ["principalSet://goog/public:all"],
        "deniedPermissions": ["iam.googleapis.com/serviceAccountKeys.create"],
    },
}
_ORG_POLICY = f"projects/{PROJECT}/policies/iam.disableServiceAccountKeyUpload"


def _deny(clients: Any, outputs: JSON) -> JSON:
    return call(clients, "iam.v2", "policies.get", name=f"policies/{outputs['parent']}/denypolicies/{outputs['name']}")


def _role(collection: str) -> Any:
    """Look at a custom role. A deleted one stays at Google, marked so."""

    def look(clients: Any, outputs: JSON) -> JSON | None:
        found = call(clients, "iam.v1", f"{collection}.get", name=outputs["id"])
        return None if found.get("deleted") else found

    return look


def _enabled(clients: Any, outputs: JSON) -> JSON | None:
    name = f"projects/{PROJECT}/services/{outputs['service']}"
    found = call(clients, "serviceusage.v1", "services.get", name=name)
    return found if found["state"] == "ENABLED" else None


def _patch(api: str, method: str, body: JSON, **extra: Any) -> Any:
    return lambda clients, outputs: call(clients, api, method, name=outputs["id"], body=body, **extra)


RESOURCES: dict[str, Case] = {
    _ACCOUNT: Case(
        inputs={"accountId": "invoice-reader", "displayName": "Invoices", "description": "agent-type=invoice-reader"},
        look=named("iam.v1", "projects.serviceAccounts.get"),
        shows={"displayName": "Invoices", "email": f"invoice-reader@{PROJECT}.iam.gserviceaccount.com"},
        update={"description": "agent-version=2", "disabled": True},
        shows_updated={"description": "agent-version=2", "disabled": True},
        replace={"accountId": "invoice-writer"},
        drift=_patch(
            "iam.v1",
            "projects.serviceAccounts.patch",
            {"serviceAccount": {"displayName": "other"}, "updateMask": "displayName"},
        ),
        drifted={"displayName": "other"},
    ),
    "gcp:serviceaccount/key:Key": Case(
        inputs={"serviceAccountId": "${account.name}"},
        look=named("iam.v1", "projects.serviceAccounts.keys.get"),
        shows={"keyType": "USER_MANAGED"},
        replace={"keepers": {"turn": "2"}},
        needs=account("key-owner"),
        unimportable=frozenset({"privateKeyType", "publicKeyType"}),
    ),
    "gcp:projects/iAMCustomRole:IAMCustomRole": Case(
        inputs={"roleId": "reader", "title": "Reader", "permissions": ["storage.objects.get"]},
        look=_role("projects.roles"),
        shows={"title": "Reader", "includedPermissions": ["storage.objects.get"], "stage": "GA"},
        update={"permissions": ["storage.objects.get", "storage.objects.list"]},
        shows_updated={"includedPermissions": ["storage.objects.get", "storage.objects.list"]},
        replace={"roleId": "reader2"},
        drift=_patch("iam.v1", "projects.roles.patch", {"title": "x"}, updateMask="title"),
        drifted={"title": "x"},
    ),
    "gcp:organizations/iAMCustomRole:IAMCustomRole": Case(
        inputs={"orgId": ORGANIZATION, "roleId": "org.reader", "title": "R", "permissions": ["storage.objects.get"]},
        look=_role("organizations.roles"),
        shows={"title": "R"},
        update={"title": "S"},
        shows_updated={"title": "S"},
    ),
    "gcp:organizations/folder:Folder": Case(
        inputs={"displayName": "agents", "parent": f"organizations/{ORGANIZATION}", "deletionProtection": False},
        look=named("cloudresourcemanager.v3", "folders.get"),
        shows={"displayName": "agents"},
        update={"displayName": "agents-2"},
        shows_updated={"displayName": "agents-2"},
        unimportable=_PROTECTED,
    ),
    "gcp:projects/service:Service": Case(
        inputs={"project": PROJECT, "service": "run.googleapis.com", "disableOnDestroy": True},
        look=_enabled,
        shows={"state": "ENABLED"},
        unimportable=frozenset({"disableOnDestroy"}),
    ),
    "gcp:projects/apiKey:ApiKey": Case(
        inputs={"name": "maps", "displayName": "Maps"},
        look=named("apikeys.v2", "projects.locations.keys.get"),
        shows={"displayName": "Maps"},
        update={"displayName": "Maps 2"},
        shows_updated={"displayName": "Maps 2"},
        replace={"name": "maps2"},
    ),
    "gcp:iam/denyPolicy:DenyPolicy": Case(
        inputs={
            "name": "no-keys",
            "parent": f"cloudresourcemanager.googleapis.com%2Fprojects%2F{PROJECT}",
            "displayName": "no keys",
            "rules": [_RULE],
        },
        look=_deny,
        shows={"displayName": "no keys", "rules": [_RULE]},
        update={"displayName": "none", "rules": [_RULE, {**_RULE, "description": "again"}]},
        shows_updated={"displayName": "none", "rules": [{"description": "again"}]},
        replace={"name": "no-keys-2"},
    ),
    "gcp:orgpolicy/policy:Policy": Case(
        inputs={"name": _ORG_POLICY, "parent": f"projects/{PROJECT}", "spec": {"rules": [{"enforce": "TRUE"}]}},
        look=named("orgpolicy.v2", "projects.policies.get"),
        shows={"spec": {"rules": [{"enforce": True}]}},
        update={"spec": {"rules": [{"enforce": "FALSE"}]}},
        shows_updated={"spec": {"rules": [{"enforce": False}]}},
        replace={"name": f"projects/{PROJECT}/policies/iam.disableServiceAccountCreation"},
        drift=_patch("orgpolicy.v2", "projects.policies.patch", {"spec": {"rules": [{"enforce": True}]}}),
        drifted={"spec": {"rules": [{"enforce": "TRUE"}]}},
    ),
    "gcp:cloudrunv2/service:Service": Case(
        inputs=RUN_SERVICE,
        look=named("run.v2", "projects.locations.services.get"),
        shows={"template": {"containers": [{"env": [{"name": "A", "value": "1"}]}]}},
        update={"labels": {"agent-type": "reader"}, "template": {"containers": [{"image": "x:2"}]}},
        shows_updated={"labels": {"agent-type": "reader"}, "template": {"containers": [{"image": "x:2"}]}},
        replace={"location": "europe-west4"},
        drift=_patch("run.v2", "projects.locations.services.patch", {"labels": {"by": "hand"}}, updateMask="labels"),
        drifted={"labels": {"by": "hand"}},
        needs=account("run-service"),
        unimportable=_PROTECTED,
    ),
    "gcp:cloudrunv2/job:Job": Case(
        inputs=RUN_JOB,
        look=named("run.v2", "projects.locations.jobs.get"),
        shows={"template": {"template": {"containers": [_IMAGE]}}},
        update={"labels": {"agent-type": "reader"}},
        shows_updated={"labels": {"agent-type": "reader"}},
        needs=account("run-job"),
        unimportable=_PROTECTED,
    ),
    _NETWORK: Case(
        inputs={"name": "agents", "autoCreateSubnetworks": False},
        look=placed("networks", "network"),
        shows={"autoCreateSubnetworks": False},
        update={"routingMode": "GLOBAL"},
        shows_updated={"routingConfig": {"routingMode": "GLOBAL"}},
        replace={"name": "agents2"},
    ),
    "gcp:compute/subnetwork:Subnetwork": Case(
        inputs={"name": "sub", "region": "europe-west1", "network": "${net.selfLink}", "ipCidrRange": "10.1.0.0/24"},
        look=placed("subnetworks", "subnetwork", "region"),
        shows={"ipCidrRange": "10.1.0.0/24"},
        update={"privateIpGoogleAccess": True},
        shows_updated={"privateIpGoogleAccess": True},
        replace={"region": "europe-west4"},
        needs=network("net-sub"),
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
        look=placed("firewalls", "firewall"),
        shows={"direction": "EGRESS", "denied": [{"IPProtocol": "all"}], "priority": 1000},
        update={"denies": [{"protocol": "tcp", "ports": ["1-65535"]}], "priority": 900},
        shows_updated={"denied": [{"IPProtocol": "tcp"}], "priority": 900},
        replace={"name": "egress2"},
        drift=lambda clients, outputs: call(
            clients, "compute.v1", "firewalls.patch", project=PROJECT, firewall="egress", body={"priority": 10}
        ),
        drifted={"priority": 10},
        needs={**network("net-fw"), **account("fw-account")},
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
        look=placed("instances", "instance", "zone"),
        shows={"labels": {"agent-type": "reader"}, "serviceAccounts": [{"scopes": ["cloud-platform"]}]},
        update={
            "labels": {"agent-type": "writer"},
            "tags": ["agent"],
            "metadata": {"block-project-ssh-keys": "true"},
        },
        shows_updated={"labels": {"agent-type": "writer"}, "tags": {"items": ["agent"]}},
        replace={"machineType": "e2-small"},
        needs={
            **network("net-vm"),
            "sub": Need(
                "gcp:compute/subnetwork:Subnetwork",
                {"name": "sub-vm", "region": "europe-west1", "network": "${net.id}", "ipCidrRange": "10.2.0.0/24"},
            ),
            **account("vm-account"),
        },
    ),
    "gcp:storage/bucket:Bucket": Case(
        inputs={"name": "agents-invoices", "location": "EU", "uniformBucketLevelAccess": True},
        look=lambda clients, outputs: call(clients, "storage.v1", "buckets.get", bucket=outputs["name"]),
        shows={"location": "EU", "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}},
        update={"labels": {"a": "b"}, "lifecycleRules": [{"action": {"type": "Delete"}, "condition": {"age": 30}}]},
        shows_updated={"labels": {"a": "b"}, "lifecycle": {"rule": [{"condition": {"age": 30}}]}},
        replace={"name": "agents-invoices-2"},
        drift=lambda clients, outputs: call(
            clients, "storage.v1", "buckets.patch", bucket=outputs["name"], body={"labels": {"by": "hand"}}
        ),
        drifted={"labels": {"by": "hand"}},
    ),
    "gcp:storage/hmacKey:HmacKey": Case(
        inputs={"serviceAccountEmail": "${account.email}"},
        look=lambda clients, outputs: call(
            clients, "storage.v1", "projects.hmacKeys.get", projectId=PROJECT, accessId=outputs["accessId"]
        ),
        shows={"state": "ACTIVE"},
        update={"state": "INACTIVE"},
        shows_updated={"state": "INACTIVE"},
        needs=account("hmac-account"),
    ),
    "gcp:secretmanager/secret:Secret": Case(
        inputs={"secretId": "token", "replication": {"auto": {}}, "labels": {"a": "b"}},
        look=named("secretmanager.v1", "projects.secrets.get"),
        shows={"labels": {"a": "b"}},
        update={"labels": {"a": "c"}},
        shows_updated={"labels": {"a": "c"}},
        replace={"secretId": "token2"},
    ),
}
