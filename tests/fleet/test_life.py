"""A fleet from its first preview to its end, with the real engine and the policy pack, looked at with boto3."""

import json
import re
import socket
import subprocess
import sys

import jsonschema
import pytest

from agent_identity.naming import AWS_ROLE, principal_name
from tests import clients
from tests.conftest import LocalClouds
from tests.fleet.running import ROOT, FleetCommand, agent, aws_catalog


@pytest.fixture
def iam(local_clouds: LocalClouds):
    return clients.aws(local_clouds.env, "iam")


def roles(iam, environment: str) -> dict[str, dict]:
    """Returns the agents' roles of an environment by agent type, with their tags."""
    found = {}
    for role in iam.list_roles(PathPrefix="/agents/")["Roles"]:
        tags = {tag["Key"]: tag["Value"] for tag in iam.list_role_tags(RoleName=role["RoleName"])["Tags"]}
        if tags.get("agent-environment") == environment:
            found[tags["agent-type"]] = {**role, "tags": tags}
    return found


def leave_a_lock(fleet: FleetCommand, stack: str) -> None:
    """Leaves a stack locked, as an engine does that is killed in the middle of an update."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    lock = fleet.folder / "backend" / ".pulumi" / "locks" / "organization" / "agent-identity" / stack / "killed.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    holder = {"pid": process.pid, "username": "root", "hostname": socket.gethostname()}
    lock.write_text(json.dumps({**holder, "timestamp": "2026-11-25T00:00:00Z"}), encoding="utf-8")


def test_from_the_first_deployment_to_the_end(fleet: FleetCommand, iam) -> None:
    fleet.write(aws_catalog("life", [agent("reader"), agent("writer", "lambda")]))
    up = fleet.run("up")
    made = roles(iam, "life")
    arns = {kind: role["Arn"] for kind, role in made.items()}
    assert set(arns) == {"reader", "writer"}
    assert [line.split()[0] for line in up.out.splitlines()] == ["agent", "reader", "writer"]
    assert fleet.run("up").operations == {"same"}

    status = json.loads(fleet.run("status", "--format", "json").out)
    schema = subprocess.run(
        [sys.executable, "-m", "agent_identity.cli", "schema", "fleet", "status"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    jsonschema.validate(status, json.loads(schema))
    assert {each["agent_type"]: each["principal"] for each in status["agents"]} == arns

    # A new version, and another runtime of the same cloud: both are the same principal.
    fleet.write(aws_catalog("life", [agent("reader", version="2.0.0"), agent("writer")]))
    assert fleet.run("preview").operations == {"same", "update"}
    assert roles(iam, "life")["reader"]["tags"]["agent-version"] == "1.0.0"
    leave_a_lock(fleet, "fleet.aws-local.1of1")
    fleet.run("up")
    now = roles(iam, "life")
    assert {kind: role["RoleId"] for kind, role in now.items()} == {kind: made[kind]["RoleId"] for kind in made}
    assert now["reader"]["tags"]["agent-version"] == "2.0.0"
    assert "ecs-tasks.amazonaws.com" in json.dumps(now["writer"]["AssumeRolePolicyDocument"])

    fleet.run("down")
    assert roles(iam, "life") == {}
    assert not [policy for policy in iam.list_policies(Scope="Local")["Policies"] if "-life-" in policy["PolicyName"]]
    assert fleet.stacks() == set()


def test_a_renamed_type_is_a_new_principal_and_the_old_one_goes_only_when_it_was_retired(
    fleet: FleetCommand, iam
) -> None:
    fleet.write(aws_catalog("rename", [agent("invoice-reader"), agent("other")]))
    fleet.run("up")
    old = principal_name(AWS_ROLE, "invoice-reader", "rename")

    fleet.write(aws_catalog("rename", [agent("invoices-reader"), agent("other")]))
    refused = fleet.run("up", status=2)
    assert f"found no invoice-reader in rename, whose principal {old} is deployed and was not retired" in refused.err
    assert "Expected its entry with `retired: true` for one deployment" in refused.err
    assert "If it is invoices-reader now: a new name is a new type with a new principal" in refused.err
    before = roles(iam, "rename")
    assert set(before) == {"invoice-reader", "other"}

    # Nothing but an output says that it is retired, and that is recorded all the same.
    fleet.write(aws_catalog("rename", [agent("invoice-reader", retired="true"), agent("other")]))
    assert fleet.run("up").operations == {"same"}

    fleet.write(aws_catalog("rename", [agent("invoices-reader"), agent("other")]))
    gone = fleet.run("up").changes["fleet.aws-local.1of1"]
    assert (gone["delete"], gone["create"]) == (2, 2)  # a component and its role each
    after = roles(iam, "rename")
    assert set(after) == {"invoices-reader", "other"}
    assert after["invoices-reader"]["Arn"] != before["invoice-reader"]["Arn"]


def test_a_stack_that_fails_stops_no_other(fleet: FleetCommand, iam) -> None:
    taken = principal_name(AWS_ROLE, "taken", "fails")
    iam.create_role(RoleName=taken, Path="/agents/", AssumeRolePolicyDocument=json.dumps({"Statement": []}))
    names = ["alpha", "beta", "kappa", "taken"]
    fleet.write(aws_catalog("fails", [agent(name) for name in names], shards=2))
    done = fleet.run("up", status=1)
    failed = [line.split()[0] for line in done.err.splitlines() if " failed, 1 of " in line]
    assert len(failed) == 1
    assert re.search(r"^  taken in fails: .*EntityAlreadyExists", done.err, re.MULTILINE)
    assert "1 agents failed" in done.err
    log = fleet.folder / ".fleet" / "stacks" / failed[0] / "log.txt"
    assert f"all that the engine said: {log}" in done.err
    assert "EntityAlreadyExists" in log.read_text(encoding="utf-8")
    other = next(stack for stack in done.changes if stack.startswith("fleet.") and stack not in failed)
    assert done.changes[other]["create"] > 0
    assert set(roles(iam, "fails")) == {"alpha", "beta", "kappa"}, "one agent stops no other, of its own stack neither"

    iam.delete_role(RoleName=taken)
    fleet.run("up")
    assert set(roles(iam, "fails")) == set(names)
