"""How the report of an analysis is printed: as text, JSON, SARIF or HTML."""

from __future__ import annotations

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from agent_identity.cli.errors import InputError
from agent_identity.cli.inputs import STANDARD_INPUT
from agent_identity.cli.output import print_json, print_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from agent_identity.permissions.findings import Report

PIPED_WIDTH: Final = 160
"""Columns of text that goes nowhere in particular."""


class ReportFormat(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    HTML = "html"


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


def known(wanted: Sequence[str] | None, principals: Collection[str]) -> Sequence[str] | None:
    """Returns the principals that are asked for, or None for all.

    Raises:
        InputError: One is not in the input.
    """
    unknown = sorted(set(wanted or ()) - set(principals))
    if unknown:
        raise InputError(f"--principal: {', '.join(unknown)}: not in the input")
    return wanted or None


def artifact_of(sources: Sequence[str]) -> str:
    """Returns the first file that was read, as reports name it."""
    first = next(filter(None, sources), STANDARD_INPUT)
    return "standard input" if first == STANDARD_INPUT else first


def show(report: Report, output: ReportFormat, artifact: str) -> None:
    """Prints a report, and exits 1 where there is anything in it."""
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
