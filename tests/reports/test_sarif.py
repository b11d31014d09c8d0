"""A report as SARIF: valid by the standard's schema, and with what code scanning asks for."""

import json
from pathlib import Path
from typing import Any

import jsonschema

from agent_identity.permissions.findings import Because, Finding, PrincipalReport, Report
from agent_identity.permissions.findings import Path as Way
from agent_identity.reports import sarif
from agent_identity.reports.rules import RuleText, rule_texts
from tests.reports.sample import report_of

SCHEMA = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text(encoding="utf-8"))


def rendered(report: Report) -> dict[str, Any]:
    rules = rule_texts(finding.rule for each in report.principals for finding in each.findings)
    log = sarif.render(report, artifact="iam/export.json", rules=rules)
    jsonschema.validate(log, SCHEMA)
    return log


def test_every_finding_is_one_result_with_a_stable_fingerprint() -> None:
    report = report_of(60)
    (run,) = rendered(report)["runs"]
    ids = [finding.id for each in report.principals for finding in each.findings]
    assert [result["partialFingerprints"]["agentIdentityFinding/v1"] for result in run["results"]] == ids
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "iam/export.json"
    for rule in rules:
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
        assert rule["helpUri"].startswith("https://")
        assert rule["help"]["markdown"]


def test_a_path_is_the_flow_of_its_first_step() -> None:
    report = report_of(120)
    flows = [result for result in rendered(report)["runs"][0]["results"] if "codeFlows" in result]
    assert flows
    steps = flows[0]["codeFlows"][0]["threadFlows"][0]["locations"]
    names = [step["location"]["logicalLocations"][0]["fullyQualifiedName"] for step in steps]
    way: Way = next(path for path in report.paths if path.source == names[0])
    assert names == [way.source, *(step.principal for step in way.steps)]


def test_an_unknown_is_a_warning_and_nothing_found_is_valid_too() -> None:
    finding = Finding("p", "aws-unknown-policy", "unknown", "a", (), ("x",), (Because("inline", "x"),), "why", "fix")
    report = Report((PrincipalReport("p", "aws", None, "unknown", (finding,)),), assumptions=("nothing else",))
    (run,) = rendered(report)["runs"]
    assert run["results"][0]["level"] == "warning"
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "taken as given: nothing else"
    assert rendered(Report())["runs"][0]["results"] == []


def test_no_more_results_than_code_scanning_takes() -> None:
    finding = Finding("p", "aws-admin", "yes", "admin", (), ("*",), (), "why", "fix")
    report = Report((PrincipalReport("p", "aws", True, "yes", (finding,) * (sarif.MOST_RESULTS + 5)),))
    log = sarif.render(report, artifact="x", rules={"aws-admin": RuleText("t", "w", "f", "https://s")})
    assert len(log["runs"][0]["results"]) == sarif.MOST_RESULTS
    assert "5 more findings" in log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_every_rule_of_an_analysis_is_described() -> None:
    report = report_of(300)
    texts = rule_texts({finding.rule for each in report.principals for finding in each.findings} | {"aws-admin"})
    assert all(text.title and text.why and text.fix and text.source for text in texts.values())
