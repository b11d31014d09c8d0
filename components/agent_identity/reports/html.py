"""A report as one HTML file that needs nothing else: no network, no second file, its own script and style alone."""

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import Final

from agent_identity.permissions.findings import Report
from agent_identity.reports.rules import RuleText

_TEMPLATES: Final = Path(__file__).parent / "templates"


def render(report: Report, *, title: str, rules: Mapping[str, RuleText]) -> str:
    """Returns the page; the same report gives the same bytes.

    Args:
        report: The report.
        title: What the page is called.
        rules: The text of each rule.
    """
    style, script = _text("report.css"), _text("report.js")
    texts = {rule: {"why": text.why, "source": text.source} for rule, text in rules.items()}
    return Template(_text("report.html")).substitute(
        title=html.escape(title),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=_embedded({**report.as_dict(), "rules": texts}),
    )


def _embedded(value: object) -> str:
    """Returns JSON that cannot end the element that it stands in, whatever names it holds."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _hash(text: str) -> str:
    """Returns what a content security policy calls a script or style, so that no other one may run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
