"""The fleet's stacks on every cloud, deployed by the engine under the policy pack."""

import pytest

from agent_identity.catalog import load
from tests.fleet.running import FleetCommand
from tests.stacks import everywhere

pytestmark = pytest.mark.xdist_group("everywhere")


def provider(fleet: FleetCommand, stack: str) -> dict:
    (found,) = [item for item in fleet.state(stack) if item["type"] == "pulumi:providers:aws"]
    return found["inputs"]


def test_foundation_and_fleet_run_as_different_principals(deployed: FleetCommand) -> None:
    foundation = provider(deployed, "foundation.aws-local")
    fleet = provider(deployed, "fleet.aws-local.1of1")
    assert "assumeRoles" not in foundation
    assert everywhere.PIPELINE_ROLE in str(fleet["assumeRoles"])
    assert foundation["allowedAccountIds"] == fleet["allowedAccountIds"]


def test_a_new_version_is_an_update_in_place_on_every_cloud(deployed: FleetCommand, unit: str) -> None:
    before = {each["agent_type"]: each for each in deployed.agents()}
    names = {each.agent.type: each.principal for each in load(deployed.catalog).placements()}
    assert {kind: each["name"] for kind, each in before.items()} == names, "by these names the retired are known"
    deployed.write(everywhere.catalog("2.0.0", unit))
    planned = deployed.run("preview")
    for stack, changes in planned.changes.items():
        assert set(changes) <= ({"same"} if stack.startswith("foundation.") else {"same", "update"}), stack
    updated = [stack for stack, changes in planned.changes.items() if "update" in changes]
    assert len(updated) == 4, "one fleet stack a cloud"

    deployed.run("up")
    after = {each["agent_type"]: each for each in deployed.agents()}
    assert {kind: each["version"] for kind, each in after.items()} == dict.fromkeys(before, "2.0.0")
    assert {kind: each["principal"] for kind, each in after.items()} == {
        kind: each["principal"] for kind, each in before.items()
    }
    assert deployed.run("up").operations == {"same"}
