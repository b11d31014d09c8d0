"""Reads Kubernetes objects, as manifests or as `kubectl get … -A -o json` lists them: roles and their bindings.

https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/. Objects of other kinds are passed over.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from agent_identity.permissions.kubernetes.model import Binding, Cluster, Role, Rule, Subject
from agent_identity.permissions.problems import ReadError

_GROUP: Final = "rbac.authorization.k8s.io/"
_ROLES: Final = {"Role": False, "ClusterRole": True}
_BINDINGS: Final = {"RoleBinding": False, "ClusterRoleBinding": True}
_SUBJECTS: Final = ("User", "Group", "ServiceAccount")
_LISTS: Final = {
    "verbs": "verbs",
    "groups": "apiGroups",
    "resources": "resources",
    "names": "resourceNames",
    "paths": "nonResourceURLs",
}


def read(documents: Iterable[tuple[str, object]]) -> Cluster:
    """Returns what objects say of a cluster's roles and bindings.

    Args:
        documents: Of each what messages call it, and the object, or a list of objects.

    Raises:
        ReadError: When one is no Kubernetes object, or a role or binding has another form, with every problem.
    """
    reading = _Reading()
    for where, document in documents:
        reading.document(where, document)
    if reading.problems:
        raise ReadError(reading.problems)
    return Cluster(reading.roles, tuple(reading.bindings))


class _Reading:
    def __init__(self) -> None:
        self.roles: dict[tuple[str, str], Role] = {}
        self.bindings: list[Binding] = []
        self.problems: list[str] = []

    def document(self, where: str, document: object) -> None:
        if document is None:
            return
        if not isinstance(document, Mapping) or not isinstance(document.get("kind"), str):
            self._wrong(where, document, "a Kubernetes object, with apiVersion and kind")
            return
        kind = document["kind"]
        if kind.endswith("List"):
            items = document.get("items")
            if not isinstance(items, list):
                self._wrong(f"{where}/items", items, "a list")
                return
            for index, item in enumerate(items):
                # A list of one kind leaves the kind of its items out.
                own = {"kind": kind.removesuffix("List"), "apiVersion": document.get("apiVersion")}
                self.document(f"{where}/items/{index}", own | dict(item) if isinstance(item, Mapping) else item)
            return
        version = document.get("apiVersion")
        if kind in (*_ROLES, *_BINDINGS) and isinstance(version, str) and version.startswith(_GROUP):
            self._object(where, kind, document)

    def _object(self, where: str, kind: str, document: Mapping[str, Any]) -> None:
        metadata = document.get("metadata")
        name = metadata.get("name") if isinstance(metadata, Mapping) else None
        if not isinstance(metadata, Mapping) or not isinstance(name, str) or not name:
            self._wrong(f"{where}/metadata/name", name, "text")
            return
        wide = _ROLES.get(kind, False) or _BINDINGS.get(kind, False)
        namespace = "" if wide else metadata.get("namespace") or "default"
        if not isinstance(namespace, str):
            self._wrong(f"{where}/metadata/namespace", namespace, "text")
            return
        if kind in _ROLES:
            labels = {str(key): str(value) for key, value in _mapping(metadata.get("labels")).items()}
            rules = tuple(self._rules(f"{where}/rules", document.get("rules")))
            takes_up = tuple(self._selectors(where, document.get("aggregationRule")))
            self.roles[namespace, name] = Role(name, namespace, rules, labels, takes_up)
            return
        reference = _mapping(document.get("roleRef"))
        role, of = reference.get("name"), reference.get("kind")
        if not isinstance(role, str) or of not in _ROLES:
            self._wrong(f"{where}/roleRef", document.get("roleRef"), "the kind and name of a role")
            return
        subjects = tuple(self._subjects(f"{where}/subjects", document.get("subjects"), namespace))
        self.bindings.append(Binding(name, namespace, role, of == "ClusterRole", subjects))

    def _rules(self, at: str, rules: object) -> Iterator[Rule]:
        for index, rule in self._listed(at, rules):
            if not isinstance(rule, Mapping):
                self._wrong(f"{at}/{index}", rule, "a rule, an object with verbs")
                continue
            yield Rule(**{
                field: tuple(self._texts(f"{at}/{index}/{key}", rule.get(key))) for field, key in _LISTS.items()
            })  # fmt: skip

    def _selectors(self, where: str, aggregation: object) -> Iterator[Mapping[str, str]]:
        at = f"{where}/aggregationRule/clusterRoleSelectors"
        for index, selector in self._listed(at, _mapping(aggregation).get("clusterRoleSelectors")):
            found = _mapping(selector)
            if found.get("matchExpressions"):
                self._wrong(f"{at}/{index}/matchExpressions", found["matchExpressions"], "matchLabels alone")
            yield {str(key): str(value) for key, value in _mapping(found.get("matchLabels")).items()}

    def _subjects(self, at: str, subjects: object, namespace: str) -> Iterator[Subject]:
        for index, subject in self._listed(at, subjects):
            found = _mapping(subject)
            kind, name = found.get("kind"), found.get("name")
            if kind not in _SUBJECTS or not isinstance(name, str) or not name:
                self._wrong(f"{at}/{index}", subject, f"the kind and name of a subject: {', '.join(_SUBJECTS)}")
                continue
            if kind == "ServiceAccount":
                of = found.get("namespace") or namespace
                if not isinstance(of, str) or not of:
                    self._wrong(f"{at}/{index}/namespace", found.get("namespace"), "the service account's namespace")
                    continue
                name = f"{of}:{name}"
            yield Subject(_kind(kind), name)

    def _listed(self, at: str, value: object) -> Iterator[tuple[int, Any]]:
        if value is None:
            return
        if not isinstance(value, list):
            self._wrong(at, value, "a list")
            return
        yield from enumerate(value)

    def _texts(self, at: str, value: object) -> Iterator[str]:
        for index, item in self._listed(at, value):
            if isinstance(item, str):
                yield item
            else:
                self._wrong(f"{at}/{index}", item, "text")

    def _wrong(self, at: str, found: object, expected: str) -> None:
        said = {dict: "an object", list: "a list", type(None): "nothing"}.get(type(found), repr(found)[:80])
        self.problems.append(f"{at}: found {said}, expected {expected}")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _kind(kind: str) -> Literal["User", "Group", "ServiceAccount"]:
    return "User" if kind == "User" else "Group" if kind == "Group" else "ServiceAccount"
