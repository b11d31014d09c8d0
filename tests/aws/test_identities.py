import json

import pulumi
import pytest

from agent_identity import aws
from agent_identity.aws.account import partition_of
from agent_identity.boundaries import aws as boundaries
from agent_identity.construction import RefusedError
from agent_identity.naming import AWS_ROLE, principal_name
from tests.recording import ACCOUNT, run

AGENT = {"type": "invoice-reader", "version": "2.3.1", "environment": "prod", "team": "payments"}
REF = aws.boundary_ref("standard", "prod", ACCOUNT)
ROLE = "aws:iam/role:Role"
COMPONENTS = {"aws.EcsTaskIdentity": aws.EcsTaskIdentity, "aws.LambdaIdentity": aws.LambdaIdentity}
EXISTING = {
    "name": "old",
    "arn": f"arn:aws:iam::{ACCOUNT}:role/old",
    "path": "/",
    "tags": {},
    "permissionsBoundary": "",
}


@pytest.fixture(params=COMPONENTS)
def component(request: pytest.FixtureRequest) -> str:
    return request.param


def refusal(component: str, args: dict, existing: dict | None = None) -> list[str]:
    with pytest.raises(RefusedError) as error:
        run(lambda: COMPONENTS[component]("x", args), existing)
    assert str(error.value).startswith(f"{component} 'x' is refused:\n  ")
    return error.value.problems


def test_the_role_is_bounded_tagged_and_named_by_type_and_environment(component: str) -> None:
    made = run(lambda: COMPONENTS[component]("x", {"agent": AGENT, "boundary": REF}))
    role = made.one(ROLE)
    assert role["name"] == principal_name(AWS_ROLE, "invoice-reader", "prod")
    assert role["path"] == "/agents/"
    assert role["permissionsBoundary"] == boundaries.policy_arn("standard", "prod", ACCOUNT)
    assert role["tags"] == {
        "agent-type": "invoice-reader",
        "agent-version": "2.3.1",
        "agent-environment": "prod",
        "agent-team": "payments",
    }


def test_ecs_trust_holds_the_conditions_against_a_confused_deputy() -> None:
    made = run(lambda: aws.EcsTaskIdentity("x", {"agent": AGENT, "boundary": REF}))
    (statement,) = json.loads(made.one(ROLE)["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:*"},
    }


def test_lambda_trust_has_no_condition_because_lambda_sends_no_keys() -> None:
    made = run(lambda: aws.LambdaIdentity("x", {"agent": AGENT, "boundary": REF}))
    (statement,) = json.loads(made.one(ROLE)["assumeRolePolicy"])["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }


def test_the_manifest_stands_in_the_component_s_own_inputs(component: str) -> None:
    made = run(lambda: COMPONENTS[component]("x", {"agent": AGENT, "boundary": REF}))
    kind = f"agent-identity:index:{COMPONENTS[component].__name__}"
    name = principal_name(AWS_ROLE, "invoice-reader", "prod")
    assert made.one(kind)["manifest"] == {
        "agent_type": "invoice-reader",
        "version": "2.3.1",
        "environment": "prod",
        "team": "payments",
        "cloud": "aws",
        "runtime": "ecs" if "Ecs" in component else "lambda",
        "principal": f"arn:aws:iam::{ACCOUNT}:role/agents/{name}",
        "name": name,
        "boundary": REF["id"],
        "boundary_class": "standard",
        "token_lifetime_seconds": 21600 if "Ecs" in component else 43200,
    }


def test_the_version_is_no_part_of_any_name(component: str) -> None:
    def name(version: str) -> str:
        made = run(lambda: COMPONENTS[component]("x", {"agent": {**AGENT, "version": version}, "boundary": REF}))
        return made.one(ROLE)["name"]

    assert name("1") == name("2")


def test_everything_that_is_missing_is_named_at_once(component: str) -> None:
    problems = refusal(component, {"agent": {"type": "invoice-reader", "version": "1"}})
    assert problems == [
        "agent.environment: is required",
        "agent.team: is required",
        "boundary: is required: the `ref` of an aws.Boundary",
    ]


@pytest.mark.parametrize("key", ["type", "version", "environment", "team"])
def test_each_of_the_four_tags_is_required(component: str, key: str) -> None:
    agent = {name: value for name, value in AGENT.items() if name != key}
    assert f"agent.{key}: is required" in refusal(component, {"agent": agent, "boundary": REF})


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"agent": None}, "agent: is required"),
        ({"bondary": REF}, "bondary: is not a field here; did you mean boundary?"),
        ({"boundary": None}, "boundary: is required"),
        (
            {"boundary": {**REF, "environment": "dev"}},
            "found one of environment 'dev', expected that of the agent, 'prod'",
        ),
        ({"boundary": {**REF, "cloud": "gcp"}}, "found one of gcp, expected one of aws"),
        ({"boundary": {**REF, "boundary_class": "lax"}}, "found 'lax', expected one of: standard, restricted"),
        ({"boundary_class": "restricted"}, "found class 'standard', expected class 'restricted'"),
        ({"boundary": {**REF, "id": "<<ONLY-YOUR-ORGANISATION-KNOWS: x>>"}}, "boundary.id: found a placeholder"),
        ({"boundary": {"cloud": "aws"}}, "boundary.id: is required, as text"),
        ({"boundary": aws.boundary_ref("standard", "prod", "999999999999")}, "expected one in the role's account"),
        ({"account": "12"}, "account: found '12', expected the account's 12 digits"),
        ({"region": "Ireland"}, "region: found 'Ireland', expected a region like"),
        ({"adopt": "old"}, "adopt: expected"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(component: str, args: dict, said: str) -> None:
    assert said in "\n".join(refusal(component, {"agent": AGENT, "boundary": REF, **args}))


def test_a_second_principal_for_one_agent_is_refused_across_runtimes() -> None:
    def program() -> None:
        aws.EcsTaskIdentity("one", {"agent": AGENT, "boundary": REF})
        aws.LambdaIdentity("two", {"agent": {**AGENT, "version": "9"}, "boundary": REF})

    with pytest.raises(RefusedError, match=r"one principal per type, environment and cloud.*'one' of this program"):
        run(program)


def test_a_second_principal_of_the_same_resource_name_is_refused_too() -> None:
    def program() -> None:
        aws.EcsTaskIdentity("one", {"agent": AGENT, "boundary": REF})
        aws.LambdaIdentity("one", {"agent": AGENT, "boundary": REF})

    with pytest.raises(RefusedError, match="one principal per type, environment and cloud"):
        run(program)


def test_a_field_of_adopt_that_there_is_not_is_named(component: str) -> None:
    args = {"agent": AGENT, "boundary": REF, "adopt": {"name": "old", "unmanged": True}}
    assert refusal(component, args, {"old": EXISTING}) == ["unmanged: is not a field here; did you mean unmanaged?"]


def test_one_role_is_not_adopted_for_two_agents(component: str) -> None:
    def program() -> None:
        for kind, name in (("invoice-reader", "old"), ("invoice-writer", "Old")):
            args = {"agent": {**AGENT, "type": kind}, "boundary": REF, "adopt": {"name": name}}
            COMPONENTS[component](kind, args)

    # IAM does not tell names apart that differ in case alone.
    existing = {name: {**EXISTING, "name": name} for name in ("old", "Old")}
    with pytest.raises(RefusedError, match=r"Old serves one agent, and 'invoice-reader' of this program"):
        run(program, existing)


def test_one_run_knows_nothing_of_another(component: str) -> None:
    for _ in range(2):
        assert len(run(lambda: COMPONENTS[component]("x", {"agent": AGENT, "boundary": REF})).of(ROLE)) == 1


def test_adoption_keeps_name_and_path_and_sets_tags_and_boundary(component: str) -> None:
    args = {"agent": AGENT, "boundary": REF, "adopt": {"name": "old"}}
    role = run(lambda: COMPONENTS[component]("x", args), {"old": EXISTING}).one(ROLE)
    assert (role["name"], role["path"]) == ("old", "/")
    assert role["permissionsBoundary"] == REF["id"]
    assert role["tags"]["agent-type"] == "invoice-reader"


@pytest.mark.parametrize(
    ("found", "adopt", "said"),
    [
        ({"tags": {"agent-type": "other"}}, {}, "belongs to another agent: found agent-type 'other'"),
        ({"tags": {"agent-environment": "dev"}}, {}, "belongs to another agent: found agent-environment 'dev'"),
        ({}, {"unmanaged": True}, "carries the tag agent-type=invoice-reader itself: found None"),
        ({}, {"unmanaged": True}, "has the boundary arn:aws:iam::123456789012:policy/agents/"),
    ],
)
def test_a_role_that_may_not_be_adopted_is_refused(component: str, found: dict, adopt: dict, said: str) -> None:
    args = {"agent": AGENT, "boundary": REF, "adopt": {"name": "old", **adopt}}
    assert said in "\n".join(refusal(component, args, {"old": {**EXISTING, **found}}))


def test_an_unmanaged_role_that_has_both_is_only_read(component: str) -> None:
    tags = {
        "agent-type": "invoice-reader",
        "agent-version": "2.3.1",
        "agent-environment": "prod",
        "agent-team": "payments",
    }
    found = {"old": {**EXISTING, "tags": tags, "permissionsBoundary": REF["id"]}}
    args = {"agent": AGENT, "boundary": REF, "adopt": {"name": "old", "unmanaged": True}}
    made = run(lambda: COMPONENTS[component]("x", args), found)
    assert made.of(ROLE) == []
    kind = f"agent-identity:index:{COMPONENTS[component].__name__}"
    assert made.one(kind)["manifest"]["principal"] == f"arn:aws:iam::{ACCOUNT}:role/old"


def test_the_boundary_deploys_the_printed_document_under_the_stack_s_name() -> None:
    refs = []
    made = run(lambda: refs.append(aws.Boundary("agents", {"boundary_class": "restricted"}).ref))
    policy = made.one("aws:iam/policy:Policy")
    assert json.loads(policy["policy"]) == boundaries.policy_document("restricted")
    assert policy["tags"] == {"agent-environment": "prod", "agent-boundary": "restricted"}
    assert f"arn:aws:iam::{ACCOUNT}:policy{policy['path']}{policy['name']}" == refs[0]["id"]


def test_the_same_boundary_twice_in_a_program_is_refused() -> None:
    def program() -> None:
        aws.Boundary("one")
        aws.Boundary("two")

    with pytest.raises(RefusedError, match="the standard boundary of 'prod' in 123456789012 is one"):
        run(program)


def test_the_partition_follows_from_the_region() -> None:
    assert [partition_of(region) for region in ("eu-west-1", "cn-north-1", "us-gov-west-1", "us-isob-east-1")] == [
        "aws",
        "aws-cn",
        "aws-us-gov",
        "aws-iso-b",
    ]


def test_a_component_takes_its_account_from_its_own_provider() -> None:
    def program() -> None:
        provider = pulumi.ProviderResource("aws", "elsewhere", {})
        aws.EcsTaskIdentity("x", {"agent": AGENT, "boundary": REF}, pulumi.ResourceOptions(provider=provider))

    made = run(program)
    (role,) = [item for item in made.resources if item.typ == ROLE]
    assert "elsewhere" in role.provider
