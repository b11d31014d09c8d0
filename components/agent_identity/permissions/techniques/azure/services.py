"""Azure: changing what a service runs, calls or answers with an identity of its own."""

from typing import Final

from agent_identity.permissions.techniques.azure.rows import data, need, row
from agent_identity.permissions.techniques.model import Kind, On, Technique


def _host(name: str, title: str, actions: str, why: str, source: str) -> Technique:
    return row(name, Kind.HOST, title, need(On.HOST, actions), why=why, source=source)


TECHNIQUES: Final = (
    _host(
        "automation",
        "Changes or runs what an automation account runs",
        "~Automation/automationAccounts/write ~Automation/automationAccounts/runbooks/write"
        " ~Automation/automationAccounts/runbooks/draft/write ~Automation/automationAccounts/runbooks/draft/*/write"
        " ~Automation/automationAccounts/runbooks/publish/action ~Automation/automationAccounts/jobs/write"
        " ~Automation/automationAccounts/webhooks/write ~Automation/automationAccounts/webhooks/action"
        " ~Automation/automationAccounts/schedules/write ~Automation/automationAccounts/jobSchedules/write"
        " ~Automation/automationAccounts/modules/write ~Automation/automationAccounts/*Packages/write"
        " ~Automation/automationAccounts/variables/write ~Automation/automationAccounts/credentials/write"
        " ~Automation/automationAccounts/connections/write ~Automation/automationAccounts/sourceControls/write"
        " ~Automation/automationAccounts/runtimeEnvironments/write ~Automation/automationAccounts/watchers/write"
        " ~Automation/automationAccounts/hybridRunbookWorkerGroups/write"
        " ~Automation/automationAccounts/hybridRunbookWorkerGroups/hybridRunbookWorkers/write",
        "Runbooks run as the account's identity; its variables and modules are what they work with.",
        "azure/automation/enable-managed-identity-for-automation",
    ),
    _host(
        "workflow",
        "Changes a logic app, or the connections that it works with",
        "~Logic/workflows/write ~Logic/workflows/triggers/setState/action ~Logic/integrationAccounts/*/write"
        " ~Logic/integrationServiceEnvironments/write ~Web/connections/write"
        " ~Web/connections/confirmConsentCode/action ~Web/connections/accessPolicies/write"
        " ~Web/connectionGateways/write ~Web/connectorGateways/write ~Web/customApis/write"
        " ~EventGrid/eventSubscriptions/write ~EventGrid/*/eventSubscriptions/write ~EventGrid/systemTopics/write"
        " ~Scheduler/jobcollections/jobs/write",
        "A workflow calls with its identity and its connections' credentials; a subscription sends events anywhere.",
        "azure/logic-apps/authenticate-with-managed-identity",
    ),
    _host(
        "data-pipeline",
        "Changes or runs pipelines of Data Factory, Synapse, Databricks or HDInsight",
        "~DataFactory/factories/write ~DataFactory/factories/pipelines/write"
        " ~DataFactory/factories/linkedServices/write ~DataFactory/factories/datasets/write"
        " ~DataFactory/factories/dataflows/write ~DataFactory/factories/triggers/write"
        " ~DataFactory/factories/integrationruntimes/write ~DataFactory/factories/credentials/write"
        " ~DataFactory/factories/addDataFlowToDebugSession/action"
        " ~DataFactory/factories/executeDataFlowDebugCommand/action ~Synapse/workspaces/write"
        " ~Synapse/workspaces/pipelines/write ~Synapse/workspaces/integrationRuntimes/write"
        " ~Synapse/workspaces/linkedServices/write ~Synapse/workspaces/bigDataPools/write"
        " ~Synapse/workspaces/notebooks/write ~Databricks/workspaces/write ~Databricks/accessConnectors/write"
        " ~HDInsight/clusters/write ~HDInsight/clusters/executeScriptActions/action"
        " ~HDInsight/clusters/updateGatewaySettings/action ~StreamAnalytics/streamingjobs/write"
        " ~StreamAnalytics/streamingjobs/*/write ~Kusto/clusters/write ~Kusto/clusters/databases/scripts/write"
        " ~Kusto/clusters/sandboxCustomImages/write ~Purview/accounts/write ~DataMigration/services/write",
        "A pipeline reads and writes as the factory's identity and its linked services.",
        "azure/data-factory/data-factory-service-identity",
    ),
    row(
        "synapse-data",
        Kind.HOST,
        "Runs notebooks or pipelines of Synapse",
        data(
            On.HOST,
            "~Synapse/workspaces/notebooks/*/action ~Synapse/workspaces/pipelines/*/action"
            " ~Synapse/workspaces/linkedServices/*/action ~Synapse/workspaces/credentials/*/action",
        ),
        why="They run as the workspace's identity.",
        source="azure/synapse-analytics/security/synapse-workspace-access-control-overview",
    ),
    _host(
        "learning",
        "Runs or changes what Machine Learning or AI Foundry run",
        "~MachineLearningServices/workspaces/write ~MachineLearningServices/workspaces/computes/write"
        " ~MachineLearningServices/workspaces/computes/applicationaccess/action"
        " ~MachineLearningServices/workspaces/jobs/write"
        " ~MachineLearningServices/workspaces/experiments/runs/submit/action"
        " ~MachineLearningServices/workspaces/experiments/runs/write"
        " ~MachineLearningServices/workspaces/experiments/runs/scriptRun/submit/action"
        " ~MachineLearningServices/workspaces/environments/write ~MachineLearningServices/workspaces/code/*/write"
        " ~MachineLearningServices/workspaces/components/*/write ~MachineLearningServices/workspaces/models/*/write"
        " ~MachineLearningServices/workspaces/datastores/write ~MachineLearningServices/workspaces/connections/write"
        " ~MachineLearningServices/workspaces/schedules/write ~MachineLearningServices/workspaces/services/*/write"
        " ~MachineLearningServices/workspaces/onlineEndpoints/write"
        " ~MachineLearningServices/workspaces/onlineEndpoints/deployments/write"
        " ~MachineLearningServices/workspaces/batchEndpoints/write"
        " ~MachineLearningServices/workspaces/batchEndpoints/deployments/write"
        " ~MachineLearningServices/workspaces/notebooks/vm/*/action"
        " ~MachineLearningServices/workspaces/pipelinedrafts/write"
        " ~MachineLearningServices/workspaces/endpoints/pipelines/write ~MachineLearningServices/registries/write",
        "Jobs, endpoints and compute run as the identity of the workspace or of the compute.",
        "azure/machine-learning/how-to-identity-based-service-authentication",
    ),
    _host(
        "agent-service",
        "Changes the tools, connections or skills of an AI service or a bot",
        "~CognitiveServices/accounts/write ~CognitiveServices/accounts/projects/write"
        " ~CognitiveServices/accounts/connections/write ~CognitiveServices/accounts/projects/connections/write"
        " ~CognitiveServices/accounts/capabilityHosts/write ~CognitiveServices/accounts/projects/capabilityHosts/write"
        " ~CognitiveServices/accounts/deployments/write ~CognitiveServices/accounts/projects/applications/write"
        " ~CognitiveServices/accounts/projects/applications/agentDeployments/write ~BotService/botServices/write"
        " ~BotService/botServices/connections/write ~BotService/botServices/channels/write"
        " ~Search/searchServices/write ~Search/searchServices/sharedPrivateLinkResources/write"
        " ~ServiceLinker/linkers/write ~ServiceLinker/dryruns/write",
        "A connection holds credentials or an identity; a deployment decides which model answers.",
        "azure/ai-foundry/concepts/rbac-azure-ai-foundry",
    ),
    _host(
        "batch",
        "Runs tasks on Batch, or changes its pools and applications",
        "~Batch/batchAccounts/write ~Batch/batchAccounts/pools/write ~Batch/batchAccounts/applications/write"
        " ~Batch/batchAccounts/applications/versions/write ~Batch/batchAccounts/certificates/write"
        " ~Batch/batchAccounts/applications/versions/activate/action",
        "Start tasks and application packages run on the nodes, which have the pool's identity.",
        "azure/batch/managed-identity-pools",
    ),
    row(
        "batch-data",
        Kind.HOST,
        "Submits jobs to a Batch account",
        data(On.HOST, "~Batch/batchAccounts/jobs/write ~Batch/batchAccounts/jobSchedules/write"),
        why="Tasks run on the pool's nodes, which have its identity.",
        source="azure/batch/batch-role-based-access-control",
    ),
    _host(
        "cluster",
        "Gets into an AKS cluster by Azure's own way, or changes it",
        "~ContainerService/managedClusters/write ~ContainerService/managedClusters/runCommand/action"
        " ~ContainerService/managedClusters/agentPools/write ~ContainerService/managedClusters/resetAADProfile/action"
        " ~ContainerService/managedClusters/trustedAccessRoleBindings/write"
        " ~ContainerService/managedClusters/resetServicePrincipalProfile/action"
        " ~ContainerService/managedClusters/extensionaddons/write ~ContainerService/fleets/write"
        " ~ContainerService/fleets/members/write ~ContainerService/managedClusters/managedNamespaces/write"
        " ~KubernetesConfiguration/extensions/write ~KubernetesConfiguration/fluxConfigurations/write"
        " ~KubernetesConfiguration/sourceControlConfigurations/write ~Kubernetes/connectedClusters/write"
        " ~HybridContainerService/provisionedClusterInstances/write ~ContainerService/openShiftManagedClusters/write",
        "A command runs as the cluster's administrator; extensions and Flux deploy whatever their source holds.",
        "azure/aks/access-private-cluster",
    ),
    row(
        "cluster-data",
        Kind.HOST,
        "Runs workloads, or changes roles and secrets, in a cluster with Azure's authorisation",
        data(
            On.HOST,
            "~ContainerService/*/pods/write ~ContainerService/*/pods/exec/action"
            " ~ContainerService/*/pods/attach/action ~ContainerService/*/pods/portforward/action"
            " ~ContainerService/*/pods/proxy/action ~ContainerService/*/deployments/write"
            " ~ContainerService/*/daemonsets/write ~ContainerService/*/statefulsets/write"
            " ~ContainerService/*/replicasets/write ~ContainerService/*/replicationcontrollers/write"
            " ~ContainerService/*/jobs/write ~ContainerService/*/cronjobs/write ~ContainerService/*/secrets/read"
            " ~ContainerService/*/secrets/write ~ContainerService/*/roles/bind/action"
            " ~ContainerService/*/roles/escalate/action ~ContainerService/*/clusterroles/bind/action"
            " ~ContainerService/*/clusterroles/escalate/action ~ContainerService/*/roles/write"
            " ~ContainerService/*/clusterroles/write ~ContainerService/*/rolebindings/write"
            " ~ContainerService/*/clusterrolebindings/write ~ContainerService/*/serviceaccounts/write"
            " ~ContainerService/*/serviceaccounts/impersonate/action ~ContainerService/*/serviceaccounts/token/write"
            " ~ContainerService/*/users/impersonate/action ~ContainerService/*/groups/impersonate/action"
            " ~ContainerService/*/nodes/proxy/action ~ContainerService/*/nodes/write"
            " ~ContainerService/*/certificatesigningrequests/write"
            " ~ContainerService/*/mutatingwebhookconfigurations/write"
            " ~ContainerService/*/validatingwebhookconfigurations/write"
            " ~ContainerService/*/validatingadmissionpolicies/write"
            " ~ContainerService/*/validatingadmissionpolicybindings/write ~ContainerService/*/persistentvolumes/write"
            " ~Kubernetes/connectedClusters/pods/write ~Kubernetes/connectedClusters/*/deployments/write"
            " ~Kubernetes/connectedClusters/*/daemonsets/write ~Kubernetes/connectedClusters/*/statefulsets/write"
            " ~Kubernetes/connectedClusters/*/replicasets/write ~Kubernetes/connectedClusters/*/jobs/write"
            " ~Kubernetes/connectedClusters/*/cronjobs/write ~Kubernetes/connectedClusters/secrets/read"
            " ~Kubernetes/connectedClusters/secrets/write ~Kubernetes/connectedClusters/serviceaccounts/write"
            " ~Kubernetes/connectedClusters/*/rolebindings/write ~Kubernetes/connectedClusters/*/roles/write",
        ),
        why="These are Kubernetes' verbs, granted by Azure: a pod has its service account's and its node's identity.",
        fix="grant it by a Kubernetes Role in the agent's namespace instead",
        source="azure/aks/manage-azure-rbac",
    ),
    _host(
        "desktop",
        "Uses or changes somebody else's desktop, lab or development box",
        "~DesktopVirtualization/hostpools/write ~DesktopVirtualization/hostpools/retrieveRegistrationToken/action"
        " ~DesktopVirtualization/applicationgroups/applications/write ~DevTestLab/labs/write"
        " ~DevTestLab/labs/virtualMachines/write ~DevTestLab/labs/virtualMachines/applyArtifacts/action"
        " ~DevTestLab/labs/artifactSources/write ~LabServices/labs/write"
        " ~LabServices/labs/virtualMachines/resetPassword/action ~DevCenter/devcenters/write"
        " ~DevCenter/devcenters/catalogs/write ~DevCenter/projects/environmentTypes/write ~DevCenter/projects/write"
        " ~DevOpsInfrastructure/pools/write ~LoadTestService/loadTests/write ~PowerPlatform/*/write",
        "What runs there runs as its machine's identity, or as its user.",
        "azure/dev-box/how-to-project-admin",
    ),
    row(
        "desktop-data",
        Kind.HOST,
        "Administers somebody else's development box or environment",
        data(
            On.HOST,
            "~DevCenter/projects/users/devboxes/admin*/action ~DevCenter/projects/users/environments/admin*/action"
            " ~LoadTestService/loadtests/writetest/action ~LoadTestService/loadtests/startTestrun/action",
        ),
        why="Environments are deployed by the project's identity; load tests run with theirs.",
        source="azure/deployment-environments/how-to-configure-deployment-environments-user",
    ),
    _host(
        "message-handler",
        "Changes what an API, a message or an event is sent to",
        "~ApiManagement/service/write ~ApiManagement/service/policies/write ~ApiManagement/service/*/policies/write"
        " ~ApiManagement/service/apis/write ~ApiManagement/service/backends/write"
        " ~ApiManagement/service/namedValues/write ~ApiManagement/service/authorizationProviders/*/write"
        " ~ApiManagement/service/users/write ~ApiManagement/service/identityProviders/write"
        " ~ApiManagement/service/tenant/write ~SignalRService/SignalR/write ~SignalRService/WebPubSub/write"
        " ~SignalRService/WebPubSub/hubs/write ~Devices/iotHubs/*/write ~Communication/CommunicationServices/write"
        " ~HealthcareApis/services/write",
        "An API's policies call with the service's identity and its named values.",
        "azure/api-management/api-management-authenticate-authorize-azure-openai",
    ),
    row(
        "object-write",
        Kind.HOST,
        "Writes blobs or files that something else runs or trusts",
        data(
            On.STORE,
            "~Storage/storageAccounts/blobServices/containers/blobs/write"
            " ~Storage/storageAccounts/blobServices/containers/blobs/add/action"
            " ~Storage/storageAccounts/blobServices/containers/blobs/move/action"
            " ~Storage/storageAccounts/fileServices/fileshares/files/write",
        ),
        why="Storage holds the packages of functions, scripts, models and Terraform's state.",
        fix="name the container and a prefix, and keep code and state in accounts of their own",
        source="azure/storage/blobs/assign-azure-role-data-access",
    ),
    row(
        "configuration-write",
        Kind.HOST,
        "Changes settings that something else works with",
        data(
            On.STORE,
            "~AppConfiguration/configurationStores/keyValues/write ~KeyVault/vaults/secrets/setSecret/action"
            " ~KeyVault/vaults/secrets/recover/action ~KeyVault/vaults/certificates/import/action"
            " ~KeyVault/vaults/certificates/create/action ~KeyVault/vaults/certificates/update/action"
            " ~KeyVault/vaults/keys/update/action ~KeyVault/vaults/keys/import/action"
            " ~KeyVault/vaults/keyrotationpolicies/write",
        ),
        why="Whoever sets an address or a key that others read decides whom they talk to.",
        fix="grant it on the agent's own store or secret alone",
        source="azure/azure-app-configuration/concept-enable-rbac",
    ),
)
