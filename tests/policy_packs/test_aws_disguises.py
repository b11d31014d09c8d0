"""AWS: what a rule stops stays stopped when it is written in another way."""

import json

import pytest
from agent_identity_pack.policies import admin_actions

from tests.policy_packs.harness import BOUNDARY, TAGS, before_step, judged, made, role, rules_of

GRANT = "aws:iam/rolePolicy:RolePolicy"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
READER = "arn:aws:iam::123456789012:role/agents/reader"
CLUSTER = "oidc.trusted.example"


def trust(principal: object, **more: object) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Statement": [statement]})


def by_token(**subject: object) -> str:
    federated = {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{CLUSTER}"}
    said: dict[str, dict[str, object]] = {"StringEquals": {f"{CLUSTER}:aud": "sts.amazonaws.com"}} if subject else {}
    for operator, value in subject.items():
        said.setdefault(operator, {})[f"{CLUSTER}:sub"] = value
    return trust(federated, Action="sts:AssumeRoleWithWebIdentity", **({"Condition": said} if said else {}))


@pytest.mark.parametrize(
    ("action", "resource"),
    [("iam:?*", "*"), ("i*", "*"), ("**", "*"), ("iam:Put*", "*"), ("sts:Assume*", "*"), ("*", "arn:*"), ("*", "**"),
     ("IAM:*", "arn:aws:iam::123456789012:*"), ("iam:*", "arn:aws-cn:iam::*:role/*"), ("*:*", "arn:aws:*:*:*:*")],
)  # fmt: skip
def test_administrators_by_pattern(action: str, resource: str) -> None:
    document = json.dumps(
        {"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", action], "Resource": resource}]}
    )
    assert rules_of(before_step(role(), made(GRANT, "g", {"role": "reader", "policy": document}))) >= {
        "aws-admin-grant"
    }


@pytest.mark.parametrize(
    ("action", "resource"),
    [("s3:*", "*"), ("iam:Get*", "*"), ("*:Describe*", "*"), ("*", "arn:aws:s3:::reports/*"), ("sts:Get*", "*"),
     ("iam:*", "arn:aws:iam::123456789012:role/agents/reader")],
)  # fmt: skip
def test_patterns_that_administer_nothing(action: str, resource: str) -> None:
    assert admin_actions({"Statement": {"Effect": "Allow", "Action": action, "Resource": resource}}) == []


@pytest.mark.parametrize(
    "document",
    [
        trust({"AWS": "arn:aws:iam::123456789012:root"}),
        trust({"AWS": ["999999999999"]}, Condition={"StringLike": {"sts:ExternalId": "*"}}),
        trust({"AWS": "arn:aws:iam::*:root"}),
        trust({"AWS": "123456789012"}, Condition={"ArnNotEquals": {"aws:PrincipalArn": READER}}),
        trust({"AWS": "123456789012"}, Condition={"ArnLike": {"aws:PrincipalArn": "*"}}),
        by_token(),
        by_token(StringLike="system:serviceaccount:*:*"),
        by_token(StringLike=["system:serviceaccount:agents-prod:reader", "*"]),
        by_token(StringNotEquals="system:serviceaccount:agents-prod:reader"),
    ],
)
def test_trust_that_names_nobody(document: str) -> None:
    given = {"trustedIssuers": [CLUSTER]}
    assert rules_of(before_step(role(assumeRolePolicy=document), given=given)) == {"aws-trust"}


@pytest.mark.parametrize(
    "document",
    [
        trust({"AWS": "arn:aws:iam::123456789012:role/pipeline"}),
        trust(
            {"AWS": "123456789012"}, Condition={"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/p"}}
        ),
        by_token(StringEquals="system:serviceaccount:agents-prod:reader"),
    ],
)
def test_trust_that_names_one(document: str) -> None:
    assert judged(role(assumeRolePolicy=document), given={"trustedIssuers": [CLUSTER]}) == []


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "arn:aws:sts::123456789012:assumed-role/writer/task"},
        {"AWS": "arn:aws:iam::123456789012:role/agents/elsewhere"},
    ],
)
def test_trust_to_a_session_of_another_agent(principal: object) -> None:
    writer = role("writer", tags={**TAGS, "agent-type": "writer"})
    assert rules_of(before_step(writer, role(assumeRolePolicy=trust(principal)))) == {"aws-trust"}


def test_a_workload_without_tags_is_the_agent_whose_principal_it_runs_as() -> None:
    keys = json.dumps([{"environment": [{"name": "AWS_SECRET_ACCESS_KEY", "value": "x"}]}])
    bare = made(TASK, "t", {"taskRoleArn": READER, "containerDefinitions": keys})
    assert rules_of(before_step(role(), bare)) == {"agent-workload-environment"}
    tagged = made(TASK, "w", {"taskRoleArn": READER, "tags": {**TAGS, "agent-type": "writer"}})
    unkeyed = made(TASK, "t", {"taskRoleArn": READER})
    assert "agent-shared-principal" in rules_of(judged(role(), unkeyed, tagged))


def test_a_workload_without_tags_on_an_agent_of_another_stack_is_not_proven_its_own() -> None:
    assert rules_of(judged(made(TASK, "t", {"taskRoleArn": READER}))) == {"agent-workload-identity"}


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("aws:apprunner/service:Service", {"instanceConfiguration": {"instanceRoleArn": READER}}),
        ("aws:bedrock/agentAgent:AgentAgent", {"agentResourceRoleArn": READER}),
        ("aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime", {"roleArn": READER}),
        ("aws:codebuild/project:Project", {"serviceRole": READER}),
        ("aws:eks/podIdentityAssociation:PodIdentityAssociation", {"roleArn": READER}),
        ("aws:glue/job:Job", {"roleArn": READER}),
        ("aws:sfn/stateMachine:StateMachine", {"roleArn": READER}),
    ],
)
def test_a_role_is_not_shared_beyond_tasks_and_functions(token: str, inputs: dict) -> None:
    mine = made(TASK, "t", {"taskRoleArn": READER, "tags": TAGS})
    other = made(token, "w", inputs | {"tags": {**TAGS, "agent-type": "writer"}})
    assert rules_of(judged(role(), mine, other)) == {"agent-shared-principal", "agent-workload-identity"}
    assert judged(role(), mine, made(token, "w", inputs | {"tags": TAGS})) == []


@pytest.mark.parametrize(
    "document",
    [
        '{"Statement": [{"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}]}',
        '{"statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "action": "*", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "allow", "Action": "*", "Resource": "*"}]}',
        '{"Statement": [[{"Effect": "Allow", "Action": "*", "Resource": "*"}]]}',
        "{'Statement': []}",
        "[" * 100_000,
    ],
)
def test_a_document_that_others_may_read_otherwise_is_not_proven(document: str) -> None:
    grant = made(GRANT, "g", {"role": "reader", "policy": document})
    assert "aws-escalation" in rules_of(judged(role(), grant))
    assert rules_of(judged(role(assumeRolePolicy=document))) == {"aws-trust"}


@pytest.mark.parametrize(
    "definitions",
    [
        '[{"Environment": [{"Name": "AWS_SECRET_ACCESS_KEY", "Value": "x"}]}]',
        '[{"environment": [], "environment": [{"name": "AWS_SECRET_ACCESS_KEY", "value": "x"}]}]',
        "[{",
    ],
)
def test_container_definitions_that_hide_a_key(definitions: str) -> None:
    task = made(TASK, "t", {"taskRoleArn": READER, "tags": TAGS, "containerDefinitions": definitions})
    assert rules_of(judged(role(), task)) == {"agent-workload-environment"}


@pytest.mark.parametrize("arn", [BOUNDARY.replace("123456789012", "999999999999"), BOUNDARY.replace("aws", "aws-cn")])
def test_a_boundary_of_another_account_or_partition_is_not_approved(arn: str) -> None:
    assert rules_of(judged(role(permissionsBoundary=arn))) == {"aws-role-boundary"}
