"""The kinds of Azure resources that a person has looked at; every other kind is read by its names alone.

Each entry's `source` documents its operations. What a read gives is what the built-in reader of the data gives, without
what hands out a key.
"""

from typing import Final

from agent_identity.access.azure.kind import Kind
from agent_identity.access.azure.vaults import VAULTS

_DOCS: Final = "https://learn.microsoft.com/azure/role-based-access-control/permissions"
_STORAGE: Final = "Microsoft.Storage/storageAccounts"
_CONTAINERS: Final = f"{_STORAGE}/blobServices/containers"
_BUS: Final = "Microsoft.ServiceBus/namespaces"
_BUS_DATA: Final = (f"{_BUS}/messages/receive/action", f"{_BUS}/messages/send/action")
_HUB: Final = "Microsoft.EventHub/namespaces"
_HUB_DATA: Final = (f"{_HUB}/messages/receive/action", f"{_HUB}/messages/send/action")
_SEARCH: Final = "Microsoft.Search/searchServices"
_CONFIG: Final = "Microsoft.AppConfiguration/configurationStores"
_AI: Final = "Microsoft.CognitiveServices/accounts"
_GRID: Final = "Microsoft.EventGrid"
_RECEIVING: Final = "receiving takes messages away, so it is a write"

BLOBS: Final = f"{_CONTAINERS}/blobs"
"""The blobs of a container. Azure has no such resource: a condition holds an assignment on the container to them."""

PREFIX_READ: Final = f"{BLOBS}/read"
"""The operation that both reads a blob and lists blobs."""

PATH_OPERATIONS: Final = (
    PREFIX_READ,
    f"{BLOBS}/write",
    f"{BLOBS}/add/action",
    f"{BLOBS}/delete",
    f"{BLOBS}/deleteBlobVersion/action",
    f"{BLOBS}/permanentDelete/action",
    f"{BLOBS}/tags/read",
    f"{BLOBS}/tags/write",
)
"""Operations for which a condition knows a blob's path.

https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes#blob-path
"""

KINDS: Final = (
    Kind(
        title="storage account",
        type=_STORAGE,
        source=f"{_DOCS}/storage",
        reads=(
            f"{_STORAGE}/read",
            f"{_CONTAINERS}/read",
            PREFIX_READ,
            f"{_STORAGE}/queueServices/queues/read",
            f"{_STORAGE}/queueServices/queues/messages/read",
            f"{_STORAGE}/tableServices/tables/read",
            f"{_STORAGE}/tableServices/tables/entities/read",
        ),
        note="reads everything in it but files; name a container, queue or table for less",
    ),
    Kind(
        title="blob container",
        type=_CONTAINERS,
        source=f"{_DOCS}/storage",
        reads=(f"{_CONTAINERS}/read", PREFIX_READ),
        data_actions=(
            f"{BLOBS}/deleteBlobVersion/action",
            f"{BLOBS}/filter/action",
            f"{BLOBS}/permanentDelete/action",
        ),
    ),
    Kind(
        title="blobs of a container",
        type=BLOBS,
        source="https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes#blob-path",
        reads=(PREFIX_READ,),
        note="written …/containers/NAME/blobs/PREFIX*, or one blob by its path; held by a condition",
    ),
    Kind(
        title="storage queue",
        type=f"{_STORAGE}/queueServices/queues",
        source=f"{_DOCS}/storage",
        reads=(f"{_STORAGE}/queueServices/queues/read", f"{_STORAGE}/queueServices/queues/messages/read"),
        note="reads peek at messages; taking them is messages/process/action, a write",
    ),
    Kind(
        title="storage table",
        type=f"{_STORAGE}/tableServices/tables",
        source=f"{_DOCS}/storage",
        reads=(f"{_STORAGE}/tableServices/tables/read", f"{_STORAGE}/tableServices/tables/entities/read"),
    ),
    Kind(
        title="file share",
        type=f"{_STORAGE}/fileServices/shares",
        source=f"{_DOCS}/storage",
        reads=(f"{_STORAGE}/fileServices/shares/read", f"{_STORAGE}/fileServices/fileshares/files/read"),
        also=(f"{_STORAGE}/fileServices/fileshares",),
    ),
    *VAULTS,
    Kind(
        title="Service Bus namespace",
        type=_BUS,
        source=f"{_DOCS}/integration#microsoftservicebus",
        reads=(f"{_BUS}/read", f"{_BUS}/queues/read", f"{_BUS}/topics/read", f"{_BUS}/topics/subscriptions/read"),
        actions=(
            f"{_BUS}/read",
            f"{_BUS}/queues/read",
            f"{_BUS}/topics/read",
            f"{_BUS}/topics/subscriptions/read",
            f"{_BUS}/topics/subscriptions/rules/read",
        ),
        data_actions=_BUS_DATA,
        note=_RECEIVING,
    ),
    *(
        Kind(
            title=f"Service Bus {title}",
            type=f"{_BUS}/{path}",
            source=f"{_DOCS}/integration#microsoftservicebus",
            reads=(f"{_BUS}/{path}/read",),
            also=(f"{_BUS}/messages",),
            note=_RECEIVING,
        )
        for title, path in (("queue", "queues"), ("topic", "topics"), ("subscription", "topics/subscriptions"))
    ),
    Kind(
        title="event hub",
        type=f"{_HUB}/eventhubs",
        source=f"{_DOCS}/analytics#microsofteventhub",
        reads=(f"{_HUB}/eventhubs/read", f"{_HUB}/eventhubs/consumergroups/read", _HUB_DATA[0]),
        actions=(f"{_HUB}/eventhubs/read", f"{_HUB}/eventhubs/consumergroups/read"),
        data_actions=_HUB_DATA,
        also=(f"{_HUB}/messages",),
        named=(_HUB_DATA[0],),
        note="receiving leaves events where they are",
    ),
    Kind(
        title="App Configuration store",
        type=_CONFIG,
        source=f"{_DOCS}/integration#microsoftappconfiguration",
        reads=(f"{_CONFIG}/read", f"{_CONFIG}/keyValues/read", f"{_CONFIG}/snapshots/read"),
        actions=(f"{_CONFIG}/read",),
        data_actions=(
            f"{_CONFIG}/keyValues/delete",
            f"{_CONFIG}/keyValues/read",
            f"{_CONFIG}/keyValues/write",
            f"{_CONFIG}/snapshots/archive/action",
            f"{_CONFIG}/snapshots/read",
            f"{_CONFIG}/snapshots/write",
        ),
        note="Azure grants a store as a whole, not single keys",
    ),
    Kind(
        title="search index",
        type=f"{_SEARCH}/indexes",
        source="https://learn.microsoft.com/azure/search/search-security-rbac",
        reads=(f"{_SEARCH}/indexes/documents/read",),
        data_actions=(f"{_SEARCH}/indexes/documents/delete", f"{_SEARCH}/indexes/documents/write"),
    ),
    Kind(
        title="AI services account (Azure OpenAI)",
        type=_AI,
        source=f"{_DOCS}/ai-machine-learning#microsoftcognitiveservices",
        reads=(f"{_AI}/read", f"{_AI}/deployments/read"),
        actions=(f"{_AI}/deployments/read",),
        named=(
            f"{_AI}/OpenAI/deployments/audio/action",
            f"{_AI}/OpenAI/deployments/chat/completions/action",
            f"{_AI}/OpenAI/deployments/completions/action",
            f"{_AI}/OpenAI/deployments/embeddings/action",
            f"{_AI}/OpenAI/images/generations/action",
        ),
        note="asking a model changes nothing, so a read may name it; Azure grants the account, not one deployment",
    ),
    Kind(
        title="Cosmos DB account",
        type="Microsoft.DocumentDB/databaseAccounts",
        source="https://learn.microsoft.com/azure/cosmos-db/how-to-setup-rbac",
        reads=("Microsoft.DocumentDB/databaseAccounts/read",),
        note="its data has role assignments of its own (sqlRoleAssignments), which are not generated",
    ),
    Kind(
        title="container registry",
        type="Microsoft.ContainerRegistry/registries",
        source=f"{_DOCS}/containers#microsoftcontainerregistry",
        reads=("Microsoft.ContainerRegistry/registries/read", "Microsoft.ContainerRegistry/registries/pull/read"),
    ),
    *(
        Kind(
            title=f"Event Grid {title}",
            type=f"{_GRID}/{title}s",
            source=f"{_DOCS}/integration#microsofteventgrid",
            reads=(f"{_GRID}/{title}s/read",),
            also=(f"{_GRID}/events",),
        )
        for title in ("topic", "domain")
    ),
)
"""Every reviewed kind, in the order of the documentation."""
