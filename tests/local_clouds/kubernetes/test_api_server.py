"""Kubernetes on this machine, as the official Python client sees it."""

import base64
import json
import time

import pytest
from kubernetes import client, config
from kubernetes.client.exceptions import ApiException

from local_clouds.services.kubernetes import ISSUER, audit_log
from local_clouds.state import StateDirectory

AUDIENCE = "https://agents.example"
HOUR = 3600


@pytest.fixture(scope="module")
def clouds(start_clouds):
    return start_clouds("kubernetes")


@pytest.fixture(scope="module")
def api(clouds):
    return config.new_client_from_config(clouds.env["KUBECONFIG"])


@pytest.fixture(scope="module")
def core(api):
    return client.CoreV1Api(api)


@pytest.fixture
def namespace(core, request):
    name = "agents-" + request.node.name.removeprefix("test_").replace("_", "-")[:50].strip("-")
    core.create_namespace({"metadata": {"name": name}})
    yield name
    core.delete_namespace(name)


def wait_for(found, seconds=20):
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def token_of(core, namespace, name, **specification):
    body = {"spec": {"audiences": [AUDIENCE], "expirationSeconds": HOUR, **specification}}
    return core.create_namespaced_service_account_token(name, namespace, body).status.token


def as_agent(clouds, token):
    configuration = client.Configuration()
    configuration.host = clouds.endpoints["kubernetes"]["url"]
    configuration.ssl_ca_cert = clouds.endpoints["kubernetes"]["ca_file"]
    configuration.api_key = {"authorization": f"Bearer {token}"}
    return client.CoreV1Api(client.ApiClient(configuration))


def test_a_token_lives_an_hour_for_its_own_audience(core, api, namespace):
    core.create_namespaced_service_account(namespace, {"metadata": {"name": "reader"}})
    token = token_of(core, namespace, "reader")
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert claims["exp"] - claims["iat"] == HOUR
    assert claims["aud"] == [AUDIENCE]
    assert claims["iss"] == ISSUER
    assert claims["sub"] == f"system:serviceaccount:{namespace}:reader"

    def review(audience):
        body = {"spec": {"token": token, "audiences": [audience]}}
        return client.AuthenticationV1Api(api).create_token_review(body).status

    assert review(AUDIENCE).authenticated
    assert not review("https://another.example").authenticated


def test_rbac_allows_only_what_a_role_grants(clouds, core, api, namespace):
    core.create_namespaced_service_account(namespace, {"metadata": {"name": "reader"}})
    agent = as_agent(clouds, token_of(core, namespace, "reader", audiences=[ISSUER]))
    with pytest.raises(ApiException) as refused:
        agent.list_namespaced_config_map(namespace)
    assert refused.value.status == 403

    rbac = client.RbacAuthorizationV1Api(api)
    rules = [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["list"]}]
    rbac.create_namespaced_role(namespace, {"metadata": {"name": "read"}, "rules": rules})
    rbac.create_namespaced_role_binding(
        namespace,
        {
            "metadata": {"name": "read"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "read"},
            "subjects": [{"kind": "ServiceAccount", "name": "reader", "namespace": namespace}],
        },
    )

    def allowed():
        try:
            return agent.list_namespaced_config_map(namespace).items == []
        except ApiException:
            return False

    wait_for(allowed)
    with pytest.raises(ApiException):
        agent.list_namespaced_secret(namespace)


def test_an_admission_policy_refuses_what_it_says(core, api, namespace):
    admission = client.AdmissionregistrationV1Api(api)
    admission.create_validating_admission_policy(
        {
            "metadata": {"name": "no-token-secrets"},
            "spec": {
                "failurePolicy": "Fail",
                "matchConstraints": {
                    "resourceRules": [
                        {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["secrets"]}
                    ]
                },
                "validations": [
                    {
                        "expression": "object.type != 'kubernetes.io/service-account-token'",
                        "message": "tokens are projected",
                    }
                ],
            },
        }
    )
    admission.create_validating_admission_policy_binding(
        {
            "metadata": {"name": "no-token-secrets"},
            "spec": {
                "policyName": "no-token-secrets",
                "validationActions": ["Deny"],
                "matchResources": {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}},
            },
        }
    )
    metadata = {"generateName": "t-", "annotations": {"kubernetes.io/service-account.name": "default"}}
    body = {"metadata": metadata, "type": "kubernetes.io/service-account-token"}

    def refused():
        try:
            core.create_namespaced_secret(namespace, body)
        except ApiException as error:
            return error.status == 422 and "tokens are projected" in error.body
        return False

    wait_for(refused)
    core.create_namespaced_secret(namespace, {"metadata": {"name": "plain"}, "stringData": {"a": "b"}})


def test_a_pod_can_be_created_because_its_namespace_has_its_default_account(core, namespace):
    wait_for(
        lambda: any(each.metadata.name == "default" for each in core.list_namespaced_service_account(namespace).items)
    )
    pod = core.create_namespaced_pod(
        namespace, {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    )
    assert pod.spec.service_account_name == "default"


@pytest.mark.parametrize("policy", ["Background", "Foreground", "Orphan"])
def test_a_deleted_namespace_goes_with_what_it_holds(core, api, policy):
    name = f"agents-going-{policy.lower()}"
    core.create_namespace({"metadata": {"name": name}})
    core.create_namespaced_config_map(name, {"metadata": {"name": "kept"}})
    client.NetworkingV1Api(api).create_namespaced_network_policy(
        name, {"metadata": {"name": "none"}, "spec": {"podSelector": {}, "policyTypes": ["Egress"]}}
    )
    core.delete_namespace(name, propagation_policy=policy)
    wait_for(lambda: name not in [each.metadata.name for each in core.list_namespace().items])


def test_a_foreground_deletion_waits_for_no_garbage_collector(core, namespace):
    core.create_namespaced_config_map(namespace, {"metadata": {"name": "gone"}})
    core.delete_namespaced_config_map("gone", namespace, propagation_policy="Foreground")
    assert "gone" not in [each.metadata.name for each in core.list_namespaced_config_map(namespace).items]


def test_every_call_is_in_the_audit_log(clouds, core, namespace):
    def logged():
        lines = audit_log(StateDirectory(clouds.state)).read_text().splitlines()
        references = [json.loads(line).get("objectRef", {}) for line in lines]
        return any(each.get("resource") == "namespaces" and each.get("name") == namespace for each in references)

    wait_for(logged)


def test_without_a_certificate_nothing_is_given(clouds):
    with pytest.raises(ApiException) as refused:
        as_agent(clouds, "invented").list_namespace()
    assert refused.value.status == 401
