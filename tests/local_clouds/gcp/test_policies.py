"""Allow policies, custom roles, deny policies and organisation policies, seen by Google's own client."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from agent_identity.boundaries import gcp as boundary
from local_clouds.gcp.roles import names, table_of
from tests.local_clouds.gcp.conftest import PROJECT, Clock, Google, finished, refused
from tests.local_clouds.gcp.test_accounts import EMAIL, NAME, make

POINT = f"policies/cloudresourcemanager.googleapis.com%2Fprojects%2F{PROJECT}/denypolicies"


def _set(google: Google, *bindings: dict[str, Any], **policy: Any) -> Any:
    body = {"policy": {"bindings": list(bindings), **policy}}
    return google("cloudresourcemanager.v1").projects().setIamPolicy(resource=PROJECT, body=body)


def test_a_policy_nobody_set_has_the_first_etag(google: Google) -> None:
    seen = google("cloudresourcemanager.v1").projects().getIamPolicy(resource=PROJECT, body={}).execute()
    assert seen == {"version": 1, "etag": "ACAB"}


def test_a_stale_etag_is_refused(google: Google) -> None:
    _set(google, {"role": "roles/viewer", "members": ["user:a@example.com"]}).execute()
    error = refused(_set(google, etag="ACAB"))
    assert (error.resp.status, json.loads(error.content)["error"]["status"]) == (409, "ABORTED")


@pytest.mark.parametrize(
    ("binding", "reason"),
    [
        ({"role": "roles/viewer", "members": [f"serviceAccount:{EMAIL}"]}, "does not exist"),
        ({"role": "roles/viewer", "members": ["serviceAccount:x@other-project.iam.gserviceaccount.com"]}, "does not"),
        ({"role": "roles/no.such", "members": ["user:a@example.com"]}, "is not supported"),
        ({"role": f"projects/{PROJECT}/roles/none", "members": ["user:a@example.com"]}, "hierarchy"),
        ({"role": "roles/viewer", "members": ["a@example.com"]}, "Invalid member"),
        ({"role": "roles/viewer", "members": ["robot:a@example.com"]}, "Invalid member"),
        ({"role": "viewer", "members": ["user:a@example.com"]}, "Invalid role"),
        (
            {
                "role": "roles/viewer",
                "members": ["user:a@example.com"],
                "condition": {"title": "t", "expression": "true"},
            },
            "version 3",
        ),
        ({"role": "roles/viewer", "members": [f"user:u{n}@example.com" for n in range(1501)]}, "1,500"),
    ],
)
def test_a_binding_that_cannot_be_is_refused(google: Google, binding: dict[str, Any], reason: str) -> None:
    error = refused(_set(google, binding))
    assert error.resp.status == 400
    assert reason in error.reason


def test_service_agents_of_the_project_exist(google: Google) -> None:
    members = [
        "serviceAccount:123456789-compute@developer.gserviceaccount.com",
        "serviceAccount:service-123456789@gcp-sa-logging.iam.gserviceaccount.com",
        f"serviceAccount:{PROJECT}.svc.id.goog[agents-a/reader]",
    ]
    seen = _set(google, {"role": "roles/viewer", "members": members}).execute()
    assert seen["bindings"][0]["members"] == sorted(members)
    foreign = "serviceAccount:999-compute@developer.gserviceaccount.com"
    assert refused(_set(google, {"role": "roles/viewer", "members": [foreign]})).resp.status == 400


def test_bindings_of_one_role_are_joined(google: Google) -> None:
    twice = [
        {"role": "roles/viewer", "members": ["user:A@example.com"]},
        {"role": "roles/viewer", "members": ["user:b@e.com"]},
    ]
    assert _set(google, *twice).execute()["bindings"] == [
        {"role": "roles/viewer", "members": ["user:a@example.com", "user:b@e.com"]}
    ]


def test_audit_configurations_change_only_if_the_mask_names_them(google: Google) -> None:
    audit = {"service": "allServices", "auditLogConfigs": [{"logType": "DATA_READ"}]}
    projects = google("cloudresourcemanager.v1").projects()
    mask = "bindings,etag,auditConfigs"
    projects.setIamPolicy(resource=PROJECT, body={"policy": {"auditConfigs": [audit]}, "updateMask": mask}).execute()
    assert _set(google).execute()["auditConfigs"] == [audit]
    projects.setIamPolicy(resource=PROJECT, body={"policy": {}, "updateMask": mask}).execute()
    assert "auditConfigs" not in projects.getIamPolicy(resource=PROJECT, body={}).execute()


def test_permissions_that_exist_are_held_others_are_refused(google: Google) -> None:
    make(google)
    accounts = google("iam.v1").projects().serviceAccounts()
    body = {"permissions": ["iam.serviceAccounts.actAs"]}
    assert accounts.testIamPermissions(resource=NAME, body=body).execute() == body
    assert refused(accounts.testIamPermissions(resource=NAME, body={"permissions": ["iam.no"]})).resp.status == 400


def test_all_policies_can_be_searched(google: Google) -> None:
    _set(google, {"role": "roles/viewer", "members": ["user:a@example.com"]}).execute()
    found = google("cloudasset.v1").v1().searchAllIamPolicies(scope=f"projects/{PROJECT}").execute()
    (result,) = found["results"]
    assert result["resource"] == f"//cloudresourcemanager.googleapis.com/projects/{PROJECT}"
    assert result["policy"]["bindings"][0]["role"] == "roles/viewer"


def test_a_custom_role_lives_and_leaves_a_tombstone(google: Google, clock: Clock) -> None:
    roles = google("iam.v1").projects().roles()
    parent = f"projects/{PROJECT}"
    body = {"roleId": "reader", "role": {"title": "Reader", "includedPermissions": ["storage.objects.get"]}}
    made = roles.create(parent=parent, body=body).execute()
    assert refused(roles.create(parent=parent, body=body)).resp.status == 409
    stale = refused(roles.patch(name=made["name"], body={"title": "x", "etag": "AAAA"}))
    assert stale.resp.status == 409
    _set(google, {"role": made["name"], "members": ["user:a@example.com"]}).execute()
    assert roles.delete(name=made["name"]).execute()["deleted"] is True
    assert roles.get(name=made["name"]).execute()["deleted"] is True
    assert "roles" not in roles.list(parent=parent).execute()
    assert len(roles.list(parent=parent, showDeleted=True).execute()["roles"]) == 1
    assert "deleted less than 37 days" in refused(roles.create(parent=parent, body=body)).reason
    assert "deleted" not in roles.undelete(name=made["name"], body={}).execute()
    roles.delete(name=made["name"]).execute()
    clock.ahead = timedelta(days=38)
    assert "deleted" not in roles.create(parent=parent, body=body).execute()


@pytest.mark.parametrize(
    ("role_id", "permission"), [("no-dashes", "storage.objects.get"), ("ab", "storage.objects.get"), ("good", "a.b.c")]
)
def test_a_custom_role_that_cannot_be_is_refused(google: Google, role_id: str, permission: str) -> None:
    body = {"roleId": role_id, "role": {"title": "t", "includedPermissions": [permission]}}
    assert (
        refused(google("iam.v1").projects().roles().create(parent=f"projects/{PROJECT}", body=body)).resp.status == 400
    )


def test_predefined_roles_are_known_by_name(google: Google) -> None:
    assert google("iam.v1").roles().get(name="roles/run.invoker").execute()["name"] == "roles/run.invoker"
    assert refused(google("iam.v1").roles().get(name="roles/no.such")).resp.status == 404
    assert len(google("iam.v1").roles().list(pageSize=1000).execute()["roles"]) == 1000


def _rule(permission: str = "iam.googleapis.com/serviceAccountKeys.create", **rest: Any) -> dict[str, Any]:
    return {
        "denyRule": {"deniedPrincipals": ["principalSet://goog/public:all"], "deniedPermissions": [permission], **rest}
    }


def test_a_deny_policy_is_made_by_an_operation(google: Google) -> None:
    policies = google("iam.v2").policies()
    begun = policies.createPolicy(parent=POINT, policyId="no-keys", body={"rules": [_rule()]}).execute()
    made = finished(policies.operations(), begun)
    assert made["name"] == f"{POINT}/no-keys"
    seen = policies.get(name=made["name"]).execute()
    assert seen["kind"] == "DenyPolicy"
    assert refused(policies.update(name=made["name"], body={"rules": [_rule()], "etag": "AAAA"})).resp.status == 409
    policies.update(name=made["name"], body={"rules": [_rule(), _rule()], "etag": seen["etag"]}).execute()
    (listed,) = policies.listPolicies(parent=POINT).execute()["policies"]
    assert len(listed["rules"]) == 2
    policies.delete(name=made["name"]).execute()
    assert refused(policies.get(name=made["name"])).resp.status == 404


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (_rule("iam.googleapis.com/no.such"), "is not supported"),
        (_rule("iam.serviceAccountKeys.create"), "is not supported"),
        (_rule(deniedPrincipals=["serviceAccount:a@b.c"]), "Invalid principal"),
        (_rule(deniedPrincipals=[]), "must have"),
        (_rule(denialCondition={"expression": "origin.ip == '1.2.3.4' || request.time.getHours() > 1"}), "tags only"),
        (
            _rule(exceptionPrincipals=[f"principal://iam.googleapis.com/projects/-/serviceAccounts/{EMAIL}"]),
            "not exist",
        ),
    ],
)
def test_one_wrong_rule_refuses_the_whole_deny_policy(google: Google, rule: dict[str, Any], reason: str) -> None:
    policies = google("iam.v2").policies()
    error = refused(policies.createPolicy(parent=POINT, policyId="no-keys", body={"rules": [_rule(), rule]}))
    assert error.resp.status == 400
    assert reason in error.reason


@pytest.mark.parametrize("name", ["standard", "restricted"])
def test_the_boundary_is_a_deny_policy_that_google_takes(google: Google, name: str) -> None:
    body = boundary.deny_policy(name, [boundary.service_accounts_of("projects/123456789")])
    policies = google("iam.v2").policies()
    begun = policies.createPolicy(parent=POINT, policyId=boundary.policy_id(name, "prod"), body=body).execute()
    assert finished(policies.operations(), begun)["displayName"] == body["displayName"]


def test_organisation_policies_know_their_constraints(google: Google) -> None:
    policies = google("orgpolicy.v2").projects().policies()
    parent = f"projects/{PROJECT}"

    def create(constraint: str, rule: dict[str, Any]) -> Any:
        body = {"name": f"{parent}/policies/{constraint}", "spec": {"rules": [rule]}}
        return policies.create(parent=parent, body=body)

    made = create("iam.disableServiceAccountKeyCreation", {"enforce": True}).execute()
    assert policies.getEffectivePolicy(name=made["name"]).execute()["spec"]["rules"] == [{"enforce": True}]
    assert refused(create("iam.disableServiceAccountKeyCreation", {"enforce": True})).resp.status == 409
    assert refused(create("iam.noSuchConstraint", {"enforce": True})).resp.status == 404
    assert refused(create("iam.allowedPolicyMemberDomains", {"enforce": True})).resp.status == 400
    assert refused(create("iam.disableServiceAccountKeyUpload", {"denyAll": True})).resp.status == 400


def test_foreign_issuers_need_a_pool_and_no_policy_against_them(google: Google) -> None:
    pools = google("iam.v1").projects().locations().workloadIdentityPools()
    parent = f"projects/{PROJECT}/locations/global"
    pool = f"{parent}/workloadIdentityPools/partners"
    provider = {
        "oidc": {"issuerUri": "https://issuer.example"},
        "attributeMapping": {"google.subject": "assertion.sub"},
    }

    def create(name: str, body: dict[str, Any]) -> Any:
        return pools.providers().create(parent=pool, workloadIdentityPoolProviderId=name, body=body)

    assert refused(create("issuer", provider)).resp.status == 404
    made = finished(
        pools.operations(), pools.create(parent=parent, workloadIdentityPoolId="partners", body={}).execute()
    )
    assert made["name"] == "projects/123456789/locations/global/workloadIdentityPools/partners"
    create("issuer", provider).execute()
    assert refused(create("other", {**provider, "oidc": {"issuerUri": "http://plain"}})).resp.status == 400
    assert refused(create("other", {"oidc": provider["oidc"]})).resp.status == 400
    policy = {
        "name": f"projects/{PROJECT}/policies/iam.workloadIdentityPoolProviders",
        "spec": {"rules": [{"denyAll": True}]},
    }
    google("orgpolicy.v2").projects().policies().create(parent=f"projects/{PROJECT}", body=policy).execute()
    assert "org policy" in refused(create("other", provider)).reason
    pools.delete(name=pool).execute()
    assert pools.get(name=pool).execute()["state"] == "DELETED"
    assert "workloadIdentityPools" not in pools.list(parent=parent).execute()
    again = pools.create(parent=parent, workloadIdentityPoolId="partners", body={})
    assert refused(again).resp.status == 409


def test_the_table_is_made_from_either_form_of_an_export() -> None:
    role = {"name": "roles/a", "includedPermissions": ["x.y.z"]}
    text = table_of([role], "2026-01-02")
    assert table_of({"roles/a": role}, "2026-01-02") == text
    assert text.splitlines()[1:] == ["roles/a", "", "x.y.z"]
    assert "MIT" in text.splitlines()[0]
    assert len(names().roles) > 2000


def test_a_bucket_takes_the_custom_roles_of_its_own_project_alone(google: Google) -> None:
    projects = google("cloudresourcemanager.v3").projects()
    projects.create(body={"projectId": "other-project-1", "parent": "organizations/1234567890"}).execute()
    roles, buckets = google("iam.v1").projects().roles(), google("storage.v1").buckets()
    for project, name in ((PROJECT, "ours"), ("other-project-1", "theirs")):
        role = {"roleId": "writer", "role": {"title": "t", "includedPermissions": ["storage.objects.create"]}}
        roles.create(parent=f"projects/{project}", body=role).execute()
        buckets.insert(project=project, body={"name": f"{name}-documents"}).execute()

    def bind(bucket: str, project: str) -> Any:
        binding = {"role": f"projects/{project}/roles/writer", "members": ["user:a@example.com"]}
        return buckets.setIamPolicy(bucket=bucket, body={"bindings": [binding]})

    bind("ours-documents", PROJECT).execute()
    bind("theirs-documents", "other-project-1").execute()
    assert "hierarchy" in refused(bind("theirs-documents", PROJECT)).reason
    assert "hierarchy" in refused(bind("ours-documents", "other-project-1")).reason
    born = google("storage.v1").buckets()
    born.insert(project="other-project-1", body={"name": "untouched-documents"}).execute()
    members = born.getIamPolicy(bucket="untouched-documents").execute()["bindings"][0]["members"]
    assert members == ["projectEditor:other-project-1", "projectOwner:other-project-1"]
