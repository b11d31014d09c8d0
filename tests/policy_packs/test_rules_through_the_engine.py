"""Every rule through the real engine: its examples block, pass, and stay unprovable, each for its own reason."""

import pytest
from agent_identity_pack.rule import Rule
from agent_identity_pack.rules import RULES

from tests.policy_packs.engine import Outcome

pytestmark = pytest.mark.xdist_group("policy-pack")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_failing_example_is_blocked_on_its_culprit(rule: Rule, examples: dict[str, Outcome]) -> None:
    outcome = examples["fails"]
    found = outcome.about(rule.id, rule.examples.culprit)
    assert found, outcome.output
    assert {item.level for item in found} == {"mandatory"}
    assert all(item.finding and ". Fix: " in item.message for item in found)
    assert outcome.status != 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_fixed_example_is_clean(rule: Rule, examples: dict[str, Outcome]) -> None:
    assert [item.message for item in examples["passes"].said if item.rule == rule.id] == []
    assert examples["passes"].status == 0, examples["passes"].output


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.examples.unknown], ids=lambda rule: rule.id)
def test_what_cannot_be_proven_is_blocked_with_a_finding_of_its_own(rule: Rule, examples: dict[str, Outcome]) -> None:
    found = examples["unknown"].about(rule.id, rule.examples.culprit)
    assert found, examples["unknown"].output
    assert {item.level for item in found} == {"mandatory"}
    proven = {item.finding for item in examples["fails"].about(rule.id, rule.examples.culprit)}
    assert proven.isdisjoint(item.finding for item in found)
