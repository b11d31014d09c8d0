"""Microsoft.Authorization: roles, assignments, policies, locks."""

from __future__ import annotations

from local_clouds.provider.azure.mapping import Type

_AT_SCOPE = "{scope}/providers/Microsoft.Authorization"
_IN_SUBSCRIPTION = "/subscriptions/{subscriptionId}/providers/Microsoft.Authorization"
_IN_MANAGEMENT_GROUP = (
    "/providers/Microsoft.Management/managementGroups/{managementGroupId}/providers/Microsoft.Authorization"
)
_STAMPS = "createdBy createdOn updatedBy updatedOn"

TYPES = (
    Type(
        "azure-native:authorization:RoleDefinition",
        f"{_AT_SCOPE}/roleDefinitions/{{roleDefinitionId}}",
        "2022-05-01-preview",
        renamed={"roleType": "type"},
        computed=_STAMPS,
        volatile="updatedOn",
        filled="roleType description",
        partial="permissions",
        naming="uuid",
        located=False,
    ),
    Type(
        "azure-native:authorization:RoleAssignment",
        f"{_AT_SCOPE}/roleAssignments/{{roleAssignmentName}}",
        "2022-04-01",
        computed=_STAMPS,
        volatile="updatedOn",
        required="principalId roleDefinitionId",
        replaces="principalId principalType roleDefinitionId delegatedManagedIdentityResourceId",
        filled="principalType",
        ignore_case="principalId",
        naming="uuid",
        located=False,
    ),
    Type(
        "azure-native:authorization:DenyAssignment",
        f"{_AT_SCOPE}/denyAssignments/{{denyAssignmentId}}",
        "2024-07-01-preview",
        computed=_STAMPS,
        volatile="updatedOn",
        filled="denyAssignmentEffect doNotApplyToChildScopes isSystemProtected",
        naming="uuid",
        located=False,
    ),
    Type(
        "azure-native:authorization:PolicyDefinition",
        f"{_IN_SUBSCRIPTION}/policyDefinitions/{{policyDefinitionName}}",
        "2025-01-01",
        filled="policyType mode version versions",
        located=False,
    ),
    Type(
        "azure-native:authorization:PolicyDefinitionAtManagementGroup",
        f"{_IN_MANAGEMENT_GROUP}/policyDefinitions/{{policyDefinitionName}}",
        "2025-01-01",
        filled="policyType mode version versions",
        located=False,
    ),
    Type(
        "azure-native:authorization:PolicySetDefinition",
        f"{_IN_SUBSCRIPTION}/policySetDefinitions/{{policySetDefinitionName}}",
        "2025-01-01",
        required="policyDefinitions",
        filled="policyType version versions",
        located=False,
    ),
    Type(
        "azure-native:authorization:PolicyAssignment",
        f"{_AT_SCOPE}/policyAssignments/{{policyAssignmentName}}",
        "2025-01-01",
        computed="instanceId effectiveDefinitionVersion latestDefinitionVersion",
        filled="enforcementMode definitionVersion assignmentType",
        replaces="policyDefinitionId",
        ignore_case="policyDefinitionId",
        longest=24,
        located=False,
    ),
    Type(
        "azure-native:authorization:ManagementLockByScope",
        f"{_AT_SCOPE}/locks/{{lockName}}",
        "2020-05-01",
        required="level",
        longest=90,
        located=False,
    ),
)
