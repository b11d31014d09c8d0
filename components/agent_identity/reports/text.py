"""A report as text: what was found, by which statement, and what to do; the same finding of many is told once."""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from agent_identity.permissions.findings import Because, Finding, Path, PrincipalReport, Report

SHOWN: Final = 20
"""How many groups, and how many paths, are told in full."""
NAMED: Final = 3
"""How many principals of a group are named."""

_NARROWEST: Final = 40
_VERDICTS: Final = {"yes": 0, "unknown": 1}
_KINDS: Final = {"admin": 0, "f": 2}
"""Administrators first, and last what only weakens guards of others."""
_COLOURS: Final = {"ESCALATES": "1;31", "UNKNOWN": "1;33", "WEAKENS": "1;33", "OK": "1;32"}


def render(report: Report, *, width: int = 100, colour: bool = False) -> str:
    """Returns a report as text.

    Args:
        report: The report.
        width: Columns; lines are wrapped to it.
        colour: Whether verdicts are coloured; they are words, too.
    """
    writing = _Writing(max(width, _NARROWEST), colour=colour)
    groups = _groups(report.principals)
    lines = [line for group in groups[:SHOWN] for line in (*writing.group(*group), "")]
    if len(groups) > SHOWN:
        lines += [f"… and {len(groups) - SHOWN:,} more kinds of findings: --format json has them all", ""]
    lines += writing.paths(report.paths)
    lines += writing.assumptions(report.assumptions)
    lines += writing.summary(report)
    return "\n".join(lines) + "\n"


def _groups(principals: Iterable[PrincipalReport]) -> list[tuple[Finding, list[str]]]:
    """Returns one finding of each kind with all principals that have it: what one edit mends, first those of most."""
    found: dict[tuple[object, ...], tuple[Finding, list[str]]] = {}
    for report in principals:
        for finding in report.findings:
            key = (finding.rule, finding.verdict, finding.needs, finding.resources, finding.conditions)
            found.setdefault(key, (finding, []))[1].append(report.principal)
    return sorted(found.values(), key=_order)


def _word(finding: Finding) -> str:
    """Returns the verdict in a word; what only weakens guards of others gives nobody more rights."""
    if finding.verdict == "unknown":
        return "UNKNOWN"
    return "WEAKENS" if finding.kind == "f" else "ESCALATES"


def _order(group: tuple[Finding, list[str]]) -> tuple[int, int, int, str, list[str]]:
    finding, principals = group
    return _VERDICTS[finding.verdict], _KINDS.get(finding.kind, 1), -len(principals), finding.rule, principals


class _Writing:
    def __init__(self, width: int, *, colour: bool) -> None:
        self._width = width
        self._colour = colour

    def group(self, finding: Finding, principals: list[str]) -> Iterator[str]:
        """Yields the lines of one kind of finding."""
        count = f"{len(principals):,} principals" if len(principals) > 1 else principals[0]
        yield f"{self._verdict(_word(finding))}  {self._bold(finding.rule)}  {count}"
        if len(principals) > 1:
            named = ", ".join(principals[:NAMED])
            more = f" and {len(principals) - NAMED:,} more" if len(principals) > NAMED else ""
            yield from self._wrapped("who: ", named + more)
        yield from self._wrapped("why: ", _sentence(finding.explanation))
        for because in finding.because[:NAMED]:
            yield from self._wrapped("at:  ", place(because))
        if len(finding.because) > NAMED:
            yield f"     … and {len(finding.because) - NAMED:,} more statements"
        yield from self._wrapped("fix: ", _sentence(finding.fix))
        yield from self._wrapped("id:  ", finding.id if len(principals) == 1 else f"{finding.id} and one each")

    def paths(self, paths: tuple[Path, ...]) -> Iterator[str]:
        """Yields the lines of the ways to administrators."""
        if not paths:
            return
        by_end: dict[tuple[object, ...], list[Path]] = defaultdict(list)
        for path in paths:
            by_end[path.steps].append(path)
        yield self._bold("Paths to administrators, shortest first")
        ways = sorted(by_end.items(), key=lambda each: (len(each[1][0].steps), each[1][0].source))
        for _, starting in ways[:SHOWN]:
            start = starting[0].source
            more = f" (and {len(starting) - 1:,} more)" if len(starting) > 1 else ""
            way = "".join(f" → [{step.rule}] {step.principal}" for step in starting[0].steps)
            yield from self._wrapped("  ", f"{start}{more}{way}")
        if len(ways) > SHOWN:
            yield f"  … and {len(ways) - SHOWN:,} more: --format json has them all"
        yield ""

    def assumptions(self, assumptions: tuple[str, ...]) -> Iterator[str]:
        """Yields what was taken as empty."""
        if not assumptions:
            return
        yield self._bold("Taken as given, because the input does not say")
        for line in assumptions:
            yield from self._wrapped("  - ", line)
        yield ""

    def summary(self, report: Report) -> Iterator[str]:
        """Yields the last line."""
        counts = report.as_dict()["summary"]
        total, escalating, unknown = counts["principals"], counts["escalating"], counts["unknown"]
        principals = f"{total:,} principal{'' if total == 1 else 's'}"
        if report.clean:
            yield f"{self._verdict('OK')}  {principals}, none of which escalates"
        else:
            verb = "escalates" if escalating == 1 else "escalate"
            yield f"{principals}: {escalating:,} {verb}, {unknown:,} cannot be told"

    def _wrapped(self, label: str, text: str) -> list[str]:
        """Returns text behind a label; names are never broken, because people copy them."""
        return textwrap.wrap(
            text,
            self._width,
            initial_indent=f"  {label}" if label.strip(" -") else label,
            subsequent_indent=" " * (len(label) + 2 if label.strip(" -") else len(label)),
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _verdict(self, word: str) -> str:
        return f"\x1b[{_COLOURS[word]}m{word}\x1b[0m" if self._colour else word

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._colour else text


def place(because: Because) -> str:
    """Returns where a line that decided stands: `inline policy deploy, statement 0 (Run)`."""
    parts = [f"{because.layer} policy {because.policy}" if because.policy else because.layer]
    if because.statement is not None:
        parts.append(f"statement {because.statement}{f' ({because.sid})' if because.sid else ''}")
    if because.role:
        parts.append(f"role {because.role}")
    if because.scope:
        parts.append(f"through {because.scope}")
    return ", ".join(parts)


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}."
