"""The printed boundary: the object that the components deploy, in the cloud's own format."""

import json

import pytest
import yaml

from agent_identity.boundaries import aws, azure, gcp, kubernetes
from agent_identity.boundaries.placeholders import placeholders_in
from agent_identity.cli import main


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["boundary", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize("name", ["standard", "restricted"])
def test_aws(capsys: pytest.CaptureFixture[str], name: str) -> None:
    status, out, err = printed(capsys, "aws", "--class", name)
    assert (status, err) == (0, "")
    assert json.loads(out) == aws.policy_document(name)


def test_gcp_with_its_scope_has_no_placeholder(capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = "principal://iam.googleapis.com/projects/-/serviceAccounts/p@x.example"
    status, out, err = printed(capsys, "gcp", "--scope", "projects/12", "--exclude-principal", pipeline)
    assert (status, err) == (0, "")
    assert json.loads(out) == gcp.deny_policy("standard", [gcp.service_accounts_of("projects/12")], [pipeline])


def test_gcp_takes_principal_sets_in_full_or_by_their_parent(capsys: pytest.CaptureFixture[str]) -> None:
    full = "principalSet://agents.global.org-1.system.id.goog/*"
    _, out, _ = printed(capsys, "gcp", "--principal-set", full, "--principal-set", "folders/7")
    denied = json.loads(out)["rules"][0]["denyRule"]["deniedPrincipals"]
    assert denied == [full, gcp.service_accounts_of("folders/7")]


@pytest.mark.parametrize("cloud", ["gcp", "azure"])
def test_what_only_an_organisation_knows_is_marked_and_said_on_standard_error(
    capsys: pytest.CaptureFixture[str], cloud: str
) -> None:
    status, out, err = printed(capsys, cloud)
    assert status == 0
    assert placeholders_in(json.loads(out))
    assert "placeholder, which `up` refuses" in err


def test_azure(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = printed(capsys, "azure", "--scope", "/subscriptions/x", "--exclude-principal", "me")
    assert (status, err) == (0, "")
    document = json.loads(out)
    assert document["policyDefinitions"] == list(azure.policy_definitions("standard").values())
    assert document["denyAssignment"] == azure.deny_assignment("standard", "/subscriptions/x", ["me"])


def test_kubernetes_is_yaml_for_kubectl(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = printed(capsys, "kubernetes", "--class", "restricted", "--environment", "prod")
    assert status == 0
    assert list(yaml.safe_load_all(out)) == kubernetes.manifests("restricted", "prod")


def test_an_unknown_class_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = printed(capsys, "aws", "--class", "lax")
    assert (status, out) == (2, "")
    assert "--class: found 'lax', expected one of: standard, restricted" in err
