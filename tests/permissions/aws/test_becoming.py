"""Who can become whom: by pattern, over others, and not by what no principal of the account is made by."""

from typing import Any

import pytest

from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.model import Host, Principal
from tests.permissions.aws.worlds import ACCOUNT, role, statement, trust_of, user, world


def arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:worker"
RUN = statement("lambda:CreateFunction", "lambda:InvokeFunction")
ADMIN = role("boss", statement("*"), trust=trust_of(service="lambda.amazonaws.com"))


def steps(caller: Principal, *others: Principal, hosts: Any = ()) -> list[tuple[str, str]]:
    paths = escalation.analyze(world(caller, *others, hosts=hosts)).paths
    return [(step.rule, step.principal) for path in paths if path.source == caller.arn for step in path.steps]


@pytest.mark.parametrize("on", ["*", f"arn:aws:iam::{ACCOUNT}:user/*", f"arn:aws:iam::{ACCOUNT}:user/ann"])
def test_keys_of_a_user_lead_to_it(on: str) -> None:
    ann = user("ann", statement("*"))
    assert steps(role("caller", statement("iam:CreateAccessKey", on=on)), ann) == [("aws-credential-iam", ann.arn)]


def test_a_path_leads_over_one_that_a_pattern_covers_and_that_is_no_administrator() -> None:
    caller = role("caller", statement("iam:PassRole", on=arn("deploy-*")), RUN)
    lambda_ = trust_of(service="lambda.amazonaws.com")
    middle = role("deploy-x", statement("sts:AssumeRole", on=arn("chief")), trust=lambda_)
    chief = role("chief", statement("*"), trust=trust_of(middle.arn))
    idle = role("deploy-a", statement("s3:*"), trust=lambda_)
    expected = [("aws-pass-role-lambda", middle.arn), ("aws-assume-role", chief.arn)]
    assert steps(caller, idle, middle, chief) == expected


def test_what_a_service_is_told_on_everything_hands_over_no_other_role() -> None:
    other = role("deploy-x", statement("s3:*"), trust=trust_of(service="lambda.amazonaws.com"))
    assert steps(role("caller", statement("iam:PassRole", on=arn("deploy-*")), RUN), other, ADMIN) == []
    assert steps(role("caller", statement("iam:PassRole", on=arn("bo*")), RUN), other, ADMIN) != []


def test_a_pattern_leads_to_whom_the_hosts_under_it_run_as() -> None:
    caller = role("caller", statement("lambda:UpdateFunctionCode"))
    assert steps(caller, ADMIN, hosts=[Host(FUNCTION, ADMIN.arn)]) == [("aws-host-lambda", ADMIN.arn)]
    assert steps(caller, ADMIN) == []


def test_settings_of_an_account_make_nobody_one_of_its_roles() -> None:
    assert steps(role("caller", statement("account:*")), ADMIN) == []


def test_trust_and_policies_of_a_prefix_lead_to_the_roles_under_it() -> None:
    for action, rule in (
        ("iam:UpdateAssumeRolePolicy", "aws-change-trust"),
        ("iam:PutRolePolicy", "aws-write-role-policy"),
    ):
        assert steps(role("caller", statement(action, on=arn("bo*"))), ADMIN) == [(rule, ADMIN.arn)]
        assert steps(role("caller", statement(action, on=arn("other-*"))), ADMIN) == []
