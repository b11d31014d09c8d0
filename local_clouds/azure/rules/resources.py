"""Microsoft.Resources and Microsoft.Management: resource groups, tags at a scope, management groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.azure.common import check_tags
from local_clouds.azure.errors import ArmError, bad_request
from local_clouds.azure.ids import MANAGEMENT_GROUP, RESOURCE_GROUP, SUBSCRIPTION, name_of
from local_clouds.azure.types import Change, ResourceType

if TYPE_CHECKING:
    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.store import JSON, Resource

TAGS = "Microsoft.Resources/tags"


def _group_is_plain(change: Change) -> None:
    change.body["properties"] = {"provisioningState": "Succeeded"}


def _management_group(change: Change) -> None:
    """Place the group under its parent, the tenant's root group unless it says otherwise."""
    details = change.properties.get("details") or {}
    given = (details.get("parent") or {}).get("id") if isinstance(details, dict) else None
    known = change.before.properties["details"].get("parent") if change.before is not None else None
    above = given or (known or {}).get("id") or f"/providers/{MANAGEMENT_GROUP}/{change.cloud.tenant}"
    if change.target.name == change.cloud.tenant:
        above = None
    elif change.cloud.store.get(str(above)) is None:
        raise ArmError(404, "NotFound", f"The parent management group '{str(above)[:300]}' was not found.")
    change.properties.setdefault("displayName", change.target.name)
    change.properties["tenantId"] = change.cloud.tenant
    change.properties["details"] = {"parent": {"id": above, "name": name_of(str(above))}} if above else {}


def _management_group_is_empty(cloud: Cloud, group: Resource) -> None:
    below = [
        item.name for item in cloud.store.of_type(SUBSCRIPTION) if item.private["managementGroup"] == group.identifier
    ]
    below += [
        item.name
        for item in cloud.store.of_type(MANAGEMENT_GROUP)
        if (item.properties["details"].get("parent") or {}).get("id") == group.identifier
    ]
    if below:
        raise bad_request(
            "BadRequest", f"The management group '{group.name}' has children and cannot be deleted: {below}."
        )


def _tags_of_scope(change: Change) -> None:
    check_tags(change.properties.get("tags", {}))
    if change.target.name != "default":
        raise bad_request("InvalidResourceName", "The name of the tags resource must be 'default'.")


def _write_through(cloud: Cloud, tags: Resource) -> None:
    """Show tags set at a scope on the resource itself, and take them away with the deletion of the tags resource."""
    holder = cloud.store.get(tags.parent)
    if holder is not None:
        there = cloud.store.get(tags.identifier) is not None
        holder.body["tags"] = dict(tags.properties.get("tags", {})) if there else {}
        cloud.store.put(holder)


def _merge_tags(before: JSON, change: JSON) -> JSON:
    """Apply the operation of a patch: Replace, Merge or Delete (Microsoft Learn, "Tags - Update At Scope")."""
    given = (change.get("properties") or {}).get("tags") or {}
    present = dict((before.get("properties") or {}).get("tags") or {})
    check_tags(given)
    operation = str(change.get("operation")).lower()
    if operation == "replace":
        present = given
    elif operation == "merge":
        present.update(given)
    elif operation == "delete":
        present = {name: value for name, value in present.items() if given.get(name) != value}
    else:
        raise bad_request("InvalidTagsPatchOperation", f"'{operation[:50]}' is not Replace, Merge or Delete.")
    return {"properties": {"tags": present}}


def _tags_shown(cloud: Cloud, tags: Resource, body: JSON) -> JSON:
    holder = cloud.store.get(tags.parent)
    body["properties"] = {"tags": (holder.body.get("tags") or {}) if holder else {}}
    return body


TYPES = (
    ResourceType(
        RESOURCE_GROUP,
        model="azure.mgmt.resource.resources.models:ResourceGroup",
        scopes=frozenset({"subscription"}),
        pattern=r"[\w.()-]*[\w()-]",
        longest=90,
        rules=(_group_is_plain,),
        slow=frozenset({"DELETE"}),
        limit=(980, "ResourceGroupQuotaExceeded"),
    ),
    ResourceType(
        MANAGEMENT_GROUP,
        scopes=frozenset({"tenant"}),
        pattern=r"[\w.()-]*[\w()-]",
        longest=90,
        location="nothing",
        rules=(_management_group,),
        guards=(_management_group_is_empty,),
        slow=frozenset({"PUT", "DELETE"}),
        created=202,
    ),
    ResourceType(
        TAGS,
        model="azure.mgmt.resource.resources.models:TagsResource",
        scopes=frozenset({"subscription", "resourceGroup", "resource"}),
        location="nothing",
        rules=(_tags_of_scope,),
        then=(_write_through,),
        show=_tags_shown,
        created=200,
        merge=_merge_tags,
        implied=True,
    ),
)
