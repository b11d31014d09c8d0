"""Grants deployed by the real engine: known at preview, looked at with Microsoft's client, gone when not asked for."""

import json
import re
from pathlib import Path

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.storage import StorageManagementClient

from agent_identity.access import azure, parse
from agent_identity.access.azure.documents import AzurePlan
from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import Stack, stack_of, write_program
from tests.policy_packs.engine import PACK

PROGRAM = """
import pulumi
from agent_identity import azure

boundary = azure.Boundary("agents", {{"environment": "{environment}", "resource_groups": ["{group}"]}})
made = azure.ManagedIdentity("reader", {{
    "agent": {{"type": "invoice-reader", "version": "1.0.0", "environment": "{environment}", "team": "payments"}},
    "boundary": boundary.ref,
    "resource_group_name": "{group}",
    "location": "westeurope",
    "access": {access},
}})
pulumi.export("principal_id", made.principal_id)
"""
GROUP = "agents-access"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"


@pytest.fixture(scope="module")
def container(local_clouds: LocalClouds) -> str:
    """Returns the id of a container that exists."""
    arguments = clients.azure_arguments(local_clouds.env)
    ResourceManagementClient(**arguments).resource_groups.create_or_update(GROUP, {"location": "westeurope"})
    storage = StorageManagementClient(**arguments)
    account = {"location": "westeurope", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
    storage.storage_accounts.begin_create(GROUP, "agentaccess", account).result()
    return str(storage.blob_containers.create(GROUP, "agentaccess", "inbox", {}).id)


def asked(local_clouds: LocalClouds, environment: str, access: list[dict]) -> AzurePlan:
    return azure.plan(
        parse(access),
        boundary_class="standard",
        subscription=local_clouds.env["AGENT_IDENTITY_AZURE_SUBSCRIPTION"],
        resource_group=GROUP,
        agent_type="invoice-reader",
        environment=environment,
    )


def write(folder: Path, environment: str, access: list[dict]) -> None:
    write_program(folder, PROGRAM.format(environment=environment, group=GROUP, access=access))


def stack(local_clouds: LocalClouds, folder: Path, environment: str, access: list[dict]) -> Stack:
    write(folder, environment, access)
    return stack_of(folder, local_clouds.env, f"azure-access-{environment}")


def previewed(found: Stack, kind: str) -> list[dict]:
    steps = json.loads(found.pulumi("preview", "--json"))["steps"]
    states = [step["newState"] for step in steps if "newState" in step]
    return [state["inputs"] for state in states if state["type"] == f"azure-native:authorization:{kind}"]


def judged(found: Stack, subscription: str) -> list[str]:
    """Returns what the policy pack says of a preview."""
    config = found.folder / "pack.json"
    config.write_text(
        json.dumps({"agent-identity": {"approvedBoundaries": {"azure": {"subscriptions": [subscription]}}}})
    )
    said = found.pulumi("preview", "--policy-pack", str(PACK), "--policy-pack-config", str(config))
    assert "agent-identity@" in said, "the pack did not run"
    return re.findall(r"\[[a-z-]+\] [a-z-]+-[0-9a-f]{12}: .*", said)


def test_grants_are_previewed_deployed_changed_and_removed(
    local_clouds: LocalClouds, container: str, tmp_path: Path
) -> None:
    client = AuthorizationManagementClient(**clients.azure_arguments(local_clouds.env))
    access = [
        {"read": [container]},
        {"write": [f"{container}/blobs/out/*"], "operations": [f"{BLOBS}/write"]},
    ]
    wanted = asked(local_clouds, "granted", access)
    (role,), (assignment,) = wanted.roles, wanted.assignments
    deployed = stack(local_clouds, tmp_path, "granted", access)
    (planned,) = previewed(deployed, "RoleDefinition")
    assert planned["permissions"] == [{"actions": list(role.actions), "dataActions": list(role.data_actions)}]
    (planned,) = previewed(deployed, "RoleAssignment")
    assert (planned["scope"], planned["condition"]) == (assignment.scope, assignment.condition)
    assert planned["roleDefinitionId"] == role.id

    assert judged(deployed, local_clouds.env["AGENT_IDENTITY_AZURE_SUBSCRIPTION"]) == []

    outputs = deployed.up()
    definition = client.role_definitions.get(role.scope, role.guid)
    assert (definition.role_name, definition.role_type) == (role.name, "CustomRole")
    assert definition.assignable_scopes == [role.scope]
    assert definition.permissions[0].data_actions == list(role.data_actions)
    found = client.role_assignments.get(container, assignment.guid)
    assert (found.principal_id, found.principal_type) == (outputs["principal_id"], "ServicePrincipal")
    assert (found.condition, found.condition_version) == (assignment.condition, "2.0")
    assert deployed.changes() == {}

    narrower = [{"read": [f"{container}/blobs/in/*"]}]
    write(tmp_path, "granted", narrower)
    deployed.up()
    after = asked(local_clouds, "granted", narrower)
    assert client.role_assignments.get(container, after.assignments[0].guid).condition == after.assignments[0].condition
    with pytest.raises(ResourceNotFoundError):
        client.role_assignments.get(container, assignment.guid)
    with pytest.raises(ResourceNotFoundError):
        client.role_definitions.get(role.scope, role.guid)
    assert deployed.changes() == {}

    write(tmp_path, "granted", [{"read": [f"{container}/blobs/elsewhere/*"]}])
    assert list(deployed.changes().values()) == ["update"]

    write(tmp_path, "granted", [])
    deployed.up()
    assert list(client.role_assignments.list_for_scope(container)) == []
    deployed.destroy()
