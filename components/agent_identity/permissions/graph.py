"""Who can become whom, on every cloud: edges between principals and the shortest way along them."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from agent_identity.permissions.findings import Path, Step


@dataclass(slots=True)
class Graph:
    """Edges "this principal can become that one, by this rule"; parallel edges keep the first rule by name."""

    _into: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, source: str, target: str, rule: str) -> None:
        """Takes up an edge; one from a principal to itself says nothing and is left out."""
        if source == target:
            return
        edges = self._into.setdefault(target, {})
        edges[source] = min(rule, edges.get(source, rule))

    def edges(self) -> Mapping[str, Mapping[str, str]]:
        """Returns the edges by target and source, each with its rule."""
        return self._into

    def paths_to(self, targets: Iterable[str], *, without: Collection[str] = ()) -> tuple[Path, ...]:
        """Returns the shortest path from each principal that reaches a target, shortest first, then by name.

        One search from all targets backwards: each principal and edge is looked at once.

        Args:
            targets: Where paths end, the administrators.
            without: Principals from which no path starts and through which none needs to lead.
        """
        following: dict[str, Step | None] = dict.fromkeys(sorted(targets))
        queue = deque(following)
        while queue:
            target = queue.popleft()
            for source, rule in sorted(self._into.get(target, {}).items()):
                if source not in following and source not in without:
                    following[source] = Step(rule, target)
                    queue.append(source)
        found = [_path(source, following) for source, step in following.items() if step is not None]
        return tuple(sorted(found, key=lambda path: (len(path.steps), path.source, path.target)))


def _path(source: str, following: Mapping[str, Step | None]) -> Path:
    steps: list[Step] = []
    at = source
    while (step := following[at]) is not None:
        steps.append(step)
        at = step.principal
    return Path(source, at, tuple(steps))
