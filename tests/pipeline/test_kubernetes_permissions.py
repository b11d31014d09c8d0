"""The foundation's documented permissions suffice, on the real API server, to make the fleet's role."""

from collections.abc import Iterator

import kubernetes as k8s
import pytest
from kubernetes.client.exceptions import ApiException

from agent_identity.pipeline import Need
from agent_identity.pipeline.kubernetes import FOUNDATION, ROLE_NAME, role_rules
from tests.conftest import LocalClouds

GROUPS = {
    "namespaces": "",
    "serviceaccounts": "",
    "roles": "rbac.authorization.k8s.io",
    "rolebindings": "rbac.authorization.k8s.io",
    "validatingadmissionpolicies": "admissionregistration.k8s.io",
    "validatingadmissionpolicybindings": "admissionregistration.k8s.io",
}
RBAC = {"apiVersion": "rbac.authorization.k8s.io/v1"}
USER = "documented-foundation"
ASKED = "what the catalog's agents ask for"
READ = {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["rules"], "verbs": ["get"]}
GRANTED = {"metadata": {"name": "agent-standard-reader", "namespace": "default"}, "rules": [READ]}


def rule(permission: str) -> dict:
    verbs, resource = permission.split()
    return {"apiGroups": [GROUPS[resource]], "resources": [resource], "verbs": verbs.split("|")}


@pytest.fixture
def administrator(local_clouds: LocalClouds) -> Iterator[k8s.client.ApiClient]:
    client = k8s.config.new_client_from_config(local_clouds.env["KUBECONFIG"])
    yield client
    k8s.client.RbacAuthorizationV1Api(client).delete_cluster_role_binding(USER)
    k8s.client.RbacAuthorizationV1Api(client).delete_cluster_role(USER)


def make_the_fleets_role(
    env: dict, administrator: k8s.client.ApiClient, needs: list[Need], held: tuple[dict, ...] = ()
) -> None:
    rbac = k8s.client.RbacAuthorizationV1Api(administrator)
    permissions = [permission for need in needs for permission in need.permissions if permission != ASKED]
    rules = [*map(rule, permissions), *held]
    rbac.create_cluster_role({**RBAC, "kind": "ClusterRole", "metadata": {"name": USER}, "rules": rules})
    reference = {"apiGroup": GROUPS["roles"], "kind": "ClusterRole", "name": USER}
    subjects = [{"apiGroup": GROUPS["roles"], "kind": "User", "name": USER}]
    rbac.create_cluster_role_binding(
        {**RBAC, "kind": "ClusterRoleBinding", "metadata": {"name": USER}, "roleRef": reference, "subjects": subjects}
    )
    acting = k8s.config.new_client_from_config(env["KUBECONFIG"])
    acting.set_default_header("Impersonate-User", USER)
    role = {**RBAC, "kind": "Role", "metadata": {"name": ROLE_NAME}, "rules": role_rules("default", [GRANTED])}
    k8s.client.RbacAuthorizationV1Api(acting).create_namespaced_role("default", role, dry_run="All")


def test_what_is_listed_suffices(local_clouds: LocalClouds, administrator: k8s.client.ApiClient) -> None:
    make_the_fleets_role(local_clouds.env, administrator, list(FOUNDATION), (READ,))


@pytest.mark.parametrize("left_out", ["serviceaccounts", "update|patch|delete roles", ASKED])
def test_without_what_the_role_itself_grants_it_is_refused(
    local_clouds: LocalClouds, administrator: k8s.client.ApiClient, left_out: str
) -> None:
    fewer = [need for need in FOUNDATION if left_out == ASKED or left_out not in " ".join(need.permissions)]
    held = () if left_out == ASKED else (READ,)
    with pytest.raises(ApiException, match="attempting to grant RBAC permissions not currently held"):
        make_the_fleets_role(local_clouds.env, administrator, fewer, held)
