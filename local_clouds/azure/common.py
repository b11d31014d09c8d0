"""Rules that hold for many types: location, tags, identities, references."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from local_clouds.azure.errors import ArmError, bad_request
from local_clouds.azure.ids import same, scope_kind
from local_clouds.azure.locations import REGIONS, normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.store import JSON
    from local_clouds.azure.types import Change, ResourceType

_TAGS = 50
_TAG_NAME = 512
_TAG_VALUE = 256
_IDENTITY_TYPES = {
    "none": "None",
    "systemassigned": "SystemAssigned",
    "userassigned": "UserAssigned",
    "systemassigned,userassigned": "SystemAssigned, UserAssigned",
}


def require_location(body: Any, kind: ResourceType) -> None:  # noqa: ANN401
    """Check that a body names a location where the type needs one: ARM asks for it before the model does."""
    if kind.location == "required" and isinstance(body, dict) and not body.get("location"):
        raise bad_request("LocationRequired", "The location property is required for this definition.")


def check_location(change: Change, kind: ResourceType) -> None:
    """Check that the location is known, and not another one than before."""
    location = change.body.get("location")
    if location is None:
        return
    if not isinstance(location, str) or (normalised(location) not in REGIONS and normalised(location) != "global"):
        raise bad_request(
            "LocationNotAvailableForResourceType",
            f"The provided location '{str(location)[:100]}' is not available for resource type '{kind.name}'. "
            f"List of available regions for the resource type is '{','.join(sorted(REGIONS))}'.",
        )
    change.body["location"] = normalised(location)
    before = change.before.body.get("location") if change.before else None
    if before is not None and before != change.body["location"]:
        group = scope_kind(kind.name) == "resourceGroup"
        raise ArmError(
            409,
            "InvalidResourceGroupLocation" if group else "InvalidResourceLocation",
            f"The resource '{change.target.name}' already exists in location '{before}'. A resource with the same name "
            f"cannot be created in location '{location}'. Please select a new resource name.",
        )


def check_tags(tags: Any) -> None:  # noqa: ANN401
    """Check tags (Microsoft Learn, "Use tags to organize your Azure resources", limitations)."""
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        raise bad_request("InvalidRequestContent", "'tags' must be a map of strings.")
    if len(tags) > _TAGS:
        raise bad_request("TooManyTags", f"The resource has {len(tags)} tags; a resource may have at most {_TAGS}.")
    if len({name.lower() for name in tags}) < len(tags):
        raise bad_request("DuplicateTag", "Two tag names differ only in case.")
    for name, value in tags.items():
        if not name or len(name) > _TAG_NAME or re.search(r"[<>%&\\?/\x00-\x1f]", name):
            raise bad_request(
                "InvalidTagNameCharacters",
                f"The tag name '{name[:100]}' must have 1 to {_TAG_NAME} characters and none of <, >, %, &, \\, ?, /.",
            )
        if len(value) > _TAG_VALUE:
            raise bad_request("InvalidTagValueLength", f"The value of tag '{name}' is longer than {_TAG_VALUE}.")


def attach_identity(change: Change) -> None:
    """Check the `identity` block, and give it the ids that Entra would.

    User-assigned identities must exist; a system-assigned one keeps its principal for the life of the resource.
    """
    given = change.body.get("identity")
    if given is None:
        return
    if not isinstance(given, dict):
        raise bad_request("InvalidRequestContent", "'identity' must be an object.")
    kind = _IDENTITY_TYPES.get(str(given.get("type", "")).replace(" ", "").lower())
    if kind is None:
        raise bad_request(
            "InvalidIdentityType", f"The identity type '{str(given.get('type'))[:100]}' is not supported."
        )
    result: JSON = {"type": kind}
    before = (change.before.body.get("identity") or {}) if change.before else {}
    if "SystemAssigned" in kind:
        result["principalId"] = before.get("principalId") or str(uuid.uuid4())
        result["tenantId"] = change.cloud.tenant
    wanted = given.get("userAssignedIdentities") or {}
    if not isinstance(wanted, dict) or ("UserAssigned" in kind.split(", ")) != bool(wanted):
        raise bad_request(
            "InvalidIdentityValues",
            f"The identity type is '{kind}', and the userAssignedIdentities are {str(wanted)[:100]}; a type with "
            "UserAssigned needs a map from the ids of identities to empty objects, another type none.",
        )
    if wanted:
        result["userAssignedIdentities"] = {name: _identity(change.cloud, name) for name in wanted}
    change.body["identity"] = result


def _identity(cloud: Cloud, identifier: str) -> JSON:
    found = cloud.store.get(identifier)
    if found is None or found.type != "Microsoft.ManagedIdentity/userAssignedIdentities":
        raise bad_request(
            "FailedIdentityOperation",
            f"Failed to perform resource identity operation: the identity '{identifier[:300]}' was not found.",
        )
    return {"principalId": found.properties["principalId"], "clientId": found.properties["clientId"]}


def check_references(change: Change) -> None:
    """Check that every `{"id": …}` in the properties names a resource that exists."""
    for identifier in references(change.body.get("properties")):
        if change.cloud.store.get(identifier) is None and not _inside(identifier, change.target.identifier):
            raise bad_request(
                "InvalidResourceReference",
                f"Resource {identifier[:300]} referenced by resource {change.target.identifier} was not found. Please "
                "make sure that the referenced resource exists, and that both resources are in the same region.",
            )


def references(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Find the ids of subscription resources that stand under a key `id`, at any depth."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "id" and isinstance(item, str) and item.lower().startswith("/subscriptions/"):
                yield item
            else:
                yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def _inside(identifier: str, holder: str) -> bool:
    return same(identifier, holder) or identifier.lower().startswith(holder.lower() + "/")
