"""Microsoft.ManagedIdentity: identities and the federated credentials that they trust."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from local_clouds.azure.errors import bad_request
from local_clouds.azure.types import Change, ResourceType

if TYPE_CHECKING:
    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.store import JSON, Resource

IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
FEDERATED = f"{IDENTITY}/federatedIdentityCredentials"
MODELS = "azure.mgmt.msi.v2024_11_30.models"
_CREDENTIALS = 20
_LONGEST_VALUE = 600


def _principal(change: Change) -> None:
    """Make the service principal that stands behind an identity; a new identity of an old name is a new principal."""
    change.keep("principalId", lambda: str(uuid.uuid4()))
    change.keep("clientId", lambda: str(uuid.uuid4()))
    change.properties["tenantId"] = change.cloud.tenant


def _federation(change: Change) -> None:
    """Hold what Entra holds: an https issuer, one audience, issuer and subject once, 20 to an identity.

    Source: Microsoft Learn, "Important considerations and restrictions for federated identity credentials".
    """
    issuer, subject = change.properties.get("issuer"), change.properties.get("subject")
    audiences = change.properties.get("audiences")
    for name, value in (("issuer", issuer), ("subject", subject), ("audiences", audiences)):
        if not value:
            raise bad_request("BadRequest", f"The federated identity credential property '{name}' must not be empty.")
    try:
        url = urlsplit(str(issuer))
    except ValueError:
        url = urlsplit("")
    if url.scheme != "https" or not url.netloc:
        raise bad_request("BadRequest", f"The issuer '{str(issuer)[:200]}' must be an https URL.")
    if len(audiences or []) != 1:
        raise bad_request("BadRequest", f"Expected exactly one audience, found {len(audiences or [])}.")
    for value in (issuer, subject, (audiences or [""])[0]):
        if len(str(value)) > _LONGEST_VALUE:
            raise bad_request(
                "BadRequest", f"Issuer, subject and audience have at most {_LONGEST_VALUE} characters each."
            )
    siblings = [
        item
        for item in change.cloud.store.children(change.target.parent)
        if item.type == FEDERATED and item.name.lower() != change.target.name.lower()
    ]
    if any(item.properties["issuer"] == issuer and item.properties["subject"] == subject for item in siblings):
        raise bad_request("BadRequest", "Issuer and subject combination already exists for this Managed Identity.")
    if len(siblings) >= _CREDENTIALS:
        raise bad_request("BadRequest", f"A managed identity may have at most {_CREDENTIALS} federated credentials.")


def _used_by(cloud: Cloud, identity: Resource, _body: JSON) -> JSON:
    users = [
        {"id": item.identifier, "name": item.name, "type": item.type}
        for item in cloud.store.all()
        if identity.identifier.lower() in {name.lower() for name in _attached(item)}
    ]
    return {"totalCount": len(users), "value": users}


def _attached(item: Resource) -> JSON:
    found: JSON = (item.body.get("identity") or {}).get("userAssignedIdentities") or {}
    return found


TYPES = (
    ResourceType(
        IDENTITY,
        model=f"{MODELS}:Identity",
        pattern=r"[A-Za-z0-9][A-Za-z0-9_-]*",
        shortest=3,
        longest=128,
        rules=(_principal,),
        actions={"listAssociatedResources": _used_by},
    ),
    ResourceType(
        FEDERATED,
        model=f"{MODELS}:FederatedIdentityCredential",
        pattern=r"[A-Za-z0-9][A-Za-z0-9_-]*",
        shortest=3,
        longest=120,
        location="nothing",
        rules=(_federation,),
    ),
)
