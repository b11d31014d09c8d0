"""What principals hold: bindings by every name that means them, and whether one holds what another does."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from agent_identity.permissions.gcp import conditions, limits, members, names, reaching
from agent_identity.permissions.gcp.model import Binding, Boundary, Deny, World
from agent_identity.permissions.logic import Truth


@dataclass
class Rights:
    """One principal's rights.

    Attributes:
        principal: Its name.
        world: What is known.
    """

    principal: str
    world: World

    @cached_property
    def bindings(self) -> tuple[Binding, ...]:
        """Every binding that means the principal, each once."""
        found = {
            id(binding): binding
            for name in members.names_of(self.principal, self.world)
            for binding in self.world.by_member.get(name, ())
        }
        return tuple(sorted(found.values(), key=lambda each: (each.resource, each.index, each.role)))

    @cached_property
    def denies(self) -> tuple[Deny, ...]:
        """The rules that the principal cannot avoid."""
        return tuple(
            rule
            for rule in self.world.denies
            if limits.binds(rule, self.principal, self.world, closed=True) is Truth.YES
            and (rule.condition is None or _surely(rule.condition.expression))
        )

    @cached_property
    def boundaries(self) -> tuple[Boundary, ...]:
        """The principal access boundaries that are bound to it."""
        return tuple(
            each
            for each in self.world.boundaries
            if limits.limits(each, self.principal, self.world, closed=True) is Truth.YES
        )

    @cached_property
    def by_resource(self) -> Mapping[str, frozenset[str]]:
        """The permissions that it holds without a condition, by the resource that they are granted on."""
        held: dict[str, frozenset[str]] = defaultdict(frozenset)
        for binding in self.bindings:
            permissions = self.world.permissions(binding.role)
            if permissions and binding.condition is None:
                held[binding.resource] |= permissions
        return held

    def is_denied(self, permission: str, resource: str) -> bool:
        """Tells whether a permission is taken away on a resource and on all that lies in it."""
        above = self.world.above(resource)
        for rule in self.denies:
            placed = not rule.resource or self.world.known(rule.resource) in above
            if placed and limits.denies(rule, permission):
                return True
        if not self.boundaries or not limits.shut_out(self.boundaries, resource, self.world):
            return False
        eligible = {place for each in self.boundaries for place in each.resources}
        return not any(resource in self.world.above(place) for place in eligible)

    def lacks(self, other: "Rights") -> Truth:
        """Returns whether another principal holds something that this one does not."""
        verdict = Truth.NO
        for binding in other.bindings:
            if other.principal not in binding.members and self._means(binding):
                continue
            permissions = self.world.permissions(binding.role)
            if binding.condition is not None and _never(binding.condition.expression):
                continue
            if permissions is None:
                same = any(each.role == binding.role and each.resource == binding.resource for each in self.bindings)
                verdict = verdict if same else max(verdict, Truth.UNKNOWN)
                continue
            missing = permissions
            for place in self.world.above(binding.resource):
                missing = missing - self.by_resource.get(place, frozenset())
            if missing:
                return Truth.YES
        return verdict

    def _means(self, binding: Binding) -> bool:
        return any(each is binding for each in self.bindings)


@dataclass
class RightsOf:
    """The rights of everybody, each worked out once."""

    world: World
    _known: dict[str, Rights] = field(default_factory=dict)

    def __call__(self, principal: str) -> Rights:
        """Returns a principal's rights."""
        if principal not in self._known:
            self._known[principal] = Rights(principal, self.world)
        return self._known[principal]

    def is_described(self, account: str) -> bool:
        """Tells whether the input says what a service account holds, be it nothing."""
        project = names.project_of_account(account)
        if account in self.world.by_member or account in self.world.groups_of or account in self.world.descriptions:
            return True
        return project is not None and any(
            each in self.world.covered and names.is_container(each) for each in self.world.above(project)
        )

    def principals(self) -> Iterator[str]:
        """Yields every principal of the input."""
        found = {*self.world.by_member, *self.world.groups_of, *self.world.groups, *self.world.descriptions}
        yield from sorted(found)


def _surely(expression: str) -> bool:
    facts = conditions.Facts({"request": {"time": conditions.now()}, "resource": {}})
    return conditions.holds(expression, facts) is Truth.YES


def _never(expression: str) -> bool:
    return not reaching.can_hold_ever(expression)
