"""Requests: what roles, scopes, conditions, deny assignments, groups and eligible roles decide."""

import json
from typing import Any

import pytest

from agent_identity.permissions.azure.evaluation import Decision, decide
from agent_identity.permissions.azure.readers.exports import Source, read
from agent_identity.permissions.azure.readers.kinds import Hint
from agent_identity.permissions.azure.requests import read_request
from agent_identity.permissions.requests import RequestError
from tests.permissions.azure.corpora import AGENT, SUBSCRIPTION, world_of

GROUP = f"{SUBSCRIPTION}/resourceGroups/agents"
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/papers"
CONTAINER = f"{ACCOUNT}/blobServices/default/containers/notes"
KEYS = "Microsoft.Storage/storageAccounts/listKeys/action"
READ = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"


def answer(data: dict[str, Any], **request: Any) -> Decision:
    asked = read_request(json.dumps({"principal": AGENT, "scope": ACCOUNT, **request}), "line")
    return decide(world_of({"grants": [], **data}), asked)


def grant(**entry: Any) -> dict[str, Any]:
    return {"grants": [{"at": "~g", **entry}]}


def test_a_role_allows_below_its_scope_and_nowhere_else() -> None:
    data = grant(role="Contributor")
    found = answer(data, action=KEYS)
    assert (found.decision, found.reason, found.layer, found.policy) == (
        "allow",
        "allowed",
        "assignment",
        "assignment-0",
    )
    assert answer(data, action=KEYS.upper(), scope=ACCOUNT.upper()).decision == "allow"
    assert answer(data, action=KEYS, scope=SUBSCRIPTION).decision == "deny"
    assert (
        answer(data, action=KEYS, scope=f"{GROUP}-2/providers/Microsoft.Storage/storageAccounts/a").decision == "deny"
    )


def test_actions_and_data_actions_are_apart() -> None:
    assert answer(grant(role="Owner"), data_action=READ).reason == "implicit_deny"
    assert answer(grant(role="Storage Blob Data Reader"), data_action=READ).decision == "allow"
    assert answer(grant(role="Storage Blob Data Reader"), action=READ).decision == "deny"


def test_not_actions_of_one_role_take_nothing_from_another() -> None:
    less = {"at": "~g", "actions": "*", "notActions": KEYS}
    assert answer({"grants": [less]}, action=KEYS).reason == "implicit_deny"
    assert answer({"grants": [less, {"at": "~g", "actions": KEYS}]}, action=KEYS).decision == "allow"


def test_a_deny_assignment_decides_before_any_role() -> None:
    data = grant(role="Owner") | {"denials": [{"at": "~", "actions": "*/action"}]}
    found = answer(data, action=KEYS)
    assert (found.decision, found.reason, found.policy) == ("deny", "deny_assignment", "denial 0")
    assert answer(data, action="Microsoft.Storage/storageAccounts/read").decision == "allow"


def test_a_deny_assignment_for_all_leaves_out_whom_it_excludes() -> None:
    everyone = "00000000-0000-0000-0000-000000000000"
    denial = {"at": "~", "actions": "*", "principals": [everyone], "excluded": [AGENT]}
    assert answer(grant(role="Owner") | {"denials": [denial]}, action=KEYS).decision == "allow"
    assert answer(grant(role="Owner") | {"denials": [{**denial, "excluded": []}]}, action=KEYS).decision == "deny"


def test_a_deny_assignment_may_leave_out_what_lies_below() -> None:
    denial = {"at": "~", "actions": "*", "only_here": True}
    assert answer(grant(role="Owner") | {"denials": [denial]}, action=KEYS).decision == "allow"


def test_a_group_in_a_group_gives_its_roles() -> None:
    outer, inner = "99999999-0000-4000-8000-000000000001", "99999999-0000-4000-8000-000000000002"
    data = {"others": {outer: [{"role": "Contributor", "at": "~g"}]}, "groups": {outer: [inner], inner: [AGENT]}}
    assert answer(data, action=KEYS).decision == "allow"
    assert answer({**data, "groups": {outer: [inner], inner: [outer]}}, action=KEYS).decision == "deny"


def test_an_eligible_role_counts_and_says_so() -> None:
    found = answer(grant(role="Contributor", eligible=True), action=KEYS)
    assert (found.decision, found.layer) == ("allow", "eligible")


def test_a_role_that_nothing_defines_is_not_known() -> None:
    found = answer(grant(role="Team Special"), action=KEYS)
    assert (found.decision, found.reason, found.missing) == ("unknown", "unknown_role", ("Team Special",))


def test_a_management_group_reaches_subscriptions_that_are_known_to_lie_below() -> None:
    group = "/providers/Microsoft.Management/managementGroups/platform"
    assignment = {"name": "a", "principalId": AGENT, "roleDefinitionName": "Contributor", "scope": group}
    asked = read_request(f'{{"principal": "{AGENT}", "action": "{KEYS}", "scope": "{ACCOUNT}"}}', "line")
    found = decide(read([Source("a", [assignment])]), asked)
    assert (found.decision, found.reason) == ("unknown", "missing_context")
    assert found.missing == (f"what lies above {ACCOUNT.lower()}",)
    below = Source("ancestry", {SUBSCRIPTION: [group]}, Hint.ANCESTRY)
    assert decide(read([Source("a", [assignment]), below]), asked).decision == "allow"
    elsewhere = Source("ancestry", {SUBSCRIPTION: [f"{group}-2"]}, Hint.ANCESTRY)
    assert decide(read([Source("a", [assignment]), elsewhere]), asked).decision == "deny"


CONDITION = (
    "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})) OR"
    " (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'notes'))"
)


@pytest.mark.parametrize(
    ("scope", "context", "expected"),
    [
        (CONTAINER, {}, ("allow", "allowed")),
        (CONTAINER.replace("notes", "others"), {}, ("deny", "condition")),
        (ACCOUNT, {}, ("unknown", "missing_context")),
        (ACCOUNT, {"Microsoft.Storage/storageAccounts/blobServices/containers:name": "notes"}, ("allow", "allowed")),
        (
            ACCOUNT,
            {"@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]": "x"},
            ("deny", "condition"),
        ),
        (
            ACCOUNT,
            {"@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]": None},
            ("deny", "condition"),
        ),
    ],
)
def test_a_condition_is_about_what_the_scope_and_the_context_say(
    scope: str, context: dict[str, Any], expected: tuple[str, str]
) -> None:
    found = answer(
        grant(role="Storage Blob Data Reader", condition=CONDITION), data_action=READ, scope=scope, context=context
    )
    assert (found.decision, found.reason) == expected


def test_every_problem_of_a_request_is_told() -> None:
    with pytest.raises(RequestError) as caught:
        read_request(
            '{"principal": 3, "action": "*", "data_action": "a/b", "scope": "x", "context": {"k": {}}, "z": 1}', "f:1"
        )
    told = "\n".join(caught.value.problems)
    for part in ("f:1/z", "f:1/principal", "either action or data_action", "f:1/scope", "f:1/context/k"):
        assert part in told
    for text in ("[]", "{", "3", '{"principal": "a"}'):
        with pytest.raises(RequestError):
            read_request(text, "f:1")
