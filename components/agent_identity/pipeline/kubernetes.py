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
            "bind roles/agent-pipeline",
        ),
        "the cluster",
        "the boundary, the agents' namespaces and the pipeline's role",
    ),
    Need(
        "destroy",
        (
            "delete namespaces",
            "delete validatingadmissionpolicies",
            "delete validatingadmissionpolicybindings",
            "delete roles",
            "delete rolebindings",
        ),
        "what was made",
        "removing the foundation",
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
