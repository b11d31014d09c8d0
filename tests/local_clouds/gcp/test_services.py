"""All other services, seen by Google's own client: what they do, and what they refuse."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.local_clouds.gcp.conftest import PROJECT, Google, finished, refused
from tests.local_clouds.gcp.test_accounts import EMAIL, make

PLACE = f"projects/{PROJECT}/locations/europe-west1"
SERVICE = {"template": {"containers": [{"image": "a:1"}], "serviceAccount": EMAIL}}


def _done(google: Google, operation: dict[str, Any]) -> dict[str, Any]:
    compute = google("compute.v1")
    assert operation["status"] == "RUNNING"
    where = {"project": PROJECT, "operation": operation["name"]}
    for kind in ("zone", "region"):
        if kind in operation:
            where[kind] = operation[kind].rsplit("/", 1)[1]
            return dict(getattr(compute, f"{kind}Operations")().get(**where).execute())
    return dict(compute.globalOperations().get(**where).execute())


def test_a_run_service(google: Google) -> None:
    make(google)
    services = google("run.v2").projects().locations().services()
    operations = google("run.v2").projects().locations().operations()
    begun = services.create(parent=PLACE, serviceId="reader", body=SERVICE).execute()
    made = finished(operations, begun)
    assert made["uri"].startswith("https://reader-")
    assert made["terminalCondition"]["state"] == "CONDITION_SUCCEEDED"
    body = {"labels": {"agent-type": "reader"}, "template": {"containers": []}}
    services.patch(name=f"{PLACE}/services/reader", updateMask="labels", body=body).execute()
    seen = services.get(name=f"{PLACE}/services/reader").execute()
    assert seen["labels"] == {"agent-type": "reader"}
    assert seen["template"]["containers"][0]["image"] == "a:1", "the mask names labels only"
    assert seen["generation"] == "2"
    assert seen["etag"] != made["etag"]
    stale = refused(services.patch(name=seen["name"], updateMask="labels", body={"etag": made["etag"]}))
    assert stale.resp.status == 409
    services.delete(name=seen["name"]).execute()
    assert refused(services.get(name=seen["name"])).resp.status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (SERVICE, 403),
        ({"template": {"containers": []}}, 400),
        ({"template": {"containers": [{"name": "no-image"}]}}, 400),
        ({"template": {"containers": [{"image": "a"}]}, "nonsense": 1}, 400),
        ({"template": {"containers": [{"image": "a"}]}, "ingress": "INGRESS_FROM_MARS"}, 400),
        ({"template": {"containers": [{"image": "a"}]}, "labels": {"UPPER": "x"}}, 400),
        ({}, 400),
    ],
)
def test_a_run_service_that_cannot_be_is_refused(google: Google, body: dict[str, Any], status: int) -> None:
    services = google("run.v2").projects().locations().services()
    assert refused(services.create(parent=PLACE, serviceId="reader", body=body)).resp.status == status


def test_output_only_fields_are_ignored(google: Google) -> None:
    body = {"template": {"containers": [{"image": "a"}]}, "uid": "mine", "uri": "https://mine", "reconciling": True}
    services = google("run.v2").projects().locations().services()
    services.create(parent=PLACE, serviceId="reader", body=body).execute()
    seen = services.get(name=f"{PLACE}/services/reader").execute()
    assert "mine" not in (seen["uid"], seen["uri"])


def test_a_run_job(google: Google) -> None:
    jobs = google("run.v2").projects().locations().jobs()
    body = {"template": {"template": {"containers": [{"image": "a"}]}}}
    jobs.create(parent=PLACE, jobId="nightly", body=body).execute()
    seen = jobs.get(name=f"{PLACE}/jobs/nightly").execute()
    task = seen["template"]["template"]
    assert task["serviceAccount"] == "123456789-compute@developer.gserviceaccount.com"
    assert refused(jobs.create(parent=PLACE, jobId="nightly", body=body)).resp.status == 409


def test_a_network_and_what_stands_on_it(google: Google) -> None:
    make(google)
    compute = google("compute.v1")
    begun = (
        compute.networks().insert(project=PROJECT, body={"name": "agents", "autoCreateSubnetworks": False}).execute()
    )
    assert _done(google, begun)["status"] == "DONE"
    subnet = {"name": "sub", "network": "global/networks/agents", "ipCidrRange": "10.0.0.0/24"}
    begun = compute.subnetworks().insert(project=PROJECT, region="europe-west1", body=subnet).execute()
    assert _done(google, begun)["status"] == "DONE"
    instance = {
        "name": "vm",
        "machineType": "zones/europe-west1-b/machineTypes/e2-micro",
        "disks": [{"boot": True, "initializeParams": {"sourceImage": "debian"}}],
        "networkInterfaces": [{"subnetwork": "regions/europe-west1/subnetworks/sub"}],
        "serviceAccounts": [{"email": EMAIL, "scopes": ["cloud-platform"]}],
    }
    zone = {"project": PROJECT, "zone": "europe-west1-b"}
    begun = compute.instances().insert(**zone, body=instance).execute()
    assert _done(google, begun)["status"] == "DONE"
    seen = compute.instances().get(**zone, instance="vm").execute()
    assert seen["networkInterfaces"][0]["network"].endswith("/global/networks/agents")
    labels = {"labels": {"agent-type": "reader"}, "labelFingerprint": seen["labelFingerprint"]}
    compute.instances().setLabels(**zone, instance="vm", body=labels).execute()
    assert refused(compute.instances().setLabels(**zone, instance="vm", body=labels)).resp.status == 412
    account = {"email": EMAIL, "scopes": []}
    assert refused(compute.instances().setServiceAccount(**zone, instance="vm", body=account)).resp.status == 400
    compute.instances().stop(**zone, instance="vm").execute()
    compute.instances().setServiceAccount(**zone, instance="vm", body=account).execute()
    found = compute.instances().aggregatedList(project=PROJECT).execute()
    assert [vm["name"] for vm in found["items"]["zones/europe-west1-b"]["instances"]] == ["vm"]
    assert "already being used" in refused(compute.networks().delete(project=PROJECT, network="agents")).reason
    compute.instances().delete(**zone, instance="vm").execute()
    compute.subnetworks().delete(project=PROJECT, region="europe-west1", subnetwork="sub").execute()
    compute.networks().delete(project=PROJECT, network="agents").execute()
    assert [net["name"] for net in compute.networks().list(project=PROJECT).execute()["items"]] == ["default"]


@pytest.mark.parametrize(
    "firewall",
    [
        {"network": "global/networks/none", "denied": [{"IPProtocol": "all"}]},
        {},
        {"allowed": [{"IPProtocol": "tcp"}], "denied": [{"IPProtocol": "all"}]},
        {"direction": "EGRESS", "denied": [{"IPProtocol": "all"}], "sourceRanges": ["10.0.0.0/8"]},
        {"denied": [{"IPProtocol": "all"}], "priority": 70000},
        {"denied": [{"IPProtocol": "all"}], "sourceRanges": ["everywhere"]},
        {"denied": [{"IPProtocol": "all"}], "targetTags": ["a"], "targetServiceAccounts": ["b"]},
        {"denied": [{"IPProtocol": "all"}], "name": "Upper"},
    ],
)
def test_a_firewall_rule_that_cannot_be_is_refused(google: Google, firewall: dict[str, Any]) -> None:
    body = {"name": "rule", **firewall}
    assert refused(google("compute.v1").firewalls().insert(project=PROJECT, body=body)).resp.status == 400


def test_an_instance_of_an_unknown_account_is_refused(google: Google) -> None:
    body = {
        "name": "vm",
        "machineType": "zones/z/machineTypes/e2-micro",
        "disks": [{"boot": True}],
        "networkInterfaces": [{}],
        "serviceAccounts": [{"email": EMAIL}],
    }
    insert = google("compute.v1").instances().insert(project=PROJECT, zone="europe-west1-b", body=body)
    assert refused(insert).resp.status == 404


def test_buckets_have_global_names_and_a_first_policy(google: Google) -> None:
    buckets = google("storage.v1").buckets()
    body = {"name": "agent-output", "location": "eu"}
    assert buckets.insert(project=PROJECT, body=body).execute()["location"] == "EU"
    assert refused(buckets.insert(project=PROJECT, body=body)).resp.status == 409
    for name in ("UPPER", "ab", "goog-x", "1.2.3.4"):
        assert refused(buckets.insert(project=PROJECT, body={"name": name})).resp.status == 400
    policy = buckets.getIamPolicy(bucket="agent-output").execute()
    assert policy["bindings"][0]["role"] == "roles/storage.legacyBucketOwner"
    policy["bindings"].append({"role": "roles/storage.objectViewer", "members": ["user:a@example.com"]})
    buckets.setIamPolicy(bucket="agent-output", body=policy).execute()
    assert refused(buckets.setIamPolicy(bucket="agent-output", body=policy)).resp.status == 412
    buckets.patch(bucket="agent-output", body={"labels": {"a": "b"}}).execute()
    assert buckets.patch(bucket="agent-output", body={"labels": None}).execute().get("labels") is None
    buckets.delete(bucket="agent-output").execute()
    assert refused(buckets.get(bucket="agent-output")).resp.status == 404


def test_an_hmac_key_dies_only_when_it_is_inactive(google: Google) -> None:
    make(google)
    keys = google("storage.v1").projects().hmacKeys()
    made = keys.create(projectId=PROJECT, serviceAccountEmail=EMAIL).execute()
    where = {"projectId": PROJECT, "accessId": made["metadata"]["accessId"]}
    assert made["secret"]
    assert "secret" not in keys.get(**where).execute()
    assert refused(keys.delete(**where)).resp.status == 400
    keys.update(**where, body={"state": "INACTIVE"}).execute()
    keys.delete(**where).execute()
    assert "items" not in keys.list(projectId=PROJECT).execute()
    assert refused(keys.create(projectId=PROJECT, serviceAccountEmail="no@no.no")).resp.status == 404


def test_secrets_and_their_versions(google: Google) -> None:
    secrets = google("secretmanager.v1").projects().secrets()
    parent, name = f"projects/{PROJECT}", f"projects/{PROJECT}/secrets/token"
    assert refused(secrets.create(parent=parent, secretId="token", body={})).resp.status == 400
    made = secrets.create(parent=parent, secretId="token", body={"replication": {"automatic": {}}}).execute()
    assert made["name"] == "projects/123456789/secrets/token"
    data = base64.b64encode(b"hidden").decode()
    secrets.addVersion(parent=name, body={"payload": {"data": data}}).execute()
    assert secrets.versions().access(name=f"{name}/versions/latest").execute()["payload"]["data"] == data
    assert "payload" not in secrets.versions().get(name=f"{name}/versions/1").execute()
    secrets.versions().destroy(name=f"{name}/versions/1", body={}).execute()
    assert refused(secrets.versions().access(name=f"{name}/versions/1")).resp.status == 400
    assert refused(secrets.addVersion(parent=f"{name}2", body={"payload": {"data": data}})).resp.status == 404
    assert secrets.getIamPolicy(resource=name).execute()["etag"] == "ACAB"


def test_api_keys(google: Google) -> None:
    client = google("apikeys.v2")
    keys = client.projects().locations().keys()
    parent = f"projects/{PROJECT}/locations/global"
    made = finished(
        client.operations(), keys.create(parent=parent, keyId="maps", body={"displayName": "Maps"}).execute()
    )
    assert made["name"] == f"{parent}/keys/maps"
    assert keys.getKeyString(name=made["name"]).execute()["keyString"].startswith("AIza")
    keys.delete(name=made["name"]).execute()
    assert refused(keys.get(name=made["name"])).resp.status == 404


def test_services_are_enabled_by_name(google: Google) -> None:
    services = google("serviceusage.v1").services()
    name = f"projects/{PROJECT}/services/run.googleapis.com"
    assert services.get(name=name).execute()["state"] == "DISABLED"
    services.enable(name=name, body={}).execute()
    assert services.get(name=name).execute()["state"] == "ENABLED"
    assert len(services.list(parent=f"projects/{PROJECT}", filter="state:ENABLED").execute()["services"]) == 1
    assert refused(services.enable(name=f"projects/{PROJECT}/services/no.such", body={})).resp.status == 404


def test_projects_folders_and_the_organisation(google: Google) -> None:
    v1, v3 = google("cloudresourcemanager.v1"), google("cloudresourcemanager.v3")
    assert v1.projects().get(projectId=PROJECT).execute()["projectNumber"] == "123456789"
    assert v3.projects().get(name="projects/123456789").execute()["projectId"] == PROJECT
    assert refused(v1.projects().get(projectId="no-such-project")).resp.status == 403
    folder = v3.folders().create(body={"displayName": "agents", "parent": "organizations/1234567890"}).execute()
    made = finished(v3.operations(), folder)
    again = v3.folders().create(body={"displayName": "agents", "parent": "organizations/1234567890"})
    assert refused(again).resp.status == 400
    begun = v3.projects().create(body={"projectId": "agents-two", "parent": made["name"]}).execute()
    finished(v3.operations(), begun)
    steps = v1.projects().getAncestry(projectId="agents-two", body={}).execute()["ancestor"]
    assert [step["resourceId"]["type"] for step in steps] == ["project", "folder", "organization"]
    make(google)
    accounts = google("iam.v1").projects().serviceAccounts()
    two = accounts.create(name="projects/agents-two", body={"accountId": "invoice-reader"}).execute()
    assert two["email"].endswith("@agents-two.iam.gserviceaccount.com")
    assert refused(accounts.list(name="projects/no-such-project")).resp.status == 403


def test_logging_monitoring_and_topics(google: Google) -> None:
    sinks = google("logging.v2").projects().sinks()
    sink = {"name": "agents", "destination": "storage.googleapis.com/agent-logs"}
    assert "gcp-sa-logging" in sinks.create(parent=f"projects/{PROJECT}", body=sink).execute()["writerIdentity"]
    metrics = google("logging.v2").projects().metrics()
    metrics.create(parent=f"projects/{PROJECT}", body={"name": "denied", "filter": "severity>=ERROR"}).execute()
    assert metrics.get(metricName=f"projects/{PROJECT}/metrics/denied").execute()["filter"] == "severity>=ERROR"
    alerts = google("monitoring.v3").projects().alertPolicies()
    made = alerts.create(name=f"projects/{PROJECT}", body={"displayName": "odd", "combiner": "OR"}).execute()
    assert made["name"].startswith(f"projects/{PROJECT}/alertPolicies/")
    topics = google("pubsub.v1").projects().topics()
    name = f"projects/{PROJECT}/topics/usage"
    assert topics.create(name=name, body={}).execute()["name"] == name
    assert refused(topics.create(name=name, body={})).resp.status == 409
