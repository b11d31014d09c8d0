"""GCP: getting a token, a signature or a key that stands for a principal or a project."""

from typing import Final

from agent_identity.permissions.techniques.gcp.rows import need, row
from agent_identity.permissions.techniques.model import Kind, On

TECHNIQUES: Final = (
    row(
        "account-token",
        Kind.CREDENTIAL,
        "Gets an access token of a service account",
        need(On.PRINCIPAL, "iam.serviceAccounts.getAccessToken"),
        why="The token can do all that the service account can.",
        source="iam/docs/create-short-lived-credentials-direct",
    ),
    row(
        "account-id-token",
        Kind.CREDENTIAL,
        "Gets an identity token of a service account",
        need(On.PRINCIPAL, "iam.serviceAccounts.getOpenIdToken"),
        why="Services that take identity tokens, like Cloud Run, take the caller for that service account.",
        source="iam/docs/create-short-lived-credentials-direct",
    ),
    row(
        "account-signature",
        Kind.CREDENTIAL,
        "Signs as a service account",
        need(On.PRINCIPAL, "iam.serviceAccounts.signBlob iam.serviceAccounts.signJwt"),
        why="A signed token is exchanged for an access token; a signed address opens objects in Cloud Storage.",
        source="iam/docs/create-short-lived-credentials-direct",
    ),
    row(
        "account-delegation",
        Kind.CREDENTIAL,
        "Gets a token through a chain of service accounts",
        need(On.PRINCIPAL, "iam.serviceAccounts.implicitDelegation"),
        why="With it, one account's right to make tokens of another is the caller's, too.",
        source="iam/docs/create-short-lived-credentials-delegated",
    ),
    row(
        "account-key",
        Kind.CREDENTIAL,
        "Makes or enables a key of a service account",
        need(On.PRINCIPAL, "iam.serviceAccountKeys.create iam.serviceAccountKeys.enable"),
        why="A key has no end unless a policy sets one; uploading one takes the same permission.",
        source="iam/docs/keys-create-delete",
    ),
    row(
        "hmac-key",
        Kind.CREDENTIAL,
        "Makes or enables an HMAC key of a service account",
        need(On.PRINCIPAL, "storage.hmacKeys.create storage.hmacKeys.update"),
        why="It signs requests to Cloud Storage as the service account, and has no end.",
        source="storage/docs/authentication/managing-hmackeys",
    ),
    row(
        "api-key",
        Kind.CREDENTIAL,
        "Makes an API key, or takes its limits off",
        need(On.ANY, "apikeys.keys.create apikeys.keys.update"),
        why="A key stands for the project, or for a service account that is bound to it, and has no end.",
        source="docs/authentication/api-keys",
    ),
    row(
        "api-key-account",
        Kind.CREDENTIAL,
        "Binds an API key to a service account",
        need(On.PRINCIPAL, "iam.serviceAccountApiKeyBindings.create iam.serviceAccountApiKeyBindings.undelete"),
        need(On.ANY, "apikeys.keys.create apikeys.keys.getKeyString"),
        why="Such a key calls services as the service account.",
        source="docs/authentication/api-keys-manage",
    ),
    row(
        "api-key-read",
        Kind.CREDENTIAL,
        "Reads an API key",
        need(On.STORE, "apikeys.keys.getKeyString"),
        why="It returns the key itself, which works from anywhere that its restrictions allow.",
        source="docs/authentication/api-keys",
    ),
    row(
        "api-key-undelete",
        Kind.CREDENTIAL,
        "Brings a deleted API key back",
        need(On.STORE, "apikeys.keys.undelete"),
        why="A key that was deleted because it leaked works again.",
        source="docs/authentication/api-keys",
    ),
    row(
        "api-key-regenerate",
        Kind.CREDENTIAL,
        "Makes an API key's text anew",
        need(On.STORE, "serviceusage.apiKeys.regenerate serviceusage.apiKeys.revert"),
        why="The answer holds the new text of the key.",
        source="docs/authentication/api-keys",
    ),
    row(
        "oauth-client",
        Kind.CREDENTIAL,
        "Makes an OAuth client, or reads its secret",
        need(
            On.ANY,
            "clientauthconfig.clients.create clientauthconfig.clients.createSecret clientauthconfig.clients.update"
            " clientauthconfig.clients.getWithSecret clientauthconfig.clients.listWithSecrets"
            " clientauthconfig.clients.undelete",
        ),
        why="Whoever holds a client's secret gets the tokens that people give to the application.",
        source="iam/docs/roles-permissions/clientauthconfig",
    ),
    row(
        "oauth-workforce-client",
        Kind.CREDENTIAL,
        "Makes an OAuth application of a workforce pool, or its credential",
        need(
            On.ANY,
            "iam.googleapis.com/oauthClients.create iam.googleapis.com/oauthClients.update"
            " iam.googleapis.com/oauthClients.undelete iam.googleapis.com/oauthClientCredentials.create"
            " iam.googleapis.com/oauthClientCredentials.update iam.googleapis.com/oauthClientCredentials.get",
        ),
        why="People of the pool who consent give their tokens to it.",
        source="iam/docs/workforce-manage-oauth-app",
    ),
)
