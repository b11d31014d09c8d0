"""Events become an outcome, and each error is known by its agent."""

from typing import Any

import pytest

from agent_identity.fleet.layout import StackName
from agent_identity.fleet.listening import Listener
from agent_identity.fleet.outcome import Outcome

STACK = StackName("fleet", "a", 1, 1)
ROOT = "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"
IDENTITY = "agent-identity:index:AwsEcsTaskIdentity"
COMPONENT = f"urn:pulumi:s::p::{IDENTITY}::reader.prod"
ROLE = f"urn:pulumi:s::p::{IDENTITY}$aws:iam/role:Role::reader.prod"


@pytest.fixture
def outcome() -> Outcome:
    return Outcome(STACK)


@pytest.fixture
def steps() -> list[tuple[str, int]]:
    return []


@pytest.fixture
def listener(outcome: Outcome, steps: list[tuple[str, int]]) -> Listener:
    return Listener(outcome, lambda _stack, resource, agents: steps.append((resource, agents)))


def step(urn: str, kind: str, parent: str = ROOT, op: str = "create", **state: Any) -> dict[str, Any]:
    return {"urn": urn, "type": kind, "op": op, "new": {"parent": parent, **state}}


def begin(listener: Listener) -> None:
    manifest = {"agent_type": "reader", "environment": "prod"}
    listener.hear({"resourcePreEvent": {"metadata": step(COMPONENT, IDENTITY, inputs={"manifest": manifest})}})
    role = step(ROLE, "aws:iam/role:Role", COMPONENT, custom=True)
    listener.hear({"resourcePreEvent": {"metadata": role}})


def error(urn: str, message: str) -> dict[str, Any]:
    return {"diagnosticEvent": {"urn": urn, "severity": "error", "message": message}}


def test_an_error_of_a_resource_is_its_agents(listener: Listener, outcome: Outcome) -> None:
    begin(listener)
    listener.hear(error(ROLE, "creating Role: Throttling\n"))
    listener.hear(error(ROLE, "creating Role: Throttling\n"))
    listener.hear(error(ROOT, "update failed"))
    listener.close()
    assert outcome.errors == ["reader in prod: creating Role: Throttling"]
    assert list(outcome.failed) == ["reader in prod"]
    assert outcome.agents == 1


def test_what_the_engine_says_of_the_whole_is_kept_where_no_part_says_more(
    listener: Listener, outcome: Outcome
) -> None:
    listener.hear(error(ROOT, "update failed"))
    listener.close()
    assert outcome.errors == ["update failed"]
    assert outcome.failed == {}


def test_a_stalled_run_names_the_agent_that_it_waits_for(listener: Listener, outcome: Outcome) -> None:
    begin(listener)
    listener.stalled(8)
    assert outcome.errors == ["reader in prod: create of aws:iam/role:Role gave no answer for 8 s and was stopped"]
    assert list(outcome.failed) == ["reader in prod"]


def test_a_run_that_never_began_says_so(listener: Listener, outcome: Outcome) -> None:
    listener.stalled(8)
    assert outcome.errors == ["nothing happened for 8 s, so the run was stopped"]


@pytest.mark.parametrize("ending", ["resOutputsEvent", "resOpFailedEvent"])
def test_what_has_ended_is_not_waited_for(listener: Listener, outcome: Outcome, ending: str) -> None:
    begin(listener)
    listener.hear({ending: {"metadata": step(ROLE, "aws:iam/role:Role", COMPONENT, custom=True)}})
    listener.stalled(8)
    assert outcome.failed == {}


def test_an_agent_is_done_with_its_component(listener: Listener, steps: list[tuple[str, int]]) -> None:
    begin(listener)
    listener.hear({"resOutputsEvent": {"metadata": step(ROLE, "aws:iam/role:Role", COMPONENT, custom=True)}})
    listener.hear({"resOutputsEvent": {"metadata": step(COMPONENT, IDENTITY)}})
    listener.hear({"resOutputsEvent": {"planning": True, "metadata": step(COMPONENT, IDENTITY)}})
    assert steps == [("reader.prod", 0), ("reader.prod", 1)]


def test_outputs_are_planned_by_a_preview_and_made_by_an_update(listener: Listener, outcome: Outcome) -> None:
    stack = {**step(ROOT, "pulumi:pulumi:Stack", "", outputs={"agents": []}), "old": {"outputs": {"agents": []}}}
    listener.hear({"resOutputsEvent": {"planning": True, "metadata": stack}})
    assert (outcome.planned, outcome.outputs, outcome.outputs_change) == ({"agents": []}, {}, False)
    listener.hear({"resOutputsEvent": {"planning": True, "metadata": {**stack, "old": None}}})
    assert outcome.outputs_change
    listener.hear({"resOutputsEvent": {"metadata": stack}})
    assert outcome.outputs == {"agents": []}


def test_violations_and_changes_are_taken_over(listener: Listener, outcome: Outcome) -> None:
    for level in ("mandatory", "advisory", "advisory"):
        listener.hear({"policyEvent": {"message": "a role\n without boundary", "enforcementLevel": level}})
    listener.hear({"summaryEvent": {"resourceChanges": {"create": 3}}})
    assert outcome.violations == ["a role without boundary", "advisory: a role without boundary"]
    assert outcome.changes == {"create": 3}
