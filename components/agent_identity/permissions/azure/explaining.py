"""Findings in words: who may do what where, by which assignment, what that amounts to, and what to do instead."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from agent_identity.permissions.azure.delegating import Delegated
from agent_identity.permissions.azure.judging import Judged
from agent_identity.permissions.azure.model import Assignment, DirectoryGrant
from agent_identity.permissions.azure.rights import Rights
from agent_identity.permissions.findings import Because, Finding
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, Technique
from agent_identity.permissions.wording import listed

ADMIN: Final = "azure-admin"
UNKNOWN_ROLE: Final = "azure-unknown-role"

Spell = Callable[[str], str]
"""Returns an id, a scope or an action as the input writes it."""


def technique(
    rights: Rights, found: Technique, truth: Truth, judged: Sequence[Judged], spell: Spell, note: str = ""
) -> Finding:
    """Returns the finding of a technique that a principal holds."""
    targets = frozenset[str]().union(*(each.targets for each in judged))
    needs = sorted({each.hit.shown or spell(each.hit.action) for each in judged})
    conditions = sorted(frozenset[str]().union(*(each.conditions for each in judged)))
    unsure = "" if truth is Truth.YES else "; whether it comes to that, the input does not decide"
    if conditions:
        unsure += f", where {listed(conditions)} {'are' if len(conditions) > 1 else 'is'} as the condition asks"
    return Finding(
        principal=spell(rights.principal),
        rule=found.id,
        verdict="yes" if truth is Truth.YES else "unknown",
        kind=found.kind.value,
        needs=tuple(needs),
        resources=_resources((each.grant.assignment.scope for each in judged), spell),
        because=tuple(sorted({_because(each, spell) for each in judged}, key=_order)),
        explanation=f"{_by(judged, spell)} allows {listed(needs)}{note}: {found.title}, which yields"
        f" {found.yields}{unsure}",
        fix=found.fix,
        conditions=tuple(conditions),
        target=spell(min(targets)) if len(targets) == 1 else None,
    )


def administrator(rights: Rights, judged: Sequence[tuple[Judged, Delegated | None]], spell: Spell) -> Finding:
    """Returns the finding of an administrator by roles at a subscription, a management group or the root."""
    found = [each for each, _ in judged]
    needs = sorted({each.hit.shown or spell(each.hit.action) for each in found})
    conditions = sorted(frozenset[str]().union(*(each.conditions for each in found)))
    return Finding(
        principal=spell(rights.principal),
        rule=ADMIN,
        verdict="yes",
        kind="admin",
        needs=tuple(needs),
        resources=_resources((each.grant.assignment.scope for each in found), spell),
        because=tuple(sorted({_because(each, spell) for each in found}, key=_order)),
        explanation=f"{_by(found, spell)} allows {listed(needs)}: it can give itself any role there",
        fix="grant roles that assign no roles, at single resources, or confine what they assign by a condition",
        conditions=tuple(conditions),
    )


def directory_administrator(rights: Rights, grants: Sequence[DirectoryGrant], spell: Spell) -> Finding:
    """Returns the finding of an administrator of the directory."""
    roles = sorted({each.role for each in grants})
    eligible = " (eligible)" if all(each.eligible for each in grants) else ""
    return Finding(
        principal=spell(rights.principal),
        rule=ADMIN,
        verdict="yes",
        kind="admin",
        needs=tuple(roles),
        resources=("/",),
        because=tuple(_directory_because(each, spell) for each in grants),
        explanation=f"the directory role {listed(roles)}{eligible} can take every other, and every subscription",
        fix="grant no role of the directory to what needs only resources",
    )


def directory(
    rights: Rights, found: Technique, grants: Sequence[DirectoryGrant], needs: Iterable[str], spell: Spell
) -> Finding:
    """Returns the finding of what the directory grants."""
    named = sorted({each.role for each in grants})
    eligible = " (eligible)" if all(each.eligible for each in grants) else ""
    asked = sorted(set(needs))
    return Finding(
        principal=spell(rights.principal),
        rule=found.id,
        verdict="yes",
        kind=found.kind.value,
        needs=tuple(asked),
        resources=tuple(sorted({each.scope for each in grants})),
        because=tuple(_directory_because(each, spell) for each in grants),
        explanation=f"{listed(named)}{eligible} in the directory allows {listed(asked)}: {found.title}, which yields"
        f" {found.yields}",
        fix=found.fix,
    )


def owner(rights: Rights, found: Technique, owned: Sequence[tuple[str, str]], spell: Spell, label: Spell) -> Finding:
    """Returns the finding of who owns an application or a group with rights that the owner lacks."""
    named = [f"{kind} {label(thing)}" for thing, kind in owned]
    return Finding(
        principal=spell(rights.principal),
        rule=found.id,
        verdict="yes",
        kind=found.kind.value,
        needs=("owner",),
        resources=tuple(sorted(spell(thing) for thing, _ in owned)),
        because=tuple(Because("owner", spell(thing)) for thing, _ in owned),
        explanation=f"it owns the {listed(named)}, which has rights that it lacks: owners add credentials or members",
        fix="let the pipeline own applications and groups",
        target=spell(owned[0][0]) if len(owned) == 1 else None,
    )


def unknown_role(
    rights: Rights, assignments: Sequence[Assignment], grants: Sequence[DirectoryGrant], spell: Spell
) -> Finding:
    """Returns the finding of roles that are not known."""
    roles = sorted({each.role_name or each.role_id for each in assignments} | {each.role for each in grants})
    because = [
        Because(each.layer, each.name, role=each.role_name or each.role_id, scope=spell(each.scope) or "/")
        for each in assignments
    ]
    because += [_directory_because(each, spell) for each in grants]
    return Finding(
        principal=spell(rights.principal),
        rule=UNKNOWN_ROLE,
        verdict="unknown",
        kind=Kind.PRINCIPAL.value,
        needs=(),
        resources=tuple(
            sorted(
                {f"{spell(each.scope) or '/'}: {each.role_name or each.role_id}" for each in assignments}
                | {f"{each.scope}: {each.role}" for each in grants}
            )
        ),
        because=tuple(because),
        explanation=f"it has {listed(roles)}, which the input does not define: what that allows is not known",
        fix="give the analysis the definition, too: az role definition list",
    )


def _resources(scopes: Iterable[str], spell: Spell) -> tuple[str, ...]:
    return tuple(sorted({spell(each) or "/" for each in scopes}))


def _because(judged: Judged, spell: Spell) -> Because:
    assignment = judged.grant.assignment
    return Because(
        assignment.layer,
        assignment.name,
        judged.hit.block,
        None,
        judged.grant.role.name or judged.grant.role.id,
        spell(assignment.scope) or "/",
    )


def _directory_because(grant: DirectoryGrant, spell: Spell) -> Because:
    layer = "eligible" if grant.eligible else grant.layer
    return Because(layer, spell(grant.principal), None, None, grant.role, grant.scope)


def _order(because: Because) -> tuple[str, str, int]:
    return because.policy or "", because.scope or "", because.statement or 0


def _by(judged: Sequence[Judged], spell: Spell) -> str:
    return listed(
        sorted(
            {
                f"{each.grant.role.name or each.grant.role.id}"
                f"{' (eligible)' if each.grant.assignment.eligible else ''}"
                f" at {spell(each.grant.assignment.scope) or '/'}"
                for each in judged
            }
        )
    )
