"""Inputs become ARM's bodies, and ARM's resources become outputs in the program's own form."""

from __future__ import annotations

import pytest

from local_clouds.provider.adapter import UNKNOWN
from local_clouds.provider.azure import adapter, convert
from local_clouds.provider.azure.types import TYPES, find
from local_clouds.provider.errors import UnsupportedError

GROUP = "azure-native:containerinstance:ContainerGroup"


def test_a_body_has_what_arm_has_where_arm_has_it() -> None:
    inputs = {
        "resourceGroupName": "g",
        "containerGroupName": "c",
        "location": "westeurope",
        "osType": "Linux",
        "sku": "Standard",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/a", "/b"]},
        "containers": [{"name": "one", "image": "i"}],
    }
    assert convert.body(find(GROUP), inputs) == {
        "location": "westeurope",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {"/a": {}, "/b": {}}},
        "properties": {
            "osType": "Linux",
            "sku": "Standard",
            "containers": [{"name": "one", "properties": {"image": "i"}}],
        },
    }


def test_nested_lists_are_flattened_at_every_depth() -> None:
    kind = find("azure-native:network:VirtualNetwork")
    subnet = {"name": "s", "addressPrefix": "p", "delegations": [{"name": "d", "serviceName": "n"}]}
    body = convert.body(kind, {"subnets": [subnet]})
    assert body["properties"]["subnets"] == [
        {
            "name": "s",
            "properties": {"addressPrefix": "p", "delegations": [{"name": "d", "properties": {"serviceName": "n"}}]},
        }
    ]
    parts = {"resourceGroupName": "g", "virtualNetworkName": "v"}
    assert convert.outputs(kind, {"id": "x", **body}, parts)["subnets"] == [subnet]


def test_members_have_the_names_of_the_sdk() -> None:
    kind = find("azure-native:authorization:RoleDefinition")
    assert convert.body(kind, {"roleType": "CustomRole"}) == {"properties": {"type": "CustomRole"}}
    shown = {"id": "x", "type": "T", "name": "n", "properties": {"type": "CustomRole"}}
    found = convert.outputs(kind, shown, {"scope": "/s", "roleDefinitionId": "n"})
    assert (found["roleType"], found["type"], found["scope"]) == ("CustomRole", "T", "/s")


@pytest.mark.parametrize(
    ("recorded", "present", "expected"),
    [
        ({"location": "West Europe"}, {"location": "westeurope"}, {"location": "West Europe"}),
        ({"location": "West Europe"}, {"location": "northeurope"}, {"location": "northeurope"}),
        ({"id": "/Subscriptions/A"}, {"id": "/subscriptions/a"}, {"id": "/Subscriptions/A"}),
        ({"name": "A"}, {"name": "a"}, {"name": "a"}),
        ({"secureValue": "s", "name": "a"}, {"name": "a"}, {"secureValue": "s", "name": "a"}),
        (["/b", "/a"], ["/a", "/B"], ["/b", "/a"]),
        (["/b"], ["/a", "/b"], ["/a", "/b"]),
        ([{"name": "b"}, {"name": "a"}], [{"name": "a"}, {"name": "b"}], [{"name": "b"}, {"name": "a"}]),
        ([{"name": "b"}], [{"name": "a"}, {"name": "b"}], [{"name": "b"}, {"name": "a"}]),
        (UNKNOWN, "a", "a"),
        ("a", 1, 1),
    ],
)  # fmt: skip
def test_only_what_really_differs_differs(recorded: object, present: object, expected: object) -> None:
    assert convert.as_given(recorded, present) == expected


def test_an_identity_is_a_list_going_in_and_a_map_coming_out() -> None:
    shown = {"identity": {"type": "UserAssigned", "principalId": "p", "userAssignedIdentities": {"/b": {}, "/a": {}}}}
    assert convert.inputs_of(shown) == {"identity": {"type": "UserAssigned", "userAssignedIdentities": ["/a", "/b"]}}
    assert convert.inputs_of({}) == {}
    assert convert.at_preview({"identity": {"type": "SystemAssigned"}})["identity"]["principalId"] is UNKNOWN


def test_a_versioned_token_is_its_type() -> None:
    token = "azure-native:managedidentity/v20250531preview:UserAssignedIdentity"
    assert find(token) is TYPES["azure-native:managedidentity:UserAssignedIdentity"]


def test_an_unmapped_type_is_named_with_the_way_to_add_it() -> None:
    with pytest.raises(
        UnsupportedError, match=r"azure-native:sql:Server is not supported.*local_clouds/provider/azure/types"
    ):
        adapter({"url": "https://127.0.0.1:1"}).shape("azure-native:sql:Server")


@pytest.mark.parametrize("token", sorted(TYPES))
def test_a_path_names_its_parts_and_is_read_back(token: str) -> None:
    kind = TYPES[token]
    parts = {part: "/subscriptions/s" if part == "scope" else "x" for part in kind.parts}
    identifier = kind.path.format(subscriptionId="s", **parts)
    match = kind.pattern.fullmatch(identifier)
    assert match is not None
    assert {name: value for name, value in match.groupdict().items() if name != "subscriptionId"} == parts
