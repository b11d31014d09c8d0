"""The Kubernetes boundary: ValidatingAdmissionPolicies and their bindings.

RBAC only allows, so the boundary stands at admission: it refuses the grant that would raise an agent, the token that
would outlive its pod, the Secret that would hold one, and what an agent itself may never write
(https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/, GA since 1.30).

An agent is a service account in a namespace whose name begins with `agents-`; by that name the policies know it. Such
a namespace carries the labels `agent-boundary` (the class) and `agent-environment`; one policy refuses it without them.
"""

from typing import Any, Final

from agent_identity.boundaries.classes import CLASSES, DEFAULT, boundary_class
from agent_identity.boundaries.kubernetes_rules import POLICIES, PolicyRule, Validation
from agent_identity.naming import KUBERNETES_LABEL, name_for
from agent_identity.tags import ENVIRONMENT

BOUNDARY_LABEL: Final = "agent-boundary"
"""Label of an agents' namespace: the boundary class."""

KEY_ANNOTATION: Final = "agent-identity/policy"
"""Annotation of a policy and of its binding: the key of what it refuses."""

API_VERSION: Final = "admissionregistration.k8s.io/v1"

NOT_STOPPED: Final = (
    "get, list and watch: admission never sees them, only the grant that would allow them",
    "impersonation: admission sees whom the caller became, so a cluster-admin of before may become anybody",
    "changes of admission policies and of their bindings, by whoever may make them: the API server exempts these",
    "grants and roles that existed before, in what they read; by the two ways above, cluster-admin undoes the boundary",
    "calls that ask RBAC and pass by admission: a kubelet's own port, aggregated API servers, addresses of no resource",
    "ConfigMaps, events, leases and custom resources of its own namespace that a grant of before lets an agent write",
    "a token inside its pod until it expires",
)
"""What this mechanism does not stop, in words for descriptions and documentation."""


def manifests(class_name: str = DEFAULT, environment: str | None = None) -> list[dict[str, Any]]:
    """Returns every object of a class's boundary, policies and bindings in turn, ready for `kubectl apply`.

    Args:
        class_name: The boundary class.
        environment: The environment that deploys them, which is part of their names; None for the whole cluster.

    Raises:
        ValueError: When there is no class of this name.
    """
    name = boundary_class(class_name).name
    return [item for key in POLICIES for item in (_policy(key, name, environment), _binding(key, name, environment))]


def policy_name(key: str, class_name: str, environment: str | None = None) -> str:
    """Returns the name of a policy, and of its binding, of a class in an environment."""
    parts = ["agent-boundary", key, boundary_class(class_name).name]
    return name_for(KUBERNETES_LABEL, *parts, *([environment] if environment else []))


def boundary_name(class_name: str, environment: str | None = None) -> str:
    """Returns what stands for the whole boundary in manifests and in the pack: the binding about tokens."""
    return f"validatingadmissionpolicybindings/{policy_name('tokens', class_name, environment)}"


def namespace_labels(class_name: str, environment: str) -> dict[str, str]:
    """Returns the labels of an agents' namespace; the first decides whether its agents may write."""
    return {BOUNDARY_LABEL: boundary_class(class_name).name, ENVIRONMENT: environment}


def role_prefix(class_name: str) -> str:
    """Returns how the name of a Role begins that an agent of this class may be bound to."""
    return f"agent-{boundary_class(class_name).name}-"


def _policy(key: str, class_name: str, environment: str | None) -> dict[str, Any]:
    rule = POLICIES[key]
    return {
        "apiVersion": API_VERSION,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": _metadata(key, class_name, environment, rule),
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": [item.as_dict() for item in rule.resources]},
            **({"matchConditions": [{"name": "agents", "expression": rule.condition}]} if rule.condition else {}),
            "variables": [{"name": name, "expression": text} for name, text in rule.variables.items()],
            "validations": [_validation(item) for item in rule.validations],
        },
    }


def _validation(item: Validation) -> dict[str, str]:
    return {"expression": item.expression, "message": item.message, "reason": "Forbidden"}


def _binding(key: str, class_name: str, environment: str | None) -> dict[str, Any]:
    rule = POLICIES[key]
    spec: dict[str, Any] = {
        "policyName": policy_name(key, class_name, environment),
        "validationActions": ["Deny", "Audit"],
    }
    return {
        "apiVersion": API_VERSION,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": _metadata(key, class_name, environment, rule),
        "spec": spec,
    }


def _metadata(key: str, class_name: str, environment: str | None, rule: PolicyRule) -> dict[str, Any]:
    return {
        "name": policy_name(key, class_name, environment),
        "labels": {BOUNDARY_LABEL: class_name, **({ENVIRONMENT: environment} if environment else {})},
        "annotations": {
            KEY_ANNOTATION: key,
            "agent-identity/description": f"{rule.title}. The class {CLASSES[class_name].name} "
            f"{CLASSES[class_name].summary}. Does not stop: {'; '.join(NOT_STOPPED)}.",
        },
    }
