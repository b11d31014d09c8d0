"""One truth in three places: the pack before a step, the pack on an exported stack, and the analysis of that export."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.readers import stack, stack_export
from tests.policy_packs.engine import CONFIG, Engine

pytestmark = pytest.mark.xdist_group("policy-pack")

PROGRAM = """
import json

import pulumi_aws as aws

def allows(*actions, resource="*"):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": list(actions), "Resource": resource}]})

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
reader = aws.iam.Role("reader", name="reader", path="/agents/", assume_role_policy=json.dumps(trust),
                      tags={"agent-type": "reader", "agent-version": "1.0.0",
                            "agent-environment": "prod", "agent-team": "payments"})
aws.iam.RolePolicy("pass", role=reader.name, policy=allows("iam:PassRole"))
aws.iam.RolePolicy("run", role=reader.name, policy=allows("lambda:CreateFunction", "lambda:InvokeFunction"))
aws.iam.Policy("secrets", name="secrets", policy=allows("secretsmanager:GetSecretValue"))
aws.iam.RolePolicyAttachment("secrets", role=reader.name, policy_arn="arn:aws:iam::123456789012:policy/secrets")
writer = aws.iam.Role("writer", name="writer", path="/agents/", assume_role_policy=json.dumps(trust),
                      tags={"agent-type": "writer", "agent-version": "1.0.0",
                            "agent-environment": "prod", "agent-team": "payments"})
aws.iam.RolePolicy("write", role=writer.name, policy=allows("s3:PutObject", resource="arn:aws:s3:::writer-out/*"))
human = aws.iam.Role("human", name="human", assume_role_policy=json.dumps(trust))
aws.iam.RolePolicyAttachment("admin", role=human.name, policy_arn="arn:aws:iam::aws:policy/AdministratorAccess")
aws.lambda_.Function("function", name="function", role=human.arn, runtime="python3.12", handler="a.b",
                     s3_bucket="code", s3_key="function.zip")
"""
FOUND = re.compile(r"\[(aws-[a-z0-9-]+)\] (\1-[0-9a-f]{12}): ")
OTHER_RULES = {"aws-role-boundary", "aws-admin-grant", "aws-trust"}


def analyzed(state: str) -> set[str]:
    world = stack_export.read(json.loads(state), where="state.json")
    report = stack.lasting(escalation.analyze(world), world)
    return {finding.id for principal in report.principals for finding in principal.findings}


def printed(output: str) -> set[str]:
    return {finding for rule, finding in FOUND.findall(output) if rule not in OTHER_RULES}


@pytest.fixture(scope="module")
def deployed(engine: Engine):
    config = {**CONFIG, "levels": {"all": {"agents": "advisory"}}}
    outcome = engine.up("analysis-deployed", PROGRAM, config)
    assert outcome.status == 0, outcome.output
    yield engine.exported()
    assert engine.up("analysis-deployed", "", config).status == 0


def test_the_pack_on_an_export_says_what_the_analysis_of_it_says(engine: Engine, deployed: str) -> None:
    expected = analyzed(deployed)
    assert len(expected) >= 3
    assert printed(engine.analyze("analysis-exported", deployed).output) == expected


def test_so_it_does_where_the_cloud_has_said_the_arns(engine: Engine, deployed: str) -> None:
    state = json.loads(deployed)
    for resource in state["deployment"]["resources"]:
        kind = resource["type"].rpartition(":")[2].lower()
        if kind in {"role", "policy"}:
            path = resource["inputs"].get("path", "/")
            resource["outputs"]["arn"] = f"arn:aws:iam::123456789012:{kind}{path}{resource['inputs']['name']}"
    known = json.dumps(state)
    expected = analyzed(known)
    assert printed(engine.analyze("analysis-known", known).output) == expected
    assert expected & analyzed(deployed)


def test_a_preview_says_the_same_ids(engine: Engine, deployed: str) -> None:
    outcome = engine.preview("analysis-preview", PROGRAM)
    assert outcome.status != 0
    assert {item.finding for item in outcome.said if item.rule == "aws-escalation"} == analyzed(deployed)


def test_a_policy_blocks_up_before_its_step_and_a_waiver_lets_it_pass(engine: Engine) -> None:
    program = PROGRAM.partition("writer = ")[0]
    config = {**CONFIG, "levels": {"aws-role-boundary": {"agents": "disabled"}}}
    blocked = engine.up("analysis-blocked", program, config)
    assert blocked.status != 0
    found = [item for item in blocked.said if item.rule == "aws-escalation"]
    assert found
    assert {item.level for item in found} == {"mandatory"}
    waivers = []
    for _ in range(3):
        known = {waiver["finding"] for waiver in waivers}
        waivers += [
            {"rule": item.message[1:].partition("]")[0], "finding": item.finding, "urn": "*::reader", "reason": "r",
             "approver": "ann@example.com", "expires": str(datetime.now(UTC).date() + timedelta(days=7))}
            for item in found if item.finding not in known
        ]  # fmt: skip
        outcome = engine.preview("analysis-waived", program, {**config, "waivers": waivers})
        found = [item for item in outcome.said if item.rule == "aws-escalation" and item.level == "mandatory"]
    assert found == []
    assert outcome.status == 0, outcome.output
    assert any("waived until" in item.message for item in outcome.said)
    engine.up("analysis-blocked", "", config)
