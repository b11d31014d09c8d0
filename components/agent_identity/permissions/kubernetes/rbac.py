"""Whether role-based access control allows a request: what the API server's SubjectAccessReview answers.

https://kubernetes.io/docs/reference/access-authn-authz/rbac/. There is no denial: what no rule allows is refused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from agent_identity.permissions.kubernetes.model import Binding, Cluster, Role, Rule, Subject
from agent_identity.permissions.kubernetes.requests import Request

MASTERS = "system:masters"
"""The group that the API server lets do everything before it looks at any role:
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege."""

Reason = Literal["allowed", "implicit_deny", "unknown_role"]


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer.

    Attributes:
        decision: `allow`, `deny`, or `unknown` where a role that would decide is not in the input.
        reason: What decided.
        policy: The binding, with its namespace where it has one, or None.
        statement: Index of the rule of its role, or None.
    """

    decision: Literal["allow", "deny", "unknown"]
    reason: Reason
    policy: str | None = None
    statement: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Returns it for JSON."""
        layer = None if self.policy is None else "binding"
        because: dict[str, Any] = {"layer": layer, "policy": self.policy, "statement": self.statement, "missing": []}
        return {"decision": self.decision, "reason": self.reason, "because": because}


def decide(cluster: Cluster, request: Request) -> Decision:
    """Returns whether a request would be allowed."""
    if MASTERS in request.groups:
        return Decision("allow", "allowed", MASTERS)
    unknown: Binding | None = None
    for binding in cluster.bindings:
        if not _holds(binding, request) or not any(_is(subject, request) for subject in binding.subjects):
            continue
        role = cluster.roles.get(("" if binding.cluster_role else binding.namespace, binding.role))
        if role is None:
            unknown = unknown or binding
            continue
        for index, rule in enumerate(rules_of(cluster, role)):
            if _allows(rule, request):
                return Decision("allow", "allowed", _named(binding), index)
    if unknown is not None:
        return Decision("unknown", "unknown_role", _named(unknown))
    return Decision("deny", "implicit_deny")


def rules_of(cluster: Cluster, role: Role) -> tuple[Rule, ...]:
    """Returns a role's rules, with those of the ClusterRoles that it takes up by their labels."""
    taken = [rule for other in _taken_up(cluster, role) for rule in other.rules if rule not in role.rules]
    return (*role.rules, *dict.fromkeys(taken))


def _taken_up(cluster: Cluster, role: Role) -> Iterator[Role]:
    for (namespace, name), other in cluster.roles.items():
        if namespace or name == role.name:
            continue
        if any(selector.items() <= other.labels.items() for selector in role.takes_up):
            yield other


def _holds(binding: Binding, request: Request) -> bool:
    """Tells whether a binding is about where a request goes: one of a namespace is about resources in it alone."""
    return not binding.namespace or (request.path is None and binding.namespace == request.namespace)


def _is(subject: Subject, request: Request) -> bool:
    if subject.kind == "Group":
        return subject.name in request.groups
    if subject.kind == "User":
        return subject.name == request.user
    return request.user == f"system:serviceaccount:{subject.name}"


def _allows(rule: Rule, request: Request) -> bool:
    if not _one_of(rule.verbs, request.verb):
        return False
    if request.path is not None:
        return any(_is_path(pattern, request.path) for pattern in rule.paths)
    return (
        _one_of(rule.groups, request.group)
        and any(_is_resource(pattern, request) for pattern in rule.resources)
        and (not rule.names or request.name in rule.names)
    )


def _one_of(patterns: Iterable[str], text: str) -> bool:
    return any(pattern in ("*", text) for pattern in patterns)


def _is_resource(pattern: str, request: Request) -> bool:
    whole = f"{request.resource}/{request.subresource}" if request.subresource else request.resource
    return pattern in ("*", whole) or bool(request.subresource and pattern == f"*/{request.subresource}")


def _is_path(pattern: str, path: str) -> bool:
    return pattern == path or (pattern.endswith("*") and path.startswith(pattern.rstrip("*")))


def _named(binding: Binding) -> str:
    return f"{binding.namespace}/{binding.name}" if binding.namespace else binding.name
