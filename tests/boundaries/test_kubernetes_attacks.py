"""An agent with its real token, and cluster-admin from before the boundary: what it tries, and what stops it."""

from typing import Final

import pytest

from agent_identity.boundaries import kubernetes as boundary
from tests.boundaries.kubernetes_api import APPLY, MERGE, RBAC, Answer, authorized
from tests.boundaries.kubernetes_objects import certificate_request
from tests.boundaries.kubernetes_survivor import AGENT, ELSEWHERE, HOME, OLD, POLICIES, SUBJECT, WILD, Survivor
from tests.boundaries.kubernetes_tries import (
    ADMIN,
    CONTAINERS,
    CORE,
    DEPLOYMENT,
    JSON_PATCH,
    PATCHES,
    REQUESTS,
    ROLES,
    TRIES,
    named,
)


@pytest.fixture(scope="module")
def world(survivor: Survivor) -> Survivor:
    """What there is to attack, in the agent's namespace and in another."""
    admin = survivor.admin
    for namespace in (HOME, ELSEWHERE):
        admin.make(f"{CORE}/{namespace}/pods", named("victim", spec={"containers": CONTAINERS}))
        admin.make(f"{CORE}/{namespace}/configmaps", named("settings"))
        admin.make(f"{CORE}/{namespace}/secrets", named("key", stringData={"a": "b"}))
        admin.make(f"/apis/apps/v1/namespaces/{namespace}/deployments", named("web", **DEPLOYMENT))
    # The controller manager would make it.
    admin.make(f"{CORE}/{HOME}/configmaps", named("kube-root-ca.crt"))
    spec = {"signerName": "kubernetes.io/kube-apiserver-client", "usages": ["client auth"]}
    admin.make(REQUESTS, named("waiting", spec={**spec, "request": certificate_request()}))
    return survivor


@pytest.mark.parametrize("what", TRIES)
def test_the_survivor_is_refused(world: Survivor, what: str) -> None:
    method, path, body = TRIES[what]
    assert world.agent.ask(method, path, body).refused_by is not None


@pytest.mark.parametrize("what", PATCHES)
def test_the_survivor_changes_nothing(world: Survivor, what: str) -> None:
    path, content, patch = PATCHES[what]
    assert world.agent.ask("PATCH", path, patch, content).refused_by is not None


def test_an_approval_by_an_update_is_refused_too(world: Survivor) -> None:
    found = world.admin.ask("GET", f"{REQUESTS}/waiting").body
    condition = {"type": "Approved", "status": "True", "reason": "x", "message": "x"}
    answer = world.agent.ask("PUT", f"{REQUESTS}/waiting/approval", {**found, "status": {"conditions": [condition]}})
    assert answer.refused_by == "agents"


def test_each_try_is_one_that_rbac_allows(world: Survivor) -> None:
    """What is refused above is refused by admission alone: the administrator may do it, and so may the survivor."""
    spec = {"user": AGENT, "groups": [], "resourceAttributes": {"verb": "*", "group": "*", "resource": "*"}}
    review = world.admin.make("/apis/authorization.k8s.io/v1/subjectaccessreviews", {"spec": spec})
    assert review["status"]["allowed"] is True
    for what in ("pod with another account", "role", "deployment", "custom resource that runs", "Secret"):
        _, path, body = TRIES[what]
        assert world.admin.ask("POST", f"{path}?dryRun=All", body).status == 201


def bound(survivor: Survivor, path: str, subject: dict[str, str], role: dict[str, str]) -> Answer:
    return survivor.admin.ask("POST", f"{path}?dryRun=All", named("b", roleRef=role, subjects=[subject]))


SUBJECTS: Final = {
    "account": SUBJECT,
    "user": {"kind": "User", "apiGroup": RBAC, "name": AGENT},
    "its namespace": {"kind": "Group", "apiGroup": RBAC, "name": f"system:serviceaccounts:{HOME}"},
    "every account": {"kind": "Group", "apiGroup": RBAC, "name": "system:serviceaccounts"},
    "everybody": {"kind": "Group", "apiGroup": RBAC, "name": "system:authenticated"},
    "nobody": {"kind": "Group", "apiGroup": RBAC, "name": "system:unauthenticated"},
}


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("where", ["clusterrolebindings", f"namespaces/{HOME}/rolebindings",
                                   f"namespaces/{ELSEWHERE}/rolebindings"])  # fmt: skip
def test_not_even_the_administrator_makes_an_agent_cluster_admin(world: Survivor, where: str, subject: str) -> None:
    path = f"{ROLES}/{where}"
    assert bound(world, path, SUBJECTS[subject], ADMIN).refused_by == "grants"
    people = named("b-of-people", roleRef=ADMIN, subjects=[{"kind": "User", "apiGroup": RBAC, "name": "ann"}])
    # The binding exists and names people; then an agent joins them.
    world.admin.ask("POST", path, people)
    joined = [*people["subjects"], SUBJECTS[subject]]
    applied = {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRoleBinding" if where[0] == "c" else "RoleBinding", **people}
    for method, content, body, question in (
        ("PUT", "application/json", {**people, "subjects": joined}, ""),
        ("PATCH", MERGE, {"subjects": joined}, ""),
        ("PATCH", JSON_PATCH, [{"op": "add", "path": "/subjects/-", "value": SUBJECTS[subject]}], ""),
        ("PATCH", APPLY, {**applied, "subjects": joined}, "?fieldManager=x&force=true"),
    ):
        answer = world.admin.ask(method, f"{path}/b-of-people{question}", body, content)
        assert answer.refused_by == "grants", (method, content, answer)


def test_an_agent_s_role_gathers_no_rights_of_others(world: Survivor) -> None:
    rule = {"clusterRoleSelectors": [{"matchLabels": {"any": "thing"}}]}
    made = named("agent-restricted-gathering", rules=[], aggregationRule=rule)
    assert world.admin.ask("POST", f"{ROLES}/clusterroles", made).refused_by == "roles"


def test_a_namespace_of_before_without_labels_is_one_of_agents_all_the_same(world: Survivor) -> None:
    old = f"{CORE}/{OLD}"
    assert world.admin.ask("GET", old).body["metadata"]["labels"].keys() == {"kubernetes.io/metadata.name"}
    secret = {**TRIES["token Secret"][2]}
    assert world.admin.ask("POST", f"{old}/secrets", secret).refused_by == "secrets"
    assert world.admin.ask("POST", f"{old}/serviceaccounts/default/token", {"spec": {}}).refused_by == "tokens"
    agent = {"user": f"system:serviceaccount:{OLD}:default", "group": "system:masters"}
    assert world.admin.ask("POST", f"{old}/configmaps", named("c"), **agent).refused_by == "agents"


def test_a_custom_resource_is_written_under_a_role_that_names_it(world: Survivor) -> None:
    scribe = {"user": f"system:serviceaccount:{HOME}:scribe", "group": "system:authenticated"}
    rules = [{"apiGroups": ["example.com"], "resources": ["widgets"], "verbs": ["create", "patch"]}]
    rules += [{"apiGroups": ["example.com"], "resources": ["widgets/status"], "verbs": ["patch"]}]
    rules += [{"apiGroups": ["example.com"], "resources": ["widgets"], "resourceNames": ["w"], "verbs": ["delete"]}]
    world.admin.make(f"{ROLES}/namespaces/{HOME}/roles", named("agent-standard-scribe", rules=rules))
    reference = {"apiGroup": RBAC, "kind": "Role", "name": "agent-standard-scribe"}
    subjects = [{**SUBJECT, "name": "scribe"}]
    world.admin.make(
        f"{ROLES}/namespaces/{HOME}/rolebindings", named("agent-standard-scribe", roleRef=reference, subjects=subjects)
    )
    path, body = TRIES["custom resource under the wildcard"][1:]
    assert authorized(lambda: world.admin.ask("POST", path, body, **scribe)).status == 201
    change = {"metadata": {"labels": {"a": "b"}}}
    assert world.admin.ask("PATCH", f"{path}/w", change, MERGE, **scribe).status == 200
    assert world.admin.ask("PATCH", f"{path}/w/status", change, MERGE, **scribe).status == 200
    assert world.admin.ask("DELETE", f"{path}/w", **scribe).status == 200


@pytest.mark.parametrize("number", range(len(WILD)))
def test_under_a_narrower_wildcard_of_before_none_is_written(world: Survivor, number: int) -> None:
    path, body = TRIES["custom resource under the wildcard"][1:]
    made = {**body, "metadata": {"name": f"of-wild-{number}"}}
    assert world.admin.ask("POST", path, made).status == 201
    wild = {"user": f"system:serviceaccount:{HOME}:wild-{number}", "group": "system:authenticated"}
    part = "/status" if WILD[number]["resources"] == ["widgets/status"] else ""
    target = f"{path}/of-wild-{number}{part}"
    assert world.admin.ask("PATCH", target, {"metadata": {"labels": {"a": "b"}}}, MERGE, **wild).refused_by == "agents"


def test_reads_pass_by_admission(world: Survivor) -> None:
    assert world.agent.ask("GET", f"{CORE}/{ELSEWHERE}/secrets/key").status == 200
    assert world.agent.ask("GET", f"{CORE}/{ELSEWHERE}/secrets").status == 200
    assert world.agent.ask("GET", "/metrics").status == 200
    assert boundary.NOT_STOPPED[0].startswith("get, list and watch")


def test_impersonation_escapes_the_name_that_admission_looks_at(world: Survivor) -> None:
    binding = named("escaped", roleRef=ADMIN, subjects=[{"kind": "User", "apiGroup": RBAC, "name": "mallory"}])
    path = f"{ROLES}/clusterrolebindings?dryRun=All"
    assert world.agent.ask("POST", path, binding).refused_by == "agents"
    assert world.agent.ask("POST", path, binding, user="ann", group="system:masters").status == 201
    assert boundary.NOT_STOPPED[1].startswith("impersonation")


@pytest.mark.parametrize("plural", ["validatingadmissionpolicies", "validatingadmissionpolicybindings"])
def test_admission_policies_are_exempt_from_themselves(world: Survivor, plural: str) -> None:
    path = f"{POLICIES}/{plural}"
    name = boundary.policy_name("agents", "standard", "attacked")
    assert world.agent.ask("DELETE", f"{path}/{name}?dryRun=All").status == 200
    assert world.agent.ask("DELETE", f"{path}?dryRun=All").status == 200
    assert (
        world.agent.ask("PATCH", f"{path}/{name}?dryRun=All", {"metadata": {"labels": {"a": "b"}}}, MERGE).status == 200
    )
    assert boundary.NOT_STOPPED[2].startswith("changes of admission policies")


def test_a_kubelet_would_be_told_that_the_survivor_may(world: Survivor) -> None:
    """A kubelet's own port asks RBAC by this review and nobody else: no admission stands before it."""
    attributes = {"verb": "create", "resource": "nodes", "subresource": "proxy", "name": "n1"}
    spec = {"user": AGENT, "resourceAttributes": attributes}
    review = world.admin.make("/apis/authorization.k8s.io/v1/subjectaccessreviews", {"spec": spec})
    assert review["status"]["allowed"] is True
    assert "a kubelet's own port" in boundary.NOT_STOPPED[4]
