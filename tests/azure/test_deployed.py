"""The Azure components deployed by the real engine, looked at with Microsoft's clients."""

from pathlib import Path

import pytest
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.resource.policy import PolicyClient
from azure.mgmt.resource.resources import ResourceManagementClient

from agent_identity.boundaries import azure as boundaries
from agent_identity.naming import AZURE_IDENTITY, principal_name
from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import FailedError, stack_of, write_program

PROGRAM = """
import pulumi
from agent_identity import azure

boundary = azure.Boundary("agents", {{"environment": "{environment}", "resource_groups": ["{group}"], {boundary} }})
made = azure.ManagedIdentity("triage", {{
    "agent": {{"type": "ticket-triage", "version": "{version}", "environment": "{environment}", "team": "support"}},
    "boundary": boundary.ref,
    "resource_group_name": "{group}",
    "location": "westeurope",
    {more}
}})
pulumi.export("identity_id", made.identity_id)
pulumi.export("principal_id", made.principal_id)
"""


def program(environment: str, group: str, version: str = "1.0.0", more: str = "", boundary: str = "") -> str:
    return PROGRAM.format(environment=environment, group=group, version=version, more=more, boundary=boundary)


@pytest.fixture
def group(local_clouds: LocalClouds, request: pytest.FixtureRequest) -> str:
    name = f"agents-{abs(hash(request.node.name)) % 10**6}"
    resources = ResourceManagementClient(**clients.azure_arguments(local_clouds.env))
    resources.resource_groups.create_or_update(name, {"location": "westeurope"})
    return name


@pytest.fixture
def identities(local_clouds: LocalClouds):
    client = ManagedServiceIdentityClient(**clients.azure_arguments(local_clouds.env))
    return client.user_assigned_identities


def test_life_of_an_identity(local_clouds: LocalClouds, identities, group: str, tmp_path: Path) -> None:
    name = principal_name(AZURE_IDENTITY, "ticket-triage", "life")
    write_program(tmp_path, program("life", group))
    stack = stack_of(tmp_path, local_clouds.env, "azure-life")
    outputs = stack.up()
    found = identities.get(group, name)
    assert found.principal_id == outputs["principal_id"]
    assert found.id.lower() == outputs["identity_id"].lower()
    assert found.tags["agent-version"] == "1.0.0"
    assert stack.changes() == {}

    write_program(tmp_path, program("life", group, version="2.0.0"))
    assert stack.changes()["triage"] == "update, update"
    stack.up()
    after = identities.get(group, name)
    assert (after.principal_id, after.tags["agent-version"]) == (found.principal_id, "2.0.0")
    stack.destroy()


def test_the_deployed_boundary_is_the_printed_one(local_clouds: LocalClouds, group: str, tmp_path: Path) -> None:
    scope = f"/subscriptions/{local_clouds.env['AGENT_IDENTITY_AZURE_SUBSCRIPTION']}"
    deny = {"scope": scope, "exclude_principals": ["11111111-1111-4111-8111-111111111111"]}
    write_program(tmp_path, program("printed", group, boundary=f'"deny_assignment": {deny!r}'))
    stack = stack_of(tmp_path, local_clouds.env, "azure-printed")
    stack.up()
    policy = PolicyClient(**clients.azure_arguments(local_clouds.env))
    for key, printed in boundaries.policy_definitions("standard").items():
        name = boundaries.definition_name(key, "standard", "printed")
        definition = policy.policy_definitions.get(name)
        assert definition.policy_rule == printed["policyRule"]
        assert definition.description == printed["description"]
        assignment = policy.policy_assignments.get(scope, name)
        assert assignment.policy_definition_id.lower() == definition.id.lower()
        assert assignment.enforcement_mode == "Default"
    (denied,) = stack.resources("azure-native:authorization:DenyAssignment")
    assert denied["inputs"]["permissions"] == boundaries.deny_assignment("standard", **deny)["permissions"]
    assert stack.changes() == {}
    stack.destroy()


def test_adoption_takes_an_identity_over_in_one_up(
    local_clouds: LocalClouds, identities, group: str, tmp_path: Path
) -> None:
    made = identities.create_or_update(group, "hand-made", {"location": "northeurope", "tags": {"cost-centre": "7"}})
    write_program(tmp_path, program("adopted", group, more='"adopt": {"name": "hand-made"},'))
    stack = stack_of(tmp_path, local_clouds.env, "azure-adopted")
    assert "import" in stack.changes()["triage"]
    stack.up()
    after = identities.get(group, "hand-made")
    assert (after.principal_id, after.location) == (made.principal_id, "northeurope")
    assert after.tags["agent-type"] == "ticket-triage"
    assert stack.changes() == {}


@pytest.mark.parametrize(
    ("tags", "more", "said"),
    [
        ({"agent-type": "other-agent"}, "", "belongs to another agent: found agent-type 'other-agent'"),
        ({}, ', "unmanaged": True', "carries the tag agent-type=ticket-triage itself: found None"),
    ],
)
def test_what_may_not_be_adopted_is_refused_and_left_alone(
    tags: dict, more: str, said: str, local_clouds: LocalClouds, identities, group: str, tmp_path: Path
) -> None:
    identities.create_or_update(group, "not-yours", {"location": "westeurope", "tags": tags})
    environment = f"refused-{len(tags)}"
    write_program(tmp_path, program(environment, group, more=f'"adopt": {{"name": "not-yours"{more}}},'))
    stack = stack_of(tmp_path, local_clouds.env, f"azure-{environment}")
    with pytest.raises(FailedError) as error:
        stack.up()
    assert said in error.value.output
    assert "Traceback" not in error.value.output
    assert (identities.get(group, "not-yours").tags or {}) == tags
