"""The boundary's own policy about custom roles accepts every role that is generated, and would refuse a worse one."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.access import AccessError
from agent_identity.boundaries.azure import policy_definitions
from tests.access.asking import read
from tests.access.azure.asking import ACCOUNT, CONTAINER, plan
from tests.access.azure.test_exact import entries
from tests.boundaries.azure_policy import holds


def rule(boundary_class: str) -> dict[str, Any]:
    return policy_definitions(boundary_class)["custom-roles"]["policyRule"]["if"]


def refuses(rule: dict[str, Any], role: dict[str, Any]) -> bool:
    """Tells whether a rule's condition holds for a custom role, whose properties the policy reads as fields."""
    kind = "Microsoft.Authorization/roleDefinitions"
    listed = {
        f"{kind}/permissions[*].{plane}[*]": [name for permission in role["permissions"] for name in permission[plane]]
        for plane in ("actions", "dataActions")
    }
    return holds(rule, {"type": kind, "name": "an agent's own", f"{kind}/type": role["type"], **listed})


def roles(*asked: dict[str, Any], boundary_class: str = "standard") -> list[dict[str, Any]]:
    made = plan(*asked, boundary_class=boundary_class).as_dict()
    return [definition["properties"] for definition in made["roleDefinitions"]]


@pytest.mark.parametrize("boundary_class", ["standard", "restricted"])
@settings(max_examples=100, deadline=None)
@given(st.lists(entries(), min_size=1, max_size=3))
def test_what_is_generated_is_accepted(boundary_class: str, wanted: list[dict[str, Any]]) -> None:
    try:
        made = roles(*wanted, boundary_class=boundary_class)
    except AccessError:
        assert boundary_class == "restricted"
        return
    assert not any(refuses(rule(boundary_class), role) for role in made)


@pytest.mark.parametrize(
    ("plane", "name"),
    [
        ("actions", "Microsoft.Storage/*"),
        ("actions", "microsoft.storage/storageaccounts/LISTKEYS/action"),
        ("dataActions", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"),
    ],
)
def test_the_policy_is_read_with_effect(plane: str, name: str) -> None:
    (role,) = roles(read(CONTAINER))
    role["permissions"][0][plane].append(name)
    assert refuses(rule("standard"), role)


def test_restricted_refuses_what_it_refuses_in_a_request() -> None:
    change = {"write": [ACCOUNT], "operations": ["Microsoft.Storage/storageAccounts/blobServices/containers/write"]}
    (role,) = roles(change)
    assert refuses(rule("restricted"), role)
    assert not refuses(rule("standard"), role)
