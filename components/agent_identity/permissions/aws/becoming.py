"""Who can become whom: edges from what was found, and the shortest ways to an administrator."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from agent_identity.permissions.aws import actions, admin, trust
from agent_identity.permissions.aws.judging import ASSUME
from agent_identity.permissions.aws.model import Principal, World
from agent_identity.permissions.aws.rights import Rights
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.findings import Finding, Path
from agent_identity.permissions.graph import Graph
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind

_ASSUME_RULE = "aws-assume-role"
_OF_PRINCIPALS = frozenset({Kind.PRINCIPAL.value, Kind.CREDENTIAL.value, Kind.HANDOVER.value, Kind.HOST.value})


class Becoming:
    """The graph of an input.

    Args:
        world: The input.
        rights: Gives what a principal of it may do.
        findings: What was found, by principal.
    """

    def __init__(
        self,
        world: World,
        rights: Callable[[Principal], Rights],
        findings: Mapping[str, Iterable[Finding]],
    ) -> None:
        self._world = world
        self._rights = rights
        self._findings = findings
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
                elif finding.rule != _ASSUME_RULE:
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
        open_to = self._open_roles()
        if not open_to:
            return
        (assume,) = actions.named(actions.bits_of((ASSUME,)))
        for caller in self._world.principals.values():
            rights = self._rights(caller)
            regions = [
                region
                for grant in (rights.grants(assume) if rights.bits & assume.bit else ())
                if not grant.opaque
                for region in grant.regions
            ]
            for role in self._candidates(caller, open_to):
                granted = any(region.holds(role.arn) for region in regions)
                if trust.admits(role, caller, granted=granted) is not Truth.YES:
                    continue
                # In one account a trust that names the caller itself needs no policy of the caller's own.
                if granted or role.account == caller.account:
                    graph.add(caller.arn, role.arn, _ASSUME_RULE)

    def _open_roles(self) -> dict[str, list[Principal]]:
        """Returns the roles that let in somebody who is no service, by whom they name: an ARN, an account, or `*`."""
        found: dict[str, list[Principal]] = defaultdict(list)
        for role in self._world.principals.values():
            document = None if role.trust is None else role.trust.document
            for statement in document.statements if document else ():
                if not statement.allow:
                    continue
                names = ("*",) if statement.not_principals else (name for _, name in statement.principals or ())
                for name in names:
                    key = name.removesuffix(":root").rpartition(":")[2] if name.endswith(":root") else name
                    found[key].append(role)
        return found

    def _candidates(self, caller: Principal, open_to: Mapping[str, list[Principal]]) -> Iterable[Principal]:
        keys = (caller.arn, caller.account, "*")
        return {role.arn: role for key in keys for role in open_to.get(key, ())}.values()


@cache
def _runs_as() -> Mapping[str, frozenset[str]]:
    return {
        wanted.technique.id: frozenset(wanted.technique.runs_as)
        for wanted in actions.wanted()
        if wanted.technique.kind is Kind.HANDOVER
    }
