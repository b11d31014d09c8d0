"""What teams write every day, beside agents and for them, is not blocked."""

import json

import pytest

from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.harness import TAGS, account, azure_identity, judged, made, role, rules_of, service_account

ROLE = "aws:iam/role:Role"
GRANT = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
RBAC = "kubernetes:rbac.authorization.k8s.io/v1:"
PROJECT_GRANT = "gcp:projects/iAMMember:IAMMember"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
DEFINITIONS = "/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions"
READER_ARN = "arn:aws:iam::123456789012:role/agents/reader"
READER_EMAIL = "reader@agents-local.iam.gserviceaccount.com"
READER_ID = "/subscriptions/sub/resourceGroups/agents/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"
HOME = "agents-payments"
TOKEN = {"projected": {"sources": [{"serviceAccountToken": {"path": "t", "audience": "a", "expirationSeconds": 3600}}]}}
AGENTS = (role(), account(), azure_identity(principalId="p-1"), service_account())


def allow(principal: object, action: str = "sts:AssumeRole", **more: object) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def grants(*actions: str, resource: object = "*") -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": resource}]})


def pod(**spec: object) -> dict:
    return {"metadata": {"labels": TAGS}, "spec": {"serviceAccountName": "reader", "volumes": [TOKEN], **spec}}


SOMEBODYS = {
    "an administrators' role trusted to the account": [
        made(ROLE, "admin", {"name": "admin", "assumeRolePolicy": allow({"AWS": "123456789012"})}),
        made(ATTACHMENT, "a", {"role": "admin", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
    ],
    "a pipeline's role that writes roles of agents": [
        made(ROLE, "ci", {"name": "ci", "assumeRolePolicy": allow(
            {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"})}),
        made(GRANT, "ci", {"role": "ci", "policy": grants("iam:*", resource="arn:aws:iam::*:role/agents/*")}),
    ],
    "a person with a key": [
        made("aws:iam/user:User", "ann", {"name": "ann", "path": "/people/"}),
        made("aws:iam/accessKey:AccessKey", "ann", {"user": "ann"}),
    ],
    "a service with a password in its environment": [
        made(TASK, "web", {"taskRoleArn": "arn:aws:iam::123456789012:role/web", "containerDefinitions": json.dumps(
            [{"name": "web", "environment": [{"name": "DB_PASSWORD", "value": "x"}]}])}),
    ],
    "a function on a role that is not known yet": [
        made("aws:lambda/function:Function", "f", {"role": UNKNOWN, "tags": {"team": "web"}}),
    ],
    "a server without a profile": [made("aws:ec2/instance:Instance", "vm", {"ami": "x", "tags": {"Name": "vm"}})],
    "a policy of a team": [made("aws:iam/policy:Policy", "p", {"name": "p", "path": "/", "policy": grants("s3:*")})],
    "an owner of a project": [made(PROJECT_GRANT, "o", {"role": "roles/owner", "member": "group:a@example.com"})],
    "a build account that is editor": [
        made(PROJECT_GRANT, "b", {"role": "roles/editor", "member": "serviceAccount:1@cloudbuild.gserviceaccount.com"}),
    ],
    "a public bucket": [
        made("gcp:storage/bucketIAMMember:BucketIAMMember", "p", {
            "bucket": "site", "role": "roles/storage.objectViewer", "member": "allUsers"}),
    ],
    "a binding among people": [
        made("gcp:projects/iAMBinding:IAMBinding", "v", {"role": "roles/viewer", "members": ["group:a@example.com"]}),
    ],
    "a service of another project on the default account": [
        made("gcp:cloudrunv2/service:Service", "s", {"project": "shop", "template": {"containers": [{"image": "x"}]}}),
    ],
    "an owner of a subscription": [
        made(ASSIGNMENT, "o", {"principalId": "person", "principalType": "User",
                               "roleDefinitionId": f"{DEFINITIONS}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"}),
    ],
    "a web app with its own identity": [
        made("azure-native:web:WebApp", "w", {"identity": {"type": "SystemAssigned"}, "siteConfig": {
            "appSettings": [{"name": "API_TOKEN", "value": "x"}]}}),
    ],
    "a storage account with keys": [made("azure-native:storage:StorageAccount", "s", {"accountName": "site"})],
    "a policy assignment of the platform": [
        made("azure-native:authorization:PolicyAssignment", "p", {
            "policyAssignmentName": "tags", "scope": "/subscriptions/sub", "enforcementMode": "DoNotEnforce"}),
    ],
    "cluster administrators": [
        made(f"{RBAC}ClusterRoleBinding", "c", {
            "subjects": [{"kind": "Group", "name": "platform"}, {"kind": "User", "name": "ann@example.com"}],
            "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}}),
    ],
    "an operator with its cluster role": [
        made("kubernetes:core/v1:ServiceAccount", "op", {"metadata": {"name": "op", "namespace": "operators"}}),
        made(f"{RBAC}ClusterRole", "op", {"metadata": {"name": "op"}, "rules": [
            {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}),
        made(f"{RBAC}ClusterRoleBinding", "op", {"roleRef": {"kind": "ClusterRole", "name": "op"}, "subjects": [
            {"kind": "ServiceAccount", "name": "op", "namespace": "operators"}]}),
    ],
    "a deployment of another team": [
        made("kubernetes:apps/v1:Deployment", "web", {"metadata": {"namespace": "web"}, "spec": {
            "template": {"spec": {"containers": [{"envFrom": [{"secretRef": {"name": "web"}}]}]}}}}),
        made("kubernetes:core/v1:Secret", "web", {"metadata": {"namespace": "web"}, "type": "Opaque"}),
    ],
    "an aggregated role": [
        made(f"{RBAC}ClusterRole", "m", {"metadata": {"name": "monitoring"}, "aggregationRule": {
            "clusterRoleSelectors": [{"matchLabels": {"m": "true"}}]}}),
    ],
    "an admission policy of the platform": [
        made("kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy", "p", {
            "metadata": {"name": "no-latest"}, "spec": {"failurePolicy": "Ignore"}}),
    ],
}  # fmt: skip

AGENTS_OWN = {
    "a task with references to secrets": [
        made(TASK, "t", {"taskRoleArn": READER_ARN, "tags": TAGS, "containerDefinitions": json.dumps([
            {"name": "a", "environment": [{"name": "TOKEN_LIMIT", "value": "4096"}, {"name": "REGION", "value": "x"}],
             "secrets": [{"name": "VENDOR_API_KEY", "valueFrom": "arn:aws:secretsmanager:x"}]}])}),
    ],
    "a function": [
        made("aws:lambda/function:Function", "f", {"role": READER_ARN, "tags": TAGS, "environment": {"variables": {
            "MODEL": "m", "QUEUE_URL": "https://sqs", "SECRET_ARN": "arn:aws:secretsmanager:x"}}}),
    ],
    "grants on named resources": [
        made(GRANT, "g", {"role": "reader", "policy": grants("s3:GetObject", "s3:List*", resource="arn:aws:s3:::in")}),
        made(GRANT, "h", {"role": "reader", "policy": grants("sts:GetCallerIdentity", "ec2:Describe*", "iam:Get*")}),
        made(ATTACHMENT, "a", {"role": "reader", "policyArn": "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"}),
    ],
    "a service on Cloud Run": [
        made("gcp:cloudrunv2/service:Service", "s", {"labels": TAGS, "template": {
            "serviceAccount": READER_EMAIL, "containers": [{"image": "x", "envs": [
                {"name": "VENDOR_KEY_REF", "valueSource": {"secretKeyRef": {"secret": "vendor"}}}]}]}}),
        made(PROJECT_GRANT, "g", {"role": "roles/bigquery.dataViewer", "member": f"serviceAccount:{READER_EMAIL}"}),
    ],
    "a container group": [
        made("azure-native:containerinstance:ContainerGroup", "c", {"tags": TAGS, "containers": [
            {"name": "a", "environmentVariables": [{"name": "AZURE_CLIENT_ID", "value": "x"}]}],
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [READER_ID]}}),
    ],
    "a custom role": [
        made("azure-native:authorization:RoleDefinition", "d", {
            "roleDefinitionId": "11111111-0000-4000-8000-000000000001",
            "permissions": [{"actions": ["Microsoft.Storage/storageAccounts/read"]}]}),
        made(ASSIGNMENT, "a", {"principalId": "p-1", "principalType": "ServicePrincipal",
                               "roleDefinitionId": f"{DEFINITIONS}/11111111-0000-4000-8000-000000000001"}),
    ],
    "two deployments and a cron job of one agent": [
        *(made("kubernetes:apps/v1:Deployment", name, {
            "metadata": {"name": name, "namespace": HOME, "labels": TAGS},
            "spec": {"template": pod(containers=[{"name": "a", "env": [{"name": "LOG", "value": "i"}]}])}})
          for name in ("api", "worker")),
        made("kubernetes:batch/v1:CronJob", "nightly", {"metadata": {"namespace": HOME}, "spec": {
            "jobTemplate": {"spec": {"template": pod(containers=[{"name": "a"}])}}}}),
    ],
    "a role for an agent and its binding": [
        made(f"{RBAC}Role", "r", {"metadata": {"name": "agent-standard-x", "namespace": HOME}, "rules": [
            {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "watch"]}]}),
        made(f"{RBAC}RoleBinding", "r", {
            "metadata": {"namespace": HOME}, "roleRef": {"kind": "Role", "name": "agent-standard-x"},
            "subjects": [{"kind": "ServiceAccount", "name": "reader", "namespace": HOME}]}),
    ],
    "operators of the agents' namespace": [
        made(f"{RBAC}Role", "o", {"metadata": {"name": "operators", "namespace": HOME}, "rules": [
            {"apiGroups": [""], "resources": ["*"], "verbs": ["*"]}]}),
        made(f"{RBAC}RoleBinding", "o", {
            "metadata": {"namespace": HOME}, "roleRef": {"kind": "Role", "name": "operators"},
            "subjects": [{"kind": "Group", "name": "operators"}]}),
    ],
    "secrets and settings of the agents' namespace": [
        made("kubernetes:core/v1:Secret", "s", {"metadata": {"namespace": HOME}, "type": "Opaque"}),
        made("kubernetes:core/v1:ConfigMap", "c", {"metadata": {"namespace": HOME}, "data": {"a": "b"}}),
        made("kubernetes:networking.k8s.io/v1:NetworkPolicy", "n", {"metadata": {"namespace": HOME}}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("resources", SOMEBODYS.values(), ids=SOMEBODYS)
def test_what_is_no_agents_is_never_blocked(resources: list[Resource]) -> None:
    assert rules_of(judged(*AGENTS, *resources)) == set()
    assert rules_of(judged(*resources)) == set()


@pytest.mark.parametrize("resources", AGENTS_OWN.values(), ids=AGENTS_OWN)
def test_what_an_agent_needs_raises_nothing(resources: list[Resource]) -> None:
    assert judged(*AGENTS, *resources) == []
