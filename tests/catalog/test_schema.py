import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from agent_identity.boundaries.classes import CLASSES
from agent_identity.catalog import catalog_schema, loads, sample
from agent_identity.catalog.agents import BoundaryClassName, Runtime
from agent_identity.catalog.quotas import QUOTAS
from agent_identity.catalog.targets import TARGETS
from agent_identity.manifest import CLOUD_OF_RUNTIME

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "components" / "agent_identity" / "catalog" / "agents.schema.json"


def test_the_committed_copy_is_current():
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == catalog_schema(), (
        f"write it anew: agent-identity catalog schema > {COMMITTED.relative_to(ROOT)}"
    )


def test_it_is_a_valid_schema_of_its_dialect():
    jsonschema.Draft202012Validator.check_schema(catalog_schema())


@pytest.mark.parametrize("text", [(ROOT / "stacks" / "agents.yaml").read_text(encoding="utf-8"), sample(300, 4)])
def test_what_the_check_accepts_an_editor_accepts(text):
    loads(text)
    jsonschema.Draft202012Validator(catalog_schema()).validate(yaml.safe_load(text))


@pytest.mark.parametrize(
    "change",
    [
        ("version: 1\n", "version: 2\n"),
        ("environment: prod", "environment: Prod"),
        ("team: payments", "team: Payments"),
        ("team: payments", "teem: payments"),
        ("type: invoice-reader", "type: Invoice"),
        ("runtime: ecs", "runtime: ec2"),
        ("boundary: standard", "boundary: none"),
        ("namespace: agents-local", "namespace: default"),
        ('account: "123456789012"', "account: '12'"),
        ("region: eu-west-1", "region: eu"),
        ('hours: "07:00-19:00"', "hours: 7-19"),
        ("retired: true", "retired: 'yes'"),
        ("  - target: gcp-local", "  - target: gcp-local\n    runtime: []"),
    ],
)
def test_what_the_check_refuses_of_one_field_an_editor_refuses(change, problems):
    text = (ROOT / "stacks" / "agents.yaml").read_text(encoding="utf-8").replace(*change)
    assert problems(text)
    assert not jsonschema.Draft202012Validator(catalog_schema()).is_valid(yaml.safe_load(text))


def test_the_committed_catalog_names_the_schema_for_editors():
    first = (ROOT / "stacks" / "agents.yaml").read_text(encoding="utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (ROOT / "stacks" / named).resolve() == COMMITTED


def test_the_catalog_knows_the_runtimes_and_classes_that_there_are():
    assert set(Runtime.__args__) == set(CLOUD_OF_RUNTIME)
    assert set(BoundaryClassName.__args__) == set(CLASSES)


@pytest.mark.parametrize("cloud", sorted(TARGETS))
def test_every_quota_can_be_stated_and_is_described_with_its_source(cloud):
    numbers = TARGETS[cloud].model_fields["quotas"].annotation
    assert set(numbers.model_fields) == {quota.name for quota in QUOTAS[cloud]}
    described = catalog_schema()["$defs"][numbers.__name__]["properties"]
    assert all(quota.source in described[quota.name]["description"] for quota in QUOTAS[cloud])
