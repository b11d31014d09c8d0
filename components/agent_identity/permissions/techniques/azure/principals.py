"""Azure: changing who may do what: assignments, roles, identities, federation, policies and locks."""

from typing import Final

from agent_identity.permissions.techniques.azure.rows import graph, need, row
from agent_identity.permissions.techniques.model import Kind, On, When

TECHNIQUES: Final = (
    row(
        "role-assignment",
        Kind.PRINCIPAL,
        "Grants a role",
        need(
            On.ANY,
            "~Authorization/roleAssignments/write ~Mission/virtualEnclaves/setEnclaveRoleAssignments/action"
            " ~Mission/virtualEnclaves/setWorkloadRoleAssignments/action",
            # These assign roles within an enclave alone.
            unreported="~Mission/virtualEnclaves/setEnclaveRoleAssignments/action"
            " ~Mission/virtualEnclaves/setWorkloadRoleAssignments/action",
        ),
        why="Whoever assigns roles at a scope gives itself any role on all below it.",
        source="azure/role-based-access-control/role-assignments-steps",
    ),
    row(
        "role-unassignment",
        Kind.PRINCIPAL,
        "Takes a role away from others",
        need(On.PRINCIPAL, "~Authorization/roleAssignments/delete"),
        why="It takes those who watch and guard out of their roles.",
        source="azure/role-based-access-control/role-assignments-remove",
    ),
    row(
        "role-definition",
        Kind.PRINCIPAL,
        "Writes a custom role",
        need(On.ANY, "~Authorization/roleDefinitions/write ~Authorization/roleDefinitions/delete"),
        why="An action that is added to a custom role reaches everybody who holds the role.",
        source="azure/role-based-access-control/custom-roles",
    ),
    row(
        "eligible-role",
        Kind.PRINCIPAL,
        "Makes somebody eligible for a role, or activates one",
        need(
            On.ANY,
            "~Authorization/roleEligibilityScheduleRequests/write ~Authorization/roleAssignmentScheduleRequests/write"
            " ~Authorization/roleEligibilityScheduleRequests/cancel/action"
            " ~Authorization/roleAssignmentApprovals/stages/write",
            unreported="~Authorization/roleEligibilityScheduleRequests/cancel/action",
        ),
        why="An eligible role becomes an active one on request.",
        source="entra/id-governance/privileged-identity-management/pim-resource-roles-assign-roles",
    ),
    row(
        "activation-rule",
        Kind.PRINCIPAL,
        "Changes what activating a role asks for",
        need(
            On.GUARD,
            "~Authorization/roleManagementPolicies/write ~Authorization/roleManagementPolicyAssignments/write"
            " ~Authorization/roleManagementPolicyAssignments/delete"
            " ~Authorization/accessReviewScheduleDefinitions/write"
            " ~Authorization/accessReviewScheduleDefinitions/delete",
        ),
        why="Approval, a second factor and the length of an activation are settings of the role.",
        source="entra/id-governance/privileged-identity-management/pim-resource-roles-configure-role-settings",
    ),
    row(
        "elevate",
        Kind.PRINCIPAL,
        "Makes itself administrator of all access in the tenant",
        need(On.ANY, "~Authorization/elevateAccess/action"),
        why="It grants User Access Administrator at the root of the tenant.",
        source="azure/role-based-access-control/elevate-access-global-admin",
    ),
    row(
        "deny-assignment",
        Kind.PRINCIPAL,
        "Changes a deny assignment",
        need(On.GUARD, "~Authorization/denyAssignments/write ~Authorization/denyAssignments/delete"),
        why="A deny assignment limits whatever is granted. No deny assignment can name these actions.",
        source="azure/role-based-access-control/deny-assignments",
    ),
    row(
        "policy",
        Kind.PRINCIPAL,
        "Changes a policy, what it is assigned to, or what it leaves out",
        need(
            On.GUARD,
            "~Authorization/policyAssignments/write ~Authorization/policyAssignments/delete"
            " ~Authorization/policyAssignments/exempt/action ~Authorization/policyDefinitions/write"
            " ~Authorization/policyDefinitions/delete ~Authorization/policySetDefinitions/write"
            " ~Authorization/policySetDefinitions/delete ~Authorization/policyExemptions/write"
            " ~Authorization/policyExemptions/delete ~Authorization/policyEnrollments/write"
            " ~Authorization/policyEnrollments/delete",
        ),
        why="The boundary is policies; a policy that deploys acts as its assignment's own identity.",
        source="azure/governance/policy/overview",
    ),
    row(
        "policy-remediation",
        Kind.HANDOVER,
        "Lets a policy deploy as its assignment's identity",
        need(On.HOST, "~PolicyInsights/remediations/write"),
        why="A remediation deploys the policy's template to resources that are there, as that identity.",
        source="azure/governance/policy/how-to/remediate-resources",
    ),
    row(
        "lock",
        Kind.GUARD,
        "Changes a lock",
        need(On.GUARD, "~Authorization/locks/write ~Authorization/locks/delete"),
        why="A lock keeps what guards an agent from being deleted.",
        source="azure/azure-resource-manager/management/lock-resources",
    ),
    row(
        "classic-administrator",
        Kind.PRINCIPAL,
        "Makes somebody administrator of the subscription in the old way",
        need(
            On.ANY,
            "~Authorization/classicAdministrators/write ~Authorization/classicAdministrators/delete"
            " ~Subscription/subscriptions/acceptOwnership/action ~Subscription/aliases/write",
        ),
        why="Such an administrator is Owner; whoever makes a subscription owns it.",
        source="azure/role-based-access-control/classic-administrators",
    ),
    row(
        "management-group",
        Kind.PRINCIPAL,
        "Moves a subscription, or changes the groups above it",
        need(
            On.ANY,
            "~Management/managementGroups/write ~Management/managementGroups/delete"
            " ~Management/managementGroups/subscriptions/write ~Management/managementGroups/subscriptions/delete"
            " ~Management/managementGroups/settings/write ~Management/managementGroups/settings/delete",
        ),
        why="A subscription takes roles, policies and deny assignments from the groups above it.",
        source="azure/governance/management-groups/manage",
    ),
    row(
        "delegation",
        Kind.PRINCIPAL,
        "Gives another tenant roles here",
        need(
            On.ANY,
            "~ManagedServices/registrationDefinitions/write ~ManagedServices/registrationAssignments/write"
            " ~ManagedServices/registrationAssignments/delete",
        ),
        why="Azure Lighthouse lets principals of another tenant act in the subscription.",
        source="azure/lighthouse/concepts/architecture",
    ),
    row(
        "deployment",
        Kind.PRINCIPAL,
        "Deploys a template",
        # A template is deployed with its deployer's own rights: alone it gives nobody anything.
        need(
            On.ANY,
            "~Resources/deployments/write ~Resources/subscriptions/resourcegroups/deployments/write",
            unreported="~Resources/deployments/write ~Resources/subscriptions/resourcegroups/deployments/write",
        ),
        why="A template makes whatever its deployer may make, in one request; its outputs keep what they hold.",
        source="azure/azure-resource-manager/templates/overview",
    ),
    row(
        "stack",
        Kind.PRINCIPAL,
        "Deploys by a stack, a blueprint or a managed application",
        need(
            On.ANY,
            "~Resources/deploymentStacks/write ~Resources/deploymentStacks/delete"
            " ~Blueprint/blueprintAssignments/write ~Blueprint/blueprints/write ~Blueprint/blueprints/versions/write"
            " ~Solutions/applications/write ~Solutions/applicationDefinitions/write"
            " ~Resources/templateSpecs/versions/write",
        ),
        why="They deploy by identities of their own, and a stack's deny assignment comes and goes with it.",
        source="azure/azure-resource-manager/bicep/deployment-stacks",
    ),
    row(
        "identity",
        Kind.PRINCIPAL,
        "Makes, changes or deletes a managed identity",
        need(
            On.ANY,
            "~ManagedIdentity/userAssignedIdentities/write ~ManagedIdentity/userAssignedIdentities/delete"
            " ~ManagedIdentity/userAssignedIdentities/revokeTokens/action",
        ),
        why="A principal that no catalogue knows; its tags say whose it is.",
        source="entra/identity/managed-identities-azure-resources/overview",
    ),
    row(
        "federation",
        Kind.PRINCIPAL,
        "Lets a foreign issuer's tokens stand for an identity",
        need(
            On.PRINCIPAL,
            "~ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write"
            " ~ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete"
            " ~ContainerService/managedClusters/identityBindings/write",
        ),
        why="Whoever holds a token of that issuer and subject is the identity, from anywhere.",
        source="entra/workload-id/workload-identity-federation",
    ),
    row(
        "tag",
        Kind.PRINCIPAL,
        "Changes the tags that conditions and inventories read",
        need(On.GUARD, "~Resources/tags/write ~Resources/tags/delete ~Resources/subscriptions/tagNames/write"),
        why="Tags say whose a resource is; conditions of roles and policies can read them.",
        source="azure/azure-resource-manager/management/tag-resources",
        when=When.TAG_READ,
    ),
    row(
        "feature",
        Kind.PRINCIPAL,
        "Registers a resource provider or a preview feature",
        need(
            On.ANY,
            "*/register/action ~Features/providers/features/register/action"
            " ~Features/providers/features/unregister/action ~Features/subscriptionFeatureRegistrations/write",
            # Deployers register the providers that they use; that grants nobody anything by itself.
            unreported="*/register/action ~Features/providers/features/register/action",
        ),
        why="A provider or a feature brings service principals and ways of access that no policy here knows.",
        source="azure/azure-resource-manager/management/resource-providers-and-types",
    ),
    row(
        "directory-roles",
        Kind.PRINCIPAL,
        "Changes the directory: applications, roles, groups, credentials",
        graph(
            "AppRoleAssignment.ReadWrite.All Application.ReadWrite.All Application.ReadWrite.OwnedBy"
            " RoleManagement.ReadWrite.Directory RoleAssignmentSchedule.ReadWrite.Directory"
            " RoleEligibilitySchedule.ReadWrite.Directory RoleManagementPolicy.ReadWrite.*"
            " PrivilegedAccess.ReadWrite.* PrivilegedAssignmentSchedule.ReadWrite.* Directory.ReadWrite.All"
            " Group.ReadWrite.All GroupMember.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All"
            " ServicePrincipalEndpoint.ReadWrite.All User.ReadWrite.All User.EnableDisableAccount.All"
            " UserAuthenticationMethod.ReadWrite.All AgentIdentity*.ReadWrite* AgentIdUser.ReadWrite*"
            " Domain.ReadWrite.All Organization.ReadWrite.All EntitlementManagement.ReadWrite.All"
            " AdministrativeUnit.ReadWrite.All",
        ),
        why="With them an application gives itself, or another, the tenant.",
        fix="grant an agent no such permission; it has an identity of its own and needs no directory",
        source="graph/permissions-reference",
    ),
    row(
        "directory-policies",
        Kind.GUARD,
        "Changes sign-in and consent policies of the directory",
        graph(
            "Policy.ReadWrite.* CrossTenant*.ReadWrite.* IdentityProvider.ReadWrite.All"
            " TrustFrameworkKeySet.ReadWrite.All AccessReview.ReadWrite.* AuditLogsQuery*.ReadWrite.All"
            " SecurityAlert.ReadWrite.All SecurityIncident.ReadWrite.All SecurityEvents.ReadWrite.All"
            " CustomDetection.ReadWrite.All DeviceManagement*.ReadWrite.All DeviceManagement*.PrivilegedOperations.All",
        ),
        why="Conditional access, consent and alerts are what guards the directory.",
        fix="grant an agent no such permission",
        source="graph/permissions-reference",
    ),
)
