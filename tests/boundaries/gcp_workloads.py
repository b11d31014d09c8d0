"""What ordinary agents on GCP do, as permissions that roles hold: the deny policy of `standard` must allow it all."""

from typing import Final

WORKLOADS: Final = {
    "answers questions from documents in a bucket": "storage.objects.get storage.objects.list storage.buckets.get",
    "writes reports to a bucket": "storage.objects.create storage.objects.get",
    "keeps its output tidy": "storage.objects.list storage.objects.update storage.objects.delete",
    "lists documents by folder": "storage.managedFolders.get storage.managedFolders.list storage.folders.list",
    "queries a warehouse": "bigquery.jobs.create bigquery.tables.get bigquery.tables.getData bigquery.datasets.get",
    "loads results into a table": "bigquery.tables.updateData bigquery.tables.create bigquery.jobs.create",
    "reads through the storage API": "bigquery.readsessions.create bigquery.readsessions.getData",
    "queries an external table": "bigquery.connections.use bigquery.jobs.create bigquery.tables.getData",
    "keeps its memory in Firestore": "datastore.entities.get datastore.entities.list datastore.entities.create"
    " datastore.entities.update datastore.databases.get",
    "keeps sessions in Spanner": "spanner.sessions.create spanner.databases.select spanner.databases.write"
    " spanner.databases.beginOrRollbackReadWriteTransaction",
    "reads time series from Bigtable": "bigtable.tables.readRows bigtable.tables.sampleRowKeys",
    "talks to a database": "cloudsql.instances.connect cloudsql.instances.get cloudsql.instances.login",
    "talks to AlloyDB": "alloydb.instances.connect alloydb.users.login alloydb.clusters.get",
    "takes work off a queue": "pubsub.subscriptions.consume pubsub.subscriptions.get",
    "hands results on": "pubsub.topics.publish pubsub.topics.get",
    "puts tasks into a queue": "cloudtasks.tasks.create cloudtasks.queues.get",
    "asks a model": "aiplatform.endpoints.predict aiplatform.endpoints.explain",
    "asks another agent": "aiplatform.reasoningEngines.query aiplatform.reasoningEngines.get"
    " aiplatform.sessions.create aiplatform.sessionEvents.list",
    "remembers conversations": "aiplatform.memories.create aiplatform.memories.retrieve aiplatform.memories.update",
    "searches a corpus": "aiplatform.ragCorpora.query discoveryengine.servingConfigs.search"
    " discoveryengine.servingConfigs.answer",
    "searches vectors": "aiplatform.indexEndpoints.queryVectors aiplatform.indexEndpoints.get",
    "calls a tool on Cloud Run": "run.routes.invoke run.jobs.run run.services.get run.services.list",
    "calls a tool that is a function": "cloudfunctions.functions.invoke cloudfunctions.functions.get",
    "starts a workflow": "workflows.executions.create workflows.executions.get workflows.workflows.get",
    "uses a tool's credential": "agentidentity.authProviders.retrieveCredentials agentidentity.authProviders.get",
    "reads the key of its tool": "secretmanager.versions.access secretmanager.versions.get secretmanager.secrets.get",
    "renews a token that it keeps": "secretmanager.versions.add secretmanager.versions.access",
    "signs what it sends": "cloudkms.cryptoKeyVersions.useToSign cloudkms.cryptoKeyVersions.viewPublicKey",
    "decrypts what it gets": "cloudkms.cryptoKeyVersions.useToDecrypt cloudkms.cryptoKeyVersions.useToEncrypt",
    "writes logs and metrics": "logging.logEntries.create monitoring.timeSeries.create cloudtrace.traces.patch",
    "reads logs for an operator": "logging.logEntries.list logging.logs.list logging.views.access"
    " logging.privateLogEntries.list",
    "reads metrics for an operator": "monitoring.timeSeries.list monitoring.alertPolicies.list",
    "takes stock of a project": "cloudasset.assets.searchAllResources resourcemanager.projects.get"
    " compute.instances.list compute.networks.list compute.disks.list",
    "restarts a machine": "compute.instances.reset compute.instances.start compute.instances.stop",
    "reads documents": "documentai.processors.processOnline documentai.processors.get",
    "translates and transcribes": "cloudtranslate.generalModels.predict speech.recognizers.recognize",
    "looks for personal data": "dlp.inspectFindings.list dlp.jobs.create serviceusage.services.use",
    "filters what it reads": "modelarmor.templates.useToSanitizeUserPrompt modelarmor.templates.get",
    "pulls its image": "artifactregistry.repositories.downloadArtifacts artifactregistry.repositories.get",
    "submits a job to its own cluster": "dataproc.jobs.create dataproc.jobs.get dataproc.clusters.use",
}
"""By what the agent does: the permissions that it needs for it."""
