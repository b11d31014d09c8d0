"""ARM's protocol: who may ask, versions, errors, pages, preconditions, operations."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from local_clouds.constants import AZURE_SUBSCRIPTION, AZURE_TENANT
from tests.local_clouds.azure.conftest import GROUP, SUBSCRIPTION, Raw

IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"
HERE = {"location": "westeurope"}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]["code"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "AuthenticationFailed"),
        ("Basic abc", "AuthenticationFailed"),
        ("Bearer", "AuthenticationFailed"),
        ("Bearer other", "InvalidAuthenticationToken"),
    ],
)
def test_only_the_local_token_is_let_in(raw: Raw, header: str, expected: str) -> None:
    answer = raw.call("GET", SUBSCRIPTION, headers={"Authorization": header})
    assert code(answer) == (401, expected)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (None, "MissingApiVersionParameter"),
        ("", "MissingApiVersionParameter"),
        ("latest", "InvalidApiVersionParameter"),
        ("2024-13-01", "InvalidApiVersionParameter"),
        ("2024-01-01-Preview2", "InvalidApiVersionParameter"),
    ],
)
def test_an_api_version_is_required(raw: Raw, version: str | None, expected: str) -> None:
    assert code(raw.call("GET", SUBSCRIPTION, version=version)) == (400, expected)


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("GET", "/subscriptions/11111111-1111-1111-1111-111111111111", 404, "SubscriptionNotFound"),
        ("GET", f"{SUBSCRIPTION}/resourceGroups/none", 404, "ResourceGroupNotFound"),
        ("DELETE", f"{SUBSCRIPTION}/resourceGroups/none", 404, "ResourceGroupNotFound"),
        ("GET", IDENTITY, 404, "ResourceNotFound"),
        ("GET", IDENTITY.replace("agents", "none"), 404, "ResourceGroupNotFound"),
        ("GET", f"{GROUP}/providers/Microsoft.Nothing/things/one", 404, "ResourceNotFound"),
        ("PUT", f"{GROUP}/providers/Microsoft.Nothing/things/one", 404, "InvalidResourceType"),
        ("GET", f"{IDENTITY}/federatedIdentityCredentials/one", 404, "ParentResourceNotFound"),
        ("PUT", f"{IDENTITY}/federatedIdentityCredentials/one", 404, "ParentResourceNotFound"),
        ("PUT", f"{SUBSCRIPTION}/providers/Microsoft.Web/sites/r", 400, "InvalidResourceScope"),
        ("PUT", SUBSCRIPTION, 405, "MethodNotAllowed"),
        ("DELETE", SUBSCRIPTION, 405, "MethodNotAllowed"),
        ("PUT", f"{SUBSCRIPTION}/resourceGroups", 405, "MethodNotAllowed"),
        ("TRACE", GROUP, 405, "MethodNotAllowed"),
        ("GET", f"{GROUP}/providers/Microsoft.Web", 400, "InvalidResourceId"),
        ("GET", "/what/is/this", 400, "InvalidResourceId"),
        ("POST", f"{GROUP}/listKeys", 400, "UnsupportedAction"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(raw: Raw, method: str, path: str, status: int, expected: str) -> None:
    assert code(raw.call(method, path, HERE if method == "PUT" else None)) == (status, expected)


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("reader", {}, "LocationRequired"),
        ("reader", {"location": "mars"}, "LocationNotAvailableForResourceType"),
        ("reader", {"location": 1}, "InvalidRequestContent"),
        ("reader", {**HERE, "tags": {"a": 1}}, "InvalidRequestContent"),
        ("reader", {**HERE, "tags": {"a<b": "c"}}, "InvalidTagNameCharacters"),
        ("reader", {**HERE, "tags": {"a": "v" * 257}}, "InvalidTagValueLength"),
        ("reader", {**HERE, "tags": {str(number): "v" for number in range(51)}}, "TooManyTags"),
        ("reader", {**HERE, "unheard": 1}, "InvalidRequestContent"),
        ("re", HERE, "InvalidResourceName"),
        ("-reader", HERE, "InvalidResourceName"),
        ("r" * 129, HERE, "InvalidResourceName"),
        ("microsoft", HERE, "ReservedResourceName"),
        ("reader", [], "InvalidRequestContent"),
        ("reader", "{", "InvalidRequestContent"),
        ("reader", b"\xff\xfe", "InvalidRequestContent"),
        ("reader", '{"location":"westeurope","properties":' + '{"a":' * 80 + "1" + "}" * 81, "InvalidRequestContent"),
        ("reader", "[" * 100_000, "InvalidRequestContent"),
    ],
)
def test_a_body_and_a_name_are_checked(raw: Raw, name: str, body: Any, expected: str) -> None:
    assert code(raw.call("PUT", IDENTITY.replace("reader", name), body)) == (400, expected)


def test_a_region_may_be_spelled_and_never_changes(raw: Raw) -> None:
    first = raw.call("PUT", IDENTITY, {"location": "West Europe"})
    assert first.get_json()["location"] == "westeurope"
    assert code(raw.call("PUT", IDENTITY, {"location": "northeurope"})) == (409, "InvalidResourceLocation")
    assert code(raw.call("PUT", GROUP, {"location": "northeurope"})) == (409, "InvalidResourceGroupLocation")


def test_ids_are_compared_without_case_and_shown_as_they_were_made(raw: Raw) -> None:
    made = raw.call("PUT", IDENTITY.lower().replace("reader", "Reader"), HERE).get_json()
    assert made["id"] == IDENTITY.replace("reader", "Reader")
    assert raw.call("GET", IDENTITY.upper().replace("/SUBSCRIPTIONS", "/subscriptions")).get_json()["id"] == made["id"]


def test_head_says_whether_something_is_there(raw: Raw) -> None:
    assert raw.call("HEAD", GROUP).status_code == 204
    assert raw.call("HEAD", IDENTITY).status_code == 404


def test_patch_merges_objects_and_replaces_tags(raw: Raw) -> None:
    raw.call("PUT", IDENTITY, {**HERE, "tags": {"a": "1", "b": "2"}})
    principal = raw.call("GET", IDENTITY).get_json()["properties"]["principalId"]
    patched = raw.call("PATCH", IDENTITY, {"tags": {"a": "3"}}).get_json()
    assert patched["tags"] == {"a": "3"}
    assert patched["properties"]["principalId"] == principal
    assert patched["location"] == "westeurope"
    assert raw.call("PATCH", IDENTITY, {"tags": None}).get_json()["tags"] == {}
    for broken in ([], {"properties": "x"}, {"properties": []}):
        assert code(raw.call("PATCH", IDENTITY, broken)) == (400, "InvalidRequestContent")


def test_preconditions_hold(raw: Raw) -> None:
    assert code(raw.call("PUT", IDENTITY, HERE, headers={"If-Match": "*"})) == (412, "PreconditionFailed")
    tag = raw.call("PUT", IDENTITY, HERE, headers={"If-None-Match": "*"}).headers["ETag"]
    assert code(raw.call("PUT", IDENTITY, HERE, headers={"If-None-Match": "*"})) == (412, "PreconditionFailed")
    newer = raw.call("PUT", IDENTITY, HERE, headers={"If-Match": tag}).headers["ETag"]
    assert newer != tag
    assert code(raw.call("DELETE", IDENTITY, headers={"If-Match": tag})) == (412, "PreconditionFailed")
    assert raw.call("DELETE", IDENTITY, headers={"If-Match": newer}).status_code == 200
    assert raw.call("DELETE", IDENTITY).status_code == 204


def test_a_long_list_comes_in_pages(raw: Raw) -> None:
    for number in range(7):
        raw.call("PUT", IDENTITY.replace("reader", f"reader-{number}"), HERE)
    path, names = IDENTITY.rpartition("/")[0], []
    answer = raw.call("GET", path, query={"$top": "3"}).get_json()
    pages = 1
    while True:
        names += [item["name"] for item in answer["value"]]
        if "nextLink" not in answer:
            break
        answer = raw.call("GET", path, version=None, query=_query(answer["nextLink"])).get_json()
        pages += 1
    assert sorted(names) == [f"reader-{number}" for number in range(7)]
    assert pages == 3
    assert code(raw.call("GET", path, query={"$top": "x"})) == (400, "InvalidQueryParameterValue")


def _query(link: str) -> dict[str, str]:
    request = requests.Request("GET", link).prepare()
    return dict(pair.split("=", 1) for pair in requests.utils.unquote(request.url.partition("?")[2]).split("&"))


@pytest.mark.parametrize("text", ["name eq", "eq 'a'", "name eq 'a' or name eq 'b'", "(" * 500, "unheard eq 'a'"])
def test_a_filter_that_is_none_is_refused(raw: Raw, text: str) -> None:
    raw.call("PUT", IDENTITY, HERE)
    answer = raw.call("GET", IDENTITY.rpartition("/")[0], query={"$filter": text})
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] in {"InvalidFilterInQueryString", "UnsupportedFilter"}


def test_an_operation_is_polled_until_it_is_done(raw: Raw) -> None:
    deleted = raw.call("DELETE", GROUP)
    assert deleted.status_code == 202
    path, _, query = deleted.headers["Location"].partition("localhost")[2].partition("?")
    pairs = dict(pair.split("=") for pair in query.split("&"))
    assert raw.call("GET", path, version=None, query=pairs).status_code == 202
    assert raw.call("GET", path, version=None, query=pairs).status_code == 200
    assert code(raw.call("GET", path + "0", version=None, query=pairs)) == (404, "OperationNotFound")


def test_deleting_a_group_deletes_what_lies_in_it(raw: Raw) -> None:
    raw.call("PUT", IDENTITY, HERE)
    raw.call("DELETE", GROUP)
    assert code(raw.call("GET", IDENTITY)) == (404, "ResourceGroupNotFound")
    raw.call("PUT", GROUP, HERE)
    assert code(raw.call("GET", IDENTITY)) == (404, "ResourceNotFound")


def test_what_every_tenant_has(raw: Raw) -> None:
    assert raw.call("GET", "/tenants").get_json()["value"][0]["tenantId"] == AZURE_TENANT
    assert raw.call("GET", "/subscriptions").get_json()["value"][0]["subscriptionId"] == AZURE_SUBSCRIPTION
    groups = raw.call("GET", "/providers/Microsoft.Management/managementGroups").get_json()["value"]
    assert {group["name"] for group in groups} == {AZURE_TENANT, "agents"}
    regions = raw.call("GET", f"{SUBSCRIPTION}/locations").get_json()["value"]
    assert "westeurope" in {region["name"] for region in regions}
    providers = raw.call("GET", f"{SUBSCRIPTION}/providers").get_json()["value"]
    assert {item["registrationState"] for item in providers} == {"Registered"}
    assert (
        raw.call("POST", f"{SUBSCRIPTION}/providers/microsoft.web/register").get_json()["namespace"] == "Microsoft.Web"
    )
