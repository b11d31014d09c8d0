"""`agent-identity analyze`: can these principals escalate, by which statement, and on which way?"""

from __future__ import annotations

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from agent_identity.cli.aws_inputs import Organizations, Rcps, Scps, aws_world
from agent_identity.cli.errors import InputError
from agent_identity.cli.inputs import STANDARD_INPUT, read_json, reading
from agent_identity.cli.output import print_json, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_identity.permissions.findings import Report

app = typer.Typer(no_args_is_help=True)

PIPED_WIDTH: Final = 160
"""Columns of text that goes nowhere in particular."""


class ReportFormat(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    HTML = "html"


EXAMPLES: Final = """\
Examples:

aws iam get-account-authorization-details > export.json && agent-identity analyze aws export.json

agent-identity analyze aws export.json --scp scp.json --format json

agent-identity analyze aws export.json --format html > report.html

agent-identity analyze aws --policy policy.json --boundary boundary.json

pulumi stack export | agent-identity analyze pulumi -
"""

_TEXT: Final = {"type": "string"}
_MAYBE: Final = {"type": ["string", "null"]}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_COUNT: Final = {"type": "integer", "minimum": 0}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


REPORT: Final = _object(
    {
        "principals": {
            "type": "array",
            "items": _object(
                {
                    "principal": _TEXT,
                    "cloud": {"enum": ["aws", "azure", "gcp", "kubernetes"]},
                    "agent": {"type": ["boolean", "null"]},
                    "escalates": {"enum": ["yes", "no", "unknown"]},
                    "findings": {
                        "type": "array",
                        "items": _object(
                            {
                                "rule": _TEXT,
                                "finding": {"description": "Stable id, for waivers.", **_TEXT},
                                "verdict": {"enum": ["yes", "unknown"]},
                                "kind": {"enum": ["a", "b", "c", "d", "e", "f", "admin", "federation"]},
                                "needs": _TEXTS,
                                "resources": _TEXTS,
                                "conditions": {"description": "Keys that must hold, too.", **_TEXTS},
                                "because": {
                                    "type": "array",
                                    "items": _object(
                                        {
                                            "layer": _TEXT,
                                            "policy": _MAYBE,
                                            "statement": {"type": ["integer", "null"], "minimum": 0},
                                            "sid": _MAYBE,
                                            "role": _MAYBE,
                                            "scope": _MAYBE,
                                        }
                                    ),
                                },
                                "explanation": _TEXT,
                                "fix": _TEXT,
                            }
                        ),
                    },
                }
            ),
        },
        "paths": {
            "type": "array",
            "items": _object(
                {
                    "from": _TEXT,
                    "to": _TEXT,
                    "steps": {"type": "array", "items": _object({"rule": _TEXT, "principal": _TEXT})},
                }
            ),
        },
        "assumptions": {"description": "What the input does not say, and what was taken for it.", **_TEXTS},
        "summary": _object({"principals": _COUNT, "escalating": _COUNT, "unknown": _COUNT}),
    }
)
"""What `--format json` prints."""

SCHEMAS: Final[dict[str, dict[str, Any]]] = {"analyze aws": REPORT, "analyze pulumi": REPORT}
"""What `--format json` prints, for `agent-identity schema`."""


@app.callback(epilog=EXAMPLES)
def analyze() -> None:
    """Say which principals can come to more rights than they were granted."""


@app.command()
def aws(
    file: Annotated[
        str | None,
        typer.Argument(help="What `aws iam get-account-authorization-details` writes; `-` is standard input."),
    ] = None,
    policy: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="A bare policy document; all are one principal's.")
    ] = None,
    boundary: Annotated[
        str | None, typer.Option(metavar="FILE", help="The boundary of that principal, with --policy.")
    ] = None,
    scp: Scps = None,
    rcp: Rcps = None,
    organization: Organizations = None,
    principal: Annotated[
        list[str] | None, typer.Option(metavar="ARN", help="Report on this principal alone; may be given again.")
    ] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="How to print it.")] = ReportFormat.TEXT,
) -> None:
    """Analyse the roles and users of an AWS account, or bare policies.

    Exits 1 where anything is found, 2 where the input is wrong.

    Example: agent-identity analyze aws export.json
    """
    from agent_identity.permissions.aws import escalation  # noqa: PLC0415 - not for --help

    world = aws_world(file, policy or [], boundary, scp or [], rcp or [], organization)
    unknown = sorted(set(principal or ()) - set(world.principals))
    if unknown:
        raise InputError(f"--principal: {', '.join(unknown)}: not in the input")
    _show(escalation.analyze(world, only=principal or None), output, _artifact([file or "", *(policy or ())]))


@app.command()
def pulumi(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="What `pulumi stack export` writes; `-` is standard input.")
    ],
    output: Annotated[ReportFormat, typer.Option("--format", help="How to print it.")] = ReportFormat.TEXT,
) -> None:
    """Analyse what exported stacks hold of AWS, as the policy pack does at preview.

    Exits 1 where anything is found, 2 where the input is wrong.

    Example: agent-identity analyze pulumi stack.json
    """
    from agent_identity.permissions.aws import escalation  # noqa: PLC0415 - not for --help
    from agent_identity.permissions.aws.readers import stack, stack_export  # noqa: PLC0415

    if files.count(STANDARD_INPUT) > 1:
        raise InputError("standard input can be read once: found `-` more than once")
    world = reading(lambda: stack_export.read_all([(file, read_json(file)) for file in files]))
    _show(stack.lasting(escalation.analyze(world), world), output, _artifact(files))


def _artifact(sources: Sequence[str]) -> str:
    """Returns the first file that was read, as reports name it."""
    first = next(filter(None, sources), STANDARD_INPUT)
    return "standard input" if first == STANDARD_INPUT else first


def _show(report: Report, output: ReportFormat, artifact: str) -> None:
    if output is ReportFormat.JSON:
        print_json(report.as_dict())
    elif output is ReportFormat.TEXT:
        from agent_identity.reports import text  # noqa: PLC0415

        terminal = sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if terminal else PIPED_WIDTH
        print_text(text.render(report, width=width, colour=terminal and not os.environ.get("NO_COLOR")))
    else:
        from agent_identity.reports import html, sarif  # noqa: PLC0415
        from agent_identity.reports.rules import rule_texts  # noqa: PLC0415

        rules = rule_texts(finding.rule for each in report.principals for finding in each.findings)
        if output is ReportFormat.SARIF:
            print_json(sarif.render(report, artifact=artifact, rules=rules))
        else:
            print_text(html.render(report, title=f"Who can escalate: {Path(artifact).name}", rules=rules))
    if not report.clean:
        raise typer.Exit(1)
