import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_identity.access import kubernetes, parse
from tests.access.asking import read, write
from tests.access.kubernetes.asking import ACCOUNT, HOME, path, plan

WIDGETS = "example.com"
ASKED = [
    read(path("configmaps", "settings"), path("configmaps", "prices", "shop")),
    read(path("pods"), by=["list", "watch"]),
    read(path("secrets", "bank-api"), by=["get"]),
    read(path("pods", "worker/log")),
    read(f"/api/v1/namespaces/{HOME}"),
    write(path("configmaps", "state"), by=["get", "patch"]),
    write(path("configmaps"), by=["create"]),
    write(path("widgets", "w1", group=WIDGETS), path("widgets", "w2", group=WIDGETS), by=["update", "patch"]),
    write(path("widgets", "w1/status", group=WIDGETS), by=["patch"]),
    write(path("leases", "leader", group="coordination.k8s.io"), by=["get", "update"]),
]


@pytest.mark.parametrize("boundary_class", ["standard", "restricted"])
def test_the_documents(boundary_class: str, snapshot: object) -> None:
    entries = ASKED if boundary_class == "standard" else ASKED[:5]
    assert plan(*entries, boundary_class=boundary_class).as_dict() == snapshot


def test_each_line_says_what_was_asked_and_what_it_became(snapshot: object) -> None:
    assert [
        f"{grant.place}: {grant.asked} → {grant.generated}: {grant.why}" for grant in plan(*ASKED).grants
    ] == snapshot


@given(st.randoms(use_true_random=False))
def test_the_order_of_what_is_asked_changes_no_byte(shuffler: random.Random) -> None:
    asked = [
        {verb: [resource], **{key: value for key, value in entry.items() if key == "operations"}}
        for entry in ASKED
        for verb in ("read", "write")
        for resource in entry.get(verb, [])
    ]
    shuffled = [dict(entry) for entry in asked]
    shuffler.shuffle(shuffled)
    for entry in shuffled:
        if "operations" in entry:
            entry["operations"] = shuffler.sample(entry["operations"], len(entry["operations"]))
    assert json.dumps(plan(*shuffled).as_dict()) == json.dumps(plan(*ASKED).as_dict())


def test_who_asks_for_nothing_gets_nothing() -> None:
    made = plan()
    assert (made.as_dict(), made.grants, made.count) == ({"roles": [], "bindings": []}, (), 0)


def test_there_is_a_binding_for_each_namespace_and_it_names_the_agent_alone() -> None:
    made = plan(*ASKED)
    assert made.count == 2
    for role, binding in zip(made.roles, made.bindings, strict=True):
        assert binding["subjects"] == [{"kind": "ServiceAccount", "name": ACCOUNT, "namespace": HOME}]
        assert binding["roleRef"]["name"] == role["metadata"]["name"]
        assert binding["metadata"]["namespace"] == role["metadata"]["namespace"]


def test_two_agents_never_share_a_role() -> None:
    requests = parse([read(path("configmaps", "settings", "shop"))])
    names = {
        kubernetes.plan(
            requests, boundary_class="standard", namespace=namespace, service_account=account
        ).roles[0]["metadata"]["name"]
        for namespace in ("agents-a", "agents-b")
        for account in ("reader", "writer")
    }  # fmt: skip
    assert len(names) == 4


@pytest.mark.parametrize(
    ("boundary_class", "namespace", "prefix"),
    [
        ("standard", HOME, "agent-standard-"),
        ("restricted", HOME, "agent-restricted-"),
        ("standard", "shop", "agent-restricted-"),
    ],
)
def test_a_role_is_named_as_the_boundary_asks(boundary_class: str, namespace: str, prefix: str) -> None:
    made = plan(read(path("configmaps", "settings", namespace)), boundary_class=boundary_class)
    assert made.roles[0]["metadata"]["name"].startswith(prefix)


def test_another_request_keeps_the_role_s_name() -> None:
    one, two = plan(read(path("configmaps", "a"))), plan(read(path("pods"), by=["list"]))
    assert one.roles[0]["metadata"] == two.roles[0]["metadata"]


def test_the_same_asked_twice_is_one_rule() -> None:
    made = plan(read(path("configmaps", "a")), read(path("configmaps", "a"), by=["get", "watch"]))
    assert made.roles[0]["rules"] == [
        {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["a"], "verbs": ["get", "watch"]}
    ]


def test_what_a_whole_collection_gives_is_not_said_again_by_name() -> None:
    made = plan(read(path("pods"), by=["list"]), read(path("pods", "a"), by=["get", "list"]))
    assert made.roles[0]["rules"] == [
        {"apiGroups": [""], "resources": ["pods"], "resourceNames": ["a"], "verbs": ["get"]},
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]},
    ]
