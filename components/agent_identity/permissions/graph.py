"""Who can become whom, on every cloud: edges between principals and the shortest way along them."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from agent_identity.permissions.findings import Path, Step


@dataclass(slots=True)
class Graph:
    """Edges "this principal can become that one, by this rule"; parallel edges keep the first rule by name.

    A group stands for all of its members, so that "reaches every account of the project" is one edge. No path shows it.

    Attributes:
        into: The edges, by target and source, each with its rule.
        onto: The same of groups.
        memberships: The groups of each principal.
    """

    into: dict[str, dict[str, str]] = field(default_factory=dict)
    onto: dict[str, dict[str, str]] = field(default_factory=dict)
    memberships: dict[str, set[str]] = field(default_factory=dict)

    def add(self, source: str, target: str, rule: str) -> None:
        """Takes up an edge; one from a principal to itself says nothing and is left out."""
        if source != target:
            _keep(self.into, target, source, rule)

    def reach(self, source: str, group: str, rule: str) -> None:
        """Takes up that a principal can become each member of a group."""
        _keep(self.onto, group, source, rule)

    def put(self, group: str, member: str) -> None:
        """Takes up a member of a group."""
        self.memberships.setdefault(member, set()).add(group)

    def update(self, other: "Graph") -> None:
        """Takes up every edge and group of another graph."""
        for target, edges in other.into.items():
            for source, rule in edges.items():
                _keep(self.into, target, source, rule)
        for group, edges in other.onto.items():
            for source, rule in edges.items():
                _keep(self.onto, group, source, rule)
        for member, groups in other.memberships.items():
            self.memberships.setdefault(member, set()).update(groups)

    def paths_to(self, targets: Iterable[str], *, without: Collection[str] = ()) -> tuple[Path, ...]:
        """Returns the shortest path from each principal that reaches a target, shortest first, then by name.

        One search from all targets backwards: each principal, edge and group is looked at once.

        Args:
            targets: Where paths end, the administrators.
            without: Principals from which no path starts and through which none needs to lead.
        """
        following: dict[str, Step | None] = dict.fromkeys(sorted(targets))
        queue = deque(following)
        seen: set[str] = set()
        while queue:
            target = queue.popleft()
            for source, rule in self._sources(target, seen):
                if source not in following and source not in without:
                    following[source] = Step(rule, target)
                    queue.append(source)
        found = [_path(source, following) for source, step in following.items() if step is not None]
        return tuple(sorted(found, key=lambda path: (len(path.steps), path.source, path.target)))

    def _sources(self, target: str, seen: set[str]) -> Iterator[tuple[str, str]]:
        """Yields who can become a principal, by itself or as a member of a group that was not yet looked at."""
        yield from sorted(self.into.get(target, {}).items())
        for group in sorted(self.memberships.get(target, ())):
            if group not in seen:
                seen.add(group)
                yield from sorted(self.onto.get(group, {}).items())


def _keep(edges: dict[str, dict[str, str]], target: str, source: str, rule: str) -> None:
    into = edges.setdefault(target, {})
    into[source] = min(rule, into.get(source, rule))


def _path(source: str, following: Mapping[str, Step | None]) -> Path:
    steps: list[Step] = []
    at = source
    while (step := following[at]) is not None:
        steps.append(step)
        at = step.principal
    return Path(source, at, tuple(steps))
