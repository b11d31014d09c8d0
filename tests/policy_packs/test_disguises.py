"""Kubernetes, GCP and Azure: what a rule stops stays stopped when it is written in another way."""

import json

import pytest

from agent_identity.permissions.stacks.kinds import kind_of
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.harness import (
    TAGS,
    account,
    azure_identity,
    before_step,
    judged,
    made,
    role,
    rules_of,
    service_account,
)

RBAC = "kubernetes:rbac.authorization.k8s.io/v1:"
HOME = "agents-payments"
READER = {"kind": "ServiceAccount", "name": "reader", "namespace": HOME}
USER = {"kind": "User", "name": f"system:serviceaccount:{HOME}:reader"}
OWNER = "8E3AF657-A8FF-443C-A75C-2FE8C4BCB635"
MEMBER = "gcp:projects/iAMMember:IAMMember"


def binding(kind: str, role_ref: dict | None, subject: dict, namespace: str = HOME) -> Resource:
    reference = {"roleRef": role_ref} if role_ref else {}
    metadata = {"name": "b", "namespace": namespace}
    return made(f"{RBAC}{kind}", "b", {"metadata": metadata, "subjects": [subject], **reference})


def cluster_role(name: str = "agent-standard-x", **inputs: object) -> Resource:
    return made(f"{RBAC}ClusterRole", "c", {"metadata": {"name": name}, **inputs})


@pytest.mark.parametrize(
    "grant",
    [
        binding("ClusterRoleBinding", {"kind": "ClusterRole", "name": "cluster-admin"}, USER),
        binding("RoleBinding", {"kind": "ClusterRole", "name": "system:node"}, READER),
        binding("RoleBindingPatch", None, READER, "kube-system"),
        binding("ClusterRoleBindingPatch", None, USER),
    ],
)
def test_kubernetes_grants(grant: Resource) -> None:
    assert rules_of(judged(service_account(), grant)) == {"kubernetes-admin-grant"}


def test_a_role_that_aggregates_others_holds_what_nobody_can_say() -> None:
    grant = binding("RoleBinding", {"kind": "ClusterRole", "name": "agent-standard-x"}, READER)
    gathers = cluster_role(aggregationRule={"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]})
    names = cluster_role(rules=[{"apiGroups": [""], "verbs": ["get"], "resources": ["configmaps"]}])
    assert rules_of(judged(service_account(), gathers, grant)) == {"kubernetes-admin-grant"}
    assert judged(service_account(), names, grant) == []


def test_a_role_named_for_agents_is_judged_without_its_binding() -> None:
    wide = {"rules": [{"apiGroups": [""], "verbs": ["*"], "resources": ["pods"]}]}
    assert rules_of(before_step(cluster_role(**wide))) == {"kubernetes-admin-grant"}
    patch = made(f"{RBAC}RolePatch", "r", {"metadata": {"name": "agent-restricted-x", "namespace": HOME}, **wide})
    assert rules_of(before_step(patch)) == {"kubernetes-admin-grant"}
    assert judged(cluster_role("operators", **wide)) == []


SECRET = {"type": "kubernetes.io/service-account-token", "metadata": {
    "name": "s", "namespace": HOME, "annotations": {"kubernetes.io/service-account.name": "reader"}}}  # fmt: skip


@pytest.mark.parametrize(
    ("token", "more"),
    [
        ("kubernetes:core/v1:Secret", {}),
        ("kubernetes:v1:Secret", {"apiVersion": "v1", "kind": "Secret"}),
        ("kubernetes:v1:Secret", {}),
        ("kubernetes:core/v1:SecretPatch", {"apiVersion": "v1", "kind": "Secret"}),
        ("kubernetes:core/v1:ConfigMap", {"apiVersion": "v1", "kind": "Secret"}),
    ],
)
def test_a_token_secret_by_every_token(token: str, more: dict) -> None:
    assert rules_of(before_step(made(token, "s", SECRET | more))) == {"kubernetes-token-secret"}


def test_kinds_of_custom_resources() -> None:
    assert kind_of("kubernetes:v1:ServiceAccount") == "kubernetes:core:ServiceAccount"
    assert kind_of("kubernetes:apps/v1:Deployment") == "kubernetes:apps:Deployment"


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("kubernetes:core/v1:Pod", {"metadata": {"namespace": HOME, "labels": TAGS}, "spec": {
            "serviceAccountName": "reader", "containers": [{"envFrom": [{"secretRef": {"name": "tokens"}}]}]}}),
        ("kubernetes:core/v1:Pod", {"metadata": {"namespace": HOME, "labels": TAGS}, "spec": {
            "serviceAccountName": "reader", "containers": [{"envFrom": UNKNOWN}]}}),
        ("kubernetes:batch/v1:CronJob", {"metadata": {"namespace": HOME}, "spec": {"jobTemplate": {"spec": {
            "template": {"metadata": {"labels": TAGS}, "spec": {"serviceAccountName": "reader", "containers": [
                {"env": [{"name": "AZURE_CLIENT_SECRET", "value": "x"}]}]}}}}}}),
        ("aws:ecs/taskDefinition:TaskDefinition", {"taskRoleArn": "arn:aws:iam::123456789012:role/agents/reader",
            "containerDefinitions": json.dumps([{"environmentFiles": [{"value": "arn:aws:s3:::b/e.env"}]}])}),
    ],
)  # fmt: skip
def test_environments_taken_whole(token: str, inputs: dict) -> None:
    said = judged(service_account(), role(), made(token, "w", inputs))
    assert rules_of(said) == {"agent-workload-environment"}


def test_a_config_map_may_be_taken_whole() -> None:
    spec = {"serviceAccountName": "reader", "containers": [{"envFrom": [{"configMapRef": {"name": "settings"}}]}]}
    pod = made("kubernetes:core/v1:Pod", "w", {"metadata": {"namespace": HOME, "labels": TAGS}, "spec": spec})
    assert judged(service_account(), pod) == []


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("azure-native:containerinstance:ContainerGroup", {"initContainers": [
            {"name": "i", "environmentVariables": [{"name": "AZURE_CLIENT_SECRET", "secureValue": "x"}]}]}),
        ("azure-native:app:ContainerApp", {"template": {"initContainers": [
            {"name": "i", "env": [{"name": "AZURE_CLIENT_SECRET", "value": "x"}]}]}}),
    ],
)  # fmt: skip
def test_environments_of_init_containers(token: str, inputs: dict) -> None:
    identity = (
        "/subscriptions/sub/resourceGroups/agents/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"
    )
    runs = {"identity": {"type": "UserAssigned", "userAssignedIdentities": [identity]}, "tags": TAGS}
    assert rules_of(before_step(azure_identity(), made(token, "w", inputs | runs))) == {"agent-workload-environment"}


@pytest.mark.parametrize("prefix", ["", "/subscriptions/SUB", "/providers/Microsoft.Management/managementGroups/m"])
@pytest.mark.parametrize("kind", ["RoleAssignment", "PimRoleEligibilitySchedule"])
def test_azure_owners_by_every_id(prefix: str, kind: str) -> None:
    definition = f"{prefix}/providers/microsoft.authorization/ROLEDEFINITIONS/{OWNER}"
    grant = made(f"azure-native:authorization:{kind}", "g", {"principalId": "p-1", "roleDefinitionId": definition})
    assert rules_of(before_step(azure_identity(principalId="p-1"), grant)) == {"azure-admin-grant"}


@pytest.mark.parametrize(
    "member",
    [
        "serviceAccount:Reader@Agents-Local.iam.gserviceaccount.com",
        "principalSet://cloudresourcemanager.googleapis.com/projects/123456789/type/ServiceAccount",
        "allAuthenticatedUsers",
    ],
)
@pytest.mark.parametrize("where", ["projects", "folder", "organizations"])
def test_gcp_owners_by_every_member(member: str, where: str) -> None:
    grant = made(f"gcp:{where}/iAMMember:IAMMember", "g", {"role": "roles/owner", "member": member})
    assert rules_of(judged(account(), grant)) == {"gcp-admin-grant"}


@pytest.mark.parametrize(
    "member",
    ["domain:example.com", "principalSet://cloudresourcemanager.googleapis.com/projects/1/type/ServiceAccount"],
)
def test_gcp_trust_that_names_nobody(member: str) -> None:
    grant = made("gcp:serviceaccount/iAMMember:IAMMember", "g", {
        "serviceAccountId": "projects/agents-local/serviceAccounts/reader@agents-local.iam.gserviceaccount.com",
        "role": "roles/viewer", "member": member})  # fmt: skip
    assert rules_of(judged(account(), grant)) == {"gcp-trust"}


def test_a_gcp_custom_role_of_the_stack_is_read() -> None:
    raising = ["storage.objects.get", "resourcemanager.projects.setIamPolicy"]
    custom = made("gcp:projects/iAMCustomRole:IAMCustomRole", "c", {"roleId": "reader", "permissions": raising})
    grant = made(MEMBER, "g", {"role": "projects/agents-local/roles/reader", "member":
        "serviceAccount:reader@agents-local.iam.gserviceaccount.com"})  # fmt: skip
    assert rules_of(judged(account(), custom, grant)) == {"gcp-admin-grant"}
    unknown = made(custom.type, "c", {"roleId": "reader", "permissions": [UNKNOWN]})
    assert rules_of(judged(account(), unknown, grant)) == {"gcp-admin-grant"}
    harmless = made(custom.type, "c", {"roleId": "reader", "permissions": ["storage.objects.get"]})
    assert judged(account(), harmless, grant) == []


def test_settings_beside_an_agents_web_app() -> None:
    identity = (
        "/subscriptions/sub/resourceGroups/agents/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"
    )
    runs = {"identity": {"type": "UserAssigned", "userAssignedIdentities": [identity]}, "tags": TAGS}
    app = made("azure-native:web:WebApp", "app", {"name": "app", **runs})
    token, secret = "azure-native:web:WebAppApplicationSettings", {"AZURE_CLIENT_SECRET": "x"}
    named = made(token, "s", {"name": "app", "properties": secret})
    followed = made(token, "s", {"name": UNKNOWN, "properties": secret}, sources={"name": (app.urn,)})
    for settings in (named, followed):
        assert rules_of(judged(azure_identity(), app, settings)) == {"agent-workload-environment"}
    assert rules_of(judged(azure_identity(), app, made(token, "s", {"name": "shop", "properties": secret}))) == set()


def test_a_label_and_an_annotation_name_one_agent() -> None:
    metadata = service_account().inputs["metadata"]
    exact = service_account(metadata={**metadata, "annotations": {**TAGS, "agent-version": "1.0.0"}})
    other = service_account(metadata={**metadata, "annotations": {**TAGS, "agent-type": "writer"}})
    assert judged(exact) == []
    assert rules_of(judged(other)) == {"agent-tags"}


@pytest.mark.parametrize("document", ['{"bindings": [], "bindings": [{"role": "roles/owner"}]}', "{"])
def test_a_gcp_policy_that_others_may_read_otherwise_is_not_proven(document: str) -> None:
    policy = made("gcp:projects/iAMPolicy:IAMPolicy", "g", {"policyData": document})
    assert rules_of(judged(account(), policy)) == {"gcp-admin-grant", "gcp-authoritative-iam"}


@pytest.mark.parametrize("kind", ["VirtualMachine", "VirtualMachineScaleSet"])
def test_an_agents_machine_on_azure_runs_as_its_own_identity(kind: str) -> None:
    identity = (
        "/subscriptions/sub/resourceGroups/agents/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"
    )
    own = {"type": "UserAssigned", "userAssignedIdentities": [identity]}
    token = f"azure-native:compute:{kind}"
    assert judged(azure_identity(), made(token, "m", {"identity": own, "tags": TAGS})) == []
    system = made(token, "m", {"identity": {"type": "SystemAssigned"}, "tags": TAGS})
    assert rules_of(judged(azure_identity(), system)) == {"agent-workload-identity"}


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("gcp:storage/bucketAccessControl:BucketAccessControl", {"entity": "user-{}", "role": "OWNER"}),
        ("gcp:bigquery/datasetAccess:DatasetAccess", {"userByEmail": "{}", "role": "OWNER"}),
        ("gcp:bigquery/datasetIamMember:DatasetIamMember", {
            "member": "serviceAccount:{}", "role": "roles/bigquery.dataOwner"}),
        ("gcp:storage/bucketIAMMember:BucketIAMMember", {
            "member": "serviceAccount:{}", "role": "roles/storage.legacyBucketOwner"}),
    ],
)  # fmt: skip
def test_gcp_owners_of_one_resource(token: str, inputs: dict) -> None:
    def entry(email: str, **more: str) -> Resource:
        return made(token, "g", {key: value.format(email) for key, value in inputs.items()} | more)

    mine = "reader@agents-local.iam.gserviceaccount.com"
    assert rules_of(judged(account(), entry(mine))) == {"gcp-admin-grant"}
    assert rules_of(judged(account(), entry("ann@example.com"))) == set()
    assert judged(account(), entry(mine, role="READER")) == []


def test_azure_tags_are_known_in_any_case() -> None:
    assert rules_of(judged(azure_identity(tags={"Agent-Type": "reader"}))) == {"agent-tags"}
    assert judged(azure_identity(tags={key.title(): value for key, value in TAGS.items()})) == []
