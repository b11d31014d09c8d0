"""What the shared lifecycle table does not show: races, tombstones, protection, functions, errors."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from local_clouds.fault_responses import gcp_fault_response
from local_clouds.faults import Fault, FaultFile, FaultMiddleware
from local_clouds.gcp.app import Cloud, action_of, create_app
from local_clouds.provider.errors import InvalidError, NotFoundError, PartialError, ServiceError, UnsupportedError
from local_clouds.provider.gcp import TABLE, adapter
from local_clouds.provider.gcp.convert import Converter, fill, parse
from local_clouds.provider.gcp.lifecycle import GcpConnection
from local_clouds.serving import QuietHandler

PROJECT = "agents-local"
ACCOUNT = "gcp:serviceaccount/account:Account"
MEMBER = "gcp:projects/iAMMember:IAMMember"
ROLE = "gcp:projects/iAMCustomRole:IAMCustomRole"


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Cloud, str]]:
    cloud = create_app()
    server = make_server("127.0.0.1", 0, cloud, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield cloud, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def gcp(served: tuple[Cloud, str]) -> Any:
    served[0].reset()
    return adapter({"url": served[1]}).connect({})


def test_members_granted_at_once_are_all_kept(gcp: GcpConnection) -> None:
    def grant(number: int) -> Any:
        return gcp.create(MEMBER, {"project": PROJECT, "role": "roles/viewer", "member": f"user:u{number}@example.com"})

    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(grant, range(24)))
    assert all(gcp.read(MEMBER, state.identifier, {}) for state in states)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda state: gcp.delete(MEMBER, state.identifier, state.outputs), states))
    assert not any(gcp.read(MEMBER, state.identifier, {}) for state in states)


def test_a_member_of_a_deleted_account_counts_as_gone(gcp: GcpConnection) -> None:
    account = gcp.create(ACCOUNT, {"accountId": "invoice-reader"})
    inputs = {"project": PROJECT, "role": "roles/viewer", "member": account.outputs["member"]}
    granted = gcp.create(MEMBER, inputs)
    assert granted.identifier == f"{PROJECT}/roles/viewer/{account.outputs['member']}"
    gcp.delete(ACCOUNT, account.identifier, account.outputs)
    assert gcp.read(MEMBER, granted.identifier, inputs) is None


def test_a_deleted_custom_role_is_taken_back(gcp: GcpConnection) -> None:
    inputs = {"roleId": "reader", "title": "one", "stage": "GA", "permissions": ["storage.objects.get"]}
    made = gcp.create(ROLE, inputs)
    with pytest.raises(ServiceError, match="already exists and must be imported"):
        gcp.create(ROLE, inputs)
    gcp.delete(ROLE, made.identifier, made.outputs)
    again = gcp.create(ROLE, {**inputs, "title": "two", "permissions": ["storage.objects.list"]})
    assert again.outputs["title"] == "two"
    assert again.outputs["permissions"] == ["storage.objects.list"]
    assert again.outputs["deleted"] is False


def test_what_is_protected_stays(gcp: GcpConnection) -> None:
    token = "gcp:cloudrunv2/service:Service"
    inputs = {"name": "svc", "location": "europe-west1", "template": {"containers": [{"image": "a"}]}}
    made = gcp.create(token, {**inputs, "deletionProtection": True})
    with pytest.raises(ServiceError, match="deletionProtection"):
        gcp.delete(token, made.identifier, made.outputs)
    assert gcp.read(token, made.identifier, inputs) is not None


def test_defaults_of_the_service_are_no_drift(gcp: GcpConnection) -> None:
    token = "gcp:cloudrunv2/service:Service"
    inputs = {"name": "svc", "location": "europe-west1", "template": {"containers": [{"image": "a"}]}}
    assert gcp.create(token, inputs).outputs["template"] == inputs["template"]


def test_an_existing_account_is_taken_over_only_if_told(gcp: GcpConnection) -> None:
    first = gcp.create(ACCOUNT, {"accountId": "invoice-reader", "displayName": "one"})
    with pytest.raises(ServiceError, match="already exists"):
        gcp.create(ACCOUNT, {"accountId": "invoice-reader"})
    taken = gcp.create(
        ACCOUNT, {"accountId": "invoice-reader", "displayName": "two", "createIgnoreAlreadyExists": True}
    )
    assert taken.outputs["uniqueId"] == first.outputs["uniqueId"]
    assert taken.outputs["displayName"] == "two"


def test_a_key_is_refused_where_the_policy_says_so(gcp: GcpConnection) -> None:
    account = gcp.create(ACCOUNT, {"accountId": "invoice-reader"})
    name = f"projects/{PROJECT}/policies/iam.disableServiceAccountKeyCreation"
    policy = {"name": name, "parent": f"projects/{PROJECT}", "spec": {"rules": [{"enforce": "TRUE"}]}}
    gcp.create("gcp:orgpolicy/policy:Policy", policy)
    with pytest.raises(ServiceError, match="Key creation is not allowed"):
        gcp.create("gcp:serviceaccount/key:Key", {"serviceAccountId": account.outputs["name"]})


@pytest.mark.parametrize(
    ("identifier", "member", "title"),
    [
        (f"{PROJECT} roles/viewer user:a@example.com", "user:a@example.com", None),
        (f"{PROJECT} roles/viewer user:a@example.com by day", "user:a@example.com", "by day"),
        (f"{PROJECT}/roles/viewer/user:a@example.com/by day", "user:a@example.com", "by day"),
        (f"{PROJECT}/roles/viewer/user:a@example.com", "user:a@example.com", None),
    ],
)
def test_ids_of_grants(gcp: GcpConnection, identifier: str, member: str, title: str | None) -> None:
    condition = {"condition": {"title": title, "expression": "true"}} if title else {}
    gcp.create(MEMBER, {"project": PROJECT, "role": "roles/viewer", "member": member, **condition})
    found = gcp.read(MEMBER, identifier, {})
    assert found is not None
    assert found.outputs["member"] == member
    assert found.outputs.get("condition", {}).get("title") == title


@pytest.mark.parametrize("identifier", ["nonsense", f"{PROJECT}/roles/viewer", f"{PROJECT} roles/viewer"])
def test_an_id_of_another_form_is_refused_with_the_right_one(gcp: GcpConnection, identifier: str) -> None:
    with pytest.raises(InvalidError, match="expected"):
        gcp.read(MEMBER, identifier, {})


def test_functions(gcp: GcpConnection) -> None:
    account = gcp.create(ACCOUNT, {"accountId": "invoice-reader"})
    found = gcp.invoke("gcp:serviceaccount/getAccount:getAccount", {"accountId": "invoice-reader"})
    assert found["email"] == account.outputs["email"]
    assert gcp.invoke("gcp:organizations/getProject:getProject", {})["number"] == "123456789"
    assert gcp.invoke("gcp:organizations/getClientConfig:getClientConfig", {})["project"] == PROJECT
    with pytest.raises(ServiceError, match="does not exist"):
        gcp.invoke("gcp:serviceaccount/getAccount:getAccount", {"accountId": "no-such"})
    with pytest.raises(UnsupportedError, match="getZones"):
        gcp.invoke("gcp:compute/getZones:getZones", {})


def test_the_provider_places_what_names_no_place(served: tuple[Cloud, str]) -> None:
    served[0].reset()
    connection = adapter({"url": served[1]}).connect({"zone": "europe-west4-a"})
    inputs = {"name": "sub", "network": "default", "ipCidrRange": "10.9.0.0/24"}
    assert connection.preview("gcp:compute/subnetwork:Subnetwork", inputs) == {
        "project": PROJECT,
        "region": "europe-west4",
    }
    made = connection.create("gcp:compute/subnetwork:Subnetwork", inputs)
    assert made.identifier == f"projects/{PROJECT}/regions/europe-west4/subnetworks/sub"
    assert made.outputs["network"] == "default", "the program's own spelling"


def test_a_nested_field_that_google_has_not_is_found_before_any_call(gcp: GcpConnection) -> None:
    inputs = {"template": {"containers": [{"image": "a", "nonsense": 1}]}, "location": "europe-west1"}
    ((path, reason),) = gcp.check("gcp:cloudrunv2/service:Service", inputs)
    assert path == "template.containers[0].nonsense"
    assert "expected one of" in reason


def test_errors_carry_the_services_words(gcp: GcpConnection) -> None:
    wrong = {
        "project": PROJECT,
        "role": "roles/viewer",
        "member": "serviceAccount:x@agents-local.iam.gserviceaccount.com",
    }
    with pytest.raises(ServiceError, match=r"Service account x@.* does not exist"):
        gcp.create(MEMBER, wrong)
    with pytest.raises(NotFoundError):
        gcp.delete("gcp:storage/bucket:Bucket", "no-such-bucket", {})


def test_nobody_at_home_is_one_sentence() -> None:
    connection = adapter({"url": "http://127.0.0.1:9"}).connect({})
    with pytest.raises(ServiceError, match=r"Unreachable: http://127.0.0.1:9"):
        connection.read(ACCOUNT, f"projects/{PROJECT}/serviceAccounts/a@b.c", {})


@contextlib.contextmanager
def _faulty(fault: Fault, tmp_path: Path) -> Iterator[GcpConnection]:
    """Serve an empty cloud with a fault in front of it."""
    faults = tmp_path / "faults.json"
    FaultFile(faults).add([fault])
    application = FaultMiddleware(create_app(), "gcp", faults, gcp_fault_response, action_of)
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=QuietHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield adapter({"url": f"http://127.0.0.1:{server.server_port}"}).connect({})
    server.shutdown()


_CREATE = "iam.projects.serviceAccounts.create"


def test_a_throttled_call_is_made_again(tmp_path: Path) -> None:
    with _faulty(Fault("gcp", "throttle", action=_CREATE, count=2), tmp_path) as gcp:
        assert gcp.create(ACCOUNT, {"accountId": "invoice-reader"}).outputs["email"].startswith("invoice-reader@")


def test_a_failing_call_is_an_error_in_the_services_words(tmp_path: Path) -> None:
    with _faulty(Fault("gcp", "fail", action=_CREATE, status=500), tmp_path) as gcp:
        with pytest.raises(ServiceError):
            gcp.create(ACCOUNT, {"accountId": "invoice-reader"})
        with pytest.raises(ServiceError, match="does not exist"):
            gcp.invoke("gcp:serviceaccount/getAccount:getAccount", {"accountId": "invoice-reader"})


def test_a_hanging_call_ends_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_IDENTITY_LOCAL_TIMEOUT", "0.3")
    with (
        _faulty(Fault("gcp", "hang", action=_CREATE, seconds=1), tmp_path) as gcp,
        pytest.raises(ServiceError, match=r"Timeout: no answer from http://127.0.0.1:\d+ within 0.3 s"),
    ):
        gcp.create(ACCOUNT, {"accountId": "invoice-reader"})


def test_a_step_that_fails_after_creation_leaves_a_record(tmp_path: Path) -> None:
    fault = Fault("gcp", "fail", action="iam.projects.serviceAccounts.disable", status=403)
    with _faulty(fault, tmp_path) as gcp, pytest.raises(PartialError) as caught:
        gcp.create(ACCOUNT, {"accountId": "invoice-reader", "disabled": True})
    assert caught.value.identifier.endswith("/serviceAccounts/invoice-reader@agents-local.iam.gserviceaccount.com")


def test_an_unmapped_type_names_itself() -> None:
    with pytest.raises(UnsupportedError, match="gcp:sql/databaseInstance:DatabaseInstance"):
        adapter({"url": "http://127.0.0.1:9"}).shape("gcp:sql/databaseInstance:DatabaseInstance")


@pytest.mark.parametrize("token", sorted(TABLE))
def test_a_shape_does_not_contradict_itself(token: str) -> None:
    shape = adapter({"url": "http://127.0.0.1:9"}).shape(token)
    assert shape.inputs is not None
    assert not shape.inputs & shape.computed
    for group in (shape.required, shape.replaces, shape.filled, frozenset(shape.defaults)):
        assert group <= shape.inputs
    assert shape.secrets <= shape.computed


def test_templates() -> None:
    assert fill("{a}/x/{b}", {"a": "p/q", "b": 1}) == "p/q/x/1"
    assert fill({"k": "{a}"}, {"a": [1]}) == {"k": [1]}
    assert parse("{a}/keys/{b}", "p/q/keys/r") == {"a": "p/q", "b": "r"}
    with pytest.raises(InvalidError, match="expected the form"):
        parse("projects/{project}/roles/{role}", "projects/p")


def test_plural_and_singular_names_mean_the_same() -> None:
    schemas = {"S": {"type": "object", "properties": {"env": {"type": "array", "items": {"type": "string"}}}}}
    converter = Converter(schemas, {}, (), frozenset())
    assert converter.to_rest({"$ref": "S"}, {"envs": ["a"]}, "s") == {"env": ["a"]}
    assert converter.from_rest({"$ref": "S"}, {"env": ["a"]}, {"envs": ["b"]}) == {"envs": ["a"]}
