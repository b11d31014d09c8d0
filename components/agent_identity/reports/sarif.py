"""A report as SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and what GitHub asks for besides:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
"""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from agent_identity.permissions.findings import Finding, Path, Report
from agent_identity.reports.rules import RuleText
from agent_identity.reports.text import place

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS: Final = 25_000
"""How many results code scanning takes of one run."""

_HOME: Final = "https://pypi.org/project/pulumi-agent-identity/"
_DISTRIBUTION: Final = "pulumi-agent-identity"
_SEVERITIES: Final = {"admin": "9.8", "a": "9.1", "b": "8.6", "c": "9.1", "d": "8.2", "e": "8.2", "f": "6.5"}
"""Numbers by kind, by which code scanning sorts: from 9 on it is critical, from 7 on high, from 4 on medium."""
_UNKNOWN: Final = "5.0"


def render(report: Report, *, artifact: str, rules: Mapping[str, RuleText]) -> dict[str, Any]:
    """Returns a report as a SARIF log.

    Args:
        report: The report.
        artifact: The file that was analysed, relative to the repository: where code scanning shows the results.
        rules: The text of each rule.
    """
    found = [(each.principal, finding) for each in report.principals for finding in each.findings]
    used = sorted({finding.rule for _, finding in found})
    paths = {path.source: path for path in report.paths}
    results = [_result(principal, each, artifact, used, paths) for principal, each in found[:MOST_RESULTS]]
    kinds = {finding.rule: finding.kind for _, finding in found}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "agent-identity",
                        "informationUri": _HOME,
                        "version": _version(),
                        "rules": [_rule(rule, rules[rule], kinds[rule]) for rule in used],
                    }
                },
                "automationDetails": {"id": f"agent-identity/{artifact}"},
                "columnKind": "utf16CodeUnits",
                "results": results,
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notes(report, found)}],
            }
        ],
    }


def _rule(rule: str, text: RuleText, kind: str) -> dict[str, Any]:
    markdown = f"{text.why}\n\n**Fix:** {text.fix}.\n\n[{text.source}]({text.source})"
    return {
        "id": rule,
        "name": "".join(word.capitalize() for word in rule.split("-")),
        "shortDescription": {"text": text.title},
        "fullDescription": {"text": text.why or text.title},
        "help": {"text": f"{text.why} Fix: {text.fix}.", "markdown": markdown},
        **({"helpUri": text.source} if text.source else {}),
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "security-severity": _SEVERITIES.get(kind, _UNKNOWN),
            "precision": "high",
            "tags": ["security", "iam", "escalation"],
        },
    }


def _result(
    principal: str, finding: Finding, artifact: str, used: list[str], paths: Mapping[str, Path]
) -> dict[str, Any]:
    path = paths.get(principal)
    where = "; ".join(place(because) for because in finding.because)
    flow = {"codeFlows": [_flow(path, artifact)]} if path is not None and path.steps[0].rule == finding.rule else {}
    return {
        "ruleId": finding.rule,
        "ruleIndex": used.index(finding.rule),
        "level": "error" if finding.verdict == "yes" else "warning",
        "message": {"text": f"{principal}: {finding.explanation}. Fix: {finding.fix}."},
        "locations": [_location(artifact, principal, where)],
        "partialFingerprints": {"agentIdentityFinding/v1": finding.id},
        "properties": {
            "finding": finding.id,
            "verdict": finding.verdict,
            "kind": finding.kind,
            "needs": list(finding.needs),
            "resources": list(finding.resources),
            "conditions": list(finding.conditions),
        },
        **flow,
    }


def _location(artifact: str, principal: str, where: str) -> dict[str, Any]:
    return {
        # An export has no lines that a person would look at; code scanning asks for one all the same.
        "physicalLocation": {"artifactLocation": {"uri": artifact}, "region": {"startLine": 1}},
        "logicalLocations": [{"fullyQualifiedName": principal, "kind": "resource"}],
        **({"message": {"text": where}} if where else {}),
    }


def _flow(path: Path, artifact: str) -> dict[str, Any]:
    steps = [(path.source, "starts here"), *((step.principal, f"by {step.rule}") for step in path.steps)]
    return {
        "message": {"text": f"the shortest way to {path.target}"},
        "threadFlows": [{"locations": [{"location": _location(artifact, who, how)} for who, how in steps]}],
    }


def _notes(report: Report, found: list[tuple[str, Finding]]) -> list[dict[str, Any]]:
    lines = [f"taken as given: {line}" for line in report.assumptions]
    if len(found) > MOST_RESULTS:
        lines.append(f"{len(found) - MOST_RESULTS:,} more findings are left out: code scanning takes {MOST_RESULTS:,}")
    return [{"level": "note", "message": {"text": line}} for line in lines]


def _version() -> str:
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:  # run from its sources
        return "0"
