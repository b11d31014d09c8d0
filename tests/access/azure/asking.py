"""Requests for tests: short ways to ask, and names of resources."""

from typing import Any

from agent_identity.access import azure, parse
from agent_identity.access.azure.documents import AzurePlan
from tests.access.asking import refusal

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/data"
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/invoices"
CONTAINER = f"{ACCOUNT}/blobServices/default/containers/inbox"
QUEUE = f"{ACCOUNT}/queueServices/default/queues/jobs"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/billing"
SECRET = f"{VAULT}/secrets/database"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
GET_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action"


def plan(*entries: dict[str, Any], boundary_class: str = "standard", agent_type: str = "invoice-reader") -> AzurePlan:
    return azure.plan(
        parse(list(entries)),
        boundary_class=boundary_class,
        subscription=SUBSCRIPTION,
        resource_group="agents-prod",
        agent_type=agent_type,
        environment="prod",
    )


def refused(*entries: dict[str, Any], boundary_class: str = "standard") -> list[str]:
    return refusal(plan, *entries, boundary_class=boundary_class)


def held(plan: AzurePlan) -> set[str]:
    """Returns every operation of every role of a plan."""
    return {name for role in plan.roles for name in (*role.actions, *role.data_actions)}


def resource_of(type_name: str, *names: str, group: str = GROUP) -> str:
    """Returns the id of a resource of a type; the names of its parents and its own are given in order."""
    namespace, *words = type_name.split("/")
    return "/".join(
        [group, "providers", namespace, *(part for pair in zip(words, names, strict=True) for part in pair)]
    )
