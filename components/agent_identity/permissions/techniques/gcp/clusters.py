"""GCP: permissions that are verbs of a GKE cluster's own API, granted by IAM instead of by Kubernetes."""

from typing import Final

from agent_identity.permissions.techniques.gcp.rows import need, row
from agent_identity.permissions.techniques.model import Kind, On

_ON_GKE: Final = "grant it by a Kubernetes Role in the agent's namespace instead of an IAM role"

TECHNIQUES: Final = (
    row(
        "gke-access",
        Kind.HOST,
        "Gets a way in to the API server of a GKE cluster, as somebody else",
        need(
            On.HOST,
            "container.clusters.impersonate container.serviceAccounts.createToken gkehub.gateway.generateCredentials"
            " container.certificateSigningRequests.create container.certificateSigningRequests.approve"
            " container.certificateSigningRequests.update",
        ),
        why="These permissions are Kubernetes' verbs, granted by IAM: impersonate, tokens and certificates.",
        fix=_ON_GKE,
        source="kubernetes-engine/docs/reference/api-permissions",
    ),
    row(
        "gke-workload",
        Kind.HOST,
        "Runs or changes pods of a GKE cluster",
        need(
            On.HOST,
            "container.pods.create container.pods.update container.pods.exec container.pods.attach"
            " container.pods.portForward container.pods.proxy container.pods.initialize container.services.proxy"
            " container.nodes.proxy container.nodes.update container.deployments.create container.deployments.update"
            " container.deployments.rollback container.daemonSets.create container.daemonSets.update"
            " container.statefulSets.create container.statefulSets.update container.replicaSets.create"
            " container.replicaSets.update container.replicationControllers.create"
            " container.replicationControllers.update container.jobs.create container.jobs.update"
            " container.cronJobs.create container.cronJobs.update container.podTemplates.create"
            " container.podTemplates.update container.persistentVolumes.create container.persistentVolumes.update"
            " container.thirdPartyObjects.create container.thirdPartyObjects.update"
            " container.customResourceDefinitions.create container.customResourceDefinitions.update"
            " container.apiServices.create container.apiServices.update",
        ),
        why="A pod has the identity of its service account and, without workload identity, of its node.",
        fix=_ON_GKE,
        source="kubernetes-engine/docs/reference/api-permissions",
    ),
    row(
        "gke-secret",
        Kind.CREDENTIAL,
        "Reads or writes Secrets of a GKE cluster",
        need(
            On.STORE,
            "container.secrets.get container.secrets.list container.secrets.create container.secrets.update",
        ),
        why="Secrets hold tokens of service accounts and credentials of other systems.",
        fix=_ON_GKE,
        source="kubernetes-engine/docs/reference/api-permissions",
    ),
    row(
        "gke-rbac",
        Kind.PRINCIPAL,
        "Changes roles, bindings, accounts or admission of a GKE cluster",
        need(
            On.HOST,
            "container.*oles.bind container.*oles.escalate container.*oles.create container.*oles.update"
            " container.*oleBindings.create container.*oleBindings.update container.*oleBindings.delete"
            " container.serviceAccounts.create container.serviceAccounts.update"
            " container.*WebhookConfigurations.create container.*WebhookConfigurations.update"
            " container.*WebhookConfigurations.delete container.namespaces.update container.namespaces.create"
            " gkehub.rbacrolebindings.create gkehub.rbacrolebindings.update gkehub.membershipbindings.create"
            " gkehub.membershipbindings.update gkehub.scopes.setIamPolicy gkehub.features.update gkehub.fleet.update"
            " container.roles.delete edgecontainer.identityproviders.create container.networkPolicies.update"
            " container.networkPolicies.delete container.podSecurityPolicies.update"
            " container.podSecurityPolicies.create",
        ),
        why="Whoever binds a ClusterRole gives itself the cluster; a webhook sees and changes every object.",
        fix=_ON_GKE,
        source="kubernetes-engine/docs/reference/api-permissions",
    ),
)
