"""Whose something is, by how it is named."""

import pytest

from agent_identity.permissions.aws.targets import Reach, is_pattern, reach_of
from agent_identity.permissions.techniques.model import Need, On
from tests.permissions.aws.worlds import role

FUNCTION = "arn:aws:lambda:*:111122223333:function:"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:"


@pytest.mark.parametrize(
    ("pattern", "on", "expected"),
    [
        ("*", On.HOST, Reach.BROAD),
        ("arn:aws:lambda:*", On.HOST, Reach.BROAD),
        (f"{FUNCTION}*", On.HOST, Reach.BROAD),
        (f"{FUNCTION}mine", On.HOST, Reach.NAMED),
        (f"{FUNCTION}mine:*", On.HOST, Reach.NAMED),
        (f"{FUNCTION}invoices-*", On.HOST, Reach.OWN),
        (f"{FUNCTION}claims-*", On.HOST, Reach.BROAD),
        (f"{SECRET}*", On.STORE, Reach.BROAD),
        (f"{SECRET}agents/*", On.STORE, Reach.OWN),
        (f"{SECRET}token-??????", On.STORE, Reach.NAMED),
        (f"{SECRET}token-*", On.STORE, Reach.NAMED),
        ("arn:aws:s3:::*", On.STORE, Reach.BROAD),
        ("arn:aws:s3:::*/state/*", On.STORE, Reach.BROAD),
        ("arn:aws:s3:::papers/*", On.STORE, Reach.NAMED),
        ("arn:aws:s3:::papers/state/*", On.STORE, Reach.OWN),
        ("arn:aws:logs:*:*:log-group:/aws/x:*", On.GUARD, Reach.NAMED),
        ("arn:aws:dynamodb:*:*:table/ledger/index/*", On.STORE, Reach.NAMED),
        ("arn:aws:ssm:*:*:parameter/agents/*", On.STORE, Reach.OWN),
        ("arn:aws:ssm:*:*:parameter/*", On.STORE, Reach.BROAD),
    ],
)
def test_a_pattern_is_the_agents_own_or_reaches_further(pattern: str, on: On, expected: Reach) -> None:
    invoices = role("invoices-prod")
    assert reach_of(pattern, Need(("x:Y",), on), invoices) is expected


def test_the_tag_of_an_agent_names_what_is_its_own() -> None:
    tagged = role("agent-17", tags={"agent-type": "claims-reader"})
    assert reach_of(f"{FUNCTION}claims-*", Need(("x:Y",), On.HOST), tagged) is Reach.OWN


def test_what_must_be_named_in_full_has_no_own_prefix() -> None:
    need = Need(("x:Y",), On.STORE, exact=True)
    assert reach_of(f"{SECRET}agents/*", need, role("agents")) is Reach.BROAD
    assert reach_of(f"{SECRET}agents", need, role("agents")) is Reach.NAMED


def test_a_wildcard_for_the_account_makes_no_pattern() -> None:
    assert not is_pattern("arn:aws:iam::*:role/admin")
    assert is_pattern("arn:aws:iam::111122223333:role/a*")
    assert is_pattern("*")
