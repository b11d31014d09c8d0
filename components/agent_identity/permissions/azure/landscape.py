"""Who can become whom: managed identities by where they are, applications, groups and users of the directory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from agent_identity.permissions.azure.directory import Reach
from agent_identity.permissions.azure.judging import Judged
from agent_identity.permissions.azure.model import World
from agent_identity.permissions.azure.scopes import around, covers, is_management_group, type_of
from agent_identity.permissions.graph import Graph
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, On, Technique

_IDENTITIES: Final = "microsoft.managedidentity/userassignedidentities"
_ROLES: Final = "azure-role-assignment"


@dataclass
class Landscape:
    """The principals by where they are, as groups of a graph.

    Attributes:
        world: The input.
        graph: Who can become whom.
        spell: Returns ids as the input writes them.
    """

    world: World
    graph: Graph
    spell: Callable[[str], str]
    _groups: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        scopes = {each.scope for each in self.world.assignments}
        self._groups = tuple(sorted(each for each in scopes if is_management_group(each)))
        for principal, places in self.world.identities.items():
            for place in places:
                self._put(principal, place)
        for host, principals in self.world.hosts.items():
            for principal in principals:
                self._put(principal, host)
        for principal, shown in self.world.names.items():
            kind = self.world.kinds.get(principal, "")
            managed = principal in self.world.identities
            if kind == "Group":
                self.graph.put(Reach.GROUPS, shown)
            elif kind == "User":
                self.graph.put(Reach.USERS, shown)
            elif kind == "ServicePrincipal" and not managed:
                # Credentials of managed identities are Azure's own: nobody adds one in the directory.
                self.graph.put(Reach.APPLICATIONS, shown)
            self.graph.put(Reach.EVERYBODY, shown)

    def _put(self, principal: str, place: str) -> None:
        kind = "/".join(type_of(place).split("/")[:2])
        for scope in (*around(place), *self._above(place)):
            for of in (kind, "*"):
                self.graph.put(_group(scope, of), self.spell(principal))

    def _above(self, place: str) -> Iterator[str]:
        for each in self._groups:
            if covers(each, place, self.world.ancestry) is Truth.YES:
                yield each

    def lead(self, principal: str, technique: Technique, judged: Iterable[Judged]) -> None:
        """Takes up whom a technique leads to."""
        leads = technique.kind in (Kind.HANDOVER, Kind.HOST) or any(need.on is On.PRINCIPAL for need in technique.needs)
        shown = self.spell(principal)
        for each in judged:
            for target in each.targets:
                self.graph.add(shown, self.spell(target), technique.id)
            if each.targets or not (leads or technique.id == _ROLES):
                continue
            on = technique.needs[each.hit.need].on
            kinds = ["*"]
            if technique.id != _ROLES:
                if on not in (On.HOST, On.PRINCIPAL):
                    continue
                kinds = [_IDENTITIES] if on is On.PRINCIPAL else ["/".join(each.hit.action.split("/")[:2])]
            for kind in kinds:
                self.graph.reach(shown, _group(each.grant.assignment.scope, kind), technique.id)

    def reach(self, principal: str, reach: Reach, rule: str) -> None:
        """Takes up that a principal gets at all of a kind in the directory."""
        self.graph.reach(self.spell(principal), reach, rule)


def _group(scope: str, kind: str) -> str:
    return f"{kind} at {scope or '/'}"
