"""Bare policies, an organisation's limits, policies of resources and requests: what they take, and what they refuse."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws.readers import bare, organization, resource_policies
from agent_identity.permissions.aws.requests import RequestError, read_request
from agent_identity.permissions.problems import ReadError

ALL = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
DENY = {"Statement": {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}}
OPEN = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}


def problems_of(read: Callable[[], Any]) -> tuple[str, ...]:
    with pytest.raises(ReadError) as caught:
        read()
    return caught.value.problems


def test_bare_policies_are_one_principals() -> None:
    wrapped = {"PolicyVersion": {"Document": ALL, "VersionId": "v1"}}
    inline = {"RoleName": "r", "PolicyName": "p", "PolicyDocument": DENY}
    world = bare.read([("a", ALL), ("b", json.dumps(wrapped)), ("c", inline)], boundary=("d", json.dumps(ALL)))
    (principal,) = world.principals.values()
    assert [(each.layer, each.name) for each in principal.policies] == [("inline", name) for name in "abc"]
    assert principal.boundary is not None
    assert principal.tags is None
    assert len(world.assumptions) == 2


def test_every_problem_of_bare_policies_is_told() -> None:
    found = problems_of(lambda: bare.read([("a", "x"), ("b", {"Statement": {"Effect": "allow"}})]))
    assert [line.partition(":")[0].partition("/")[0] for line in found] == ["a", "b", "b", "b"]


def test_an_organisation_is_read_level_by_level() -> None:
    described = {"Policy": {"PolicySummary": {"Name": "guard"}, "Content": json.dumps(DENY)}}
    found = organization.read(
        {
            "management_account": "111122223333",
            "scps": [[ALL], [ALL, described]],
            "rcps": [[OPEN]],
            "accounts": {"444455556666": {"scps": [[DENY]]}},
        },
        where="o.json",
    )
    assert [[policy.name for policy in level] for level in found.scp_levels] == [["scp 0.0"], ["scp 1.0", "guard"]]
    assert found.rcp_levels[0][0].document is not None
    assert found.accounts["444455556666"][0][0][0].name == "scp 0.0"
    assert found.management_account == "111122223333"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "o.json: found no object"),
        ({"scp": []}, "o.json/scp: is no key here, expected one of: management_account, scps, rcps, accounts"),
        ({"management_account": 7}, "o.json/management_account: found 7"),
        ({"scps": [ALL]}, "o.json/scps: found no list of lists"),
        ({"scps": [["x"]]}, "o.json/scps/0/0: found text that is no JSON"),
        ({"rcps": [[ALL]]}, "o.json/rcps/0/0/Statement/0: found neither Principal nor NotPrincipal"),
        ({"accounts": []}, "o.json/accounts: found no object"),
        ({"accounts": {"1": 7}}, "o.json/accounts/1: found no object"),
    ],
)
def test_a_wrong_organisation_is_told_with_its_place(data: Any, said: str) -> None:
    assert any(line.startswith(said) for line in problems_of(lambda: organization.read(data, where="o.json")))


def test_a_level_of_denials_alone_has_awss_own_policy_beside_it() -> None:
    found, assumed = organization.of_files([("deny.json", DENY)], [])
    assert [policy.name for policy in found.scp_levels[0]] == ["deny.json", "FullAWSAccess"]
    assert len(assumed) == 1
    assert organization.of_files([("all.json", ALL)], [])[1] == []
    assert organization.of_files([], [])[0].scp_levels == ()


def test_policies_of_resources_are_by_arn() -> None:
    found = resource_policies.read({"arn:aws:s3:::b": OPEN}, where="r.json")
    assert found["arn:aws:s3:::b"].layer == "resource"
    said = problems_of(lambda: resource_policies.read({"b": OPEN, "arn:aws:s3:::c": ALL}, where="r.json"))
    assert said[0] == "r.json/b: found 'b', expected a resource's ARN"
    assert said[1].startswith("r.json/arn:aws:s3:::c/Statement/0: found neither Principal")
    assert problems_of(lambda: resource_policies.read([], where="r.json"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["scps", "rcps", "accounts", "Policy", "Content", "Statement", "arn:aws:s3:::b", "context"])
            | st.text(max_size=5),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
READERS: list[Callable[[Any], Any]] = [
    lambda value: organization.read(value, where="in"),
    lambda value: organization.of_files([("in", value)], [("in", value)]),
    lambda value: resource_policies.read(value, where="in"),
    lambda value: bare.read([("in", value)], boundary=("in", value)),
    lambda value: read_request(json.dumps(value), "in"),
]


def read_or_refused(read: Callable[[Any], Any], value: Any) -> list[str]:
    try:
        read(value)
    except (ReadError, RequestError) as error:
        return list(error.problems)
    return ["in: was read"]


@given(json_values, st.sampled_from(READERS))
@settings(max_examples=300, deadline=None)
def test_anything_is_read_or_refused_with_its_place(value: Any, read: Callable[[Any], Any]) -> None:
    problems = read_or_refused(read, value)
    assert problems
    assert all(problem.startswith("in") for problem in problems)
