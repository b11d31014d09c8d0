"""Reads what runs pods: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from agent_identity.permissions.form import Form
from agent_identity.permissions.kubernetes.model import Workload

_TEMPLATE: Final = ("spec", "template", "spec")
PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "Pod": ("spec",),
    "PodTemplate": ("template", "spec"),
    "CronJob": ("spec", "jobTemplate", *_TEMPLATE),
    "ReplicationController": _TEMPLATE,
    "ReplicaSet": _TEMPLATE,
    "Deployment": _TEMPLATE,
    "StatefulSet": _TEMPLATE,
    "DaemonSet": _TEMPLATE,
    "Job": _TEMPLATE,
}
"""Where each kind has the specification of its pods."""
GROUPS: Final = frozenset({"", "apps", "batch", "extensions"})


def workload(form: Form, where: str, name: str, namespace: str, document: Mapping[str, Any]) -> Workload:
    """Returns what a workload's pods run as, and what they read."""
    spec: Mapping[str, Any] = document
    at = where
    for key in PATHS[document["kind"]]:
        at = f"{at}/{key}"
        spec = form.mapping(at, spec.get(key))
    account = form.text(f"{at}/serviceAccountName", spec.get("serviceAccountName")) or form.text(
        f"{at}/serviceAccount", spec.get("serviceAccount")
    )
    read = list(_read(spec))
    return Workload(
        document["kind"],
        namespace,
        name,
        account or "default",
        frozenset(found for kind, found in read if kind == "secret"),
        frozenset(found for kind, found in read if kind == "settings"),
    )


_REFERENCES: Final = {
    "secretKeyRef": ("secret", "name"),
    "secretRef": ("secret", "name"),
    "secret": ("secret", "secretName"),
    "configMapKeyRef": ("settings", "name"),
    "configMapRef": ("settings", "name"),
    "configMap": ("settings", "name"),
}
"""How a pod names a Secret or ConfigMap: in its variables and in its volumes, projected ones too."""


def _read(value: object) -> Iterator[tuple[str, str]]:
    """Yields what a specification reads, wherever in it the name stands."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending += item
        elif isinstance(item, Mapping):
            for key, inner in item.items():
                kind, name = _REFERENCES.get(key, ("", ""))
                if kind and isinstance(inner, Mapping):
                    found = inner.get(name) or inner.get("name")
                    if isinstance(found, str):
                        yield kind, found
                pending.append(inner)
