"""Whom a role's trust policy lets in.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from collections.abc import Iterable, Iterator

from agent_identity.permissions.aws.caller import context_of
from agent_identity.permissions.aws.conditions import holds
from agent_identity.permissions.aws.model import Principal, World
from agent_identity.permissions.aws.policy import Document, Statement
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.logic import Truth, some

_ASSUME = "sts:assumerole"
_EVERYBODY = "*"


def services_of(role: Principal) -> frozenset[str] | None:
    """Returns the services that a role's trust lets in; None where its text is not in the input, or lets in any."""
    document = _document(role)
    if document is None or document.incomplete:
        return None
    found: set[str] = set()
    for statement in document.statements:
        names = statement.principals or ()
        if statement.unknown or (statement.allow and (statement.not_principals or (_EVERYBODY, _EVERYBODY) in names)):
            return None
        if statement.allow:
            found |= {name for kind, name in names if kind == "Service"}
    return frozenset(found)


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


class Doors:
    """The roles of an input whose trust lets in somebody who is no service, by whom they name.

    Args:
        world: The input.
    """

    def __init__(self, world: World) -> None:
        self._by_name: dict[str, dict[str, Principal]] = {}
        for role in world.principals.values():
            document = _document(role)
            for statement in document.statements if document else ():
                for name in _names_of(statement) if statement.allow else ():
                    self._by_name.setdefault(name, {})[role.arn] = role

    def by_arn(self, caller: Principal) -> Iterable[Principal]:
        """Returns the roles whose trust names a caller itself."""
        return self._by_name.get(caller.arn, {}).values()

    def for_caller(self, caller: Principal) -> Iterable[Principal]:
        """Returns the roles whose trust names a caller, its account or everybody."""
        names = (caller.arn, caller.account, _EVERYBODY)
        return {arn: role for name in names for arn, role in self._by_name.get(name, {}).items()}.values()


def _names_of(statement: Statement) -> Iterator[str]:
    if statement.not_principals or "Principal" in statement.unknown:
        yield _EVERYBODY
    for kind, name in statement.principals or ():
        if kind in {"AWS", _EVERYBODY}:
            yield _account(name) or name


def _document(role: Principal) -> Document | None:
    return None if role.trust is None else role.trust.document


def _about_assuming(statement: Statement) -> bool:
    matched = any(like(pattern.lower(), _ASSUME) for pattern in statement.actions)
    return matched is not statement.not_actions


def _names(statement: Statement, caller: Principal, *, granted: bool) -> Truth:
    found = some(_is(kind, name, caller, granted=granted) for kind, name in statement.principals or ())
    if statement.not_principals:
        found = ~found
    return max(found, Truth.UNKNOWN) if "Principal" in statement.unknown else found


def _is(kind: str, name: str, caller: Principal, *, granted: bool) -> Truth:
    if kind == _EVERYBODY:
        return Truth.YES
    if kind != "AWS":
        return Truth.NO
    if name == caller.arn:
        return Truth.YES
    if _account(name) and _account(name) == caller.account:
        # Naming the account leaves it to the account's own policies who may.
        return Truth.YES if granted else Truth.NO
    return Truth.NO


def _account(name: str) -> str:
    """Returns the account that a principal's name stands for: its number, or the ARN of its root; "" for another."""
    number = name.removesuffix(":root").rpartition(":")[2] if name.endswith(":root") else name
    return number if number.isdigit() else ""
