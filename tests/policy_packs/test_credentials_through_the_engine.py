"""Every static credential and administrator's grant as the SDKs write them is blocked for an agent."""

import pytest

from tests.policy_packs.engine import CONFIG, Engine, Outcome

pytestmark = pytest.mark.xdist_group("policy-pack")

PROGRAM = """
import json
import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pulumi_kubernetes as kubernetes

TAGS = {"agent-type": "reader", "agent-version": "1-0-0", "agent-environment": "prod", "agent-team": "payments"}
BOUNDARY = "arn:aws:iam::123456789012:policy/agents/boundaries/standard"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
WIDE = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]})

user = aws.iam.User("user", name="user", path="/agents/", permissions_boundary=BOUNDARY, tags=TAGS)
aws.iam.AccessKey("static-access-key", user=user.name)
aws.iam.UserLoginProfile("static-login", user=user.name)
aws.iam.ServiceSpecificCredential("static-service", user_name=user.name, service_name="codecommit.amazonaws.com")
aws.iam.SshKey("static-ssh", username=user.name, encoding="SSH", public_key="ssh-rsa x")
aws.iam.SigningCertificate("static-certificate", user_name=user.name, certificate_body="x")

role = aws.iam.Role("role", name="role", path="/agents/", permissions_boundary=BOUNDARY, tags=TAGS,
                    assume_role_policy=TRUST)
wide = aws.iam.Policy("wide", policy=WIDE)
aws.iam.RolePolicy("admin-inline", role=role.name, policy=WIDE)
aws.iam.RolePolicyAttachment("admin-attached", role=role.name, policy_arn=wide.arn)
aws.iam.PolicyAttachment("admin-several", roles=[role.name], policy_arn=ADMIN)
aws.iam.RolePolicyAttachmentsExclusive("admin-exclusive", role_name=role.name, policy_arns=[ADMIN])
aws.iam.UserPolicy("admin-user-inline", user=user.name, policy=WIDE)
aws.iam.UserPolicyAttachment("admin-user-attached", user=user.name, policy_arn=ADMIN)

account = gcp.serviceaccount.Account(
    "account", account_id="reader", project="agents-local",
    description=" ".join(f"{key}={value}" for key, value in TAGS.items()))
member = account.email.apply(lambda email: f"serviceAccount:{email}")
gcp.serviceaccount.Key("static-key", service_account_id=account.name)
gcp.storage.HmacKey("static-hmac", service_account_email=account.email)
gcp.projects.ApiKey("static-api", service_account_email=account.email)
gcp.organizations.IAMMember("admin-organization", org_id="1", role="roles/owner", member=member)
gcp.folder.IAMMember("admin-folder", folder="1", role="roles/resourcemanager.folderAdmin", member=member)
gcp.storage.BucketIAMMember("admin-bucket", bucket="b", role="roles/storage.admin", member=member)
gcp.serviceaccount.IAMMember("admin-account", service_account_id=account.name,
                             role="roles/iam.serviceAccountTokenCreator", member=member)

azure.storage.StorageAccount("static-storage", resource_group_name="agents", kind="StorageV2",
                             sku={"name": "Standard_LRS"}, tags=TAGS)
azure.cognitiveservices.Account("static-model", resource_group_name="agents", properties={}, tags=TAGS)
azure.cosmosdb.DatabaseAccount("static-database", resource_group_name="agents", database_account_offer_type="Standard",
                               locations=[{"location_name": "westeurope"}], tags=TAGS)
azure.servicebus.Namespace("static-bus", resource_group_name="agents", tags=TAGS)
azure.eventhub.Namespace("static-hub", resource_group_name="agents", tags=TAGS)
identity = azure.managedidentity.UserAssignedIdentity("identity", resource_group_name="agents", tags=TAGS)
azure.authorization.RoleAssignment(
    "admin-owner", scope="/subscriptions/s", principal_id=identity.principal_id, principal_type="ServicePrincipal",
    role_definition_id="/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635")
pulumi.CustomResource("azuread:index/applicationPassword:ApplicationPassword", "static-bot-secret", {})

kubernetes.core.v1.Secret("static-token", type="kubernetes.io/service-account-token", metadata={
    "namespace": "agents-approved", "annotations": {"kubernetes.io/service-account.name": "x"}})
kubernetes.rbac.v1.ClusterRoleBinding(
    "admin-cluster", subjects=[{"kind": "ServiceAccount", "name": "x", "namespace": "agents-approved"}],
    role_ref={"api_group": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"})
"""
STATIC = {
    "aws": ("access-key", "login", "service", "ssh", "certificate"),
    "gcp": ("key", "hmac", "api"),
    "azure": ("storage", "model", "database", "bus", "hub", "bot-secret"),
    "kubernetes": ("token",),
}
ADMIN = {
    "aws": ("inline", "attached", "several", "exclusive", "user-inline", "user-attached"),
    "gcp": ("organization", "folder", "bucket", "account"),
    "azure": ("owner",),
    "kubernetes": ("cluster",),
}


@pytest.fixture(scope="module")
def outcome(engine: Engine) -> Outcome:
    given = {**CONFIG, "agents": {"matchers": [{"type": "azuread:*", "name": "*bot*"}]}}
    return engine.preview("credentials", PROGRAM, given)


@pytest.mark.parametrize(("cloud", "name"), [(cloud, name) for cloud in STATIC for name in STATIC[cloud]])
def test_a_static_credential_is_blocked(cloud: str, name: str, outcome: Outcome) -> None:
    rule = "kubernetes-token-secret" if cloud == "kubernetes" else f"{cloud}-static-credential"
    assert [item.level for item in outcome.about(rule, f"static-{name}")] == ["mandatory"], outcome.output


@pytest.mark.parametrize(("cloud", "name"), [(cloud, name) for cloud in ADMIN for name in ADMIN[cloud]])
def test_an_administrators_grant_is_blocked(cloud: str, name: str, outcome: Outcome) -> None:
    found = outcome.about(f"{cloud}-admin-grant", f"admin-{name}")
    assert [item.level for item in found] == ["mandatory"], outcome.output
