import pytest

from agent_identity.catalog.problems import describe, looks_random

SECRETS = [
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI7K7MDENGbPxRfiCYEXAMPLEKEY1",
    "-----BEGIN PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "abc8Q~" + "abcdefghijklmnopqrstuvwxyz0123456789",
    "d41d8cd98f00b204e9800998ecf8427e",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("field", ["profile", "assume_role", "secret_access_key", "pasword"])
def test_a_secret_in_credentials_is_refused_and_never_repeated(problems, head, secret, field):
    text = head.replace("region: eu-west-1}", f"region: eu-west-1, credentials: {{fleet: {{{field}: '{secret}'}}}}}}")
    found = problems(text + "agents: [{type: aa, runtimes: [{runtime: ecs}]}]\n")
    assert any("looks like a secret" in each.found for each in found)
    assert not any(secret in str(each) for each in found)
    assert not any(secret in str(each.as_json()) for each in found)


@pytest.mark.parametrize("field", ["secret_access_key", "client-secret", "Token", "kubeconfig"])
def test_a_field_for_a_secret_is_refused_with_what_to_write_instead(problems, head, field):
    text = head.replace("region: eu-west-1}", f"region: eu-west-1, credentials: {{fleet: {{{field}: short}}}}}}")
    [problem] = problems(text + "agents: [{type: aa, runtimes: [{runtime: ecs}]}]\n")
    assert "never a secret: 'assume_role' or 'profile'" in problem.expected
    assert "short" not in str(problem)


def test_a_malformed_value_in_credentials_is_not_repeated(problems, head):
    text = head.replace("region: eu-west-1}", "region: eu-west-1, credentials: {fleet: {assume_role: hunter2}}}")
    [problem] = problems(text + "agents: [{type: aa, runtimes: [{runtime: ecs}]}]\n")
    assert problem.found == "a value that is not shown"


@pytest.mark.parametrize("secret", SECRETS[:1] + SECRETS[2:6])
def test_a_key_in_any_other_field_is_not_repeated_either(agent_problems, secret):
    [problem] = agent_problems(f"agents: [{{type: aa, contact: '{secret}', runtimes: [{{runtime: ecs}}]}}]\n")
    assert secret not in str(problem)


@pytest.mark.parametrize(
    "name",
    [
        "agents-fleet-production-deployer",
        "arn:aws:iam::123456789012:role/pipeline/AgentsFleetDeployment2026ProductionAccount",
        "arn:aws:eks:eu-west-1:123456789012:cluster/prod",
        "gke_agents-prod-1_europe-west1_cluster",
        "00000000-0000-4000-8000-000000000001",
        "fleet-deployer@agents-production-01.iam.gserviceaccount.com",
        "AWSReservedSSO_AdministratorAccess_1234567890abcdef",
    ],
)
def test_names_of_credentials_are_no_secrets(name):
    assert not looks_random(name)
    assert name[:20] in describe(name)


def test_references_are_read(catalog, head, problems):
    text = head.replace(
        "region: eu-west-1}",
        "region: eu-west-1, credentials: {foundation: {profile: platform},"
        " fleet: {assume_role: 'arn:aws:iam::123456789012:role/fleet'}}}",
    ).replace(
        "namespace: agents-prod}", "namespace: agents-prod, credentials: {fleet: {kubeconfig_env: FLEET_KUBECONFIG}}}"
    )
    assert problems(text + "agents: [{type: aa, runtimes: [{runtime: ecs}]}]\n") == []
