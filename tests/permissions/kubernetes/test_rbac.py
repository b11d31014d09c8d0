"""Requests by roles and bindings, answered as the API server itself answers them, on thousands of random ones."""

import random
from typing import Any

import pytest

from agent_identity.permissions.kubernetes.rbac import Decision, decide
from agent_identity.permissions.kubernetes.reader import read
from agent_identity.permissions.kubernetes.requests import Request, added_groups
from tests.boundaries.kubernetes_api import RBAC, Api
from tests.conftest import LocalClouds

VERSION = f"{RBAC}/v1"
SETS = 60
REQUESTS = 40
"""So many requests are put to each set, which is 2,400 in all."""


def role(name: str, *rules: dict[str, Any], namespace: str = "", **more: Any) -> dict[str, Any]:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {}), **more.pop("metadata", {})}
    kind = "Role" if namespace else "ClusterRole"
    return {"apiVersion": VERSION, "kind": kind, "metadata": metadata, "rules": list(rules), **more}


def binding(name: str, of: str, *subjects: dict[str, str], namespace: str = "", cluster: bool = True) -> dict[str, Any]:
    return {
        "apiVersion": VERSION,
        "kind": "RoleBinding" if namespace else "ClusterRoleBinding",
        "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole" if cluster else "Role", "name": of},
        "subjects": list(subjects),
    }


def account(name: str, namespace: str = "one") -> dict[str, str]:
    return {"kind": "ServiceAccount", "name": name, "namespace": namespace}


def group(name: str) -> dict[str, str]:
    return {"kind": "Group", "apiGroup": RBAC, "name": name}


def rule(*verbs: str, groups: tuple[str, ...] = ("",), resources: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {"verbs": list(verbs), "apiGroups": list(groups), "resources": list(resources), **more}


def ask(objects: list[dict[str, Any]], user: str, verb: str, **what: Any) -> Decision:
    cluster = read([("objects", each) for each in objects])
    return decide(cluster, Request(user, added_groups(user), verb, **what))


READER = role("reader", rule("get", "list", resources=("pods", "pods/log")), namespace="one")
A = "system:serviceaccount:one:a"


def test_an_allow_names_the_binding_and_the_rule() -> None:
    objects = [READER, binding("b", "reader", account("a"), namespace="one", cluster=False)]
    assert ask(objects, A, "get", resource="pods", namespace="one") == Decision("allow", "allowed", "one/b", 0)
    assert ask(objects, A, "get", resource="pods", subresource="log", namespace="one").decision == "allow"
    for what in (
        {"resource": "pods", "namespace": "two"},
        {"resource": "pods"},
        {"resource": "pods", "subresource": "exec", "namespace": "one"},
        {"resource": "secrets", "namespace": "one"},
    ):
        assert ask(objects, A, "get", **what) == Decision("deny", "implicit_deny"), what


def test_names_never_match_what_has_none_yet() -> None:
    named = role("named", rule("create", "get", resources=("configmaps",), resourceNames=["c"]))
    objects = [named, binding("b", "named", account("a"))]
    assert ask(objects, A, "get", resource="configmaps", name="c", namespace="x").decision == "allow"
    assert ask(objects, A, "create", resource="configmaps", namespace="x").decision == "deny"


def test_a_role_that_is_not_in_the_input_is_unknown_where_it_would_decide() -> None:
    missing = binding("b", "gone", account("a"))
    assert ask([missing], A, "get", resource="pods") == Decision("unknown", "unknown_role", "b")
    assert ask([missing], "system:serviceaccount:one:b", "get", resource="pods").decision == "deny"
    both = [missing, role("all", rule("*", groups=("*",), resources=("*",))), binding("c", "all", account("a"))]
    assert ask(both, A, "get", resource="pods").decision == "allow"


def test_roles_take_up_others_by_their_labels() -> None:
    up = role("up", aggregationRule={"clusterRoleSelectors": [{"matchLabels": {"to": "up"}}]})
    part = role("part", rule("get", resources=("pods",)), metadata={"labels": {"to": "up"}})
    objects = [up, part, binding("b", "up", account("a"))]
    assert ask(objects, A, "get", resource="pods").decision == "allow"
    assert ask(objects, A, "list", resource="pods").decision == "deny"


def test_the_group_of_masters_may_do_everything() -> None:
    request = Request("root", frozenset({"system:masters"}), "delete", resource="nodes")
    assert decide(read([]), request).decision == "allow"


@pytest.fixture(scope="module")
def api(local_clouds: LocalClouds) -> Api:
    return Api(local_clouds.env)


VERBS = ["get", "list", "create", "delete", "impersonate", "*"]
GROUPS = ["", "apps", "example.com", "*"]
RESOURCES = ["pods", "pods/exec", "pods/*", "*/exec", "secrets", "deployments", "*"]
PATHS = ["/healthz", "/metrics", "/metrics/*", "/api*", "*"]
SUBJECTS = [account("a", "rbac-one"), account("b", "rbac-two"), group("system:serviceaccounts"), group("readers"),
            group("system:serviceaccounts:rbac-one"), {"kind": "User", "apiGroup": RBAC, "name": "ann"}]  # fmt: skip
USERS = ["system:serviceaccount:rbac-one:a", "system:serviceaccount:rbac-two:b", "ann", "bob"]
SPACES = ["rbac-one", "rbac-two"]


def random_set(chosen: random.Random, number: int) -> list[dict[str, Any]]:
    def some(items: list[Any], most: int = 2) -> list[Any]:
        return chosen.sample(items, chosen.randint(1, most))

    objects = []
    for place in range(chosen.randint(1, 3)):
        name, namespace = f"r{number}-{place}", chosen.choice(["", *SPACES])
        rules = [rule(*some(VERBS), groups=tuple(some(GROUPS)), resources=tuple(some(RESOURCES)))]
        if chosen.random() < 0.3:
            rules[0]["resourceNames"] = some(["x", "y"])
        if not namespace and chosen.random() < 0.5:
            rules.append({"verbs": some(["get", "post", "*"]), "nonResourceURLs": some(PATHS)})
        objects.append(role(name, *rules, namespace=namespace))
        where = namespace or chosen.choice(["", *SPACES])
        objects.append(binding(f"b{number}-{place}", name, *some(SUBJECTS), namespace=where, cluster=not namespace))
    return objects


def random_request(chosen: random.Random) -> Request:
    user = chosen.choice(USERS)
    groups = added_groups(user) | (frozenset({"readers"}) if chosen.random() < 0.2 else frozenset())
    if chosen.random() < 0.2:
        return Request(
            user, groups, chosen.choice(["get", "post"]), path=chosen.choice(["/healthz", "/metrics/a", "/apix"])
        )
    return Request(
        user, groups, chosen.choice(VERBS[:-1]), group=chosen.choice(GROUPS[:-1]),
        resource=chosen.choice(["pods", "secrets", "deployments"]), subresource=chosen.choice(["", "", "exec", "log"]),
        name=chosen.choice(["", "x", "z"]), namespace=chosen.choice(["", *SPACES]),
    )  # fmt: skip


def reviewed(api: Api, request: Request) -> bool:
    """What the API server answers a SubjectAccessReview."""
    spec: dict[str, Any] = {"user": request.user, "groups": sorted(request.groups)}
    if request.path is not None:
        spec["nonResourceAttributes"] = {"path": request.path, "verb": request.verb}
    else:
        spec["resourceAttributes"] = {
            "verb": request.verb, "group": request.group, "resource": request.resource,
            "subresource": request.subresource, "name": request.name, "namespace": request.namespace,
        }  # fmt: skip
    body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec}
    return bool(api.make("/apis/authorization.k8s.io/v1/subjectaccessreviews", body)["status"]["allowed"])


def path_of(made: dict[str, Any]) -> str:
    kind = made["kind"].lower() + "s"
    namespace = made["metadata"].get("namespace")
    return f"/apis/{VERSION}/{f'namespaces/{namespace}/' if namespace else ''}{kind}"


def test_the_real_api_server_answers_the_same(api: Api) -> None:
    chosen = random.Random(20261125)
    for namespace in SPACES:
        api.make("/api/v1/namespaces", {"metadata": {"name": namespace}})
    standing = [each for kind in ("clusterroles", "clusterrolebindings", "roles", "rolebindings")
                for each in kinded(kind, api.ask("GET", f"/apis/{VERSION}/{kind}").body["items"])]  # fmt: skip
    compared = differing = 0
    for number in range(SETS):
        objects = random_set(chosen, number)
        for made in objects:
            api.make(path_of(made), made)
        cluster = read([("objects", each) for each in (*standing, *objects)])
        asked = [random_request(chosen) for _ in range(REQUESTS)]
        expected = [decide(cluster, request).decision == "allow" for request in asked]
        # The API server looks at a new binding a moment after it took it.
        for _ in range(50):
            answers = [reviewed(api, request) for request in asked]
            if answers == expected:
                break
        differing += sum(one != other for one, other in zip(answers, expected, strict=True))
        compared += len(asked)
        for made in objects:
            api.ask("DELETE", f"{path_of(made)}/{made['metadata']['name']}")
    assert (compared, differing) == (SETS * REQUESTS, 0)


def kinded(kind: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    name = {"clusterroles": "ClusterRole", "clusterrolebindings": "ClusterRoleBinding"}.get(kind) or {
        "roles": "Role", "rolebindings": "RoleBinding"}[kind]  # fmt: skip
    return [{"apiVersion": VERSION, "kind": name, **item} for item in items]
