import re

import pytest

from agent_identity.boundaries import gcp
from agent_identity.boundaries.classes import CLASSES
from agent_identity.boundaries.placeholders import placeholders_in

SET = "principalSet://cloudresourcemanager.googleapis.com/projects/123456789/type/ServiceAccount"


@pytest.mark.parametrize("name", CLASSES)
def test_the_deny_policy(name: str, snapshot: object) -> None:
    policy = gcp.deny_policy(name, [SET], ["principal://iam.googleapis.com/projects/-/serviceAccounts/p@x.example"])
    assert placeholders_in(policy) == []
    assert policy == snapshot


@pytest.mark.parametrize("name", CLASSES)
def test_permissions_have_the_form_of_the_second_version_and_occur_once(name: str) -> None:
    rules = gcp.deny_policy(name, [SET])["rules"]
    permissions = [item for rule in rules for item in rule["denyRule"]["deniedPermissions"]]
    assert len(permissions) == len(set(permissions)) == len(gcp.denied_permissions(name))
    # A permission group is the whole of a resource: https://cloud.google.com/iam/docs/deny-overview.
    form = re.compile(r"[a-z]+\.googleapis\.com/[A-Za-z]+\.([A-Za-z]+|\*)")
    assert all(form.fullmatch(item) for item in permissions)


def test_every_rule_fits_the_api_and_says_what_it_does_not_stop() -> None:
    for rule in gcp.deny_policy("restricted", [SET])["rules"]:
        assert len(rule["description"]) <= 256
        assert "Does not stop: permissions that deny policies do not support" in rule["description"]


def test_without_a_principal_set_each_rule_holds_a_placeholder() -> None:
    policy = gcp.deny_policy("standard")
    assert len(placeholders_in(policy)) == len(policy["rules"])
    assert "--principal-set" in placeholders_in(policy)[0]


def test_names_are_known_before_deployment() -> None:
    assert gcp.service_accounts_of("projects/123456789") == SET
    name = gcp.policy_name("standard", "prod", "projects/agents-local")
    assert name.startswith(
        "policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fagents-local/denypolicies/"
        "agent-boundary-standard-prod-"
    )
    assert len(gcp.policy_id("restricted", "x" * 40)) <= 63


def test_restricted_denies_everything_that_standard_denies() -> None:
    more = gcp.denied_permissions("restricted") - gcp.denied_permissions("standard")
    assert more == {"secretmanager.googleapis.com/versions.access", "secretmanager.googleapis.com/versions.add"}


def test_a_policy_covers_its_own_project_and_may_cover_what_a_folder_holds() -> None:
    own = gcp.policy_name("standard", "prod", "projects/agents-local")
    assert gcp.covers(own, "agents-local")
    assert not gcp.covers(own, "agents-other")
    assert gcp.covers(gcp.policy_name("standard", "prod", "folders/12"), "agents-other")
    assert not gcp.covers("standard", "agents-other")
