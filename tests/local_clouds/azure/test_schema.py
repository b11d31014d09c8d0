"""Bodies are read by both generations of Microsoft's models."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_clouds.azure.rules import TYPES
from local_clouds.azure.schema import clean, load

GRANT = load("azure.mgmt.authorization.v2022_04_01.models:RoleAssignmentCreateParameters")
SUBNET = load("azure.mgmt.network.models:Subnet")
CONTAINERS = load("azure.mgmt.containerinstance.models:ContainerGroup")


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_model_of_the_table_is_there(kind: str) -> None:
    model = TYPES[kind].model
    if model is not None:
        assert load(model).members()


def test_tables_say_what_is_required_and_where_it_lies() -> None:
    problems = clean(GRANT, {"properties": {"principalId": 1}})[1]
    assert problems == [
        "'properties.principalId' must be of type string, found 1",
        "'properties.roleDefinitionId' is required",
    ]
    assert clean(GRANT, {})[1] == ["'properties' is required"]


def test_what_a_caller_cannot_set_is_dropped() -> None:
    body = {"properties": {"principalId": "p", "roleDefinitionId": "r", "createdBy": "me", "description": None}}
    assert clean(GRANT, body) == ({"properties": {"principalId": "p", "roleDefinitionId": "r"}}, [])
    assert clean(SUBNET, {"name": "s", "etag": "mine", "properties": {"provisioningState": "Gone"}}) == (
        {"name": "s", "properties": {}},
        [],
    )


def test_choices_are_compared_without_case_and_unknown_members_kept() -> None:
    value = {"privateEndpointNetworkPolicies": "enabled", "invented": {"a": 1}}
    assert clean(SUBNET, {"properties": value}) == ({"properties": value}, [])
    problem = clean(SUBNET, {"properties": {"privateEndpointNetworkPolicies": "Perhaps"}})[1][0]
    assert problem.startswith("'properties.privateEndpointNetworkPolicies' has the value 'Perhaps'; it must be one of ")


def test_lists_are_followed_with_their_places() -> None:
    body = {"properties": {"containers": [{"name": "a"}], "osType": "Linux"}}
    assert clean(CONTAINERS, body)[1] == [
        "'properties.containers[0].properties' is required",
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["properties", "containers", "name", "image", "osType", "volumes"]), inner
            )
        ),
        max_leaves=20,
    )
)
def test_cleaning_twice_is_cleaning_once(value: Any) -> None:
    once, problems = clean(CONTAINERS, value)
    if not problems:
        assert clean(CONTAINERS, once) == (once, [])
