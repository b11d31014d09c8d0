"""An exported stack with anything in any place: a world or an error with its place, and an analysis that ends."""

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.readers import stack, stack_export
from agent_identity.permissions.problems import ReadError

PASS = {"Effect": "Allow", "Action": ["iam:PassRole", "lambda:CreateFunction"], "Resource": "*"}
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
URN = "urn:pulumi:dev::p::aws:{}::{}"
RESOURCES: list[dict[str, Any]] = [
    {
        "urn": URN.format("iam/role:Role", "r"),
        "type": "aws:iam/role:Role",
        "inputs": {"name": "r", "assumeRolePolicy": json.dumps({"Statement": TRUST}), "tags": {"agent-type": "r"}},
        "outputs": {"arn": "arn:aws:iam::111122223333:role/r"},
    },
    {
        "urn": URN.format("iam/rolePolicy:RolePolicy", "p"),
        "type": "aws:iam/rolePolicy:RolePolicy",
        "inputs": {"role": "r", "policy": json.dumps({"Statement": PASS})},
        "propertyDependencies": {"role": [URN.format("iam/role:Role", "r")]},
    },
    {
        "urn": URN.format("lambda/function:Function", "f"),
        "type": "aws:lambda/function:Function",
        "inputs": {"name": "f", "role": "arn:aws:iam::111122223333:role/r"},
    },
]
STATE = {"version": 3, "deployment": {"resources": RESOURCES}}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=5,
)
places = st.sampled_from(
    [
        ("deployment",),
        ("deployment", "resources"),
        *[("deployment", "resources", place) for place in range(3)],
        *[
            ("deployment", "resources", place, key)
            for place in range(3)
            for key in ("urn", "type", "inputs", "outputs", "parent", "provider", "propertyDependencies")
        ],
        ("deployment", "resources", 0, "inputs", "assumeRolePolicy"),
        ("deployment", "resources", 0, "inputs", "tags"),
        ("deployment", "resources", 0, "inputs", "managedPolicyArns"),
        ("deployment", "resources", 0, "inputs", "inlinePolicies"),
        ("deployment", "resources", 0, "inputs", "permissionsBoundary"),
        ("deployment", "resources", 1, "inputs", "policy"),
        ("deployment", "resources", 1, "inputs", "role"),
        ("deployment", "resources", 2, "inputs", "role"),
    ]
)


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    made = copy.deepcopy(STATE)
    at: Any = made
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return made


def analysed_or_refused(state: dict[str, Any]) -> list[str]:
    try:
        world = stack_export.read(state, where="state.json")
    except ReadError as error:
        return list(error.problems)
    report = stack.lasting(escalation.analyze(world), world)
    assert json.dumps(report.as_dict())
    return ["state.json: was analysed"]


def test_the_state_that_is_changed_escalates() -> None:
    report = escalation.analyze(stack_export.read(STATE, where="state.json"))
    assert [each.escalates for each in report.principals] == ["yes"]


@given(places, json_values)
@settings(max_examples=400, deadline=None)
def test_anything_in_any_place_is_analysed_or_refused(path: tuple[Any, ...], value: Any) -> None:
    problems = analysed_or_refused(changed(path, value))
    assert problems
    assert all(problem.startswith("state.json") for problem in problems)
