import pytest

from agent_identity.catalog import loads
from agent_identity.fleet.credentials import CredentialsError, environment

CATALOG = """
version: 1
environment: prod
defaults: {team: payments, version: 1.0.0}
targets:
  aws: {cloud: aws, account: "123456789012", region: eu-west-1, credentials: {fleet: {profile: agents}}}
  azure:
    cloud: azure
    subscription: 00000000-0000-4000-8000-000000000001
    resource_group: agents
    location: westeurope
    credentials:
      fleet: {client_id: 00000000-0000-4000-8000-00000000c1c1, client_secret_env: FLEET_SECRET}
  gcp:
    cloud: gcp
    project: agents-prod
    region: europe-west1
    credentials: {foundation: {credentials_env: GOOGLE_FOUNDATION}}
  kubernetes:
    cloud: kubernetes
    cluster: prod
    context: prod
    namespace: agents-prod
    credentials: {fleet: {kubeconfig_env: FLEET_KUBECONFIG}}
placement: [{target: aws}]
agents: [{type: reader, runtimes: [{runtime: ecs}]}]
"""


@pytest.fixture
def targets():
    return loads(CATALOG).targets


@pytest.mark.parametrize(
    ("target", "role", "reference", "variable"),
    [
        ("azure", "fleet", "FLEET_SECRET", "ARM_CLIENT_SECRET"),
        ("gcp", "foundation", "GOOGLE_FOUNDATION", "GOOGLE_CREDENTIALS"),
        ("kubernetes", "fleet", "FLEET_KUBECONFIG", "KUBECONFIG"),
    ],
)
def test_a_reference_becomes_the_variable_that_the_provider_reads(
    monkeypatch, targets, target: str, role: str, reference: str, variable: str
) -> None:
    monkeypatch.setenv(reference, "s3cret")
    assert environment(targets[target], role) == {variable: "s3cret"}
    other = "fleet" if role == "foundation" else "foundation"
    assert environment(targets[target], other) == {}
    monkeypatch.setenv(reference, "")
    with pytest.raises(CredentialsError, match=f"{role} credentials of target {target} .* {reference}, which is not"):
        environment(targets[target], role)


def test_what_is_no_secret_goes_by_the_provider_and_not_by_the_environment(targets) -> None:
    assert environment(targets["aws"], "fleet") == {}
