"""The GCP components deployed by the real engine, looked at with Google's client."""

from pathlib import Path

import pytest

from agent_identity.boundaries import gcp as boundaries
from agent_identity.naming import GCP_SERVICE_ACCOUNT, principal_name
from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import FailedError, stack_of, write_program

PROJECT = "agents-local"

PROGRAM = """
import pulumi
from agent_identity import gcp

boundary = gcp.Boundary("agents", {{
    "environment": "{environment}", "parent": "projects/agents-local", "organization_policies": {policies},
}})
made = gcp.ServiceAccountIdentity("summariser", {{
    "agent": {{"type": "case-summariser", "version": "{version}", "environment": "{environment}", "team": "legal"}},
    "boundary": boundary.ref,
    "project": "agents-local",
    {more}
}})
pulumi.export("email", made.email)
"""


def program(environment: str, version: str = "1.0.0", more: str = "", policies: bool = False) -> str:
    return PROGRAM.format(environment=environment, version=version, more=more, policies=policies)


@pytest.fixture
def accounts(local_clouds: LocalClouds):
    return clients.gcp(local_clouds.env, "iam", "v1").projects().serviceAccounts()


def test_life_of_an_identity(local_clouds: LocalClouds, accounts, tmp_path: Path) -> None:
    name = principal_name(GCP_SERVICE_ACCOUNT, "case-summariser", "life")
    write_program(tmp_path, program("life", policies=True))
    stack = stack_of(tmp_path, local_clouds.env, "gcp-life")
    email = stack.up()["email"]
    assert email == f"{name}@{PROJECT}.iam.gserviceaccount.com"
    resource = f"projects/{PROJECT}/serviceAccounts/{email}"
    account = accounts.get(name=resource).execute()
    assert account["description"] == (
        "agent-type=case-summariser agent-version=1.0.0 agent-environment=life agent-team=legal"
    )
    assert stack.changes() == {}

    write_program(tmp_path, program("life", version="2.0.0", policies=True))
    assert stack.changes()["summariser"] == "update, update"
    stack.up()
    after = accounts.get(name=resource).execute()
    assert after["uniqueId"] == account["uniqueId"]
    assert "agent-version=2.0.0" in after["description"]
    stack.destroy()


def test_the_deployed_boundary_is_the_printed_one(local_clouds: LocalClouds, tmp_path: Path) -> None:
    write_program(tmp_path, program("printed", policies=True))
    stack = stack_of(tmp_path, local_clouds.env, "gcp-printed")
    stack.up()
    policies = clients.gcp(local_clouds.env, "iam", "v2").policies()
    name = boundaries.policy_name("standard", "printed", f"projects/{PROJECT}")
    found = policies.get(name=name).execute()
    printed = boundaries.deny_policy("standard", [boundaries.service_accounts_of("projects/123456789")])
    assert found["displayName"] == printed["displayName"]
    assert found["rules"] == printed["rules"]
    organisation = clients.gcp(local_clouds.env, "orgpolicy", "v2").projects().policies()
    for constraint in boundaries.ORGANIZATION_POLICIES:
        assert organisation.get(name=f"projects/{PROJECT}/policies/{constraint}").execute()["spec"]["rules"]
    stack.destroy()


def test_adoption_takes_an_account_over_in_one_up(local_clouds: LocalClouds, accounts, tmp_path: Path) -> None:
    made = accounts.create(
        name=f"projects/{PROJECT}",
        body={"accountId": "hand-made", "serviceAccount": {"description": "somebody's", "displayName": "Old"}},
    ).execute()
    write_program(tmp_path, program("adopted", more='"adopt": {"name": "hand-made"},'))
    stack = stack_of(tmp_path, local_clouds.env, "gcp-adopted")
    assert "import" in stack.changes()["summariser"]
    stack.up()
    after = accounts.get(name=made["name"]).execute()
    assert after["uniqueId"] == made["uniqueId"]
    assert after["description"].startswith("agent-type=case-summariser ")
    assert stack.changes() == {}


def test_an_account_of_another_agent_is_refused_and_left_alone(
    local_clouds: LocalClouds, accounts, tmp_path: Path
) -> None:
    body = {"accountId": "of-another", "serviceAccount": {"description": "agent-type=other-agent"}}
    made = accounts.create(name=f"projects/{PROJECT}", body=body).execute()
    write_program(tmp_path, program("refused", more='"adopt": {"name": "of-another"},'))
    stack = stack_of(tmp_path, local_clouds.env, "gcp-refused")
    with pytest.raises(FailedError) as error:
        stack.up()
    assert "belongs to another agent: found agent-type 'other-agent'" in error.value.output
    assert "Traceback" not in error.value.output
    assert accounts.get(name=made["name"]).execute()["description"] == "agent-type=other-agent"
