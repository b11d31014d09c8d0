"""The analysis: by which techniques a principal comes to more rights than were granted to it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from agent_identity.permissions.analysis import Analysed
from agent_identity.permissions.aws import actions, admin, comparison, explaining, federation, trust
from agent_identity.permissions.aws.actions import Wanted
from agent_identity.permissions.aws.becoming import Becoming
from agent_identity.permissions.aws.guarding import is_harmless
from agent_identity.permissions.aws.judging import ASSUME, Judged, Judging
from agent_identity.permissions.aws.model import Principal, World
from agent_identity.permissions.aws.rights import Grant, Rights
from agent_identity.permissions.findings import Finding, Report
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Need, When

UNKNOWN_POLICY = "aws-unknown-policy"
"""The rule of what grants something that the input does not contain."""


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
    findings = {arn: analysis.findings(principal) for arn, principal in world.principals.items()}
    return Analysed(
        cloud="aws",
        agents={arn: principal.agent for arn, principal in world.principals.items()},
        findings=findings,
        graph=Becoming(world, analysis.rights, findings, analysis.doors).graph(),
        assumptions=(*world.assumptions, *analysis.assumptions()),
    )


def findings_of(principal: Principal, world: World) -> tuple[Finding, ...]:
    """Returns what one principal comes to, sorted by rule and id."""
    return Analysis(world).findings(principal)


@dataclass
class Analysis:
    """One analysis of one input.

    Attributes:
        world: The input.
    """

    world: World
    _rights: dict[str, Rights] = field(default_factory=dict)
    _judging: Judging = field(init=False)

    def __post_init__(self) -> None:
        self._judging = Judging(self.world, self.rights)

    def rights(self, principal: Principal) -> Rights:
        """Returns what a principal may do; worked out once."""
        found = self._rights.get(principal.arn)
        if found is None:
            found = self._rights[principal.arn] = Rights(principal, self.world)
        return found

    @property
    def doors(self) -> trust.Doors:
        """The roles that let in more than services."""
        return self._judging.doors

    def assumptions(self) -> Iterator[str]:
        """Yields what was taken as harmless for want of anything that says otherwise."""
        yield from self._judging.assumptions()

    def findings(self, principal: Principal) -> tuple[Finding, ...]:
        """Returns what one principal comes to, sorted by rule and id."""
        rights = self.rights(principal)
        found: list[Finding] = list(federation.findings(principal))
        if rights.unread:
            found.append(explaining.unread(rights, UNKNOWN_POLICY))
        if rights.bits and (grants := admin.grants_of(rights)):
            found.append(explaining.administrator(rights, grants))
        else:
            if rights.bits:
                read_tags = tags_read(rights)
                for wanted in actions.within_reach(rights.bits):
                    held = self._held(wanted, rights, read_tags)
                    if held is not None:
                        found.append(explaining.technique(rights, wanted.technique, *held))
            found += self._let_in(rights, {pattern for each in found for pattern in each.resources})
        return tuple(sorted(found, key=lambda finding: (finding.rule, finding.id)))

    def _let_in(self, rights: Rights, known: set[str]) -> Iterator[Finding]:
        """Yields what a principal comes to by the trust of roles that name it, without a policy of its own."""
        for role in self.doors.by_arn(rights.principal):
            if role.arn in known or role.account != rights.principal.account or role.arn == rights.principal.arn:
                continue
            (assume,) = actions.named(actions.bits_of((ASSUME,)))
            if (
                rights.leaves(assume, role.arn)
                and trust.admits(role, rights.principal, granted=False) is Truth.YES
                and comparison.has_more(self.rights(role), rights) is Truth.YES
            ):
                yield explaining.let_in(rights, role)

    def _held(self, wanted: Wanted, rights: Rights, read_tags: frozenset[str]) -> tuple[Truth, list[Judged]] | None:
        """Returns whether a principal holds a technique, with what decides it; None: it does not."""
        technique = wanted.technique
        if technique.when is When.TAG_READ and not read_tags:
            return None
        verdict, judged = Truth.YES, []
        for need, mask in wanted.needs:
            counted = [
                each
                for action in actions.named(mask & rights.bits)
                for service in (technique.runs_as or ("",))
                for each in self._judging.counted(
                    self._dangerous(rights.grants(action, service), need, rights, read_tags, technique.when),
                    wanted.technique,
                    need,
                    rights,
                )
            ]
            if not counted:
                return None
            verdict = min(verdict, max(each.truth for each in counted))
            judged += counted
        return verdict, judged

    def _dangerous(
        self, grants: Iterable[Grant], need: Need, rights: Rights, read_tags: frozenset[str], when: When
    ) -> Iterator[Grant]:
        for grant in grants:
            if not grant.line.statement.conditions or not is_harmless(grant, need, rights, read_tags, when):
                yield grant


def tags_read(rights: Rights) -> frozenset[str]:
    """Returns the names of tags by which policies that bind a principal decide, in lower case."""
    found: set[str] = set()
    for document in rights.documents():
        for statement in document.statements:
            for condition in statement.conditions:
                for beginning in ("resourcetag/", "existingobjecttag/"):
                    _, between, tag = condition.key.partition(beginning)
                    if between:
                        found.add(tag)
    return frozenset(found)
