"""The fleet's pipeline on the real API server: it grants what the catalog's agents ask for, and can grant no more."""

from collections.abc import Iterator
from typing import Any

import pytest

from agent_identity.access import parse
from agent_identity.access.kubernetes import KubernetesPlan, plan
from agent_identity.pipeline.kubernetes import FLEET, ROLE_NAME, role_rules, roles
from tests.boundaries.kubernetes_api import RBAC, Answer, Api
from tests.conftest import LocalClouds

HOME, SHOP, GROUP = "agents-granting", "shop-granting", "granting-pipeline"
ASKED = [
    {"read": [f"/api/v1/namespaces/{HOME}/secrets/key"], "operations": ["get"]},
    {"write": [f"/api/v1/namespaces/{HOME}/configmaps/state"], "operations": ["get", "patch"]},
    {"read": [f"/api/v1/namespaces/{SHOP}/configmaps/prices"]},
]


def planned(access: list[dict], account: str = "reader") -> KubernetesPlan:
    return plan(parse(access), boundary_class="standard", namespace=HOME, service_account=account)


@pytest.fixture(scope="module")
def admin(local_clouds: LocalClouds) -> Iterator[Api]:
    api = Api(local_clouds.env)
    labels = {"agent-boundary": "standard", "agent-environment": "granting"}
    for name, marks in ((HOME, labels), (SHOP, {})):
        api.make("/api/v1/namespaces", {"metadata": {"name": name, "labels": marks}})
    for namespace, rules in roles(HOME, planned(ASKED).roles).items():
        path = f"/apis/{RBAC}/v1/namespaces/{namespace}"
        api.make(f"{path}/roles", {"metadata": {"name": ROLE_NAME}, "rules": rules})
        binding = {
            "metadata": {"name": ROLE_NAME},
            "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": ROLE_NAME},
            "subjects": [{"kind": "Group", "apiGroup": RBAC, "name": GROUP}],
        }
        api.make(f"{path}/rolebindings", binding)
    yield api
    for name in (HOME, SHOP):
        api.ask("DELETE", f"/api/v1/namespaces/{name}")


def as_fleet(api: Api, method: str, item: dict[str, Any]) -> Answer:
    plural = f"{item['kind'].lower()}s"
    path = f"/apis/{RBAC}/v1/namespaces/{item['metadata']['namespace']}/{plural}"
    target = path if method == "POST" else f"{path}/{item['metadata']['name']}"
    body = None if method == "DELETE" else item
    return api.ask(method, target, body, user="robot", group=GROUP)


def test_it_makes_changes_and_removes_what_agents_ask_for(admin: Api) -> None:
    made = planned(ASKED)
    items = [*made.roles, *made.bindings]
    assert [as_fleet(admin, "POST", item).status for item in items] == [201] * 4
    assert [as_fleet(admin, "PUT", item).status for item in items] == [200] * 4
    less = planned(ASKED[1:])
    assert as_fleet(admin, "PUT", less.roles[0]).status == 200
    assert [as_fleet(admin, "DELETE", item).status for item in reversed(items)] == [200] * 4


@pytest.mark.parametrize(
    "more",
    [
        {"read": [f"/api/v1/namespaces/{HOME}/secrets/another"], "operations": ["get"]},
        {"write": [f"/api/v1/namespaces/{HOME}/configmaps/state"], "operations": ["delete"]},
        {"read": [f"/api/v1/namespaces/{SHOP}/configmaps"], "operations": ["list"]},
    ],
)
def test_it_grants_nothing_that_the_catalog_does_not_ask_for(admin: Api, more: dict) -> None:
    answers = [as_fleet(admin, "POST", role) for role in planned([*ASKED, more], "greedy").roles]
    assert sorted(answer.status for answer in answers) == [201, 403]
    assert any("attempting to grant RBAC permissions not currently held" in answer.message for answer in answers)
    for role in planned(ASKED, "greedy").roles:
        admin.ask(
            "DELETE", f"/apis/{RBAC}/v1/namespaces/{role['metadata']['namespace']}/roles/{role['metadata']['name']}"
        )


def test_it_binds_nobody_to_a_role_that_holds_more(admin: Api) -> None:
    wide = {
        "kind": "RoleBinding",
        "metadata": {"name": "wide", "namespace": HOME},
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"kind": "Group", "apiGroup": RBAC, "name": GROUP}],
    }
    answer = as_fleet(admin, "POST", wide)
    assert (answer.status, "permissions not currently held" in answer.message) == (403, True)


def test_elsewhere_it_touches_no_role_of_others(admin: Api) -> None:
    others = {"kind": "Role", "metadata": {"name": "theirs", "namespace": SHOP}, "rules": []}
    admin.make(f"/apis/{RBAC}/v1/namespaces/{SHOP}/roles", others)
    assert [as_fleet(admin, method, others).status for method in ("PUT", "DELETE")] == [403, 403]
    admin.ask("DELETE", f"/apis/{RBAC}/v1/namespaces/{SHOP}/roles/theirs")


def test_its_own_role_is_out_of_its_reach(admin: Api) -> None:
    every = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
    own = {"kind": "Role", "metadata": {"name": ROLE_NAME, "namespace": HOME}, "rules": [every]}
    assert as_fleet(admin, "PUT", own).status == 403


def test_the_verbs_are_those_that_the_page_lists() -> None:
    made = planned(ASKED).roles
    rules = [rule for found in roles(HOME, made).values() for rule in found if RBAC in rule["apiGroups"]]
    held = {f"{verb} {resource}" for rule in rules for verb in rule["verbs"] for resource in rule["resources"]}
    listed = {
        f"{verb} {permission.split()[1]}"
        for need in FLEET
        for permission in need.permissions
        if "role" in permission and "ask" not in permission
        for verb in permission.split()[0].split("|")
    }
    assert held == listed
    assert not {"bind", "escalate"} & {permission.split()[0] for permission in held}


def test_without_access_it_knows_no_role() -> None:
    assert all(RBAC not in rule["apiGroups"] for rule in role_rules(HOME))
    assert roles(HOME, []) == {HOME: role_rules(HOME)}


def test_what_many_agents_ask_for_alike_is_one_rule() -> None:
    made = [
        role
        for name in ("one", "two")
        for role in planned([{"read": [f"/api/v1/namespaces/{HOME}/configmaps/of-{name}"]}], name).roles
    ]
    assert roles(HOME, made)[HOME][-1] == {
        "apiGroups": [""],
        "resources": ["configmaps"],
        "resourceNames": ["of-one", "of-two"],
        "verbs": ["get"],
    }
