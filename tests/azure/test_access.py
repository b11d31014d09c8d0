"""What an agent asks for becomes roles and assignments of its identity."""

from typing import Any

import pulumi
import pytest

from agent_identity import azure
from agent_identity.construction import RefusedError
from tests.access.asking import read, write
from tests.access.azure.asking import BLOBS, CONTAINER, SUBSCRIPTION, plan
from tests.recording import Recording, run

AGENT = {"type": "invoice-reader", "version": "2.3.1", "environment": "prod", "team": "payments"}
REF = azure.boundary_ref("standard", "prod", SUBSCRIPTION)
ARGS = {"agent": AGENT, "boundary": REF, "resource_group_name": "agents-prod"}
ASKED = [read(CONTAINER), write(f"{CONTAINER}/blobs/out/*", by=[f"{BLOBS}/write"])]
ROLE = "azure-native:authorization:RoleDefinition"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
EXISTING = {"name": "old", "id": "/old", "location": "northeurope", "clientId": "c", "principalId": "p"}
TAGS = {"agent-type": "invoice-reader", "agent-environment": "prod", "agent-team": "payments"}


def made(access: Any, existing: dict | None = None, **more: Any) -> Recording:
    return run(lambda: azure.ManagedIdentity("x", {**ARGS, "access": access, **more}), existing)


def refusal(access: Any, **more: Any) -> list[str]:
    with pytest.raises(RefusedError) as error:
        # An output belongs to the run in which it is made.
        run(lambda: azure.ManagedIdentity("x", {**ARGS, "access": access() if callable(access) else access, **more}))
    return error.value.problems


def test_what_is_asked_for_is_what_the_plan_says() -> None:
    recording, wanted = made(ASKED), plan(*ASKED)
    role, assignment = recording.one(ROLE), recording.one(ASSIGNMENT)
    assert role["roleDefinitionId"] == wanted.roles[0].guid
    assert role["scope"] == wanted.roles[0].scope
    assert role["assignableScopes"] == [wanted.roles[0].scope]
    assert role["permissions"] == [
        {"actions": list(wanted.roles[0].actions), "dataActions": list(wanted.roles[0].data_actions)}
    ]
    assert assignment["roleAssignmentName"] == wanted.assignments[0].guid
    assert assignment["scope"] == CONTAINER
    assert assignment["roleDefinitionId"] == wanted.roles[0].id
    assert assignment["principalType"] == "ServicePrincipal"
    assert (assignment["condition"], assignment["conditionVersion"]) == (wanted.assignments[0].condition, "2.0")


def test_an_assignment_that_holds_to_no_path_has_no_condition() -> None:
    assignment = made([read(CONTAINER)]).one(ASSIGNMENT)
    assert "condition" not in assignment
    assert "conditionVersion" not in assignment


def test_names_of_children_do_not_follow_the_order_of_requests() -> None:
    other = read(CONTAINER.replace("inbox", "outbox"))
    first, second = made([*ASKED, other]), made([other, *reversed(ASKED)])
    assert sorted(item.name for item in first.resources) == sorted(item.name for item in second.resources)


@pytest.mark.parametrize("access", [None, []])
def test_nothing_asked_is_nothing_made(access: list | None) -> None:
    recording = made(access)
    assert recording.of(ROLE) == recording.of(ASSIGNMENT) == []


def test_every_problem_of_the_request_and_the_identity_is_said_at_once() -> None:
    problems = refusal([{"read": ["arn:aws:s3:::x"]}, {"write": [CONTAINER], "operations": ["Owner"]}], location=1, x=2)
    assert len([problem for problem in problems if problem.startswith("access[")]) == 2
    assert len([problem for problem in problems if problem.startswith("x: is not a field")]) == 1


def test_an_output_is_refused_because_a_preview_could_not_show_it() -> None:
    (problem,) = refusal(lambda: [{"read": [pulumi.Output.from_input(CONTAINER)]}])
    assert problem.startswith("access: found an output, expected plain text")


def test_an_unmanaged_identity_is_granted_by_its_object_id() -> None:
    existing = {"old": {**EXISTING, "tags": {**TAGS, "agent-version": "2.3.1"}}}
    recording = made([read(CONTAINER)], existing, adopt={"name": "old", "unmanaged": True})
    assert recording.one(ASSIGNMENT)["principalId"] == "p"
