"""What a principal can try on a real API server, by the technique that it would carry out.

A technique that needs a kubelet or a controller (to enter a pod, to make an operator act) is not among them.
"""

from collections.abc import Iterator
from typing import Any, Final

from tests.boundaries.kubernetes_api import RBAC, Api
from tests.boundaries.kubernetes_objects import certificate_request
from tests.permissions.kubernetes.corpora import POWERFUL, SPACE, Case

CORE: Final = f"/api/v1/namespaces/{SPACE}"
APPS: Final = f"/apis/apps/v1/namespaces/{SPACE}"
BATCH: Final = f"/apis/batch/v1/namespaces/{SPACE}"
ROLES: Final = f"/apis/{RBAC}/v1/namespaces/{SPACE}"
WIDE: Final = f"/apis/{RBAC}/v1"
REQUESTS: Final = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
ADMISSION: Final = "/apis/admissionregistration.k8s.io/v1"
VICTIM: Final = "victim"
STRONG: Final = "strong"
"""A role of the namespace that reads every Secret, and its binding."""

_SPEC: Final = {"serviceAccountName": POWERFUL, "containers": [{"name": "c", "image": "x"}]}
_LABELS: Final = {"matchLabels": {"app": "x"}}
_TEMPLATE: Final = {"metadata": {"labels": {"app": "x"}}, "spec": _SPEC}
_JOB: Final = {"spec": {"template": {"spec": {**_SPEC, "restartPolicy": "Never"}}}}
_CHANGE: Final = {"spec": {"template": {"spec": {"serviceAccountName": POWERFUL}}}}

Attempt = tuple[str, str, str, Any]
"""The technique, the method, the path and the body; a body of a patch is a merge patch."""


def workloads(name: str) -> Iterator[Attempt]:
    """Yields each kind of workload, to run as another account."""
    apps = {"selector": _LABELS, "template": _TEMPLATE}
    for kind, more in (
        ("deployments", {}),
        ("replicasets", {}),
        ("daemonsets", {}),
        ("statefulsets", {"serviceName": "x"}),
    ):
        yield "kubernetes-workload", "POST", f"{APPS}/{kind}", _named(name, spec={**apps, **more})
    yield "kubernetes-workload", "POST", f"{BATCH}/jobs", _named(name, **_JOB)
    cron = {"schedule": "0 0 1 1 *", "jobTemplate": _JOB}
    yield "kubernetes-workload", "POST", f"{BATCH}/cronjobs", _named(name, spec=cron)
    controller = {"selector": {"app": "x"}, "template": _TEMPLATE}
    yield "kubernetes-workload", "POST", f"{CORE}/replicationcontrollers", _named(name, spec=controller)


def attempts(case: Case, victim: dict[str, Any]) -> Iterator[Attempt]:
    """Yields all that an agent can try, in an order in which later ones use what earlier ones made."""
    name = f"made-by-{case.account}"
    yield "kubernetes-pod", "POST", f"{CORE}/pods", _named(name, spec=_SPEC)
    yield from workloads(name)
    yield "kubernetes-workload-change", "PATCH", f"{APPS}/deployments/{VICTIM}", _CHANGE
    yield "kubernetes-workload-change", "PUT", f"{APPS}/deployments/{VICTIM}", victim
    image = {"spec": {"containers": [{"name": "c", "image": f"mine-{case.account}"}]}}
    yield "kubernetes-workload-change", "PATCH", f"{CORE}/pods/{VICTIM}", image
    for account in (POWERFUL, case.account):
        yield "kubernetes-token-request", "POST", f"{CORE}/serviceaccounts/{account}/token", {"spec": {}}
    yield "kubernetes-secret-read", "GET", f"{CORE}/secrets/powerful-token", None
    yield "kubernetes-secret-read", "GET", f"{CORE}/secrets", None
    yield "kubernetes-secret-read", "GET", f"{CORE}/secrets?watch=true&timeoutSeconds=1", None
    yield "kubernetes-secret-write", "PATCH", f"{CORE}/secrets/{VICTIM}", {"stringData": {"a": "mine"}}
    everything = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    for role in (f"{case.account}-home", VICTIM):
        yield "kubernetes-role-escalate", "PATCH", f"{ROLES}/roles/{role}", {"rules": everything}
        yield "kubernetes-role-escalate", "PUT", f"{ROLES}/roles/{role}", _named(role, rules=everything)
    yield "kubernetes-admin", "PATCH", f"{WIDE}/clusterroles/{case.account}-wide", {"rules": everything}
    subject = {"kind": "ServiceAccount", "name": case.account, "namespace": SPACE}
    for of in ("cluster-admin", "admin", "view"):
        reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": of}
        bound = _named(f"{name}-{of}", roleRef=reference, subjects=[subject])
        yield "kubernetes-role-bind", "POST", f"{ROLES}/rolebindings", bound
        yield "kubernetes-admin", "POST", f"{WIDE}/clusterrolebindings", bound
    for of_whom in (VICTIM, STRONG):
        yield "kubernetes-role-bind", "PATCH", f"{ROLES}/rolebindings/{of_whom}", {"subjects": [subject]}
    yield "kubernetes-certificate", "POST", REQUESTS, _request(name)
    yield "kubernetes-certificate", "PUT", f"{REQUESTS}/{name}/approval", _request(name, approved=True)
    yield "kubernetes-service-account", "POST", f"{CORE}/serviceaccounts", _named(name)
    yield (
        "kubernetes-service-account",
        "PATCH",
        f"{CORE}/serviceaccounts/{POWERFUL}",
        {"metadata": {"annotations": {"a": "b"}}},
    )
    labels = {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "privileged"}}}
    yield "kubernetes-namespace", "PATCH", f"/api/v1/namespaces/{SPACE}", labels
    yield "kubernetes-admission-webhook", "POST", f"{ADMISSION}/mutatingwebhookconfigurations", _named(name)
    policy = {"matchConstraints": {"resourceRules": [_rule()]}, "validations": [{"expression": "true"}]}
    yield "kubernetes-admission-policy", "POST", f"{ADMISSION}/validatingadmissionpolicies", _named(name, spec=policy)
    volume = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/"}}
    yield "kubernetes-volume", "POST", "/api/v1/persistentvolumes", _named(name, spec=volume)
    group = f"{case.account}.example.com"
    yield (
        "kubernetes-api-extension",
        "POST",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        _definition(group),
    )
    service = {"group": group, "version": "v1", "groupPriorityMinimum": 1, "versionPriority": 1,
               "service": {"name": "x", "namespace": SPACE}, "insecureSkipTLSVerify": True}  # fmt: skip
    extension = _named(f"v1.{group}", spec=service)
    yield "kubernetes-api-extension", "POST", "/apis/apiregistration.k8s.io/v1/apiservices", extension
    yield "kubernetes-place-pod", "PATCH", f"/api/v1/nodes/{VICTIM}", {"metadata": {"labels": {"a": "b"}}}
    outside = {"ports": [{"port": 80}], "externalIPs": ["198.51.100.1"]}
    yield "kubernetes-route", "POST", f"{CORE}/services", _named(name, spec=outside)
    yield (
        "kubernetes-configmap-write",
        "PATCH",
        "/api/v1/namespaces/kube-system/configmaps/coredns",
        {"data": {"a": "b"}},
    )
    containers = {"spec": {"ephemeralContainers": [{"name": name, "image": "x", "targetContainerName": "c"}]}}
    yield "kubernetes-enter-pod", "PATCH", f"{CORE}/pods/{VICTIM}/ephemeralcontainers", containers


def token_secret(agent: Api, name: str) -> bool:
    """Tells whether an agent comes to a token by a Secret of its own making."""
    metadata = {"name": name, "annotations": {"kubernetes.io/service-account.name": POWERFUL}}
    body = {"metadata": metadata, "type": "kubernetes.io/service-account-token"}
    return (
        agent.ask("POST", f"{CORE}/secrets", body).status == 201
        and agent.ask("GET", f"{CORE}/secrets/{name}").status == 200
    )


def impersonates(agent: Api) -> bool:
    """Tells whether an agent reads all Secrets in the name of somebody who may."""
    names = [{"user": f"system:serviceaccount:{SPACE}:{POWERFUL}"}, {"user": "boss"}]
    names.append({"user": "anybody", "group": "system:masters"})
    return any(agent.ask("GET", "/api/v1/secrets", **name).status == 200 for name in names)


def _named(name: str, **body: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, **body}


def _rule() -> dict[str, Any]:
    return {"apiGroups": ["example.com"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["nothing"]}


def _request(name: str, *, approved: bool = False) -> dict[str, Any]:
    spec = {"signerName": "kubernetes.io/kube-apiserver-client", "usages": ["client auth"],
            "request": certificate_request()}  # fmt: skip
    status = {"conditions": [{"type": "Approved", "status": "True", "reason": "Mine"}]}
    return _named(name, spec=spec, **({"status": status} if approved else {}))


def _definition(group: str) -> dict[str, Any]:
    version = {"name": "v1", "served": True, "storage": True,
               "schema": {"openAPIV3Schema": {"type": "object"}}}  # fmt: skip
    names = {"plural": "things", "singular": "thing", "kind": "Thing"}
    return _named(
        f"things.{group}", spec={"group": group, "scope": "Namespaced", "names": names, "versions": [version]}
    )
