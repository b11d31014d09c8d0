"""Whether a request is allowed: roles that are assigned, less what is denied.

https://learn.microsoft.com/azure/role-based-access-control/overview. A deny assignment that
applies decides first, then any assignment whose role allows the action and whose condition holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, Literal

from agent_identity.permissions.azure import builtin
from agent_identity.permissions.azure.conditions import Known, holds
from agent_identity.permissions.azure.globs import matches
from agent_identity.permissions.azure.grammar import Attribute
from agent_identity.permissions.azure.model import EVERYONE, Assignment, DenyAssignment, Permissions, Role, World
from agent_identity.permissions.azure.requests import Request
from agent_identity.permissions.azure.scopes import covers
from agent_identity.permissions.logic import Truth

Reason = Literal["allowed", "deny_assignment", "condition", "implicit_deny", "unknown_role", "missing_context"]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a request.

    Attributes:
        decision: `allow`, `deny` or `unknown`.
        reason: Why.
        layer: What decided: `assignment`, `eligible` or `deny_assignment`; None where nothing did.
        policy: Its name.
        statement: Which block of the role's permissions, from 0.
        missing: What would decide.
    """

    decision: Literal["allow", "deny", "unknown"]
    reason: Reason
    layer: str | None = None
    policy: str | None = None
    statement: int | None = None
    missing: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Returns it for JSON."""
        because = {
            "layer": self.layer,
            "policy": self.policy,
            "statement": self.statement,
            "missing": list(self.missing),
        }
        return {"decision": self.decision, "reason": self.reason, "because": because}


@dataclass(frozen=True, slots=True)
class _Found:
    """What one assignment comes to for a request."""

    truth: Truth
    assignment: Assignment
    block: int | None = None
    missing: frozenset[str] = frozenset()
    unknown_role: bool = False
    by_condition: bool = False


def role_of(world: World, assignment: Assignment) -> Role | None:
    """Returns the role of an assignment with what it allows, or None where that is not known."""
    found = world.roles.get(assignment.role_id)
    if found is not None and found.permissions is not None:
        return found
    known = builtin.role_of(assignment.role_id)
    if known is not None:
        return known
    name = assignment.role_name or (found.name if found else "")
    named = [role for role in world.roles.values() if name and role.name == name and role.permissions is not None]
    return named[0] if len(named) == 1 else builtin.role_of("", name) if name else None


def permits(block: Permissions, action: str, *, data: bool) -> bool:
    """Tells whether a block's patterns, less those left out, match an action in lower case."""
    listed, left_out = block.plane(data)
    return any(matches(each, action) for each in listed) and not any(matches(each, action) for each in left_out)


@dataclass
class Evaluator:
    """Answers requests about one input."""

    world: World
    _roles: dict[tuple[str, str], Role | None] = field(default_factory=dict)

    @cached_property
    def _assignments(self) -> Mapping[str, list[Assignment]]:
        found: dict[str, list[Assignment]] = {}
        for each in self.world.assignments:
            found.setdefault(each.principal, []).append(each)
        return found

    def decide(self, request: Request) -> Decision:
        """Returns whether a request is allowed, and what decides."""
        counted = self.world.of(request.principal)
        denied, denial, wanting = self._denied(request, counted)
        if denied is Truth.YES and denial is not None:
            return Decision("deny", "deny_assignment", "deny_assignment", denial.name)
        held = chain.from_iterable(self._assignments.get(each, ()) for each in sorted(counted))
        found = [result for each in held if (result := self._allowed(request, each)) is not None]
        # An active assignment says more than one that must first be activated.
        found.sort(key=lambda each: (-each.truth, each.assignment.eligible, each.assignment.name))
        allowing = [each for each in found if each.truth is Truth.YES]
        if allowing and denied is Truth.UNKNOWN and denial is not None:
            return Decision("unknown", "missing_context", "deny_assignment", denial.name, None, tuple(sorted(wanting)))
        if allowing:
            first = allowing[0]
            return Decision("allow", "allowed", first.assignment.layer, first.assignment.name, first.block)
        return _not_allowed(found)

    def _denied(self, request: Request, counted: frozenset[str]) -> tuple[Truth, DenyAssignment | None, frozenset[str]]:
        worst: tuple[Truth, DenyAssignment | None, frozenset[str]] = (Truth.NO, None, frozenset())
        for denial in self.world.denials:
            if not binds(denial, counted):
                continue
            for block in denial.permissions:
                if not permits(block, request.action, data=request.data):
                    continue
                where = covers(denial.scope, request.scope, self.world.ancestry)
                if denial.only_here:
                    where = Truth.YES if denial.scope == request.scope else Truth.NO
                condition, missing = _both(denial.condition, block.condition, request)
                truth = min(where, condition)
                if where is Truth.UNKNOWN:
                    missing |= {_ancestry(request.scope)}
                if truth > worst[0]:
                    worst = (truth, denial, missing)
        return worst

    def _allowed(self, request: Request, assignment: Assignment) -> _Found | None:
        where = covers(assignment.scope, request.scope, self.world.ancestry)
        if where is Truth.NO:
            return None
        role = self._role(assignment)
        if role is None or role.permissions is None:
            return _Found(Truth.UNKNOWN, assignment, unknown_role=True)
        best: _Found | None = None
        for index, block in enumerate(role.permissions):
            if not permits(block, request.action, data=request.data):
                continue
            condition, missing = _both(assignment.condition, block.condition, request)
            if where is Truth.UNKNOWN and condition is not Truth.NO:
                missing |= {_ancestry(request.scope)}
            found = _Found(min(where, condition), assignment, index, missing, by_condition=condition is Truth.NO)
            if best is None or found.truth > best.truth:
                best = found
        return best

    def _role(self, assignment: Assignment) -> Role | None:
        key = (assignment.role_id, assignment.role_name)
        if key not in self._roles:
            self._roles[key] = role_of(self.world, assignment)
        return self._roles[key]


def binds(denial: DenyAssignment, counted: frozenset[str]) -> bool:
    """Tells whether a deny assignment is about a principal, which counts as itself and its groups."""
    return (EVERYONE in denial.principals or not counted.isdisjoint(denial.principals)) and counted.isdisjoint(
        denial.excluded
    )


def _not_allowed(found: list[_Found]) -> Decision:
    open_ = [each for each in found if each.truth is Truth.UNKNOWN]
    wanting = [each for each in open_ if not each.unknown_role]
    if wanting:
        first = wanting[0]
        missing = frozenset[str]().union(*(each.missing for each in wanting))
        return Decision(
            "unknown", "missing_context", first.assignment.layer, first.assignment.name, first.block,
            tuple(sorted(missing)),
        )  # fmt: skip
    if open_:
        first = open_[0]
        role = first.assignment.role_id or first.assignment.role_name
        return Decision("unknown", "unknown_role", first.assignment.layer, first.assignment.name, None, (role,))
    if found:
        first = found[0]
        return Decision("deny", "condition", first.assignment.layer, first.assignment.name, first.block)
    return Decision("deny", "implicit_deny")


def _both(one: str | None, other: str | None, request: Request) -> tuple[Truth, frozenset[str]]:
    if one is None and other is None:
        return Truth.YES, frozenset()
    known = known_of(request)
    results = [holds(each, known) for each in (one, other)]
    found = min(truth for truth, _ in results)
    return found, frozenset[str]().union(
        *(missing for _, missing in results)
    ) if found is Truth.UNKNOWN else frozenset()


def known_of(request: Request) -> Known:
    """Returns what a condition can know of a request: its context, and what the scope names."""
    values: dict[Attribute, tuple[str, ...]] = dict(_named(request.resource or request.scope))
    anywhere: dict[str, tuple[str, ...]] = {}
    suboperation = None
    for key, given in request.context.items():
        source, bracket, name = key.strip().lower().lstrip("@").partition("[")
        if bracket:
            values[Attribute(source.strip(), name.rstrip("]").strip())] = given
        elif source in ("suboperation", "suboperationmatches"):
            suboperation = given[0].lower() if given else ""
        else:
            anywhere[source] = given
            if source in ("roledefinitionid", "principalid", "principaltype"):
                anywhere[f"microsoft.authorization/roleassignments:{source}"] = given
    return Known(request.action, values, anywhere, suboperation)


def _named(scope: str) -> Iterator[tuple[Attribute, tuple[str, ...]]]:
    """Yields the names that a scope says: of a container, its own and its account's."""
    _, found, rest = scope.rstrip("/").rpartition("/providers/")
    if not found:
        return
    parts = rest.split("/")
    kind = parts[0].lower()
    for part, name in zip(parts[1::2], parts[2::2], strict=False):
        kind = f"{kind}/{part.lower()}"
        yield Attribute("resource", f"{kind}:name"), (name,)


def _ancestry(scope: str) -> str:
    return f"what lies above {scope}"


def decide(world: World, request: Request) -> Decision:
    """Returns whether a request is allowed, and what decides."""
    return Evaluator(world).decide(request)
