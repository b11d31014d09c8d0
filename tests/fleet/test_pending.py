"""What a killed run may have made without noting it is found again, and what it did not make is made."""

import json
from pathlib import Path

import pytest

from agent_identity.catalog import loads
from agent_identity.fleet.pending import identifier
from tests import clients
from tests.conftest import LocalClouds
from tests.fleet.running import FleetCommand, agent, aws_catalog

STACK = "fleet.aws-local.1of1"
ROLE = "aws:iam/role:Role"


def forget_that_it_was_made(fleet: FleetCommand) -> list[str]:
    """Rewrites the record as it stands between the cloud's answer and the engine's note; returns the roles' names."""
    # The engine's own import would drop what is pending, so the backend's file is edited.
    file = fleet.folder / "backend" / ".pulumi" / "stacks" / "agent-identity" / f"{STACK}.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    latest = record["checkpoint"]["latest"]
    roles = [item for item in latest["resources"] if item["type"] == ROLE]
    latest["resources"] = [item for item in latest["resources"] if item["type"] != ROLE]
    bare = [{key: value for key, value in role.items() if key not in {"id", "outputs"}} for role in roles]
    latest["pending_operations"] = [{"resource": role, "type": "creating"} for role in bare]
    file.write_text(json.dumps(record), encoding="utf-8")
    return [role["inputs"]["name"] for role in roles]


def test_a_create_that_nobody_noted_is_neither_lost_nor_done_twice(
    fleet: FleetCommand, local_clouds: LocalClouds
) -> None:
    iam = clients.aws(local_clouds.env, "iam")
    fleet.env["PULUMI_DIY_BACKEND_ZSTD"] = "false"  # the record is edited as text
    fleet.write(aws_catalog("pending", [agent("reader"), agent("writer")]))
    fleet.run("up")
    names = forget_that_it_was_made(fleet)
    made, lost = sorted(names)
    before = iam.get_role(RoleName=made)["Role"]["RoleId"]
    iam.delete_role(RoleName=lost)  # the kill came before the cloud was asked

    done = fleet.run("up")
    assert done.operations <= {"same", "create", "update", "refresh"}
    assert iam.get_role(RoleName=made)["Role"]["RoleId"] == before
    assert iam.get_role(RoleName=lost)["Role"]["RoleName"] == lost
    state = {item["id"] for item in fleet.state(STACK) if item["type"] == ROLE}
    assert state == set(names)
    assert fleet.run("up").operations == {"same"}


CATALOG = (Path(__file__).parents[2] / "stacks" / "agents.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("resource", [{"type": "aws:s3/bucket:Bucket", "inputs": {}}, {"type": ROLE, "inputs": {}}])
def test_what_does_not_follow_stays_open(resource: dict[str, object]) -> None:
    assert identifier(resource, loads(CATALOG).targets["aws-local"]) is None
