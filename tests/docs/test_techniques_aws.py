"""The page of techniques on AWS: each that is reported once, and each that is not with its reason."""

from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.aws.unreported import UNREPORTED
from agent_identity.permissions.techniques.model import On
from tools.pages import techniques_aws

PAGE = techniques_aws.page()


def test_every_technique_that_can_be_found_stands_on_it_once() -> None:
    found = {each.id: PAGE.count(f"| `{each.id}`: ") for each in techniques_of("aws")}
    expected = {each.id: int(all(need.counted for need in each.needs)) for each in techniques_of("aws")}
    assert found == expected
    assert sum(expected.values()) > 550


def test_every_reach_is_put_into_words() -> None:
    assert set(techniques_aws.REACH) == set(On)


def test_what_is_not_reported_says_why() -> None:
    left = PAGE.partition("## What is not reported")[2]
    assert [action for action in UNREPORTED if f"`{action}`" not in left] == []
    assert [reason for reason in set(UNREPORTED.values()) if reason not in left] == []
