"""A report as a page: one file, nothing of the input as markup, and what a browser makes of it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.findings import Because, Finding, PrincipalReport, Report, Step
from agent_identity.permissions.findings import Path as Way
from agent_identity.reports import html
from agent_identity.reports.rules import rule_texts
from tests.reports.sample import report_of

EVIL = "</script><img src=x onerror=alert(1)>&lt;"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
in_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on this machine")


def rendered(report: Report, title: str = "Who can escalate") -> str:
    return html.render(report, title=title, rules=rule_texts(f.rule for p in report.principals for f in p.findings))


def data_of(page: str) -> dict[str, object]:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    parsed: dict[str, object] = json.loads(found[1])
    return parsed


def named(name: str) -> Report:
    finding = Finding(name, "aws-admin", "yes", "admin", ("iam:*",), (name,), (Because("inline", name, 0),), name, name)
    people = (PrincipalReport(name, "aws", True, "yes", (finding,)),)
    return Report(people, (Way(name, name, (Step("aws-admin", name),)),), (name,))


def test_the_page_holds_the_report_and_asks_for_nothing_else() -> None:
    report = report_of(40)
    page = rendered(report)
    data = data_of(page)
    assert data["principals"] == report.as_dict()["principals"]
    assert not re.findall(r'(?:src|href)="https?:', page)
    assert "default-src 'none'" in page
    assert "unsafe-inline" not in page
    assert page == rendered(report)


@given(st.text(min_size=1, max_size=30) | st.just(EVIL))
@settings(max_examples=100, deadline=None)
def test_no_name_can_end_the_data_or_become_markup(name: str) -> None:
    page = rendered(named(name), title=name)
    assert data_of(page)["assumptions"] == [name]
    assert page.count("</script>") == 2
    assert "<img" not in page


def in_dom(tmp_path: Path, page: str, *options: str) -> str:
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    command = [
        str(BROWSER),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    done = subprocess.run(
        [*command, *options, "--dump-dom", file.as_uri()], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


@in_browser
def test_a_browser_shows_principals_paths_and_rules(tmp_path: Path) -> None:
    report = report_of(1661)
    dom = in_dom(tmp_path, rendered(report))
    assert "<dd>1,661</dd>" in dom
    assert dom.count('<td class="who">') == 100, "a page of the table"
    assert "page 1 of 17" in dom
    assert dom.count("<svg") == 5, "the shortest paths first, the others when asked for"
    assert '<option value="aws-pass-role-lambda">' in dom


@in_browser
def test_a_browser_takes_no_name_for_markup(tmp_path: Path) -> None:
    dom = in_dom(tmp_path, rendered(named(EVIL), title=EVIL))
    assert "<img" not in dom
    assert "&lt;img src=x" in dom


@in_browser
def test_a_browser_shows_an_empty_report(tmp_path: Path) -> None:
    dom = in_dom(tmp_path, rendered(Report()))
    assert "0 principals" in dom
    assert "<svg" not in dom
