"""The reader: every shape that Azure's tools write, and every problem with its place."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_identity.permissions.azure.readers.exports import Source, read
from agent_identity.permissions.azure.readers.kinds import Hint
from agent_identity.permissions.problems import ReadError
from tests.permissions.azure.corpora import AGENT, SUBSCRIPTION, escalating, sources

ID = f"{SUBSCRIPTION}/providers/Microsoft.Authorization"
FLAT = {
    "id": f"{ID}/roleAssignments/a",
    "name": "a",
    "principalId": AGENT,
    "principalName": "agent",
    "principalType": "ServicePrincipal",
    "roleDefinitionId": f"{ID}/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    "roleDefinitionName": "Contributor",
    "scope": SUBSCRIPTION,
    "condition": None,
    "type": "Microsoft.Authorization/roleAssignments",
}
NESTED = {key: FLAT[key] for key in ("id", "name", "type")} | {
    "properties": {key: FLAT[key] for key in ("principalId", "principalType", "roleDefinitionId", "scope")}
}
ROLE = {"roleName": "Own", "permissions": [{"actions": ["a/b"], "notActions": [], "dataActions": []}]}


@pytest.mark.parametrize(
    "data", [[FLAT], FLAT, {"value": [FLAT]}, NESTED, [NESTED], {"value": [NESTED], "nextLink": None}]
)
def test_assignments_in_every_shape(data: Any) -> None:
    (assignment,) = read([Source("a.json", data)]).assignments
    assert (assignment.principal, assignment.scope) == (AGENT, SUBSCRIPTION)
    assert assignment.role_id == "b24988ac-6180-42a0-ab88-20f7382dd24c"


@pytest.mark.parametrize(
    "data",
    [
        [{"name": "G", **ROLE, "roleType": "CustomRole", "assignableScopes": ["/"]}],
        {"value": [{"id": f"{ID}/roleDefinitions/g", "name": "g", "properties": {**ROLE, "type": "CustomRole"}}]},
        {"Id": "g", "Name": "Own", "IsCustom": True, "Actions": ["a/b"], "DataActions": [], "AssignableScopes": ["/"]},
    ],
)
def test_roles_in_every_shape(data: Any) -> None:
    (role,) = read([Source("r.json", data)]).roles.values()
    assert role.name == "Own"
    assert role.permissions is not None
    assert role.permissions[0].actions == ("a/b",)


def test_empty_lists_are_an_input_without_anything() -> None:
    assert read([Source("a.json", []), Source("b.json", {"value": []})]).assignments == ()


def test_every_problem_is_told_with_its_place() -> None:
    wrong = [
        {**FLAT, "principalId": 3},
        {**FLAT, "scope": "nowhere"},
        {**FLAT, "roleDefinitionId": None, "roleDefinitionName": None},
        "text",
        {"what": "is this"},
    ]
    with pytest.raises(ReadError) as caught:
        read([Source("a.json", wrong), Source("b.json", [{**ROLE, "name": "g", "permissions": [{"actions": "all"}]}])])
    told = "\n".join(caught.value.problems)
    for part in ("a.json/0/principalId", "a.json/1/scope", "a.json/2/roleDefinitionId", "a.json/3", "a.json/4"):
        assert part in told
    assert "b.json/0/permissions/0/actions" in told


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        *FLAT,
                        "properties",
                        "value",
                        "permissions",
                        "actions",
                        "principals",
                        "appRoleId",
                        "members",
                        "owners",
                        "roleTemplateId",
                        "identity",
                        "directoryScopeId",
                        "children",
                        "groups",
                        "roleAssignments",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ),
    st.sampled_from(Hint),
)
def test_whatever_is_read_is_read_or_refused(data: Any, hint: Hint) -> None:
    try:
        read([Source("x.json", data, hint)])
    except ReadError as error:
        problems = error.problems
    else:
        problems = ()
    assert all("x.json" in problem for problem in problems)


def test_a_corrupted_export_is_read_or_refused() -> None:
    """Any one value of a real shape, replaced by anything, raises nothing but the one error."""
    source = random.Random(7)
    cases = escalating()
    refused: list[tuple[str, ...]] = []
    for _ in range(400):
        data = [
            Source(each.name, _corrupted(json.loads(json.dumps(each.data)), source), each.hint)
            for each in sources(source.choice(cases).data)
        ]
        try:
            read(data)
        except ReadError as error:
            refused.append(error.problems)
    assert refused
    assert all(refused)


def _corrupted(data: Any, source: random.Random) -> Any:
    at = data
    while isinstance(at, (list, dict)) and at:
        key = source.choice(sorted(at)) if isinstance(at, dict) else source.randrange(len(at))
        if source.random() < 0.3 or not isinstance(at[key], (list, dict)):
            at[key] = source.choice([None, 3, "x", [], {}, [None], {"a": 1}, True])
            break
        at = at[key]
    return data


@pytest.mark.parametrize("opening", ["[", '{"value":['])
def test_what_is_nested_deeply_is_refused(opening: str) -> None:
    closing = "]" if opening == "[" else "]}"
    with pytest.raises(ReadError):
        read([Source("x.json", json.loads(opening * 400 + closing * 400))])
