"""Every kind of workload: its own identity passes; the default, a foreign one and a key in the environment do not."""

import json

import pytest
from agent_identity_pack.workloads import KINDS

from agent_identity.naming import AWS_ROLE, principal_name
from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.harness import (
    TAGS,
    account,
    azure_identity,
    before_step,
    judged,
    made,
    role,
    rules_of,
    service_account,
)

ROLE = "arn:aws:iam::123456789012:role/agents/{}"
EMAIL = "{}@agents-local.iam.gserviceaccount.com"
IDENTITY = "/subscriptions/sub/resourceGroups/agents/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{}"
OTHER = {**TAGS, "agent-type": "writer"}
POD_META = {"name": "pod", "namespace": "agents-payments", "labels": TAGS}


def pod_spec(name, env=()):
    return {
        "automountServiceAccountToken": False,
        "containers": [{"name": "a", "env": list(env)}],
        **({"serviceAccountName": name} if name else {}),
    }


def template(name, env=()):
    return {"template": {"metadata": {"labels": TAGS}, "spec": pod_spec(name, env)}}


def identity_block(ids):
    return {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY.format(ids)]} if ids else None


def pairs(env, name="name", value="value"):
    return [{name: key, value: item} for key, item in dict(env).items()]


WORKLOADS = {
    "aws:ecs/taskDefinition:TaskDefinition": lambda who, env: {
        "taskRoleArn": who and ROLE.format(who),
        "containerDefinitions": json.dumps([{"name": "a", "environment": pairs(env)}]),
        "tags": TAGS,
    },
    "aws:lambda/function:Function": lambda who, env: {
        "role": who and ROLE.format(who),
        "environment": {"variables": dict(env)},
        "tags": TAGS,
    },
    "aws:apprunner/service:Service": lambda who, env: {
        "instanceConfiguration": {"instanceRoleArn": who and ROLE.format(who)},
        "sourceConfiguration": {
            "imageRepository": {"imageConfiguration": {"runtimeEnvironmentVariables": dict(env)}},
        },
        "tags": TAGS,
    },
    "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime": lambda who, env: {
        "roleArn": who and ROLE.format(who),
        "environmentVariables": dict(env),
        "tags": TAGS,
    },
    "aws:codebuild/project:Project": lambda who, env: {
        "serviceRole": who and ROLE.format(who),
        "environment": {"environmentVariables": pairs(env)},
        "tags": TAGS,
    },
    "gcp:cloudrunv2/service:Service": lambda who, env: {
        "template": {"serviceAccount": who and EMAIL.format(who), "containers": [{"envs": pairs(env)}]},
        "labels": TAGS,
    },
    "gcp:cloudrunv2/workerPool:WorkerPool": lambda who, env: {
        "template": {"serviceAccount": who and EMAIL.format(who), "containers": [{"envs": pairs(env)}]},
        "labels": TAGS,
    },
    "gcp:cloudrunv2/job:Job": lambda who, env: {
        "template": {"template": {"serviceAccount": who and EMAIL.format(who), "containers": [{"envs": pairs(env)}]}},
        "labels": TAGS,
    },
    "gcp:cloudrun/service:Service": lambda who, env: {
        "template": {"spec": {"serviceAccountName": who and EMAIL.format(who), "containers": [{"envs": pairs(env)}]}},
        "labels": TAGS,
    },
    "gcp:cloudfunctions/function:Function": lambda who, env: {
        "serviceAccountEmail": who and EMAIL.format(who),
        "environmentVariables": dict(env),
        "labels": TAGS,
    },
    "gcp:cloudfunctionsv2/function:Function": lambda who, env: {
        "serviceConfig": {"serviceAccountEmail": who and EMAIL.format(who), "environmentVariables": dict(env)},
        "labels": TAGS,
    },
    "gcp:compute/instance:Instance": lambda who, env: {
        "serviceAccount": {"email": EMAIL.format(who)} if who else None,
        "metadata": dict(env),
        "labels": TAGS,
    },
    "gcp:compute/instanceTemplate:InstanceTemplate": lambda who, env: {
        "serviceAccount": {"email": EMAIL.format(who)} if who else None,
        "metadata": dict(env),
        "labels": TAGS,
    },
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": lambda who, env: {
        "serviceAccount": {"email": EMAIL.format(who)} if who else None,
        "metadata": dict(env),
        "labels": TAGS,
    },
    "azure-native:containerinstance:ContainerGroup": lambda who, env: {
        "identity": identity_block(who),
        "containers": [{"environmentVariables": pairs(env)}],
        "tags": TAGS,
    },
    "azure-native:web:WebApp": lambda who, env: {
        "identity": identity_block(who),
        "siteConfig": {"appSettings": pairs(env)},
        "tags": TAGS,
    },
    "azure-native:web:WebAppSlot": lambda who, env: {
        "identity": identity_block(who),
        "siteConfig": {"appSettings": pairs(env)},
        "tags": TAGS,
    },
    "azure-native:app:ContainerApp": lambda who, env: {
        "identity": identity_block(who),
        "template": {"containers": [{"env": pairs(env)}]},
        "tags": TAGS,
    },
    "azure-native:app:Job": lambda who, env: {
        "identity": identity_block(who),
        "template": {"containers": [{"env": pairs(env)}]},
        "tags": TAGS,
    },
    "kubernetes:core/v1:Pod": lambda who, env: {"metadata": POD_META, "spec": pod_spec(who, pairs(env))},
    "kubernetes:core/v1:PodTemplate": lambda who, env: {"metadata": POD_META, **template(who, pairs(env))},
    "kubernetes:batch/v1:CronJob": lambda who, env: {
        "metadata": POD_META,
        "spec": {"jobTemplate": {"spec": template(who, pairs(env))}},
    },
    **{
        f"kubernetes:{token}": lambda who, env: {"metadata": POD_META, "spec": template(who, pairs(env))}
        for token in (
            "core/v1:ReplicationController",
            "apps/v1:Deployment",
            "apps/v1:ReplicaSet",
            "apps/v1:StatefulSet",
            "apps/v1:DaemonSet",
            "batch/v1:Job",
        )
    },
}
NO_ENVIRONMENT = {
    "azure-native:compute:VirtualMachine",
    "azure-native:compute:VirtualMachineScaleSet",
    "aws:bedrock/agentAgent:AgentAgent",
    "aws:ec2/instance:Instance",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "aws:glue/job:Job",
    "aws:sfn/stateMachine:StateMachine",
}


def workload(token, who="reader", env=()):
    return made(token, "work", WORKLOADS[token](who, env))


def stack(token, **more):
    description = " ".join(f"{key}={value}" for key, value in OTHER.items())
    meta = {"name": "writer", "namespace": "agents-payments", "labels": OTHER}
    return (
        role(), role("writer", tags=OTHER), account(), account("writer", description=description),
        azure_identity(), azure_identity("writer", tags=OTHER),
        service_account(), service_account("writer", metadata=meta),
        workload(token, **more),
    )  # fmt: skip


def test_every_kind_of_workload_is_tried() -> None:
    kinds = {made(token, "x").kind for token in WORKLOADS} | {made(token, "x").kind for token in NO_ENVIRONMENT}
    assert kinds == KINDS


@pytest.mark.parametrize("token", WORKLOADS)
def test_its_own_identity_passes(token: str) -> None:
    assert [item.message for item in judged(*stack(token))] == []


@pytest.mark.parametrize("token", WORKLOADS)
def test_the_default_identity_does_not(token: str) -> None:
    said = judged(*stack(token, who=None))
    assert "agent-workload-identity" in rules_of(said)
    assert "platform's default identity" in "".join(item.message for item in said)


@pytest.mark.parametrize("token", WORKLOADS)
def test_another_agents_identity_does_not(token: str) -> None:
    said = judged(*stack(token, who="writer"))
    assert "agent-workload-identity" in rules_of(said)
    assert "the principal of writer in prod" in "".join(item.message for item in said)


@pytest.mark.parametrize("token", WORKLOADS)
@pytest.mark.parametrize(
    "variable", [("AWS_SESSION_TOKEN", "x"), ("DB_PASSWORD", "x"), ("HARMLESS", "AKIAIOSFODNN7EXAMPLE")]
)
def test_a_credential_in_the_environment_does_not(token: str, variable: tuple[str, str]) -> None:
    assert rules_of(judged(*stack(token, env=[variable]))) == {"agent-workload-environment"}


@pytest.mark.parametrize(
    "variable",
    [
        ("MAX_TOKENS", "4096"),
        ("SECRET_NAME", "invoices"),
        ("TOKEN_URL", "https://issuer.example"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/token"),
        ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"),
        ("DB_PASSWORD", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/db)"),
        ("AzureWebJobsStorage__credential", "managedidentity"),
        ("API_KEY", ""),
        ("BUCKET", UNKNOWN),
    ],
)
def test_what_only_looks_like_a_credential_passes(variable: tuple[str, object]) -> None:
    assert judged(*stack("aws:lambda/function:Function", env=[variable])) == []


def test_a_secret_by_reference_passes_unless_it_is_a_token_or_a_clouds_own() -> None:
    def pod(name):
        env = [{"name": name, "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]
        return made("kubernetes:core/v1:Pod", "work", {"metadata": POD_META, "spec": pod_spec("reader", env)})

    assert judged(service_account(), pod("DB_PASSWORD")) == []
    assert rules_of(judged(service_account(), pod("API_TOKEN"))) == {"agent-workload-environment"}
    assert rules_of(judged(service_account(), pod("AZURE_CLIENT_SECRET"))) == {"agent-workload-environment"}


def test_an_unknown_value_made_from_a_key_is_not_proven() -> None:
    key = made("aws:iam/accessKey:AccessKey", "key", {"user": "human"})
    inputs = WORKLOADS["aws:lambda/function:Function"]("reader", [("HARMLESS", UNKNOWN)])
    function = made("aws:lambda/function:Function", "work", inputs, sources={"environment": (key.urn,)})
    assert "agent-workload-environment" in rules_of(judged(role(), key, function))


@pytest.mark.parametrize("token", ["aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"])
def test_an_instance_is_followed_through_its_profile(token: str) -> None:
    profile = made("aws:iam/instanceProfile:InstanceProfile", "profile", {"name": "profile", "role": "writer"})
    given = "profile" if token.endswith(":Instance") else {"name": "profile"}
    instance = made(token, "work", {"iamInstanceProfile": given, "tags": TAGS})
    said = judged(role(), role("writer", tags=OTHER), profile, instance)
    assert "the principal of writer in prod" in "".join(item.message for item in said)
    default = made(token, "work", {"tags": TAGS})
    assert rules_of(judged(role(), default)) == {"agent-workload-identity"}


def test_a_principal_outside_the_stack_is_known_by_the_name_the_library_gives() -> None:
    own = made("aws:lambda/function:Function", "work",
               {"role": ROLE.format(principal_name(AWS_ROLE, "reader", "prod")), "tags": TAGS})  # fmt: skip
    strange = made("aws:lambda/function:Function", "work", {"role": ROLE.format("strange"), "tags": TAGS})
    assert judged(own) == []
    assert rules_of(judged(strange)) == {"agent-workload-identity"}


def test_two_types_on_one_principal_outside_the_stack_are_seen_at_the_second_use() -> None:
    arn = ROLE.format("outside")
    first = made("aws:lambda/function:Function", "first", {"role": arn, "tags": TAGS})
    second = made("aws:lambda/function:Function", "second", {"role": arn, "tags": OTHER})
    said = before_step(first, second)
    assert [item.rule for item in said] == ["agent-shared-principal"]
    assert said[0].urn == second.urn
    assert "serves two agents, reader in prod and writer in prod" in said[0].message
