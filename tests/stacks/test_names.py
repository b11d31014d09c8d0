"""What the clouds call the objects of our stacks follows from names that we chose."""

import pytest

from agent_identity.catalog import load
from agent_identity.fleet.pending import identifier
from tests.fleet.running import FleetCommand

pytestmark = pytest.mark.xdist_group("everywhere")


def test_what_a_cloud_refuses_to_make_twice_is_found_again_by_its_id(deployed: FleetCommand) -> None:
    targets = load(deployed.catalog).targets
    found = 0
    for stack in sorted(deployed.stacks()):
        for item in deployed.state(stack):
            if not item.get("id") or item["type"].startswith("pulumi:"):
                continue
            name = identifier(item, targets[stack.split(".")[1]])
            if name is None:
                # The organisation numbers its policies itself; a member of a policy is set, and may be set again.
                assert item["type"].rpartition(":")[2] in {"Policy", "PolicyAttachment", "IAMMember"}
            else:
                assert name.lower() == item["id"].lower()
                found += 1
    assert found > 40
