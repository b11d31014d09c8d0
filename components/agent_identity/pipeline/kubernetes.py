"""The pipeline on Kubernetes.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping.
The fleet's role knows service accounts, and no token or namespace that it could relabel out of the admission policies'
sight. Where agents ask for access, it makes their Roles and bindings without the verbs `escalate` and `bind`: the API
server lets it grant what it holds, so it holds what the catalog's agents ask for and can grant nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from agent_identity.pipeline import Need

ROLE_NAME: Final = "agent-pipeline"

FLEET: Final = (
    Need(
        "preview", ("get serviceaccounts", "list serviceaccounts", "watch serviceaccounts"), "the namespace", "refresh"
    ),
    Need("preview", ("get namespaces",), "the namespace", "the component checks that it is an agents' namespace"),
    Need(
        "up",
        ("create serviceaccounts", "update serviceaccounts", "patch serviceaccounts"),
        "the namespace",
        "principals",
    ),
    Need("destroy", ("delete serviceaccounts",), "the namespace", "a retired agent's account is deleted"),
    Need(
        "preview",
        ("get|list|watch roles", "get|list|watch rolebindings"),
        "each namespace that agents ask about",
        "refresh",
    ),
    Need(
        "up",
        ("create roles", "create rolebindings"),
        "each namespace that agents ask about",
        "what agents ask for; a request that creates carries no name that RBAC could hold it to",
    ),
    Need(
        "up",
        ("patch|update roles", "patch|update rolebindings"),
        "the Roles and bindings that the catalog's agents ask for, by name",
        "what agents ask for changes",
    ),
    Need(
        "up",
        ("what the catalog's agents ask for",),
        "each namespace that agents ask about",
        "the API server lets nobody grant what they do not hold; so the pipeline can read what its agents can read",
    ),
    Need(
        "destroy",
        ("delete roles", "delete rolebindings"),
        "the namespace; in others the agents' Roles and bindings, by name",
        "what an agent no longer asks for is deleted",
    ),
)
"""What the fleet's stacks need on Kubernetes. What speaks of roles, it has only where agents ask for access."""

FOUNDATION: Final = (
    Need(
        "preview",
        (
            "get namespaces",
            "get validatingadmissionpolicies",
            "get validatingadmissionpolicybindings",
            "get roles",
            "get rolebindings",
        ),
        "the cluster",
        "refresh and drift",
    ),
    Need(
        "up",
        (
            "create|patch namespaces",
            "create|patch validatingadmissionpolicies",
            "create|patch validatingadmissionpolicybindings",
            "create|patch roles",
            "create|patch rolebindings",
        ),
        "the cluster",
        "the boundary, the agents' namespaces and the pipeline's role",
    ),
    Need(
        "up",
        ("get|list|watch|create|update|patch|delete serviceaccounts", "get namespaces"),
        "the namespace",
        "what the pipeline's role grants: the API server lets nobody grant what they do not hold",
    ),
    Need(
        "up",
        (
            "get|list|watch|create|update|patch|delete roles",
            "get|list|watch|create|update|patch|delete rolebindings",
            "what the catalog's agents ask for",
        ),
        "each namespace that agents ask about",
        "the same, where agents ask for access",
    ),
    Need(
        "destroy",
        (
            "list|watch|delete namespaces",
            "list|watch|delete validatingadmissionpolicies",
            "list|watch|delete validatingadmissionpolicybindings",
            "list|watch|delete roles",
            "list|watch|delete rolebindings",
        ),
        "the cluster",
        "removing the foundation; the provider waits for each object's end, and hangs where it may not watch",
    ),
)
"""What the foundation's stacks need on Kubernetes."""


def role_rules(namespace: str, granted: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Returns the rules of the fleet pipeline's Role in the agents' namespace.

    Args:
        namespace: The namespace.
        granted: The Roles that the pipeline makes there, as `agent_identity.access.kubernetes` plans them.
    """
    return [
        {
            "apiGroups": [""],
            "resources": ["serviceaccounts"],
            "verbs": ["get", "list", "watch", "create", "update", "patch", "delete"],
        },
        {"apiGroups": [""], "resources": ["namespaces"], "resourceNames": [namespace], "verbs": ["get"]},
        *(_granting(granted, at_home=True) if granted else []),
    ]


def roles(namespace: str, granted: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Returns the rules of the fleet pipeline's Role in each namespace that its agents live in or ask about, sorted.

    Args:
        namespace: The agents' own namespace.
        granted: Every Role that the pipeline makes, as `agent_identity.access.kubernetes` plans them.
    """
    found: dict[str, list[Mapping[str, Any]]] = {namespace: []}
    for role in granted:
        found.setdefault(role["metadata"]["namespace"], []).append(role)
    return {
        where: role_rules(where, made) if where == namespace else _granting(made, at_home=False)
        for where, made in sorted(found.items())
    }


def _granting(granted: Sequence[Mapping[str, Any]], *, at_home: bool) -> list[dict[str, Any]]:
    """Returns the rules to make Roles and their bindings without a right to escalate: what the Roles hold is held."""
    made = {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings", "roles"]}
    anywhere = ["create", *(["delete"] if at_home else []), "get", "list", "watch"]
    by_name = [*([] if at_home else ["delete"]), "patch", "update"]
    names = sorted({role["metadata"]["name"] for role in granted})
    return [
        {**made, "verbs": anywhere},
        {**made, "resourceNames": names, "verbs": by_name},
        *_union(rule for role in granted for rule in role["rules"]),
    ]


def _union(rules: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Returns rules that together hold what the given ones do; those that differ in names alone become one."""
    names: dict[tuple[str, ...], set[str]] = {}
    for rule in rules:
        key = (*rule["apiGroups"], *rule["resources"], "named" if "resourceNames" in rule else "any", *rule["verbs"])
        names.setdefault(key, set()).update(rule.get("resourceNames", ()))
    return [
        {
            "apiGroups": [group],
            "resources": [resource],
            **({"resourceNames": sorted(found)} if scope == "named" else {}),
            "verbs": verbs,
        }
        for (group, resource, scope, *verbs), found in sorted(names.items())
    ]
