"""What the directory grants: its roles, application permissions, and the owning of applications and groups."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agent_identity.permissions.azure import explaining
from agent_identity.permissions.azure.directory import (
    ACTIONS,
    ADMINISTRATORS,
    PERMISSION_REACH,
    POWERS,
    Reach,
)
from agent_identity.permissions.azure.landscape import Landscape
from agent_identity.permissions.azure.matching import graph_needs, techniques
from agent_identity.permissions.azure.model import DirectoryGrant
from agent_identity.permissions.azure.rights import Rights, RightsOf
from agent_identity.permissions.findings import Finding

_ROLES: Final = "azure-directory-roles"
_POLICIES: Final = "azure-directory-policies"


@dataclass
class DirectoryFindings:
    """Finds what principals come to by the directory.

    Attributes:
        rights: What everybody holds.
        landscape: Takes up whom that leads to.
    """

    rights: RightsOf
    landscape: Landscape

    def administrator(self, rights: Rights) -> Finding | None:
        """Returns the finding of an administrator of the directory."""
        held = [
            each
            for each in rights.directory
            if each.layer == "directory" and each.role.lower() in ADMINISTRATORS and each.scope == "/"
        ]
        return explaining.directory_administrator(rights, held, self.landscape.spell) if held else None

    def findings(self, rights: Rights) -> Iterator[Finding]:
        """Yields what the other grants come to."""
        found: dict[int, list[tuple[DirectoryGrant, str]]] = defaultdict(list)
        places = {technique.id: place for place, technique in enumerate(techniques())}
        for grant in rights.directory:
            for rule, need, reach in _powers(grant):
                found[places[rule]].append((grant, need))
                if reach is not None and grant.scope == "/":
                    self.landscape.reach(rights.principal, reach, rule)
        for place, held in sorted(found.items()):
            grants = list(dict.fromkeys(grant for grant, _ in held))
            needs = [need for _, need in held]
            yield explaining.directory(rights, techniques()[place], grants, needs, self.landscape.spell)
        yield from self._owned(rights, places[_ROLES])

    def _owned(self, rights: Rights, place: int) -> Iterator[Finding]:
        world = self.rights.world
        owned = {
            thing: kind
            for each in rights.counted
            for thing, kind in world.directory.owned.get(each, {}).items()
            if self.rights.has_more(thing, rights.principal)
        }
        if not owned:
            return
        spell = self.landscape.spell
        for thing in owned:
            self.landscape.graph.add(spell(rights.principal), spell(thing), _ROLES)
        yield explaining.owner(
            rights,
            techniques()[place],
            sorted(owned.items()),
            spell,
            lambda thing: world.labels.get(thing) or spell(thing),
        )


def _powers(grant: DirectoryGrant) -> Iterator[tuple[str, str, Reach | None]]:
    """Yields what a grant of the directory comes to: the rule, the permission, and whom it gets at."""
    low = grant.role.lower()
    if grant.layer == "application":
        for place in graph_needs(low):
            yield techniques()[place].id, grant.role, PERMISSION_REACH.get(low)
    elif grant.actions:
        for action in grant.actions:
            if (reach := ACTIONS.get(action)) is not None:
                yield _ROLES, action, reach
    elif low in POWERS:
        reach, action = POWERS[low]
        yield (_POLICIES if reach is Reach.GUARDS else _ROLES), action, reach
    elif low in ADMINISTRATORS:
        yield _ROLES, "microsoft.directory/roleAssignments/allProperties/allTasks", None
