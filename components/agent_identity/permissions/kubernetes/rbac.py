"""Whether role-based access control allows a request: what the API server's SubjectAccessReview answers.

https://kubernetes.io/docs/reference/access-authn-authz/rbac/. There is no denial: what no rule allows is refused.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from agent_identity.permissions.kubernetes import builtin
from agent_identity.permissions.kubernetes.model import Binding, Cluster, Named, Role, Rule
from agent_identity.permissions.kubernetes.requests import ACCOUNT, Request

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


@dataclass
class Authorizer:
    """Answers for one cluster.

    Attributes:
        cluster: What the input says of it.
    """

    cluster: Cluster
    _bindings: dict[tuple[str, str], list[int]] = field(init=False)
    _rules: dict[Named, tuple[Rule, ...] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._bindings = defaultdict(list)
        for place, binding in enumerate(self.cluster.bindings):
            for subject in dict.fromkeys(binding.subjects):
                self._bindings[subject.kind, subject.name].append(place)

    def decide(self, request: Request) -> Decision:
        """Returns whether a request would be allowed."""
        if MASTERS in request.groups:
            return Decision("allow", "allowed", MASTERS)
        unknown: Binding | None = None
        for binding in self.bindings_of(request.user, request.groups):
            if not _is_about(binding, request):
                continue
            rules = self.rules(binding)
            if rules is None:
                unknown = unknown or binding
                continue
            for index, rule in enumerate(rules):
                if _allows(rule, request):
                    return Decision("allow", "allowed", binding.label, index)
        if unknown is not None:
            return Decision("unknown", "unknown_role", unknown.label)
        return Decision("deny", "implicit_deny")

    def bindings_of(self, user: str, groups: Collection[str]) -> Iterator[Binding]:
        """Yields the bindings of a user and of its groups, in the input's order."""
        subjects = [("Group", group) for group in groups]
        subjects.append(("ServiceAccount", user.removeprefix(ACCOUNT)) if user.startswith(ACCOUNT) else ("User", user))
        places = {place for subject in subjects for place in self._bindings.get(subject, ())}
        return (self.cluster.bindings[place] for place in sorted(places))

    def rules(self, binding: Binding) -> tuple[Rule, ...] | None:
        """Returns the rules that a binding grants, or None where its role is not known."""
        named = ("" if binding.cluster_role else binding.namespace, binding.role)
        if named not in self._rules:
            role = self.cluster.roles.get(named) or (None if named[0] else builtin.roles().get(named[1]))
            self._rules[named] = None if role is None else self._all_rules(role)
        return self._rules[named]

    def _all_rules(self, role: Role, within: frozenset[str] = frozenset()) -> tuple[Rule, ...]:
        """Returns a role's rules, with those of the ClusterRoles that it takes up by their labels, and they in turn."""
        taken = [
            rule
            for other in self._taken_up(role)
            if other.name not in within
            for rule in self._all_rules(other, within | {role.name})
            if rule not in role.rules
        ]
        return (*role.rules, *dict.fromkeys(taken))

    def _taken_up(self, role: Role) -> Iterator[Role]:
        if role.takes_up:
            own = {name: other for (namespace, name), other in self.cluster.roles.items() if not namespace}
            for other in (builtin.roles() | own).values():
                if other.name != role.name and any(selector.matches(other.labels) for selector in role.takes_up):
                    yield other


def _is_about(binding: Binding, request: Request) -> bool:
    """Tells whether a binding is about where a request goes: one of a namespace is about resources in it alone."""
    return not binding.namespace or (request.path is None and binding.namespace == request.namespace)


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
