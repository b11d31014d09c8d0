"""The analysis: by which techniques a principal of a cluster comes to more rights than were granted to it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from agent_identity.permissions.agents import is_agent
from agent_identity.permissions.analysis import Analysed
from agent_identity.permissions.findings import Finding, Report
from agent_identity.permissions.graph import Graph
from agent_identity.permissions.kubernetes import admin, explaining
from agent_identity.permissions.kubernetes.judging import Judged, Judging
from agent_identity.permissions.kubernetes.landscape import Landscape
from agent_identity.permissions.kubernetes.matching import Permission, Wanted, matched, wanted
from agent_identity.permissions.kubernetes.model import Cluster, Scope
from agent_identity.permissions.kubernetes.rbac import Authorizer
from agent_identity.permissions.kubernetes.requests import ACCOUNT
from agent_identity.permissions.kubernetes.rights import Grant, Rights, RightsOf
from agent_identity.permissions.logic import Truth

AGENTS = "agents-"
"""How the namespaces of agents begin."""


def analyze(cluster: Cluster, *, only: Collection[str] | None = None) -> Report:
    """Returns what the principals of a cluster come to.

    Args:
        cluster: The input.
        only: Names of the principals to report on; all by default.
    """
    return analyse(cluster).report(only)


def analyse(cluster: Cluster) -> Analysed:
    """Returns what was found about each principal of a cluster, and who can become whom."""
    analysis = Analysis(cluster)
    findings = {principal: analysis.findings(principal) for principal in analysis.landscape.principals}
    return Analysed(
        cloud="kubernetes",
        agents={principal: _is_agent(principal, cluster) for principal in findings},
        findings=findings,
        graph=analysis.graph,
        assumptions=(*cluster.assumptions, *analysis.judging.passed_over),
    )


def _is_agent(principal: str, cluster: Cluster) -> bool | None:
    if not principal.startswith(ACCOUNT):
        return None
    _, _, namespace, name = principal.split(":", 3)
    marks = cluster.accounts.get((namespace, name))
    if namespace.startswith(AGENTS):
        return True
    return is_agent(None if marks is None else {key.rpartition("/")[2] for key in marks})


@dataclass
class Analysis:
    """One analysis of one cluster.

    Attributes:
        cluster: The input.
        graph: Who can become whom, as far as was found.
    """

    cluster: Cluster
    graph: Graph = field(default_factory=Graph)
    rights: RightsOf = field(init=False)
    landscape: Landscape = field(init=False)
    judging: Judging = field(init=False)

    def __post_init__(self) -> None:
        self.rights = RightsOf(Authorizer(self.cluster))
        self.landscape = Landscape(self.cluster, self.rights)
        self.judging = Judging(self.cluster, self.rights, self.landscape)
        self.landscape.fill(self.graph)

    def findings(self, principal: str) -> tuple[Finding, ...]:
        """Returns what one principal comes to, sorted by rule and id; its edges are added to the graph."""
        rights = self.rights(principal)
        found = [explaining.unknown_role(rights)] if rights.unknown else []
        grants = admin.grants_of(rights)
        if grants or rights.is_master:
            found.append(explaining.administrator(rights, grants))
        else:
            found += self._techniques(rights)
        return tuple(sorted(found, key=lambda finding: (finding.rule, finding.id)))

    def _techniques(self, rights: Rights) -> Iterator[Finding]:
        matches: dict[int, dict[int, list[tuple[Grant, Permission]]]] = defaultdict(lambda: defaultdict(list))
        for grant in rights.grants:
            for place, index, permission in matched(grant.rule):
                matches[place][index].append((grant, permission))
        techniques = wanted()
        for place, by_need in sorted(matches.items()):
            one = techniques[place]
            if len(by_need) < len(one.needs):
                continue
            counted = [
                list(self.judging.counted(one, index, by_need[index], rights)) for index in range(len(one.needs))
            ]
            verdict, judged = _together(one, counted)
            if verdict is not Truth.NO:
                finding = explaining.technique(rights, one.technique, verdict, judged)
                self._edges(rights.principal, finding, judged)
                yield finding

    def _edges(self, principal: str, finding: Finding, judged: list[Judged]) -> None:
        if finding.verdict != "yes":
            return
        for each in judged:
            for target in each.targets:
                self.graph.add(principal, target, finding.rule)
            for group in each.groups:
                self.graph.reach(principal, group, finding.rule)


def _together(one: Wanted, counted: list[list[Judged]]) -> tuple[Truth, list[Judged]]:
    """Returns whether all needs are met in one place, with what meets them there."""
    if not all(counted):
        return Truth.NO, []
    if len(counted) == 1:
        return max(each.truth for each in counted[0]), counted[0]
    verdict, kept = Truth.NO, dict[int, Judged]()
    scopes = {each.grant.scope for need in counted for each in need}
    for scope in sorted(scopes):
        for lane in ("namespace", "cluster"):
            meeting = [[each for each in need if _is_in(one, each, scope, lane)] for need in counted]
            if all(meeting):
                verdict = max(verdict, min(max(each.truth for each in need) for need in meeting))
                kept |= {id(each): each for need in meeting for each in need}
    return verdict, list(kept.values())


_LANES = {
    "kubernetes-role-escalate": {"roles": {"namespace"}, "clusterroles": {"cluster"}},
    "kubernetes-role-bind": {
        "roles": {"namespace"},
        "rolebindings": {"namespace"},
        "clusterroles": {"namespace", "cluster"},
        "clusterrolebindings": {"cluster"},
    },
}
"""Which writes go together: a binding of the cluster takes ClusterRoles alone, one of a namespace takes both."""


def _is_in(one: Wanted, judged: Judged, scope: Scope, lane: str) -> bool:
    if judged.grant.scope not in ("", scope):
        return False
    lanes = _LANES.get(one.technique.id)
    if lanes is None:
        return True
    if lane == "cluster" and judged.grant.scope != "":
        return False
    return any(lane in lanes[each.resource] for each in judged.permissions)
