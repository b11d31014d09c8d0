"""GCP: reading what stores hold for others: secrets, keys, passwords, tokens, state and copies of disks."""

from typing import Final

from agent_identity.permissions.techniques.gcp.rows import need, row
from agent_identity.permissions.techniques.model import Kind, On

TECHNIQUES: Final = (
    row(
        "secret-read",
        Kind.CREDENTIAL,
        "Reads a secret",
        need(On.STORE, "secretmanager.versions.access"),
        why="Secrets hold the credentials of other systems, and of other agents.",
        source="secret-manager/docs/access-secret-version",
        fix="name the secrets that the agent needs, and grant access on each of them alone",
    ),
    row(
        "agent-credential",
        Kind.CREDENTIAL,
        "Gets the credential of a tool, or of a user who consented",
        need(
            On.STORE,
            "agentidentity.authProviders.retrieveCredentials iamconnectors.connectors.retrieveCredentials"
            " developerconnect.users.fetchAccessToken",
        ),
        why="It is how an agent gets the credentials of its own tools; on another's provider it is theirs.",
        source="iam/docs/roles-permissions/agentidentity",
        fix="grant it on the agent's own auth provider alone",
    ),
    row(
        "key-sign",
        Kind.CREDENTIAL,
        "Signs with a key of Cloud KMS",
        need(
            On.STORE,
            "cloudkms.cryptoKeyVersions.useToSign cloudkms.cryptoKeyVersions.managePqcSign"
            " cloudkms.cryptoKeyVersions.manageRawPKCS1Keys",
        ),
        why="What trusts the key trusts the signature: tokens, images, releases.",
        source="kms/docs/create-validate-signatures",
        fix="grant it on the agent's own key alone",
    ),
    row(
        "key-decrypt",
        Kind.CREDENTIAL,
        "Decrypts with a key of Cloud KMS",
        need(
            On.STORE,
            "cloudkms.cryptoKeyVersions.useToDecrypt cloudkms.cryptoKeyVersions.useToDecryptViaDelegation"
            " cloudkms.cryptoKeyVersions.useToDecapsulate cloudkms.cryptoKeyVersions.trustedImportExport"
            " cloudkms.cryptoKeyVersions.manageRawAes*",
        ),
        why="It opens whatever was encrypted with the key, secrets of others among it.",
        source="kms/docs/encrypt-decrypt",
        fix="grant it on the agent's own key alone",
    ),
    row(
        "database-user",
        Kind.CREDENTIAL,
        "Makes a database user, or sets one's password",
        need(
            On.STORE,
            "cloudsql.users.create cloudsql.users.update cloudsql.sslCerts.create alloydb.users.create"
            " alloydb.users.update alloydb.clusters.generateClientCertificate redis.aclPolicies.create"
            " redis.aclPolicies.update oracledatabase.autonomousDatabases.generateWallet ftp.users.create"
            " ftp.users.update",
            # The connector of every client of AlloyDB asks for it.
            unreported="alloydb.clusters.generateClientCertificate",
        ),
        why="The database knows its own users: this is a way in that no allow policy sees.",
        source="sql/docs/postgres/create-manage-users",
    ),
    row(
        "firestore-user",
        Kind.CREDENTIAL,
        "Makes a Firestore user with a password, or sets it anew",
        need(On.STORE, "datastore.userCreds.create datastore.userCreds.update"),
        why="The password works outside of IAM's tokens, and has no end.",
        source="firestore/docs/roles-permissions",
    ),
    row(
        "cache-password",
        Kind.CREDENTIAL,
        "Reads the password of a cache",
        need(On.STORE, "redis.instances.getAuthString redis.instances.updateAuth"),
        why="One password opens all that the cache holds, sessions among it.",
        source="memorystore/docs/redis/manage-redis-auth",
    ),
    row(
        "source-token",
        Kind.CREDENTIAL,
        "Gets a token of a connected source repository",
        need(
            On.STORE,
            "cloudbuild.repositories.accessReadToken cloudbuild.repositories.accessReadWriteToken"
            " developerconnect.gitRepositoryLinks.fetchReadToken"
            " developerconnect.gitRepositoryLinks.fetchReadWriteToken developerconnect.*.gitProxyRead"
            " developerconnect.*.gitProxyWrite developerconnect.*.httpProxyRead developerconnect.*.httpProxyWrite",
        ),
        why="The token is the one of the connection: it reads, and may write, what the connected host gave it.",
        source="build/docs/repositories",
    ),
    row(
        "function-source",
        Kind.CREDENTIAL,
        "Gets a signed address of a function's source",
        need(On.STORE, "cloudfunctions.functions.sourceCodeGet"),
        why="The address works for whoever has it; sources hold configuration and, often, secrets.",
        source="functions/docs/reference/iam/permissions",
    ),
    row(
        "serial-output",
        Kind.CREDENTIAL,
        "Reads what a machine printed while it started",
        need(
            On.STORE,
            "compute.instances.getSerialPortOutput",
            # Every viewer of Compute Engine holds it.
            unreported="compute.instances.getSerialPortOutput",
        ),
        why="Start scripts print tokens and passwords to the serial port.",
        source="compute/docs/troubleshooting/viewing-serial-port-output",
    ),
    row(
        "terraform-state",
        Kind.CREDENTIAL,
        "Reads the state of a deployment",
        need(On.STORE, "config.deployments.getState config.revisions.getState config.previews.export"),
        why="The state of a deployment holds every value that it set, passwords and keys among them.",
        source="infrastructure-manager/docs/access-control",
    ),
    row(
        "disk-copy",
        Kind.CREDENTIAL,
        "Reads another machine's disk through a copy of it",
        need(
            On.STORE,
            "compute.disks.createSnapshot compute.disks.useReadOnly compute.disks.use compute.snapshots.useReadOnly"
            " compute.images.useReadOnly compute.machineImages.useReadOnly compute.instantSnapshots.export"
            " compute.instantSnapshots.useReadOnly compute.snapshots.create compute.machineImages.create",
        ),
        why="A disk holds keys, tokens and state of what runs on it.",
        source="compute/docs/disks/create-snapshots",
    ),
    row(
        "traffic-copy",
        Kind.CREDENTIAL,
        "Copies other machines' traffic",
        need(
            On.STORE,
            "compute.packetMirrorings.create compute.packetMirrorings.update compute.networks.mirror"
            " compute.subnetworks.mirror",
        ),
        why="What is sent without encryption inside the network can be read, tokens among it.",
        source="vpc/docs/packet-mirroring",
    ),
    row(
        "signed-url-key",
        Kind.CREDENTIAL,
        "Adds a key that signs addresses of a load balancer's backend",
        need(On.STORE, "compute.backendServices.addSignedUrlKey"),
        why="Whoever holds the key signs addresses that open the backend's content.",
        source="cdn/docs/using-signed-urls",
    ),
    row(
        "signed-url-bucket-key",
        Kind.CREDENTIAL,
        "Adds a key that signs addresses of a load balancer's bucket",
        need(On.STORE, "compute.backendBuckets.addSignedUrlKey"),
        why="Whoever holds the key signs addresses that open the bucket's content.",
        source="cdn/docs/using-signed-urls",
    ),
    row(
        "certificate",
        Kind.CREDENTIAL,
        "Issues a certificate of a private authority",
        need(
            On.ANY,
            "privateca.certificates.create privateca.certificates.createForSelf privateca.caPools.update"
            " privateca.certificateAuthorities.create privateca.certificateAuthorities.update"
            " privateca.certificateTemplates.update publicca.externalAccountKeys.create",
        ),
        why="Whatever trusts the authority trusts the name in the certificate.",
        source="certificate-authority-service/docs/requesting-certificates",
    ),
    row(
        "application-user",
        Kind.CREDENTIAL,
        "Signs in as a user of an application, or reads how its passwords are kept",
        need(
            On.STORE,
            "firebaseauth.users.createSession firebaseauth.users.update firebaseauth.users.create"
            " firebasedataconnect.connectors.impersonate* firebasedataconnect.services.executeGraphql*"
            " firebaseauth.configs.getSecret firebaseauth.configs.getHashConfig firebaseauth.configs.update"
            " identitytoolkit.tenants.update",
        ),
        why="Identity Platform answers for the application's users: whoever may change them is any of them.",
        source="identity-platform/docs/access-control",
    ),
    row(
        "service-secret",
        Kind.CREDENTIAL,
        "Gets a key or token that another service keeps",
        need(
            On.STORE,
            "datafusion.namespaces.provisionCredential datafusion.secureKeys.getSecret"
            " edgecontainer.clusters.generateAccessToken edgecontainer.clusters.generateOfflineCredential"
            " edgecontainer.serviceaccounts.generatekey gkemulticloud.*.generateAccessToken"
            " networkmanagement.providers.generateProviderAccessToken backupdr.bvdataSources.fetchAccessToken"
            " chronicle.feeds.generateSecret chronicle.instances.generate*Auth chronicle.instances.generate*Jwt"
            " chronicle.instances.generate*Token apigee.appkeys.create apigee.appkeys.manage"
            " apigee.appgroupapps.manage apigee.developerapps.manage contactcenterinsights.*.generateSignedAudio"
            " looker.instances.login vmwareengine.privateClouds.show*Credentials"
            " vmwareengine.privateClouds.reset*Credentials gkemulticloud.*.getAdminKubeconfig"
            " edgecontainer.apikeys.create automlrecommendations.apiKeys.create",
        ),
        why="Its answer is a credential of that service, or a signed address of its data.",
        source="iam/docs/roles-permissions",
    ),
)
