"""Every example: clean under the policy pack on an empty stack, deployed for real, looked at by the cloud's client."""

import shutil
from collections.abc import Callable
from pathlib import Path

import kubernetes
import pytest
from azure.mgmt.containerinstance import ContainerInstanceManagementClient
from azure.mgmt.web import WebSiteManagementClient

from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import Stack, stack_of

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/Pulumi.yaml"))


@pytest.fixture
def deploy(local_clouds: LocalClouds, tmp_path: Path) -> Callable[[str], tuple[Stack, dict]]:
    def deployed(name: str) -> tuple[Stack, dict]:
        folder = tmp_path / name
        shutil.copytree(ROOT / "examples" / name, folder)
        config = {"gcp": {"gcp:project": "agents-local"}, "aws": {"aws:region": "eu-west-1"}}.get(
            name.partition("-")[0]
        )
        stack = stack_of(folder, local_clouds.env, f"example-{name}", config)
        said = stack.pulumi("preview", "--policy-pack", str(ROOT / "policy_packs" / "agent_identity"))
        assert "Policy Violations" not in said
        outputs = stack.up()
        assert stack.changes() == {}
        return stack, outputs

    return deployed


def test_there_is_one_for_each_workload() -> None:
    assert [name for name in EXAMPLES if (ROOT / "examples" / name / "__main__.py").exists()] == [
        "aws-ecs",
        "aws-lambda",
        "azure-container-group",
        "azure-function-app",
        "gcp-cloud-run",
        "gcp-compute",
        "kubernetes",
    ]


def test_ecs_task_definition(deploy, local_clouds: LocalClouds) -> None:
    stack, outputs = deploy("aws-ecs")
    ecs = clients.aws(local_clouds.env, "ecs")
    task = ecs.describe_task_definition(taskDefinition=outputs["task_definition_arn"], include=["TAGS"])
    assert task["taskDefinition"]["taskRoleArn"] == outputs["role_arn"]
    assert task["taskDefinition"]["networkMode"] == "awsvpc"
    assert {tag["key"]: tag["value"] for tag in task["tags"]}["agent-version"] == "2.3.1"
    stack.destroy()


def test_lambda_function(deploy, local_clouds: LocalClouds) -> None:
    stack, outputs = deploy("aws-lambda")
    found = clients.aws(local_clouds.env, "lambda").get_function(FunctionName=outputs["function_name"])
    assert found["Configuration"]["Role"] == outputs["role_arn"]
    assert found["Tags"]["agent-type"] == "price-watcher"
    stack.destroy()


def test_azure_container_group(deploy, local_clouds: LocalClouds) -> None:
    stack, outputs = deploy("azure-container-group")
    client = ContainerInstanceManagementClient(**clients.azure_arguments(local_clouds.env))
    group = client.container_groups.get("agents-dev", "ticket-triage")
    assert group.identity.type == "UserAssigned"
    assert [item.lower() for item in group.identity.user_assigned_identities] == [outputs["identity_id"].lower()]
    assert group.tags["agent-version"] == "0.9.2"
    stack.destroy()


def test_azure_function_app(deploy, local_clouds: LocalClouds) -> None:
    stack, outputs = deploy("azure-function-app")
    client = WebSiteManagementClient(**clients.azure_arguments(local_clouds.env))
    app = client.web_apps.get("agents-test", "claim-router-test")
    assert app.kind == "functionapp,linux"
    assert [item.lower() for item in app.identity.user_assigned_identities] == [outputs["identity_id"].lower()]
    assert app.tags["agent-type"] == "claim-router"
    stack.destroy()


def test_cloud_run_service(deploy, local_clouds: LocalClouds) -> None:
    stack, outputs = deploy("gcp-cloud-run")
    run = clients.gcp(local_clouds.env, "run", "v2")
    service = run.projects().locations().services().get(name=outputs["service"]).execute()
    assert service["template"]["serviceAccount"] == outputs["email"]
    assert service["template"]["labels"]["agent-version"] == "1-4-0"
    stack.destroy()


def test_compute_instance(deploy, local_clouds: LocalClouds) -> None:
    stack, outputs = deploy("gcp-compute")
    compute = clients.gcp(local_clouds.env, "compute", "v1")
    found = compute.instances().get(project="agents-local", zone="europe-west1-b", instance=outputs["instance"])
    instance = found.execute()
    assert [account["email"] for account in instance["serviceAccounts"]] == [outputs["email"]]
    assert instance["labels"]["agent-type"] == "catalog-crawler"
    stack.destroy()


def test_kubernetes_deployment(deploy, local_clouds: LocalClouds) -> None:
    stack, outputs = deploy("kubernetes")
    apps = kubernetes.client.AppsV1Api(clients.cluster(local_clouds.env))
    spec = apps.read_namespaced_deployment(outputs["deployment"], "agents-logistics").spec.template.spec
    assert spec.service_account_name == outputs["service_account_name"]
    assert spec.automount_service_account_token is False
    (source,) = spec.volumes[0].projected.sources
    token = source.service_account_token
    assert (token.audience, token.expiration_seconds) == ("route-planner.dev.agents", 3600)
    assert spec.containers[0].volume_mounts[0].name == spec.volumes[0].name
    assert not any(item.value_from for item in spec.containers[0].env or [])
    stack.destroy()
