"""No request makes the stand-in fail: it takes or refuses what any caller sends."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_clouds.azure.rules import TYPES
from local_clouds.constants import AZURE_SUBSCRIPTION
from local_clouds.provider.azure import convert
from local_clouds.provider.azure.types import find
from tests.local_clouds.azure.conftest import GROUP, Raw
from tests.local_clouds.provider.cases_azure import CASES

HERE = {"location": "westeurope"}
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
_KEYS = """
    properties location tags identity sku kind name type userAssignedIdentities principalId roleDefinitionId scope
    permissions actions assignableScopes policyRule if then effect allOf field equals parameters subnets addressSpace
    addressPrefixes securityRules containers image volumes ipAddress osType siteConfig appSettings serverFarmId
    principals excludePrincipals denyAssignmentName issuer subject audiences level id details parent
"""
_WORDS = st.sampled_from(sorted(set(_KEYS.split())))
_SHAPED = st.recursive(
    _JSON | st.just("westeurope") | st.just(GROUP),
    lambda inner: st.dictionaries(_WORDS, inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=30,
)
_BODIES = st.fixed_dictionaries(
    {}, optional={"location": st.just("westeurope"), "properties": st.dictionaries(_WORDS, _SHAPED, max_size=8)}
)
_PLACES = {kind.name: place for kind in TYPES.values() for place in [f"{GROUP}/providers/{kind.name}/name1"]}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(_PLACES)),
    st.sampled_from(["name1", "00000000-0000-4000-8000-0000000000aa", "default"]),
    _SHAPED | _BODIES,
    st.sampled_from(["PUT", "PATCH", "POST", "DELETE"]),
)
def test_no_body_makes_it_fail(raw: Raw, kind: str, name: str, body: Any, method: str) -> None:
    namespace, *types = kind.split("/")
    path = f"{GROUP}/providers/{namespace}" + "".join(f"/{word}/{name}" for word in types)
    answer = raw.call(method, path, json.dumps(body))
    assert answer.status_code < 500, answer.get_data(as_text=True)
    if answer.status_code >= 400:
        assert answer.get_json()["error"]["code"]
    if method == "PUT" and answer.status_code < 300:
        shown = raw.call("GET", path)
        assert shown.status_code == 200


_GUIDS = {"roleDefinitionId", "roleAssignmentName", "denyAssignmentId"}
_GUID = "00000000-0000-4000-8000-0000000000aa"


def _good_bodies() -> list[tuple[str, Any]]:
    """What the provider sends in the lives of its types: bodies that are right until one place is changed."""
    found = []
    for token, case in CASES.items():
        kind = find(token)
        body = convert.body(kind, {"location": "westeurope", **case.inputs})
        if not kind.located and token.rpartition(":")[2] != "ResourceGroup":
            body.pop("location", None)
        path = kind.path.replace("{subscriptionId}", AZURE_SUBSCRIPTION).replace("{resourceGroupName}", "agents")
        path = path.replace("{scope}", GROUP).replace("{managementGroupId}", "agents")
        for part in kind.parts:
            path = path.replace(f"{{{part}}}", _GUID if part in _GUIDS else "name1")
        found.append((path, json.loads(json.dumps(body).replace("${group.id}", GROUP))))
    return found


def _places(value: Any) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = list(value.items()) if isinstance(value, dict) else []
    pairs += list(enumerate(value)) if isinstance(value, list) else []
    return [(value, key) for key, _ in pairs] + [place for _, item in pairs for place in _places(item)]


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["PUT", "PATCH"]),
    st.sampled_from(_good_bodies()),
    st.integers(0, 200),
    _JSON | st.sampled_from([GROUP, "", {}, [], "x" * 3000]),
)
def test_no_broken_body_makes_it_fail(raw: Raw, method: str, good: tuple[str, Any], place: int, value: Any) -> None:
    path, body = good[0], json.loads(json.dumps(good[1]))
    if method == "PATCH":
        raw.call("PUT", path, good[1])
    places = _places(body)
    holder, key = places[place % len(places)]
    holder[key] = value
    answer = raw.call(method, path, json.dumps(body))
    assert answer.status_code < 500, answer.get_data(as_text=True)
    if answer.status_code < 300:
        assert raw.call("GET", path).status_code in {200, 404}
        assert raw.call("DELETE", path).status_code < 500
        raw.call("PUT", GROUP, HERE)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["GET", "PUT", "HEAD", "DELETE"]), st.text(max_size=60), st.text(max_size=40))
def test_no_path_makes_it_fail(raw: Raw, method: str, path: str, text: str) -> None:
    answer = raw.call(method, "/" + quote(path.lstrip("/")), "{}" if method == "PUT" else None, query={"$filter": text})
    assert answer.status_code < 500
