"""Kubernetes objects in every form in which they come, and what is said of others."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.kubernetes.model import Rule, Subject
from agent_identity.permissions.kubernetes.readers.objects import read
from agent_identity.permissions.kubernetes.requests import RequestError, added_groups, read_request
from agent_identity.permissions.problems import ReadError

VERSION = "rbac.authorization.k8s.io/v1"
RULE = {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}
ROLE: dict[str, Any] = {
    "apiVersion": VERSION, "kind": "Role", "metadata": {"name": "r", "namespace": "one"}, "rules": [RULE],
}  # fmt: skip
BINDING: dict[str, Any] = {
    "apiVersion": VERSION, "kind": "RoleBinding", "metadata": {"name": "b", "namespace": "one"},
    "roleRef": {"kind": "Role", "name": "r"},
    "subjects": [{"kind": "ServiceAccount", "name": "a"}, {"kind": "User", "name": "ann"}],
}  # fmt: skip


def problems_of(*documents: Any) -> tuple[str, ...]:
    with pytest.raises(ReadError) as caught:
        read([("in", each) for each in documents])
    return caught.value.problems


def test_objects_and_lists_of_them_read_alike() -> None:
    alone = read([("a", ROLE), ("b", BINDING), ("c", None), ("d", {"apiVersion": "v1", "kind": "Widget"})])
    listed = read([("in", {"apiVersion": "v1", "kind": "List", "items": [ROLE, BINDING]})])
    short = [{key: value for key, value in ROLE.items() if key not in ("kind", "apiVersion")}]
    of_one_kind = read([("a", {"apiVersion": VERSION, "kind": "RoleList", "items": short}), ("b", BINDING)])
    assert alone == listed == of_one_kind
    assert alone.roles["one", "r"].rules == (Rule(("get",), ("",), ("pods",)),)
    (found,) = alone.bindings
    assert found.subjects == (Subject("ServiceAccount", "one:a"), Subject("User", "ann"))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("x", "in: found 'x', expected a Kubernetes object"),
        ({"a": 1}, "in: found an object, expected a Kubernetes object"),
        ({"kind": "List", "items": 7}, "in/items: found 7, expected a list"),
        ({"kind": "List", "items": ["x"]}, "in/items/0: found 'x', expected a Kubernetes object"),
        ({**ROLE, "metadata": {}}, "in/metadata/name: found nothing, expected text"),
        ({**ROLE, "rules": {}}, "in/rules: found an object, expected a list"),
        ({**ROLE, "rules": [7]}, "in/rules/0: found 7, expected a rule"),
        ({**ROLE, "rules": [{"verbs": "get"}]}, "in/rules/0/verbs: found 'get', expected a list"),
        ({**ROLE, "rules": [{"verbs": [1]}]}, "in/rules/0/verbs/0: found 1, expected text"),
        ({**BINDING, "roleRef": {}}, "in/roleRef: found an object, expected the kind and name of a role"),
        ({**BINDING, "subjects": [{}]}, "in/subjects/0: found an object, expected the kind and name of a subject"),
        ({**BINDING, "kind": "ClusterRoleBinding", "metadata": {"name": "b"},
          "subjects": [{"kind": "ServiceAccount", "name": "a"}]}, "in/subjects/0/namespace: found nothing"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(document: Any, said: str) -> None:
    assert any(line.startswith(said) for line in problems_of(document)), problems_of(document)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "in: found no JSON"),
        ("[]", "in: found no object"),
        ('{"principal": "a", "verb": "get", "resource": "pods", "kind": "x"}', "in/kind: is no key here"),
        ('{"verb": "get", "resource": "pods"}', "in/principal: is missing"),
        ('{"principal": "a", "verb": 1, "resource": "pods"}', "in/verb: found 1, expected text"),
        ('{"principal": "a", "verb": "get"}', "in: expected either resource or path"),
        ('{"principal": "a", "verb": "get", "path": "/x", "groups": "g"}', "in/groups: expected a list of texts"),
    ],
)
def test_a_wrong_request_is_told_with_its_place(line: str, said: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_request(line, "in")
    assert any(problem.startswith(said) for problem in caught.value.problems)


def test_a_principal_has_the_groups_that_the_api_server_gives_it() -> None:
    found = read_request('{"principal": "system:serviceaccount:one:a", "verb": "get", "path": "/x"}', "in")
    assert found.groups == {"system:authenticated", "system:serviceaccounts", "system:serviceaccounts:one"}
    assert read_request('{"principal": "user:ann", "verb": "get", "path": "/x"}', "in").user == "ann"
    grouped = read_request('{"principal": "group:readers", "groups": ["x"], "verb": "get", "path": "/x"}', "in")
    assert {"readers", "x"} <= grouped.groups
    assert added_groups("system:anonymous") == {"system:unauthenticated"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


def read_or_refused(document: Any) -> tuple[str, ...]:
    try:
        read([("in", document)])
    except ReadError as error:
        return error.problems
    return ("in: was read",)


@given(
    st.sampled_from([ROLE, BINDING]),
    st.sampled_from(["kind", "apiVersion", "metadata", "rules", "roleRef", "subjects", "aggregationRule"]),
    json_values,
)
@settings(max_examples=300, deadline=None)
def test_anything_in_any_place_is_read_or_refused(document: dict[str, Any], key: str, value: Any) -> None:
    problems = read_or_refused({**document, key: value})
    assert problems
    assert all(problem.startswith("in") for problem in problems)
