"""The directory's roles and Microsoft Graph's application permissions, by their ids, and what makes an administrator.

Ids: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference and
https://learn.microsoft.com/graph/permissions-reference#all-permissions. They are the same in every tenant.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

GRAPH: Final = "00000003-0000-0000-c000-000000000000"
"""The application id of Microsoft Graph."""

ROLES: Final[Mapping[str, str]] = {
    "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
    "e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": "Privileged Authentication Administrator",
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
    "158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
    "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": "Hybrid Identity Administrator",
    "d29b2b05-8046-44ba-8758-1e26182fcf32": "Directory Synchronization Accounts",
    "9360feb5-f418-4baa-8175-e2a00bac4301": "Directory Writers",
    "c4e39bd9-1100-46d3-8c65-fb160da0071f": "Authentication Administrator",
    "fe930be7-5e62-47db-91af-98c3a49a38b1": "User Administrator",
    "729827e3-9c14-49f7-bb1b-9608f156bbb8": "Helpdesk Administrator",
    "966707d0-3269-4727-9be2-8c3a10f19b9d": "Password Administrator",
    "fdd7a751-b60b-444a-984c-02652fe8fa1c": "Groups Administrator",
    "3a2c62db-5318-420d-8d74-23affee5d9d5": "Intune Administrator",
    "29232cdf-9323-42fd-ade2-1d097af3e4de": "Exchange Administrator",
    "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e": "Identity Governance Administrator",
    "8329153b-31d0-4727-b945-745eb3bc5f31": "Domain Name Administrator",
    "be2f45a1-457d-42af-a067-6ec1fa63bc45": "External Identity Provider Administrator",
    "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8": "Partner Tier2 Support",
    "4ba39ca4-527c-499a-b93d-d9b492c50246": "Partner Tier1 Support",
    "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": "Conditional Access Administrator",
    "194ae4cb-b126-40b2-bd5b-6091b380977d": "Security Administrator",
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451": "Global Reader",
    "88d8e3e3-8f55-4a1e-953a-9b9898b8876b": "Directory Readers",
    "5d6b6bb7-de71-4623-b4af-96380a352509": "Security Reader",
    "4a5d8f65-41da-4de4-8968-e035b65339cf": "Reports Reader",
    "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b": "Message Center Reader",
    "cf1c38e5-3621-4004-a7cb-879624dced7c": "Application Developer",
    "95e79109-95c0-4d8e-aee3-d01accf2d47b": "Guest Inviter",
    "4d6ac14f-3453-41d0-bef9-a3e0c569773a": "License Administrator",
}
"""Directory roles by template id."""

ADMINISTRATORS: Final = frozenset({"global administrator", "privileged role administrator"})
"""The first may elevate itself to administer every subscription, the second may make itself the first."""

READERS: Final = frozenset(
    {
        "global reader", "directory readers", "security reader", "reports reader", "message center reader",
        "usage summary reports reader", "attribute definition reader", "attribute assignment reader",
        "application developer", "guest inviter", "license administrator", "guest user", "restricted guest user",
        "user", "attribute log reader", "organizational data source administrator", "search editor",
        "service support administrator", "office apps administrator", "printer technician", "insights business leader",
    }
)  # fmt: skip
"""Roles that read, or change nothing by which somebody gets more rights."""


class Reach(StrEnum):
    """Whom a role or a permission of the directory gets at."""

    APPLICATIONS = "applications"
    """It adds credentials to every application."""
    GROUPS = "groups"
    """It adds members to every group that no directory role needs to be assigned to."""
    USERS = "users"
    """It sets passwords of users that are no administrators."""
    GUARDS = "guards"
    """It changes conditional access and other policies of signing in."""
    EVERYBODY = "everybody"
    """It gets at everybody in the tenant."""


POWERS: Final[Mapping[str, tuple[Reach, str]]] = {
    "privileged authentication administrator": (
        Reach.EVERYBODY,
        "microsoft.directory/users/authenticationMethods/basic/update",
    ),
    "application administrator": (Reach.APPLICATIONS, "microsoft.directory/servicePrincipals/credentials/update"),
    "cloud application administrator": (Reach.APPLICATIONS, "microsoft.directory/servicePrincipals/credentials/update"),
    "hybrid identity administrator": (Reach.APPLICATIONS, "microsoft.directory/servicePrincipals/credentials/update"),
    "directory synchronization accounts": (
        Reach.APPLICATIONS,
        "microsoft.directory/servicePrincipals/credentials/update",
    ),
    "directory writers": (Reach.GROUPS, "microsoft.directory/groups/members/update"),
    "authentication administrator": (Reach.USERS, "microsoft.directory/users/password/update"),
    "user administrator": (Reach.USERS, "microsoft.directory/users/password/update"),
    "helpdesk administrator": (Reach.USERS, "microsoft.directory/users/password/update"),
    "password administrator": (Reach.USERS, "microsoft.directory/users/password/update"),
    "groups administrator": (Reach.GROUPS, "microsoft.directory/groups/members/update"),
    "intune administrator": (Reach.GROUPS, "microsoft.directory/groups/members/update"),
    "exchange administrator": (Reach.GROUPS, "microsoft.directory/groups.unified/members/update"),
    "identity governance administrator": (
        Reach.GROUPS,
        "microsoft.directory/entitlementManagement/allProperties/allTasks",
    ),
    "domain name administrator": (Reach.EVERYBODY, "microsoft.directory/domains/allProperties/allTasks"),
    "external identity provider administrator": (
        Reach.USERS,
        "microsoft.directory/domains/federation/update",
    ),
    "partner tier2 support": (Reach.EVERYBODY, "microsoft.directory/users/password/update"),
    "partner tier1 support": (Reach.APPLICATIONS, "microsoft.directory/applications/credentials/update"),
    "conditional access administrator": (
        Reach.GUARDS,
        "microsoft.directory/conditionalAccessPolicies/basic/update",
    ),
    "security administrator": (Reach.GUARDS, "microsoft.directory/conditionalAccessPolicies/basic/update"),
    "agent id administrator": (Reach.APPLICATIONS, "microsoft.directory/agentIdentities/allProperties/update"),
}
"""What the other roles of the directory that matter can be used for, and by which of their permissions."""

ACTIONS: Final[Mapping[str, Reach]] = {
    "microsoft.directory/applications/credentials/update": Reach.APPLICATIONS,
    "microsoft.directory/applications/owners/update": Reach.APPLICATIONS,
    "microsoft.directory/applications/allproperties/update": Reach.APPLICATIONS,
    "microsoft.directory/applications/alltasks": Reach.APPLICATIONS,
    "microsoft.directory/applications/allproperties/alltasks": Reach.APPLICATIONS,
    "microsoft.directory/serviceprincipals/credentials/update": Reach.APPLICATIONS,
    "microsoft.directory/serviceprincipals/owners/update": Reach.APPLICATIONS,
    "microsoft.directory/serviceprincipals/allproperties/update": Reach.APPLICATIONS,
    "microsoft.directory/serviceprincipals/allproperties/alltasks": Reach.APPLICATIONS,
    "microsoft.directory/groups/members/update": Reach.GROUPS,
    "microsoft.directory/groups/owners/update": Reach.GROUPS,
    "microsoft.directory/groups/allproperties/update": Reach.GROUPS,
    "microsoft.directory/groups/allproperties/alltasks": Reach.GROUPS,
    "microsoft.directory/groupsassignabletoroles/members/update": Reach.EVERYBODY,
    "microsoft.directory/groupsassignabletoroles/allproperties/update": Reach.EVERYBODY,
    "microsoft.directory/users/password/update": Reach.USERS,
    "microsoft.directory/roleassignments/allproperties/alltasks": Reach.EVERYBODY,
    "microsoft.directory/roleassignments/create": Reach.EVERYBODY,
    "microsoft.directory/roledefinitions/allproperties/alltasks": Reach.EVERYBODY,
}
"""Permissions of custom directory roles that matter, in lower case."""

PERMISSIONS: Final[Mapping[str, str]] = {
    "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8": "RoleManagement.ReadWrite.Directory",
    "06b708a9-e830-4db3-a914-8e69da51d44f": "AppRoleAssignment.ReadWrite.All",
    "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9": "Application.ReadWrite.All",
    "18a4783c-866b-4cc7-a460-3d5e5662c884": "Application.ReadWrite.OwnedBy",
    "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30": "Application.Read.All",
    "19dbc75e-c2e2-444c-a770-ec69d8559fc7": "Directory.ReadWrite.All",
    "7ab1d382-f21e-4acd-a863-ba3e13f7da61": "Directory.Read.All",
    "62a82d76-70ea-41e2-9197-370581804d09": "Group.ReadWrite.All",
    "5b567255-7703-4780-807c-7be8301ae99b": "Group.Read.All",
    "dbaae8cf-10b5-4b86-a4a1-f871c94c6695": "GroupMember.ReadWrite.All",
    "98830695-27a2-44f7-8c18-0c3ebc9698f6": "GroupMember.Read.All",
    "741f803b-c850-494e-b5df-cde7c675a1ca": "User.ReadWrite.All",
    "df021288-bdef-4463-88db-98f22de89214": "User.Read.All",
    "50483e42-d915-4231-9639-7fdb7fd190e5": "UserAuthenticationMethod.ReadWrite.All",
    "8e8e4742-1d95-4f68-9d56-6ee75648c72a": "DelegatedPermissionGrant.ReadWrite.All",
    "89c8469c-83ad-45f7-8ff2-6e3d4285709e": "ServicePrincipalEndpoint.ReadWrite.All",
    "7e05723c-0bb0-42da-be95-ae9f08a6e53c": "Domain.ReadWrite.All",
    "292d869f-3427-49a8-9dab-8c70152b74e9": "Organization.ReadWrite.All",
    "9acd699f-1e81-4958-b001-93b1d2506e19": "EntitlementManagement.ReadWrite.All",
    "dd199f4a-f148-40a4-a2ec-f0069cc799ec": "RoleAssignmentSchedule.ReadWrite.Directory",
    "fee28b28-e1f3-4841-818e-2704dc62245f": "RoleEligibilitySchedule.ReadWrite.Directory",
    "41202f2c-f7ab-45be-b001-85c9728b9d69": "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    "2f6817f8-7b12-4f0f-bc18-eeaf60705a9e": "PrivilegedAccess.ReadWrite.AzureADGroup",
    "854d9ab1-6657-4ec8-be45-823027bcd009": "PrivilegedAccess.ReadWrite.AzureAD",
    "6f9d5abc-2db6-400b-a267-7de22a40fb87": "PrivilegedAccess.ReadWrite.AzureResources",
    "01c0a623-fc9b-48e9-b794-0756f8e8f067": "Policy.ReadWrite.ConditionalAccess",
    "246dd0d5-5bd0-4def-940b-0421030a5b68": "Policy.Read.All",
    "810c84a8-4a9e-49e6-bf7d-12d183f40d01": "Mail.Read",
    "e2a3a72e-5f79-4c64-b1b1-878b674786c9": "Mail.ReadWrite",
    "b633e1c5-b582-4048-a93e-9f11b44c7e96": "Mail.Send",
    "01d4889c-1287-42c6-ac1f-5d1e02578ef6": "Files.Read.All",
    "75359482-378d-4052-8f01-80520e7db3cd": "Files.ReadWrite.All",
    "332a536c-c7ef-4017-ab91-336970924f0d": "Sites.Read.All",
    "9492366f-7969-46a4-8d15-ed1a20078fff": "Sites.ReadWrite.All",
    "a82116e5-55eb-4c41-a434-62fe8a61c773": "Sites.FullControl.All",
    "0c0bf378-bf22-4481-8f81-9e89a9b4960a": "Sites.Manage.All",
    "883ea226-0bf2-4a8f-9f9d-92c9162a727d": "Sites.Selected",
    "6b7d71aa-70aa-4810-a8d9-5d9fb2830017": "Chat.Read.All",
    "b0afded3-3588-46d8-8b3d-9842eff778da": "AuditLog.Read.All",
    "798ee544-9d2d-430c-a058-570e29e34338": "Calendars.Read",
    "230c1aed-a721-4c5d-9cb4-a90514e508ef": "Reports.Read.All",
    "483bed4a-2ad3-4361-a73b-c83ccdbdc53c": "RoleManagement.Read.Directory",
}
"""Application permissions of Microsoft Graph by their id; others are read from Graph's own app roles."""

PERMISSION_REACH: Final[Mapping[str, Reach]] = {
    "application.readwrite.all": Reach.APPLICATIONS,
    "approleassignment.readwrite.all": Reach.EVERYBODY,
    "rolemanagement.readwrite.directory": Reach.EVERYBODY,
    "directory.readwrite.all": Reach.GROUPS,
    "group.readwrite.all": Reach.GROUPS,
    "groupmember.readwrite.all": Reach.GROUPS,
    "user.readwrite.all": Reach.USERS,
    "userauthenticationmethod.readwrite.all": Reach.USERS,
}
"""Whom application permissions get at."""
