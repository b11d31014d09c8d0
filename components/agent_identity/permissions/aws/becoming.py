"""Who can become whom: edges from what was found, and the shortest ways to an administrator."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from agent_identity.permissions.aws import actions, admin, trust
from agent_identity.permissions.aws.judging import ASSUME, ASSUME_RULE
from agent_identity.permissions.aws.model import Principal, World
from agent_identity.permissions.aws.rights import Rights
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.findings import Finding, Path
from agent_identity.permissions.graph import Graph
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind

_OF_PRINCIPALS = frozenset({Kind.PRINCIPAL.value, Kind.CREDENTIAL.value, Kind.HANDOVER.value, Kind.HOST.value})


class Becoming:
    """The graph of an input.

    Args:
        world: The input.
        rights: Gives what a principal of it may do.
        findings: What was found, by principal.
        doors: The roles that let in more than services.
    """

    def __init__(
        self,
        world: World,
        rights: Callable[[Principal], Rights],
        findings: Mapping[str, Iterable[Finding]],
        doors: trust.Doors,
    ) -> None:
        self._world = world
        self._rights = rights
        self._findings = findings
        self._doors = doors
        self.administrators = sorted(
            arn for arn, found in findings.items() if any(finding.rule == admin.RULE for finding in found)
        )

    def graph(self) -> Graph:
        """Returns the edges that lead anywhere: by name, by trust, and by pattern to administrators.

        A pattern that covers many principals leads to the administrators among them alone: whoever reaches one reaches
        everything, and edges to all others would make no path shorter.
        """
        graph = Graph()
        for source, found in self._findings.items():
            for finding in found:
                if finding.verdict != "yes" or finding.kind not in _OF_PRINCIPALS:
                    continue
                if finding.target is not None:
                    graph.add(source, finding.target, finding.rule)
                elif finding.rule != ASSUME_RULE:
                    self._by_pattern(graph, source, finding)
        self._assumed(graph)
        return graph

    def paths(self) -> tuple[Path, ...]:
        """Returns the shortest path of each principal that reaches an administrator."""
        return self.graph().paths_to(self.administrators) if self.administrators else ()

    def _by_pattern(self, graph: Graph, source: str, finding: Finding) -> None:
        patterns = [each for each in finding.resources if each == "*" or ":role/" in each or ":user/" in each]
        for target in self.administrators:
            if any(like(pattern, target) for pattern in patterns) and self._fits(target, finding):
                graph.add(source, target, finding.rule)

    def _fits(self, target: str, finding: Finding) -> bool:
        """Tells whether a technique can use this administrator: a service only a role that trusts it."""
        runs_as = _runs_as().get(finding.rule)
        if runs_as is None:
            return finding.kind == Kind.PRINCIPAL.value
        services = trust.services_of(self._world.principals[target])
        return services is None or not runs_as or bool(services & runs_as)

    def _assumed(self, graph: Graph) -> None:
        (assume,) = actions.named(actions.bits_of((ASSUME,)))
        for caller in self._world.principals.values():
            roles = self._doors.for_caller(caller)
            if not roles:
                continue
            rights = self._rights(caller)
            regions = [
                region
                for grant in (rights.grants(assume) if rights.bits & assume.bit else ())
                if not grant.opaque
                for region in grant.regions
            ]
            for role in roles:
                granted = any(region.holds(role.arn) for region in regions)
                if trust.admits(role, caller, granted=granted) is not Truth.YES:
                    continue
                # In one account a trust that names the caller itself needs no policy of the caller's own.
                if granted or (role.account == caller.account and rights.leaves(assume, role.arn)):
                    graph.add(caller.arn, role.arn, ASSUME_RULE)


@cache
def _runs_as() -> Mapping[str, frozenset[str]]:
    return {
        wanted.technique.id: frozenset(wanted.technique.runs_as)
        for wanted in actions.wanted()
        if wanted.technique.kind is Kind.HANDOVER
    }
