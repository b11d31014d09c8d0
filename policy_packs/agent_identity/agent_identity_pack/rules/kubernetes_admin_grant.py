"""Kubernetes: no agent is bound to an administrator's role, to a cluster, to a wildcard, or to what raises it."""

from collections.abc import Iterator
from typing import Final

from agent_identity.boundaries.classes import CLASSES
from agent_identity.boundaries.kubernetes import role_prefix
from agent_identity.boundaries.kubernetes_writes import beyond
from agent_identity.permissions.stacks.kinds import KUBERNETES_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at, known_text, listed, unknown_within
from agent_identity_pack.agents import is_agents_namespace, namespace_of
from agent_identity_pack.context import Context, Target
from agent_identity_pack.identity import KUBERNETES_CLUSTER_ROLE, KUBERNETES_ROLE
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "bind a Role that names verbs and resources, in the namespace that the agent needs"

_BINDING: Final = "kubernetes:rbac.authorization.k8s.io:RoleBinding"
_CLUSTER_BINDING: Final = "kubernetes:rbac.authorization.k8s.io:ClusterRoleBinding"
_ADMIN_ROLES: Final = frozenset({"cluster-admin", "admin", "edit"})
_ADMIN_VERBS: Final = ("*", "escalate", "bind", "impersonate")
_PUBLIC_ROLES: Final = frozenset(
    {
        "system:basic-user",
        "system:discovery",
        "system:public-info-viewer",
        "system:service-account-issuer-discovery",
    }
)
_ACCOUNT: Final = "system:serviceaccount:"
_PREFIXES: Final = tuple(role_prefix(name) for name in CLASSES)
_GROUP: Final = "system:serviceaccounts"
_EVERYBODY: Final = frozenset({_GROUP, "system:authenticated", "system:unauthenticated"})


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds what a binding gives to an agent and must not, and roles made for agents that are too wide."""
    if resource.kind in {KUBERNETES_ROLE, KUBERNETES_CLUSTER_ROLE}:
        # A binding of another stack may name it: agents are bound to roles of these names.
        if (known_text(resource.get("metadata", "name")) or "").startswith(_PREFIXES):
            yield from _too_wide(resource, resource, "agents", agent=True)
        return
    subjects = resource.get("subjects")
    for subject in [UNKNOWN] if subjects is UNKNOWN else listed(subjects):
        agent, name = _subject(resource, subject, context)
        if name is not None:
            yield from _judged(resource, name, context, agent=agent)


def _subject(binding: Resource, subject: Value, context: Context) -> tuple[bool, str | None]:
    """Returns whether a subject is an agent, and its name; no name for users and groups of people."""
    kind, name = at(subject, "kind"), at(subject, "name")
    if kind == "Group":
        group = known_text(name) or ""
        if group in _EVERYBODY:
            return context.complete and context.holds_agents(), f"every member of {group}"
        namespace = group.removeprefix(f"{_GROUP}:")
        return is_agents_namespace(namespace, context.config), group if group.startswith(_GROUP) else None
    namespace = at(subject, "namespace") or namespace_of(binding)
    if kind == "User":
        if not (known_text(name) or "").startswith(_ACCOUNT):
            return False, None
        namespace, _, name = name.removeprefix(_ACCOUNT).partition(":")
    known = isinstance(name, str) and isinstance(namespace, str)
    reference = f"{namespace}/{name}" if known else UNKNOWN
    target: Target = context.target(binding, "subjects", reference, KUBERNETES_SERVICE_ACCOUNT)
    return context.concerns_agent(target), target.label


def _judged(binding: Resource, name: str, context: Context, *, agent: bool) -> Iterator[Finding]:
    role = at(binding.get("roleRef"), "name")
    if str(role) in _ADMIN_ROLES or (str(role).startswith("system:") and role not in _PUBLIC_ROLES):
        yield broken(binding, name, f"{binding.label} makes {name} {role}", FIX, str(role), agent=agent)
    elif binding.kind == _CLUSTER_BINDING:
        sentence = f"{binding.label} binds {name} in every namespace of the cluster"
        yield broken(binding, name, sentence, FIX, f"cluster-wide {role}", agent=agent)
    roles = _roles(binding, role, context)
    # A patch adds subjects to a binding whose role it does not say.
    if role in (UNKNOWN, None) and not roles:
        sentence = f"the role to which {binding.label} binds {name} is not known"
        yield unproven(binding, name, sentence, FIX, "role", agent=agent)
    for item in roles:
        yield from _too_wide(binding, item, name, agent=agent)


def _too_wide(resource: Resource, role: Resource, name: str, *, agent: bool) -> Iterator[Finding]:
    if unknown_within(role.get("rules")):
        sentence = f"what {role.label} allows {name} is not known before it is made"
        yield unproven(resource, name, sentence, FIX, "rules", agent=agent)
    elif wide := sorted({*_wide(role), *(_beyond(role) if agent else ())}):
        sentence = f"{role.label} allows {name} {', '.join(wide)}"
        yield broken(resource, name, sentence, FIX, *wide, agent=agent)
    if role.get("aggregationRule"):
        sentence = f"{role.label} allows {name} what other roles hold, now and later: it aggregates them"
        yield unproven(resource, name, sentence, FIX, "aggregation", agent=agent)


def _roles(binding: Resource, role: Value, context: Context) -> tuple[Resource, ...]:
    if at(binding.get("roleRef"), "kind") == "ClusterRole":
        return context.target(binding, "roleRef", role, KUBERNETES_CLUSTER_ROLE).resources
    namespace = namespace_of(binding)
    known = isinstance(role, str) and isinstance(namespace, str)
    return context.target(binding, "roleRef", f"{namespace}/{role}" if known else UNKNOWN, KUBERNETES_ROLE).resources


def _wide(role: Resource) -> Iterator[str]:
    for rule in listed(role.get("rules")):
        verbs, resources = listed(at(rule, "verbs")), listed(at(rule, "resources"))
        yield from (f"the verb {verb}" for verb in verbs if str(verb).startswith(_ADMIN_VERBS))
        yield from (f"the resources {resource}" for resource in resources if "*" in str(resource))


def _beyond(role: Resource) -> Iterator[str]:
    """Yields what admission refuses in a role for agents, or cannot judge once it is granted."""
    for rule in listed(role.get("rules")):
        verbs, groups, resources = (
            list(map(str, listed(at(rule, key)))) for key in ("verbs", "apiGroups", "resources")
        )
        if not any("*" in text for text in (*verbs, *resources)):
            yield from beyond(verbs, groups, resources, named=bool(listed(at(rule, "resourceNames"))))


_PROGRAM = """
import pulumi_kubernetes as kubernetes

other = kubernetes.core.v1.ConfigMap("grant-other", metadata={"namespace": "default"})
account = kubernetes.core.v1.ServiceAccount(
    "granted-reader",
    automount_service_account_token=False,
    metadata={
        "name": "granted-reader",
        "namespace": "agents-approved",
        "labels": {"agent-type": "granted-reader", "agent-version": "1-0-0",
                   "agent-environment": "prod", "agent-team": "payments"},
    },
)
kubernetes.rbac.v1.RoleBinding(
    "reader-binding",
    metadata={"namespace": "agents-approved"},
    subjects=[{"kind": "ServiceAccount", "name": "granted-reader", "namespace": "agents-approved"}],
    role_ref={"api_group": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": ROLE},
)
"""

RULE = Rule(
    id="kubernetes-admin-grant",
    severity="critical",
    requirements=("PF-3", "P3-2"),
    sentence="No agent is bound to cluster-admin, admin or edit, to the whole cluster, or to a role that holds"
    " wildcards, impersonation, Secrets without names, a way into a pod or node, or a write of anything but data.",
    remediation=FIX,
    kinds=frozenset({_BINDING, _CLUSTER_BINDING, KUBERNETES_ROLE, KUBERNETES_CLUSTER_ROLE}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("ROLE", '"cluster-admin"'),
        passes=_PROGRAM.replace("ROLE", '"agent-restricted-reader"'),
        unknown=_PROGRAM.replace("ROLE", "other.immutable.apply(str)"),
        culprit="reader-binding",
    ),
    limits="Roles of other stacks that are not named for agents; the cluster's own boundary refuses to bind those.",
)
