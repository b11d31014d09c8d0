"""Random sets of roles and bindings, and what the API server says of requests under them."""

import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from agent_identity.permissions.kubernetes.requests import Request, added_groups
from tests.boundaries.kubernetes_api import RBAC, Api
from tests.permissions.kubernetes.objects import VERSION, account, binding, role, rule

VERBS = ["get", "list", "create", "impersonate", "*"]
GROUPS = ["", "apps", "example.com", "*"]
RESOURCES = ["pods", "pods/exec", "pods/*", "*/exec", "secrets", "deployments", "*"]
PATHS = ["/healthz", "/metrics", "/metrics/*", "/api*", "*"]
SPACES = ["rbac-one", "rbac-two"]
REQUESTS = 4
"""So many requests are put to each set."""
TRIES = 60
"""The API server looks at a new binding a moment after it took it."""


@dataclass(frozen=True)
class RandomSet:
    """Roles and bindings whose subjects no other set has, and requests in their names."""

    objects: list[dict[str, Any]]
    requests: list[Request]


def random_set(chosen: random.Random, number: int) -> RandomSet:
    a, b, ann, readers = f"a{number}", f"b{number}", f"ann{number}", f"readers{number}"
    subjects = [account(a, SPACES[0]), account(b, SPACES[1]), {"kind": "User", "apiGroup": RBAC, "name": ann},
                {"kind": "Group", "apiGroup": RBAC, "name": readers}]  # fmt: skip
    objects = []
    for place in range(chosen.randint(1, 3)):
        name, namespace = f"r{number}-{place}", chosen.choice(["", *SPACES])
        rules = [rule(*_some(chosen, VERBS, 4), groups=_some(chosen, GROUPS, 3), resources=_some(chosen, RESOURCES, 5))]
        if chosen.random() < 0.3:
            rules[0]["resourceNames"] = list(_some(chosen, ["x", "y"]))
        if not namespace and chosen.random() < 0.5:
            rules.append({"verbs": list(_some(chosen, ["get", "post", "*"])),
                          "nonResourceURLs": list(_some(chosen, PATHS))})  # fmt: skip
        objects.append(role(name, *rules, namespace=namespace))
        where = namespace or chosen.choice(["", *SPACES])
        bound = _some(chosen, subjects, 4)
        objects.append(binding(f"b{number}-{place}", name, *bound, namespace=where, cluster=not namespace))
    users = [f"system:serviceaccount:{SPACES[0]}:{a}", f"system:serviceaccount:{SPACES[1]}:{b}", ann, "bob"]
    return RandomSet(objects, [_request(chosen, chosen.choice(users), readers) for _ in range(REQUESTS)])


def _some(chosen: random.Random, items: list[Any], most: int = 2) -> tuple[Any, ...]:
    return tuple(chosen.sample(items, chosen.randint(1, most)))


def _request(chosen: random.Random, user: str, readers: str) -> Request:
    groups = added_groups(user) | (frozenset({readers}) if chosen.random() < 0.3 else frozenset())
    if chosen.random() < 0.2:
        verb, path = chosen.choice(["get", "post"]), chosen.choice(["/healthz", "/metrics/a", "/apix"])
        return Request(user, groups, verb, path=path)
    return Request(
        user, groups, chosen.choice(VERBS[:-1]), group=chosen.choice(GROUPS[:-1]),
        resource=chosen.choice(["pods", "secrets", "deployments"]), subresource=chosen.choice(["", "", "exec", "log"]),
        name=chosen.choice(["", "x", "z"]), namespace=chosen.choice(["", *SPACES]),
    )  # fmt: skip


class Reviews:
    """Puts requests to an API server."""

    def __init__(self, api: Api) -> None:
        self._api = api
        for namespace in SPACES:
            api.make("/api/v1/namespaces", {"metadata": {"name": namespace}})

    def standing(self) -> list[dict[str, Any]]:
        """Returns the roles and bindings that the cluster has by itself."""
        kinds = {"clusterroles": "ClusterRole", "clusterrolebindings": "ClusterRoleBinding",
                 "roles": "Role", "rolebindings": "RoleBinding"}  # fmt: skip
        return [{"apiVersion": VERSION, "kind": kind, **item} for path, kind in kinds.items()
                for item in self._api.ask("GET", f"/apis/{VERSION}/{path}").body["items"]]  # fmt: skip

    def make(self, objects: Iterable[dict[str, Any]]) -> None:
        for made in objects:
            namespace = made["metadata"].get("namespace")
            place = f"namespaces/{namespace}/" if namespace else ""
            self._api.make(f"/apis/{VERSION}/{place}{made['kind'].lower()}s", made)

    def differing(self, asked: list[Request], expected: list[bool]) -> list[int]:
        """Returns the places of the requests that the API server answers otherwise, and keeps to it."""
        left = list(range(len(asked)))
        for _ in range(TRIES):
            with ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(self._reviewed, [asked[place] for place in left]))
            left = [place for place, answer in zip(left, answers, strict=True) if answer is not expected[place]]
            if not left:
                break
        return left

    def _reviewed(self, request: Request) -> bool:
        """Returns what the API server answers a SubjectAccessReview."""
        spec: dict[str, Any] = {"user": request.user, "groups": sorted(request.groups)}
        if request.path is not None:
            spec["nonResourceAttributes"] = {"path": request.path, "verb": request.verb}
        else:
            spec["resourceAttributes"] = {
                "verb": request.verb, "group": request.group, "resource": request.resource,
                "subresource": request.subresource, "name": request.name, "namespace": request.namespace,
            }  # fmt: skip
        body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec}
        return bool(self._api.make("/apis/authorization.k8s.io/v1/subjectaccessreviews", body)["status"]["allowed"])
