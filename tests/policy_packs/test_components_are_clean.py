"""The library's own components pass their gate: first preview, empty stack, boundary and identity in one program."""

import pytest

from tests.policy_packs.engine import Engine

pytestmark = pytest.mark.xdist_group("policy-pack")

AGENT = """
def agent(kind):
    return {"type": kind, "version": "1.0.0", "environment": "prod", "team": "payments"}
"""

AWS = (
    """
import json
import pulumi_aws as cloud
from agent_identity import aws
"""
    + AGENT
    + """
PLACE = {"account": "123456789012", "region": "eu-west-1"}
boundary = aws.Boundary("agents", {"environment": "prod", **PLACE})
task = aws.EcsTaskIdentity("ecs", {"agent": agent("ecs-reader"), "boundary": boundary.ref, **PLACE})
cloud.ecs.TaskDefinition("task", family="task", container_definitions=json.dumps([{"name": "a", "image": "a:1"}]),
                         **task.task_definition_args())
cloud.iam.RolePolicy("grant", role=task.role_name, policy=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::invoices/*"}]}))
function = aws.LambdaIdentity("lambda", {"agent": agent("lambda-reader"), "boundary": boundary.ref, **PLACE})
"""
)

GCP = (
    """
import pulumi_gcp as cloud
from agent_identity import gcp
"""
    + AGENT
    + """
boundary = gcp.Boundary("agents", {"environment": "prod", "parent": "projects/agents-local", "project_number": "123"})
reader = gcp.ServiceAccountIdentity("reader", {
    "agent": agent("gcp-reader"), "boundary": boundary.ref, "project": "agents-local"})
cloud.cloudrunv2.Service("service", location="europe-west1",
                         template={"containers": [{"image": "a:1"}], **reader.template_args()})
cloud.storage.BucketIAMMember("grant", bucket="invoices", role="roles/storage.objectViewer", member=reader.member)
"""
)

AZURE = (
    """
import pulumi_azure_native as cloud
from agent_identity import azure
"""
    + AGENT
    + """
PLACE = {"subscription_id": "00000000-0000-4000-8000-000000000009"}
SCOPE = f"/subscriptions/{PLACE['subscription_id']}"
boundary = azure.Boundary("agents", {"environment": "prod", "resource_groups": ["agents"], **PLACE})
reader = azure.ManagedIdentity("reader", {
    "agent": agent("azure-reader"), "boundary": boundary.ref, "resource_group_name": "agents", **PLACE})
role = cloud.authorization.RoleDefinition("role", scope=SCOPE, role_name="read", assignable_scopes=[SCOPE],
    permissions=[{"actions": ["Microsoft.Storage/storageAccounts/read"]}])
cloud.authorization.RoleAssignment("grant", scope=SCOPE, principal_id=reader.principal_id,
    principal_type="ServicePrincipal", role_definition_id=role.id)
cloud.containerinstance.ContainerGroup("group", resource_group_name="agents", os_type="Linux",
    containers=[{"name": "a", "image": "a:1", "resources": {"requests": {"cpu": 1, "memory_in_gb": 1}}}],
    identity=reader.identity_args(), tags=reader.tags)
"""
)

KUBERNETES = (
    """
import pulumi_kubernetes as cloud
from agent_identity import kubernetes
"""
    + AGENT
    + """
boundary = kubernetes.Boundary("agents", {"environment": "prod", "namespaces": ["agents-payments"]})
reader = kubernetes.ProjectedTokenIdentity("reader", {
    "agent": agent("pod-reader"), "boundary": boundary.ref, "namespace": "agents-payments"})
"""
)


@pytest.mark.parametrize(
    ("name", "program"),
    [("aws", AWS), ("gcp", GCP), ("azure", AZURE), ("kubernetes", KUBERNETES)],
    ids=["aws", "gcp", "azure", "kubernetes"],
)
def test_the_first_preview_is_clean_without_any_configuration(engine: Engine, name: str, program: str) -> None:
    outcome = engine.preview(f"components-{name}", program)
    assert [item.message for item in outcome.said] == []
    assert outcome.status == 0, outcome.output
