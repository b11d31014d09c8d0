from dataclasses import replace
from datetime import date, timedelta

import pytest
from agent_identity_pack.judge import Judge
from agent_identity_pack.rules import RULES

from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.engine import LINE
from tests.policy_packs.harness import TODAY, before_step, config, judged, made, role, rules_of


def finding_of(message: str) -> str:
    match = LINE.match(message)
    assert match is not None, message
    return match["finding"]


def test_a_good_role_says_nothing() -> None:
    assert judged(role()) == []


def test_what_is_proven_is_said_before_the_step_and_only_once() -> None:
    unbounded = role(permissionsBoundary=None)
    assert rules_of(before_step(unbounded)) == {"aws-role-boundary"}
    assert len(judged(unbounded)) == 1


def test_what_is_not_known_before_the_step_waits_for_the_whole_stack() -> None:
    open_role = role(permissionsBoundary=UNKNOWN)
    assert before_step(open_role) == []
    assert rules_of(judged(open_role)) == {"aws-role-boundary"}


def test_others_are_only_warned_and_levels_change_that() -> None:
    human = role("human", path="/", tags={}, permissionsBoundary=None)
    assert rules_of(judged(human), "advisory") == {"aws-role-boundary"}
    assert before_step(human) == []
    assert judged(human, given={"levels": {"all": {"others": "disabled"}}}) == []
    assert rules_of(judged(human, given={"levels": {"aws-role-boundary": {"others": "mandatory"}}}))
    agent = role(permissionsBoundary=None)
    assert rules_of(judged(agent, given={"levels": {"aws-role-boundary": {"agents": "advisory"}}})) == set()


def test_a_finding_keeps_its_id_until_what_was_found_changes() -> None:
    first = finding_of(judged(role(permissionsBoundary=None))[0].message)
    edited = role(permissionsBoundary=None, tags={**role().inputs["tags"], "agent-version": "2.0.0"})
    assert finding_of(judged(made("aws:s3/bucket:Bucket", "b"), edited)[0].message) == first
    assert finding_of(judged(role(permissionsBoundary="arn:aws:iam::1:policy/mine"))[0].message) != first
    assert finding_of(judged(role(permissionsBoundary=UNKNOWN))[0].message) != first
    assert finding_of(judged(role("other", permissionsBoundary=None))[0].message) != first


@pytest.mark.parametrize(("days", "level"), [(0, "advisory"), (30, "advisory"), (-1, "mandatory")])
def test_a_waiver_holds_until_its_last_day_and_is_printed(days: int, level: str) -> None:
    unbounded = role(permissionsBoundary=None)
    finding = finding_of(judged(unbounded)[0].message)
    waiver = {"rule": "aws-role-boundary", "finding": finding, "urn": "*::reader", "reason": "moves soon.",
              "approver": "ann", "expires": str(TODAY + timedelta(days=days))}  # fmt: skip
    (said,) = judged(unbounded, given={"waivers": [waiver]})
    assert said.level == level
    if level == "advisory":
        assert said.message == f"[aws-role-boundary] {finding}: waived until {waiver['expires']} by ann: moves soon."
    else:
        assert f"(the waiver of ann expired on {waiver['expires']}). Fix: " in said.message


def test_a_waiver_for_another_resource_or_finding_does_not_count() -> None:
    unbounded = role(permissionsBoundary=None)
    finding = finding_of(judged(unbounded)[0].message)
    for change in ({"urn": "*::writer"}, {"finding": "aws-role-boundary-000000000000"}):
        waiver = {"rule": "aws-role-boundary", "finding": finding, "urn": "*::reader", "reason": "r", "approver": "a",
                  "expires": "2027-01-31", **change}  # fmt: skip
        assert rules_of(judged(unbounded, given={"waivers": [waiver]})) == {"aws-role-boundary"}


def test_a_rule_that_crashes_has_not_passed() -> None:
    def crash(resource, context):
        raise RuntimeError("boom")

    broken = replace(RULES[0], check=crash, kinds=frozenset({"aws:iam:Role"}))
    judge = Judge((broken,), config(), date(2026, 11, 25))
    assert judge.resource(role()) == []
    (said,) = judge.stack([role()])
    assert said.level == "mandatory"
    assert "RuntimeError at test_judge.py:" in said.message
    assert "boom" not in said.message


def test_what_the_program_only_reads_explains_others_and_is_not_judged() -> None:
    read = role("read", tags={}, permissionsBoundary=None)
    judge = Judge(RULES, config(), TODAY)
    assert judge.stack([read]) == []
