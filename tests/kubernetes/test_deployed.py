"""The Kubernetes components deployed by the real engine and provider, looked at with the cluster's own client."""

from pathlib import Path

import kubernetes
import pytest

from agent_identity.boundaries import kubernetes as boundaries
from agent_identity.naming import KUBERNETES_LABEL, principal_name
from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import FailedError, stack_of, write_program

PROGRAM = """
import pulumi
from agent_identity import kubernetes

boundary = kubernetes.Boundary("agents", {{"environment": "{environment}", "namespaces": {namespaces}}})
made = kubernetes.ProjectedTokenIdentity("planner", {{
    "agent": {{"type": "route-planner", "version": "{version}", "environment": "{environment}", "team": "logistics"}},
    "boundary": boundary.ref,
    "namespace": "{namespace}",
    {more}
}})
pulumi.export("name", made.service_account_name)
"""


def program(environment: str, version: str = "1.0.0", more: str = "", namespaces: list[str] | None = None) -> str:
    namespace = f"agents-{environment}"
    return PROGRAM.format(
        environment=environment,
        version=version,
        more=more,
        namespace=namespace,
        namespaces=[namespace] if namespaces is None else namespaces,
    )


@pytest.fixture
def core(local_clouds: LocalClouds) -> kubernetes.client.CoreV1Api:
    return kubernetes.client.CoreV1Api(clients.cluster(local_clouds.env))


def test_life_of_an_identity(local_clouds: LocalClouds, core, tmp_path: Path) -> None:
    name = principal_name(KUBERNETES_LABEL, "route-planner", "life")
    write_program(tmp_path, program("life"))
    stack = stack_of(tmp_path, local_clouds.env, "kubernetes-life")
    assert stack.up()["name"] == name
    account = core.read_namespaced_service_account(name, "agents-life")
    assert account.automount_service_account_token is False
    assert account.metadata.annotations["agent-version"] == "1.0.0"
    namespace = core.read_namespace("agents-life")
    assert namespace.metadata.labels["agent-boundary"] == "standard"
    assert stack.changes() == {}

    write_program(tmp_path, program("life", version="2.0.0"))
    assert stack.changes()["planner"] == "update, update"
    stack.up()
    after = core.read_namespaced_service_account(name, "agents-life")
    assert after.metadata.uid == account.metadata.uid
    assert after.metadata.annotations["agent-version"] == "2.0.0"
    stack.destroy()
    assert "agents-life" not in [item.metadata.name for item in core.list_namespace().items]


ACCESS = """"access": [
        {{"read": ["/api/v1/namespaces/agents-{0}/configmaps/settings"]}},
        {{"read": ["/api/v1/namespaces/shop-{0}/configmaps/prices"]}},
        {{"write": ["/api/v1/namespaces/agents-{0}/configmaps/state"], "operations": ["patch"]}},
    ],"""


def test_what_an_agent_asks_for_is_deployed_under_its_boundary_and_taken_away(
    local_clouds: LocalClouds, core, tmp_path: Path
) -> None:
    account = principal_name(KUBERNETES_LABEL, "route-planner", "asking")
    core.create_namespace({"metadata": {"name": "shop-asking"}})
    write_program(tmp_path, program("asking", more=ACCESS.format("asking")))
    stack = stack_of(tmp_path, local_clouds.env, "kubernetes-asking")
    stack.up()
    assert stack.changes() == {}
    reviews = kubernetes.client.AuthorizationV1Api(core.api_client)

    def may(verb: str, name: str, namespace: str = "agents-asking") -> bool:
        asked = {"verb": verb, "resource": "configmaps", "name": name, "namespace": namespace}
        body = {"spec": {"user": f"system:serviceaccount:agents-asking:{account}", "resourceAttributes": asked}}
        return reviews.create_subject_access_review(body).status.allowed

    assert may("get", "settings")
    assert may("get", "prices", "shop-asking")
    assert may("patch", "state")
    assert not any((may("get", "other"), may("patch", "settings"), may("get", "settings", "shop-asking")))

    write_program(tmp_path, program("asking"))
    stack.up()
    assert not may("get", "settings")
    stack.destroy()
    rbac = kubernetes.client.RbacAuthorizationV1Api(core.api_client)
    assert rbac.list_namespaced_role_binding("shop-asking").items == []
    core.delete_namespace("shop-asking")


def make_account(core, environment: str, annotations: dict[str, str]) -> kubernetes.client.V1ServiceAccount:
    namespace = f"agents-{environment}"
    labels = boundaries.namespace_labels("standard", environment)
    core.create_namespace({"metadata": {"name": namespace, "labels": labels}})
    return core.create_namespaced_service_account(
        namespace, {"metadata": {"name": "hand-made", "annotations": annotations}}
    )


def test_adoption_takes_an_account_over_in_one_up(local_clouds: LocalClouds, core, tmp_path: Path) -> None:
    made = make_account(core, "adopted", {"cost-centre": "7"})
    write_program(tmp_path, program("adopted", more='"adopt": {"name": "hand-made"},', namespaces=[]))
    stack = stack_of(tmp_path, local_clouds.env, "kubernetes-adopted")
    stack.up()
    after = core.read_namespaced_service_account("hand-made", "agents-adopted")
    assert after.metadata.uid == made.metadata.uid
    assert after.metadata.annotations["agent-type"] == "route-planner"
    assert after.automount_service_account_token is False
    assert stack.changes() == {}


def test_an_account_of_another_agent_is_refused_and_left_alone(local_clouds: LocalClouds, core, tmp_path: Path) -> None:
    make_account(core, "refused", {"agent-type": "other-agent"})
    write_program(tmp_path, program("refused", more='"adopt": {"name": "hand-made"},', namespaces=[]))
    stack = stack_of(tmp_path, local_clouds.env, "kubernetes-refused")
    with pytest.raises(FailedError) as error:
        stack.up()
    assert "belongs to another agent: found agent-type 'other-agent'" in error.value.output
    assert "Traceback" not in error.value.output
    left = core.read_namespaced_service_account("hand-made", "agents-refused")
    assert left.metadata.annotations == {"agent-type": "other-agent"}
    assert left.automount_service_account_token is None
