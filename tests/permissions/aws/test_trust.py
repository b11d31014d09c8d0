"""Whom a role's trust lets in."""

from dataclasses import replace
from typing import Any

import pytest

from agent_identity.permissions.aws.model import Policy
from agent_identity.permissions.aws.trust import Doors, admits, services_of
from agent_identity.permissions.logic import Truth
from tests.permissions.aws.worlds import ACCOUNT, OTHER, document, role, trust_of, user, world

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
CALLER = role("caller", tags={"team": "payments"})


@pytest.mark.parametrize(
    ("trust", "granted", "expected"),
    [
        (trust_of(CALLER.arn), False, Truth.YES),
        (trust_of(ROOT), True, Truth.YES),
        (trust_of(ROOT), False, Truth.NO),
        (trust_of(ACCOUNT), True, Truth.YES),
        (trust_of(f"arn:aws:iam::{OTHER}:root"), True, Truth.NO),
        (trust_of("*"), True, Truth.YES),
        (trust_of(service="ec2.amazonaws.com"), True, Truth.NO),
        (trust_of(CALLER.arn, Condition={"StringEquals": {"sts:ExternalId": "x"}}), False, Truth.YES),
        (trust_of(CALLER.arn, Condition={"StringEquals": {"aws:PrincipalTag/team": "claims"}}), False, Truth.NO),
        (trust_of(CALLER.arn, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), False, Truth.NO),
    ],
)
def test_a_trust_names_a_caller_or_leaves_it_to_its_policies(trust: Any, granted: bool, expected: Truth) -> None:
    assert admits(role("target", trust=trust), CALLER, granted=granted) is expected


def test_a_denial_in_a_trust_keeps_out() -> None:
    allow, deny = trust_of(ROOT)["Statement"][0], trust_of(CALLER.arn)["Statement"][0]
    target = role("target", trust=document(allow, {**deny, "Effect": "Deny"}))
    assert admits(target, CALLER, granted=True) is Truth.NO
    assert admits(target, user("ann"), granted=True) is Truth.YES


def test_a_trust_that_is_not_in_the_input_is_not_known() -> None:
    hidden = replace(role("target"), trust=Policy("trust", "target", None))
    assert admits(hidden, CALLER, granted=True) is Truth.UNKNOWN
    assert services_of(hidden) is None


def test_the_services_of_a_trust() -> None:
    assert services_of(role("r", trust=trust_of(service="ec2.amazonaws.com"))) == {"ec2.amazonaws.com"}
    assert services_of(role("r", trust=trust_of(ROOT))) == frozenset()
    assert services_of(role("r", trust=trust_of("*"))) is None
    but_one = {"Effect": "Allow", "NotPrincipal": {"AWS": ROOT}, "Action": "sts:AssumeRole"}
    assert services_of(role("r", trust=document(but_one))) is None


def test_doors_are_found_by_whom_they_name() -> None:
    by_account, by_arn, to_all = (
        role("a", trust=trust_of(ROOT)),
        role("b", trust=trust_of(CALLER.arn)),
        role("c", trust=trust_of("*")),
    )
    doors = Doors(world(CALLER, by_account, by_arn, to_all, role("d")))
    assert list(doors.by_arn(CALLER)) == [by_arn]
    assert {each.name for each in doors.for_caller(CALLER)} == {"a", "b", "c"}
    assert [each.name for each in doors.for_caller(role("x", account=OTHER))] == ["c"]
