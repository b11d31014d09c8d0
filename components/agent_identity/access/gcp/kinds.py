"""Kinds of GCP resources that an agent may be given access to.

Names are full resource names, https://cloud.google.com/asset-inventory/docs/asset-names. Permissions are those of
https://cloud.google.com/iam/docs/permissions-reference that take effect on the resource or on what is in it. A new kind
is an entry here, a row for its IAM member in `local_clouds/provider/gcp/grant_types.py`, and a case for that; then
`python -m tools.tables.gcp` finds its predefined roles.
"""

from typing import Final

from agent_identity.access.gcp.kind import PROJECT_MEMBER, Kind


def _of(resource: str, verbs: str) -> tuple[str, ...]:
    return tuple(f"{resource}.{verb}" for verb in verbs.split())


_BUCKET: Final = "//storage.googleapis.com/projects/_/buckets/{bucket}"
_BUCKET_MEMBER: Final = "gcp:storage/bucketIAMMember:BucketIAMMember"
_OBJECT: Final = (
    *_of("storage.objects", "create createContext delete deleteContext get getIamPolicy move restore setRetention"),
    *_of("storage.objects", "update updateContext"),
    *_of("storage.multipartUploads", "abort create listParts"),
)
_NOT_OBJECTS: Final = (
    *_of("storage", "buckets folders managedFolders"),
    *("storage.multipartUploads.list", "storage.objects.list"),
)
_ON_BUCKET: Final = "bound on the bucket with a condition on the object's name"
_NO_LISTING: Final = "a listing is not part of it: it is judged on the bucket, and no condition narrows it to a prefix"
_DATASET: Final = "//bigquery.googleapis.com/projects/{project}/datasets/{dataset}"
_REGION: Final = "projects/{project}/locations/{location}"
_PLACE: Final = {"project": "{project}", "location": "{location}"}
_QUERIES: Final = "running a query needs bigquery.jobs.create on the project's jobs as well"
_CONDITIONED: Final = "bound on the project with a condition on the name, because {} has no policy of its own"

KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        title="Cloud Storage bucket",
        form=_BUCKET,
        may=("storage.buckets.get", *_of("storage", "folders managedFolders multipartUploads objects")),
        reads=(
            *_of("storage.folders", "get list"),
            *_of("storage.managedFolders", "get list"),
            *_of("storage.objects", "get list"),
        ),
        member=_BUCKET_MEMBER,
        arguments={"bucket": "{bucket}"},
    ),
    Kind(
        title="Cloud Storage objects under a prefix",
        form=f"{_BUCKET}/objects/{{prefix}}*",
        may=_OBJECT,
        reads=("storage.objects.get",),
        member=_BUCKET_MEMBER,
        arguments={"bucket": "{bucket}"},
        because=_ON_BUCKET,
        condition='resource.name.startsWith("projects/_/buckets/{bucket}/objects/{prefix}")',
        inert=_NOT_OBJECTS,
        beside=_NO_LISTING,
    ),
    Kind(
        title="Cloud Storage object",
        form=f"{_BUCKET}/objects/{{object}}",
        may=_OBJECT,
        reads=("storage.objects.get",),
        member=_BUCKET_MEMBER,
        arguments={"bucket": "{bucket}"},
        because=_ON_BUCKET,
        condition='resource.name == "projects/_/buckets/{bucket}/objects/{object}"',
        inert=_NOT_OBJECTS,
        beside=_NO_LISTING,
    ),
    Kind(
        title="Pub/Sub topic",
        form="//pubsub.googleapis.com/projects/{project}/topics/{topic}",
        may=_of("pubsub.topics", "attachSubscription delete detachSubscription get getIamPolicy publish update"),
        reads=("pubsub.topics.get",),
        member="gcp:pubsub/topicIAMMember:TopicIAMMember",
        arguments={"project": "{project}", "topic": "{topic}"},
        inert=("pubsub.subscriptions", "pubsub.snapshots", "pubsub.topics.list"),
    ),
    Kind(
        title="Pub/Sub subscription",
        form="//pubsub.googleapis.com/projects/{project}/subscriptions/{subscription}",
        may=_of("pubsub.subscriptions", "consume delete get getIamPolicy update"),
        reads=("pubsub.subscriptions.get",),
        member="gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember",
        arguments={"project": "{project}", "subscription": "{subscription}"},
        inert=("pubsub.topics", "pubsub.snapshots", "pubsub.subscriptions.list"),
    ),
    Kind(
        title="BigQuery dataset",
        form=_DATASET,
        may=(
            *_of("bigquery.datasets", "delete get getIamPolicy updateTag"),
            "bigquery.models",
            "bigquery.routines",
            "bigquery.tables",
        ),
        reads=("bigquery.datasets.get", *_of("bigquery.tables", "get getData list")),
        member="gcp:bigquery/datasetIamMember:DatasetIamMember",
        arguments={"project": "{project}", "datasetId": "{dataset}"},
        beside=_QUERIES,
    ),
    Kind(
        title="BigQuery table",
        form=f"{_DATASET}/tables/{{table}}",
        may=(
            *_of("bigquery.tables", "createIndex delete deleteIndex export get getData getIamPolicy replicateData"),
            *_of("bigquery.tables", "setCategory update updateData updateIndex updateTag"),
        ),
        reads=_of("bigquery.tables", "get getData"),
        member="gcp:bigquery/iamMember:IamMember",
        arguments={"project": "{project}", "datasetId": "{dataset}", "tableId": "{table}"},
        beside=_QUERIES,
    ),
    Kind(
        title="BigQuery jobs of a project",
        form="//bigquery.googleapis.com/projects/{project}/jobs",
        may=("bigquery.jobs.create", "bigquery.readsessions"),
        reads=(),
        member=PROJECT_MEMBER,
        arguments={"project": "{project}"},
        because="bound on the project, which pays for the job; it opens no data: a job's tables are judged too",
    ),
    Kind(
        title="Secret Manager secret",
        form="//secretmanager.googleapis.com/projects/{project}/secrets/{secret}",
        may=(*_of("secretmanager.secrets", "delete get getIamPolicy rotate update"), "secretmanager.versions"),
        reads=(),
        member="gcp:secretmanager/secretIamMember:SecretIamMember",
        arguments={"project": "{project}", "secretId": "{secret}"},
        inert=_of("secretmanager.secrets", "create list"),
        named=("secretmanager.versions.access",),
    ),
    Kind(
        title="Cloud KMS key",
        form=f"//cloudkms.googleapis.com/{_REGION}/keyRings/{{ring}}/cryptoKeys/{{key}}",
        may=(*_of("cloudkms.cryptoKeys", "get getIamPolicy update"), "cloudkms.cryptoKeyVersions"),
        reads=(),
        member="gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
        arguments={"cryptoKeyId": f"{_REGION}/keyRings/{{ring}}/cryptoKeys/{{key}}"},
        named=_of("cloudkms.cryptoKeyVersions", "useToDecrypt useToVerify viewPublicKey"),
    ),
    Kind(
        title="Cloud Run service",
        form=f"//run.googleapis.com/{_REGION}/services/{{service}}",
        may=(
            *("run.configurations", "run.revisions", "run.routes"),
            *_of("run.services", "delete get getIamPolicy"),
        ),
        reads=("run.revisions.get", "run.revisions.list", "run.services.get"),
        member="gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
        arguments={**_PLACE, "name": "{service}"},
        inert=("run.jobs", "run.instances"),
    ),
    Kind(
        title="Cloud Run job",
        form=f"//run.googleapis.com/{_REGION}/jobs/{{job}}",
        may=("run.executions", "run.tasks", *_of("run.jobs", "delete get getIamPolicy run")),
        reads=(*_of("run.executions", "get list"), "run.jobs.get", *_of("run.tasks", "get list")),
        member="gcp:cloudrunv2/jobIamMember:JobIamMember",
        arguments={**_PLACE, "name": "{job}"},
        inert=("run.routes", "run.instances"),
    ),
    Kind(
        title="Artifact Registry repository",
        form=f"//artifactregistry.googleapis.com/{_REGION}/repositories/{{repository}}",
        may=(
            *_of("artifactregistry", "attachments dockerimages files mavenartifacts npmpackages packages"),
            *_of("artifactregistry", "pythonpackages tags versions"),
            *_of("artifactregistry.repositories", "deleteArtifacts downloadArtifacts exportArtifacts get getIamPolicy"),
        ),
        reads=(
            *_of("artifactregistry.dockerimages", "get list"),
            *_of("artifactregistry.files", "download get list"),
            *_of("artifactregistry.packages", "get list"),
            *_of("artifactregistry.repositories", "downloadArtifacts get"),
            *_of("artifactregistry.tags", "get list"),
            *_of("artifactregistry.versions", "get list"),
        ),
        member="gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
        arguments={**_PLACE, "repository": "{repository}"},
    ),
    Kind(
        title="Spanner database",
        form="//spanner.googleapis.com/projects/{project}/instances/{instance}/databases/{database}",
        may=(
            *_of("spanner.databases", "beginOrRollbackReadWriteTransaction beginPartitionedDmlTransaction"),
            *_of("spanner.databases", "beginReadOnlyTransaction drop get getDdl getIamPolicy partitionQuery"),
            *_of("spanner.databases", "partitionRead read select update updateDdl useDataBoost write"),
            "spanner.sessions",
        ),
        reads=(
            *_of("spanner.databases", "beginReadOnlyTransaction get getDdl partitionQuery partitionRead read select"),
            *_of("spanner.sessions", "create delete get list"),
        ),
        member="gcp:spanner/databaseIAMMember:DatabaseIAMMember",
        arguments={"project": "{project}", "instance": "{instance}", "database": "{database}"},
        because="bound on the database itself; every read takes place in a session, so it makes and ends its own",
        inert=("spanner.instances", "spanner.instancePartitions"),
    ),
    Kind(
        title="Bigtable table",
        form="//bigtable.googleapis.com/projects/{project}/instances/{instance}/tables/{table}",
        may=(
            *_of("bigtable.tables", "checkConsistency delete generateConsistencyToken get getIamPolicy mutateRows"),
            *_of("bigtable.tables", "readRows sampleRowKeys update"),
        ),
        reads=_of("bigtable.tables", "get readRows sampleRowKeys"),
        member="gcp:bigtable/tableIamMember:TableIamMember",
        arguments={"project": "{project}", "instanceName": "{instance}", "table": "{table}"},
    ),
    Kind(
        title="Cloud Tasks queue",
        form=f"//cloudtasks.googleapis.com/{_REGION}/queues/{{queue}}",
        may=(*_of("cloudtasks.queues", "delete get getIamPolicy pause purge resume update"), "cloudtasks.tasks"),
        reads=("cloudtasks.queues.get", *_of("cloudtasks.tasks", "get list")),
        member="gcp:cloudtasks/queueIamMember:QueueIamMember",
        arguments={**_PLACE, "name": "{queue}"},
    ),
    Kind(
        title="Vertex AI agent engine",
        form=f"//aiplatform.googleapis.com/{_REGION}/reasoningEngines/{{engine}}",
        may=(
            *_of("aiplatform.reasoningEngines", "get getIamPolicy query"),
            *_of("aiplatform", "memories sessionEvents sessions"),
        ),
        reads=(
            *_of("aiplatform.memories", "get list"),
            "aiplatform.reasoningEngines.get",
            *_of("aiplatform.sessions", "get list"),
        ),
        member="gcp:vertex/aiReasoningEngineIamMember:AiReasoningEngineIamMember",
        arguments={"project": "{project}", "region": "{location}", "reasoningEngine": "{engine}"},
    ),
    Kind(
        title="Firestore database",
        form="//firestore.googleapis.com/projects/{project}/databases/{database}",
        may=(*_of("datastore.databases", "get getMetadata"), "datastore.entities"),
        reads=("datastore.databases.get", *_of("datastore.entities", "get list")),
        member=PROJECT_MEMBER,
        arguments={"project": "{project}"},
        because=_CONDITIONED.format("a Firestore database"),
        condition='resource.name == "projects/{project}/databases/{database}"',
    ),
    Kind(
        title="Cloud SQL instance",
        form="//cloudsql.googleapis.com/projects/{project}/instances/{instance}",
        may=(*_of("cloudsql.instances", "connect executeSql export get import login restart"), "cloudsql.databases"),
        reads=(*_of("cloudsql.databases", "get list"), "cloudsql.instances.get"),
        member=PROJECT_MEMBER,
        arguments={"project": "{project}"},
        because=_CONDITIONED.format("a Cloud SQL instance"),
        condition='resource.name == "projects/{project}/instances/{instance}"',
    ),
)
"""Every kind. Where a name fits two, the first is meant."""
