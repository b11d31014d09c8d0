"""What each principal holds: its own roles and those of its groups, with what each role allows."""

from collections import defaultdict
from dataclasses import dataclass, field

from agent_identity.permissions.azure.evaluation import binds, role_of
from agent_identity.permissions.azure.globs import overlap, within
from agent_identity.permissions.azure.model import Assignment, DenyAssignment, DirectoryGrant, Role, World
from agent_identity.permissions.azure.scopes import covers
from agent_identity.permissions.logic import Truth


@dataclass(frozen=True, slots=True)
class Grant:
    """An assignment with its role."""

    assignment: Assignment
    role: Role


@dataclass(frozen=True, slots=True)
class Rights:
    """What one principal holds.

    Attributes:
        principal: Its id, as it is compared.
        counted: Itself and its groups.
        grants: Roles at scopes.
        unknown: Assignments of roles that are not known.
        directory: Directory roles and application permissions.
        denials: Deny assignments that are about it.
    """

    principal: str
    counted: frozenset[str]
    grants: tuple[Grant, ...]
    unknown: tuple[Assignment, ...]
    directory: tuple[DirectoryGrant, ...]
    denials: tuple[DenyAssignment, ...]


@dataclass
class RightsOf:
    """Puts together what the principals of an input hold."""

    world: World
    _assignments: dict[str, list[Assignment]] = field(default_factory=lambda: defaultdict(list))
    _directory: dict[str, list[DirectoryGrant]] = field(default_factory=lambda: defaultdict(list))
    _roles: dict[tuple[str, str], Role | None] = field(default_factory=dict)
    _found: dict[str, Rights] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for assignment in self.world.assignments:
            self._assignments[assignment.principal].append(assignment)
        for grant in self.world.directory.grants:
            self._directory[grant.principal].append(grant)

    def __call__(self, principal: str) -> Rights:
        """Returns what a principal holds."""
        if principal not in self._found:
            self._found[principal] = self._rights(principal)
        return self._found[principal]

    def _rights(self, principal: str) -> Rights:
        counted = self.world.of(principal)
        grants: list[Grant] = []
        unknown: list[Assignment] = []
        for each in sorted(counted):
            for assignment in self._assignments.get(each, ()):
                role = self._role(assignment)
                if role is None:
                    unknown.append(assignment)
                else:
                    grants.append(Grant(assignment, role))
        directory = tuple(grant for each in sorted(counted) for grant in self._directory.get(each, ()))
        denials = tuple(denial for denial in self.world.denials if binds(denial, counted))
        return Rights(principal, counted, tuple(grants), tuple(unknown), directory, denials)

    def _role(self, assignment: Assignment) -> Role | None:
        key = (assignment.role_id, assignment.role_name)
        if key not in self._roles:
            self._roles[key] = role_of(self.world, assignment)
        return self._roles[key]

    def has_more(self, target: str, caller: str) -> bool:
        """Tells whether one principal holds something that another lacks."""
        theirs, mine = self(target), self(caller)
        if target in mine.counted:
            return False
        if theirs.unknown and not set(theirs.unknown) <= set(mine.unknown):
            return True
        held = {(each.role, each.layer) for each in mine.directory}
        if any((each.role, each.layer) not in held for each in theirs.directory):
            return True
        return any(not any(self._contains(one, other) for one in mine.grants) for other in theirs.grants)

    def _contains(self, mine: Grant, theirs: Grant) -> bool:
        if mine.assignment.condition not in (None, theirs.assignment.condition):
            return False
        if covers(mine.assignment.scope, theirs.assignment.scope, self.world.ancestry) is not Truth.YES:
            return False
        if mine.role == theirs.role:
            return True
        return all(
            any(
                within(pattern, held) and not any(overlap(pattern, each) for each in left_out)
                for mine_block in mine.role.permissions or ()
                if mine_block.condition is None
                for listed, left_out in [mine_block.plane(data)]
                for held in listed
            )
            for block in theirs.role.permissions or ()
            for data in (False, True)
            for pattern in block.plane(data)[0]
        )
