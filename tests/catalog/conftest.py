from collections.abc import Callable

import pytest

from agent_identity.catalog import Catalog, CatalogError, CatalogProblem, loads

HEAD = """\
version: 1
environment: prod
targets:
  aws-prod: {cloud: aws, account: "123456789012", region: eu-west-1}
  azure-prod:
    {cloud: azure, subscription: 00000000-0000-4000-8000-000000000001, resource_group: agents, location: westeurope}
  gcp-prod: {cloud: gcp, project: agents-prod, region: europe-west1}
  k8s-prod: {cloud: kubernetes, cluster: prod, context: prod, namespace: agents-prod}
placement:
  - target: aws-prod
  - target: azure-prod
  - target: gcp-prod
  - target: k8s-prod
defaults: {team: payments, version: 1.0.0}
"""


@pytest.fixture
def catalog() -> Callable[[str], Catalog]:
    """Loads a catalog of four targets and the given `agents:` section."""
    return lambda agents: loads(HEAD + agents, "agents.yaml")


@pytest.fixture
def problems() -> Callable[[str], list[CatalogProblem]]:
    """Returns what is wrong with a whole text."""

    def find(text: str) -> list[CatalogProblem]:
        try:
            loads(text, "agents.yaml")
        except CatalogError as error:
            return error.problems
        return []

    return find


@pytest.fixture
def agent_problems(problems: Callable[[str], list[CatalogProblem]]) -> Callable[[str], list[CatalogProblem]]:
    """Returns what is wrong with the given `agents:` section in a catalog of four targets."""
    return lambda agents: problems(HEAD + agents)


@pytest.fixture
def head() -> str:
    """The catalog before its `agents:`."""
    return HEAD
