"""What is known of an organisation, a folder or a project: its policies, roles, groups and what lies in what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from agent_identity.permissions.gcp import names, roles


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a binding or a rule.

    Attributes:
        expression: Its text, in the Common Expression Language.
        title: What its author calls it.
    """

    expression: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """One role for some members on one resource.

    Attributes:
        resource: Full name of the resource whose policy it is in.
        role: Name of the role.
        members: Who holds it.
        condition: Under which condition.
        index: Its place in the policy, from 0.
    """

    resource: str
    role: str
    members: tuple[str, ...]
    condition: Condition | None = None
    index: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """A custom role.

    Attributes:
        name: Its name, `projects/P/roles/R` or `organizations/O/roles/R`.
        permissions: What it holds; None where the export left that out.
    """

    name: str
    permissions: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Deny:
    """One rule of a deny policy: https://cloud.google.com/iam/docs/deny-overview.

    Attributes:
        policy: Name of the policy.
        resource: Full name of what it is attached to; "" where the input does not say: then it is everything.
        index: Its place in the policy, from 0.
        principals: Whom it denies.
        exceptions: Whom it does not.
        permissions: What it denies, in the second form.
        without: What it does not, in the second form.
        condition: When it does.
    """

    policy: str
    resource: str
    index: int
    principals: tuple[str, ...]
    exceptions: tuple[str, ...]
    permissions: tuple[str, ...]
    without: tuple[str, ...]
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Boundary:
    """A principal access boundary that is bound: https://cloud.google.com/iam/docs/principal-access-boundary-policies.

    Attributes:
        policy: Name of the policy.
        principals: The principal set that it binds.
        resources: Full names of what its principals may use.
        condition: Of the binding.
    """

    policy: str
    principals: str
    resources: tuple[str, ...]
    condition: Condition | None = None


@dataclass(frozen=True)
class World:
    """The input of an analysis.

    Attributes:
        bindings: Every binding of every allow policy.
        roles: Custom roles by name.
        denies: Every rule of every deny policy.
        boundaries: Every bound principal access boundary.
        parents: What containers and resources lie in, beyond what their names say.
        aliases: Full names of projects by number.
        groups: Members of groups that were given, by `group:ADDRESS`.
        tags: Tags of resources, each by its namespaced key.
        unnamed: The project that stands for policies which name no resource; "" where all do.
        assumptions: What the input did not say.
        covered: Resources whose policies are in the input, without bindings too.
        descriptions: What is said of service accounts, by principal.
    """

    bindings: tuple[Binding, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    denies: tuple[Deny, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    parents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unnamed: str = ""
    assumptions: tuple[str, ...] = ()
    covered: frozenset[str] = frozenset()
    descriptions: Mapping[str, str] = field(default_factory=dict)
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def permissions(self, role: str) -> frozenset[str] | None:
        """Returns what a role holds; None where neither the input nor the table says."""
        found = self.roles.get(role)
        if found is not None and found.permissions is not None:
            return found.permissions
        return roles.permissions_of(role)

    def known(self, resource: str) -> str:
        """Returns the name by which a resource is known here: projects by their id."""
        return self.aliases.get(resource, resource)

    def above(self, resource: str) -> tuple[str, ...]:
        """Returns a resource and all that it lies in, as far as is known."""
        if resource not in self._above:
            self._above[resource] = tuple(self._climb(resource))
        return self._above[resource]

    def _climb(self, resource: str) -> Iterator[str]:
        pending, seen = [resource], set[str]()
        while pending:
            for name in names.lies_in(self.known(pending.pop(0))):
                at = self.known(name)
                if at not in seen:
                    seen.add(at)
                    yield at
                    pending += sorted(self.parents.get(at, ()))
        if self.unnamed and self.unnamed not in seen and not any(each in self.covered for each in seen):
            # A policy that names no resource is taken for the one of whatever project is asked about.
            yield from self.above(self.unnamed)
        elif self._sole and not any(names.is_container(each) for each in seen):
            # The name of a bucket says no project, and there is but one in the input.
            yield from self.above(self._sole)

    @cached_property
    def _sole(self) -> str:
        """The one project that policies of the input are attached to; "" where there are several, or none."""
        projects = {
            self.known(each.resource) for each in self.bindings if each.resource.startswith(f"{names.MANAGER}projects/")
        }
        return projects.pop() if len(projects) == 1 else ""

    def is_placed(self, resource: str) -> bool:
        """Tells whether it is known which project, folder or organisation a resource lies in."""
        return any(names.is_container(each) for each in self.above(resource))

    @cached_property
    def by_resource(self) -> Mapping[str, tuple[Binding, ...]]:
        """The bindings of each resource."""
        return _grouped((binding.resource, binding) for binding in self.bindings)

    @cached_property
    def by_member(self) -> Mapping[str, tuple[Binding, ...]]:
        """The bindings of each member."""
        return _grouped((member, binding) for binding in self.bindings for member in binding.members)

    @cached_property
    def sets(self) -> tuple[str, ...]:
        """The members of the input that stand for others, beside groups."""
        kinds = ("domain:", "principalSet:", "projectOwner:", "projectEditor:", "projectViewer:")
        return tuple(sorted(each for each in self.by_member if each.startswith(kinds)))

    @cached_property
    def groups_of(self) -> Mapping[str, frozenset[str]]:
        """The groups that each member is in, through other groups too."""
        direct: dict[str, set[str]] = defaultdict(set)
        for name, members in self.groups.items():
            for member in members:
                direct[member].add(name)
        found = {}
        for member, groups in list(direct.items()):
            pending, seen = list(groups), set[str]()
            while pending:
                group = pending.pop()
                if group not in seen:
                    seen.add(group)
                    pending += direct.get(group, ())
            found[member] = frozenset(seen)
        return found


def _grouped(pairs: Iterable[tuple[str, Binding]]) -> dict[str, tuple[Binding, ...]]:
    found: dict[str, list[Binding]] = defaultdict(list)
    for key, binding in pairs:
        found[key].append(binding)
    return {key: tuple(each) for key, each in found.items()}
