"""The fleet pipeline's own role in each target: it makes agents under an approved boundary and cannot change one."""

import json
import uuid

import pulumi
import pulumi_aws
import pulumi_gcp
from pulumi_azure_native import authorization
from pulumi_kubernetes.rbac.v1 import Role, RoleBinding

from agent_identity.catalog import AwsTarget, AzureTarget, GcpTarget, KubernetesTarget
from agent_identity.catalog.foundation import AwsPipeline, AzurePipeline, GcpPipeline, KubernetesPipeline
from agent_identity.pipeline import aws, azure, gcp, kubernetes


def aws_pipeline(target: AwsTarget, pipeline: AwsPipeline, boundaries: list[str], opts: pulumi.ResourceOptions) -> None:
    """Deploys the role that the trusted roles may take."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": sorted(pipeline.trusted)}, "Action": "sts:AssumeRole"},
        ],
    }
    role = pulumi_aws.iam.Role(
        aws.ROLE_NAME,
        name=aws.ROLE_NAME,
        path=aws.ROLE_PATH,
        description="Deploys AI agents' identities; see docs/reference/permissions.md",
        assume_role_policy=json.dumps(trust),
        max_session_duration=3600,
        opts=opts,
    )
    pulumi_aws.iam.RolePolicy(
        aws.ROLE_NAME,
        name="fleet",
        role=role.name,
        policy=json.dumps(aws.role_policy(target.arn_partition, target.account, boundaries)),
        opts=opts,
    )


def azure_pipeline(target: AzureTarget, pipeline: AzurePipeline, opts: pulumi.ResourceOptions) -> None:
    """Grants a custom role on the target's resource group alone."""
    group = f"/subscriptions/{target.subscription}/resourceGroups/{target.resource_group}"
    # Azure names both by a GUID; these follow from the scope, so a second run finds what the first made.
    role_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{group}/agent-pipeline"))
    definition = authorization.RoleDefinition(
        "agent-pipeline",
        role_definition_id=role_id,
        role_name=f"{azure.ROLE_NAME} ({target.name})",
        description="Deploys AI agents' identities; see docs/reference/permissions.md",
        role_type="CustomRole",
        scope=f"/subscriptions/{target.subscription}",
        assignable_scopes=[f"/subscriptions/{target.subscription}"],
        permissions=[{"actions": azure.role_actions(), "not_actions": [], "data_actions": [], "not_data_actions": []}],
        opts=opts,
    )
    authorization.RoleAssignment(
        "agent-pipeline",
        role_assignment_name=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{group}/agent-pipeline/{pipeline.principal_id}")),
        scope=group,
        role_definition_id=definition.id,
        principal_id=pipeline.principal_id,
        principal_type="ServicePrincipal",
        opts=opts,
    )


def gcp_pipeline(target: GcpTarget, pipeline: GcpPipeline, opts: pulumi.ResourceOptions) -> None:
    """Grants a custom role on the target's project."""
    role = pulumi_gcp.projects.IAMCustomRole(
        "agent-pipeline",
        role_id=gcp.ROLE_ID,
        project=target.project,
        title="Agent identity pipeline",
        description="Deploys AI agents' identities; see docs/reference/permissions.md",
        permissions=gcp.role_permissions(),
        opts=opts,
    )
    pulumi_gcp.projects.IAMMember(
        "agent-pipeline", project=target.project, role=role.name, member=pipeline.member, opts=opts
    )


def kubernetes_pipeline(target: KubernetesTarget, pipeline: KubernetesPipeline, opts: pulumi.ResourceOptions) -> None:
    """Grants a Role in the target's namespace."""
    metadata = {"name": kubernetes.ROLE_NAME, "namespace": target.namespace}
    role = Role("agent-pipeline", metadata=metadata, rules=kubernetes.role_rules(target.namespace), opts=opts)
    RoleBinding(
        "agent-pipeline",
        metadata=metadata,
        role_ref={"api_group": "rbac.authorization.k8s.io", "kind": "Role", "name": role.metadata["name"]},
        subjects=[{"api_group": "rbac.authorization.k8s.io", "kind": "Group", "name": pipeline.group}],
        opts=opts,
    )
