"""docs/reference/boundary-coverage.md: every escalation technique that is known, what stops it, and if nothing, why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Final, cast

import yaml

from agent_identity.boundaries.coverage.model import Coverage, Mark
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Cloud, Kind, Technique

_HERE: Final = Path(__file__).parent
_CORPUS: Final = _HERE.parents[1] / "tests" / "permissions" / "corpus" / "aws"
_PACKAGE: Final = "agent_identity.boundaries.coverage"

CLOUDS: Final[Mapping[Cloud, str]] = {"aws": "AWS", "azure": "Azure", "gcp": "GCP", "kubernetes": "Kubernetes"}

MARKS: Final = {
    Mark.DENIED: "a permission that it needs is denied on every resource, in every context",
    Mark.DENIED_EXCEPT: "the same, outside an exception that is an input of the boundary",
    Mark.ADMISSION: "an admission policy refuses the request, whatever is granted",
    Mark.ROLE_DISCIPLINE: "only generated custom roles are granted to agents, and none holds the permission",
    Mark.POLICY: "a policy assignment denies the request",
    Mark.DENY_ASSIGNMENT: "the opt-in deny assignment denies it",
    Mark.GRANT_TIME: "ordinary agents need it, or nothing can deny it: access generation and the pack guard the target",
    Mark.NONE: "nothing of the boundary stops it",
}

KINDS: Final = {
    Kind.PRINCIPAL: "Changes a principal, policy, trust or limit",
    Kind.CREDENTIAL: "Returns a credential, token or signed address",
    Kind.HANDOVER: "Hands an identity to something that acts with it",
    Kind.HOST: "Changes or enters what runs as another identity",
    Kind.POLICY: "Rewrites the policy of a resource",
    Kind.GUARD: "Weakens a guard",
}

_STOPPED: Final = frozenset({Mark.DENIED, Mark.ADMISSION, Mark.ROLE_DISCIPLINE, Mark.POLICY, Mark.DENY_ASSIGNMENT})


def page() -> str:
    """Returns the page, with every cloud of which the coverage is declared."""
    modules = {
        cloud: import_module(f"{_PACKAGE}.{cloud}") for cloud in CLOUDS if find_spec(f"{_PACKAGE}.{cloud}") is not None
    }
    covered = {cloud: cast("Mapping[str, Coverage]", module.COVERAGE) for cloud, module in modules.items()}
    used = [mark for mark in MARKS if any(mark in _counts(coverage) for coverage in covered.values())]
    return (
        (_HERE / "coverage.md")
        .read_text(encoding="utf-8")
        .format(
            summary=_table(
                ("cloud", *used, "all"),
                (
                    (CLOUDS[cloud], *(str(_counts(coverage)[mark]) for mark in used), str(len(coverage)))
                    for cloud, coverage in covered.items()
                ),
            ),
            marks=_table(("mark", "what it says"), ((f"`{mark}`", MARKS[mark]) for mark in used)),
            clouds="\n\n".join(_section(cloud, coverage, modules[cloud]) for cloud, coverage in covered.items()),
        )
    )


def _section(cloud: Cloud, coverage: Mapping[str, Coverage], module: ModuleType) -> str:
    techniques = techniques_of(cloud)
    parts = [f"## {CLOUDS[cloud]}", _introduction(cloud, module)]
    left = [each for each in techniques if coverage[each.id].mark not in _STOPPED]
    if left:
        parts += [f"### Not stopped everywhere on {CLOUDS[cloud]}", _left(left, coverage)]
    for kind, title in KINDS.items():
        stopped = [each for each in techniques if each.kind is kind and coverage[each.id].mark in _STOPPED]
        if stopped:
            parts += [f"### {title}: {len(stopped)} on {CLOUDS[cloud]}", _stopped(stopped, coverage)]
    return "\n\n".join(parts)


def _introduction(cloud: Cloud, module: ModuleType) -> str:
    text = _HERE / f"coverage_{cloud}.md"
    if not text.exists():
        return str(module.__doc__).partition("\n\n")[2].strip()
    workloads = sum(len(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in _CORPUS.glob("*.yaml"))
    return text.read_text(encoding="utf-8").format(workloads=workloads).strip()


def _left(techniques: Iterable[Technique], coverage: Mapping[str, Coverage]) -> str:
    return _table(
        ("technique", "needs", "mark", "why, and what to do"),
        (
            (
                f"`{each.id}`: {each.title}",
                _needs(each),
                f"`{coverage[each.id].mark}`",
                f"{coverage[each.id].why} Grant: {each.fix}.",
            )
            for each in techniques
        ),
    )


def _stopped(techniques: Iterable[Technique], coverage: Mapping[str, Coverage]) -> str:
    return _table(
        ("technique", "needs", "mark", "by"),
        (
            (f"`{each.id}`: {each.title}", _needs(each), _marks(coverage[each.id]), coverage[each.id].by)
            for each in techniques
        ),
    )


def _marks(found: Coverage) -> str:
    return ", ".join(f"`{mark}`" for mark in (found.mark, *found.also))


_SHOWN: Final = 3


def _needs(technique: Technique) -> str:
    def one(patterns: Sequence[str]) -> str:
        more = f" and {len(patterns) - _SHOWN} more" if len(patterns) > _SHOWN else ""
        return ", ".join(f"`{pattern}`" for pattern in patterns[:_SHOWN]) + more

    return "; with ".join(one(need.any_of) for need in technique.needs)


def _counts(coverage: Mapping[str, Coverage]) -> Counter[Mark]:
    return Counter(found.mark for found in coverage.values())


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
