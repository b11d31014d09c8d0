"""The analysis: by which techniques an Azure principal comes to more rights than were granted to it.

An administrator is who may assign any role at a subscription, a management group or the root, or the directory's own
administrators. Who may do so at a resource group or a resource has the finding `azure-role-assignment`: it administers
that scope, not the subscription.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from agent_identity.permissions.agents import is_agent
from agent_identity.permissions.analysis import Analysed
from agent_identity.permissions.azure import builtin, explaining
from agent_identity.permissions.azure.delegating import WRITE, Delegated, Delegating
from agent_identity.permissions.azure.judging import Judged, Judging, applies
from agent_identity.permissions.azure.landscape import Landscape
from agent_identity.permissions.azure.matching import hits, techniques
from agent_identity.permissions.azure.membership import DirectoryFindings
from agent_identity.permissions.azure.model import World
from agent_identity.permissions.azure.rights import Rights, RightsOf
from agent_identity.permissions.azure.scopes import is_wide
from agent_identity.permissions.findings import Finding, Report
from agent_identity.permissions.graph import Graph
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind

_ELEVATE = "microsoft.authorization/elevateaccess/action"
_ASSIGN = "azure-assign-identity"


def analyze(world: World, *, only: Collection[str] | None = None) -> Report:
    """Returns what the principals of a tenant come to.

    Args:
        world: The input.
        only: Ids of the principals to report on; all by default.
    """
    return analyse(world).report(only)


def analyse(world: World) -> Analysed:
    """Returns what was found about each principal of a tenant, and who can become whom."""
    analysis = Analysis(world)
    findings = {shown: analysis.findings(key) for key, shown in sorted(world.names.items())}
    return Analysed(
        cloud="azure",
        agents={shown: is_agent(world.tags.get(key)) for key, shown in world.names.items()},
        findings={shown: found for shown, found in findings.items() if found},
        graph=analysis.landscape.graph,
        assumptions=(*world.assumptions, *analysis.assumptions()),
    )


@dataclass
class Analysis:
    """One analysis of one input."""

    world: World
    rights: RightsOf = field(init=False)
    judging: Judging = field(init=False)
    delegating: Delegating = field(init=False)
    landscape: Landscape = field(init=False)
    directory: DirectoryFindings = field(init=False)

    def __post_init__(self) -> None:
        self.rights = RightsOf(self.world)
        self.judging = Judging(self.rights)
        self.delegating = Delegating(self.rights)
        self.landscape = Landscape(self.world, Graph(), self.spell)
        self.directory = DirectoryFindings(self.rights, self.landscape)

    def spell(self, text: str) -> str:
        """Returns an id, a scope or an action as the input writes it."""
        return self.world.names.get(text) or self.world.spellings.get(text) or builtin.spelling(text)

    def assumptions(self) -> Iterator[str]:
        """Yields what was taken as given."""
        for scope in sorted(self.judging.own):
            yield f"{self.spell(scope)} is taken for the own of those who may change it: nothing links it to others"
        used = {each.role_id for each in self.world.assignments} - set(self.world.roles)
        if any(builtin.role_of(each) is not None for each in used):
            yield f"built-in roles that are not in the input are taken to be as they were on {builtin.date()}"

    def findings(self, principal: str) -> tuple[Finding, ...]:
        """Returns what one principal comes to, sorted by rule and id; its edges are added to the graph."""
        rights = self.rights(principal)
        if not (rights.grants or rights.unknown or rights.directory or principal in self.world.directory.owned):
            return ()
        found: list[Finding] = []
        unknown = [each for each in rights.directory if not each.known]
        if rights.unknown or unknown:
            found.append(explaining.unknown_role(rights, rights.unknown, unknown, self.spell))
        found += self._administrator(rights) or self._techniques(rights)
        return tuple(sorted(found, key=lambda finding: (finding.rule, finding.id)))

    def _administrator(self, rights: Rights) -> list[Finding]:
        if administers := self.directory.administrator(rights):
            return [administers]
        judged: list[tuple[Judged, Delegated | None]] = []
        for grant in rights.grants:
            if not is_wide(grant.assignment.scope):
                continue
            for hit in hits(grant.role):
                if hit.action == WRITE or (hit.action == _ELEVATE and grant.assignment.scope == ""):
                    found = self.judging.judge(rights, grant, hit)
                    if found is None or found.truth is not Truth.YES:
                        continue
                    delegated = self.delegating.judge(rights, grant, hit) if hit.action == WRITE else None
                    if hit.action == _ELEVATE or (
                        delegated is not None and delegated.everything and delegated.truth is Truth.YES
                    ):
                        judged.append((found, delegated))
        return [explaining.administrator(rights, judged, self.spell)] if judged else []

    def _techniques(self, rights: Rights) -> list[Finding]:
        matched: dict[int, dict[int, list[Judged]]] = defaultdict(lambda: defaultdict(list))
        notes: dict[int, str] = {}
        for grant in rights.grants:
            for hit in hits(grant.role):
                judged = self.judging.judge(rights, grant, hit)
                if judged is None:
                    continue
                if hit.action == WRITE:
                    delegated = self.delegating.judge(rights, grant, hit)
                    if delegated is None:
                        continue
                    judged = Judged(min(judged.truth, delegated.truth), hit, grant, judged.conditions, judged.targets)
                    if delegated.role:
                        notes[hit.technique] = f", of {delegated.role} among others"
                matched[hit.technique][hit.need].append(judged)
        found = []
        for place, by_need in sorted(matched.items()):
            technique = techniques()[place]
            if len(by_need) < len(technique.needs) or (technique.id == _ASSIGN and not self._hosts(rights)):
                continue
            truth = min(max(each.truth for each in judged) for judged in by_need.values())
            counted = [each for judged in by_need.values() for each in judged if each.truth >= truth]
            found.append(explaining.technique(rights, technique, truth, counted, self.spell, notes.get(place, "")))
            if truth is Truth.YES:
                self.landscape.lead(rights.principal, technique, counted)
        return found + list(self.directory.findings(rights))

    def _hosts(self, rights: Rights) -> bool:
        """Tells whether a principal may write something, be it its own, that an identity can be attached to."""
        return any(
            (technique.kind is Kind.HOST or technique.id == "azure-script")
            and hit.action.endswith("/write")
            and not hit.data
            and applies(hit.action, grant.assignment.scope)
            and self.judging.denial(rights, grant, hit) is Truth.NO
            for grant in rights.grants
            for hit in hits(grant.role)
            for technique in [techniques()[hit.technique]]
        )
