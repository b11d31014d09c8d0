import pytest

from agent_identity import azure
from agent_identity.boundaries import azure as boundaries
from agent_identity.construction import RefusedError
from agent_identity.naming import AZURE_IDENTITY, principal_name
from tests.recording import run

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
AGENT = {"type": "ticket-triage", "version": "0.9.2", "environment": "prod", "team": "support"}
REF = azure.boundary_ref("standard", "prod", SUBSCRIPTION)
ARGS = {"agent": AGENT, "boundary": REF, "resource_group_name": "agents-prod"}
KIND = "azure-native:managedidentity:UserAssignedIdentity"
TAGS = {"agent-type": "ticket-triage", "agent-version": "0.9.2", "agent-environment": "prod", "agent-team": "support"}
EXISTING = {"name": "old", "id": "/old", "location": "northeurope", "tags": {}, "clientId": "c", "principalId": "p"}


def refusal(args: dict, existing: dict | None = None) -> str:
    with pytest.raises(RefusedError) as error:
        run(lambda: azure.ManagedIdentity("x", args), existing)
    return str(error.value)


def test_the_identity_is_tagged_and_named_by_type_and_environment() -> None:
    made = run(lambda: azure.ManagedIdentity("x", ARGS))
    found = made.one(KIND)
    assert found["resourceName"] == principal_name(AZURE_IDENTITY, "ticket-triage", "prod")
    assert found["resourceGroupName"] == "agents-prod"
    assert found["tags"] == TAGS
    manifest = made.one("agent-identity:index:AzureManagedIdentity")["manifest"]
    assert manifest["principal"].endswith(f"/resourceGroups/agents-prod/providers/{_TYPE}/{found['resourceName']}")
    assert manifest["boundary"] == REF["id"]
    assert manifest["token_lifetime_seconds"] == 86400


_TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"resource_group_name": None}, "resource_group_name: found None"),
        (
            {"boundary": azure.boundary_ref("standard", "prod", SUBSCRIPTION.replace("1", "2"))},
            "one of the subscription",
        ),
        ({"boundary": azure.boundary_ref("standard", "dev", SUBSCRIPTION)}, "found one of environment 'dev'"),
        ({"boundary": None}, "boundary: is required: the `ref` of an azure.Boundary"),
        ({"subscription_id": "mine"}, "subscription_id: found 'mine'"),
        ({"agent": {**AGENT, "type": "Ticket Triage"}}, "agent.type: found 'Ticket Triage'"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(args: dict, said: str) -> None:
    assert said in refusal({**ARGS, **args})


def test_adoption_keeps_name_and_location() -> None:
    found = run(lambda: azure.ManagedIdentity("x", {**ARGS, "adopt": {"name": "old"}}), {"old": EXISTING}).one(KIND)
    assert (found["resourceName"], found["location"], found["tags"]) == ("old", "northeurope", TAGS)


@pytest.mark.parametrize(
    ("tags", "adopt", "said"),
    [
        ({"agent-type": "other"}, {}, "belongs to another agent"),
        ({}, {"unmanaged": True}, "carries the tag agent-team=support itself"),
    ],
)
def test_an_identity_that_may_not_be_adopted_is_refused(tags: dict, adopt: dict, said: str) -> None:
    args = {**ARGS, "adopt": {"name": "old", **adopt}}
    assert said in refusal(args, {"old": {**EXISTING, "tags": tags}})


def test_an_unmanaged_identity_that_carries_its_tags_is_only_read() -> None:
    args = {**ARGS, "adopt": {"name": "old", "unmanaged": True}}
    assert run(lambda: azure.ManagedIdentity("x", args), {"old": {**EXISTING, "tags": TAGS}}).of(KIND) == []


def test_the_boundary_deploys_every_printed_definition_with_its_assignment() -> None:
    made = run(
        lambda: azure.Boundary(
            "agents", {"resource_groups": ["agents-prod"], "allowed_issuers": ["https://issuer.example"]}
        )
    )
    printed = boundaries.policy_definitions("standard")
    definitions = {
        item["policyDefinitionName"]: item for item in made.of("azure-native:authorization:PolicyDefinition")
    }
    assignments = {
        item["policyAssignmentName"]: item for item in made.of("azure-native:authorization:PolicyAssignment")
    }
    for key, content in printed.items():
        name = boundaries.definition_name(key, "standard", "prod")
        assert definitions[name]["policyRule"] == content["policyRule"]
        assert definitions[name]["description"] == content["description"]
        assert assignments[name]["policyDefinitionId"].endswith(f"/policyDefinitions/{name}")
        assert assignments[name]["enforcementMode"] == "Default"
    issuers = assignments[boundaries.definition_name("foreign-issuers", "standard", "prod")]
    assert issuers["parameters"] == {"allowedIssuers": {"value": ["https://issuer.example"]}}
    assert made.of("azure-native:authorization:DenyAssignment") == []


def test_the_deny_assignment_is_an_opt_in_and_equals_the_printed_one() -> None:
    scope = "/providers/Microsoft.Management/managementGroups/agents"
    deny = {"scope": scope, "exclude_principals": ["11111111-1111-4111-8111-111111111111"]}
    made = run(lambda: azure.Boundary("agents", {"resource_groups": ["agents-prod"], "deny_assignment": deny}))
    found = made.one("azure-native:authorization:DenyAssignment")
    printed = boundaries.deny_assignment("standard", **deny)
    assert found["permissions"][0]["actions"] == printed["permissions"][0]["actions"]
    assert found["principals"] == printed["principals"]
    assert found["excludePrincipals"] == printed["excludePrincipals"]
    assert found["scope"] == scope


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({}, "resource_groups: is required"),
        ({"resource_groups": ["<<ONLY-YOUR-ORGANISATION-KNOWS: x>>"]}, "found a placeholder"),
        ({"resource_groups": ["a"], "deny_assignment": {"scope": "/x"}}, "scope and exclude_principals are required"),
        ({"resource_groups": ["a"], "boundary_class": "lax"}, "expected one of: standard, restricted"),
    ],
)
def test_a_boundary_that_lacks_what_only_the_organisation_knows_is_refused(args: dict, said: str) -> None:
    with pytest.raises(RefusedError) as error:
        run(lambda: azure.Boundary("agents", args))
    assert said in str(error.value)
