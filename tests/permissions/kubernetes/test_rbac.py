"""Requests by roles and bindings: what decides them, and what the API server answers to the same."""

import os
import random
from typing import Any

from agent_identity.permissions.kubernetes.rbac import Authorizer, Decision
from agent_identity.permissions.kubernetes.readers.objects import read
from agent_identity.permissions.kubernetes.requests import Request, added_groups
from tests.boundaries.kubernetes_api import Api
from tests.permissions.kubernetes.objects import account, binding, role, rule
from tests.permissions.kubernetes.random_sets import Reviews, random_set

SETS = int(os.environ.get("AGENT_IDENTITY_RBAC_SETS", "600"))
"""Random sets of roles and bindings that are put to the API server; set the variable for more."""


def ask(objects: list[dict[str, Any]], user: str, verb: str, **what: Any) -> Decision:
    authorizer = Authorizer(read([("objects", each) for each in objects]))
    return authorizer.decide(Request(user, added_groups(user), verb, **what))


READER = role("reader", rule("get", "list", resources=("pods", "pods/log")), namespace="one")
A = "system:serviceaccount:one:a"


def test_an_allow_names_the_binding_and_the_rule() -> None:
    objects = [READER, binding("b", "reader", account("a"), namespace="one", cluster=False)]
    assert ask(objects, A, "get", resource="pods", namespace="one") == Decision("allow", "allowed", "one/b", 0)
    assert ask(objects, A, "get", resource="pods", subresource="log", namespace="one").decision == "allow"
    for what in (
        {"resource": "pods", "namespace": "two"},
        {"resource": "pods"},
        {"resource": "pods", "subresource": "exec", "namespace": "one"},
        {"resource": "secrets", "namespace": "one"},
    ):
        assert ask(objects, A, "get", **what) == Decision("deny", "implicit_deny"), what


def test_names_never_match_what_has_none_yet() -> None:
    named = role("named", rule("create", "get", resources=("configmaps",), resourceNames=["c"]))
    objects = [named, binding("b", "named", account("a"))]
    assert ask(objects, A, "get", resource="configmaps", name="c", namespace="x").decision == "allow"
    assert ask(objects, A, "create", resource="configmaps", namespace="x").decision == "deny"


def test_a_role_that_is_not_in_the_input_is_unknown_where_it_would_decide() -> None:
    missing = binding("b", "gone", account("a"))
    assert ask([missing], A, "get", resource="pods") == Decision("unknown", "unknown_role", "b")
    assert ask([missing], "system:serviceaccount:one:b", "get", resource="pods").decision == "deny"
    both = [missing, role("all", rule("*", groups=("*",), resources=("*",))), binding("c", "all", account("a"))]
    assert ask(both, A, "get", resource="pods").decision == "allow"


def test_roles_take_up_others_by_their_labels() -> None:
    up = role("up", aggregationRule={"clusterRoleSelectors": [{"matchLabels": {"to": "up"}}]})
    part = role("part", rule("get", resources=("pods",)), metadata={"labels": {"to": "up"}})
    objects = [up, part, binding("b", "up", account("a"))]
    assert ask(objects, A, "get", resource="pods").decision == "allow"
    assert ask(objects, A, "list", resource="pods").decision == "deny"


def test_what_is_taken_up_takes_up_in_turn() -> None:
    up = role("up", aggregationRule={"clusterRoleSelectors": [{"matchLabels": {"to": "up"}}]})
    chosen = {"matchExpressions": [{"key": "to", "operator": "In", "values": ["middle", "up"]}]}
    middle = role("middle", metadata={"labels": {"to": "up"}}, aggregationRule={"clusterRoleSelectors": [chosen]})
    part = role("part", rule("get", resources=("pods",)), metadata={"labels": {"to": "middle"}})
    assert ask([up, middle, part, binding("b", "up", account("a"))], A, "get", resource="pods").decision == "allow"


def test_the_roles_of_every_cluster_are_known_without_the_input() -> None:
    bound = binding("b", "edit", account("a"), namespace="one")
    assert ask([bound], A, "create", resource="pods", namespace="one").decision == "allow"
    assert ask([bound], A, "create", resource="pods", namespace="two").decision == "deny"
    more = role("more", rule("get", resources=("widgets",)),
                metadata={"labels": {"rbac.authorization.k8s.io/aggregate-to-edit": "true"}})  # fmt: skip
    assert ask([bound, more], A, "get", resource="widgets", namespace="one").decision == "allow"


def test_the_group_of_masters_may_do_everything() -> None:
    request = Request("root", frozenset({"system:masters"}), "delete", resource="nodes")
    assert Authorizer(read([])).decide(request).decision == "allow"


def test_the_real_api_server_answers_the_same(cluster: Api) -> None:
    chosen = random.Random(20261125)
    sets = [random_set(chosen, number) for number in range(SETS)]
    reviews = Reviews(cluster)
    standing = reviews.standing()
    for each in sets:
        reviews.make(each.objects)
    made = [*standing, *(one for each in sets for one in each.objects)]
    authorizer = Authorizer(read([("objects", each) for each in made]))
    asked = [request for each in sets for request in each.requests]
    expected = [authorizer.decide(request).decision == "allow" for request in asked]
    assert 0.1 < sum(expected) / len(asked) < 0.9
    assert [asked[place] for place in reviews.differing(asked, expected)] == []
