"""What readers put together while they go through files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from agent_identity.permissions.form import Form
from agent_identity.permissions.gcp import names
from agent_identity.permissions.gcp.model import Binding, Boundary, Condition, Deny, Role, World


@dataclass
class Gathered:
    """All that was read so far.

    Attributes:
        form: Takes values apart, and keeps what is wrong.
        bindings: Bindings of allow policies.
        unplaced: Policies that name no resource, by file.
        roles: Custom roles.
        denies: Rules of deny policies.
        limits: Resources that each principal access boundary makes eligible, by its name.
        bound: Boundaries' bindings: policy, principal set, condition.
        parents: What lies in what.
        aliases: Other names of projects.
        covered: Resources whose policies were read.
        groups: Members of groups.
        tags: Tags of resources.
        descriptions: What is said of service accounts.
        assumptions: What was taken for what the input does not say.
    """

    form: Form = field(default_factory=Form)
    bindings: list[Binding] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    roles: dict[str, Role] = field(default_factory=dict)
    denies: list[Deny] = field(default_factory=list)
    limits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bound: list[tuple[str, str, Condition | None]] = field(default_factory=list)
    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    aliases: dict[str, str] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    assumptions: set[str] = field(default_factory=set)

    def same(self, one: str, other: str) -> None:
        """Takes down that two names are those of one project, one of them its number."""
        for number, name in ((one, other), (other, one)):
            if number.rpartition("/")[2].isdecimal() and not name.rpartition("/")[2].isdecimal():
                self.aliases[number] = name

    def place(self, resource: str, parents: Iterable[str]) -> None:
        """Takes down what a resource lies in."""
        self.parents[resource].update(each for each in parents if each != resource)

    def known(self, resource: str) -> str:
        """Returns the name by which a resource is known."""
        return self.aliases.get(resource, resource)

    def world(self) -> World:
        """Returns what was read, every name in one form."""
        unnamed = self._unnamed() if self.unplaced else ""
        parents: dict[str, set[str]] = defaultdict(set)
        for resource, above in self.parents.items():
            parents[self.known(resource)].update(map(self.known, above))
        bindings = [
            Binding(self.known(each.resource) or unnamed, each.role, each.members, each.condition, each.index)
            for each in self.bindings
        ]
        boundaries = [
            Boundary(policy, principals, self.limits[policy], condition)
            for policy, principals, condition in self.bound
            if policy in self.limits
        ]
        lost = sorted({policy for policy, _, _ in self.bound if policy not in self.limits})
        self.assumptions.update(f"the policy {each} is bound and not in the input: taken as no limit" for each in lost)
        covered = {*map(self.known, self.covered), *([unnamed] if unnamed else [])}
        return World(
            bindings=tuple(sorted(bindings, key=lambda each: (each.resource, each.index, each.role, each.members))),
            roles=self.roles,
            denies=tuple(sorted(self.denies, key=lambda each: (each.policy, each.index))),
            boundaries=tuple(sorted(boundaries, key=lambda each: (each.policy, each.principals))),
            parents={resource: frozenset(above) for resource, above in parents.items()},
            aliases=self.aliases,
            groups={group: frozenset(found) for group, found in self.groups.items()},
            tags={self.known(resource): tags for resource, tags in self.tags.items()},
            unnamed=unnamed,
            assumptions=tuple(sorted({*self.assumptions, *self._assumed(unnamed)})),
            covered=frozenset(covered),
            descriptions=self.descriptions,
        )

    def _unnamed(self) -> str:
        """Returns the project that policies without a name are taken for: the one whose accounts they name most."""
        counts: dict[str, int] = defaultdict(int)
        for binding in self.bindings:
            if not binding.resource:
                for member in binding.members:
                    kind, _, rest = member.partition(":")
                    if kind in {"projectOwner", "projectEditor", "projectViewer"}:
                        counts[f"{names.MANAGER}projects/{rest}"] += 1
                    elif (project := names.project_of_account(member)) and not project.rpartition("/")[2].isdecimal():
                        counts[project] += 1
        best = max(sorted(counts), key=lambda each: counts[each], default="")
        return best or f"{names.MANAGER}projects/PROJECT"

    def _assumed(self, unnamed: str) -> Iterable[str]:
        for where in self.unplaced:
            yield (
                f"{where} does not say whose policy it is: taken for that of the project"
                f" {unnamed.rpartition('/')[2]}; --at RESOURCE={where} says otherwise"
            )
        if not self.denies:
            yield "no deny policies were given: taken as none"
        if not self.bound:
            yield "no principal access boundaries were given: taken as none"
        asked = {member for each in self.bindings for member in each.members if member.startswith("group:")}
        missing = sorted(asked - self.groups.keys())
        if missing:
            shown = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
            yield f"the members of {shown} were not given: taken as none; --groups names them"
        projects = {each for each in self.covered if each.startswith(f"{names.MANAGER}projects/")}
        if unnamed or any(not self.parents.get(each) for each in projects):
            yield "what lies above a project was not given, and is taken to grant nothing; --ancestry says what does"


def texts(value: object) -> Mapping[str, object]:
    """Returns an object, or an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}
