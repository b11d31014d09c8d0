"""Who can become whom: edges from what was found, and the shortest ways to an administrator."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from agent_identity.permissions.aws import actions, admin, trust
from agent_identity.permissions.aws.actions import Wanted
from agent_identity.permissions.aws.judging import ASSUME, ASSUME_RULE
from agent_identity.permissions.aws.model import Principal, World
from agent_identity.permissions.aws.reaching import Reaching, Targets
from agent_identity.permissions.aws.rights import Rights
from agent_identity.permissions.findings import Finding
from agent_identity.permissions.graph import Graph
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, On

_OF_PRINCIPALS = frozenset({Kind.PRINCIPAL.value, Kind.CREDENTIAL.value, Kind.HANDOVER.value, Kind.HOST.value})
_OF_PRINCIPAL = "iam:"
"""Which actions write or hand over a principal of the account: other services' own do not make one of its roles."""


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
        """Returns the edges that lead anywhere: by name, by trust, and by pattern to what leads to administrators.

        What reaches many principals leads to one that is nearest to an administrator: edges to all others would make
        no path shorter.
        """
        graph = Graph()
        reaching: dict[Reaching, list[str]] = {}
        for source, found in self._findings.items():
            for finding in found:
                if finding.verdict != "yes" or finding.kind not in _OF_PRINCIPALS:
                    continue
                if finding.target is not None:
                    graph.add(source, finding.target, finding.rule)
                elif finding.rule != ASSUME_RULE:
                    reaching.setdefault(self._reaching(source, finding), []).append(source)
        self._assumed(graph)
        reaching.pop(Reaching(""), None)
        self._by_pattern(graph, reaching)
        return graph

    def _by_pattern(self, graph: Graph, reaching: dict[Reaching, list[str]]) -> None:
        """Adds edges from the administrators backwards, one distance after the other.

        Whoever holds the same reach is given one edge, to the nearest: a path over a farther one is never shorter.
        """
        targets, seen = list(self.administrators), set(self.administrators)
        distance = 0
        while targets and reaching:
            near = Targets((self._world.principals[arn] for arn in targets), self._world.hosts)
            for reach in list(reaching):
                target = near.first(reach, administrators=distance == 0)
                if target is not None:
                    for source in reaching.pop(reach):
                        graph.add(source, target, reach.rule)
            distance += 1
            paths = graph.paths_to(self.administrators)
            targets = [path.source for path in paths if len(path.steps) == distance and path.source not in seen]
            seen.update(targets)

    def _reaching(self, source: str, finding: Finding) -> Reaching:
        """Returns how far a finding reaches, by the grants of what it does to a principal or to its host."""
        wanted = _by_rule().get(finding.rule)
        if wanted is None:
            return Reaching("")
        rights = self._rights(self._world.principals[source])
        on = On.HOST if finding.kind == Kind.HOST else On.PRINCIPAL
        parts = {
            (action, service, tuple(sorted(regions)))
            for need, mask in wanted.needs
            if need.on is on
            for action in actions.named(mask & rights.bits)
            if action.name in finding.needs and (on is On.HOST or action.name.startswith(_OF_PRINCIPAL))
            for service in (wanted.technique.runs_as or ("",))
            for grant in rights.grants(action, service)
            if not grant.opaque
            and (regions := [region for region in grant.regions if region.pattern in finding.resources])
        }
        if not parts:
            return Reaching("")
        return Reaching(finding.rule, tuple(sorted(parts, key=lambda part: (part[0].name, *part[1:]))))

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
def _by_rule() -> Mapping[str, Wanted]:
    return {wanted.technique.id: wanted for wanted in actions.wanted()}
