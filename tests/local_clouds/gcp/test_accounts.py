"""Service accounts, keys and short-lived credentials, seen by Google's own client."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient import discovery

from tests.local_clouds.gcp.conftest import PROJECT, Clock, Google, refused

EMAIL = f"invoice-reader@{PROJECT}.iam.gserviceaccount.com"
NAME = f"projects/{PROJECT}/serviceAccounts/{EMAIL}"


def make(google: Google, account: str = "invoice-reader", **fields: Any) -> dict[str, Any]:
    body = {"accountId": account, "serviceAccount": fields}
    accounts = google("iam.v1").projects().serviceAccounts()
    return dict(accounts.create(name=f"projects/{PROJECT}", body=body).execute())


def test_an_account_is_named_after_its_id_and_project(google: Google) -> None:
    made = make(google, displayName="Invoices", description="agent-type=invoice-reader")
    assert made["email"] == EMAIL
    assert made["name"] == NAME
    assert made["uniqueId"].isdigit()
    assert len(made["uniqueId"]) == 21
    accounts = google("iam.v1").projects().serviceAccounts()
    for name in (NAME, f"projects/-/serviceAccounts/{EMAIL}", f"projects/123456789/serviceAccounts/{made['uniqueId']}"):
        assert accounts.get(name=name).execute() == made


@pytest.mark.parametrize("account", ["short", "Upper-case", "a" * 31, "ends-with-", "1number", "with_under", ""])
def test_an_id_that_google_refuses_is_refused(google: Google, account: str) -> None:
    body = {"accountId": account}
    error = refused(google("iam.v1").projects().serviceAccounts().create(name=f"projects/{PROJECT}", body=body))
    assert error.resp.status == 400


def test_a_second_account_of_the_name_is_refused(google: Google) -> None:
    make(google)
    body = {"accountId": "invoice-reader"}
    error = refused(google("iam.v1").projects().serviceAccounts().create(name=f"projects/{PROJECT}", body=body))
    assert (error.resp.status, json.loads(error.content)["error"]["status"]) == (409, "ALREADY_EXISTS")


def test_a_long_description_is_refused(google: Google) -> None:
    body = {"accountId": "invoice-reader", "serviceAccount": {"description": "ü" * 129}}
    error = refused(google("iam.v1").projects().serviceAccounts().create(name=f"projects/{PROJECT}", body=body))
    assert "256" in error.reason


def test_patch_changes_what_the_mask_names(google: Google) -> None:
    make(google, displayName="old", description="kept")
    accounts = google("iam.v1").projects().serviceAccounts()
    body = {"serviceAccount": {"displayName": "new", "description": "not this"}, "updateMask": "displayName"}
    seen = accounts.patch(name=NAME, body=body).execute()
    assert (seen["displayName"], seen["description"]) == ("new", "kept")
    assert refused(accounts.patch(name=NAME, body={**body, "updateMask": "email"})).resp.status == 400


def test_disable_and_enable(google: Google) -> None:
    make(google)
    accounts = google("iam.v1").projects().serviceAccounts()
    accounts.disable(name=NAME, body={}).execute()
    assert accounts.get(name=NAME).execute()["disabled"] is True
    tokens = google("iamcredentials.v1").projects().serviceAccounts()
    body = {"scope": ["https://www.googleapis.com/auth/cloud-platform"]}
    assert refused(tokens.generateAccessToken(name=f"projects/-/serviceAccounts/{EMAIL}", body=body)).resp.status == 400
    accounts.enable(name=NAME, body={}).execute()
    assert "disabled" not in accounts.get(name=NAME).execute()


def test_a_deleted_account_leaves_a_tombstone_in_its_bindings(google: Google) -> None:
    made = make(google)
    projects = google("cloudresourcemanager.v1").projects()
    binding = {"role": "roles/viewer", "members": [f"serviceAccount:{EMAIL}"]}
    projects.setIamPolicy(resource=PROJECT, body={"policy": {"bindings": [binding]}}).execute()
    accounts = google("iam.v1").projects().serviceAccounts()
    accounts.delete(name=NAME).execute()
    assert refused(accounts.get(name=NAME)).resp.status == 404
    shown = projects.getIamPolicy(resource=PROJECT, body={}).execute()
    assert shown["bindings"][0]["members"] == [f"deleted:serviceAccount:{EMAIL}?uid={made['uniqueId']}"]
    again = make(google)
    assert again["uniqueId"] != made["uniqueId"]
    unchanged = projects.getIamPolicy(resource=PROJECT, body={}).execute()
    assert unchanged["bindings"] == shown["bindings"], "the old binding is not handed to the new account"


def test_undelete_restores_the_account_and_its_bindings(google: Google, clock: Clock) -> None:
    made = make(google)
    projects = google("cloudresourcemanager.v1").projects()
    binding = {"role": "roles/viewer", "members": [f"serviceAccount:{EMAIL}"]}
    projects.setIamPolicy(resource=PROJECT, body={"policy": {"bindings": [binding]}}).execute()
    accounts = google("iam.v1").projects().serviceAccounts()
    accounts.delete(name=NAME).execute()
    tombstone = f"projects/{PROJECT}/serviceAccounts/{made['uniqueId']}"
    assert accounts.undelete(name=tombstone, body={}).execute()["restoredAccount"]["email"] == EMAIL
    assert projects.getIamPolicy(resource=PROJECT, body={}).execute()["bindings"] == [binding]
    accounts.delete(name=NAME).execute()
    clock.ahead = timedelta(days=31)
    assert refused(accounts.undelete(name=tombstone, body={})).resp.status == 404


def test_undelete_beside_a_new_account_is_refused(google: Google) -> None:
    made = make(google)
    accounts = google("iam.v1").projects().serviceAccounts()
    accounts.delete(name=NAME).execute()
    make(google)
    tombstone = f"projects/{PROJECT}/serviceAccounts/{made['uniqueId']}"
    assert refused(accounts.undelete(name=tombstone, body={})).resp.status == 400


def test_a_list_comes_in_pages(google: Google) -> None:
    for number in range(5):
        make(google, f"account-{number}")
    accounts = google("iam.v1").projects().serviceAccounts()
    request, pages = accounts.list(name=f"projects/{PROJECT}", pageSize=2), []
    while request is not None:
        answer = request.execute()
        pages.append([account["email"].split("@")[0] for account in answer.get("accounts", [])])
        request = accounts.list_next(request, answer)
    assert pages == [["account-0", "account-1"], ["account-2", "account-3"], ["account-4"]]
    assert refused(accounts.list(name=f"projects/{PROJECT}", pageToken="nonsense")).resp.status == 400


def test_keys(google: Google) -> None:
    make(google)
    keys = google("iam.v1").projects().serviceAccounts().keys()
    made = keys.create(name=NAME, body={}).execute()
    content = json.loads(base64.b64decode(made["privateKeyData"]))
    assert content["client_email"] == EMAIL
    assert content["private_key"].startswith("-----BEGIN PRIVATE KEY-----")
    (listed,) = keys.list(name=NAME).execute()["keys"]
    assert "privateKeyData" not in listed
    shown = keys.get(name=made["name"], publicKeyType="TYPE_X509_PEM_FILE").execute()
    assert b"PUBLIC KEY" in base64.b64decode(shown["publicKeyData"])
    keys.disable(name=made["name"], body={}).execute()
    assert keys.get(name=made["name"]).execute()["disabled"] is True
    keys.delete(name=made["name"]).execute()
    assert keys.list(name=NAME).execute() == {"keys": []}


def test_the_eleventh_key_is_refused(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local_clouds.gcp.rules.accounts.key_pair", lambda: ("private", b"public"))
    make(google)
    keys = google("iam.v1").projects().serviceAccounts().keys()
    for _ in range(10):
        keys.create(name=NAME, body={}).execute()
    assert refused(keys.create(name=NAME, body={})).resp.status == 400


def test_an_organisation_policy_forbids_keys(google: Google) -> None:
    make(google)
    policy = {"name": "organizations/1234567890/policies/iam.disableServiceAccountKeyCreation"}
    body = {**policy, "spec": {"rules": [{"enforce": True}]}}
    google("orgpolicy.v2").organizations().policies().create(parent="organizations/1234567890", body=body).execute()
    error = refused(google("iam.v1").projects().serviceAccounts().keys().create(name=NAME, body={}))
    assert json.loads(error.content)["error"]["status"] == "FAILED_PRECONDITION"


def test_a_minted_token_opens_the_door_until_it_expires(google: Google, server: Any, clock: Clock) -> None:
    make(google)
    tokens = google("iamcredentials.v1").projects().serviceAccounts()
    body = {"scope": ["https://www.googleapis.com/auth/cloud-platform"], "lifetime": "600s"}
    minted = tokens.generateAccessToken(name=f"projects/-/serviceAccounts/{EMAIL}", body=body).execute()
    as_agent = discovery.build(
        "iam",
        "v1",
        credentials=Credentials(minted["accessToken"]),
        client_options={"api_endpoint": server[1]},
        static_discovery=True,
    )
    assert as_agent.projects().serviceAccounts().get(name=NAME).execute()["email"] == EMAIL
    clock.ahead = timedelta(minutes=11)
    with pytest.raises(Exception, match=r"refresh|401"):
        as_agent.projects().serviceAccounts().get(name=NAME).execute()


def test_a_lifetime_beyond_an_hour_is_refused(google: Google) -> None:
    make(google)
    tokens = google("iamcredentials.v1").projects().serviceAccounts()
    body = {"scope": ["https://www.googleapis.com/auth/cloud-platform"], "lifetime": "3601s"}
    assert refused(tokens.generateAccessToken(name=f"projects/-/serviceAccounts/{EMAIL}", body=body)).resp.status == 400


def test_an_id_token_names_its_audience(google: Google) -> None:
    made = make(google)
    tokens = google("iamcredentials.v1").projects().serviceAccounts()
    body = {"audience": "https://api.example", "includeEmail": True}
    token = tokens.generateIdToken(name=f"projects/-/serviceAccounts/{EMAIL}", body=body).execute()["token"]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert (claims["aud"], claims["sub"], claims["email"]) == ("https://api.example", made["uniqueId"], EMAIL)
    assert claims["exp"] - claims["iat"] == 3600
