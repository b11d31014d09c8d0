"""What was found in one cloud's input, and the report that it makes, alone or joined with those of other clouds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agent_identity.permissions.findings import Finding, PrincipalReport, Report
from agent_identity.permissions.graph import Graph
from agent_identity.permissions.logic import Verdict
from agent_identity.permissions.techniques.model import Cloud, Kind


@dataclass(frozen=True, slots=True)
class Analysed:
    """One cloud's principals, what each comes to, and who can become whom.

    Attributes:
        cloud: The cloud.
        agents: Every principal of the input, and whether it is an agent's; None where nothing says.
        findings: What was found, by principal; one without findings may be left out.
        graph: Who can become whom.
        assumptions: What the input did not supply and was taken as empty.
    """

    cloud: Cloud
    agents: Mapping[str, bool | None]
    findings: Mapping[str, tuple[Finding, ...]]
    graph: Graph = field(default_factory=Graph)
    assumptions: tuple[str, ...] = ()

    @property
    def administrators(self) -> list[str]:
        """The principals that can grant themselves anything, sorted."""
        rule = f"{self.cloud}-admin"
        return sorted(
            principal
            for principal, found in self.findings.items()
            if any(finding.rule == rule and finding.verdict == "yes" for finding in found)
        )

    def report(self, only: Collection[str] | None = None) -> Report:
        """Returns the report of this cloud alone.

        Args:
            only: Names of the principals to report on; all by default.
        """
        return report([self], only=only)


def report(parts: Sequence[Analysed], between: Graph | None = None, *, only: Collection[str] | None = None) -> Report:
    """Returns the report of one or several clouds.

    Args:
        parts: What was found in each input.
        between: Who can become whom from one input to another.
        only: Names of the principals to report on; all by default.
    """
    graph = between or Graph()
    for part in parts:
        graph.update(part.graph)
    administrators = [each for part in parts for each in part.administrators]
    paths = graph.paths_to(administrators) if administrators else ()
    reaching = {path.source for path in paths}
    reports = [
        PrincipalReport(principal, part.cloud, agent, escalates(found, reaches=principal in reaching), found)
        for part in parts
        for principal, agent in part.agents.items()
        if only is None or principal in only
        for found in [_sorted(part.findings.get(principal, ()))]
    ]
    shown = tuple(path for path in paths if only is None or path.source in only)
    assumptions = sorted({line for part in parts for line in part.assumptions})
    return Report(tuple(sorted(reports, key=lambda each: each.principal)), shown, tuple(assumptions))


def escalates(findings: Iterable[Finding], *, reaches: bool) -> Verdict:
    """Returns whether a principal escalates.

    Args:
        findings: What was found about it.
        reaches: Whether a path leads from it to an administrator.
    """
    if reaches:
        return "yes"
    # A guard that watches or limits others gives nobody more rights by itself.
    verdicts = {finding.verdict for finding in findings if finding.kind != Kind.GUARD}
    return "yes" if "yes" in verdicts else "unknown" if "unknown" in verdicts else "no"


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.rule, finding.id)))
