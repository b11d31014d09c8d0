"""Whether one principal may do more than another: held against plain enumeration on small worlds."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws.comparison import has_more
from agent_identity.permissions.aws.model import Policy, Principal, World
from agent_identity.permissions.aws.rights import Rights
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.logic import Truth
from tests.permissions.aws.worlds import document, role, statement, world

READ = statement("s3:GetObject", on="arn:aws:s3:::papers/*")
ALL = document(statement("*"))


def more(target: Principal, caller: Principal) -> Truth:
    where: World = world(target, caller)
    return has_more(Rights(target, where), Rights(caller, where))


@pytest.mark.parametrize(
    ("target", "caller", "expected"),
    [
        ([READ], [READ], Truth.NO),
        ([READ], [statement("s3:*")], Truth.NO),
        ([READ], [statement("s3:Get*", on="arn:aws:s3:::papers/*")], Truth.NO),
        ([statement("s3:*")], [READ], Truth.YES),
        ([READ], [], Truth.YES),
        ([], [READ], Truth.NO),
        ([statement("S3:getobject", on="arn:aws:s3:::papers/*")], [READ], Truth.NO),
        ([statement("s3:GetObject", on="arn:aws:s3:::PAPERS/*")], [READ], Truth.YES),
        # Together two statements cover what neither does alone.
        ([statement("s3:GetObject", "s3:PutObject")], [statement("s3:GetObject"), statement("s3:PutObject")], Truth.NO),
        ([statement("s3:*"), statement("s3:PutObject", effect="Deny")], [statement("s3:*")], Truth.NO),
        ([statement("s3:*")], [statement("s3:*"), statement("s3:PutObject", effect="Deny")], Truth.YES),
        ([READ], [statement("s3:*"), statement("s3:PutObject", effect="Deny")], Truth.NO),
    ],
)
def test_more_is_what_the_other_lacks(target: list[Any], caller: list[Any], expected: Truth) -> None:
    assert more(role("target", *target), role("caller", *caller)) is expected


def test_boundaries_of_both_count() -> None:
    narrow = document(statement("s3:GetObject"))
    assert more(role("target", statement("s3:*"), boundary=narrow), role("caller", statement("s3:Get*"))) is Truth.NO
    assert more(role("target", READ), role("caller", statement("s3:*"), boundary=narrow)) is Truth.NO
    assert more(role("target", statement("s3:PutObject")), role("c", statement("s3:*"), boundary=narrow)) is Truth.YES
    assert more(role("target", READ, boundary=ALL), role("caller", READ, boundary=ALL)) is Truth.NO


def test_what_is_not_known_is_not_compared() -> None:
    unread = Principal("x", "role", "1", "x", policies=(Policy("managed", "gone", None),))
    assert more(unread, role("caller", READ)) is Truth.UNKNOWN


names = st.text(alphabet="ab*", min_size=1, max_size=3)
grants = st.lists(st.tuples(names, names, st.sampled_from(["Allow", "Allow", "Deny"])), min_size=1, max_size=3)
NAMES = ["a", "b", "aa", "ab", "ba", "bb", "aaa", "aba", "bab", "bbb", "abb", "baa", "abab"]


def allowed(made: list[tuple[str, str, str]]) -> set[tuple[str, str]]:
    def hit(effect: str, action: str, resource: str) -> bool:
        return any(e == effect and like(a, action) and like(r, resource) for a, r, e in made)

    return {(a, r) for a in NAMES for r in NAMES if hit("Allow", a, r) and not hit("Deny", a, r)}


@given(grants, grants)
@settings(max_examples=200, deadline=None)
def test_nothing_more_is_said_only_where_nothing_is(one: Any, other: Any) -> None:
    def made(name: str, given_: list[tuple[str, str, str]]) -> Principal:
        return role(name, *(statement(f"x:{a}", on=r, effect=e) for a, r, e in given_))

    if more(made("target", one), made("caller", other)) is Truth.NO:
        assert allowed(one) <= allowed(other)
