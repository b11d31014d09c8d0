"""An account's export: every part of it, and what is said of a file that is something else."""

import copy
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws.readers import authorization_details, managed
from agent_identity.permissions.problems import ReadError

ACCOUNT = "111122223333"
READ = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
TRUST = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
}
OWN = f"arn:aws:iam::{ACCOUNT}:policy/own"
EXPORT: dict[str, Any] = {
    "UserDetailList": [
        {
            "Path": "/", "UserName": "ann", "Arn": f"arn:aws:iam::{ACCOUNT}:user/ann",
            "UserPolicyList": [{"PolicyName": "u", "PolicyDocument": READ}], "GroupList": ["readers"],
            "AttachedManagedPolicies": [{"PolicyName": "own", "PolicyArn": OWN}],
            "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": OWN},
        }
    ],
    "GroupDetailList": [
        {
            "Path": "/", "GroupName": "readers", "Arn": f"arn:aws:iam::{ACCOUNT}:group/readers",
            "GroupPolicyList": [{"PolicyName": "g", "PolicyDocument": READ}],
            "AttachedManagedPolicies": [
                {"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
            ],
        }
    ],
    "RoleDetailList": [
        {
            "Path": "/agents/", "RoleName": "reader", "Arn": f"arn:aws:iam::{ACCOUNT}:role/agents/reader",
            "AssumeRolePolicyDocument": TRUST,
            "InstanceProfileList": [{"Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/p"}],
            "RolePolicyList": [{"PolicyName": "r", "PolicyDocument": READ}],
            "AttachedManagedPolicies": [{"PolicyName": "gone", "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/gone"}],
            "Tags": [{"Key": "agent-type", "Value": "reader"}, {"Key": "empty", "Value": ""}],
        },
        {
            "Path": "/aws-service-role/x.amazonaws.com/", "RoleName": "linked",
            "Arn": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/linked",
            "AssumeRolePolicyDocument": TRUST, "RolePolicyList": [], "AttachedManagedPolicies": [],
        },
    ],
    "Policies": [
        {
            "PolicyName": "own", "Arn": OWN, "PolicyVersionList": [
                {"VersionId": "v1", "IsDefaultVersion": False, "Document": {"Statement": []}},
                {"VersionId": "v2", "IsDefaultVersion": True, "Document": READ},
            ],
        }
    ],
    "IsTruncated": False,
}  # fmt: skip


def read(data: Any) -> Any:
    return authorization_details.read(data, where="export.json")


def problems_of(data: Any) -> tuple[str, ...]:
    with pytest.raises(ReadError) as caught:
        read(data)
    return caught.value.problems


def changed(*path: Any, to: Any) -> dict[str, Any]:
    made = copy.deepcopy(EXPORT)
    at: Any = made
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return made


def test_every_part_is_read() -> None:
    world = read(EXPORT)
    ann = world.principals[f"arn:aws:iam::{ACCOUNT}:user/ann"]
    assert [(each.layer, each.name, each.scope) for each in ann.policies] == [
        ("inline", "u", None),
        ("managed", OWN, None),
        ("group", "g", "readers"),
        ("group", "arn:aws:iam::aws:policy/ReadOnlyAccess", "readers"),
    ]
    assert all(each.document is not None for each in ann.policies)
    assert ann.boundary is not None
    assert (ann.boundary.name, ann.kind, ann.account, ann.agent) == (OWN, "user", ACCOUNT, False)
    reader = world.principals[f"arn:aws:iam::{ACCOUNT}:role/agents/reader"]
    assert (reader.path, reader.tags, reader.agent) == ("/agents/", {"agent-type": "reader", "empty": ""}, True)
    assert reader.policies[1].document is None, "a policy whose text is in no place is not known"
    assert reader.origin == "export.json/RoleDetailList/0"
    assert [each.service_linked for each in world.principals.values()].count(True) == 1
    assert world.profiles == {f"arn:aws:iam::{ACCOUNT}:instance-profile/p": (reader.arn,)}
    assert world.complete_accounts == {ACCOUNT}
    assert f"1 AWS managed policies: as they were on {managed.date()}" in world.assumptions


@pytest.mark.parametrize(
    "form", [json.dumps, lambda each: quote(json.dumps(each)), lambda each: json.dumps(json.dumps(each))]
)
def test_documents_may_be_encoded(form: Any) -> None:
    data = changed("RoleDetailList", 0, "RolePolicyList", 0, "PolicyDocument", to=form(READ))
    assert read(data).principals == read(EXPORT).principals


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "export.json: found a list, expected an object"),
        ({}, "export.json: found an object with nothing"),
        ({"Roles": []}, "what comes from aws iam list-roles"),
        ({"Statement": []}, "`agent-identity analyze aws --policy` reads it"),
        ({"version": 3, "deployment": {}}, "`agent-identity analyze pulumi` reads it"),
        (changed("IsTruncated", to=True), "/IsTruncated: found true, expected a whole export"),
        (changed("RoleDetailList", to={}), "/RoleDetailList: found an object, expected a list"),
        (changed("RoleDetailList", 0, to=7), "/RoleDetailList/0: found 7, expected an object"),
        (changed("RoleDetailList", 0, "Arn", to=None), "/RoleDetailList/0/Arn: found nothing, expected text"),
        (changed("RoleDetailList", 1, to=EXPORT["RoleDetailList"][0]), "a second time, expected it once"),
        (changed("RoleDetailList", 0, "Tags", to=[7]), "/RoleDetailList/0/Tags/0: found 7, expected a tag"),
        (changed("RoleDetailList", 0, "PermissionsBoundary", to="x"), "/PermissionsBoundary: found 'x'"),
        (changed("RoleDetailList", 0, "RolePolicyList", 0, "PolicyDocument", to={"Statement": "x"}),
         "/RoleDetailList/0/RolePolicyList/0/PolicyDocument/Statement/0: found 'x', expected a statement"),
        (changed("RoleDetailList", 0, "AssumeRolePolicyDocument", to=None), "/AssumeRolePolicyDocument: found nothing"),
        (changed("Policies", 0, "PolicyVersionList", to=[]), "/Policies/0/PolicyVersionList: found no default version"),
        (changed("UserDetailList", 0, "GroupList", to=[7]), "/UserDetailList/0/GroupList/0: found 7"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(data: Any, said: str) -> None:
    assert any(said in problem for problem in problems_of(data)), problems_of(data)


def test_all_problems_are_told_at_once() -> None:
    data = changed("RoleDetailList", 0, "RolePolicyList", 0, "PolicyDocument", to="x")
    data["UserDetailList"][0]["Arn"] = 7
    assert len(problems_of(data)) == 2


def test_a_group_that_a_filtered_export_lacks_is_not_known() -> None:
    world = read(changed("GroupDetailList", to=[]))
    ann = world.principals[f"arn:aws:iam::{ACCOUNT}:user/ann"]
    assert [each.name for each in ann.policies if each.document is None] == ["group readers"]


def test_policies_of_awss_own_are_read_in_every_partition() -> None:
    known = managed.document_of("arn:aws:iam::aws:policy/AdministratorAccess")
    assert known is not None
    assert known.statements[0].actions == ("*",)
    assert managed.document_of("arn:aws-cn:iam::aws:policy/AdministratorAccess") == known
    assert managed.document_of("arn:aws:iam::aws:policy/NoSuchPolicy") is None
    assert managed.document_of("arn:aws:iam::111122223333:policy/AdministratorAccess") is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=5,
)
places = st.sampled_from(
    [
        ("UserDetailList",),
        ("Policies", 0),
        ("Policies", 0, "PolicyVersionList"),
        ("RoleDetailList", 0, "Tags"),
        ("RoleDetailList", 0, "Path"),
        ("RoleDetailList", 0, "RolePolicyList"),
        ("RoleDetailList", 0, "AssumeRolePolicyDocument"),
        ("RoleDetailList", 0, "InstanceProfileList"),
        ("RoleDetailList", 0, "AttachedManagedPolicies"),
        ("UserDetailList", 0, "GroupList"),
        ("UserDetailList", 0, "PermissionsBoundary"),
        ("GroupDetailList", 0),
    ]
)


def read_or_refused(data: Any) -> tuple[str, ...]:
    try:
        read(data)
    except ReadError as error:
        return error.problems
    return ("export.json: was read",)


@given(places, json_values)
@settings(max_examples=300, deadline=None)
def test_anything_in_any_place_is_read_or_refused(path: tuple[Any, ...], value: Any) -> None:
    problems = read_or_refused(changed(*path, to=value))
    assert problems
    assert all(problem.startswith("export.json") for problem in problems)


@given(json_values)
@settings(max_examples=100, deadline=None)
def test_anything_at_all_is_refused_unless_it_is_an_export(value: Any) -> None:
    assert problems_of(value)
