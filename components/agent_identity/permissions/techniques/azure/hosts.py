"""Azure: getting code, commands or configuration into something that runs as another identity."""

from typing import Final

from agent_identity.permissions.techniques.azure.rows import data, need, row
from agent_identity.permissions.techniques.model import Kind, On, Technique


def _host(name: str, title: str, actions: str, why: str, source: str) -> Technique:
    return row(name, Kind.HOST, title, need(On.HOST, actions), why=why, source=source)


TECHNIQUES: Final = (
    row(
        "assign-identity",
        Kind.HANDOVER,
        "Attaches a managed identity to something that runs",
        need(
            On.PRINCIPAL,
            "~ManagedIdentity/userAssignedIdentities/assign/action"
            " ~ManagedIdentity/userAssignedIdentities/*/assign/action",
        ),
        why="Whatever it is attached to gets the identity's tokens; a write of any host takes this action on it.",
        source="entra/identity/managed-identities-azure-resources/how-manage-user-assigned-managed-identities",
    ),
    row(
        "script",
        Kind.HANDOVER,
        "Runs a script in a deployment",
        need(On.ANY, "~Resources/deploymentScripts/write"),
        why="The script runs in a container of the resource group, as the identity that it names.",
        source="azure/azure-resource-manager/templates/deployment-script-template",
    ),
    _host(
        "machine",
        "Runs commands on a virtual machine, or changes it",
        "~Compute/virtualMachines/write ~ComputeSchedule/locations/virtualMachinesExecuteCreate/action"
        " ~Compute/virtualMachines/runCommand/action ~Compute/virtualMachines/runCommands/write"
        " ~Compute/virtualMachines/extensions/write ~Compute/virtualMachines/DiagnosticRunCommands/write"
        " ~Compute/virtualMachines/attachDetachDataDisks/action ~Compute/virtualMachineScaleSets/write"
        " ~Compute/virtualMachineScaleSets/extensions/write ~Compute/virtualMachineScaleSets/virtualMachines/write"
        " ~Compute/virtualMachineScaleSets/virtualMachines/extensions/write"
        " ~Compute/virtualMachineScaleSets/virtualMachines/runCommand/action"
        " ~Compute/virtualMachineScaleSets/virtualMachines/runCommands/write"
        " ~Compute/virtualMachineScaleSets/virtualMachines/DiagnosticRunCommands/write"
        " ~Compute/galleries/applications/versions/write ~Compute/images/write"
        " ~Compute/galleries/images/versions/write ~SerialConsole/serialPorts/connect/action"
        " ~SerialConsole/serialPorts/write ~NetworkCloud/bareMetalMachines/run*/action"
        " ~NetworkCloud/virtualMachines/write ~Compute/cloudServices/write"
        " ~ClassicCompute/virtualMachines/extensions/write ~ClassicCompute/virtualMachines/write"
        " ~VirtualMachineImages/imageTemplates/write ~VirtualMachineImages/imageTemplates/run/action",
        "Code on a machine gets its identities' tokens from the metadata endpoint.",
        "azure/virtual-machines/run-command-overview",
    ),
    row(
        "machine-login",
        Kind.HOST,
        "Logs in to a machine",
        data(
            On.HOST,
            "~Compute/virtualMachines/login/action ~Compute/virtualMachines/loginAsAdmin/action"
            " ~Compute/virtualMachines/WACloginAsAdmin/action ~HybridCompute/machines/login/action"
            " ~HybridCompute/machines/loginAsAdmin/action ~HybridCompute/machines/WACLoginAsAdmin/action"
            " ~AzureStackHCI/Clusters/WACloginAsAdmin/Action ~AzureStackHCI/virtualMachines/WACloginAsAdmin/Action"
            " ~ConnectedVMwarevSphere/virtualmachines/WACloginAsAdmin/action",
        ),
        why="Whoever has a shell on the machine gets its identities' tokens.",
        source="entra/identity/devices/howto-vm-sign-in-azure-ad-linux",
    ),
    _host(
        "machine-configuration",
        "Runs configuration, maintenance or patches on machines",
        "~GuestConfiguration/guestConfigurationAssignments/write ~Maintenance/configurationAssignments/write"
        " ~Maintenance/configurationAssignments/maintenanceScope/InGuestPatch/write"
        " ~Maintenance/maintenanceConfigurations/write"
        " ~Maintenance/maintenanceConfigurations/maintenanceScope/InGuestPatch/write"
        " ~Automation/automationAccounts/configurations/write ~Automation/automationAccounts/compilationjobs/write"
        " ~Automation/automationAccounts/softwareUpdateConfigurations/write",
        "What a configuration runs, it runs as root, on every machine that is assigned.",
        "azure/governance/machine-configuration/overview",
    ),
    _host(
        "connected-machine",
        "Runs commands on a machine elsewhere, through Azure Arc",
        "~HybridCompute/machines/write ~HybridCompute/machines/extensions/write"
        " ~HybridCompute/machines/installPatches/action ~ConnectedVMwarevSphere/virtualMachines/extensions/write"
        " ~AzureStackHCI/virtualMachines/write ~HybridCompute/machines/runcommands/write"
        " ~HybridCompute/machines/addExtensions/action ~HybridCompute/machines/UpgradeExtensions/action"
        " ~HybridConnectivity/endpoints/write ~HybridConnectivity/endpoints/serviceConfigurations/write"
        " ~AzureStackHCI/virtualMachineInstances/write ~AzureStackHCI/clusters/arcSettings/extensions/write"
        " ~ConnectedVMwarevSphere/virtualMachineInstances/write ~ScVmm/virtualMachineInstances/write",
        "A connected machine has an identity in Azure, and its extensions run as root.",
        "azure/azure-arc/servers/run-command",
    ),
    _host(
        "web-app",
        "Changes the code or configuration of a web or function app",
        "~Web/sites/write ~Web/sites/config/write ~Web/sites/functions/write ~Web/sites/functions/keys/write"
        " ~Web/sites/extensions/write ~Web/sites/publish/action ~Web/sites/sourcecontrols/write"
        " ~Web/sites/host/*/write ~Web/sites/hostruntime/*/write ~Web/sites/hostruntime/*/action"
        " ~Web/sites/deployments/write ~Web/sites/siteextensions/write"
        " ~Web/sites/basicPublishingCredentialsPolicies/write ~Web/sites/slots/write ~Web/sites/slots/config/write"
        " ~Web/sites/slots/functions/write ~Web/sites/slots/extensions/write ~Web/sites/slots/publish/action"
        " ~Web/sites/slots/sourcecontrols/write ~Web/sites/slots/slotsswap/action ~Web/sites/slotsswap/action"
        " ~Web/sites/applySlotConfig/action ~Web/sites/slots/hostruntime/*/write ~Web/sites/slots/hostruntime/*/action"
        " ~Web/sites/slots/deployments/write ~Web/sites/slots/basicPublishingCredentialsPolicies/write"
        " ~Web/sites/deployWorkflowArtifacts/action ~Web/sites/slots/deployWorkflowArtifacts/action"
        " ~Web/sourcecontrols/write ~Web/publishingUsers/write ~Web/staticSites/write ~Web/staticSites/config/write"
        " ~Web/staticSites/builds/config/write ~Web/staticSites/functions/write ~Web/containerApps/write"
        " ~Web/sites/sitecontainers/write ~Web/sites/networkTrace/action ~Web/sites/processes/*/action"
        " ~Web/sites/instances/extensions/write",
        "An app's code and settings run with its managed identity; so do those of its slots.",
        "azure/app-service/overview-managed-identity",
    ),
    _host(
        "container",
        "Runs a container, or changes its image, command or settings",
        "~App/containerApps/write ~App/jobs/write ~App/managedEnvironments/write"
        " ~App/managedEnvironments/daprComponents/write ~App/containerApps/sourcecontrols/write ~App/builders/write"
        " ~App/sessionPools/write ~App/agents/write ~App/connectedEnvironments/write"
        " ~App/connectedEnvironments/daprComponents/write ~App/containerApps/authConfigs/write"
        " ~ContainerInstance/containerGroups/write ~ContainerInstance/containerGroups/containers/exec/action"
        " ~ContainerInstance/containerGroups/containers/attach/action ~ContainerInstance/containerGroupProfiles/write"
        " ~ContainerInstance/nGroups/write ~AppPlatform/Spring/apps/write ~AppPlatform/Spring/apps/deployments/write"
        " ~AppPlatform/Spring/jobs/write ~ServiceFabric/managedClusters/write ~ServiceFabric/clusters/write"
        " ~ServiceFabric/managedclusters/applications/write ~ServiceFabric/clusters/applications/write"
        " ~RedHatOpenShift/openShiftClusters/write",
        "A container gets the tokens of the identities of its app, job or group.",
        "azure/container-apps/managed-identity",
    ),
    row(
        "container-shell",
        Kind.HOST,
        "Opens a shell in somebody else's container, or runs code in its session",
        data(
            On.HOST,
            "~App/containerApps/exec/action ~App/jobs/exec/action ~App/containerApps/debug/action"
            " ~AppPlatform/Spring/apps/deployments/connect/action"
            " ~AppPlatform/Spring/apps/deployments/remotedebugging/action",
        ),
        why="The shell has the container's identity.",
        source="azure/container-apps/container-console",
    ),
    _host(
        "image",
        "Replaces an image, or has a registry build one",
        "~ContainerRegistry/registries/push/write ~ContainerRegistry/registries/importImage/action"
        " ~ContainerRegistry/registries/importPipelines/write ~ContainerRegistry/registries/pipelineRuns/write"
        " ~ContainerRegistry/registries/scheduleRun/action ~ContainerRegistry/registries/runs/write"
        " ~ContainerRegistry/registries/taskruns/write ~ContainerRegistry/registries/tasks/write"
        " ~ContainerRegistry/registries/buildTasks/write ~ContainerRegistry/registries/cacheRules/write"
        " ~ContainerRegistry/registries/credentialSets/write ~ContainerRegistry/registries/sign/write"
        " ~ContainerRegistry/registries/listBuildSourceUploadUrl/action ~ContainerRegistry/registries/write",
        "What deploys by a tag runs whatever the tag points to; a task runs as the registry's identity.",
        "azure/container-registry/container-registry-rbac-built-in-roles-overview",
    ),
    row(
        "image-data",
        Kind.HOST,
        "Replaces an image, by its repository's own permissions",
        data(
            On.STORE,
            "~ContainerRegistry/registries/repositories/content/write"
            " ~ContainerRegistry/registries/trustedCollections/write"
            " ~ContainerRegistry/registries/repositories/metadata/write"
            " ~ContainerRegistry/registries/quarantinedArtifacts/write",
        ),
        why="What deploys by a tag runs whatever the tag points to.",
        source="azure/container-registry/container-registry-rbac-abac-repository-permissions",
    ),
)
