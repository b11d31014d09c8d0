"""`agent-identity waivers check`: which waivers have expired, are of no use any more, or were never valid."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import yaml

from agent_identity.cli.errors import InputError
from agent_identity.cli.output import OutputFormat, note, print_json, print_table
from agent_identity.waivers import KEYS, read_waiver

app = typer.Typer(no_args_is_help=True)

FAULTS: Final = ("malformed", "no approver", "unknown rule", "expired", "unused")
"""What fails the check."""
STATES: Final = (*FAULTS, "expires soon", "valid")

_LINE: Final = re.compile(r"\[(?P<rule>[a-z0-9-]+)\] (?P<finding>[a-z0-9-]+-[0-9a-f]{12}): ")
"""A violation as the policy pack prints it, one that is waived too."""
_TEXT: Final = {"type": "string"}
_MAYBE: Final = {"type": ["string", "null"]}

SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "waivers check": {
        "type": "object",
        "required": ["waivers", "summary"],
        "properties": {
            "waivers": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["file", "place", "state", "rule", "finding", "approver", "expires", "problems"],
                    "properties": {
                        "file": _TEXT,
                        "place": {"description": "Index in the file, from 0.", "type": "integer", "minimum": 0},
                        "state": {"description": "The first that applies.", "enum": list(STATES)},
                        "rule": _MAYBE,
                        "finding": _MAYBE,
                        "approver": _MAYBE,
                        "expires": _MAYBE,
                        "problems": {"type": "array", "items": _TEXT},
                    },
                },
            },
            "summary": {
                "description": "How many waivers are in each state.",
                "type": "object",
                "required": list(STATES),
                "properties": {state: {"type": "integer", "minimum": 0} for state in STATES},
            },
        },
    }
}
"""What `--format json` prints, for `agent-identity schema`."""

EXAMPLES: Final = """\
Examples:

agent-identity waivers check waivers.json

agent-identity analyze aws export.json --format json | agent-identity waivers check waivers.yaml --findings -

agent-identity waivers check waivers.json --findings preview.txt --soon 14
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """One waiver, judged.

    Attributes:
        file: Where it stands.
        place: Its index there, from 0.
        item: What the file says.
        state: The first of `STATES` that applies.
        problems: What is wrong with it, or to be done.
    """

    file: str
    place: int
    item: Any
    state: str
    problems: tuple[str, ...]

    def text(self, key: str) -> str | None:
        """Returns what it says under a key, where that is text."""
        value = self.item.get(key) if isinstance(self.item, dict) else None
        return value if isinstance(value, str) else None

    def as_dict(self) -> dict[str, Any]:
        """Returns it for JSON."""
        said = {key: self.text(key) for key in ("rule", "finding", "approver", "expires")}
        return {"file": self.file, "place": self.place, "state": self.state, **said, "problems": list(self.problems)}


@app.callback(epilog=EXAMPLES)
def waivers() -> None:
    """Check the waivers of the policy pack."""


@app.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="Lists of waivers, or configurations of the pack; JSON or YAML."),
    ],
    findings: Annotated[
        list[str] | None,
        typer.Option(help="What `analyze --format json` or a run with the pack printed; `-` is standard input."),
    ] = None,
    soon: Annotated[int, typer.Option(min=0, metavar="DAYS", help="Days ahead in which an end is told.")] = 30,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day to judge by, as 2027-01-31; today.")] = None,
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print it.")] = OutputFormat.TEXT,
) -> None:
    """Say which waivers are malformed, unapproved, expired or unused, and which end soon.

    Whether one is used is only known with --findings. Exits 1 where a waiver fails; one that ends soon does not.

    Example: agent-identity waivers check waivers.json --findings preview.txt
    """
    today = _day(on)
    found = {name for source in findings or () for name in _findings(source)} if findings else None
    checked = [each for file in files for each in _checked(file, found, today, timedelta(days=soon))]
    counts = Counter(each.state for each in checked)
    if output is OutputFormat.JSON:
        summary = {state: counts[state] for state in STATES}
        print_json({"waivers": [each.as_dict() for each in checked], "summary": summary})
    else:
        _print(checked)
        told = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
        note(f"{len(checked)} waivers: {told}" if checked else "no waivers")
    if any(counts[fault] for fault in FAULTS):
        raise typer.Exit(1)


def _day(on: str | None) -> date:
    if on is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise InputError(f"--on: found {on!r}, expected a day as 2027-01-31") from None


def _checked(file: str, found: set[str] | None, today: date, soon: timedelta) -> list[Checked]:
    return [
        Checked(file, place, item, *_judged(f"{file}[{place}]", item, found, today, soon))
        for place, item in enumerate(_items(file))
    ]


def _judged(
    where: str,
    item: Any,  # noqa: ANN401 - whatever a file says
    found: set[str] | None,
    today: date,
    soon: timedelta,
) -> tuple[str, tuple[str, ...]]:
    waiver, problems = read_waiver(where, item, today)
    if waiver is None:
        # An approver is asked for before anything else: whoever wrote the waiver can mend the rest.
        state = next(
            (fault for fault in ("no approver", "unknown rule") if any(fault == p.fault for p in problems)), ""
        )
        return state or "malformed", tuple(problem.text for problem in problems)
    if waiver.expires < today:
        return "expired", (f"{where}: it ended on {waiver.expires}; the finding blocks again",)
    if found is not None and waiver.finding not in found:
        return "unused", (f"{where}: {waiver.finding} is not among the findings; take the waiver out",)
    if waiver.expires <= today + soon:
        days = (waiver.expires - today).days
        return "expires soon", (f"{where}: it ends on {waiver.expires}, in {days} days",)
    return "valid", ()


def _items(file: str) -> list[Any]:
    """Returns the waivers in a file: a list of them, or what stands under `waivers` in the pack's configuration."""
    text = _read(file)
    try:
        # YAML holds JSON. Every scalar stays text, so a day is read as it is written.
        content = json.loads(text) if text.lstrip().startswith(("{", "[")) else yaml.load(text, yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise InputError(f"{file}: {line}{error.problem}, expected JSON or YAML") from None
    except json.JSONDecodeError as error:
        raise InputError(f"{file}: line {error.lineno}: {error.msg}, expected JSON or YAML") from None
    except RecursionError:
        raise InputError(f"{file}: it is nested too deeply, expected a list of waivers") from None
    if isinstance(content, dict) and "agent-identity" in content:
        content = content["agent-identity"]
        content = content.get("waivers", []) if isinstance(content, dict) else content
    if not isinstance(content, list):
        raise InputError(
            f"{file}: found {type(content).__name__}, expected a list of waivers, each with {', '.join(KEYS)},"
            " or a configuration of the pack"
        )
    return content


def _findings(source: str) -> set[str]:
    """Returns the ids of the findings in a file: a report of `analyze`, or lines that the pack printed."""
    text = _read(source)
    try:
        report = json.loads(text)
    except (ValueError, RecursionError):
        report = None
    if isinstance(report, dict) and isinstance(report.get("principals"), list):
        return {
            str(finding.get("finding"))
            for principal in report["principals"]
            if isinstance(principal, dict)
            for finding in principal.get("findings") or ()
            if isinstance(finding, dict)
        }
    if report is not None:
        raise InputError(f"{source}: found JSON without principals, expected what `analyze --format json` prints")
    found = {match["finding"] for match in _LINE.finditer(text)}
    if not found:
        note(f"{source}: there is no finding in it")
    return found


def _read(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"{source}: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{source}: byte {error.start} is not UTF-8") from None


def _print(checked: list[Checked]) -> None:
    if checked:
        rows = [
            (each.state, each.text("finding") or f"{each.file}[{each.place}]", each.text("expires") or "",
             each.text("approver") or "", "; ".join(each.problems))
            for each in sorted(checked, key=lambda each: (STATES.index(each.state), each.file, each.place))
        ]  # fmt: skip
        print_table(("state", "finding", "expires", "approver", "what"), rows)
