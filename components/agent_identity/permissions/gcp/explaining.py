"""Findings in words: who may do what on Google Cloud, by which binding, what that yields, and what to do instead."""

from collections.abc import Iterable
from typing import Final

from agent_identity.permissions.findings import Because, Finding
from agent_identity.permissions.gcp.judging import Counted
from agent_identity.permissions.gcp.model import Binding
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, Technique
from agent_identity.permissions.wording import listed

ADMIN: Final = "gcp-admin"
"""The rule of who can grant itself anything on a project, folder or organisation."""
UNKNOWN_ROLE: Final = "gcp-unknown-role"
"""The rule of a binding whose role's permissions are not known."""


def technique(principal: str, found: Technique, truth: Truth, counted: list[Counted]) -> Finding:
    """Returns the finding of a technique that a principal holds."""
    kept = [each for each in counted if each.truth >= truth]
    targets = sorted({target for each in kept for target in each.targets})
    needs = sorted({each.held.permission for each in kept})
    resources = sorted({resource for each in kept for resource in each.resources})
    unsure = "" if truth is Truth.YES else "; what that leads to, the input does not say"
    title = f"{found.title[:1].lower()}{found.title[1:]}"
    return Finding(
        principal=principal,
        rule=found.id,
        verdict="yes" if truth is Truth.YES else "unknown",
        kind=found.kind.value,
        needs=tuple(needs),
        resources=tuple(resources),
        conditions=tuple(sorted({name for each in kept for name in each.held.conditions})),
        because=_because(each.binding for each in kept),
        explanation=f"{_by(each.binding for each in kept)} allows {listed(needs)} on {listed(resources)}: {title},"
        f" which yields {found.yields}{unsure}",
        fix=found.fix,
        target=targets[0] if len(targets) == 1 else None,
    )


def administrator(principal: str, counted: list[Counted]) -> Finding:
    """Returns the finding of who can grant itself anything."""
    needs = sorted({each.held.permission for each in counted})
    resources = sorted({each.binding.resource for each in counted})
    return Finding(
        principal=principal,
        rule=ADMIN,
        verdict="yes",
        kind="admin",
        needs=tuple(needs),
        resources=tuple(resources),
        conditions=tuple(sorted({name for each in counted for name in each.held.conditions})),
        because=_because(each.binding for each in counted),
        explanation=f"{_by(each.binding for each in counted)} allows {listed(needs)} on {listed(resources)}:"
        " it can grant itself any role there",
        fix="grant predefined roles for what it does, on the resources that it needs, by name",
    )


def unknown_role(principal: str, bindings: list[Binding]) -> Finding:
    """Returns the finding of roles whose permissions are not known."""
    roles = sorted({binding.role for binding in bindings})
    return Finding(
        principal=principal,
        rule=UNKNOWN_ROLE,
        verdict="unknown",
        kind=Kind.PRINCIPAL.value,
        needs=(),
        resources=tuple(sorted({f"{binding.resource}: {binding.role}" for binding in bindings})),
        because=_because(bindings),
        explanation=f"it holds {listed(roles)}, and what that allows is not in the input",
        fix="give the analysis the role with its includedPermissions, as `gcloud iam roles describe` writes it",
    )


def _because(bindings: Iterable[Binding]) -> tuple[Because, ...]:
    found = {(each.resource, each.index, each.role) for each in bindings}
    return tuple(Because("binding", resource, index, None, role, resource) for resource, index, role in sorted(found))


def _by(bindings: Iterable[Binding]) -> str:
    return listed(sorted({each.role for each in bindings}))
