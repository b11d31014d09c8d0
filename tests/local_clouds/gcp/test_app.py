"""The server as such: who may ask, what a path means, what happens to nonsense."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient import discovery
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from local_clouds.gcp.app import action_of, create_app
from local_clouds.gcp.discovery import SERVICES, Document, Method, read
from tests.local_clouds.gcp.conftest import PROJECT, Google
from tests.local_clouds.gcp.test_accounts import EMAIL

BEARER = {"Authorization": "Bearer local"}
_NAMES = [
    PROJECT,
    "123456789",
    "1234567890",
    EMAIL,
    "europe-west1",
    "europe-west1-b",
    "global",
    "-",
    "default",
    "a b",
    "ü",
]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic bG9jYWw="}])
def test_without_the_token_nobody_comes_in(headers: dict[str, str]) -> None:
    answer = Client(create_app()).get(f"/v1/projects/{PROJECT}", headers=headers)
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (401, "UNAUTHENTICATED")


def test_a_path_of_no_service_is_not_found() -> None:
    answer = Client(create_app()).get("/v9/nothing", headers=BEARER)
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (404, "NOT_FOUND")


def test_a_method_that_is_not_served_says_so() -> None:
    answer = Client(create_app()).post("/projects/agents-local/zones/europe-west1-b/instances/x/reset", headers=BEARER)
    assert answer.status_code == 501
    assert "compute.instances.reset" in answer.get_json()["error"]["message"]


def test_older_services_send_the_older_form_of_errors() -> None:
    answer = Client(create_app()).get("/b/none", headers=BEARER).get_json()
    assert answer["error"]["errors"][0]["reason"] == "notFound"


@pytest.mark.parametrize("api", ["iam.v1", "compute.v1", "storage.v1"])
def test_the_host_may_stand_in_front_of_the_path(server: Any, google: Google, api: str) -> None:
    name, version = api.split(".")
    suffix = f"/{name}/{version}" if api != "iam.v1" else ""
    options = {"api_endpoint": f"{server[1]}/{name}.googleapis.com{suffix}"}
    client = discovery.build(name, version, credentials=Credentials("local"), client_options=options)
    lists = {
        "iam.v1": lambda: client.projects().serviceAccounts().list(name=f"projects/{PROJECT}"),
        "compute.v1": lambda: client.networks().list(project=PROJECT),
        "storage.v1": lambda: client.buckets().list(project=PROJECT),
    }
    assert "error" not in lists[api]().execute()


def test_services_with_the_same_path_are_told_apart_by_the_body() -> None:
    client = Client(create_app())
    body = {"accountId": "invoice-reader"}
    client.post(f"/v1/projects/{PROJECT}/serviceAccounts", json=body, headers=BEARER)
    path = f"/v1/projects/-/serviceAccounts/{EMAIL}:signBlob"
    assert "signedBlob" in client.post(path, json={"payload": "AAAA"}, headers=BEARER).get_json()
    assert "signature" in client.post(path, json={"bytesToSign": "AAAA"}, headers=BEARER).get_json()


def test_faults_are_given_by_googles_own_names() -> None:
    environ = {"REQUEST_METHOD": "POST", "RAW_URI": f"/v1/projects/{PROJECT}/serviceAccounts?alt=json"}
    assert action_of(environ) == "iam.projects.serviceAccounts.create"
    assert action_of({"REQUEST_METHOD": "GET", "PATH_INFO": "/none"}) == "/none"


@pytest.mark.parametrize("content", [b"{", b"[1]", b'"text"', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(content: bytes) -> None:
    answer = Client(create_app()).post(f"/v1/projects/{PROJECT}/serviceAccounts", data=content, headers=BEARER)
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


def _start(state: Path) -> tuple[subprocess.Popen[bytes], str, float]:
    ready = state / "run" / "gcp.json"
    ready.unlink(missing_ok=True)
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "local_clouds.gcp", "--state", str(state)])
    while not ready.exists():
        assert process.poll() is None
        assert time.monotonic() - begun < 20
        time.sleep(0.01)
    return process, json.loads(ready.read_text())["url"], time.monotonic() - begun


def test_a_killed_server_comes_back_with_what_it_had(tmp_path: Path) -> None:
    process, url, _ = _start(tmp_path)
    try:
        _roles(url).create(parent=f"projects/{PROJECT}", body={"roleId": "kept", "role": {"title": "k"}}).execute()
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    process, url, _ = _start(tmp_path)
    try:
        assert _roles(url).get(name=f"projects/{PROJECT}/roles/kept").execute()["title"] == "k"
    finally:
        process.terminate()
        assert process.wait(10) == 0


def _roles(url: str) -> Any:
    client = discovery.build("iam", "v1", credentials=Credentials("local"), client_options={"api_endpoint": url})
    return client.projects().roles()


@lru_cache(maxsize=1)
def _methods() -> list[tuple[Document, Method]]:
    """Return every method of every service; of Compute those of the collections that have rules."""
    ours = {"networks", "subnetworks", "firewalls", "instances", "disks", "globalOperations"}
    return [
        (document, method)
        for document in map(read, SERVICES)
        for method in document.methods.values()
        if document.service.name != "compute" or method.collection.split(".")[1] in ours
    ]


_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False), st.text(max_size=8),
    st.sampled_from([*_NAMES, "roles/viewer", "user:a@example.com", "5s", "2026-01-01T00:00:00Z", "10.0.0.0/8", "*"]),
)  # fmt: skip
_ANY = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2)
)


def _value(document: Document, schema: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    """Return values that mostly have the schema's form."""
    if "$ref" in schema:
        schema = document.schemas[schema["$ref"]]
    kind = schema.get("type")
    if depth > 4:
        return _SCALARS
    if kind == "object" and "properties" in schema:
        fields = {n: _value(document, p, depth + 1) for n, p in sorted(schema["properties"].items())[:30]}
        return st.fixed_dictionaries({}, optional=fields)
    if kind == "array":
        return st.lists(_value(document, schema["items"], depth + 1), max_size=2)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    texts = st.sampled_from([*_NAMES, "roles/viewer", "5s", "10.0.0.0/8", "projects/agents-local/policies/iam.x"])
    plain = {"boolean": st.booleans(), "integer": st.integers(-5, 70000), "number": st.integers(-5, 70000)}
    return plain.get(str(kind), texts)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, Any]:
    """Draw a request: a real route, names that do and do not exist, a body that mostly fits."""
    document, method = draw(st.sampled_from(_methods()))
    parts = [part or draw(st.sampled_from(_NAMES)) for part in method.segments]
    path = "/" + "/".join(part.replace(" ", "%20").replace("ü", "%C3%BC") for part in parts)
    path += f":{method.verb}" if method.verb else ""
    query = [n for n, p in method.parameters.items() if p.get("location") == "query"]
    given = draw(st.lists(st.sampled_from(query), max_size=3, unique=True)) if query else []
    text = "&".join(f"{name}={draw(st.sampled_from(['x', '1', 'true', 'name', EMAIL, PROJECT]))}" for name in given)
    body = None
    if method.request:
        body = draw(_value(document, {"$ref": method.request}, 0) | _ANY)
    return method.http, f"{path}?{text}", body


_FUZZED = create_app()
Client(_FUZZED).post(f"/v1/projects/{PROJECT}/serviceAccounts", json={"accountId": "invoice-reader"}, headers=BEARER)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(requests())
def test_no_request_makes_the_server_fail(request: tuple[str, str, Any]) -> None:
    http, path, body = request
    answer = Client(_FUZZED).open(path, method=http, json=body, headers=BEARER)
    assert answer.status_code < 500 or answer.status_code == 501, answer.get_data(as_text=True)
