"""Which resources have an allow policy, and the tokens of its parts."""

from __future__ import annotations

from local_clouds.provider.gcp.datasets import DatasetTarget
from local_clouds.provider.gcp.grants import Grant
from local_clouds.provider.gcp.targets import Target

_PROJECT = Target("cloudresourcemanager.v1", "projects", "{project}")
_ORGANIZATION = Target("cloudresourcemanager.v1", "organizations", "{orgId}", "organizations/{orgId}")
_FOLDER = Target("cloudresourcemanager.v3", "folders", "{folder}")
_ACCOUNT = Target("iam.v1", "projects.serviceAccounts", "{serviceAccountId}", reads_by_get=True)
_RUN = "projects/{project}/locations/{location}"
_SERVICE = Target("run.v2", "projects.locations.services", f"{_RUN}/services/{{name}}", reads_by_get=True)
_JOB = Target("run.v2", "projects.locations.jobs", f"{_RUN}/jobs/{{name}}", reads_by_get=True)
_BUCKET = Target("storage.v1", "buckets", "b/{bucket}", "{bucket}", "bucket", wrapped=False, reads_by_get=True)
_SECRET = Target("secretmanager.v1", "projects.secrets", "projects/{project}/secrets/{secretId}", reads_by_get=True)
_REGIONAL = "projects/{project}/locations/{location}"
_TOPIC = Target("pubsub.v1", "projects.topics", "projects/{project}/topics/{topic}", reads_by_get=True, masked=False)
_SUBSCRIPTION = Target(
    "pubsub.v1",
    "projects.subscriptions",
    "projects/{project}/subscriptions/{subscription}",
    reads_by_get=True,
    masked=False,
)
_DATASET = DatasetTarget("bigquery.v2", "datasets", "projects/{project}/datasets/{datasetId}")
_TABLE = Target("bigquery.v2", "tables", "projects/{project}/datasets/{datasetId}/tables/{tableId}")
_KEY = Target("cloudkms.v1", "projects.locations.keyRings.cryptoKeys", "{cryptoKeyId}", reads_by_get=True)
_REPOSITORY = Target(
    "artifactregistry.v1",
    "projects.locations.repositories",
    f"{_REGIONAL}/repositories/{{repository}}",
    reads_by_get=True,
    masked=False,
)
_DATABASE = Target(
    "spanner.v1",
    "projects.instances.databases",
    "{project}/{instance}/{database}",
    "projects/{project}/instances/{instance}/databases/{database}",
    masked=False,
)
_BIGTABLE = Target(
    "bigtableadmin.v2", "projects.instances.tables", "projects/{project}/instances/{instanceName}/tables/{table}"
)
_QUEUE = Target("cloudtasks.v2", "projects.locations.queues", f"{_REGIONAL}/queues/{{name}}", masked=False)
_ENGINE = Target(
    "aiplatform.v1",
    "projects.locations.reasoningEngines",
    "projects/{project}/locations/{region}/reasoningEngines/{reasoningEngine}",
    reads_by_get=True,
    masked=False,
)

TYPES = {
    "gcp:projects/iAMMember:IAMMember": Grant(_PROJECT, "member"),
    "gcp:projects/iAMBinding:IAMBinding": Grant(_PROJECT, "binding"),
    "gcp:projects/iAMPolicy:IAMPolicy": Grant(_PROJECT, "policy"),
    "gcp:projects/iAMAuditConfig:IAMAuditConfig": Grant(_PROJECT, "audit"),
    "gcp:organizations/iAMMember:IAMMember": Grant(_ORGANIZATION, "member"),
    "gcp:organizations/iAMBinding:IAMBinding": Grant(_ORGANIZATION, "binding"),
    "gcp:organizations/iAMPolicy:IAMPolicy": Grant(_ORGANIZATION, "policy"),
    "gcp:folder/iAMMember:IAMMember": Grant(_FOLDER, "member"),
    "gcp:folder/iAMBinding:IAMBinding": Grant(_FOLDER, "binding"),
    "gcp:serviceaccount/iAMMember:IAMMember": Grant(_ACCOUNT, "member"),
    "gcp:serviceaccount/iAMBinding:IAMBinding": Grant(_ACCOUNT, "binding"),
    "gcp:serviceaccount/iAMPolicy:IAMPolicy": Grant(_ACCOUNT, "policy"),
    "gcp:cloudrunv2/serviceIamMember:ServiceIamMember": Grant(_SERVICE, "member"),
    "gcp:cloudrunv2/serviceIamBinding:ServiceIamBinding": Grant(_SERVICE, "binding"),
    "gcp:cloudrunv2/jobIamMember:JobIamMember": Grant(_JOB, "member"),
    "gcp:storage/bucketIAMMember:BucketIAMMember": Grant(_BUCKET, "member"),
    "gcp:storage/bucketIAMBinding:BucketIAMBinding": Grant(_BUCKET, "binding"),
    "gcp:storage/bucketIAMPolicy:BucketIAMPolicy": Grant(_BUCKET, "policy"),
    "gcp:secretmanager/secretIamMember:SecretIamMember": Grant(_SECRET, "member"),
    "gcp:secretmanager/secretIamBinding:SecretIamBinding": Grant(_SECRET, "binding"),
    "gcp:pubsub/topicIAMMember:TopicIAMMember": Grant(_TOPIC, "member"),
    "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember": Grant(_SUBSCRIPTION, "member"),
    "gcp:bigquery/datasetIamMember:DatasetIamMember": Grant(_DATASET, "member"),
    "gcp:bigquery/iamMember:IamMember": Grant(_TABLE, "member"),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": Grant(_KEY, "member"),
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": Grant(_REPOSITORY, "member"),
    "gcp:spanner/databaseIAMMember:DatabaseIAMMember": Grant(_DATABASE, "member"),
    "gcp:bigtable/tableIamMember:TableIamMember": Grant(_BIGTABLE, "member"),
    "gcp:cloudtasks/queueIamMember:QueueIamMember": Grant(_QUEUE, "member"),
    "gcp:vertex/aiReasoningEngineIamMember:AiReasoningEngineIamMember": Grant(_ENGINE, "member"),
}
