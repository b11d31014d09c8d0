"""Conditions, by the examples of Azure's own pages and by the built-in roles that have one."""

import pytest

from agent_identity.permissions.azure import builtin
from agent_identity.permissions.azure.conditions import Known, holds
from agent_identity.permissions.azure.grammar import Attribute, problem
from agent_identity.permissions.logic import Truth

READ = "microsoft.storage/storageaccounts/blobservices/containers/blobs/read"
CONTAINER = Attribute("resource", "microsoft.storage/storageaccounts/blobservices/containers:name")
ROLE = Attribute("request", "microsoft.authorization/roleassignments:roledefinitionid")
# https://learn.microsoft.com/azure/role-based-access-control/conditions-format#simple-condition
SIMPLE = """
(
    (
        !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})
    )
    OR
    (
        @Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'blobs-example-container'
    )
)
"""


def truth(condition: str, values: dict[Attribute, tuple[str, ...]] | None = None, action: str = READ) -> Truth:
    return holds(condition, Known(action, values or {}))[0]


def test_a_simple_condition_is_about_its_action_alone() -> None:
    assert truth(SIMPLE, {CONTAINER: ("blobs-example-container",)}) is Truth.YES
    assert truth(SIMPLE, {CONTAINER: ("others",)}) is Truth.NO
    assert truth(SIMPLE, action=READ.replace("read", "write")) is Truth.YES
    found, missing = holds(SIMPLE, Known(READ))
    assert found is Truth.UNKNOWN
    assert missing == {"@Resource[microsoft.storage/storageaccounts/blobservices/containers:name]"}


@pytest.mark.parametrize(
    ("comparison", "value", "expected"),
    [
        ("StringEquals 'a-Note'", "a-Note", True),
        ("StringEquals 'a-Note'", "a-note", False),
        ("StringEqualsIgnoreCase 'a-Note'", "a-note", True),
        ("StringNotEquals 'x'", "y", True),
        ("StringStartsWith 'notes/'", "notes/a", True),
        ("StringNotStartsWith 'notes/'", "notes/a", False),
        ("StringLike 'a*c?'", "abbcd", True),
        ("StringLike 'a\\\\*'", "abc", False),
        ("NumericLessThan 10", "9.5", True),
        ("NumericInRange {1, 3}", "2", True),
        ("NumericInRange {1, 3}", "4", False),
        ("BoolEquals true", "True", True),
        ("GuidEquals '{0}'", "ABCDEF00111122223333444455556666", True),
        ("DateTimeGreaterThan '2026-01-01T00:00:00Z'", "2026-05-01T00:00:00+00:00", True),
        ("ForAnyOfAnyValues:StringEquals {'a', 'b'}", "b", True),
        ("ForAllOfAllValues:StringNotEquals {'a', 'b'}", "b", False),
        ("StringNotEquals {'a', 'b'}", "b", False),
    ],
)
def test_comparisons(comparison: str, value: str, expected: bool) -> None:
    text = f"@Resource[x:name] {comparison.replace('{0}', 'abcdef00-1111-2222-3333-444455556666')}"
    assert problem(text) is None
    assert truth(text, {Attribute("resource", "x:name"): (value,)}) is (Truth.YES if expected else Truth.NO)


def test_what_is_absent_exists_not_and_equals_nothing() -> None:
    attribute = Attribute("resource", "x:tag")
    assert truth("Exists @Resource[x:tag]", {attribute: ()}) is Truth.NO
    assert truth("NOT Exists @Resource[x:tag]", {attribute: ()}) is Truth.YES
    assert truth("@Resource[x:tag] StringNotEquals 'a'", {attribute: ()}) is Truth.NO
    assert truth("Exists @Resource[x:tag]") is Truth.UNKNOWN


def test_not_binds_before_and_and_before_or() -> None:
    yes, no = "ActionMatches{'*/read'}", "ActionMatches{'*/write'}"
    assert truth(f"NOT {no} AND {no} OR {yes}") is Truth.YES
    assert truth(f"NOT ({no} AND {no} OR {yes})") is Truth.NO
    assert truth(f"!{no} && {yes} || {no}") is Truth.YES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(",
        "@Resource[x] Like 'a'",
        "@Resource[x StringEquals 'a'",
        "'a' StringEquals 'a'",
        "ActionMatches{}",
        "a b c",
        "(" * 300 + "ActionMatches{'a'}" + ")" * 300,
    ],
)
def test_what_is_no_condition_is_not_known(text: str) -> None:
    assert problem(text) is not None
    assert truth(text) is Truth.UNKNOWN


def test_every_condition_of_a_built_in_role_is_read() -> None:
    texts = [block.condition for role in builtin.roles() for block in role.permissions or () if block.condition]
    assert len(texts) > 20
    assert [text for text in texts if problem(text)] == []


def test_the_condition_of_a_built_in_role_confines_what_it_assigns() -> None:
    # Key Vault Data Access Administrator; GUIDs are compared without regard to hyphens.
    role = builtin.role_of("8b54135c-b56d-4d72-a534-26097cfdc8d8")
    assert role is not None
    assert role.permissions is not None
    condition = role.permissions[0].condition
    assert condition is not None
    write = "microsoft.authorization/roleassignments/write"
    assert truth(condition, {ROLE: ("4633458b-17de-408a-b874-0445c86b69e6",)}, write) is Truth.YES
    assert truth(condition, {ROLE: ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635",)}, write) is Truth.NO
