"""Findings in words: who may do what in a cluster, by which binding, what that amounts to, and what to do instead."""

from collections.abc import Iterable
from typing import Final

from agent_identity.permissions.findings import Because, Finding
from agent_identity.permissions.kubernetes import admin
from agent_identity.permissions.kubernetes.judging import Judged
from agent_identity.permissions.kubernetes.model import Binding, Scope
from agent_identity.permissions.kubernetes.rbac import MASTERS
from agent_identity.permissions.kubernetes.rights import Grant, Rights
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, Technique
from agent_identity.permissions.wording import listed

UNKNOWN_ROLE: Final = "kubernetes-unknown-role"
"""The rule of a binding to a role that the input does not contain."""


def technique(rights: Rights, found: Technique, truth: Truth, judged: list[Judged]) -> Finding:
    """Returns the finding of a technique that a principal holds."""
    counted = [each for each in judged if each.truth >= truth]
    targets = frozenset[str]().union(*(each.targets for each in counted))
    needs = sorted({str(permission) for each in counted for permission in each.permissions})
    scopes = listed(sorted({_where(each.grant.scope) for each in counted}))
    by = listed(sorted({_by(each.grant) for each in counted}))
    unsure = "" if truth is Truth.YES else "; whether admission lets it in, the input does not decide"
    return Finding(
        principal=rights.principal,
        rule=found.id,
        verdict="yes" if truth is Truth.YES else "unknown",
        kind=found.kind.value,
        needs=tuple(needs),
        resources=tuple(sorted({place for each in counted for place in _places(each)})),
        because=tuple(sorted({_because(each.grant) for each in counted}, key=_order)),
        explanation=f"{by} allows {listed(needs)} {scopes}: {found.title}, which yields {found.yields}{unsure}",
        fix=found.fix,
        target=min(targets) if len(targets) == 1 else None,
    )


def administrator(rights: Rights, grants: tuple[Grant, ...]) -> Finding:
    """Returns the finding of an administrator of the cluster."""
    by = listed([_by(grant) for grant in grants]) if grants else f"the group {MASTERS}"
    because = tuple(_because(grant) for grant in grants) or (Because("group", MASTERS),)
    return Finding(
        principal=rights.principal,
        rule=admin.RULE,
        verdict="yes",
        kind="admin",
        needs=("*",),
        resources=("*",),
        because=because,
        explanation=f"{by} allows everything in the cluster, or to be granted it: it can grant itself anything",
        fix="grant the verbs that it needs on the resources that it needs, in the namespaces where it needs them",
    )


def unknown_role(rights: Rights) -> Finding:
    """Returns the finding of bindings whose roles are not known."""
    bindings = sorted(rights.unknown, key=lambda each: each.label)
    roles = sorted({f"{_kind(each)} {each.role}" for each in bindings})
    return Finding(
        principal=rights.principal,
        rule=UNKNOWN_ROLE,
        verdict="unknown",
        kind=Kind.PRINCIPAL.value,
        needs=(),
        resources=tuple(sorted({f"{_where(each.namespace)}: {_kind(each)} {each.role}" for each in bindings})),
        because=tuple(
            Because("binding", each.label, role=each.role, scope=each.namespace or None) for each in bindings
        ),
        explanation=f"{listed(roles)} is bound to it and is not in the input: what it allows is not known",
        fix="give the analysis the role, too",
    )


def _places(judged: Judged) -> Iterable[str]:
    grant = judged.grant
    prefix = f"namespaces/{grant.scope}/" if grant.scope else ""
    for permission in judged.permissions:
        for name in grant.rule.names or ("",):
            yield f"{prefix}{permission.place}" + (f"/{name}" if name else "")


def _because(grant: Grant) -> Because:
    return Because(
        "binding", grant.binding.label, grant.index, None, grant.binding.role, grant.binding.namespace or None
    )


def _order(because: Because) -> tuple[str, int]:
    return because.policy or "", because.statement or 0


def _by(grant: Grant) -> str:
    return f"{_kind(grant.binding)} {grant.binding.role} by binding {grant.binding.label}"


def _kind(binding: Binding) -> str:
    return "ClusterRole" if binding.cluster_role else "Role"


def _where(scope: Scope) -> str:
    return f"in namespace {scope}" if scope else "in the whole cluster"
