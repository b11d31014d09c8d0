"""Workloads of every cloud as the SDKs write them: the default identity and a key in the environment are blocked."""

import pytest

from tests.policy_packs.engine import Engine, Outcome

pytestmark = pytest.mark.xdist_group("policy-pack")

PROGRAM = """
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pulumi_kubernetes as kubernetes

TAGS = {"agent-type": "reader", "agent-version": "1-0-0", "agent-environment": "prod", "agent-team": "payments"}
KEY = {"name": "API_TOKEN", "value": "not-a-real-one"}
ENV = {"API_TOKEN": "not-a-real-one"}
SPEC = {"containers": [{"name": "a", "image": "a:1", "env": [KEY]}]}
META = {"namespace": "agents-approved", "labels": TAGS}

aws.lambda_.Function("aws-function", role="arn:aws:iam::123456789012:role/somebody", package_type="Image",
                     image_uri="a:1", environment={"variables": ENV}, tags=TAGS)
aws.ec2.Instance("aws-instance", ami="ami-1", instance_type="t3.micro", tags=TAGS)
gcp.cloudrunv2.Service("gcp-service", location="europe-west1", labels=TAGS,
                       template={"containers": [{"image": "a:1", "envs": [KEY]}]})
gcp.cloudrunv2.Job("gcp-job", location="europe-west1", labels=TAGS,
                   template={"template": {"containers": [{"image": "a:1", "envs": [KEY]}]}})
gcp.compute.Instance("gcp-instance", machine_type="e2-micro", zone="europe-west1-b", labels=TAGS, metadata=ENV,
                     boot_disk={"initialize_params": {"image": "debian"}}, network_interfaces=[{"network": "default"}],
                     service_account={"email": "123-compute@developer.gserviceaccount.com", "scopes": ["x"]})
gcp.cloudfunctionsv2.Function("gcp-function", location="europe-west1", labels=TAGS,
                              service_config={"environment_variables": ENV})
azure.containerinstance.ContainerGroup(
    "azure-group", resource_group_name="agents", os_type="Linux", tags=TAGS,
    containers=[{"name": "a", "image": "a:1", "resources": {"requests": {"cpu": 1, "memory_in_gb": 1}},
                 "environment_variables": [{"name": "API_TOKEN", "secure_value": "not-a-real-one"}]}])
azure.web.WebApp("azure-app", resource_group_name="agents", tags=TAGS, identity={"type": "SystemAssigned"},
                 site_config={"app_settings": [KEY]})
azure.app.ContainerApp("azure-container", resource_group_name="agents", tags=TAGS,
                       template={"containers": [{"name": "a", "image": "a:1", "env": [KEY]}]})
kubernetes.core.v1.Pod("kubernetes-pod", metadata=META, spec=SPEC)
kubernetes.apps.v1.Deployment("kubernetes-deployment", metadata=META, spec={
    "selector": {"match_labels": TAGS}, "template": {"metadata": {"labels": TAGS}, "spec": SPEC}})
kubernetes.batch.v1.CronJob("kubernetes-cron", metadata=META, spec={"schedule": "@daily", "job_template": {
    "spec": {"template": {"spec": SPEC}}}})
"""
DEFAULT = ("aws-instance", "gcp-service", "gcp-job", "gcp-instance", "gcp-function", "azure-group", "azure-app",
           "azure-container", "kubernetes-pod", "kubernetes-deployment", "kubernetes-cron")  # fmt: skip
KEYED = ("aws-function", *DEFAULT[1:])


@pytest.fixture(scope="module")
def outcome(engine: Engine) -> Outcome:
    return engine.preview("workloads", PROGRAM)


@pytest.mark.parametrize("name", [*DEFAULT, "aws-function"])
def test_an_identity_that_is_not_its_own_is_blocked(name: str, outcome: Outcome) -> None:
    assert [item.level for item in outcome.about("agent-workload-identity", name)] == ["mandatory"], outcome.output


@pytest.mark.parametrize("name", KEYED)
def test_a_token_in_the_environment_is_blocked_and_not_printed(name: str, outcome: Outcome) -> None:
    assert [item.level for item in outcome.about("agent-workload-environment", name)] == ["mandatory"], outcome.output
    assert "not-a-real-one" not in outcome.output
