"""One report of several clouds: paths go from one to the other, and each that does is a finding of where it starts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent_identity.permissions.analysis import Analysed, report
from agent_identity.permissions.findings import Finding, Path, Report
from agent_identity.permissions.graph import Graph
from agent_identity.permissions.joining.clusters import Crossing
from agent_identity.permissions.logic import Truth

PATH = "federation-path"
UNSURE = "federation-unknown-issuer"


def join(parts: Sequence[Analysed], crossings: Sequence[Crossing], assumptions: Sequence[str] = ()) -> Report:
    """Returns the report of several clouds.

    Args:
        parts: What was found in each.
        crossings: Who of one becomes whom in another.
        assumptions: What was taken as given for want of anything that says otherwise.
    """
    between = Graph()
    for each in crossings:
        if each.truth is Truth.YES:
            between.add(each.source, each.target, each.rule)
    drawn = report(parts, between)
    cloud_of = {principal: (part.cloud, place) for place, part in enumerate(parts) for principal in part.agents}
    by_edge = {(each.source, each.target): each for each in crossings}
    found: dict[str, list[Finding]] = {}
    for path in drawn.paths:
        if cloud_of.get(path.source) != cloud_of.get(path.target):
            found.setdefault(path.source, []).append(_of_path(path, by_edge))
    for each in crossings:
        if each.truth is Truth.UNKNOWN and each.source in cloud_of:
            found.setdefault(each.source, []).append(_unsure(each))
    return report([_with(part, found, assumptions) for part in parts], between)


def _with(part: Analysed, found: Mapping[str, list[Finding]], assumptions: Sequence[str]) -> Analysed:
    findings = {principal: (*part.findings.get(principal, ()), *found.get(principal, ())) for principal in part.agents}
    return replace(part, findings=findings, assumptions=(*part.assumptions, *assumptions))


def _of_path(path: Path, by_edge: Mapping[tuple[str, str], Crossing]) -> Finding:
    crossed = []
    at = path.source
    for step in path.steps:
        if (at, step.principal) in by_edge:
            crossed.append(by_edge[at, step.principal])
        at = step.principal
    way = ", then ".join(f"{step.principal} by {step.rule}" for step in path.steps)
    return Finding(
        principal=path.source,
        rule=PATH,
        verdict="yes",
        kind="federation",
        needs=tuple(step.rule for step in path.steps),
        resources=tuple(step.principal for step in path.steps),
        because=tuple(each.because for each in crossed),
        explanation=f"it becomes {way}, who is an administrator: {'; '.join(each.said for each in crossed)}",
        fix="take the administrator's rights from what federates, or narrow the trust to a workload that needs them",
        target=path.target,
    )


def _unsure(crossing: Crossing) -> Finding:
    return Finding(
        principal=crossing.source,
        rule=UNSURE,
        verdict="unknown",
        kind="federation",
        needs=(crossing.rule,),
        resources=(crossing.target,),
        because=(crossing.because,),
        explanation=f"{crossing.said}, if that is the issuer of its cluster: the input does not say",
        fix="give the issuer of the cluster: --kubernetes NAME,ISSUER=FILE",
        target=crossing.target,
    )
