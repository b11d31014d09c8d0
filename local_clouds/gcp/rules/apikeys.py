"""API keys. Source: https://cloud.google.com/api-keys/docs/reference/rest."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from local_clouds.gcp import operations, verbs
from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import invalid
from local_clouds.gcp.policies import account_exists

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call

JSON = dict[str, Any]

_FORM = r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?"


def _check(call: Call, body: JSON, old: JSON | None) -> None:  # noqa: ARG001 - all checks are called alike
    if len(body.get("displayName", "")) > 63:
        raise invalid("The display name must have at most 63 characters.", "key.display_name")
    email = body.get("serviceAccountEmail")
    if email and not account_exists(call.store, email):
        raise invalid(f"Service account {email[:100]} does not exist.", "key.service_account_email")


def create(call: Call) -> JSON:
    """Make a key; without an id the service makes one."""
    if call.location != "global":
        raise invalid("API keys live in the location global.", "parent")
    call.query.setdefault("keyId", call.store.uid() if "keyId" not in call.query else "")
    started = verbs.create(call, Kind("query:keyId", rf"{_FORM}|[0-9a-f-]{{36}}", check=_check))
    key = call.store.get(f"{call.name}/{call.query['keyId']}")
    if key:
        key.hidden["keyString"] = f"AIzaSy{secrets.token_urlsafe(25)[:33]}"
    return started


def key_string(call: Call) -> JSON:
    """Return a key's secret text."""
    key = call.store.get(call.name.removesuffix("/keyString"))
    if key is None:
        return call.resource().body
    return {"keyString": key.hidden["keyString"]}


def delete(call: Call) -> JSON:
    """Delete a key."""
    key = call.resource()
    verbs.check_etag(call, key, {})
    call.store.remove(call.name)
    return operations.start(call, {**key.body, "deleteTime": call.store.now()}, call.path)


KINDS = {"apikeys.keys": Kind(check=_check)}
ACTIONS = {
    "apikeys.keys.create": create,
    "apikeys.keys.getKeyString": key_string,
    "apikeys.keys.delete": delete,
}
