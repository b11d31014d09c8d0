"""AWS techniques that change a principal, its policy, its trust, or what limits it, in IAM and beyond.

Source: the service authorization reference, access level Permissions management and writes of the identity services
(`python -m tools.techniques.aws`); judged by hand.
"""

from typing import Final

from agent_identity.permissions.techniques.aws.rows import Words, row
from agent_identity.permissions.techniques.model import Kind, Need, On, Technique

_IAM: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
_BOUNDED: Final = ("iam:PermissionsBoundary",)


def _principal(
    key: str,
    title: str,
    actions: str,
    yields: str,
    page: str,
    keys: tuple[str, ...] = (),
    on: On = On.PRINCIPAL,
) -> Technique:
    return row(
        f"aws-{key}",
        Kind.PRINCIPAL,
        title,
        (Need(tuple(actions.split()), on, keys=keys),),
        Words(
            yields,
            "IAM checks the right to make the change, not whether the caller holds what the change gives.",
            "let a pipeline make the change, reviewed, under a required boundary",
        ),
        page,
    )


PRINCIPALS: Final = (
    _principal(
        "write-role-policy",
        "gives a role more rights",
        "iam:AttachRolePolicy iam:PutRolePolicy",
        "whatever the new policy allows, as that role",
        f"{_IAM}access_policies_manage-attach-detach.html",
        _BOUNDED,
    ),
    _principal(
        "write-user-policy",
        "gives a user or group more rights",
        "iam:AddUserToGroup iam:AttachGroupPolicy iam:AttachUserPolicy iam:PutGroupPolicy iam:PutUserPolicy",
        "whatever the new policy allows, as that user",
        f"{_IAM}access_policies_manage-attach-detach.html",
        _BOUNDED,
    ),
    _principal(
        "write-managed-policy",
        "rewrites or rolls back a managed policy that somebody has",
        "iam:CreatePolicyVersion iam:DeletePolicy iam:DeletePolicyVersion iam:SetDefaultPolicyVersion",
        "whatever the policy then allows; a deny or boundary in it is gone",
        f"{_IAM}access_policies_managed-versioning.html",
    ),
    _principal(
        "remove-own-limit",
        "takes a boundary off, or puts a wider one in its place",
        "iam:DeleteRolePermissionsBoundary iam:DeleteUserPermissionsBoundary iam:PutRolePermissionsBoundary "
        "iam:PutUserPermissionsBoundary",
        "every grant that the limit held back",
        f"{_IAM}access_policies_boundaries.html",
        _BOUNDED,
    ),
    _principal(
        "detach-policy",
        "takes a policy off itself, and the denials in it",
        "iam:DeleteGroupPolicy iam:DeleteRolePolicy iam:DeleteUserPolicy iam:DetachGroupPolicy iam:DetachRolePolicy "
        "iam:DetachUserPolicy iam:RemoveUserFromGroup",
        "every grant that a denial held back",
        f"{_IAM}access_policies_manage-attach-detach.html",
        _BOUNDED,
        On.SELF,
    ),
    _principal(
        "cluster-access",
        "lets a principal into a Kubernetes cluster, or gives it more there",
        "eks:AssociateAccessPolicy eks:AssociateIdentityProviderConfig eks:CreateAccessEntry eks:UpdateAccessEntry",
        "the cluster, its secrets and the roles of its pods",
        "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
    ),
    _principal(
        "change-trust",
        "lets itself assume a role",
        "iam:UpdateAssumeRolePolicy",
        "the role",
        f"{_IAM}id_roles_update-role-trust-policy.html",
    ),
    _principal(
        "create-principal",
        "creates a principal with rights of its own, or one that an existing trust already names",
        "iam:AcquireRole iam:AddRoleToInstanceProfile iam:CreateGroup iam:CreateInstanceProfile iam:CreatePolicy "
        "iam:CreateRole iam:CreateServiceLinkedRole iam:CreateUser iam:RemoveRoleFromInstanceProfile",
        "the new principal and what policies and trusts give it",
        f"{_IAM}id_roles_create.html",
        _BOUNDED,
    ),
    _principal(
        "federate",
        "adds or changes an identity provider that roles trust",
        "iam:AddClientIDToOpenIDConnectProvider iam:CreateOpenIDConnectProvider iam:CreateSAMLProvider "
        "iam:DeleteOpenIDConnectProvider iam:DeleteSAMLProvider iam:EnableOutboundWebIdentityFederation "
        "iam:UpdateOpenIDConnectProviderThumbprint iam:UpdateSAMLProvider",
        "every role that trusts the provider",
        f"{_IAM}id_roles_providers.html",
    ),
    _principal(
        "delegate",
        "asks for, accepts or sends a delegation of rights",
        "iam:AcceptDelegationRequest iam:AssociateDelegationRequest iam:CreateDelegationRequest "
        "iam:SendDelegationToken iam:UpdateDelegationRequest",
        "the delegated rights",
        f"{_IAM}temporary-delegation.html",
    ),
    _principal(
        "account-wide-iam",
        "changes how the whole account authenticates",
        "iam:CreateAccountAlias iam:DeactivateMFADevice iam:DeleteAccountPasswordPolicy iam:DeleteVirtualMFADevice "
        "iam:EnableMFADevice iam:EnableOrganizationsRootCredentialsManagement iam:EnableOrganizationsRootSessions "
        "iam:PutAccountProperties iam:ResyncMFADevice iam:SetSecurityTokenServicePreferences "
        "iam:UpdateAccountPasswordPolicy iam:UpdateGroup iam:UpdateRole iam:UpdateRoleDescription "
        "iam:UpdateServerCertificate iam:UpdateServiceSpecificCredential iam:UpdateSigningCertificate "
        "iam:UpdateSSHPublicKey iam:UpdateUser iam:UploadServerCertificate",
        "weaker sign-in, longer sessions, or a device that answers for somebody",
        f"{_IAM}id_credentials_passwords_account-policy.html",
    ),
    _principal(
        "tag-principal",
        "writes a tag that grants or denials of a principal read",
        "iam:TagInstanceProfile iam:TagMFADevice iam:TagOpenIDConnectProvider iam:TagPolicy iam:TagRole "
        "iam:TagSAMLProvider iam:TagServerCertificate iam:TagUser iam:UntagInstanceProfile iam:UntagMFADevice "
        "iam:UntagOpenIDConnectProvider iam:UntagPolicy iam:UntagRole iam:UntagSAMLProvider "
        "iam:UntagServerCertificate iam:UntagUser",
        "what the tag is read for, where policies decide by aws:PrincipalTag",
        f"{_IAM}access_tags.html",
        ("aws:TagKeys", "aws:RequestTag/*"),
        On.SELF,
    ),
    _principal(
        "delete-principal",
        "deletes a principal, a credential or what a guard is made of",
        "iam:DeleteAccessKey iam:DeleteAccountAlias iam:DeleteGroup iam:DeleteInstanceProfile iam:DeleteLoginProfile "
        "iam:DeleteRole iam:DeleteServerCertificate iam:DeleteServiceLinkedRole iam:DeleteServiceSpecificCredential "
        "iam:DeleteSigningCertificate iam:DeleteSSHPublicKey iam:DeleteUser "
        "iam:RemoveClientIDFromOpenIDConnectProvider",
        "a name that a trust still holds, free to be created anew; responders locked out",
        f"{_IAM}id_roles_manage_delete.html",
    ),
    _principal(
        "organisation",
        "moves the account out of its limits, or changes them",
        "organizations:AcceptHandshake organizations:AttachPolicy organizations:CloseAccount "
        "organizations:CreateAccount organizations:CreateBuilderIdOwnedAccount organizations:CreateGovCloudAccount "
        "organizations:CreateOrganization organizations:CreatePolicy organizations:DeleteOrganization "
        "organizations:DeletePolicy organizations:DeleteResourcePolicy organizations:DeregisterDelegatedAdministrator "
        "organizations:DetachPolicy organizations:DisableAWSServiceAccess organizations:DisablePolicyType "
        "organizations:EnableAllFeatures organizations:EnableAWSServiceAccess "
        "organizations:InviteAccountToOrganization organizations:LeaveOrganization organizations:MoveAccount "
        "organizations:PutResourcePolicy organizations:RegisterDelegatedAdministrator "
        "organizations:RemoveAccountFromOrganization organizations:TagResource organizations:UntagResource "
        "organizations:UpdatePolicy",
        "accounts without the service control policies that bound them",
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
    ),
    _principal(
        "account-settings",
        "changes the account's contacts, primary e-mail or regions",
        "account:AcceptPrimaryEmailUpdate account:CloseAccount account:DeleteAlternateContact account:DisableRegion "
        "account:EnableRegion account:PutAccountName account:PutAlternateContact account:PutContactInformation "
        "account:SendPhoneNumberVerification account:VerifyPhoneNumber "
        "account:StartPrimaryEmailUpdate iam:UpdateAccountEmailAddress",
        "the root user's recovery, or a region that nobody watches",
        "https://docs.aws.amazon.com/accounts/latest/reference/security_iam_service-with-iam.html",
    ),
    _principal(
        "identity-centre",
        "assigns permission sets, or changes what they hold",
        "sso:AssociateDirectory sso:AssociateProfile sso:AttachCustomerManagedPolicyReferenceToPermissionSet "
        "sso:AttachManagedPolicyToPermissionSet sso:CreateAccountAssignment sso:CreateApplication "
        "sso:CreateApplicationAssignment sso:CreateApplicationInstance sso:CreateApplicationInstanceCertificate "
        "sso:CreateInstance sso:CreateInstanceAccessControlAttributeConfiguration sso:CreatePermissionSet "
        "sso:CreateProfile sso:CreateTrust sso:CreateTrustedTokenIssuer sso:DeleteAccountAssignment "
        "sso:DeleteApplicationInstance sso:DeleteApplicationInstanceCertificate "
        "sso:DeleteInlinePolicyFromPermissionSet sso:DeletePermissionsBoundaryFromPermissionSet "
        "sso:DeletePermissionSet sso:DeleteProfile sso:DetachCustomerManagedPolicyReferenceFromPermissionSet "
        "sso:DetachManagedPolicyFromPermissionSet sso:DisassociateDirectory sso:DisassociateProfile "
        "sso:ImportApplicationInstanceServiceProviderMetadata sso:ProvisionPermissionSet sso:PutApplicationAccessScope "
        "sso:PutApplicationAssignmentConfiguration sso:PutApplicationAuthenticationMethod sso:PutApplicationGrant "
        "sso:PutInlinePolicyToPermissionSet sso:PutMfaDeviceManagementForDirectory "
        "sso:PutPermissionsBoundaryToPermissionSet sso:PutPermissionsPolicy sso:StartSSO sso:UpdateApplication "
        "sso:UpdateApplicationInstanceActiveCertificate sso:UpdateApplicationInstanceDisplayData "
        "sso:UpdateApplicationInstanceResponseConfiguration sso:UpdateApplicationInstanceResponseSchemaConfiguration "
        "sso:UpdateApplicationInstanceSecurityConfiguration sso:UpdateApplicationInstanceServiceProviderConfiguration "
        "sso:UpdateApplicationInstanceStatus sso:UpdateInstance sso:UpdateInstanceAccessControlAttributeConfiguration "
        "sso:UpdatePermissionSet sso:UpdateProfile sso:UpdateSSOConfiguration sso:UpdateTrust "
        "sso:UpdateTrustedTokenIssuer",
        "the roles of the accounts that Identity Center manages",
        "https://docs.aws.amazon.com/singlesignon/latest/userguide/iam-auth-access-overview.html",
    ),
    _principal(
        "identity-store",
        "creates or changes a user or group of Identity Center",
        "identity-sync:CreateSyncFilter identity-sync:CreateSyncProfile identity-sync:StartSync "
        "identity-sync:UpdateSyncTarget identitystore:CreateGroup identitystore:CreateGroupMembership "
        "identitystore:CreateUser identitystore:DeleteGroupMembership identitystore:DeleteUser "
        "identitystore:UpdateGroup identitystore:UpdateUser sso-directory:AddMemberToGroup sso-directory:CreateAlias "
        "sso-directory:CreateBearerToken sso-directory:CreateExternalIdPConfigurationForDirectory "
        "sso-directory:CreateGroup sso-directory:CreateUser sso-directory:DeleteGroup sso-directory:DeleteUser "
        "sso-directory:DisableUser sso-directory:EnableExternalIdPConfigurationForDirectory sso-directory:EnableUser "
        "sso-directory:RemoveMemberFromGroup sso-directory:UpdateExternalIdPConfigurationForDirectory "
        "sso-directory:UpdateGroup sso-directory:UpdatePassword sso-directory:UpdateUser sso-directory:VerifyEmail",
        "whatever is assigned to that user or group",
        "https://docs.aws.amazon.com/singlesignon/latest/userguide/iam-auth-access-overview.html",
    ),
    _principal(
        "directory",
        "creates or changes people and trusts in a directory or user pool",
        "cognito-identity:CreateIdentityPool cognito-identity:SetPrincipalTagAttributeMap "
        "cognito-identity:UpdateIdentityPool cognito-idp:AdminAddUserToGroup cognito-idp:AdminConfirmSignUp "
        "cognito-idp:AdminDisableProviderForUser cognito-idp:AdminEnableUser cognito-idp:AdminLinkProviderForUser "
        "cognito-idp:AdminResetUserPassword cognito-idp:AdminSetUserMFAPreference "
        "cognito-idp:AdminUpdateUserAttributes cognito-idp:CreateGroup cognito-idp:CreateIdentityProvider "
        "cognito-idp:CreateUserImportJob cognito-idp:SetUserPoolMfaConfig cognito-idp:CreateUserPool "
        "cognito-idp:UpdateGroup cognito-idp:UpdateIdentityProvider cognito-idp:UpdateUserPool "
        "cognito-idp:UpdateUserPoolClient ds-data:AddGroupMember ds-data:CreateGroup ds-data:CreateUser "
        "ds-data:UpdateGroup ds-data:UpdateUser ds:AccessDSData ds:AddIpRoutes ds:CreateComputer "
        "ds:CreateConditionalForwarder ds:CreateDirectory ds:CreateIdentityPoolDirectory ds:CreateMicrosoftAD "
        "ds:CreateTrust ds:EnableLDAPS ds:EnableRadius ds:EnableRoleAccess ds:ResetUserPassword ds:ShareDirectory "
        "ds:UpdateAuthorizedApplication ds:UpdateRadius ds:UpdateTrust quicksight:CreateAdmin quicksight:CreateGroup "
        "quicksight:CreateGroupMembership quicksight:CreateRoleMembership quicksight:CreateUser "
        "quicksight:DeleteRoleCustomPermission quicksight:DeleteUserCustomPermission quicksight:RegisterUser "
        "quicksight:UpdateCustomPermissions quicksight:UpdateRoleCustomPermission quicksight:UpdateUser "
        "quicksight:UpdateUserCustomPermission workmail:CreateUser workmail:RegisterToWorkMail workmail:UpdateUser",
        "the rights of that person, group or pool's role",
        "https://docs.aws.amazon.com/cognito/latest/developerguide/security-iam.html",
        on=On.STORE,
    ),
    _principal(
        "certificate-trust",
        "adds or changes a certificate authority or profile that sessions rest on",
        "iot:CreateRoleAlias iot:RegisterCACertificate iot:UpdateCACertificate iot:UpdateRoleAlias "
        "rolesanywhere:CreateProfile rolesanywhere:CreateTrustAnchor "
        "rolesanywhere:DeleteAttributeMapping rolesanywhere:DeleteCrl rolesanywhere:DisableCrl "
        "rolesanywhere:EnableCrl rolesanywhere:EnableProfile rolesanywhere:EnableTrustAnchor rolesanywhere:ImportCrl "
        "rolesanywhere:PutAttributeMapping rolesanywhere:UpdateCrl rolesanywhere:UpdateProfile "
        "rolesanywhere:UpdateTrustAnchor",
        "the roles that such a certificate may take",
        "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html",
    ),
    _principal(
        "device-policy",
        "changes what a device's certificate may do, or who vouches for devices",
        "iot:AttachPolicy iot:AttachPrincipalPolicy iot:AttachThingPrincipal iot:CreateAuthorizer iot:CreatePolicy "
        "iot:CreatePolicyVersion iot:SetDefaultAuthorizer iot:SetDefaultPolicyVersion iot:UpdateAuthorizer "
        "iot:UpdateCertificate",
        "whatever the policy allows, as that device",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html",
        on=On.STORE,
    ),
    _principal(
        "write-secret",
        "replaces or rolls back a secret that others log in with",
        "secretsmanager:PutSecretValue secretsmanager:UpdateSecret secretsmanager:UpdateSecretVersionStage",
        "whatever reads the secret next, with a login or address of the caller's choice",
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access.html",
        on=On.STORE,
    ),
    _principal(
        "multi-party-approval",
        "changes who must approve, or approves",
        "mpa:CreateApprovalTeam mpa:CreateIdentitySource mpa:DeleteApprovalTeam mpa:PutResourcePolicy "
        "mpa:StartActiveApprovalTeamDeletion mpa:UpdateApprovalTeam ram:AcceptResourceShareInvitation",
        "changes that the approval held back",
        "https://docs.aws.amazon.com/mpa/latest/userguide/what-is.html",
    ),
)
"""Techniques of the kind that changes a principal."""
