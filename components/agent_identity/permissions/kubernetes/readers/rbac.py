"""Reads roles and bindings: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from agent_identity.permissions.form import Form, texts_of
from agent_identity.permissions.kubernetes.model import Binding, Role, Rule, Subject
from agent_identity.permissions.kubernetes.readers.selectors import selector

GROUP: Final = "rbac.authorization.k8s.io"
ROLES: Final = frozenset({"Role", "ClusterRole"})
BINDINGS: Final = frozenset({"RoleBinding", "ClusterRoleBinding"})

_SUBJECTS: Final = ("User", "Group", "ServiceAccount")
_LISTS: Final = {
    "verbs": "verbs",
    "groups": "apiGroups",
    "resources": "resources",
    "names": "resourceNames",
    "paths": "nonResourceURLs",
}


def role(form: Form, where: str, name: str, namespace: str, document: Mapping[str, Any]) -> Role:
    """Returns a Role or ClusterRole."""
    aggregation = form.mapping(f"{where}/aggregationRule", document.get("aggregationRule"))
    at = f"{where}/aggregationRule/clusterRoleSelectors"
    takes_up = tuple(
        selector(form, place, item)
        for place, item in form.objects(at, aggregation.get("clusterRoleSelectors"), "a selector")
    )
    rules = tuple(_rules(form, f"{where}/rules", document.get("rules")))
    return Role(name, namespace, rules, texts_of(_labels(document)), takes_up)


def binding(form: Form, where: str, name: str, namespace: str, document: Mapping[str, Any]) -> Binding | None:
    """Returns a RoleBinding or ClusterRoleBinding; None where it names no role."""
    reference = document.get("roleRef")
    of = reference.get("kind") if isinstance(reference, Mapping) else None
    granted = reference.get("name") if isinstance(reference, Mapping) else None
    subjects = tuple(_subjects(form, f"{where}/subjects", document.get("subjects"), namespace))
    if not isinstance(granted, str) or of not in ROLES:
        form.wrong(f"{where}/roleRef", reference, "the kind and name of a role")
        return None
    return Binding(name, namespace, granted, of == "ClusterRole", subjects)


def _labels(document: Mapping[str, Any]) -> object:
    metadata = document.get("metadata")
    return metadata.get("labels") if isinstance(metadata, Mapping) else None


def _rules(form: Form, at: str, rules: object) -> Iterator[Rule]:
    for place, rule in form.objects(at, rules, "a rule, an object with verbs"):
        yield Rule(**{field: form.texts(f"{place}/{key}", rule.get(key)) for field, key in _LISTS.items()})


def _subjects(form: Form, at: str, subjects: object, namespace: str) -> Iterator[Subject]:
    for index, subject in form.listed(at, subjects):
        found = subject if isinstance(subject, Mapping) else {}
        kind, name = found.get("kind"), found.get("name")
        if kind not in _SUBJECTS or not isinstance(name, str) or not name:
            form.wrong(f"{at}/{index}", subject, f"the kind and name of a subject: {', '.join(_SUBJECTS)}")
            continue
        if kind == "ServiceAccount":
            of = found.get("namespace") or namespace
            if not isinstance(of, str) or not of:
                form.wrong(f"{at}/{index}/namespace", found.get("namespace"), "the service account's namespace")
                continue
            name = f"{of}:{name}"
        yield _subject(_kind(kind), name)


def _subject(kind: Literal["User", "Group", "ServiceAccount"], name: str) -> Subject:
    """Returns a subject; a user with the name that a service account has is that account."""
    account = name.removeprefix("system:serviceaccount:")
    return Subject("ServiceAccount", account) if kind == "User" and account != name else Subject(kind, name)


def _kind(kind: str) -> Literal["User", "Group", "ServiceAccount"]:
    return "User" if kind == "User" else "Group" if kind == "Group" else "ServiceAccount"
