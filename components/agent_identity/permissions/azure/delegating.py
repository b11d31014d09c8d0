"""What a right to assign roles amounts to under its condition: which roles, to whom.

https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from agent_identity.permissions.azure import builtin
from agent_identity.permissions.azure.conditions import Known, guid, holds, values_of
from agent_identity.permissions.azure.judging import applies
from agent_identity.permissions.azure.matching import Hit, hits, techniques
from agent_identity.permissions.azure.model import Role
from agent_identity.permissions.azure.rights import Grant, Rights, RightsOf
from agent_identity.permissions.azure.scopes import is_resource
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, On

WRITE: Final = "microsoft.authorization/roleassignments/write"
ROLE: Final = "microsoft.authorization/roleassignments:roledefinitionid"
_PRINCIPAL: Final = "microsoft.authorization/roleassignments:principalid"
_TYPE: Final = "microsoft.authorization/roleassignments:principaltype"
_SOMEBODY: Final = "ffffffff-ffff-4fff-bfff-ffffffffffff"
"""Stands for a principal that nobody names."""

_FIRST: Final = (
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
)
"""Owner, User Access Administrator, Role Based Access Control Administrator and Contributor."""


@dataclass(frozen=True, slots=True)
class Delegated:
    """What can be assigned.

    Attributes:
        truth: Whether the principal comes to more that way; never NO.
        role: The name of a role that it can give itself; "" for any.
        everything: Whether that role may assign any role.
    """

    truth: Truth
    role: str = ""
    everything: bool = True


@dataclass
class Delegating:
    """Judges rights to assign roles."""

    rights: RightsOf
    _found: dict[object, Delegated | None] = field(default_factory=dict)
    _custom: dict[str, Role] = field(init=False)

    def __post_init__(self) -> None:
        roles = self.rights.world.roles.values()
        self._custom = {guid(each.id): each for each in roles if each.permissions is not None}

    def judge(self, rights: Rights, grant: Grant, hit: Hit) -> Delegated | None:
        """Returns what a right to assign roles amounts to; None where it leads to nothing that matters."""
        blocks = grant.role.permissions or ()
        given = tuple(each for each in (grant.assignment.condition, blocks[hit.block].condition) if each is not None)
        if not given:
            return Delegated(Truth.YES)
        by_name = any(values_of(each, _PRINCIPAL) for each in given)
        kind = self.rights.world.kinds.get(rights.principal, "")
        key = (given, is_resource(grant.assignment.scope) and grant.assignment.scope, by_name and rights.counted, kind)
        if key not in self._found:
            self._found[key] = self._judge(rights, grant.assignment.scope, given)
        return self._found[key]

    def _judge(self, rights: Rights, scope: str, given: tuple[str, ...]) -> Delegated | None:
        found: Delegated | None = None
        receivers = list(self._receivers(rights))
        mentioned = sorted(frozenset[str]().union(*(values_of(each, ROLE) for each in given)))
        named = {guid(each): self._assignable(each, receivers, given) for each in mentioned}
        # Roles that a condition does not name are all alike to it.
        other = self._assignable(_SOMEBODY, receivers, given)
        for role in self._candidates(mentioned):
            if found is not None and not assigns(role):
                continue
            truth = named.get(guid(role.id), other)
            if truth is not Truth.NO and harms(role, scope):
                better = Delegated(truth, role.name, assigns(role))
                if found is None or (better.truth, better.everything) > (found.truth, found.everything):
                    found = better
                if found.everything and found.truth is Truth.YES:
                    return found
        return found

    def _receivers(self, rights: Rights) -> Iterator[tuple[str, str, Truth]]:
        """Yields to whom roles could be given, with the type of each, and whether that is the principal itself."""
        kind = self.rights.world.kinds.get(rights.principal)
        for each in (kind,) if kind else ("ServicePrincipal", "User"):
            yield rights.principal, each, Truth.YES
        for group in rights.counted - {rights.principal}:
            yield group, "Group", Truth.YES
        for each in ("Group", "ServicePrincipal", "User"):
            yield _SOMEBODY, each, Truth.UNKNOWN

    def _candidates(self, mentioned: list[str]) -> Iterator[Role]:
        # The mightiest first: most of the time they settle it.
        for each in (*_FIRST, *mentioned):
            if (role := self._role(each)) is not None:
                yield role
        yield from self._custom.values()
        yield from builtin.roles()

    def _role(self, text: str) -> Role | None:
        plain = guid(text)
        return self._custom.get(plain) or _builtin().get(plain)

    def _assignable(self, role: str, receivers: list[tuple[str, str, Truth]], given: tuple[str, ...]) -> Truth:
        best = Truth.NO
        for principal, kind, own in receivers:
            if own <= best:
                continue
            known = Known(WRITE, anywhere={ROLE: (role,), _PRINCIPAL: (principal,), _TYPE: (kind,)})
            if min(holds(each, known)[0] for each in given) is not Truth.NO:
                best = own
        return best


@cache
def _builtin() -> dict[str, Role]:
    return {guid(role.id): role for role in builtin.roles()}


def assigns(role: Role) -> bool:
    """Tells whether a role may assign any role, without a condition of its own."""
    return any(hit.action == WRITE and (role.permissions or ())[hit.block].condition is None for hit in hits(role))


def harms(role: Role, scope: str) -> bool:
    """Tells whether a role, given at a scope, would itself be an escalation."""
    for hit in hits(role):
        technique = techniques()[hit.technique]
        if technique.kind is Kind.GUARD or len(technique.needs) > 1 or not applies(hit.action, scope):
            continue
        if technique.needs[hit.need].on is On.ANY or not is_resource(scope):
            return True
    return False
