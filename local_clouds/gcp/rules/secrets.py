"""Secret Manager: secrets and their versions.

Source: https://cloud.google.com/secret-manager/docs/reference/rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import ApiError, invalid, not_found
from local_clouds.gcp.store import Resource, etag

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call

JSON = dict[str, Any]


def _check(call: Call, body: JSON, old: JSON | None) -> None:
    if old is None and not call.location and not body.get("replication"):
        raise invalid("The secret's replication is required.", "secret.replication")


def _fill(call: Call, body: JSON) -> None:
    body["name"] = body["name"].replace(f"projects/{call.project}/", f"projects/{call.number}/", 1)


def add_version(call: Call) -> JSON:
    """Add a version."""
    secret = call.resource()
    if "data" not in call.body.get("payload", {}):
        raise invalid("Secret Payload cannot be empty.", "payload")
    number = secret.hidden.get("versions", 0) + 1
    secret.hidden["versions"] = number
    call.store.touch(secret)
    body = {
        "name": f"{secret.body['name']}/versions/{number}",
        "createTime": call.store.now(),
        "state": "ENABLED",
        "etag": etag(1),
        "replicationStatus": {"automatic": {}},
    }
    version = call.store.put(f"{call.name}/versions/{number}", "secretmanager.versions", body)
    version.hidden["data"] = call.body["payload"]["data"]
    return body


def _version(call: Call) -> Resource:
    name = call.name
    if name.endswith("/latest"):
        versions = call.store.children(name.removesuffix("/latest"))
        name = versions[-1].name if versions else name
    found = call.store.get(name)
    if found is None:
        raise not_found(f"Secret Version [{call.path}] not found.")
    return found


def access(call: Call) -> JSON:
    """Return a version's payload."""
    version = _version(call)
    if version.body["state"] != "ENABLED":
        message = f"Secret Version [{version.body['name']}] is in {version.body['state']} state."
        raise ApiError("FAILED_PRECONDITION", message)
    return {"name": version.body["name"], "payload": {"data": version.hidden["data"]}}


def _state(call: Call, state: str) -> JSON:
    version = _version(call)
    if version.body["state"] == "DESTROYED":
        message = f"Secret Version [{version.body['name']}] is in DESTROYED state."
        raise ApiError("FAILED_PRECONDITION", message)
    version.body["state"] = state
    if state == "DESTROYED":
        version.body["destroyTime"] = call.store.now()
        version.hidden.pop("data", None)
    call.store.touch(version)
    return version.body


KINDS = {"secretmanager.secrets": Kind("query:secretId", r"[a-zA-Z0-9_-]{1,255}", check=_check, fill=_fill)}
ACTIONS = {
    "secretmanager.secrets.addVersion": add_version,
    "secretmanager.versions.access": access,
    "secretmanager.versions.get": lambda call: _version(call).body,
    "secretmanager.versions.enable": lambda call: _state(call, "ENABLED"),
    "secretmanager.versions.disable": lambda call: _state(call, "DISABLED"),
    "secretmanager.versions.destroy": lambda call: _state(call, "DESTROYED"),
}
