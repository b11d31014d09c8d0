from pathlib import Path

from agent_identity.fleet.layout import StackName
from agent_identity.fleet.operations import Report
from agent_identity.fleet.outcome import Outcome, last_words, one_line

STACK = StackName("fleet", "a", 1, 1)


def test_the_errors_are_what_a_failed_command_says_last() -> None:
    printed = "Updating\n  error: one\nstuff\nerror: two\n\nResources: 3\n"
    assert last_words(printed) == ["error: one", "error: two"]
    assert last_words("pulumi: not found\nexit 127\n\n") == ["exit 127"]
    assert last_words("") == []


def test_a_message_is_one_line_and_never_a_traceback() -> None:
    assert one_line("aws:iam/role:Role  (reader):\n  <{%reset%}>error: taken<{%reset%}>\n") == (
        "aws:iam/role:Role (reader): error: taken"
    )
    trace = "Program failed:\nTraceback (most recent call last):\n  File x, line 3\nValueError: found 7\n\n"
    assert one_line(trace) == "Program failed: ValueError: found 7"
    assert one_line("") == ""


def test_an_outcome_changed_by_a_resource_or_by_an_output() -> None:
    assert not Outcome(STACK, changes={"same": 3}).changed
    assert Outcome(STACK, changes={"same": 3, "delete": 1}).changed
    assert Outcome(STACK, changes={"same": 3}, outputs_change=True).changed


def test_a_report_lists_agents_of_all_stacks_by_type_and_the_failed_by_plan() -> None:
    one = {"agent_type": "b", "cloud": "aws"}
    two = {"agent_type": "a", "cloud": "gcp"}
    failed = Outcome(STACK, Path("log"), errors=["x"])
    report = Report([Outcome(STACK, outputs={"agents": [one]}), failed, Outcome(STACK, outputs={"agents": [two]})])
    assert report.agents == [two, one]
    assert report.failed == [failed]
