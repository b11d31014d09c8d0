"""Stores of data, keys, artefacts and tasks, seen by Google's own client: that they exist, and whom they name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_clouds.gcp.conftest import PROJECT, Google, finished, refused
from tests.local_clouds.gcp.test_accounts import EMAIL, make

HERE = {"projectId": PROJECT}
PLACE = f"projects/{PROJECT}/locations/europe-west1"
CONDITION = {"title": "by day", "expression": "request.time.getHours() < 18"}


@pytest.fixture
def datasets(google: Google) -> Any:
    made = google("bigquery.v2").datasets()
    made.insert(**HERE, body={"datasetReference": {"datasetId": "sales"}}).execute()
    return made


def test_a_dataset_is_born_with_the_project_s_own_access_and_keeps_what_it_is_given(datasets: Any) -> None:
    found = datasets.get(**HERE, datasetId="sales").execute()
    assert found["datasetReference"] == {"projectId": PROJECT, "datasetId": "sales"}
    assert {entry["specialGroup"] for entry in found["access"]} == {"projectOwners", "projectReaders", "projectWriters"}
    entry = {"role": "READER", "userByEmail": "a@example.com"}
    after = datasets.patch(**HERE, datasetId="sales", body={"access": [entry]}).execute()
    assert after["access"] == [entry]
    assert after["etag"] != found["etag"]


@pytest.mark.parametrize(
    ("entry", "version"),
    [
        ({"role": "roles/bigquery.none", "userByEmail": "a@example.com"}, 3),
        ({"role": "READER", "userByEmail": f"nobody@{PROJECT}.iam.gserviceaccount.com"}, 3),
        ({"role": "READER", "userByEmail": "a@example.com", "condition": CONDITION}, 1),
    ],
)
def test_an_entry_that_names_what_is_not_there_is_refused(datasets: Any, entry: dict[str, Any], version: int) -> None:
    call = datasets.patch(**HERE, datasetId="sales", accessPolicyVersion=version, body={"access": [entry]})
    assert refused(call).resp.status == 400


@pytest.mark.parametrize(("name", "status"), [("sales", 409), ("no-hyphens", 400)])
def test_a_dataset_s_name_is_checked(datasets: Any, name: str, status: int) -> None:
    assert refused(datasets.insert(**HERE, body={"datasetReference": {"datasetId": name}})).resp.status == status


def test_a_table_lies_in_a_dataset_and_has_a_policy_of_its_own(google: Google, datasets: Any) -> None:
    make(google)
    tables = google("bigquery.v2").tables()
    where = {**HERE, "datasetId": "sales"}
    tables.insert(**where, body={"tableReference": {**where, "tableId": "lines"}}).execute()
    name = f"projects/{PROJECT}/datasets/sales/tables/lines"
    binding = {"role": "roles/bigquery.dataViewer", "members": [f"serviceAccount:{EMAIL}"]}
    tables.setIamPolicy(resource=name, body={"policy": {"bindings": [binding]}}).execute()
    assert tables.getIamPolicy(resource=name, body={}).execute()["bindings"] == [binding]
    nowhere = {**HERE, "datasetId": "nowhere"}
    missing = refused(tables.insert(**nowhere, body={"tableReference": {**nowhere, "tableId": "lines"}}))
    assert missing.resp.status == 404
    datasets.delete(**where).execute()
    assert refused(tables.get(**where, tableId="lines")).resp.status == 404


def test_a_spanner_database_is_named_by_its_statement(google: Google) -> None:
    instances = google("spanner.v1").projects().instances()
    name = f"projects/{PROJECT}/instances/ledger"
    instance = {"name": name, "config": f"projects/{PROJECT}/instanceConfigs/eur3", "displayName": "Ledger"}
    begun = instances.create(
        parent=f"projects/{PROJECT}", body={"instanceId": "ledger", "instance": instance}
    ).execute()
    assert finished(instances.operations(), begun)["displayName"] == "Ledger"
    databases = instances.databases()
    statement = {"createStatement": "CREATE DATABASE books"}
    begun = databases.create(parent=name, body=statement).execute()
    assert finished(databases.operations(), begun)["name"] == f"{name}/databases/books"
    assert refused(databases.create(parent=name, body=statement)).resp.status == 409
    drop = {"createStatement": "DROP DATABASE books"}
    assert refused(databases.create(parent=name, body=drop)).resp.status == 400


def test_a_path_without_a_host_reaches_the_service_that_has_the_collection(google: Google) -> None:
    queues = google("cloudtasks.v2").projects().locations().queues()
    queues.create(parent=PLACE, body={"name": f"{PLACE}/queues/later"}).execute()
    rings = google("cloudkms.v1").projects().locations().keyRings()
    rings.create(parent=PLACE, keyRingId="ring", body={}).execute()
    assert queues.get(name=f"{PLACE}/queues/later").execute()["name"] == f"{PLACE}/queues/later"
    assert rings.get(name=f"{PLACE}/keyRings/ring").execute()["name"] == f"{PLACE}/keyRings/ring"
