"""A report as text, at one principal and at many."""

from agent_identity.permissions.aws import escalation
from agent_identity.permissions.findings import Report
from agent_identity.reports import text
from tests.permissions.aws.worlds import ACCOUNT, role, statement, trust_of, world
from tests.reports.sample import report_of

ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def test_one_principal_reads_well(snapshot: object) -> None:
    who = role("deployer", statement("iam:PassRole", "lambda:CreateFunction", Sid="Deploy"))
    assert text.render(escalation.analyze(world(who))) == snapshot


def test_many_principals_are_grouped_and_paths_are_told(snapshot: object) -> None:
    admin = role("admin", statement("*"), trust=trust_of(ROOT))
    callers = [role(f"caller-{number}", statement("sts:AssumeRole", on=admin.arn)) for number in range(6)]
    assert text.render(escalation.analyze(world(admin, *callers)), width=80) == snapshot


def test_what_only_weakens_guards_is_not_called_an_escalation() -> None:
    who = role("watcher", statement("cloudtrail:StopLogging"))
    printed = text.render(escalation.analyze(world(who)))
    assert printed.startswith("WEAKENS  aws-guard-cloudtrail  ")
    assert printed.endswith("1 principal: 0 escalate, 0 cannot be told\n")


def test_a_clean_report_says_so() -> None:
    assert text.render(Report()) == "OK  0 principals, none of which escalates\n"


def test_1661_principals_fit_on_a_few_screens() -> None:
    lines = text.render(report_of(1661)).splitlines()
    assert len(lines) < 200
    assert lines[-1].startswith("1,661 principals: ")


def test_lines_are_wrapped_but_names_are_not_broken() -> None:
    report = report_of(40)
    narrow = text.render(report, width=60)
    assert all(len(line) <= 60 or " " not in line.strip().partition("  ")[2] for line in narrow.splitlines()[1:6])
    assert "arn:aws:iam::111122223333:role/agents/agent-00000" in narrow


def test_colour_adds_codes_and_takes_no_word() -> None:
    report = report_of(12)
    coloured = text.render(report, colour=True)
    assert "\x1b[1;31mESCALATES\x1b[0m" in coloured
    assert "ESCALATES" in text.render(report)
    assert "\x1b" not in text.render(report)
