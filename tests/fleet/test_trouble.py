"""A cloud that throttles, answers 500 or hangs in the middle of a deployment."""

from collections.abc import Callable, Iterator

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.msi import ManagedServiceIdentityClient

from local_clouds.fault_cli import faults_with_counts, set_faults
from local_clouds.faults import FaultFile
from local_clouds.state import StateDirectory
from tests import clients
from tests.conftest import LocalClouds
from tests.fleet.running import ACCOUNT, FleetCommand

GROUP = "agents-trouble"
CATALOG = f"""
version: 1
environment: trouble
defaults: {{team: payments, version: 1.0.0}}
targets:
  aws-local: {{cloud: aws, account: "{ACCOUNT}", region: eu-west-1, shards: 2}}
  azure-local:
    cloud: azure
    subscription: 00000000-0000-4000-8000-000000000001
    resource_group: {GROUP}
    location: westeurope
placement: [{{target: aws-local}}, {{target: azure-local}}]
agents:
  - {{type: reader, runtimes: [{{runtime: ecs}}]}}
  - {{type: writer, runtimes: [{{runtime: lambda}}]}}
  - {{type: planner, runtimes: [{{runtime: ecs}}]}}
  - {{type: patient, runtimes: [{{runtime: azure}}]}}
  - {{type: unlucky, runtimes: [{{runtime: azure}}]}}
"""
UNLUCKY = "cloud=azure,method=PUT,path=*/userAssignedIdentities/unlucky*"
"""The one call of one agent."""


@pytest.fixture
def fault(local_clouds: LocalClouds) -> Iterator[Callable[..., object]]:
    """Sets faults instead of those that are set; none are left."""
    state = StateDirectory(local_clouds.state)
    file = FaultFile(state.faults)

    def set_these(*specifications: str) -> None:
        file.clear()
        set_faults(state, specifications)

    yield set_these
    file.clear()


def identities(local_clouds: LocalClouds) -> set[str]:
    """Returns the agents that have an identity in Azure."""
    client = ManagedServiceIdentityClient(**clients.azure_arguments(local_clouds.env))
    try:
        return {found.tags["agent-type"] for found in client.user_assigned_identities.list_by_resource_group(GROUP)}
    except ResourceNotFoundError:  # the group is the foundation's, and went with it
        return set()


def test_one_agents_trouble_is_its_own_and_the_next_run_finishes(
    fleet: FleetCommand, local_clouds: LocalClouds, fault: Callable[..., object]
) -> None:
    fleet.write(CATALOG)

    # Throttling is waited for, as the real clients do; what fails for good is one agent's, and the rest goes on.
    fault("cloud=aws,action=iam:CreateRole,do=throttle,count=2", f"{UNLUCKY},do=fail,status=500")
    done = fleet.run("up", status=1)
    hits = {each["cloud"]: each["hits"] for each in faults_with_counts(StateDirectory(local_clouds.state))}
    assert hits["aws"] == 2
    assert "fleet.azure-local.1of1 failed, 1 of 2 agents with errors:" in done.err
    assert "\n  unlucky in trouble: " in done.err
    assert "InternalServerError" in next(
        line for line in done.err.splitlines() if line.startswith("  unlucky in trouble: ")
    )
    assert "4 of 5 stacks came through; 1 agents failed" in done.err
    assert identities(local_clouds) == {"patient"}
    assert {each["agent_type"] for each in fleet.agents()} >= {"reader", "writer", "planner"}

    # A cloud that does not answer is given up, and the agent named that waits for it.
    fault(f"{UNLUCKY},do=hang,seconds=45")
    done = fleet.run("up", "--timeout", "8", status=1)
    assert "unlucky in trouble: create of azure-native:managedidentity:UserAssignedIdentity gave no answer for 8 s" in (
        done.err
    )

    fault()
    fleet.run("up")
    assert identities(local_clouds) == {"patient", "unlucky"}
    assert fleet.run("up").operations == {"same"}
    fleet.run("down")
    assert identities(local_clouds) == set()
