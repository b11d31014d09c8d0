"""Kubernetes: no agent is bound to an administrator's role, to a cluster, or to a wildcard."""

from collections.abc import Iterator
from typing import Final

from agent_identity_pack.agents import is_agents_namespace, namespace_of
from agent_identity_pack.context import Context, Target
from agent_identity_pack.identity import KUBERNETES_CLUSTER_ROLE, KUBERNETES_ROLE
from agent_identity_pack.kinds import KUBERNETES_SERVICE_ACCOUNT
from agent_identity_pack.resource import Resource
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven
from agent_identity_pack.values import UNKNOWN, Value, at, known_text, listed, unknown_within

FIX = "bind a Role that names verbs and resources, in the namespace that the agent needs"

_BINDING: Final = "kubernetes:rbac.authorization.k8s.io:RoleBinding"
_CLUSTER_BINDING: Final = "kubernetes:rbac.authorization.k8s.io:ClusterRoleBinding"
_ADMIN_ROLES: Final = frozenset({"cluster-admin", "admin", "edit"})
_ADMIN_VERBS: Final = frozenset({"*", "escalate", "bind", "impersonate"})
_GROUP: Final = "system:serviceaccounts"
_EVERYBODY: Final = frozenset({_GROUP, "system:authenticated", "system:unauthenticated"})


def check(binding: Resource, context: Context) -> Iterator[Finding]:
    """Finds what a binding gives to an agent and must not."""
    subjects = binding.get("subjects")
    for subject in [UNKNOWN] if subjects is UNKNOWN else listed(subjects):
        agent, name = _subject(binding, subject, context)
        if name is not None:
            yield from _judged(binding, name, context, agent=agent)


def _subject(binding: Resource, subject: Value, context: Context) -> tuple[bool, str | None]:
    """Returns whether a subject is an agent, and its name; no name for users and groups of people."""
    kind, name = at(subject, "kind"), at(subject, "name")
    if kind == "Group":
        group = known_text(name) or ""
        if group in _EVERYBODY:
            return context.complete and context.holds_agents(), f"every member of {group}"
        namespace = group.removeprefix(f"{_GROUP}:")
        return is_agents_namespace(namespace, context.config), group if group.startswith(_GROUP) else None
    if kind == "User":
        return False, None
    namespace = at(subject, "namespace") or namespace_of(binding)
    known = isinstance(name, str) and isinstance(namespace, str)
    reference = f"{namespace}/{name}" if known else UNKNOWN
    target: Target = context.target(binding, "subjects", reference, KUBERNETES_SERVICE_ACCOUNT)
    return context.concerns_agent(target), target.label


def _judged(binding: Resource, name: str, context: Context, *, agent: bool) -> Iterator[Finding]:
    role = at(binding.get("roleRef"), "name")
    if str(role) in _ADMIN_ROLES:
        yield broken(binding, name, f"{binding.label} makes {name} {role}", FIX, str(role), agent=agent)
    elif binding.kind == _CLUSTER_BINDING:
        sentence = f"{binding.label} binds {name} in every namespace of the cluster"
        yield broken(binding, name, sentence, FIX, f"cluster-wide {role}", agent=agent)
    roles = _roles(binding, role, context)
    if role is UNKNOWN and not roles:
        sentence = f"the role to which {binding.label} binds {name} is not known"
        yield unproven(binding, name, sentence, FIX, "role", agent=agent)
    for item in roles:
        if unknown_within(item.get("rules")):
            sentence = f"what {item.label} allows {name} is not known before it is made"
            yield unproven(binding, name, sentence, FIX, "rules", agent=agent)
        elif wide := sorted(set(_wide(item))):
            sentence = f"{item.label} allows {name} {', '.join(wide)}"
            yield broken(binding, name, sentence, FIX, *wide, agent=agent)


def _roles(binding: Resource, role: Value, context: Context) -> tuple[Resource, ...]:
    if at(binding.get("roleRef"), "kind") == "ClusterRole":
        return context.target(binding, "roleRef", role, KUBERNETES_CLUSTER_ROLE).resources
    namespace = namespace_of(binding)
    known = isinstance(role, str) and isinstance(namespace, str)
    return context.target(binding, "roleRef", f"{namespace}/{role}" if known else UNKNOWN, KUBERNETES_ROLE).resources


def _wide(role: Resource) -> Iterator[str]:
    for rule in listed(role.get("rules")):
        verbs, resources = listed(at(rule, "verbs")), listed(at(rule, "resources"))
        yield from (f"the verb {verb}" for verb in verbs if str(verb) in _ADMIN_VERBS)
        yield from (f"the resources {resource}" for resource in resources if "*" in str(resource))


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
    sentence="No agent is bound to cluster-admin, admin or edit, to the whole cluster, or to a role with wildcards.",
    remediation=FIX,
    kinds=frozenset({_BINDING, _CLUSTER_BINDING}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("ROLE", '"cluster-admin"'),
        passes=_PROGRAM.replace("ROLE", '"agent-restricted-reader"'),
        unknown=_PROGRAM.replace("ROLE", "other.immutable.apply(str)"),
        culprit="reader-binding",
    ),
    limits="Roles of other stacks, and roles that aggregate others.",
)
