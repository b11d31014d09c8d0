"""What every write goes through, whatever its type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from local_clouds.azure import schema
from local_clouds.azure.errors import ArmError, bad_request
from local_clouds.azure.ids import Target, parse, same

if TYPE_CHECKING:
    from local_clouds.azure.store import JSON
    from local_clouds.azure.types import Change, ResourceType

CALLER = "00000000-0000-4000-8000-00000000000a"
_TOP_LEVEL = frozenset(
    [
        "id",
        "name",
        "type",
        "location",
        "tags",
        "properties",
        "sku",
        "kind",
        "plan",
        "identity",
        "zones",
        "managedBy",
        "extendedLocation",
        "etag",
        "systemData",
        "apiVersion",
        "scale",
        "placement",
        "dependsOn",
    ]
)


def checked(kind: ResourceType, body: Any) -> JSON:  # noqa: ANN401
    """Return a body without what a caller cannot set.

    Raises:
        ArmError: `InvalidRequestContent`, with every problem that the model finds.
    """
    if not isinstance(body, dict):
        raise bad_request("InvalidRequestContent", "The request content was invalid: expected a JSON object.")
    model = schema.load(kind.model) if kind.model else schema.Schema("object")
    unknown = [name for name in body if name not in _TOP_LEVEL and name not in model.members()]
    if unknown:
        raise bad_request(
            "InvalidRequestContent",
            "The request content was invalid and could not be deserialized: 'Could not find member "
            f"'{unknown[0][:100]}' on object of type '{kind.name}'.'",
        )
    if not isinstance(body.get("properties"), (dict, type(None))):
        raise bad_request("InvalidRequestContent", "'properties' must be an object.")
    given = {name: value for name, value in body.items() if name not in {"id", "name", "type", "systemData", "etag"}}
    identity = given.pop("identity", None)
    # The identity block has one form on all types and a rule of its own.
    cleaned, problems = schema.clean(model, given)
    if problems:
        raise bad_request("InvalidRequestContent", "The request content was invalid: " + "; ".join(problems[:20]) + ".")
    if identity is not None:
        cleaned["identity"] = identity
    result: JSON = cleaned
    return result


def check_scope(kind: ResourceType, target: Target) -> None:
    """Check that a type may lie in what a target lies in.

    Raises:
        ArmError: `InvalidResourceScope`.
    """
    held = parse(target.parent).kind if target.parent else "tenant"
    if held not in kind.scopes:
        raise bad_request(
            "InvalidResourceScope",
            f"A resource of type '{kind.name}' cannot lie in '{target.parent or '/'}' ({held}); it lies in: "
            f"{', '.join(sorted(kind.scopes))}.",
        )


def finish(kind: ResourceType, change: Change) -> None:
    """Check what holds across resources (unique values, limits), and give the body what ARM adds to every resource.

    Raises:
        ArmError: `Conflict`, or the code of the limit.
    """
    if change.unique is not None:
        holder = change.cloud.store.holder(kind.name, change.unique)
        if holder is not None and not same(holder.identifier, change.target.identifier):
            raise ArmError(
                409, "Conflict", f"'{holder.name}' of type '{kind.name}' exists already with the same values."
            )
    if (
        kind.limit
        and change.before is None
        and change.cloud.store.count(kind.name, change.target.identifier) >= kind.limit[0]
    ):
        raise bad_request(kind.limit[1], f"No more than {kind.limit[0]} of '{kind.name}' may exist in this scope.")
    members = schema.load(kind.model).members() if kind.model else {}
    shape = members.get("properties")
    if shape is not None and "provisioningState" in shape.schema.members():
        change.properties["provisioningState"] = "Succeeded"
    if "systemData" in members:
        now = timestamp()
        known = (change.before.body.get("systemData") or {}) if change.before else {}
        change.body["systemData"] = {
            "createdBy": CALLER, "createdByType": "User", "createdAt": known.get("createdAt", now),
            "lastModifiedBy": CALLER, "lastModifiedByType": "User", "lastModifiedAt": now,
        }  # fmt: skip


def timestamp() -> str:
    """Return the time as ARM writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def merge(base: JSON, change: JSON) -> JSON:
    """Merge a change into a body, as PATCH does (RFC 7396): objects member by member, null removes."""
    for name, value in change.items():
        if value is None:
            base.pop(name, None)
        elif isinstance(value, dict) and isinstance(base.get(name), dict):
            base[name] = merge(base[name], value)
        else:
            base[name] = value
    return base
