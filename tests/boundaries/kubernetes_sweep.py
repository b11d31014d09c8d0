"""Every write that an API server offers, tried by an agent that cluster-admin survived for."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.boundaries.kubernetes_api import APPLY, MERGE, Answer, group_versions
from tests.boundaries.kubernetes_objects import name_of, object_of
from tests.boundaries.kubernetes_survivor import ELSEWHERE, HOME, Survivor

SUBRESOURCES: Final[dict[str, dict[str, Any]]] = {
    "binding": {"metadata": {"name": "v1-pods"}, "target": {"name": "n1"}},
    "eviction": {"metadata": {"name": "v1-pods"}},
    "token": {"spec": {}},
}
CONNECTS: Final = {"attach", "exec", "portforward", "proxy"}


@dataclass(frozen=True)
class Kind:
    """A resource of the API server, as discovery tells it."""

    version: str
    name: str
    kind: str
    namespaced: bool
    verbs: frozenset[str]

    @property
    def key(self) -> str:
        return f"{self.version.split('/', 2)[2]}/{self.name}"

    def object(self, name: str, namespace: str) -> dict[str, Any]:
        made = object_of(self.key, name, namespace)
        return {"apiVersion": self.key.rpartition("/")[0], "kind": self.kind, **made}

    def path(self, namespace: str) -> str:
        return f"{self.version}/namespaces/{namespace}/{self.name}" if namespace else f"{self.version}/{self.name}"


@dataclass(frozen=True)
class Try:
    """One try: a verb on a kind, in a namespace or, with none, in the cluster; and the answer."""

    kind: Kind
    namespace: str
    verb: str
    answer: Answer


def kinds_of(survivor: Survivor) -> list[Kind]:
    """Returns what the API server offers, whole kinds before their subresources."""
    found = [
        Kind(version, item["name"], item["kind"], item["namespaced"], frozenset(item["verbs"]))
        for version in group_versions(survivor.admin)
        for item in survivor.admin.ask("GET", version).body["resources"]
    ]
    return sorted(found, key=lambda kind: "/" in kind.name)


def sweep(survivor: Survivor) -> list[Try]:
    """Tries everything, in the agent's own namespace, in another, and in the cluster."""
    return [
        Try(kind, namespace, verb, answer)
        for kind in kinds_of(survivor)
        if "/" in kind.name or "create" in kind.verbs
        for namespace in ((HOME, ELSEWHERE) if kind.namespaced else ("",))
        for verb, answer in (parts if "/" in kind.name else attempts)(survivor, kind, namespace)
    ]


def attempts(survivor: Survivor, kind: Kind, namespace: str) -> Iterator[tuple[str, Answer]]:
    """Tries each write of a kind as the agent, on an object that the administrator made for it."""
    path, name = kind.path(namespace), kind.key.replace("/", "-")
    agent, own = survivor.agent, name_of(kind.key, name)
    made = kind.object(name, namespace)
    if "delete" in kind.verbs:
        survivor.admin.make(path, made)
    yield "create", agent.ask("POST", f"{path}?dryRun=All", kind.object(f"{name}-other", namespace))
    if "delete" not in kind.verbs:
        return
    yield "update", _updated(survivor, f"{path}/{own}", f"{path}/{own}?dryRun=All")
    yield "patch", agent.ask("PATCH", f"{path}/{own}?dryRun=All", {"metadata": {"labels": {"a": "b"}}}, MERGE)
    applied = kind.object(f"{name}-applied", namespace)
    target = f"{path}/{applied['metadata']['name']}?dryRun=All&fieldManager=x&force=true"
    yield "apply", agent.ask("PATCH", target, applied, APPLY)
    yield "delete", agent.ask("DELETE", f"{path}/{own}?dryRun=All")
    if "deletecollection" in kind.verbs:
        yield "deletecollection", agent.ask("DELETE", f"{path}?dryRun=All")


def _updated(survivor: Survivor, read: str, write: str) -> Answer:
    """Writes an object back as the agent; the API server's controllers may change it meanwhile."""
    for _ in range(20):
        answer = survivor.agent.ask("PUT", write, survivor.admin.ask("GET", read).body)
        if answer.status != 409:
            break
        time.sleep(0.1)
    return answer


def parts(survivor: Survivor, kind: Kind, namespace: str) -> Iterator[tuple[str, Answer]]:
    """Tries each write of a subresource as the agent, and each way through one."""
    parent, _, part = kind.name.partition("/")
    whole = Kind(kind.version, parent, kind.kind, kind.namespaced, kind.verbs)
    path = f"{whole.path(namespace)}/{name_of(whole.key, whole.key.replace('/', '-'))}"
    methods = {"create": "POST", "delete": "DELETE", "patch": "PATCH", "update": "PUT"}
    if part in CONNECTS:
        methods["get"] = "GET"
    for verb in sorted(kind.verbs & methods.keys()):
        target = f"{path}/{part}" if part in CONNECTS else f"{path}/{part}?dryRun=All"
        if part in CONNECTS:
            yield verb, survivor.agent.ask(methods[verb], target)
        elif verb == "update":
            yield verb, _updated(survivor, path if part == "finalize" else f"{path}/{part}", target)
        elif verb == "patch":
            yield verb, survivor.agent.ask("PATCH", target, {"metadata": {"labels": {"a": "b"}}}, MERGE)
        else:
            yield verb, survivor.agent.ask(methods[verb], target, SUBRESOURCES.get(part))
