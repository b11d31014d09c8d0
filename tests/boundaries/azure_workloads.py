"""What ordinary agents on Azure do: the actions, then the data actions. Nothing of the boundary may refuse them."""

from typing import Final

WORKLOADS: Final = {
    "answers questions from documents": (
        "Storage/storageAccounts/blobServices/containers/read",
        "Storage/storageAccounts/blobServices/containers/blobs/read",
    ),
    "writes reports": ("", "Storage/storageAccounts/blobServices/containers/blobs/write"),
    "keeps its output tidy": ("", "Storage/storageAccounts/blobServices/containers/blobs/delete"),
    "takes work off a storage queue": ("", "Storage/storageAccounts/queueServices/queues/messages/process/action"),
    "puts work into a storage queue": ("", "Storage/storageAccounts/queueServices/queues/messages/add/action"),
    "keeps its state in a table": (
        "",
        (
            "Storage/storageAccounts/tableServices/tables/entities/read"
            " Storage/storageAccounts/tableServices/tables/entities/write"
        ),
    ),
    "takes messages off a bus": ("", "ServiceBus/namespaces/messages/receive/action"),
    "sends messages": ("ServiceBus/namespaces/queues/read", "ServiceBus/namespaces/messages/send/action"),
    "reads events": ("EventHub/namespaces/eventhubs/read", "EventHub/namespaces/messages/receive/action"),
    "sends events": ("", "EventHub/namespaces/messages/send/action EventGrid/events/send/action"),
    "asks a model": ("", "CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"),
    "makes embeddings": ("", "CognitiveServices/accounts/OpenAI/deployments/embeddings/action"),
    "searches an index": ("Search/searchServices/read", "Search/searchServices/indexes/documents/read"),
    "fills an index": ("", "Search/searchServices/indexes/documents/write"),
    "reads the key of its tool": ("KeyVault/vaults/read", "KeyVault/vaults/secrets/getSecret/action"),
    "renews a token that it keeps": ("", "KeyVault/vaults/secrets/setSecret/action"),
    "signs what it sends": ("", "KeyVault/vaults/keys/sign/action KeyVault/vaults/keys/read"),
    "decrypts what it gets": ("", "KeyVault/vaults/keys/decrypt/action KeyVault/vaults/keys/unwrap/action"),
    "reads its settings": ("", "AppConfiguration/configurationStores/keyValues/read"),
    "reads logs for an operator": ("OperationalInsights/workspaces/query/read Insights/logs/read", ""),
    "reads metrics for an operator": (
        "Insights/metrics/read Insights/alertRules/read",
        "Monitor/accounts/data/metrics/read",
    ),
    "sends metrics": ("", "Insights/Metrics/Write"),
    "takes stock of a subscription": (
        "Resources/subscriptions/resources/read Resources/subscriptions/resourceGroups/read",
        "",
    ),
    "reads costs": ("CostManagement/query/action Consumption/usageDetails/read", ""),
    "restarts a machine": (
        "Compute/virtualMachines/read Compute/virtualMachines/start/action Compute/virtualMachines/restart/action",
        "",
    ),
    "restarts an app": ("Web/sites/read Web/sites/restart/action", ""),
    "starts a job": ("App/jobs/read App/jobs/start/action", ""),
    "starts a workflow": ("Logic/workflows/read Logic/workflows/triggers/run/action", ""),
    "starts a pipeline": (
        "DataFactory/factories/pipelines/createrun/action DataFactory/factories/pipelineruns/read",
        "",
    ),
    "pulls its image": (
        "ContainerRegistry/registries/pull/read",
        "ContainerRegistry/registries/repositories/content/read",
    ),
    "works on incidents": ("SecurityInsights/incidents/read SecurityInsights/incidents/write", ""),
    "opens support requests": ("Support/supportTickets/read Support/supportTickets/write", ""),
    "reads a namespace of AKS": (
        "ContainerService/managedClusters/read",
        "ContainerService/managedClusters/pods/read",
    ),
    "reads speech and documents": ("", "CognitiveServices/accounts/SpeechServices/speechrest/transcriptions/write"),
}
"""By what the agent does: its actions and its data actions, without `Microsoft.`."""
