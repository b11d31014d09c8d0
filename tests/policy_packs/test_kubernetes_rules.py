"""The Kubernetes rules in the forms that the examples do not show."""

import pytest

from tests.policy_packs.harness import (
    TAGS,
    before_step,
    judged,
    made,
    rules_of,
    service_account,
)


def bound(kind: str = "RoleBinding", role_name: str = "agent-reader", subject: dict | None = None, **role_ref):
    subjects = [subject or {"kind": "ServiceAccount", "name": "reader", "namespace": "agents-payments"}]
    reference = {"kind": "Role", "name": role_name, **role_ref}
    metadata = {"name": "b", "namespace": "agents-payments"}
    inputs = {"metadata": metadata, "subjects": subjects, "roleRef": reference}
    return made(f"kubernetes:rbac.authorization.k8s.io/v1:{kind}", "b", inputs)


@pytest.mark.parametrize("name", ["cluster-admin", "admin", "edit"])
@pytest.mark.parametrize("kind", ["RoleBinding", "ClusterRoleBinding"])
def test_kubernetes_administrators(name: str, kind: str) -> None:
    assert rules_of(before_step(service_account(), bound(kind, name))) == {"kubernetes-admin-grant"}


def test_kubernetes_bindings() -> None:
    assert judged(service_account(), bound()) == []
    assert rules_of(before_step(service_account(), bound("ClusterRoleBinding"))) == {"kubernetes-admin-grant"}
    group = {"kind": "Group", "name": "system:serviceaccounts:agents-payments"}
    assert rules_of(before_step(bound("RoleBinding", "admin", group))) == {"kubernetes-admin-grant"}
    everybody = {"kind": "Group", "name": "system:serviceaccounts"}
    assert rules_of(judged(service_account(), bound("RoleBinding", "admin", everybody))) == {"kubernetes-admin-grant"}
    assert rules_of(judged(bound("RoleBinding", "admin", {"kind": "User", "name": "ann"}))) == set()


@pytest.mark.parametrize("rule", [{"verbs": ["*"], "resources": ["pods"]}, {"verbs": ["get"], "resources": ["*"]},
                                  {"verbs": ["impersonate"], "resources": ["users"]}])  # fmt: skip
def test_kubernetes_roles_with_wildcards(rule) -> None:
    wide = made("kubernetes:rbac.authorization.k8s.io/v1:Role", "wide",
                {"metadata": {"name": "agent-reader", "namespace": "agents-payments"}, "rules": [rule]})  # fmt: skip
    assert rules_of(judged(service_account(), wide, bound())) == {"kubernetes-admin-grant"}


def reader_role(rule: dict, name: str = "agent-reader"):
    metadata = {"name": name, "namespace": "agents-payments"}
    return made("kubernetes:rbac.authorization.k8s.io/v1:Role", "r", {"metadata": metadata, "rules": [rule]})


def allows(verbs: list[str], resource: str, group: str = "", **more: list[str]) -> dict:
    return {"apiGroups": [group], "resources": [resource], "verbs": verbs, **more}


@pytest.mark.parametrize(
    "rule",
    [
        allows(["impersonate:user-info"], "users", "authentication.k8s.io"),
        allows(["list"], "secrets"),
        allows(["get"], "secrets"),
        allows(["get", "watch"], "secrets", resourceNames=["key"]),
        allows(["get"], "nodes/proxy"),
        allows(["create"], "pods/exec"),
        allows(["create"], "serviceaccounts/token"),
        allows(["create"], "pods"),
        allows(["delete"], "validatingadmissionpolicybindings", "admissionregistration.k8s.io"),
        allows(["patch"], "validatingwebhookconfigurations", "admissionregistration.k8s.io"),
        allows(["create"], "workflows", "argoproj.io"),
    ],
    ids=str,
)
def test_kubernetes_roles_that_raise_an_agent_past_admission(rule: dict) -> None:
    assert rules_of(judged(service_account(), reader_role(rule), bound())) == {"kubernetes-admin-grant"}
    assert rules_of(before_step(reader_role(rule, "agent-standard-reader"))) == {"kubernetes-admin-grant"}
    people = bound("RoleBinding", "of-people", {"kind": "User", "name": "ann"})
    assert judged(reader_role(rule, "of-people"), people) == []


@pytest.mark.parametrize(
    "rule",
    [
        allows(["get"], "secrets", resourceNames=["key"]),
        allows(["create", "patch"], "configmaps"),
        allows(["get", "list", "watch"], "pods"),
        allows(["update"], "leases", "coordination.k8s.io"),
        allows(["patch"], "widgets", "example.com"),
        allows(["get"], "workflows", "argoproj.io"),
    ],
    ids=str,
)
def test_kubernetes_roles_that_raise_nobody(rule: dict) -> None:
    assert judged(service_account(), reader_role(rule), bound()) == []


def test_a_pod_that_says_nothing_follows_its_account_in_automount() -> None:
    meta = {"name": "pod", "namespace": "agents-payments", "labels": TAGS}
    pod = made("kubernetes:core/v1:Pod", "pod", {"metadata": meta, "spec": {"serviceAccountName": "reader"}})
    assert judged(service_account(), pod) == []
    forced = made("kubernetes:core/v1:Pod", "pod", {"metadata": meta, "spec": {
        "serviceAccountName": "reader", "automountServiceAccountToken": True}})  # fmt: skip
    assert rules_of(judged(service_account(), forced)) == {"kubernetes-automount"}
