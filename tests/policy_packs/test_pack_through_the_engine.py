"""The pack as a whole through the real engine: it blocks before the step, takes its configuration, waives and warns."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.policy_packs.engine import CONFIG, Engine

pytestmark = pytest.mark.xdist_group("policy-pack")

UNBOUNDED = """
import json
import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
TAGS = {"agent-type": "reader", "agent-version": "1.0.0", "agent-environment": "prod", "agent-team": "payments"}
aws.iam.Role("reader", name="reader", path="/agents/", assume_role_policy=json.dumps(trust), tags=TAGS)
"""
HUMAN = UNBOUNDED.replace('"/agents/"', '"/"').replace("tags=TAGS", "tags={}")


def test_up_refuses_before_the_step(engine: Engine) -> None:
    outcome = engine.up("up", UNBOUNDED, CONFIG)
    assert [item.rule for item in outcome.said] == ["aws-role-boundary"]
    assert outcome.status != 0
    assert not re.search(r"aws:iam:Role reader created", outcome.output)
    assert "reader" not in engine.exported()


def test_others_are_warned_and_not_blocked(engine: Engine) -> None:
    outcome = engine.preview("human", HUMAN, CONFIG)
    assert [(item.rule, item.level) for item in outcome.said] == [("aws-role-boundary", "advisory")]
    assert outcome.status == 0


def test_levels_come_from_our_key_and_from_the_engines(engine: Engine) -> None:
    config = {**CONFIG, "levels": {"aws-role-boundary": {"agents": "advisory"}}}
    outcome = engine.preview("levels", UNBOUNDED, config)
    assert [(item.rule, item.level) for item in outcome.said] == [("aws-role-boundary", "advisory")]
    assert outcome.status == 0
    outcome = engine.preview("engine-levels", UNBOUNDED, CONFIG, beside={"aws-role-boundary": "disabled"})
    assert outcome.said == []
    assert outcome.status == 0


def test_a_waiver_lets_pass_until_its_day_and_is_printed(engine: Engine) -> None:
    (blocked,) = engine.preview("waiver", UNBOUNDED, CONFIG).said
    waiver = {"rule": "aws-role-boundary", "finding": blocked.finding, "urn": "*::reader", "reason": "moves soon",
              "approver": "ann@example.com", "expires": str(datetime.now(UTC).date() + timedelta(days=7))}  # fmt: skip
    outcome = engine.preview("waiver", UNBOUNDED, {**CONFIG, "waivers": [waiver]})
    (said,) = outcome.said
    line = f"[aws-role-boundary] {blocked.finding}: waived until {waiver['expires']} by ann@example.com: moves soon."
    assert (said.level, said.message) == ("advisory", line)
    assert outcome.status == 0
    expired = {**waiver, "expires": "2020-01-01"}
    outcome = engine.preview("waiver", UNBOUNDED, {**CONFIG, "waivers": [expired]})
    assert "expired on 2020-01-01" in outcome.said[0].message
    assert outcome.status != 0


def test_a_bad_configuration_stops_the_run_with_all_its_problems(engine: Engine) -> None:
    config = {"aprovedBoundaries": {}, "waivers": [{"rule": "aws-trust"}], "levels": {"all": {"agents": "never"}}}
    outcome = engine.preview("bad-config", HUMAN, config)
    assert outcome.status != 0
    for told in (
        "aprovedBoundaries: unknown key, did you mean approvedBoundaries?",
        "waivers[0].approver: expected a text, found None",
        "levels.all.agents: expected mandatory, advisory, disabled, found 'never'",
    ):
        assert told in outcome.output
    assert "Traceback" not in outcome.output


def test_the_engine_is_told_every_rule(engine: Engine) -> None:
    outcome = engine.preview("unknown-rule", HUMAN, CONFIG, beside={"no-such-rule": {"level": 1}})
    assert outcome.status != 0


def test_an_exported_stack_is_judged_without_an_engine_run(engine: Engine) -> None:
    urn = "urn:pulumi:test::examples::aws:iam/role:Role::reader"
    provider = "urn:pulumi:test::examples::pulumi:providers:aws::default"
    state = {
        "version": 3,
        "deployment": {
            "manifest": {"time": "2026-11-25T00:00:00Z", "magic": "", "version": "v3.274.1"},
            "resources": [
                {"urn": provider, "custom": True, "id": "p", "type": "pulumi:providers:aws"},
                {
                    "urn": urn, "custom": True, "id": "reader", "type": "aws:iam/role:Role",
                    "provider": f"{provider}::p",
                    "inputs": {"name": "reader", "path": "/agents/", "assumeRolePolicy": "{}"},
                    "outputs": {"name": "reader", "path": "/agents/", "assumeRolePolicy": "{}"},
                },
            ],
        },
    }  # fmt: skip
    outcome = engine.analyze("exported", json.dumps(state))
    assert "[aws-role-boundary]" in outcome.output
    assert "[agent-tags]" in outcome.output
    assert outcome.status != 0
