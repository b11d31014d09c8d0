"""Roles and bindings, as short as tests like them."""

from typing import Any

from tests.boundaries.kubernetes_api import RBAC

VERSION = f"{RBAC}/v1"


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
