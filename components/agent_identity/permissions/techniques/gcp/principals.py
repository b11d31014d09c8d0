"""GCP: changing a principal, a role, a grant, a federation or a guard that limits the principal itself."""

from typing import Final

from agent_identity.permissions.techniques.gcp.rows import need, row
from agent_identity.permissions.techniques.model import Kind, On, When

_POOLS: Final = " ".join(
    f"iam.googleapis.com/workloadIdentityPool{resource}.{action}"
    for resource in ("s", "Providers", "ProviderKeys", "Namespaces", "ManagedIdentities")
    for action in ("create", "update", "delete", "undelete", "setAttestationRules", "setIamPolicy")
)
"""What changes a pool, or anything in it."""

TECHNIQUES: Final = (
    row(
        "project-policy",
        Kind.PRINCIPAL,
        "Grants roles on a project",
        need(On.ANY, "resourcemanager.projects.setIamPolicy"),
        why="Whoever sets a project's allow policy gives itself any role on everything in it; audit logging is set by"
        " the same call.",
        source="iam/docs/granting-changing-revoking-access",
    ),
    row(
        "folder-policy",
        Kind.PRINCIPAL,
        "Grants roles on a folder or an organisation",
        need(On.ANY, "resourcemanager.folders.setIamPolicy resourcemanager.organizations.setIamPolicy"),
        why="A role on a folder or an organisation holds in every project below it.",
        source="iam/docs/granting-changing-revoking-access",
    ),
    row(
        "account-policy",
        Kind.PRINCIPAL,
        "Grants the use of a service account",
        need(On.PRINCIPAL, "iam.serviceAccounts.setIamPolicy"),
        why="A service account is a resource, too: its policy says who may impersonate it.",
        source="iam/docs/manage-access-service-accounts",
    ),
    row(
        "account-create",
        Kind.PRINCIPAL,
        "Makes a service account",
        need(On.ANY, "iam.serviceAccounts.create"),
        why="A principal that no catalogue knows, outside of every boundary that names its principals.",
        source="iam/docs/service-accounts-create",
    ),
    row(
        "account-state",
        Kind.PRINCIPAL,
        "Enables, disables, deletes, restores or renames a service account",
        need(
            On.PRINCIPAL,
            "iam.serviceAccounts.enable iam.serviceAccounts.disable iam.serviceAccounts.delete"
            " iam.serviceAccounts.undelete iam.serviceAccounts.update",
        ),
        why="Disabling an account is how an agent is cut off; enabling it undoes that. Its description says whose it"
        " is.",
        source="iam/docs/service-accounts-disable-enable",
    ),
    row(
        "role-write",
        Kind.PRINCIPAL,
        "Writes a custom role",
        need(On.ANY, "iam.roles.create iam.roles.update iam.roles.delete iam.roles.undelete"),
        why="A permission that is added to a custom role reaches everybody who holds the role.",
        source="iam/docs/creating-custom-roles",
    ),
    row(
        "deny-policy",
        Kind.PRINCIPAL,
        "Changes a deny policy",
        need(On.GUARD, "iam.denypolicies.create iam.denypolicies.update iam.denypolicies.delete"),
        why="A deny policy is the boundary. No deny policy can protect one: its permissions are not supported.",
        source="iam/docs/deny-access",
        fix="grant roles/iam.denyAdmin, an organisation's role, to nobody but the platform team",
    ),
    row(
        "access-boundary",
        Kind.PRINCIPAL,
        "Changes a principal access boundary, or whom it binds",
        need(
            On.GUARD,
            "iam.principalaccessboundarypolicies.create iam.principalaccessboundarypolicies.update"
            " iam.principalaccessboundarypolicies.delete iam.principalaccessboundarypolicies.bind"
            " iam.principalaccessboundarypolicies.unbind",
        ),
        why="It limits which resources a principal can use, whatever it is granted.",
        source="iam/docs/principal-access-boundary-policies-create",
    ),
    row(
        "policy-binding",
        Kind.PRINCIPAL,
        "Binds a principal access boundary or an access policy, or takes it off",
        need(On.GUARD, "*.createPolicyBinding *.updatePolicyBinding *.deletePolicyBinding"),
        need(
            On.GUARD,
            "iam.principalaccessboundarypolicies.bind iam.principalaccessboundarypolicies.unbind"
            " iam.accesspolicies.bind iam.accesspolicies.unbind",
        ),
        why="A binding says which principals a policy limits.",
        source="iam/docs/principal-access-boundary-policies-create",
    ),
    row(
        "access-policy",
        Kind.PRINCIPAL,
        "Changes an access policy, or what it binds",
        need(
            On.GUARD,
            "iam.accesspolicies.create iam.accesspolicies.update iam.accesspolicies.delete iam.accesspolicies.bind"
            " iam.accesspolicies.unbind",
        ),
        why="It allows and denies for the resources and principals that it is bound to.",
        source="iam/docs/roles-permissions/iam",
    ),
    row(
        "organisation-policy",
        Kind.PRINCIPAL,
        "Changes an organisation policy",
        need(
            On.GUARD,
            "orgpolicy.policy.set orgpolicy.policies.create orgpolicy.policies.update orgpolicy.policies.delete"
            " orgpolicy.customConstraints.create orgpolicy.customConstraints.update orgpolicy.customConstraints.delete",
        ),
        why="Organisation policies forbid keys, foreign issuers and long tokens.",
        source="resource-manager/docs/organization-policy/overview",
    ),
    row(
        "project-place",
        Kind.PRINCIPAL,
        "Makes, moves, deletes or restores a project",
        need(
            On.ANY,
            "resourcemanager.projects.create resourcemanager.projects.move resourcemanager.projects.update"
            " resourcemanager.projects.delete resourcemanager.projects.undelete resourcemanager.projects.updateLiens",
        ),
        why="A project takes its policies from where it lies. In one of its own, the agent is the owner.",
        source="resource-manager/docs/moving-projects-folders",
    ),
    row(
        "folder-place",
        Kind.PRINCIPAL,
        "Makes, moves or deletes a folder",
        need(
            On.ANY,
            "resourcemanager.folders.create resourcemanager.folders.move resourcemanager.folders.update"
            " resourcemanager.folders.delete resourcemanager.folders.undelete",
        ),
        why="Whoever makes a folder is its administrator; what is moved loses the policies above it.",
        source="resource-manager/docs/moving-projects-folders",
    ),
    row(
        "service-enable",
        Kind.PRINCIPAL,
        "Enables or disables a service for a project",
        need(On.ANY, "serviceusage.services.enable serviceusage.services.disable"),
        why="Enabling a service makes its service agent, with a role in the project; disabling one can end its guard.",
        source="service-usage/docs/enable-disable",
    ),
    row(
        "service-policy",
        Kind.PRINCIPAL,
        "Changes which services, and which tools of them, a project may use",
        need(On.GUARD, "serviceusage.consumerpolicy.update serviceusage.mcppolicy.update"),
        why="These policies say which services and which remote tools can be called in a project.",
        source="service-usage/docs/access-control",
    ),
    row(
        "workload-pool",
        Kind.PRINCIPAL,
        "Changes whom a workload identity pool trusts",
        need(
            On.ANY,
            _POOLS,
        ),
        why="A provider lets the tokens of a foreign issuer stand for principals here, with all that they are granted.",
        source="iam/docs/workload-identity-federation",
    ),
    row(
        "workforce-pool",
        Kind.PRINCIPAL,
        "Changes whom a workforce identity pool trusts",
        need(
            On.ANY,
            "iam.googleapis.com/workforcePool*.create iam.googleapis.com/workforcePool*.update"
            " iam.googleapis.com/workforcePool*.undelete iam.googleapis.com/workforcePool*.patch"
            " iam.googleapis.com/workforcePool*.put iam.googleapis.com/workforcePools.setIamPolicy",
        ),
        why="A provider of a workforce pool signs people in; whoever owns the issuer is any of them.",
        source="iam/docs/workforce-identity-federation",
    ),
    row(
        "entitlement",
        Kind.PRINCIPAL,
        "Changes who may ask for a temporary role, or approves it",
        need(
            On.ANY,
            "privilegedaccessmanager.entitlements.create privilegedaccessmanager.entitlements.update"
            " privilegedaccessmanager.entitlements.setIamPolicy privilegedaccessmanager.grants.approve",
        ),
        why="An entitlement of Privileged Access Manager becomes a role as soon as its grant is approved.",
        source="iam/docs/pam-overview",
    ),
    row(
        "entitlement-settings",
        Kind.PRINCIPAL,
        "Changes the settings of Privileged Access Manager",
        need(On.GUARD, "privilegedaccessmanager.settings.update"),
        why="They hold for every entitlement below.",
        source="iam/docs/pam-overview",
    ),
    row(
        "auth-provider",
        Kind.PRINCIPAL,
        "Changes where agents get their tools' credentials from",
        need(
            On.STORE,
            "agentidentity.authProviders.create agentidentity.authProviders.update agentidentity.authProviders.delete"
            " agentidentity.authProviders.setIamPolicy",
        ),
        why="An auth provider hands credentials of tools to the agents that it names.",
        source="iam/docs/roles-permissions/agentidentity",
    ),
    row(
        "auth-connector",
        Kind.PRINCIPAL,
        "Changes a connector that holds credentials for agents",
        need(
            On.STORE,
            "iamconnectors.connectors.create iamconnectors.connectors.update iamconnectors.connectors.undelete"
            " iamconnectors.connectors.setIamPolicy agentidentity.authProviders.undelete",
        ),
        why="A connector hands credentials of tools to the workloads that it names.",
        source="iam/docs/roles-permissions/iamconnectors",
    ),
    row(
        "tag-binding",
        Kind.PRINCIPAL,
        "Binds a tag to a resource, or takes one off",
        need(On.RESOURCE, "*.createTagBinding *.deleteTagBinding"),
        need(On.ANY, "resourcemanager.tagValueBindings.create resourcemanager.tagValueBindings.delete"),
        why="Conditions of allow policies, deny policies and organisation policies read tags: a tag can grant a role"
        " and lift a deny.",
        source="iam/docs/tags-access-control",
        fix="keep tags that policies read in the platform team's hands; grant tagUser on no such tag",
        when=When.TAG_READ,
    ),
    row(
        "tag-write",
        Kind.PRINCIPAL,
        "Changes a tag that policies read",
        need(
            On.GUARD,
            "resourcemanager.tagKeys.create resourcemanager.tagKeys.update resourcemanager.tagKeys.delete"
            " resourcemanager.tagKeys.setIamPolicy resourcemanager.tagValues.create resourcemanager.tagValues.update"
            " resourcemanager.tagValues.delete resourcemanager.tagValues.setIamPolicy",
        ),
        why="Who may bind a tag is the tag's policy; a deny condition that names a deleted tag holds no longer.",
        source="resource-manager/docs/tags/tags-creating-and-managing",
        when=When.TAG_READ,
    ),
    row(
        "perimeter",
        Kind.PRINCIPAL,
        "Changes a service perimeter or an access level",
        need(
            On.GUARD,
            "accesscontextmanager.*.create accesscontextmanager.*.update accesscontextmanager.*.delete"
            " accesscontextmanager.*.replaceAll accesscontextmanager.*.commit"
            " accesscontextmanager.policies.setIamPolicy",
        ),
        why="A perimeter keeps a stolen token from being used elsewhere, and data inside.",
        source="vpc-service-controls/docs/manage-service-perimeters",
    ),
)
