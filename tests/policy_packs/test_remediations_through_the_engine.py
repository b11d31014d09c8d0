"""What the pack puts right: off by default, and with the real engine, before anything is judged."""

import json

import pytest
from agent_identity_pack.rule import Rule
from agent_identity_pack.rules import RULES

from tests.policy_packs.engine import CONFIG, Engine

pytestmark = pytest.mark.xdist_group("policy-pack")

MENDING = [rule for rule in RULES if rule.remedy is not None]


def test_what_has_one_right_answer_has_a_remedy() -> None:
    assert {rule.id for rule in MENDING} == {
        "agent-tags",
        "aws-role-boundary",
        "kubernetes-automount",
        "kubernetes-token-life",
    }


@pytest.mark.parametrize("rule", MENDING, ids=lambda rule: rule.id)
def test_a_remedy_is_off_by_default_and_mends_where_asked(engine: Engine, rule: Rule) -> None:
    assert rule.remedy is not None
    left = engine.preview(f"left-{rule.id}", rule.remedy.example, CONFIG)
    assert {item.rule for item in left.said} == {rule.id}
    assert left.mended == []
    assert left.status != 0
    mended = engine.preview(f"mended-{rule.id}", rule.remedy.example, {**CONFIG, "remediations": [rule.id]})
    assert mended.said == [], mended.output
    assert [name for name, _ in mended.mended] == [rule.id]
    assert mended.status == 0, mended.output


def test_what_is_made_is_what_was_mended(engine: Engine) -> None:
    (rule,) = (rule for rule in MENDING if rule.id == "aws-role-boundary")
    assert rule.remedy is not None
    outcome = engine.up("mended-up", rule.remedy.example, {**CONFIG, "remediations": [rule.id]})
    assert outcome.status == 0, outcome.output
    made = json.loads(engine.exported())["deployment"]["resources"]
    (role,) = (item for item in made if item["type"] == "aws:iam/role:Role")
    assert role["inputs"]["permissionsBoundary"] == CONFIG["approvedBoundaries"]["aws"][0]
    engine.up("mended-up", "", CONFIG)
    assert "aws:iam/role:Role" not in engine.exported()
