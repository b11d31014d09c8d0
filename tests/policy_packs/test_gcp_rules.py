"""The GCP rules in the forms that the examples do not show."""

import json

import pytest

from agent_identity.permissions.unknown import UNKNOWN
from tests.boundaries.gcp_workloads import WORKLOADS
from tests.policy_packs.harness import (
    TAGS,
    account,
    before_step,
    judged,
    made,
    rules_of,
)

MEMBER = "serviceAccount:reader@agents-local.iam.gserviceaccount.com"


@pytest.mark.parametrize(
    "bad",
    ["roles/owner", "roles/editor", "roles/storage.admin", "roles/compute.instanceAdmin.v1", "roles/iam.securityAdmin",
     "roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountUser"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["member", "binding", "policy"])
def test_gcp_administrators_in_every_form(bad: str, form: str) -> None:
    grants = {
        "member": made("gcp:projects/iAMMember:IAMMember", "g", {"role": bad, "member": MEMBER}),
        "binding": made("gcp:folder/iAMBinding:IAMBinding", "g", {"role": bad, "members": ["user:a@b.c", MEMBER]}),
        "policy": made("gcp:organizations/iAMPolicy:IAMPolicy", "g",
                       {"policyData": json.dumps({"bindings": [{"role": bad, "members": [MEMBER]}]})}),
    }  # fmt: skip
    assert "gcp-admin-grant" in rules_of(before_step(account(), grants[form]))
    if form != "member":
        assert "gcp-authoritative-iam" in rules_of(before_step(account(), grants[form]))


def test_gcp_grants_that_are_fine_or_somebody_elses() -> None:
    fine = made("gcp:projects/iAMMember:IAMMember", "g", {"role": "roles/storage.objectViewer", "member": MEMBER})
    human = made("gcp:projects/iAMMember:IAMMember", "h", {"role": "roles/owner", "member": "user:ann@example.com"})
    other = made("gcp:projects/iAMMember:IAMMember", "o",
                 {"role": "roles/owner", "member": "serviceAccount:x@other.iam.gserviceaccount.com"})  # fmt: skip
    said = judged(account(), fine, human, other)
    assert rules_of(said) == set()
    assert [item.urn for item in said] == [other.urn]


def custom(*permissions: str):
    """A custom role of the stack, and its grant to an agent."""
    role = made("gcp:projects/iAMCustomRole:IAMCustomRole", "own", {"roleId": "own", "permissions": [*permissions]})
    grant = {"role": UNKNOWN, "member": MEMBER}
    return role, made("gcp:projects/iAMMember:IAMMember", "g", grant, sources={"role": (role.urn,)})


@pytest.mark.parametrize(
    "permission",
    [
        "iam.serviceAccounts.actAs",
        "resourcemanager.folders.setIamPolicy",
        "iam.denypolicies.delete",
        "pubsub.topics.setIamPolicy",
    ],
)
def test_a_custom_role_that_raises_is_found_whether_or_not_a_deny_policy_can_name_it(permission: str) -> None:
    assert rules_of(judged(account(), *custom("storage.objects.get", permission))) == {"gcp-admin-grant"}


@pytest.mark.parametrize("workload", WORKLOADS)
def test_no_custom_role_of_an_ordinary_workload_is_found(workload: str) -> None:
    assert rules_of(judged(account(), *custom(*WORKLOADS[workload].split()))) == set()


def test_another_agent_may_not_act_as_an_agent_on_gcp() -> None:
    other = account("writer", description=account().inputs["description"].replace("reader", "writer"))
    grant = made("gcp:serviceaccount/iAMMember:IAMMember", "g", {
        "serviceAccountId": "projects/agents-local/serviceAccounts/writer@agents-local.iam.gserviceaccount.com",
        "role": "roles/iam.workloadIdentityUser", "member": MEMBER})  # fmt: skip
    assert "gcp-trust" in rules_of(before_step(account(), other, grant))


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("gcp:serviceaccount/key:Key", {"serviceAccountId": "reader@agents-local.iam.gserviceaccount.com"}),
        ("gcp:storage/hmacKey:HmacKey", {"serviceAccountEmail": "reader@agents-local.iam.gserviceaccount.com"}),
        ("gcp:projects/apiKey:ApiKey", {"serviceAccountEmail": "reader@agents-local.iam.gserviceaccount.com"}),
    ],
)
def test_gcp_credentials(token: str, inputs) -> None:
    assert rules_of(before_step(account(), made(token, "k", inputs))) == {"gcp-static-credential"}


def test_the_default_compute_account_is_no_identity() -> None:
    service = made("gcp:cloudrunv2/service:Service", "s", {
        "template": {"serviceAccount": "123-compute@developer.gserviceaccount.com"}, "labels": TAGS})  # fmt: skip
    assert rules_of(before_step(service)) == {"agent-workload-identity"}
