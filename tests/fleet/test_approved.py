"""The policy pack's configuration follows from names alone, and is what the foundation deploys."""

import json

import pytest

from agent_identity.catalog import load
from agent_identity.fleet.approved import boundaries_of, foundation_pack_config, pack_config
from tests.fleet.running import ROOT

CATALOG = load(ROOT / "stacks" / "agents.yaml")


def test_the_boundaries_of_a_target_are_those_that_its_agents_are_under() -> None:
    assert boundaries_of(CATALOG, "aws-local") == [("restricted", "prod"), ("standard", "prod")]
    assert boundaries_of(CATALOG, "gcp-local") == [("standard", "prod")]
    assert boundaries_of(CATALOG, "nowhere") == []


@pytest.mark.parametrize(
    ("target", "approved"),
    [
        ("azure-local", {"azure": {"subscriptions": ["00000000-0000-4000-8000-000000000001"], "roleDefinitions": []}}),
        ("gcp-local", {"gcp": ["agents-local", "123456789"]}),
        ("kubernetes-local", {"kubernetes": ["agents-local"]}),
    ],
)
def test_beyond_aws_the_place_is_what_is_bounded(target: str, approved: dict) -> None:
    config = pack_config(CATALOG.targets[target], boundaries_of(CATALOG, target))
    assert config == {"agent-identity": {"approvedBoundaries": approved}}


def test_on_aws_each_class_and_environment_has_its_arn() -> None:
    config = pack_config(CATALOG.targets["aws-local"], [("restricted", "prod"), ("standard", "stage")])
    arns = config["agent-identity"]["approvedBoundaries"]["aws"]
    assert len(set(arns)) == 2
    assert all(arn.startswith("arn:aws:iam::123456789012:policy/agents/boundaries/") for arn in arns)


def test_the_configurations_are_what_json_can_hold() -> None:
    for target in CATALOG.targets.values():
        config = pack_config(target, boundaries_of(CATALOG, target.name))
        assert json.loads(json.dumps(config)) == config
        foundation = foundation_pack_config(target)
        assert json.loads(json.dumps(foundation)) == foundation


def test_a_foundation_is_judged_with_the_roles_that_its_target_lets_agents_assume() -> None:
    target = CATALOG.targets["aws-local"]
    assert "assumableRoles" not in foundation_pack_config(target)["agent-identity"]
    role = "arn:aws:iam::123456789012:role/tool"
    told = target.model_copy(update={"assumable_roles": (role,)})
    assert foundation_pack_config(told)["agent-identity"]["assumableRoles"] == [role]
