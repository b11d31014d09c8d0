"""Azure: getting a key, token, password or signed address."""

from typing import Final

from agent_identity.permissions.techniques.azure.rows import data, graph, need, row
from agent_identity.permissions.techniques.model import Kind, On, Technique


def _keys(name: str, title: str, actions: str, why: str, source: str) -> Technique:
    return row(name, Kind.CREDENTIAL, title, need(On.STORE, actions), why=why, source=source)


TECHNIQUES: Final = (
    _keys(
        "keys",
        "Reads or makes anew the shared keys of a resource",
        "*/listKeys/action */listKey/action */regenerateKey/action */regenerateKeys/action */listAdminKeys/action"
        " */regenerateAdminKey/action */listQueryKeys/action */createQueryKey/action */listAuthKeys/action"
        " */regenerateAuthKeys/action */sharedKeys/action */regenerateSharedKey/action */readonlykeys/action"
        " */regeneratePrimaryKey/action */regenerateSecondaryKey/action */regenerateAccessKey/action"
        " */listConnectionStrings/action */listConnectionString/action */listApiKeys/action"
        " ~Datadog/monitors/getDefaultKey/action ~Datadog/monitors/getDefaultApplicationKey/action"
        " ~Elastic/getOrganizationApiKey/action */createAPIKey/action */listSharedAccessKeys/action"
        " */listAccessKeys/action */listHybridConnectionKeys/action */listIotDefenderSensorKeys/action"
        " */listStorageAccountKeys/action */listNotebookKeys/action */syncKeys/action */listChannelWithKeys/action"
        " */rotateKey/action",
        "A shared key works for whoever has it, without any identity, until it is made anew.",
        "azure/storage/common/storage-account-keys-manage",
    ),
    _keys(
        "signed-address",
        "Signs an address with an account's key",
        "*/listAccountSas/action */listServiceSas/action */listSas/action */generateSasToken/action"
        " */listUploadUrl/action */listBuildSourceUploadUrl/action */listLogSasUrl/action */getUploadToken/action"
        " */getDownloadUrl/action */generateDownloadLinks/action",
        "The address works for whoever has it, as long as it says.",
        "azure/storage/common/storage-sas-overview",
    ),
    row(
        "delegation-key",
        Kind.CREDENTIAL,
        "Gets a key that signs addresses in its own name",
        # What is signed opens no more than the caller's own roles do at the time: every role for blobs has it.
        need(On.STORE, "*/generateUserDelegationKey/action", unreported="*/generateUserDelegationKey/action"),
        why="Addresses signed with it outlive the caller's token, up to seven days.",
        source="azure/storage/blobs/storage-blob-user-delegation-sas-create-dotnet",
    ),
    _keys(
        "secrets",
        "Reads secrets that a resource keeps",
        "*/listSecrets/action */listSecret/action */listWithSecrets/action */generateConfigurations/action"
        " ~ContainerRegistry/registries/webhooks/getCallbackConfig/action */listWithSecret/action"
        " */listSecretValue/action */listValue/action */listUserSecrets/action */listEnvSecrets/action"
        " */listRadiusSecrets/action */listAuthToken/action */getAuthToken/action */fetchMcpServerCredentials/action"
        " */rotateMcpServerCredentials/action */listBackupStatusSecrets/action",
        "Applications, jobs and connections keep passwords and keys of others there.",
        "azure/container-apps/manage-secrets",
    ),
    _keys(
        "credentials",
        "Reads or makes credentials of a resource",
        "*/listCredentials/action ~DataBoxEdge/dataBoxEdgeDevices/users/write"
        " ~BotService/botServices/createemailsigninurl/action ~Datadog/monitors/refreshSetPasswordLink/action"
        " */listCredential/action */generateCredentials/action */regenerateCredential/action"
        " */rotateCredentials/action */listAdminCredentials/action */listUserCredential/action */resetPassword/action"
        " */rotatePassword/action */regeneratePassword/action */listIngressGatewayCredentials/action"
        " */listAccessDetails/action */getActivationKey/action */retrieveRegistrationToken/action"
        " */listRegistrationTokens/action */generateCertificate/action */listDCAccessCode/action"
        " */downloadResetPassword/action */getRdpFileContents/action */generateKeyPair/action",
        "They sign in as the resource, or to it.",
        "azure/container-registry/container-registry-authentication",
    ),
    _keys(
        "registry-token",
        "Makes a token or a password of a registry",
        "~ContainerRegistry/registries/tokens/write ~ContainerRegistry/registries/scopeMaps/write"
        " ~ContainerRegistry/registries/connectedRegistries/write",
        "A token has passwords, which work without any identity.",
        "azure/container-registry/container-registry-token-based-repository-permissions",
    ),
    _keys(
        "access-token",
        "Gets an access token of a service or of somebody else",
        "*/accessToken/action */getAccessToken/action */generateAccessToken/action */listAccessToken/action"
        " */listNotebookAccessToken/action */generateExtensionAccessToken/action */listApplicationTokens/action"
        " */listTokens/action */generateRestrictedViewerAccessToken/action"
        " */generateExtensionRestrictedViewerAccessToken/action */createToken/action */token/action"
        " */generateSsoUrl/action */generateGcpTemplate/action */generateAwsTemplate/action",
        "The token acts for whoever has it.",
        "azure/role-based-access-control/resource-provider-operations",
    ),
    _keys(
        "callback",
        "Reads the address that starts a workflow without any identity",
        "*/listCallbackUrl/action */listContentCallbackUrl/action */listExpressionTraces/action"
        " ~Automation/automationAccounts/webhooks/generateUri/action ~Logic/workflows/accessKeys/list/action"
        " ~Logic/workflows/accessKeys/regenerate/action",
        "The address carries its own signature, and starts the workflow as its identity.",
        "azure/logic-apps/logic-apps-securing-a-logic-app",
    ),
    _keys(
        "publishing",
        "Reads how an app is published, or its settings and keys",
        "~Web/sites/config/list/action ~Web/sites/slots/config/list/action ~Web/sites/publishxml/action"
        " ~Web/sites/slots/publishxml/action ~Web/sites/host/listkeys/action ~Web/sites/slots/host/listkeys/action"
        " ~Web/sites/functions/listkeys/action ~Web/sites/functions/listsecrets/action"
        " ~Web/sites/slots/functions/listkeys/action ~Web/sites/newpassword/action ~Web/sites/slots/newpassword/action"
        " ~Web/sites/backups/list/action ~Web/sites/listsyncfunctiontriggerstatus/action"
        " ~Web/sites/listworkflowsconnections/action ~Web/sites/slots/listworkflowsconnections/action"
        " ~Web/staticSites/listConfiguredRoles/action ~Web/staticSites/resetapikey/action"
        " ~Web/staticSites/createinvitation/action ~Web/connections/listConnectionKeys/action"
        " ~Web/serverFarms/hybridConnectionNamespaces/relays/listKeys/action",
        "Publishing credentials deploy code; settings hold the app's secrets; keys call its functions.",
        "azure/app-service/deploy-configure-credentials",
    ),
    _keys(
        "function-key",
        "Reads a function's keys, where reading alone shows them",
        "~Web/sites/functions/masterkey/read ~Web/sites/functions/token/read ~Web/sites/functions/keys/read"
        " ~Web/sites/hostruntime/host/_master/read ~Web/sites/hostruntime/host/read",
        "The master key calls every function, and changes them.",
        "azure/azure-functions/function-keys-how-to",
    ),
    _keys(
        "cluster-credential",
        "Gets a kubeconfig of a cluster",
        "*/listClusterAdminCredential/action */listClusterUserCredential/action"
        " */listClusterMonitoringUserCredential/action */listClusterUserCredentials/action"
        " */listAdminKubeconfig/action */listUserKubeconfig/action */listClusterCustomerUserCredential/action"
        " ~ContainerService/managedClusters/accessProfiles/listCredential/action"
        " ~ContainerService/managedClusters/rotateClusterCertificates/action",
        "The administrator's kubeconfig is cluster-admin, with no identity and no end.",
        "azure/aks/control-kubeconfig-access",
    ),
    row(
        "vault-secret",
        Kind.CREDENTIAL,
        "Reads a secret of a key vault",
        data(On.STORE, "~KeyVault/vaults/secrets/getSecret/action"),
        why="Secrets, and the private keys of certificates, are credentials of other systems and other agents.",
        fix="name the secret that the agent needs, in a vault of its own",
        source="azure/key-vault/general/rbac-guide",
    ),
    row(
        "vault-key",
        Kind.CREDENTIAL,
        "Signs, decrypts or unwraps with a key of a key vault",
        data(
            On.STORE,
            "~KeyVault/vaults/keys/sign/action ~KeyVault/vaults/keys/decrypt/action"
            " ~KeyVault/vaults/keys/unwrap/action ~KeyVault/managedHsms/keys/sign/action"
            " ~KeyVault/managedHsms/keys/decrypt/action ~KeyVault/managedHsms/keys/unwrap/action",
        ),
        why="What trusts the key trusts the signature; what was wrapped with it opens.",
        fix="grant it on the agent's own key alone",
        source="azure/key-vault/general/rbac-guide",
    ),
    row(
        "vault-key-out",
        Kind.CREDENTIAL,
        "Takes a key or a secret out of a key vault",
        data(
            On.STORE,
            "~KeyVault/vaults/keys/backup/action ~KeyVault/vaults/keys/release/action"
            " ~KeyVault/vaults/keys/restore/action ~KeyVault/vaults/secrets/backup/action"
            " ~KeyVault/vaults/secrets/restore/action ~KeyVault/vaults/certificates/backup/action"
            " ~KeyVault/vaults/certificates/restore/action ~KeyVault/vaults/storageaccounts/*/action",
        ),
        why="A backup restores in another vault, with another policy.",
        source="azure/key-vault/general/rbac-guide",
    ),
    row(
        "signing",
        Kind.CREDENTIAL,
        "Signs code, or has a certificate issued",
        data(
            On.STORE,
            "~CodeSigning/certificateProfiles/Sign/action"
            " ~DeviceRegistry/namespaces/credentials/policies/issueCertificate/action",
        ),
        why="What trusts the publisher runs what was signed.",
        source="azure/trusted-signing/tutorial-assign-roles",
    ),
    row(
        "service-token",
        Kind.CREDENTIAL,
        "Gets a token or a key by a service's own data actions",
        data(
            On.STORE,
            "~SignalRService/SignalR/auth/accessKey/action ~SignalRService/WebPubSub/auth/accessKey/action"
            " ~SignalRService/*/auth/clientToken/action ~CognitiveServices/accounts/*/endpointkeys/read"
            " ~CognitiveServices/accounts/*/endpointkeys/refreshkeys/action"
            " ~ApiCenter/services/workspaces/apis/versions/securityRequirements/getCredentials/action"
            " ~Dashboard/grafana/ActAsGrafanaAdmin/action ~Monitor/*/listSecrets/action"
            " ~DevCenter/projects/users/devboxes/userGetRemoteConnection/action",
            # Whoever may call a model at all holds these: the keys are those of the model's own endpoint.
            unreported="~CognitiveServices/accounts/*/endpointkeys/read"
            " ~CognitiveServices/accounts/*/endpointkeys/refreshkeys/action",
        ),
        why="The answer signs in to the service, as itself or as its user.",
        source="azure/role-based-access-control/resource-provider-operations",
    ),
    row(
        "directory-content",
        Kind.CREDENTIAL,
        "Reads mail, files, chats or recovery keys of everybody",
        graph(
            "Mail.Read Mail.ReadWrite Mail.Send Files.Read.All Files.ReadWrite.All Sites.Read.All Sites.ReadWrite.All"
            " Sites.FullControl.All Sites.Manage.All Chat.Read.All Chat.ReadWrite.All ChannelMessage.Read.All"
            " BitlockerKey.Read.All DeviceLocalCredential.Read.All InformationProtectionPolicy.Read.All"
            " OnlineMeetingTranscript.Read.All MailboxSettings.ReadWrite full_access_as_app",
        ),
        why="Mailboxes hold links that reset passwords; an application's permission reaches every one.",
        fix="use Sites.Selected, or an application access policy that names the mailboxes",
        source="graph/permissions-reference",
    ),
)
