import pytest

from agent_identity import gcp
from agent_identity.boundaries import gcp as boundaries
from agent_identity.construction import RefusedError
from agent_identity.naming import GCP_SERVICE_ACCOUNT, principal_name
from tests.recording import run

AGENT = {"type": "case-summariser", "version": "1.4.0", "environment": "prod", "team": "legal"}
REF = gcp.boundary_ref("standard", "prod", "projects/agents-local")
ARGS = {"agent": AGENT, "boundary": REF, "project": "agents-local"}
KIND = "gcp:serviceaccount/account:Account"
SAID = "agent-type=case-summariser agent-version=1.4.0 agent-environment=prod agent-team=legal"
OLD = "projects/agents-local/serviceAccounts/old-one@agents-local.iam.gserviceaccount.com"


def refusal(args: dict, existing: dict | None = None) -> str:
    with pytest.raises(RefusedError) as error:
        run(lambda: gcp.ServiceAccountIdentity("x", args), existing)
    return str(error.value)


def test_the_account_carries_its_tags_in_its_description() -> None:
    made = run(lambda: gcp.ServiceAccountIdentity("x", ARGS))
    found = made.one(KIND)
    name = principal_name(GCP_SERVICE_ACCOUNT, "case-summariser", "prod")
    assert (found["accountId"], found["project"], found["description"]) == (name, "agents-local", SAID)
    manifest = made.one("agent-identity:index:GcpServiceAccountIdentity")["manifest"]
    assert manifest["principal"] == f"serviceAccount:{name}@agents-local.iam.gserviceaccount.com"
    assert manifest["boundary"] == REF["id"]


def test_a_project_of_a_domain_has_its_own_form_of_address() -> None:
    emails = []
    ref = gcp.boundary_ref("standard", "prod", "folders/1")
    run(
        lambda: gcp.ServiceAccountIdentity("x", {**ARGS, "boundary": ref, "project": "example.com:agents"}).email.apply(
            emails.append
        )
    )
    assert emails[0].endswith("@agents.example.com.iam.gserviceaccount.com")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"project": None}, "project: found None, expected a project's id"),
        ({"project": "Agents"}, "project: found 'Agents'"),
        ({"boundary": gcp.boundary_ref("standard", "prod", "projects/other-one")}, "lies over project agents-local"),
        ({"boundary": gcp.boundary_ref("standard", "dev", "projects/agents-local")}, "found one of environment 'dev'"),
        ({"boundary": None}, "boundary: is required: the `ref` of a gcp.Boundary"),
        ({"adopt": {"name": "x@y.example"}}, "expected an account id"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(args: dict, said: str) -> None:
    assert said in refusal({**ARGS, **args})


def test_adoption_keeps_the_account_id_and_sets_the_description() -> None:
    args = {**ARGS, "adopt": {"name": "old-one"}}
    made = run(lambda: gcp.ServiceAccountIdentity("x", args), {OLD: {"description": "made by hand"}})
    assert made.of(KIND)[-1]["accountId"] == "old-one"
    assert made.of(KIND)[-1]["description"] == SAID


@pytest.mark.parametrize(
    ("description", "adopt", "said"),
    [
        ("agent-type=other", {}, "belongs to another agent: found agent-type 'other'"),
        ("made by hand", {"unmanaged": True}, "says agent-team=legal itself: found None"),
    ],
)
def test_an_account_that_may_not_be_adopted_is_refused(description: str, adopt: dict, said: str) -> None:
    args = {**ARGS, "adopt": {"name": "old-one", **adopt}}
    assert said in refusal(args, {OLD: {"description": description}})


def test_an_unmanaged_account_that_says_who_it_is_is_only_read() -> None:
    args = {**ARGS, "adopt": {"name": "old-one", "unmanaged": True}}
    made = run(lambda: gcp.ServiceAccountIdentity("x", args), {OLD: {"description": SAID}})
    (only,) = [item for item in made.resources if item.typ == KIND]
    assert only.resource_id == OLD


def test_the_boundary_deploys_the_printed_policy_for_the_project_s_number() -> None:
    made = run(lambda: gcp.Boundary("agents", {"parent": "projects/agents-local"}))
    policy = made.one("gcp:iam/denyPolicy:DenyPolicy")
    printed = boundaries.deny_policy("standard", [boundaries.service_accounts_of("projects/123456789")])
    assert policy["rules"] == printed["rules"]
    assert policy["parent"] == "cloudresourcemanager.googleapis.com%2Fprojects%2Fagents-local"
    constraints = {item["name"]: item["spec"] for item in made.of("gcp:orgpolicy/policy:Policy")}
    assert constraints["projects/agents-local/policies/iam.disableServiceAccountKeyCreation"] == {
        "rules": [{"enforce": "TRUE"}]
    }
    assert constraints["projects/agents-local/policies/iam.workloadIdentityPoolProviders"] == {
        "rules": [{"denyAll": "TRUE"}]
    }
    assert len(constraints) == len(boundaries.ORGANIZATION_POLICIES)


def test_a_second_boundary_of_a_project_leaves_the_organisation_policies_to_the_first() -> None:
    def program(second: dict) -> None:
        gcp.Boundary("one", {"parent": "projects/agents-local"})
        gcp.Boundary("two", {"parent": "projects/agents-local", "environment": "dev", **second})

    with pytest.raises(RefusedError, match="set organization_policies to False here, and 'one'"):
        run(lambda: program({}))
    made = run(lambda: program({"organization_policies": False}))
    assert len(made.of("gcp:iam/denyPolicy:DenyPolicy")) == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({}, "parent: found None, expected projects/ID"),
        ({"parent": "agents-local"}, "parent: found 'agents-local'"),
        ({"parent": "folders/1", "principal_sets": ["<<ONLY-YOUR-ORGANISATION-KNOWS: x>>"]}, "found a placeholder"),
    ],
)
def test_a_boundary_that_lacks_what_only_the_organisation_knows_is_refused(args: dict, said: str) -> None:
    with pytest.raises(RefusedError) as error:
        run(lambda: gcp.Boundary("agents", args))
    assert said in str(error.value)
