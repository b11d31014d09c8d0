"""The Kubernetes boundary on a real API server: what it refuses, and what it lets pass."""

import time
from typing import Any

import pytest

from agent_identity.boundaries import kubernetes as boundary
from tests.boundaries.kubernetes_api import MERGE, RBAC, Answer, Api, authorized
from tests.conftest import LocalClouds

AGENT = "system:serviceaccount:agents-pay:reader"
READER = {"kind": "ServiceAccount", "namespace": "agents-pay", "name": "reader"}
CONFIGMAPS = {"apiGroups": [""], "resources": ["configmaps"]}


@pytest.fixture(scope="module")
def api(local_clouds: LocalClouds) -> Api:
    made = Api(local_clouds.env)
    group = "/apis/admissionregistration.k8s.io/v1"
    for name in ("standard", "restricted"):
        for item in boundary.manifests(name, "admission"):
            plural = "validatingadmissionpolicies" if item["kind"].endswith("Policy") else f"{item['kind'].lower()}s"
            assert made.call("POST", f"{group}/{plural}", item)[0] == 201
    deadline = time.monotonic() + 20
    while made.call("POST", "/api/v1/namespaces?dryRun=All", {"metadata": {"name": "agents-probe"}})[0] != 403:
        assert time.monotonic() < deadline, "the API server never took the policies up"
        time.sleep(0.2)
    for name, labels in (
        ("agents-pay", boundary.namespace_labels("standard", "admission")),
        ("agents-careful", boundary.namespace_labels("restricted", "admission")),
        ("elsewhere", {}),
    ):
        assert made.call("POST", "/api/v1/namespaces", {"metadata": {"name": name, "labels": labels}})[0] == 201
    account = {"metadata": {"name": "reader"}}
    assert made.call("POST", "/api/v1/namespaces/agents-pay/serviceaccounts", account)[0] == 201
    return made


def role(api: Api, name: str, *rules: dict[str, Any]) -> tuple[int, str]:
    path = f"/apis/{RBAC}/v1/namespaces/agents-pay/roles?dryRun=All"
    return api.call("POST", path, {"metadata": {"name": name}, "rules": list(rules)})


def bind(api: Api, role_name: str, subject: dict[str, str], namespace: str) -> tuple[int, str]:
    kind = "Role" if role_name.startswith("agent-") else "ClusterRole"
    body = {
        "metadata": {"name": "b"},
        "roleRef": {"apiGroup": RBAC, "kind": kind, "name": role_name},
        "subjects": [subject],
    }
    return api.call("POST", f"/apis/{RBAC}/v1/namespaces/{namespace}/rolebindings?dryRun=All", body)


def user(name: str) -> dict[str, str]:
    return {"kind": "User", "apiGroup": RBAC, "name": name}


def group(name: str) -> dict[str, str]:
    return {"kind": "Group", "apiGroup": RBAC, "name": name}


@pytest.mark.parametrize(
    ("role_name", "subject", "namespace"),
    [
        ("agent-standard-a", READER, "agents-pay"),
        ("agent-restricted-a", READER, "agents-pay"),
        ("agent-restricted-a", READER, "elsewhere"),
        ("agent-restricted-a", {**READER, "namespace": "agents-careful"}, "agents-careful"),
        ("edit", user("ann"), "elsewhere"),
        ("edit", {**READER, "namespace": "elsewhere"}, "elsewhere"),
        ("system:discovery", group("system:authenticated"), "elsewhere"),
    ],
)
def test_a_grant_that_raises_no_agent_passes(api: Api, role_name: str, subject: dict, namespace: str) -> None:
    assert bind(api, role_name, subject, namespace) == (201, "")


@pytest.mark.parametrize(
    ("role_name", "subject", "namespace"),
    [
        ("cluster-admin", READER, "agents-pay"),
        ("view", READER, "elsewhere"),
        ("agent-standard-a", READER, "elsewhere"),
        ("agent-standard-a", {**READER, "namespace": "agents-careful"}, "agents-careful"),
        ("edit", user(AGENT), "elsewhere"),
        ("edit", group("system:serviceaccounts:agents-pay"), "elsewhere"),
        ("edit", group("system:serviceaccounts"), "elsewhere"),
        ("edit", group("system:authenticated"), "elsewhere"),
    ],
)
def test_a_grant_that_would_raise_an_agent_is_refused(api: Api, role_name: str, subject: dict, namespace: str) -> None:
    status, message = bind(api, role_name, subject, namespace)
    assert status == 403
    assert "agent-boundary-grants-" in message


def test_a_role_of_a_namespace_is_no_discovery_role_of_the_cluster(api: Api) -> None:
    body = {
        "metadata": {"name": "b"},
        "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": "system:discovery"},
        "subjects": [group("system:authenticated")],
    }
    status, message = api.call("POST", f"/apis/{RBAC}/v1/namespaces/elsewhere/rolebindings?dryRun=All", body)
    assert (status, "the cluster's own discovery roles" in message) == (403, True)


def test_an_agent_is_never_bound_over_the_whole_cluster(api: Api) -> None:
    body = {
        "metadata": {"name": "b"},
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "agent-restricted-a"},
        "subjects": [READER],
    }
    status, message = api.call("POST", f"/apis/{RBAC}/v1/clusterrolebindings?dryRun=All", body)
    assert (status, "never bound by a ClusterRoleBinding" in message) == (403, True)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("agent-standard-a", {**CONFIGMAPS, "verbs": ["get", "create", "update"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["s"], "verbs": ["get"]}),
        ("agent-restricted-a", {**CONFIGMAPS, "verbs": ["get", "list", "watch"]}),
        ("agent-standard-a", {"apiGroups": ["example.com"], "resources": ["widgets"], "verbs": ["get", "patch"]}),
        ("agent-standard-a", {"apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["get", "list"]}),
        ("agent-standard-a", {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": ["update"]}),
        ("of-people", {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}),
    ],
)
def test_a_role_that_raises_nobody_passes(api: Api, name: str, rule: dict) -> None:
    assert role(api, name, rule) == (201, "")


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("agent-standard-a", {**CONFIGMAPS, "verbs": ["*"]}),
        ("agent-standard-a", {"apiGroups": ["*"], "resources": ["configmaps"], "verbs": ["get"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["*"], "verbs": ["get"]}),
        ("agent-standard-a", {"apiGroups": [RBAC], "resources": ["roles"], "verbs": ["escalate"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["impersonate"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["s"], "verbs": ["list"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]}),
        ("agent-standard-a", {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["patch"]}),
        ("agent-standard-a", {"apiGroups": ["apps"], "resources": ["deployments/scale"], "verbs": ["update"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["namespaces/finalize"], "verbs": ["update"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["resourcequotas"], "verbs": ["delete"]}),
        ("agent-restricted-a", {**CONFIGMAPS, "verbs": ["update"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["users"], "verbs": ["impersonate:user-info"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["pods"], "verbs": ["impersonate-on:user-info:create"]}),
        ("agent-standard-a", {"apiGroups": [""], "resources": ["services"], "verbs": ["create"]}),
        ("agent-standard-a", {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": ["patch"]}),
        ("agent-standard-a", {"apiGroups": ["apps"], "resources": ["configmaps"], "verbs": ["create"]}),
        ("agent-standard-a", {"apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["create"]}),
        ("agent-standard-a", {"apiGroups": ["iam.aws.crossplane.io"], "resources": ["roles"], "verbs": ["create"]}),
        ("agent-standard-a", {"apiGroups": ["", "example.com"], "resources": ["pods"], "verbs": ["create"]}),
    ],
)
def test_a_role_for_agents_that_raises_is_refused(api: Api, name: str, rule: dict) -> None:
    status, message = role(api, name, rule)
    assert status == 403
    assert "agent-boundary-roles-" in message


def test_a_token_is_for_a_node_and_a_pod_and_an_hour(api: Api) -> None:
    pods = "/api/v1/namespaces/agents-pay/pods"
    token = {"serviceAccountToken": {"path": "token", "audience": "a", "expirationSeconds": 3600}}
    pod = {
        "metadata": {"name": "p"},
        "spec": {
            "serviceAccountName": "reader",
            "nodeName": "n1",
            "automountServiceAccountToken": False,
            "containers": [{"name": "c", "image": "x"}],
            # A node may ask only for audiences that its pods name.
            "volumes": [{"name": "token", "projected": {"sources": [token]}}],
        },
    }
    made = api.make(pods, pod)
    bound = {"kind": "Pod", "apiVersion": "v1", "name": "p", "uid": made["metadata"]["uid"]}

    # The local API server has no node authorizer: this is the right that it would give a node.
    right = {"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"]}
    grant = {
        "metadata": {"name": "nodes"},
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "nodes"},
        "subjects": [group("system:nodes")],
    }
    assert (
        api.call("POST", f"/apis/{RBAC}/v1/clusterroles", {"metadata": {"name": "nodes"}, "rules": [right]})[0] == 201
    )
    assert api.call("POST", f"/apis/{RBAC}/v1/clusterrolebindings", grant)[0] == 201

    def ask(seconds: int, reference: dict | None, **impersonate: str) -> Answer:
        spec = {"audiences": ["a"], "expirationSeconds": seconds, "boundObjectRef": reference}
        path = "/api/v1/namespaces/agents-pay/serviceaccounts/reader/token"
        return api.ask("POST", path, {"spec": spec}, **impersonate)

    node = {"user": "system:node:n1", "group": "system:nodes"}
    assert authorized(lambda: ask(3600, bound, **node)).status == 201
    assert "lives 3,600 seconds at most" in ask(7200, bound, **node).message
    assert "is bound to its pod" in ask(3600, None, **node).message
    assert "only a node may ask" in ask(3600, bound).message


def test_no_secret_holds_a_token(api: Api) -> None:
    path = "/api/v1/namespaces/agents-pay/secrets?dryRun=All"
    token = {
        "metadata": {"name": "t", "annotations": {"kubernetes.io/service-account.name": "reader"}},
        "type": "kubernetes.io/service-account-token",
    }
    assert api.call("POST", path, token)[0] == 403
    assert api.call("POST", path, {"metadata": {"name": "t"}, "stringData": {"a": "b"}})[0] == 201


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/namespaces/elsewhere/secrets", {}),
        ("/api/v1/namespaces/elsewhere/serviceaccounts", {}),
        ("/api/v1/namespaces", {}),
        (f"/apis/{RBAC}/v1/namespaces/elsewhere/roles", {}),
        ("/apis/batch/v1/namespaces/elsewhere/jobs", {"spec": {"template": {"spec": {
            "restartPolicy": "Never", "containers": [{"name": "c", "image": "x"}]}}}}),
    ],
)  # fmt: skip
def test_an_agent_with_every_right_changes_no_identity_grant_or_workload(api: Api, path: str, body: dict) -> None:
    wanted = {"metadata": {"name": "x"}, **body}
    status, message = api.call("POST", f"{path}?dryRun=All", wanted, user=AGENT, group="system:masters")
    assert (status, "an agent may not change identities" in message) == (403, True)
    assert api.call("POST", f"{path}?dryRun=All", wanted)[0] == 201


def write(api: Api, agent: str, namespace: str) -> tuple[int, str]:
    path = f"/api/v1/namespaces/{namespace}/configmaps?dryRun=All"
    return api.call("POST", path, {"metadata": {"name": "x"}}, user=agent, group="system:masters")


def test_an_agent_with_the_right_still_writes_data_of_its_own_namespace(api: Api) -> None:
    assert write(api, AGENT, "agents-pay") == (201, "")
    status, message = write(api, AGENT, "elsewhere")
    assert (status, "an agent writes only in its own namespace" in message) == (403, True)


def test_an_agent_of_the_class_restricted_writes_nothing(api: Api) -> None:
    status, message = write(api, AGENT.replace("pay", "careful"), "agents-careful")
    assert (status, "only in a namespace of the boundary class standard" in message) == (403, True)


def test_a_namespace_of_agents_carries_and_keeps_its_labels(api: Api) -> None:
    assert api.call("POST", "/api/v1/namespaces?dryRun=All", {"metadata": {"name": "agents-bare"}})[0] == 403
    bare = {"metadata": {"name": "agents-pay"}}
    assert api.call("PUT", "/api/v1/namespaces/agents-pay?dryRun=All", bare)[0] == 403


def test_a_namespace_of_another_environment_is_bounded_too(api: Api) -> None:
    labels = boundary.namespace_labels("restricted", "nowhere")
    made = {"metadata": {"name": "agents-nowhere", "labels": labels}}
    assert api.call("POST", "/api/v1/namespaces", made)[0] == 201
    metadata = {"name": "t", "annotations": {"kubernetes.io/service-account.name": "reader"}}
    token = {"metadata": metadata, "type": "kubernetes.io/service-account-token"}
    assert api.call("POST", "/api/v1/namespaces/agents-nowhere/secrets?dryRun=All", token)[0] == 403


def test_a_generated_name_is_judged_like_a_given_one(api: Api) -> None:
    bare = {"metadata": {"generateName": "agents-"}}
    assert api.call("POST", "/api/v1/namespaces?dryRun=All", bare)[0] == 403
    assert api.call("POST", "/api/v1/namespaces?dryRun=All", {"metadata": {"generateName": "other-"}})[0] == 201
    wide = {"metadata": {"generateName": "agent-standard-"}, "rules": [
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["*"]}]}  # fmt: skip
    assert api.call("POST", f"/apis/{RBAC}/v1/clusterroles?dryRun=All", wide)[0] == 403


def test_a_patch_is_judged_like_an_update(api: Api) -> None:
    path = f"/apis/{RBAC}/v1/namespaces/agents-pay/rolebindings"
    kept = {"metadata": {"name": "later"}, "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "edit"},
            "subjects": [user("ann")]}  # fmt: skip
    assert api.call("POST", path, kept)[0] == 201
    status, message = api.call("PATCH", f"{path}/later?dryRun=All", {"subjects": [READER]}, MERGE)
    assert (status, "an agent may be bound to a role named" in message) == (403, True)
    labels = {"metadata": {"labels": {"agent-boundary": None}}}
    for part in ("", "/status"):
        assert api.call("PATCH", f"/api/v1/namespaces/agents-pay{part}?dryRun=All", labels, MERGE)[0] == 403


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/namespaces/elsewhere/resourcequotas", {"spec": {"hard": {"pods": "0"}}}),
        ("/api/v1/namespaces/elsewhere/limitranges", {"spec": {"limits": []}}),
        ("/api/v1/namespaces/elsewhere/bindings", {"target": {"name": "n"}}),
    ],
)
def test_an_agent_moves_no_pod_and_no_limit(api: Api, path: str, body: dict) -> None:
    wanted = {"metadata": {"name": "x"}, **body}
    status, message = api.call("POST", f"{path}?dryRun=All", wanted, user=AGENT, group="system:masters")
    assert (status, "an agent may not change identities" in message) == (403, True)
