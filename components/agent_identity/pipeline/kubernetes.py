"""The pipeline on Kubernetes.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/. The fleet's role knows service accounts alone:
no token, secret, role or binding, and no namespace that it could relabel out of the admission policies' sight.
"""

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
)
"""What the fleet's stacks need on Kubernetes."""

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


def role_rules(namespace: str) -> list[dict[str, Any]]:
    """Returns the rules of the fleet pipeline's Role in one agents' namespace."""
    return [
        {
            "apiGroups": [""],
            "resources": ["serviceaccounts"],
            "verbs": ["get", "list", "watch", "create", "update", "patch", "delete"],
        },
        {"apiGroups": [""], "resources": ["namespaces"], "resourceNames": [namespace], "verbs": ["get"]},
    ]
