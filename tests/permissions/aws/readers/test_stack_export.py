"""What `pulumi stack export` writes, read: secrets, what was only read, interrupted runs, and files that are none."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws.model import World
from agent_identity.permissions.aws.readers import stack_export
from agent_identity.permissions.problems import ReadError
from tests.permissions.aws.readers.stacks import ACCOUNT, ROLE, ROLE_POLICY, allows, trusts

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
ARN = f"arn:aws:iam::{ACCOUNT}:role/reader"
PROVIDER = "urn:pulumi:s::p::pulumi:providers:aws::default"


def item(token: str, name: str, inputs: Any = None, **more: Any) -> dict[str, Any]:
    return {"urn": f"urn:pulumi:s::p::{token}::{name}", "type": token, "custom": True, "inputs": inputs or {}, **more}


READER = item(ROLE, "reader", {"name": "reader", "assumeRolePolicy": trusts()}, outputs={"arn": ARN, "name": "reader"})
GRANT = item(ROLE_POLICY, "grant", {"role": "reader", "policy": allows("s3:GetObject")})


def export(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"version": 3, "deployment": {"manifest": {}, "resources": list(resources), **more}}


def read(*resources: Any, **more: Any) -> World:
    return stack_export.read(export(*resources, **more), where="state.json")


def problems(data: object) -> tuple[str, ...]:
    with pytest.raises(ReadError) as caught:
        stack_export.read(data, where="state.json")
    return tuple(caught.value.problems)


def test_a_stack_is_read() -> None:
    world = read(READER, GRANT)
    (principal,) = world.principals.values()
    assert (principal.arn, principal.origin, principal.subject) == (ARN, READER["urn"], "aws:iam:Role reader")
    assert [policy.name for policy in principal.policies] == ["grant"]
    assert world.assumptions == ()


def test_a_reference_is_followed_by_its_dependencies() -> None:
    grant = {**GRANT, "inputs": {"policy": GRANT["inputs"]["policy"], "role": {SIGNATURE: SECRET, "ciphertext": "x"}},
             "propertyDependencies": {"role": [READER["urn"]], "policy": None}}  # fmt: skip
    (principal,) = read(READER, grant).principals.values()
    assert principal.arn == ARN
    assert len(principal.policies) == 1


def test_an_encrypted_secret_is_not_known_and_a_shown_one_is_read() -> None:
    def policy(**secret: str) -> Any:
        grant = item(ROLE_POLICY, "grant", {"role": "reader", "policy": {SIGNATURE: SECRET, **secret}})
        (principal,) = read(READER, grant).principals.values()
        return principal.policies[0].document

    assert policy(ciphertext="v1:x") is None
    assert policy(plaintext="{not json") is None
    shown = policy(plaintext=json.dumps(allows("s3:GetObject")))
    assert shown is not None
    assert shown.statements[0].actions == ("s3:GetObject",)


def test_what_a_replacement_left_behind_and_what_is_only_read_are_not_judged() -> None:
    assert read({**READER, "delete": True}).principals == {}
    assert read({**READER, "external": True}).principals == {}
    (principal,) = read({**READER, "external": True}, GRANT).principals.values()
    assert len(principal.policies) == 1


def test_the_provider_says_the_account() -> None:
    provider = item("pulumi:providers:aws", "default", {"allowedAccountIds": [ACCOUNT]})
    role = {**READER, "outputs": {}, "provider": f"{PROVIDER}::id"}
    assert set(read(provider, role).principals) == {ARN}


def test_an_empty_stack_and_an_interrupted_run_are_said() -> None:
    assert read().assumptions == ("the stack holds no resource",)
    assert stack_export.read({"version": 3, "deployment": {"manifest": {}}}, where="x").principals == {}
    (line,) = read(READER, pending_operations=[{"type": "creating", "resource": GRANT}]).assumptions
    assert line.startswith("1 operations were interrupted")


def test_a_record_of_a_file_backend_is_read_too() -> None:
    record = {"version": 3, "checkpoint": {"stack": "s", "latest": {"resources": [READER]}}}
    assert set(stack_export.read(record, where="x").principals) == {ARN}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "state.json: found nothing, expected what `pulumi stack export` writes"),
        ([], "state.json: found a list, expected what"),
        ("x", "state.json: found a text, expected what"),
        ({}, "state.json: found an object with nothing, expected what"),
        ({"UserDetailList": [], "RoleDetailList": []}, "found an object with RoleDetailList, UserDetailList, expected"),
        ({"deployment": None}, "state.json/deployment: found nothing, expected an object with resources"),
        ({"deployment": "ciphertext"}, "state.json/deployment: found a text, expected an object with resources"),
        ({"deployment": {"resources": {}}}, "state.json/deployment/resources: found an object, expected a list"),
    ],
)
def test_another_file_says_what_was_found_and_expected(data: object, told: str) -> None:
    (problem,) = problems(data)
    assert told in problem


def test_all_problems_are_told_at_once() -> None:
    found = problems(export(1, {"urn": 2, "type": ROLE}, READER, {**GRANT, "inputs": []}, {"type": "x"}))
    assert found == (
        "state.json/deployment/resources/0: found a number, expected an object",
        "state.json/deployment/resources/1/urn: found a number, expected a text",
        "state.json/deployment/resources/3/inputs: found a list, expected an object",
        "state.json/deployment/resources/4/urn: found nothing, expected a text",
    )


VALUES = st.recursive(
    st.sampled_from([None, "reader", ARN, "{", '{"Statement": [1]}', SIGNATURE, True, 3]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["policy", "role", "roles", "users", "name", "path", "tags", SIGNATURE]), inner
        )
    ),
    max_leaves=12,
)
TOKENS = st.sampled_from(
    [ROLE, ROLE_POLICY, "aws:iam/policyAttachment:PolicyAttachment", "aws:iam/groupMembership:GroupMembership",
     "aws:lambda/function:Function", "aws:sqs/queuePolicy:QueuePolicy"]
)  # fmt: skip
NAMES = ["role", "roles", "policy", "policyArn", "path", "tags", "users", "group", "inlinePolicies",
         "managedPolicyArns", "permissionsBoundary", "assumeRolePolicy", "queueUrl", "name", "targetId"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TOKENS, st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)), max_size=3))
def test_anything_in_a_resource_is_read_and_never_crashes(resources: list[tuple[str, dict[str, Any]]]) -> None:
    found = [item(token, f"r{index}", inputs) for index, (token, inputs) in enumerate(resources)]
    assert isinstance(read(*found), World)
