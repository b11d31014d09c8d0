"""Whom a role's trust policy lets in.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from agent_identity.permissions.aws.caller import context_of
from agent_identity.permissions.aws.conditions import holds
from agent_identity.permissions.aws.model import Principal, World
from agent_identity.permissions.aws.policy import Document, Statement
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.logic import Truth, some

_ASSUME = "sts:assumerole"


def services_of(role: Principal) -> frozenset[str] | None:
    """Returns the services that a role's trust lets in; None where its text is not in the input."""
    document = _document(role)
    if document is None or document.incomplete or any(each.unknown for each in document.statements):
        return None
    return frozenset(
        name
        for statement in document.statements
        if statement.allow and not statement.not_principals
        for kind, name in statement.principals or ()
        if kind == "Service"
    )


def admits(role: Principal, caller: Principal, *, granted: bool) -> Truth:
    """Tells whether a role's trust lets a caller assume it.

    Args:
        role: The role.
        caller: Who would assume it.
        granted: Whether the caller's own policies allow it: a trust that names the account asks for that.
    """
    document = _document(role)
    if document is None:
        return Truth.UNKNOWN
    context = context_of(caller)
    allowed = Truth.UNKNOWN if document.incomplete else Truth.NO
    for statement in document.statements:
        if not _about_assuming(statement):
            continue
        named = _names(statement, caller, granted=granted)
        if named is Truth.NO:
            continue
        held = holds(statement.conditions, context, document.version)
        if statement.allow:
            # What the caller chooses and what the input does not fix it can bring about.
            possible = Truth.NO if held.truth is Truth.NO else Truth.UNKNOWN if held.opaque else Truth.YES
            allowed = max(allowed, min(named, possible))
        elif min(named, held.truth) is Truth.YES:
            return Truth.NO
    return allowed


def open_roles(world: World) -> tuple[Principal, ...]:
    """Returns the roles of an input whose trust lets in somebody who is no service."""
    return tuple(
        role
        for role in world.principals.values()
        if (document := _document(role)) is not None and any(map(_outside_services, document.statements))
    )


def _document(role: Principal) -> Document | None:
    return None if role.trust is None else role.trust.document


def _outside_services(statement: Statement) -> bool:
    if statement.not_principals or "Principal" in statement.unknown:
        return True
    return any(kind in {"AWS", "*"} for kind, _ in statement.principals or ())


def _about_assuming(statement: Statement) -> bool:
    matched = any(like(pattern.lower(), _ASSUME) for pattern in statement.actions)
    return matched is not statement.not_actions


def _names(statement: Statement, caller: Principal, *, granted: bool) -> Truth:
    found = some(_is(kind, name, caller, granted=granted) for kind, name in statement.principals or ())
    if statement.not_principals:
        found = ~found
    return max(found, Truth.UNKNOWN) if "Principal" in statement.unknown else found


def _is(kind: str, name: str, caller: Principal, *, granted: bool) -> Truth:
    if kind == "*":
        return Truth.YES
    if kind != "AWS":
        return Truth.NO
    if name == caller.arn:
        return Truth.YES
    account = name.removesuffix(":root").rpartition(":")[2] if name.endswith(":root") else name
    if account.isdigit() and account == caller.account:
        # Naming the account leaves it to the account's own policies who may.
        return Truth.YES if granted else Truth.NO
    return Truth.NO
