"""GCP: changing the code, command, image, data or configuration of something that runs as another identity."""

from typing import Final

from agent_identity.permissions.techniques.gcp.rows import need, row
from agent_identity.permissions.techniques.model import Kind, On

TECHNIQUES: Final = (
    row(
        "project-metadata",
        Kind.HOST,
        "Sets metadata of every machine of a project",
        need(
            On.ANY,
            "compute.projects.setCommonInstanceMetadata compute.projects.setDefaultServiceAccount",
        ),
        why="SSH keys and start scripts in a project's metadata reach all its machines, which run as their accounts.",
        source="compute/docs/metadata/setting-custom-metadata",
    ),
    row(
        "machine-metadata",
        Kind.HOST,
        "Sets a machine's metadata",
        need(On.HOST, "compute.instances.setMetadata compute.instanceSettings.update"),
        why="An SSH key or a start script in its metadata runs as the machine's account.",
        source="compute/docs/metadata/setting-custom-metadata",
    ),
    row(
        "machine-login",
        Kind.HOST,
        "Logs in to a machine",
        need(
            On.HOST,
            "compute.instances.osLogin compute.instances.osAdminLogin compute.oslogin.updateExternalUser"
            " baremetalsolution.sshKeys.create",
        ),
        why="Whoever has a shell on the machine gets its account's token from the metadata server.",
        source="compute/docs/oslogin/set-up-oslogin",
    ),
    row(
        "machine-disk",
        Kind.HOST,
        "Attaches a disk to a machine, or replaces its own",
        need(On.HOST, "compute.instances.attachDisk compute.disks.update"),
        why="A machine that starts from another's disk runs what is on it, as its own account.",
        source="compute/docs/disks/add-persistent-disk",
    ),
    row(
        "machine-policy",
        Kind.HOST,
        "Runs commands on machines through VM Manager",
        need(
            On.HOST,
            "osconfig.osPolicyAssignments.create osconfig.osPolicyAssignments.update osconfig.guestPolicies.create"
            " osconfig.guestPolicies.update osconfig.patchDeployments.create osconfig.patchDeployments.update"
            " osconfig.patchDeployments.execute osconfig.patchJobs.exec osconfig.policyOrchestrators.create"
            " osconfig.policyOrchestrators.update compute.vmExtensionPolicies.create"
            " compute.vmExtensionPolicies.update",
        ),
        why="Its agent runs the scripts of a policy as root on every machine that the policy selects.",
        source="compute/docs/os-configuration-management/create-os-policy-assignment",
    ),
    row(
        "run-shell",
        Kind.HOST,
        "Opens a shell in a running container of Cloud Run",
        need(On.HOST, "run.*.sshRead run.*.sshRoot", unreported="run.*.sshRead"),
        why="The shell has the service's identity.",
        source="run/docs/reference/iam/permissions",
    ),
    row(
        "run-override",
        Kind.HOST,
        "Runs a job of Cloud Run with other arguments",
        need(On.HOST, "run.jobs.runWithOverrides"),
        why="Other arguments and variables make other commands, as the job's account.",
        source="run/docs/execute/jobs",
    ),
    row(
        "build-trigger",
        Kind.HOST,
        "Changes what a build trigger runs, or approves its builds",
        need(On.HOST, "cloudbuild.builds.update cloudbuild.builds.approve"),
        why="A trigger's steps run as its account each time that the source changes.",
        source="build/docs/iam-roles-permissions",
    ),
    row(
        "image-push",
        Kind.HOST,
        "Replaces an image or package that others run",
        need(
            On.STORE,
            "artifactregistry.repositories.uploadArtifacts artifactregistry.files.upload",
        ),
        why="What deploys by a tag runs whatever the tag points to, as its own account.",
        source="artifact-registry/docs/access-control",
    ),
    row(
        "image-tag",
        Kind.HOST,
        "Points a tag at another image, or mirrors another registry",
        need(
            On.STORE,
            "artifactregistry.tags.update artifactregistry.tags.create artifactregistry.repositories.update"
            " artifactregistry.versions.update artifactregistry.packages.update",
        ),
        why="What deploys by a tag runs whatever the tag points to, as its own account.",
        source="artifact-registry/docs/access-control",
    ),
    row(
        "source-push",
        Kind.HOST,
        "Changes source that a pipeline builds and deploys",
        need(
            On.STORE,
            "source.repos.update source.repos.updateRepoConfig securesourcemanager.repositories.push"
            " securesourcemanager.pullRequests.merge securesourcemanager.repositories.approvePullRequests"
            " securesourcemanager.sshkeys.createAny dataform.repositories.commit dataform.workspaces.push"
            " dataform.workspaces.writeFile cloudfunctions.functions.sourceCodeSet run.locations.uploadSource"
            " config.previews.upload config.deployments.updateState config.artifacts.import",
        ),
        why="A pipeline runs what it finds in the source, as its own account.",
        source="source-repositories/docs/configure-access-control",
    ),
    row(
        "object-write",
        Kind.HOST,
        "Writes objects that something else runs or trusts",
        need(
            On.STORE,
            "storage.objects.create storage.objects.update storage.objects.move storage.objects.restore"
            " storage.multipartUploads.create storage.folders.rename",
        ),
        why="Buckets hold the code of functions and of Composer, start scripts, images and Terraform's state.",
        fix="name the bucket and a prefix, and keep code and state in buckets of their own",
        source="storage/docs/access-control/iam-permissions",
    ),
    row(
        "secret-write",
        Kind.HOST,
        "Replaces a secret that others use",
        need(
            On.STORE,
            "secretmanager.versions.add secretmanager.versions.enable secretmanager.secrets.rotate"
            " secretmanager.secrets.enableManagedRotation secretmanager.secrets.update integrations.authConfigs.update"
            " integrations.certificates.update datafusion.secureKeys.update",
        ),
        why="What reads the newest version works with whatever was put there: another key, another address.",
        fix="grant it on the agent's own secret alone",
        source="secret-manager/docs/access-control",
    ),
    row(
        "cluster-job",
        Kind.HOST,
        "Submits a job to a running Dataproc cluster",
        need(
            On.HOST,
            "dataproc.jobs.create dataproc.jobs.update dataproc.workflowTemplates.instantiate"
            " dataproc.sessions.sparkApplicationWrite dataproc.agents.create dataproc.tasks.lease",
        ),
        why="The job's code runs as the cluster's account, and no actAs is asked for.",
        source="dataproc/docs/concepts/iam/iam",
    ),
    row(
        "airflow-command",
        Kind.HOST,
        "Runs a command or a DAG in Cloud Composer",
        need(
            On.HOST,
            "composer.environments.executeAirflowCommand composer.dags.execute composer.userworkloads*.create"
            " composer.userworkloads*.update",
        ),
        why="Commands and DAGs run as the environment's account.",
        source="composer/docs/how-to/access-control",
    ),
    row(
        "pipeline-run",
        Kind.HOST,
        "Runs or changes a pipeline of Data Fusion",
        need(
            On.HOST,
            "datafusion.pipelines.execute datafusion.pipelines.preview datafusion.instances.runtime"
            " datafusion.artifacts.create datafusion.artifacts.update datafusion.profiles.update",
        ),
        why="A pipeline runs as the instance's account; its plug-ins are code.",
        source="data-fusion/docs/access-control",
    ),
    row(
        "workspace-use",
        Kind.HOST,
        "Uses or changes somebody else's notebook or workstation",
        need(
            On.HOST,
            "notebooks.instances.use notebooks.instances.update notebooks.instances.updateConfig"
            " notebooks.instances.diagnose notebooks.runtimes.update notebooks.runtimes.switch"
            " notebooks.runtimes.diagnose workstations.workstations.use workstations.workstations.update"
            " aiplatform.notebookRuntimes.update aiplatform.notebookRuntimes.start",
        ),
        why="What is run in it runs as its account.",
        source="vertex-ai/docs/workbench/instances/manage-access-jupyterlab",
    ),
    row(
        "connection-use",
        Kind.HOST,
        "Queries through a connection that has an account of its own",
        need(
            On.HOST,
            "bigquery.connections.use bigquery.connections.delegate bigquery.connections.update"
            " bigquery.connections.create connectors.connections.executeSqlQuery connectors.actions.execute"
            " bigquery.objectRefs.read bigquery.objectRefs.write discoveryengine.dataConnectors.executeAction",
            unreported="discoveryengine.dataConnectors.executeAction",
        ),
        why="The connection reads, writes and calls functions as its own account.",
        fix="grant it on the connection that the agent needs, by its full name",
        source="bigquery/docs/working-with-connections",
    ),
    row(
        "agent-tool",
        Kind.HOST,
        "Changes the instructions or tools of an agent",
        need(
            On.HOST,
            "dialogflow.agents.update dialogflow.tools.create dialogflow.tools.update dialogflow.webhooks.create"
            " dialogflow.webhooks.update dialogflow.versions.create dialogflow.environments.update ces.agents.create"
            " ces.agents.update ces.apps.update ces.apps.import ces.tools.create ces.tools.update ces.toolsets.create"
            " ces.toolsets.update ces.appVersions.restore aiplatform.extensions.update aiplatform.agents.update"
            " discoveryengine.agents.update",
            # Users of Agentspace hold it for the agents that they make.
            unreported="discoveryengine.agents.update",
        ),
        why="An agent does what its instructions say, with its tools, as its own identity.",
        fix="grant it on the agent's own definition alone",
        source="dialogflow/cx/docs/concept/access-control",
    ),
    row(
        "routine-write",
        Kind.HOST,
        "Changes a routine or a view that runs with more rights than its caller",
        need(
            On.HOST,
            "bigquery.routines.create bigquery.routines.update bigquery.transfers.update spanner.databases.updateDdl",
            # Every editor of data holds them; only an authorised routine or a definer's view makes more of them.
            unreported="bigquery.routines.create bigquery.routines.update spanner.databases.updateDdl",
        ),
        why="An authorised routine or view reads what its dataset was opened for; a scheduled query runs as its owner.",
        source="bigquery/docs/authorized-routines",
    ),
    row(
        "database-import",
        Kind.HOST,
        "Changes a database instance, or what it imports and exports",
        need(
            On.HOST,
            "alloydb.clusters.update cloudsql.instances.update cloudsql.instances.import cloudsql.instances.export"
            " cloudsql.instances.restoreBackup cloudsql.instances.clone cloudsql.instances.executeSql"
            " alloydb.instances.executeSql alloydb.clusters.import alloydb.clusters.export datastore.databases.import"
            " datastore.databases.export",
            # Viewers and users of databases hold them, as their own database user.
            unreported="cloudsql.instances.export cloudsql.instances.executeSql alloydb.instances.executeSql"
            " alloydb.clusters.export datastore.databases.export",
        ),
        why="The instance reads and writes buckets as its own account; flags and networks decide who gets in.",
        source="sql/docs/mysql/iam-permissions",
    ),
)
