"""GCP: services that take a service account and work, or run code, as it.

Candidates: every method of Google's discovery documents with a service account among its inputs
(`python -m tools.techniques.gcp`); judged by hand. Attaching one takes `iam.serviceAccounts.actAs` on it:
https://cloud.google.com/iam/docs/service-accounts-actas.
"""

from typing import Final

from agent_identity.permissions.techniques.gcp.rows import handover, need, row
from agent_identity.permissions.techniques.model import Kind, On

TECHNIQUES: Final = (
    handover(
        "run",
        "Cloud Run",
        "run.services.create run.services.update run.jobs.create run.jobs.update run.workerpools.create"
        " run.workerpools.update run.instances.create run.instances.update",
        source="run/docs/reference/iam/permissions",
    ),
    handover(
        "functions",
        "Cloud Functions",
        "cloudfunctions.functions.create cloudfunctions.functions.update cloudfunctions.functions.generationUpgrade",
        source="functions/docs/reference/iam/permissions",
    ),
    handover(
        "machine",
        "a machine of Compute Engine",
        "compute.instances.create compute.instances.setServiceAccount compute.instanceTemplates.create"
        " compute.instanceGroupManagers.create compute.instanceGroupManagers.update compute.instances.update"
        " vmmigration.cloneJobs.create vmmigration.cutoverJobs.create vmmigration.migratingVms.create"
        " vmmigration.migratingVms.update",
        why="Code on the machine gets the account's token from the metadata server.",
        source="compute/docs/access/create-enable-service-accounts-for-instances",
    ),
    handover(
        "cluster",
        "the nodes of a GKE cluster",
        "container.clusters.create container.clusters.update",
        why="Pods without an identity of their own get the token of the node's account.",
        source="kubernetes-engine/docs/how-to/iam",
    ),
    handover(
        "app-engine",
        "App Engine",
        "appengine.versions.create appengine.versions.update appengine.services.update appengine.applications.create"
        " appengine.applications.update",
        source="appengine/docs/standard/roles",
    ),
    handover(
        "build",
        "Cloud Build",
        "cloudbuild.builds.create cloudbuild.builds.update remotebuildexecution.instances.create"
        " remotebuildexecution.instances.update remotebuildexecution.workerpools.create"
        " remotebuildexecution.workerpools.update",
        why="The steps of a build are commands that run as the build's account.",
        source="build/docs/securing-builds/configure-user-specified-service-accounts",
    ),
    handover(
        "delivery",
        "Cloud Deploy",
        "clouddeploy.targets.create clouddeploy.targets.update clouddeploy.releases.create"
        " clouddeploy.rollouts.create clouddeploy.rollouts.approve clouddeploy.rollouts.rollback"
        " clouddeploy.deliveryPipelines.create configdelivery.releases.create configdelivery.releases.update"
        " clouddeploy.deliveryPipelines.update clouddeploy.automations.create clouddeploy.automations.update"
        " clouddeploy.customTargetTypes.create clouddeploy.customTargetTypes.update",
        source="deploy/docs/iam-roles-permissions",
    ),
    handover(
        "infrastructure",
        "Infrastructure Manager",
        "config.deployments.create config.deployments.update workloadmanager.deployments.create"
        " config.previews.create config.deploymentgroups.create config.deploymentgroups.update"
        " config.deploymentgroups.provision",
        why="It applies the caller's Terraform as the account, which is allowed to deploy.",
        source="infrastructure-manager/docs/access-control",
    ),
    handover("batch", "Batch", "batch.jobs.create", source="batch/docs/create-run-job-custom-service-account"),
    handover(
        "dataflow",
        "Dataflow",
        "dataflow.jobs.create dataflow.jobs.updateContents datapipelines.pipelines.create"
        " datapipelines.pipelines.update",
        source="dataflow/docs/concepts/access-control",
    ),
    handover(
        "dataproc",
        "Dataproc",
        "dataproc.clusters.create dataproc.clusters.update dataproc.batches.create dataproc.sessions.create"
        " dataproc.sessionTemplates.create dataproc.sessionTemplates.update dataproc.workflowTemplates.create"
        " dataproc.workflowTemplates.update dataproc.workflowTemplates.instantiateInline",
        source="dataproc/docs/concepts/configuring-clusters/service-accounts",
    ),
    handover(
        "composer",
        "Cloud Composer",
        "composer.environments.create composer.environments.update",
        source="composer/docs/how-to/access-control",
    ),
    handover(
        "data-fusion",
        "Cloud Data Fusion",
        "datafusion.instances.create datafusion.instances.update datafusion.pipelines.create"
        " datafusion.pipelines.update datafusion.namespaces.setServiceAccount",
        source="data-fusion/docs/access-control",
    ),
    handover(
        "dataform",
        "Dataform",
        "dataform.repositories.create dataform.repositories.update dataform.workflowConfigs.create"
        " dataform.workflowConfigs.update dataform.workflowInvocations.create dataform.repositories.scheduleWorkflow",
        source="dataform/docs/access-control",
    ),
    handover(
        "dataplex",
        "Dataplex",
        "dataplex.tasks.create dataplex.tasks.update dataplex.environments.create dataplex.environments.update"
        " dataplex.datascans.create dataplex.datascans.update dataplex.dataProducts.create"
        " dataplex.dataProducts.update",
        source="dataplex/docs/iam-roles",
    ),
    handover(
        "notebook",
        "Vertex AI Workbench",
        "notebooks.instances.create notebooks.runtimes.create notebooks.executions.create notebooks.schedules.create"
        " notebooks.environments.create",
        source="vertex-ai/docs/workbench/instances/service-account",
    ),
    handover(
        "vertex",
        "Vertex AI",
        "aiplatform.pipelineJobs.create aiplatform.schedules.create aiplatform.schedules.update"
        " aiplatform.persistentResources.create aiplatform.batchPredictionJobs.create aiplatform.endpoints.deploy"
        " aiplatform.deploymentResourcePools.create aiplatform.deploymentResourcePools.update"
        " aiplatform.notebookRuntimeTemplates.create aiplatform.notebookRuntimeTemplates.update"
        " aiplatform.notebookRuntimes.assign aiplatform.notebookExecutionJobs.create aiplatform.tuningJobs.create"
        " ml.jobs.create ml.models.create ml.versions.create ml.versions.update",
        source="vertex-ai/docs/general/custom-service-account",
    ),
    handover(
        "workflow",
        "Workflows",
        "workflows.workflows.create workflows.workflows.update",
        why="Each step of the workflow is a call that it makes as the account.",
        source="workflows/docs/authentication",
    ),
    handover(
        "schedule",
        "Cloud Scheduler",
        "cloudscheduler.jobs.create cloudscheduler.jobs.update",
        why="A job calls any address with a token of the account.",
        source="scheduler/docs/http-target-auth",
    ),
    handover(
        "task",
        "Cloud Tasks",
        "cloudtasks.tasks.create cloudtasks.queues.create cloudtasks.queues.update",
        why="A task calls any address with a token of the account, if it names one; without one it is a plain call.",
        source="tasks/docs/creating-http-target-tasks",
    ),
    handover(
        "event",
        "Eventarc",
        "eventarc.triggers.create eventarc.triggers.update eventarc.pipelines.create eventarc.pipelines.update"
        " eventarc.enrollments.create eventarc.enrollments.update",
        why="A trigger calls its target with a token of the account.",
        source="eventarc/docs/access-control",
    ),
    handover(
        "push",
        "a push subscription of Pub/Sub",
        "pubsub.subscriptions.create pubsub.subscriptions.update",
        why="A push calls any address with a token of the account, if the subscription names one.",
        source="pubsub/docs/authenticate-push-subscriptions",
    ),
    handover("gateway", "API Gateway", "apigateway.apiconfigs.create", source="api-gateway/docs/configure-dev-env"),
    handover(
        "app-hosting",
        "Firebase App Hosting",
        "firebaseapphosting.backends.create firebaseapphosting.backends.update firebaseapphosting.builds.create"
        " firebaseapphosting.rollouts.create",
        source="https://firebase.google.com/docs/app-hosting/about-app-hosting",
    ),
    handover(
        "integration",
        "Application Integration",
        "integrations.integrationVersions.create integrations.integrationVersions.update"
        " integrations.integrationVersions.deploy integrations.integrations.create integrations.integrations.update"
        " integrations.integrations.deploy connectors.connections.create connectors.connections.update"
        " connectors.customConnectorVersions.create connectors.eventSubscriptions.create",
        source="application-integration/docs/predefined-iam-roles-permissions",
    ),
    handover(
        "transfer",
        "a transfer of BigQuery or Cloud Storage",
        "bigquery.transfers.update storagetransfer.jobs.create storagetransfer.jobs.update",
        why="The transfer reads and writes as the account, if it names one.",
        source="bigquery/docs/use-service-accounts",
    ),
    handover(
        "workstation",
        "Cloud Workstations",
        "workstations.workstationConfigs.create workstations.workstationConfigs.update",
        source="workstations/docs/customize-development-environment",
    ),
    handover(
        "accelerator",
        "Cloud TPU and Life Sciences",
        "tpu.nodes.create tpu.nodes.update lifesciences.workflows.run genomics.operations.create",
        source="tpu/docs/iam-permissions",
    ),
    row(
        "legacy-handover",
        Kind.HANDOVER,
        "Runs as the default service account, in an organisation where the check is not enforced",
        need(
            On.HOST,
            "appengine.versions.create composer.environments.create dataflow.jobs.create dataproc.clusters.create"
            " datafusion.instances.create",
        ),
        why="In organisations of before 2021 these services attach the default account without asking for actAs,"
        " until a constraint enforces it.",
        fix="enforce appengine.enforceServiceAccountActAsCheck, composer.enforceServiceAccountActAsCheck,"
        " dataflow.enforceComputeDefaultServiceAccountCheck and dataproc.enforceComputeDefaultServiceAccountCheck",
        source="iam/docs/service-accounts-actas",
    ),
    row(
        "build-default",
        Kind.HANDOVER,
        "Runs a build as the project's default build account",
        need(On.ANY, "cloudbuild.builds.create"),
        why="A build that names no account runs as the default one, and no actAs is asked for.",
        source="build/docs/cloud-build-service-account",
    ),
    row(
        "deployment-manager",
        Kind.HANDOVER,
        "Deploys as the Google APIs service agent",
        need(
            On.ANY,
            "deploymentmanager.deployments.create deploymentmanager.deployments.update"
            " deploymentmanager.typeProviders.create deploymentmanager.typeProviders.update",
        ),
        why="Deployment Manager works as the project's service agent, which is an Editor; no actAs is asked for.",
        source="deployment-manager/docs/access-control",
    ),
    row(
        "training-code",
        Kind.HANDOVER,
        "Runs code as Vertex AI's service agent",
        need(
            On.ANY,
            "aiplatform.customJobs.create aiplatform.trainingPipelines.create"
            " aiplatform.hyperparameterTuningJobs.create aiplatform.nasJobs.create aiplatform.models.upload"
            " aiplatform.extensions.import",
        ),
        why="Code that names no account runs as the custom code service agent, which reads the project's storage and"
        " BigQuery; no actAs is asked for.",
        source="vertex-ai/docs/general/access-control",
    ),
    row(
        "reasoning-engine",
        Kind.HANDOVER,
        "Deploys an agent on Agent Engine",
        need(On.ANY, "aiplatform.reasoningEngines.create aiplatform.reasoningEngines.update"),
        why="An agent's code runs as the engine's identity, or as the service agent where it has none.",
        source="vertex-ai/generative-ai/docs/agent-engine/manage/access",
    ),
    row(
        "transfer-agent",
        Kind.HANDOVER,
        "Copies data as the Storage Transfer service agent",
        need(On.ANY, "storagetransfer.jobs.create storagetransfer.jobs.update storagetransfer.jobs.run"),
        why="A transfer that names no account reads and writes what the service agent may.",
        source="storage-transfer/docs/iam-cloud",
    ),
)
