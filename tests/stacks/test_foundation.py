"""What the foundation deploys besides boundaries, looked at with each cloud's own client."""

import json

import kubernetes
import pytest
from azure.mgmt.authorization import AuthorizationManagementClient

from agent_identity import guards
from agent_identity.pipeline import aws as aws_pipeline
from agent_identity.pipeline import azure as azure_pipeline
from agent_identity.pipeline import gcp as gcp_pipeline
from agent_identity.pipeline import kubernetes as kubernetes_pipeline
from tests import clients
from tests.conftest import LocalClouds
from tests.fleet.running import FleetCommand
from tests.stacks import everywhere

pytestmark = pytest.mark.xdist_group("everywhere")


def approved(fleet: FleetCommand) -> list[str]:
    outputs = json.loads(fleet.pulumi("foundation.aws-local", "stack", "output", "--json"))
    return outputs["policyPackConfig"]["agent-identity"]["approvedBoundaries"]["aws"]


def test_the_aws_pipeline_makes_agents_under_the_approved_boundaries_alone(
    deployed: FleetCommand, local_clouds: LocalClouds
) -> None:
    iam = clients.aws(local_clouds.env, "iam")
    role = iam.get_role(RoleName=aws_pipeline.ROLE_NAME)["Role"]
    assert role["Arn"] == everywhere.PIPELINE_ROLE
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": [everywhere.TRUSTED]}
    document = iam.get_role_policy(RoleName=aws_pipeline.ROLE_NAME, PolicyName="fleet")["PolicyDocument"]
    assert document == aws_pipeline.role_policy("aws", "123456789012", approved(deployed))
    (boundary,) = approved(deployed)
    assert iam.get_policy(PolicyArn=boundary)["Policy"]["Arn"] == boundary, "what is approved is deployed"
    statements = {statement["Sid"]: statement for statement in document["Statement"]}
    assert statements["MakeBounded"]["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": [boundary]}}
    assert "iam:CreateRole" in statements["MakeBounded"]["Action"]
    assert "iam:CreateRole" not in statements["EditAndRemove"]["Action"]
    assert statements["NeverChangeABoundary"]["Effect"] == "Deny"


def test_the_aws_guard_is_attached_where_it_was_asked_for(
    deployed: FleetCommand, local_clouds: LocalClouds, unit: str
) -> None:
    organizations = clients.aws(local_clouds.env, "organizations")
    found = organizations.list_policies_for_target(TargetId=unit, Filter="SERVICE_CONTROL_POLICY")["Policies"]
    (policy,) = [each for each in found if each["Name"] == "agent-boundary-guard"]
    content = json.loads(organizations.describe_policy(PolicyId=policy["Id"])["Policy"]["Content"])
    assert content == guards.service_control_policy(approved(deployed), [everywhere.KEEPER])


def test_the_azure_pipeline_has_its_custom_role_on_the_resource_group_alone(
    deployed: FleetCommand, local_clouds: LocalClouds
) -> None:
    client = AuthorizationManagementClient(**clients.azure_arguments(local_clouds.env))
    scope = f"/subscriptions/{everywhere.SUBSCRIPTION}"
    assignments = [
        each for each in client.role_assignments.list_for_subscription() if each.principal_id == everywhere.PIPELINE
    ]
    (assignment,) = assignments
    assert assignment.scope == f"{scope}/resourceGroups/{everywhere.RESOURCE_GROUP}"
    definition = client.role_definitions.get_by_id(assignment.role_definition_id)
    assert definition.role_type == "CustomRole"
    (permission,) = definition.permissions
    assert sorted(permission.actions) == azure_pipeline.role_actions()
    assert not permission.data_actions


def test_azures_grantors_grant_under_a_condition(deployed: FleetCommand, local_clouds: LocalClouds) -> None:
    client = AuthorizationManagementClient(**clients.azure_arguments(local_clouds.env))
    (assignment,) = [
        each for each in client.role_assignments.list_for_subscription() if each.principal_id == everywhere.GRANTOR
    ]
    assert assignment.condition == guards.grantor_condition([everywhere.GRANTABLE])
    assert assignment.condition_version == "2.0"


def test_the_gcp_pipeline_has_its_custom_role_and_cannot_change_what_bounds_it(
    deployed: FleetCommand, local_clouds: LocalClouds
) -> None:
    projects = clients.gcp(local_clouds.env, "cloudresourcemanager", "v3").projects()
    bindings = projects.getIamPolicy(resource="projects/agents-local", body={}).execute()["bindings"]
    held = [binding["role"] for binding in bindings if everywhere.MEMBER in binding["members"]]
    assert held == [f"projects/agents-local/roles/{gcp_pipeline.ROLE_ID}"]
    role = clients.gcp(local_clouds.env, "iam", "v1").projects().roles().get(name=held[0]).execute()
    assert sorted(role["includedPermissions"]) == gcp_pipeline.role_permissions()
    held_there = set(role["includedPermissions"])
    assert not [name for name in held_there if "denypolicies" in name or name.startswith("orgpolicy.")]
    # It grants on the resources that agents use, not where it could grant itself more, nor on what it runs as.
    on = {name.removesuffix(".setIamPolicy") for name in held_there if name.endswith(".setIamPolicy")}
    assert not on & {"resourcemanager.projects", "resourcemanager.folders", "iam.serviceAccounts"}
    assert "iam.roles.update" not in held_there


@pytest.mark.parametrize(
    ("verb", "group", "resource", "allowed"),
    [
        ("create", "", "serviceaccounts", True),
        ("delete", "", "serviceaccounts", True),
        ("create", "rbac.authorization.k8s.io", "rolebindings", True),
        ("create", "rbac.authorization.k8s.io", "roles", True),
        ("patch", "rbac.authorization.k8s.io", "roles", False),
        ("escalate", "rbac.authorization.k8s.io", "roles", False),
        ("bind", "rbac.authorization.k8s.io", "roles", False),
        ("get", "", "configmaps", False),
        ("get", "", "secrets", False),
        ("create", "", "secrets", False),
        ("create", "", "serviceaccounts/token", False),
        ("create", "", "pods", False),
        ("patch", "", "namespaces", False),
        ("create", "admissionregistration.k8s.io", "validatingadmissionpolicies", False),
        ("delete", "admissionregistration.k8s.io", "validatingadmissionpolicybindings", False),
    ],
)
def test_the_kubernetes_pipeline_may_make_accounts_and_their_roles_and_no_more(
    deployed: FleetCommand, local_clouds: LocalClouds, verb: str, group: str, resource: str, allowed: bool
) -> None:
    name, _, sub = resource.partition("/")
    asked = kubernetes.client.V1ResourceAttributes(
        namespace=everywhere.NAMESPACE, verb=verb, group=group, resource=name, subresource=sub or None
    )
    for namespace in {everywhere.NAMESPACE, "default"}:
        asked.namespace = namespace
        review = kubernetes.client.V1SubjectAccessReview(
            spec=kubernetes.client.V1SubjectAccessReviewSpec(
                user="robot", groups=[everywhere.GROUP, "system:authenticated"], resource_attributes=asked
            )
        )
        with clients.cluster(local_clouds.env) as cluster:
            answer = kubernetes.client.AuthorizationV1Api(cluster).create_subject_access_review(review)
        assert answer.status.allowed == (allowed and namespace == everywhere.NAMESPACE)


def test_the_kubernetes_pipeline_holds_by_name_what_the_catalog_s_agents_ask_for(
    deployed: FleetCommand, local_clouds: LocalClouds
) -> None:
    with clients.cluster(local_clouds.env) as cluster:
        api = kubernetes.client.RbacAuthorizationV1Api(cluster)
        found = api.read_namespaced_role(kubernetes_pipeline.ROLE_NAME, everywhere.NAMESPACE)
        made = [role.metadata.name for role in api.list_namespaced_role(everywhere.NAMESPACE).items]
    (agents,) = [name for name in made if name.startswith("agent-standard-")]
    named = {tuple(rule.resources): rule for rule in found.rules if rule.resource_names}
    assert named["configmaps",].resource_names == ["settings"]
    assert named["configmaps",].verbs == ["get"]
    assert named["rolebindings", "roles"].resource_names == [agents]
