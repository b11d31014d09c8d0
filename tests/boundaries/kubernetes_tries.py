"""What an agent under a surviving cluster-admin tries, request by request."""

from typing import Any, Final

from tests.boundaries.kubernetes_api import APPLY, MERGE, RBAC
from tests.boundaries.kubernetes_objects import certificate_request, custom_resource
from tests.boundaries.kubernetes_survivor import ELSEWHERE, HOME, SUBJECT

JSON_PATCH: Final = "application/json-patch+json"
CORE: Final = "/api/v1/namespaces"
ROLES: Final = f"/apis/{RBAC}/v1"
REQUESTS: Final = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
CONTAINERS: Final = [{"name": "c", "image": "x"}]
TEMPLATE: Final = {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": CONTAINERS}}
DEPLOYMENT: Final = {"spec": {"selector": {"matchLabels": {"app": "x"}}, "template": TEMPLATE}}
JOB: Final = {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": CONTAINERS}}}}
EVERYTHING: Final = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
LABELS: Final = {"metadata": {"labels": {"agent-boundary": None, "pod-security.kubernetes.io/enforce": "privileged"}}}
ADMIN: Final = {"apiGroup": RBAC, "kind": "ClusterRole", "name": "cluster-admin"}


def named(name: str, **body: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, **body}


def pod(account: str) -> dict[str, Any]:
    return named("stolen", spec={"serviceAccountName": account, "containers": CONTAINERS})


def token_secret(account: str) -> dict[str, Any]:
    metadata = {"name": "t", "annotations": {"kubernetes.io/service-account.name": account}}
    return {"metadata": metadata, "type": "kubernetes.io/service-account-token"}


TRIES: Final[dict[str, tuple[str, str, Any]]] = {
    "token of another account": ("POST", f"{CORE}/{ELSEWHERE}/serviceaccounts/powerful/token", {"spec": {}}),
    "token of an account of the cluster": ("POST", f"{CORE}/kube-system/serviceaccounts/default/token", {"spec": {}}),
    "token of an account beside it": ("POST", f"{CORE}/{HOME}/serviceaccounts/powerful/token", {"spec": {}}),
    "token of its own": ("POST", f"{CORE}/{HOME}/serviceaccounts/reader/token", {"spec": {}}),
    "token Secret": ("POST", f"{CORE}/{ELSEWHERE}/secrets", token_secret("powerful")),
    "token Secret at home": ("POST", f"{CORE}/{HOME}/secrets", token_secret("reader")),
    "bootstrap token": ("POST", f"{CORE}/kube-system/secrets", named("b", type="bootstrap.kubernetes.io/token")),
    "Secret": ("POST", f"{CORE}/{HOME}/secrets", named("s")),
    "role": ("POST", f"{ROLES}/namespaces/{ELSEWHERE}/roles", named("r", rules=EVERYTHING)),
    "cluster role": ("POST", f"{ROLES}/clusterroles", named("r", rules=EVERYTHING)),
    "binding": ("POST", f"{ROLES}/namespaces/{ELSEWHERE}/rolebindings", named("b", roleRef=ADMIN, subjects=[SUBJECT])),
    "cluster binding": ("POST", f"{ROLES}/clusterrolebindings", named("b", roleRef=ADMIN, subjects=[SUBJECT])),
    "pod with another account": ("POST", f"{CORE}/{ELSEWHERE}/pods", pod("powerful")),
    "pod with an account beside it": ("POST", f"{CORE}/{HOME}/pods", pod("powerful")),
    "exec": ("POST", f"{CORE}/{ELSEWHERE}/pods/victim/exec?command=sh&container=c&stdout=true", None),
    "exec by a read": ("GET", f"{CORE}/{HOME}/pods/victim/exec?command=sh&container=c&stdout=true", None),
    "attach": ("POST", f"{CORE}/{ELSEWHERE}/pods/victim/attach?container=c&stdout=true", None),
    "attach by a read": ("GET", f"{CORE}/{ELSEWHERE}/pods/victim/attach?container=c&stdout=true", None),
    "portforward": ("POST", f"{CORE}/{ELSEWHERE}/pods/victim/portforward", None),
    "portforward by a read": ("GET", f"{CORE}/{ELSEWHERE}/pods/victim/portforward?ports=80", None),
    "proxy of a pod": ("GET", f"{CORE}/{ELSEWHERE}/pods/victim/proxy/metrics", None),
    "proxy of a service": ("GET", f"{CORE}/default/services/https:kubernetes:443/proxy/version", None),
    "proxy of a node": ("GET", "/api/v1/nodes/n1/proxy/pods", None),
    "eviction": ("POST", f"{CORE}/{ELSEWHERE}/pods/victim/eviction", named("victim")),
    "binding of a pod": ("POST", f"{CORE}/{ELSEWHERE}/pods/victim/binding", named("victim", target={"name": "n1"})),
    "binding of old": ("POST", f"{CORE}/{ELSEWHERE}/bindings", named("victim", target={"name": "n1"})),
    "certificate": (
        "POST",
        REQUESTS,
        named(
            "mine",
            spec={
                "signerName": "kubernetes.io/kube-apiserver-client",
                "usages": ["client auth"],
                "request": certificate_request(),
            },
        ),
    ),
    "deployment": ("POST", f"/apis/apps/v1/namespaces/{ELSEWHERE}/deployments", named("d", **DEPLOYMENT)),
    "job": ("POST", f"/apis/batch/v1/namespaces/{HOME}/jobs", named("j", **JOB)),
    "cron job": (
        "POST",
        f"/apis/batch/v1/namespaces/{HOME}/cronjobs",
        named("c", spec={"schedule": "0 0 1 1 *", "jobTemplate": JOB}),
    ),
    "replication controller of old": (
        "POST",
        f"{CORE}/{HOME}/replicationcontrollers",
        named("r", spec={"selector": {"app": "x"}, "template": TEMPLATE}),
    ),
    "namespace": ("POST", CORE, named("fresh")),
    "namespace deleted": ("DELETE", f"{CORE}/{ELSEWHERE}", None),
    "Secrets deleted together": ("DELETE", f"{CORE}/{HOME}/secrets", None),
    "data of others deleted together": ("DELETE", f"{CORE}/{ELSEWHERE}/configmaps", None),
    "data of others": ("POST", f"{CORE}/{ELSEWHERE}/configmaps", named("c")),
    "data of the cluster": ("POST", f"{CORE}/kube-system/configmaps", named("c")),
    "custom definition": ("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                          custom_resource("evil.example.com", "Thing")),
    "custom resource that runs": (
        "POST",
        f"/apis/argoproj.io/v1/namespaces/{HOME}/workflows",
        {"apiVersion": "argoproj.io/v1", "kind": "Workflow", **named("w", spec={"serviceAccountName": "powerful"})},
    ),
    "custom resource under the wildcard": (
        "POST",
        f"/apis/example.com/v1/namespaces/{HOME}/widgets",
        {"apiVersion": "example.com/v1", "kind": "Widget", **named("w")},
    ),
    "mutating webhook": (
        "POST",
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        named("w", webhooks=[]),
    ),
    "validating webhook": (
        "POST",
        "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
        named("w", webhooks=[]),
    ),
}  # fmt: skip
"""What the agent tries; the survivor of cluster-admin may do each by RBAC."""

PATCHES: Final[dict[str, tuple[str, str, Any]]] = {
    "its own binding": (f"{ROLES}/clusterrolebindings/survivor", MERGE, {"metadata": {"labels": {"a": "b"}}}),
    "a role of the cluster": (f"{ROLES}/clusterroles/view", MERGE, {"rules": EVERYTHING}),
    "a role, applied": (
        f"{ROLES}/clusterroles/applied?fieldManager=x",
        APPLY,
        {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", **named("applied", rules=EVERYTHING)},
    ),
    "a binding, applied": (
        f"{ROLES}/namespaces/{HOME}/rolebindings/applied?fieldManager=x",
        APPLY,
        {
            "apiVersion": f"{RBAC}/v1",
            "kind": "RoleBinding",
            **named("applied", roleRef=ADMIN, subjects=[SUBJECT]),
        },
    ),
    "an ephemeral container": (
        f"{CORE}/{ELSEWHERE}/pods/victim/ephemeralcontainers",
        "application/strategic-merge-patch+json",
        {"spec": {"ephemeralContainers": [{"name": "e", "image": "x"}]}},
    ),
    "the image of a workload": (
        f"/apis/apps/v1/namespaces/{ELSEWHERE}/deployments/web",
        JSON_PATCH,
        [{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "evil"}],
    ),
    "the size of a workload": (
        f"/apis/apps/v1/namespaces/{HOME}/deployments/web/scale",
        MERGE,
        {"spec": {"replicas": 9}},
    ),
    "the status of a pod": (f"{CORE}/{HOME}/pods/victim/status", MERGE, {"status": {"phase": "Failed"}}),
    "a Secret": (f"{CORE}/{ELSEWHERE}/secrets/key", MERGE, {"stringData": {"a": "c"}}),
    "an account": (f"{CORE}/{HOME}/serviceaccounts/reader", MERGE, {"automountServiceAccountToken": True}),
    "the labels of its namespace": (f"{CORE}/{HOME}", MERGE, LABELS),
    "the labels by the status": (f"{CORE}/{HOME}/status", MERGE, LABELS),
    "the labels of another namespace": (f"{CORE}/{ELSEWHERE}", MERGE, LABELS),
    "data of others": (f"{CORE}/{ELSEWHERE}/configmaps/settings", MERGE, {"data": {"a": "b"}}),
    "data of others, applied": (
        f"{CORE}/{ELSEWHERE}/configmaps/fresh?fieldManager=x",
        APPLY,
        {"apiVersion": "v1", "kind": "ConfigMap", **named("fresh")},
    ),
    "the authority that pods believe": (f"{CORE}/{HOME}/configmaps/kube-root-ca.crt", MERGE, {"data": {"ca.crt": "x"}}),
    "the approval of a certificate": (
        f"{REQUESTS}/waiting/approval",
        MERGE,
        {"status": {"conditions": [{"type": "Approved", "status": "True", "reason": "x", "message": "x"}]}},
    ),
}  # fmt: skip
"""What the agent tries to change: a path, the form of the patch, the patch."""
