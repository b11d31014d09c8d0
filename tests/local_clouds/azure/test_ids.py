"""Resource ids, as ARM writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_clouds.azure import ids
from local_clouds.azure.errors import ArmError

S = "/subscriptions/s"
G = f"{S}/resourceGroups/g"


@pytest.mark.parametrize(
    ("path", "kind", "name", "parent", "scope"),
    [
        ("/", "Microsoft.Resources/tenants", "", "", "tenant"),
        (S, "Microsoft.Resources/subscriptions", "s", "", "subscription"),
        (f"{S}/RESOURCEGROUPS/g", "Microsoft.Resources/subscriptions/resourceGroups", "g", S, "resourceGroup"),
        (f"{G}/providers/A.B/c/d", "A.B/c", "d", G, "resource"),
        (f"{G}/providers/A.B/c/d/e/f", "A.B/c/e", "f", f"{G}/providers/A.B/c/d", "resource"),
        (f"{G}/providers/A.B/c/d/providers/X.Y/z/1", "X.Y/z", "1", f"{G}/providers/A.B/c/d", "resource"),
        ("//providers/X.Y/z/1", "X.Y/z", "1", "", "resource"),
        ("/providers/Microsoft.Management/managementGroups/m", ids.MANAGEMENT_GROUP, "m", "", "managementGroup"),
    ],
)
def test_a_path_is_read(path: str, kind: str, name: str, parent: str, scope: str) -> None:
    target = ids.parse(path)
    assert (target.type, target.name, target.parent, target.kind) == (kind, name, parent, scope)
    assert not target.collection


@pytest.mark.parametrize(
    ("path", "kind", "parent"),
    [
        ("/subscriptions", "Microsoft.Resources/subscriptions", ""),
        (f"{G}/providers/A.B/c", "A.B/c", G),
        (f"{G}/providers/A.B/c/d/e", "A.B/c/e", f"{G}/providers/A.B/c/d"),
    ],
)
def test_a_path_that_ends_in_a_type_is_a_collection(path: str, kind: str, parent: str) -> None:
    target = ids.parse(path)
    assert (target.type, target.parent, target.collection) == (kind, parent, True)


@pytest.mark.parametrize(
    "path", ["/a/b", f"{G}/providers", f"{G}/providers/A.B", "/providers/a b/c/d", "/" + "x" * 3000, S + "/\n/x"]
)
def test_what_is_no_id_is_refused(path: str) -> None:
    with pytest.raises(ArmError) as caught:
        ids.parse(path)
    assert caught.value.code == "InvalidResourceId"


_NAMES = st.text(st.characters(categories=["L", "N"], include_characters="-_.() "), min_size=1, max_size=20).filter(
    lambda name: name.lower() != "providers"
)


@given(_NAMES, _NAMES, st.lists(st.tuples(_NAMES, _NAMES), min_size=1, max_size=4))
def test_an_id_is_its_parent_and_its_name(subscription: str, group: str, pairs: list[tuple[str, str]]) -> None:
    path = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/A.B" + "".join(
        f"/{a}/{b}" for a, b in pairs
    )
    target = ids.parse(path)
    assert ids.same(target.identifier, path)
    assert target.name == pairs[-1][1]
    assert ids.same(target.identifier, f"{target.parent}/{pairs[-1][0]}/{target.name}") == (len(pairs) > 1)
    assert ids.subscription_of(path) == f"/subscriptions/{subscription}"
    assert ids.resource_group_of(path) == f"/subscriptions/{subscription}/resourceGroups/{group}"
