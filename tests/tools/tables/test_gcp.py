"""The tables of GCP, made from an export."""

import gzip
import json
from pathlib import Path

import pytest

from agent_identity.access.gcp import table as gcp_table
from agent_identity.access.gcp.roles import not_customisable, predefined
from tests.access.gcp.asking import named
from tools.tables import gcp

ROLES = [
    {"name": "roles/pubsub.publisher", "stage": "GA", "includedPermissions": ["pubsub.topics.publish"]},
    {"name": "roles/pubsub.admin", "stage": "GA", "includedPermissions": ["pubsub.topics.publish"]},
    {"name": "roles/pubsub.tester", "stage": "BETA", "includedPermissions": ["pubsub.topics.publish"]},
    {"name": "roles/other.publisher", "stage": "GA", "includedPermissions": ["pubsub.topics.publish"]},
    {"name": "roles/viewer", "stage": "GA", "includedPermissions": ["pubsub.topics.get"]},
    {"name": "roles/pubsub.viewer", "stage": "GA", "includedPermissions": ["pubsub.topics.get", "pubsub.schemas.get"]},
    {"name": "roles/pubsub.empty", "stage": "GA"},
]


def test_only_narrow_roles_of_their_own_service_are_kept() -> None:
    lines = gcp.roles_table(ROLES, "2026-08-22").splitlines()
    assert lines[0].startswith("# Origin: ")
    assert lines[1:] == ["roles/pubsub.publisher pubsub.topics.publish"]


def test_permissions_stand_by_resource_and_what_custom_roles_do_not_take_is_marked() -> None:
    lines = gcp.permissions_table(ROLES, "2026-08-22", frozenset({"pubsub.topics.get"})).splitlines()
    assert lines[1:] == ["pubsub.schemas get", "pubsub.topics get! publish"]


def test_an_export_is_read_plain_and_gzipped_as_a_list_and_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gcp, "DATA", tmp_path)
    plain, packed, testable = tmp_path / "roles.json", tmp_path / "roles.json.gz", tmp_path / "testable.json"
    plain.write_text(json.dumps(ROLES))
    by_name = {role["name"]: {key: value for key, value in role.items() if key != "name"} for role in ROLES}
    packed.write_bytes(gzip.compress(json.dumps(by_name).encode()))
    testable.write_text(json.dumps([{"name": "pubsub.topics.get", "customRolesSupportLevel": "NOT_SUPPORTED"}]))
    written = []
    for export in (plain, packed):
        monkeypatch.setattr("sys.argv", ["gcp", str(export), "2026-08-22", "--testable", str(testable)])
        gcp.main()
        written.append([(tmp_path / name).read_text() for name in ("gcp_permissions.txt", "gcp_roles.txt")])
    assert written[0] == written[1]
    assert "pubsub.topics get! publish" in written[0][0]


def test_what_custom_roles_do_not_take_needs_a_predefined_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = frozenset({"pubsub.topics.publish", "pubsub.topics.get"})
    monkeypatch.setattr("agent_identity.access.gcp.roles.unsupported", lambda: frozenset({"pubsub.topics.get"}))
    assert predefined(named("Pub/Sub topic"), asked) == ()
    assert not_customisable(asked) == ["pubsub.topics.get"]


def test_the_committed_tables_are_in_the_form_that_is_written() -> None:
    text = (gcp.DATA / "gcp_permissions.txt").read_text(encoding="utf-8")
    roles = [{"name": "roles/all", "includedPermissions": sorted(gcp_table.permissions())}]
    date = text.split("\n", 1)[0].rpartition(" ")[2]
    assert gcp.permissions_table(roles, date, gcp_table.unsupported()) == text
    held = [
        {"name": name, "stage": "GA", "includedPermissions": sorted(found)} for name, found in gcp_table.roles().items()
    ]
    assert gcp.roles_table(held, date) == (gcp.DATA / "gcp_roles.txt").read_text(encoding="utf-8")
