"""Findings in words: who may do what, by which statement, what that amounts to, and what to grant instead."""

from collections.abc import Iterable

from agent_identity.permissions.aws import admin
from agent_identity.permissions.aws.judging import ASSUME, ASSUME_RULE, Judged
from agent_identity.permissions.aws.model import Principal
from agent_identity.permissions.aws.rights import Grant, Line, Rights
from agent_identity.permissions.findings import Because, Finding
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, Technique
from agent_identity.permissions.wording import listed


def technique(rights: Rights, found: Technique, verdict: Truth, judged: list[Judged]) -> Finding:
    """Returns the finding of a technique that a principal holds."""
    counted = [each for each in judged if each.truth >= verdict]
    grants = [each.grant for each in counted]
    conditions = frozenset[str]().union(*(grant.conditions for grant in grants))
    targets = {each.target for each in counted if each.target}
    qualified = f"{_limits(rights)}{_if(conditions)}"
    return Finding(
        principal=rights.principal.arn,
        subject=rights.principal.subject,
        rule=found.id,
        verdict="yes" if verdict is Truth.YES else "unknown",
        kind=found.kind.value,
        needs=tuple(sorted({grant.action.name for grant in grants})),
        resources=tuple(sorted({pattern for each in counted for pattern in each.patterns})),
        conditions=tuple(sorted(conditions)),
        because=_because(grants),
        explanation=f"{_allowing(counted)}: {found.title}, which yields {found.yields}{qualified}",
        fix=found.fix,
        target=min(targets) if len(targets) == 1 else None,
    )


def administrator(rights: Rights, grants: tuple[Grant, ...]) -> Finding:
    """Returns the finding of an administrator."""
    conditions = frozenset[str]().union(*(grant.conditions for grant in grants))
    opaque = any(grant.opaque for grant in grants)
    said = _listed([_place(each) for each in _because(grants)])
    return Finding(
        principal=rights.principal.arn,
        subject=rights.principal.subject,
        rule=admin.RULE,
        verdict="unknown" if opaque else "yes",
        kind="admin",
        needs=("iam:*",),
        resources=("*",),
        conditions=tuple(sorted(conditions)),
        because=_because(grants),
        explanation=f"{said} allows every change of policies: it can grant itself anything{_if(conditions)}",
        fix="grant the actions that it needs on the resources that it needs, by name",
    )


def let_in(rights: Rights, role: Principal) -> Finding:
    """Returns the finding of a role whose trust names a principal, which needs no policy of its own for it."""
    principal = rights.principal
    statements = role.trust.document.statements if role.trust is not None and role.trust.document is not None else ()
    because = tuple(
        Because("trust", role.name, statement.index, statement.sid)
        for statement in statements
        if statement.allow and any(name == principal.arn for _, name in statement.principals or ())
    )
    return Finding(
        principal=principal.arn,
        subject=principal.subject,
        rule=ASSUME_RULE,
        verdict="yes",
        kind=Kind.PRINCIPAL.value,
        needs=(ASSUME,),
        resources=(role.arn,),
        because=because,
        explanation=f"the trust of {role.arn} names it, so it assumes that role without a policy of its own, and the"
        " role may do more",
        fix="take the principal out of the role's trust, or give the role no more than the principal has",
        target=role.arn,
    )


def unread(rights: Rights, rule: str) -> Finding:
    """Returns the finding of policies that grant something which the input does not contain."""
    names = sorted({policy.name for policy in rights.unread})
    return Finding(
        principal=rights.principal.arn,
        subject=rights.principal.subject,
        rule=rule,
        verdict="unknown",
        kind=Kind.PRINCIPAL.value,
        needs=(),
        resources=tuple(names),
        because=tuple(sorted(Because(policy.layer, policy.name, scope=policy.scope) for policy in rights.unread)),
        explanation=f"what {_listed([f'the policy {name}' for name in names])} grants is not in the input",
        fix="give the analysis the policy's text, or build it from names that you chose",
    )


def _because(grants: Iterable[Grant]) -> tuple[Because, ...]:
    lines: dict[int, Line] = {id(grant.line): grant.line for grant in grants}
    return tuple(sorted((line.because for line in lines.values()), key=_order))


def _order(because: Because) -> tuple[str, str, int]:
    return because.layer, because.policy or "", because.statement or 0


def _allowing(counted: list[Judged]) -> str:
    """Names each statement with what it allows of the technique."""
    by_line: dict[int, tuple[Because, set[str], set[str]]] = {}
    for each in counted:
        because = each.grant.line.because
        _, actions, patterns = by_line.setdefault(id(each.grant.line), (because, set(), set()))
        actions.add(each.grant.action.name)
        patterns.update(each.patterns)
    said = [
        f"{_place(because)} allows {_listed(sorted(actions))} on {_listed(sorted(patterns))}"
        for because, actions, patterns in sorted(by_line.values(), key=lambda found: _order(found[0]))
    ]
    return _listed(said)


def _place(because: Because) -> str:
    through = f" of the group {because.scope}" if because.layer == "group" and because.scope else ""
    layer = "managed" if because.layer == "group" and (because.policy or "").startswith("arn:") else because.layer
    layer = "inline" if layer == "group" else layer
    sid = f' ("{because.sid}")' if because.sid else ""
    return f'the {layer} policy "{because.policy}"{through}, statement {because.statement}{sid},'


def _limits(rights: Rights) -> str:
    return f", within the boundary {rights.principal.boundary.name}" if rights.principal.boundary else ""


def _if(conditions: frozenset[str]) -> str:
    return f", where {_listed(sorted(conditions))} fits" if conditions else ""


def _listed(parts: list[str]) -> str:
    return listed(parts) or "nothing"
