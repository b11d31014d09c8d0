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
from tests.permissions.aws.worlds import document, role, statement, trust_of, world

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


def without(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "*", "Resource": "*"} | elements


MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
EVERYTHING = statement("*")
FROM_OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}


@pytest.mark.parametrize(
    ("target", "caller", "expected"),
    [
        # What the caller does not have counts, however that is written.
        ([EVERYTHING], [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], Truth.YES),
        ([EVERYTHING], [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x/*"}], Truth.YES),
        ([READ], [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], Truth.NO),
        ([READ], [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x/*"}], Truth.NO),
        ([EVERYTHING], [EVERYTHING, {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}], Truth.YES),
        ([READ], [EVERYTHING, {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}], Truth.NO),
        ([EVERYTHING, {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}], [statement("s3:*")], Truth.NO),
        # Conditions that cannot hold give the caller nothing; those that the two share tell them not apart.
        ([EVERYTHING], [without(Condition=MFA)], Truth.YES),
        ([EVERYTHING], [without(Condition={"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}})], Truth.YES),
        ([EVERYTHING], [without(Condition=FROM_OFFICE)], Truth.YES),
        ([without(Condition=FROM_OFFICE)], [without(Condition=FROM_OFFICE)], Truth.NO),
        ([without(Condition=FROM_OFFICE)], [EVERYTHING], Truth.NO),
        ([without(Condition=MFA)], [], Truth.NO),
        ([EVERYTHING], [without(Condition={"Bool": {"aws:SecureTransport": "true"}})], Truth.NO),
        ([READ], [READ, statement("s3:*", effect="Deny", Condition=MFA)], Truth.NO),
        (
            [READ],
            [READ, statement("s3:*", effect="Deny", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})],
            Truth.YES,
        ),
    ],
)
def test_negations_and_conditions_are_read_for_both(target: list[Any], caller: list[Any], expected: Truth) -> None:
    service = trust_of(service="lambda.amazonaws.com")
    assert more(role("target", *target, trust=service), role("caller", *caller, trust=service)) is expected


def test_one_policy_says_something_else_of_other_tags() -> None:
    own = statement("s3:GetObject", on="arn:aws:s3:::papers/${aws:PrincipalTag/team}/*")
    one, same, other = (role(name, own, tags={"team": team}) for name, team in (("a", "x"), ("b", "x"), ("c", "y")))
    assert more(same, one) is Truth.NO
    assert more(other, one) is Truth.YES


def test_what_a_limit_denies_the_caller_lacks() -> None:
    boundary = document(EVERYTHING, statement("iam:*", effect="Deny"))
    assert more(role("target", EVERYTHING), role("caller", EVERYTHING, boundary=boundary)) is Truth.YES
    assert more(role("target", EVERYTHING, boundary=boundary), role("c", EVERYTHING, boundary=boundary)) is Truth.NO
    assert more(role("target", EVERYTHING, boundary=boundary), role("c", EVERYTHING)) is Truth.NO


def test_what_is_not_known_is_not_compared() -> None:
    unread = Principal("x", "role", "1", "x", policies=(Policy("managed", "gone", None),))
    assert more(unread, role("caller", READ)) is Truth.UNKNOWN


names = st.text(alphabet="ab*", min_size=1, max_size=3)
grants = st.lists(
    st.tuples(names, names, st.sampled_from(["Allow", "Allow", "Deny"]), st.booleans(), st.booleans()),
    min_size=1,
    max_size=3,
)
NAMES = ["a", "b", "aa", "ab", "ba", "bb", "aaa", "aba", "bab", "bbb", "abb", "baa", "abab"]
Made = list[tuple[str, str, str, bool, bool]]


def allowed(made: Made) -> set[tuple[str, str]]:
    def hit(effect: str, action: str, resource: str) -> bool:
        return any(
            e == effect and like(f"x:{a}", action) is not not_a and like(r, resource) is not not_r
            for a, r, e, not_a, not_r in made
        )

    pairs = [(f"x:{a}", r) for a in NAMES for r in NAMES]
    return {(a, r) for a, r in pairs if hit("Allow", a, r) and not hit("Deny", a, r)}


def holder(name: str, made: Made, boundary: Made | None) -> Principal:
    def written(each: Made) -> list[dict[str, Any]]:
        return [
            {"Effect": e, "NotAction" if not_a else "Action": f"x:{a}", "NotResource" if not_r else "Resource": r}
            for a, r, e, not_a, not_r in each
        ]

    return role(name, *written(made), boundary=None if boundary is None else document(*written(boundary)))


@given(grants, grants, st.none() | grants, st.none() | grants)
@settings(max_examples=300, deadline=None)
def test_nothing_more_is_said_only_where_nothing_is(
    one: Made, other: Made, limit: Made | None, own_limit: Made | None
) -> None:
    if more(holder("target", one, limit), holder("caller", other, own_limit)) is Truth.NO:
        theirs = allowed(one) if limit is None else allowed(one) & allowed(limit)
        own = allowed(other) if own_limit is None else allowed(other) & allowed(own_limit)
        assert theirs <= own
