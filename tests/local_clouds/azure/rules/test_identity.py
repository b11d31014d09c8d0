"""Managed identities and federated credentials, by Microsoft's msi client."""

from __future__ import annotations

from typing import Any

import pytest

from local_clouds.constants import AZURE_TENANT

HERE = {"location": "westeurope"}


def federate(azure: Any, name: str = "cluster", **more: Any) -> Any:
    body = {
        "issuer": "https://oidc.example.com/one",
        "subject": "system:serviceaccount:agents-a:reader",
        "audiences": ["api://AzureADTokenExchange"],
        **more,
    }
    return azure.identities.federated_identity_credentials.create_or_update(
        "agents", "reader", name, {"properties": body}
    )


def test_an_identity_has_a_principal_that_updates_do_not_change(azure: Any) -> None:
    calls = azure.identities.user_assigned_identities
    made = calls.create_or_update("agents", "reader", {**HERE, "tags": {"agent-type": "reader"}})
    assert made.tenant_id == AZURE_TENANT
    assert made.principal_id != made.client_id
    changed = calls.update("agents", "reader", {"tags": {"agent-type": "other"}})
    assert (changed.principal_id, changed.client_id) == (made.principal_id, made.client_id)
    assert [item.name for item in calls.list_by_subscription()] == ["reader"]
    assert [item.tags for item in calls.list_by_resource_group("agents")] == [{"agent-type": "other"}]
    forged = calls.create_or_update("agents", "reader", {**HERE, "properties": {"principalId": "mine"}})
    assert forged.principal_id == made.principal_id


def test_the_resources_of_an_identity(azure: Any) -> None:
    made = azure.identities.user_assigned_identities.create_or_update("agents", "reader", HERE)
    group = {
        **HERE,
        "os_type": "Linux",
        "identity": {"type": "UserAssigned", "user_assigned_identities": {made.id: {}}},
        "containers": [{"name": "one", "image": "i", "resources": {"requests": {"cpu": 1, "memory_in_gb": 1}}}],
    }
    azure.containers.container_groups.begin_create_or_update("agents", "runner", group).result()
    users = azure.resources.resources.list(filter="resourceType eq 'Microsoft.ContainerInstance/containerGroups'")
    assert [item.name for item in users] == ["runner"]


def test_credentials_are_listed_and_removed(azure: Any) -> None:
    azure.identities.user_assigned_identities.create_or_update("agents", "reader", HERE)
    federate(azure)
    calls = azure.identities.federated_identity_credentials
    assert [item.name for item in calls.list("agents", "reader")] == ["cluster"]
    calls.delete("agents", "reader", "cluster")
    assert not list(calls.list("agents", "reader"))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"issuer": "http://oidc.example.com"}, "BadRequest"),
        ({"issuer": "https://"}, "BadRequest"),
        ({"issuer": "https://[half"}, "BadRequest"),
        ({"issuer": None}, "BadRequest"),
        ({"subject": ""}, "BadRequest"),
        ({"subject": "s" * 601}, "BadRequest"),
        ({"audiences": []}, "BadRequest"),
        ({"audiences": ["a", "b"]}, "BadRequest"),
    ],
)
def test_what_a_federated_credential_must_be(azure: Any, refused: Any, more: dict[str, Any], code: str) -> None:
    azure.identities.user_assigned_identities.create_or_update("agents", "reader", HERE)
    refused(code, federate, azure, **more)


def test_issuer_and_subject_occur_once_and_there_are_twenty(azure: Any, refused: Any) -> None:
    refused("ParentResourceNotFound", federate, azure)
    azure.identities.user_assigned_identities.create_or_update("agents", "reader", HERE)
    federate(azure)
    assert federate(azure, audiences=["other"]).audiences == ["other"]
    refused("BadRequest", federate, azure, "twin")
    for number in range(19):
        federate(azure, f"cluster-{number}", subject=f"s{number}")
    refused("BadRequest", federate, azure, "one-more", subject="more")
