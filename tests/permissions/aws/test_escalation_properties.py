"""What holds of every analysis, whatever the policies are."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.model import Principal, World
from agent_identity.permissions.findings import PrincipalReport
from tests.permissions.aws.worlds import document, policy, role, statement, trust_of, world

ACTIONS = [
    "*", "iam:*", "iam:PassRole", "iam:Put*", "lambda:*", "lambda:CreateFunction", "sts:AssumeRole", "s3:GetObject",
    "ec2:*", "secretsmanager:GetSecretValue", "iam:CreateAccessKey", "*:Tag*", "cloudtrail:StopLogging",
    "ssm:?endCommand",
]  # fmt: skip
RESOURCES = [
    "*", "arn:aws:iam::111122223333:role/*", "arn:aws:iam::111122223333:role/admin", "arn:aws:s3:::papers/*",
    "arn:aws:lambda:*:*:function:own-*", "arn:aws:secretsmanager:*:*:secret:?*", "arn:*",
    "arn:aws:iam::*:user/${aws:username}",
]  # fmt: skip
CONDITIONS = [
    {},
    {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
    {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a*"}},
    {"StringEquals": {"aws:ResourceTag/team": "x"}},
]
ADMIN = role("admin", statement("*"), trust=trust_of("111122223333"))
YES = {"yes": 2, "unknown": 1, "no": 0}


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"Effect": effect or draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
    lists = st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3)
    made[draw(st.sampled_from(["Action", "Action", "NotAction"]))] = draw(lists)
    places = st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=2)
    made[draw(st.sampled_from(["Resource", "Resource", "NotResource"]))] = draw(places)
    if condition := draw(st.sampled_from(CONDITIONS)):
        made["Condition"] = condition
    return made


policies = st.lists(statements(), min_size=1, max_size=3)
allows = st.lists(statements("Allow"), min_size=1, max_size=2)


def report_of(*made: dict[str, Any], boundary: Any = None) -> PrincipalReport:
    agent = role("agent", boundary=boundary)
    agent = replace(agent, policies=(policy("inline", "own", document(*made)),))
    where: World = world(agent, ADMIN)
    return next(each for each in escalation.analyze(where).principals if each.principal == agent.arn)


@given(policies)
@settings(max_examples=60, deadline=None)
def test_a_denial_of_everything_leaves_nothing(made: list[dict[str, Any]]) -> None:
    report = report_of(*made, statement("*", effect="Deny"))
    assert (report.escalates, report.findings) == ("no", ())


@given(policies, allows)
@settings(max_examples=60, deadline=None)
def test_granting_more_never_makes_a_principal_harmless(made: list[dict[str, Any]], more: list[dict[str, Any]]) -> None:
    assert YES[report_of(*made, *more).escalates] >= YES[report_of(*made).escalates]


@given(policies, allows)
@settings(max_examples=60, deadline=None)
def test_a_boundary_never_makes_one_escalate(made: list[dict[str, Any]], boundary: list[dict[str, Any]]) -> None:
    bounded = report_of(*made, boundary=document(*boundary))
    assert YES[bounded.escalates] <= YES[report_of(*made).escalates]


@given(policies)
@settings(max_examples=60, deadline=None)
def test_every_finding_names_statements_that_are_there_and_reads_as_a_sentence(made: list[dict[str, Any]]) -> None:
    report = report_of(*made)
    for finding in report.findings:
        assert finding.because
        assert finding.explanation
        assert finding.fix
        assert list(finding.needs) == sorted(set(finding.needs))
        for because in finding.because:
            assert because.layer == "trust" or made[because.statement or 0]["Effect"] == "Allow"
    assert len({finding.id for finding in report.findings}) == len(report.findings)


@given(policies)
@settings(max_examples=60, deadline=None)
def test_how_a_policy_is_split_changes_no_id(made: list[dict[str, Any]]) -> None:
    agent: Principal = role("agent")
    whole = replace(agent, policies=(policy("inline", "own", document(*made)),))
    split = replace(
        agent,
        policies=tuple(policy("inline", f"p{place}", document(each)) for place, each in enumerate(reversed(made))),
    )
    ids = [[finding.id for finding in escalation.findings_of(each, world(each, ADMIN))] for each in (whole, split)]
    assert ids[0] == ids[1]
