"""The lives of grants on stores of data, keys, artefacts and tasks, which only the cloud's own client makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.local_clouds.provider.case import Case
from tests.local_clouds.provider.cases_gcp_resources import account
from tests.local_clouds.provider.gcp_client import PROJECT, call, granted

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = dict[str, Any]
_REGION = f"projects/{PROJECT}/locations/europe-west1"
_VERSION: JSON = {"body": {"options": {"requestedPolicyVersion": 3}}}
_CONDITION = {"title": "by day", "expression": "request.time.getHours() < 18"}


def topic(clients: Any) -> None:
    """Make a topic."""
    call(clients, "pubsub.v1", "projects.topics.create", name=f"projects/{PROJECT}/topics/orders", body={})


def subscription(clients: Any) -> None:
    """Make a subscription with its topic."""
    source = f"projects/{PROJECT}/topics/feed"
    call(clients, "pubsub.v1", "projects.topics.create", name=source, body={})
    name = f"projects/{PROJECT}/subscriptions/feed"
    call(clients, "pubsub.v1", "projects.subscriptions.create", name=name, body={"topic": source})


def dataset(name: str) -> Callable[[Any], None]:
    """Make a dataset with a table `lines`."""

    def make(clients: Any) -> None:
        body: JSON = {"datasetReference": {"datasetId": name}}
        call(clients, "bigquery.v2", "datasets.insert", projectId=PROJECT, body=body)
        where = {"projectId": PROJECT, "datasetId": name}
        call(clients, "bigquery.v2", "tables.insert", **where, body={"tableReference": {**where, "tableId": "lines"}})

    return make


def key(clients: Any) -> None:
    """Make a key ring with a key."""
    call(clients, "cloudkms.v1", "projects.locations.keyRings.create", parent=_REGION, keyRingId="ring", body={})
    parent = f"{_REGION}/keyRings/ring"
    keys = "projects.locations.keyRings.cryptoKeys"
    call(
        clients, "cloudkms.v1", f"{keys}.create", parent=parent, cryptoKeyId="seal", body={"purpose": "ENCRYPT_DECRYPT"}
    )


def repository(clients: Any) -> None:
    """Make a repository."""
    method = "projects.locations.repositories.create"
    call(clients, "artifactregistry.v1", method, parent=_REGION, repositoryId="images", body={"format": "DOCKER"})


def database(clients: Any) -> None:
    """Make a Spanner instance with a database."""
    parent = f"projects/{PROJECT}"
    name = f"{parent}/instances/ledger"
    instance = {"name": name, "displayName": "Ledger", "config": f"{parent}/instanceConfigs/eur3"}
    body = {"instanceId": "ledger", "instance": instance}
    call(clients, "spanner.v1", "projects.instances.create", parent=parent, body=body)
    statement = {"createStatement": "CREATE DATABASE `books`"}
    call(clients, "spanner.v1", "projects.instances.databases.create", parent=name, body=statement)


def bigtable(clients: Any) -> None:
    """Make a Bigtable instance with a table."""
    parent = f"projects/{PROJECT}"
    body: JSON = {"parent": parent, "instanceId": "events", "instance": {"displayName": "Events"}, "clusters": {}}
    call(clients, "bigtableadmin.v2", "projects.instances.create", parent=parent, body=body)
    method = "projects.instances.tables.create"
    call(
        clients,
        "bigtableadmin.v2",
        method,
        parent=f"{parent}/instances/events",
        body={"tableId": "clicks", "table": {}},
    )


def queue(clients: Any) -> None:
    """Make a queue."""
    method = "projects.locations.queues.create"
    call(clients, "cloudtasks.v2", method, parent=_REGION, body={"name": f"{_REGION}/queues/later"})


def engine(clients: Any) -> JSON:
    """Make an agent engine, whose id the service chooses."""
    collection = "projects.locations.reasoningEngines"
    call(clients, "aiplatform.v1", f"{collection}.create", parent=_REGION, body={"displayName": "helper"})
    found = call(clients, "aiplatform.v1", f"{collection}.list", parent=_REGION)
    return {"id": found["reasoningEngines"][-1]["name"].rsplit("/", 1)[1]}


def _in_dataset(clients: Any, outputs: JSON) -> JSON | None:
    where = {"projectId": outputs["project"], "datasetId": outputs["datasetId"]}
    email = outputs["member"].partition(":")[2]
    found = call(clients, "bigquery.v2", "datasets.get", **where, accessPolicyVersion=3)
    return next((entry for entry in found["access"] if entry.get("userByEmail") == email), None)


def _member(
    inputs: JSON,
    look: Callable[[Any, JSON], Any],
    setup: Callable[[Any], JSON | None],
    role: str,
    other: str,
    shows: JSON | None = None,
) -> Case:
    """Return the life of one grant to a service account."""
    name = f"{role.rpartition('.')[2]}-{len(inputs)}-agent".lower()[:30]
    return Case(
        inputs={**inputs, "role": role, "member": "${account.member}"},
        look=look,
        shows={"role": role} if shows is None else shows,
        replace={"role": other},
        needs=account(name),
        setup=setup,
    )


_BIGTABLE = "projects/{project}/instances/{instanceName}/tables/{table}"
_SPANNER = "projects/{project}/instances/{instance}/databases/{database}"

STORES: dict[str, Case] = {
    "gcp:pubsub/topicIAMMember:TopicIAMMember": _member(
        {"project": PROJECT, "topic": "orders"},
        granted("pubsub.v1", "projects.topics", "projects/{project}/topics/{topic}"),
        topic,
        "roles/pubsub.publisher",
        "roles/pubsub.viewer",
    ),
    "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember": _member(
        {"project": PROJECT, "subscription": "feed"},
        granted("pubsub.v1", "projects.subscriptions", "projects/{project}/subscriptions/{subscription}"),
        subscription,
        "roles/pubsub.subscriber",
        "roles/pubsub.viewer",
    ),
    "gcp:bigquery/datasetIamMember:DatasetIamMember": _member(
        {"project": PROJECT, "datasetId": "invoices", "condition": _CONDITION},
        _in_dataset,
        dataset("invoices"),
        "roles/bigquery.dataViewer",
        "roles/bigquery.metadataViewer",
        {"role": "READER", "condition": _CONDITION},
    ),
    "gcp:bigquery/iamMember:IamMember": _member(
        {"project": PROJECT, "datasetId": "orders", "tableId": "lines"},
        granted("bigquery.v2", "tables", "projects/{project}/datasets/{datasetId}/tables/{tableId}", **_VERSION),
        dataset("orders"),
        "roles/bigquery.dataViewer",
        "roles/bigquery.metadataViewer",
    ),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": _member(
        {"cryptoKeyId": f"{_REGION}/keyRings/ring/cryptoKeys/seal"},
        granted("cloudkms.v1", "projects.locations.keyRings.cryptoKeys", "{cryptoKeyId}"),
        key,
        "roles/cloudkms.cryptoKeyDecrypter",
        "roles/cloudkms.verifier",
    ),
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": _member(
        {"project": PROJECT, "location": "europe-west1", "repository": "images"},
        granted("artifactregistry.v1", "projects.locations.repositories", f"{_REGION}/repositories/{{repository}}"),
        repository,
        "roles/artifactregistry.reader",
        "roles/artifactregistry.writer",
    ),
    "gcp:spanner/databaseIAMMember:DatabaseIAMMember": _member(
        {"project": PROJECT, "instance": "ledger", "database": "books"},
        granted("spanner.v1", "projects.instances.databases", _SPANNER, **_VERSION),
        database,
        "roles/spanner.databaseReader",
        "roles/spanner.viewer",
    ),
    "gcp:bigtable/tableIamMember:TableIamMember": _member(
        {"project": PROJECT, "instanceName": "events", "table": "clicks"},
        granted("bigtableadmin.v2", "projects.instances.tables", _BIGTABLE, **_VERSION),
        bigtable,
        "roles/bigtable.reader",
        "roles/bigtable.user",
    ),
    "gcp:cloudtasks/queueIamMember:QueueIamMember": _member(
        {"project": PROJECT, "location": "europe-west1", "name": "later"},
        granted("cloudtasks.v2", "projects.locations.queues", f"{_REGION}/queues/{{name}}", **_VERSION),
        queue,
        "roles/cloudtasks.enqueuer",
        "roles/cloudtasks.viewer",
    ),
    "gcp:vertex/aiReasoningEngineIamMember:AiReasoningEngineIamMember": _member(
        {"project": PROJECT, "region": "europe-west1", "reasoningEngine": "${made.id}"},
        granted(
            "aiplatform.v1",
            "projects.locations.reasoningEngines",
            "projects/{project}/locations/{region}/reasoningEngines/{reasoningEngine}",
        ),
        engine,
        "roles/aiplatform.user",
        "roles/aiplatform.viewer",
    ),
}
