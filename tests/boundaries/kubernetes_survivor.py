"""A cluster in which an agent was bound to cluster-admin before the boundary came, and the agent's real token."""

import time
from dataclasses import dataclass
from typing import Any, Final

from agent_identity.boundaries import kubernetes as boundary
from tests.boundaries.kubernetes_api import RBAC, Api
from tests.boundaries.kubernetes_objects import custom_resource

HOME: Final = "agents-pay"
ELSEWHERE: Final = "elsewhere"
OLD: Final = "agents-of-old"
"""A namespace of agents from before the boundary, without its labels."""
AGENT: Final = f"system:serviceaccount:{HOME}:reader"
SUBJECT: Final = {"kind": "ServiceAccount", "namespace": HOME, "name": "reader"}
NODE: Final = {"user": "system:node:n1", "group": "system:nodes"}
AUDIENCE: Final = "reader.prod.agents"
POLICIES: Final = "/apis/admissionregistration.k8s.io/v1"
PODS: Final = f"/api/v1/namespaces/{HOME}/pods"

WILD: Final = (
    {"apiGroups": ["example.com"], "resources": ["*"], "verbs": ["patch"]},
    {"apiGroups": ["*"], "resources": ["widgets"], "verbs": ["patch"]},
    {"apiGroups": ["*"], "resources": ["widgets/status"], "verbs": ["patch"]},
)
"""Grants from before the boundary, less than everything: `wild-0` and its siblings have one each."""


@dataclass(frozen=True)
class Survivor:
    """The cluster and its two callers.

    Attributes:
        env: The environment that reaches the cluster.
        admin: The administrator.
        agent: The agent, with the token of its pod and every right that RBAC can give.
    """

    env: dict[str, str]
    admin: Api
    agent: Api


def prepare(env: dict[str, str]) -> Survivor:
    """Binds an agent to cluster-admin, then deploys the boundary, then asks for a token as the agent's node would."""
    admin = Api(env)
    for name, labels in ((HOME, boundary.namespace_labels("standard", "attacked")), (ELSEWHERE, {})):
        admin.make("/api/v1/namespaces", {"metadata": {"name": name, "labels": labels}})
        for account in ("reader", "powerful"):
            admin.make(f"/api/v1/namespaces/{name}/serviceaccounts", {"metadata": {"name": account}})
    admin.make("/api/v1/namespaces", {"metadata": {"name": OLD}})
    for group, kind in (("example.com", "Widget"), ("argoproj.io", "Workflow")):
        admin.make("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", custom_resource(group, kind))
    bind(admin, "survivor", "cluster-admin", SUBJECT)
    for number, rule in enumerate(WILD):
        admin.make(f"/apis/{RBAC}/v1/clusterroles", {"metadata": {"name": f"wild-{number}"}, "rules": [rule]})
        bind(admin, f"wild-{number}", f"wild-{number}", {**SUBJECT, "name": f"wild-{number}"})
    # The local API server has no node authorizer: this is the right that it would give a node.
    right = {"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"]}
    admin.make(f"/apis/{RBAC}/v1/clusterroles", {"metadata": {"name": "nodes"}, "rules": [right]})
    bind(admin, "nodes", "nodes", {"kind": "Group", "apiGroup": RBAC, "name": "system:nodes"})
    deploy(admin, "attacked")
    token = token_of(admin, "pod-of-reader", [AUDIENCE, ""])
    return Survivor(env, admin, Api(env, token))


def bind(admin: Api, name: str, role: str, subject: dict[str, str]) -> None:
    """Binds a subject to a ClusterRole in the whole cluster."""
    reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": role}
    body = {"metadata": {"name": name}, "roleRef": reference, "subjects": [subject]}
    admin.make(f"/apis/{RBAC}/v1/clusterrolebindings", body)


def deploy(admin: Api, environment: str) -> None:
    """Deploys the boundary of each class and waits until the API server refuses by all of its policies."""
    for name in ("standard", "restricted"):
        for item in boundary.manifests(name, environment):
            plural = "validatingadmissionpolicies" if item["kind"].endswith("Policy") else f"{item['kind'].lower()}s"
            admin.make(f"{POLICIES}/{plural}", item)
    every = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
    wide = {"metadata": {"name": "agent-standard-probe"}, "rules": [every]}
    binding = {
        "metadata": {"name": "probe"},
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "edit"},
        "subjects": [{"kind": "Group", "apiGroup": RBAC, "name": "system:serviceaccounts"}],
    }
    probes = [
        ("/api/v1/namespaces", {"metadata": {"name": "agents-probe"}}),
        (f"/apis/{RBAC}/v1/clusterroles", wide),
        (f"/apis/{RBAC}/v1/clusterrolebindings", binding),
    ]
    deadline = time.monotonic() + 20
    for path, body in probes:
        while admin.ask("POST", f"{path}?dryRun=All", body).status != 403:
            assert time.monotonic() < deadline, f"the API server never took the policies up: {path}"
            time.sleep(0.1)


def make_pod(admin: Api, name: str, audiences: list[str]) -> dict[str, Any]:
    """Makes a pod of the component's shape on a node; an empty audience is the API server's own."""
    sources = [
        {
            "serviceAccountToken": {
                "path": f"token-{index}",
                "expirationSeconds": 3600,
                **({"audience": audience} if audience else {}),
            }
        }
        for index, audience in enumerate(audiences)
    ]
    spec = {
        "serviceAccountName": "reader",
        "nodeName": "n1",
        "automountServiceAccountToken": False,
        "containers": [{"name": "c", "image": "x"}],
        # A node may ask only for audiences that its pods name.
        "volumes": [{"name": "agent-token", "projected": {"sources": sources}}],
    }
    return admin.make(PODS, {"metadata": {"name": name}, "spec": spec})


def token_of(admin: Api, pod_name: str, audiences: list[str]) -> str:
    """Makes a pod and returns the last of the tokens that its node asks for."""
    pod = make_pod(admin, pod_name, audiences)
    bound = {"kind": "Pod", "apiVersion": "v1", "name": pod_name, "uid": pod["metadata"]["uid"]}
    audience = audiences[-1]
    spec = {"expirationSeconds": 3600, "boundObjectRef": bound, **({"audiences": [audience]} if audience else {})}
    path = f"/api/v1/namespaces/{HOME}/serviceaccounts/reader/token"
    answer = admin.ask("POST", path, {"spec": spec}, **NODE)
    assert answer.status == 201, answer
    return str(answer.body["status"]["token"])
