"""Names fit their cloud's limit, say what they name, and never meet."""

import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_identity import naming
from agent_identity.naming import NameLimit, name_for, principal_name

LIMITS = [limit for limit in vars(naming).values() if isinstance(limit, NameLimit)]
ACCEPTED = {
    "AWS IAM role": r"[\w+=,.@-]{1,64}",
    "AWS IAM policy": r"[\w+=,.@-]{1,128}",
    "Azure user-assigned identity": r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}",
    "Azure policy definition or assignment": r"[^<>*%&:\\?.+/ ]{1,24}(?<![. ])",
    "GCP service account": r"[a-z](?:[-a-z0-9]{4,28}[a-z0-9])",
    "GCP custom role": r"[a-zA-Z0-9_.]{3,64}",
    "Kubernetes object": r"(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?",
    "Kubernetes label or namespace": r"(?=.{1,63}$)[a-z]([-a-z0-9]*[a-z0-9])?",
}
"""What each cloud's documentation accepts, written apart from the limits under test."""

awkward = st.text(min_size=0, max_size=500) | st.from_regex(r"[a-z0-9-]{1,80}", fullmatch=True)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.kind)
@given(parts=st.lists(awkward, min_size=1, max_size=4))
def test_any_name_is_accepted_by_its_cloud(limit: NameLimit, parts: list[str]) -> None:
    name = name_for(limit, *parts)
    assert re.fullmatch(ACCEPTED[limit.kind], name), name
    assert limit.min_length <= len(name) <= limit.max_length
    assert name == name_for(limit, *parts)


def _awkward_names(count: int) -> list[tuple[str, str]]:
    """Names made to meet: long shared beginnings, case, separators moved between the parts, emoji, slashes."""
    dice = random.Random(20)
    bases = ["invoice-reader", "a", "A", "a-b", "é", "e\u0301", "🤖", "x/y", "x y", "-", "", "0", "\u0131", "ß", "ss"]
    found: set[tuple[str, str]] = set()
    while len(found) < count:
        stem = dice.choice(bases)
        match dice.randrange(5):
            case 0:
                name = stem * dice.randrange(1, 300)
            case 1:
                name = "shared-beginning-longer-than-any-limit" * 8 + str(dice.randrange(count))
            case 2:
                name = stem + "-" * dice.randrange(1, 30) + str(dice.randrange(count))
            case 3:
                name = "".join(dice.choice("abAB-_/. 🤖é") for _ in range(dice.randrange(1, 24)))
            case _:
                name = unicodedata.normalize(dice.choice(["NFC", "NFD", "NFKC"]), stem) + hex(dice.randrange(count))
        found.add((name, dice.choice(["prod", "Prod", "dev", "-prod", "prod-"])))
    return sorted(found)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.kind)
def test_100_000_awkward_names_do_not_collide(limit: NameLimit) -> None:
    names = _awkward_names(100_000)
    assert len({name_for.__wrapped__(limit, *parts).lower() for parts in names}) == len(names)


def test_moving_a_separator_between_the_parts_gives_another_name() -> None:
    assert name_for(naming.AWS_ROLE, "a-b", "c") != name_for(naming.AWS_ROLE, "a", "b-c")


def test_a_name_is_readable_and_stable_across_versions_of_this_library() -> None:
    assert principal_name(naming.AWS_ROLE, "invoice-reader", "prod") == "invoice-reader-prod-gsstr7gwsy"
    assert principal_name(naming.GCP_SERVICE_ACCOUNT, "invoice-reader", "prod") == "invoice-reader-prod-gsstr7gwsy"
    assert principal_name(naming.GCP_CUSTOM_ROLE, "invoice-reader", "prod") == "invoice_reader_prod_gsstr7gwsy"


def test_a_name_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        name_for(naming.AWS_ROLE)
