"""The analysis: by which techniques a principal of Google Cloud comes to more rights than were granted to it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from agent_identity.permissions.agents import MARKS
from agent_identity.permissions.analysis import Analysed
from agent_identity.permissions.findings import Finding, Report
from agent_identity.permissions.gcp import explaining, names, roles
from agent_identity.permissions.gcp.judging import Counted, Judging
from agent_identity.permissions.gcp.matching import techniques
from agent_identity.permissions.gcp.model import World
from agent_identity.permissions.gcp.reaching import can_hold_ever
from agent_identity.permissions.gcp.rights import Rights, RightsOf
from agent_identity.permissions.graph import Graph
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, On

_SERVING: Final = {
    "gcp-build-default": "@cloudbuild.gserviceaccount.com",
    "gcp-deployment-manager": "@cloudservices.gserviceaccount.com",
    "gcp-training-code": "@gcp-sa-aiplatform-cc.iam.gserviceaccount.com",
    "gcp-transfer-agent": "@storage-transfer-service.iam.gserviceaccount.com",
}
"""As whom a technique runs that names no account: how the address of Google's own ends."""


def analyze(world: World, *, only: Collection[str] | None = None) -> Report:
    """Returns what the principals of an input come to.

    Args:
        world: The input.
        only: Names of the principals to report on; all by default.
    """
    return analyse(world).report(only)


def analyse(world: World) -> Analysed:
    """Returns what was found about each principal of an input, and who can become whom."""
    analysis = Analysis(world)
    principals = list(analysis.rights.principals())
    findings = {principal: analysis.findings(principal) for principal in principals}
    analysis.fill(principals)
    predefined = any(roles.permissions_of(role) is not None for role in {each.role for each in world.bindings})
    table = [f"predefined roles are those of {roles.day()}"] if predefined else []
    return Analysed(
        cloud="gcp",
        agents={principal: _is_agent(principal, world) for principal in principals},
        findings={principal: found for principal, found in findings.items() if found},
        graph=analysis.graph,
        assumptions=(*world.assumptions, *analysis.judging.assumptions(), *table),
    )


def _is_agent(principal: str, world: World) -> bool | None:
    said = world.descriptions.get(principal)
    return True if said is not None and any(mark in said for mark in MARKS) else None


@dataclass
class Analysis:
    """One analysis of one input.

    Attributes:
        world: The input.
        graph: Who can become whom, as far as was found.
    """

    world: World
    graph: Graph = field(default_factory=Graph)
    rights: RightsOf = field(init=False)
    judging: Judging = field(init=False)

    def __post_init__(self) -> None:
        self.rights = RightsOf(self.world)
        self.judging = Judging(self.world, self.rights)

    def findings(self, principal: str) -> tuple[Finding, ...]:
        """Returns what one principal comes to, sorted by rule and id; its edges are added to the graph."""
        rights = self.rights(principal)
        counted = list(self._counted(rights))
        admin = [each for each in counted if each.held.admin]
        if admin:
            return (explaining.administrator(principal, admin),)
        unknown = [
            each
            for each in rights.bindings
            if self.world.permissions(each.role) is None
            and (each.condition is None or can_hold_ever(each.condition.expression))
        ]
        found = [explaining.unknown_role(principal, unknown)] if unknown else []
        found += self._techniques(rights, counted)
        return tuple(sorted(found, key=lambda finding: (finding.rule, finding.id)))

    def _counted(self, rights: Rights) -> Iterator[Counted]:
        granted = [(binding, held) for binding in rights.bindings for held in self.judging.held(binding)]
        met: dict[int, set[int]] = defaultdict(set)
        for _, held in granted:
            met[held.technique].add(held.need)
        for binding, held in granted:
            # What half of a technique leads to need not be looked at.
            if len(met[held.technique]) == len(techniques()[held.technique].needs):
                found = self.judging.counted(rights, binding, held)
                if found is not None:
                    yield found

    def _techniques(self, rights: Rights, counted: list[Counted]) -> Iterator[Finding]:
        needs: dict[int, dict[int, list[Counted]]] = defaultdict(lambda: defaultdict(list))
        for each in counted:
            needs[each.held.technique][each.held.need].append(each)
        for number, by_need in sorted(needs.items()):
            technique = techniques()[number]
            if len(by_need) < len(technique.needs):
                continue
            truth = min(max(each.truth for each in of) for of in by_need.values())
            meeting = [each for of in by_need.values() for each in of]
            finding = explaining.technique(rights.principal, technique, truth, meeting)
            if truth is Truth.YES:
                self._edges(rights.principal, number, meeting)
            yield finding

    def _edges(self, principal: str, number: int, counted: list[Counted]) -> None:
        technique = techniques()[number]
        for each in counted:
            for target in each.targets if each.truth is Truth.YES else ():
                self.graph.add(principal, target, technique.id)
            on = technique.needs[each.held.need].on
            if each.held.broad and (on is On.PRINCIPAL or (technique.kind is Kind.HOST and on in (On.HOST, On.ANY))):
                self.graph.reach(principal, f"accounts of {each.binding.resource}", technique.id)
            ending = _SERVING.get(technique.id)
            if ending is not None:
                self.graph.reach(principal, f"{ending} of {each.binding.resource}", technique.id)

    def fill(self, principals: Collection[str]) -> None:
        """Says which accounts lie in which project, folder or organisation, and which workloads run as which."""
        for workload, account in sorted(self.judging.workloads):
            self.graph.add(workload, account, "gcp-account-token")
        for principal in principals:
            if not principal.startswith("serviceAccount:"):
                continue
            ending = principal[principal.find("@") :]
            project = names.project_of_account(principal)
            places = set(self.world.above(project) if project else ())
            if project is None or project.rpartition("/")[2].isdecimal():
                # Addresses of Google's own carry a number, which the input may not link to the project's id.
                for binding in self.world.by_member.get(principal, ()):
                    places.update(self.world.above(binding.resource))
            for place in places:
                self.graph.put(f"accounts of {place}", principal)
                if ending in _SERVING.values():
                    self.graph.put(f"{ending} of {place}", principal)
