"""Service accounts and their keys.

Sources: https://cloud.google.com/iam/docs/service-accounts-create, …/service-accounts-delete-undelete (30 days),
…/keys-create-delete, https://cloud.google.com/iam/quotas (10 keys, 256 bytes of description).
"""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import ApiError, exists, invalid, not_found
from local_clouds.gcp.policies import account_name, rename_member
from local_clouds.gcp.rules.organization import is_enforced

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call
    from local_clouds.gcp.store import Resource, Store

JSON = dict[str, Any]

_TOMBSTONES = "deleted/serviceAccounts"
UNDELETE_DAYS = 30
MOST_KEYS = 10


def canonical(store: Store, path: str) -> str:
    """Return an account's path with its project and e-mail, where it says `-` or the account's unique id."""
    parts = path.split("/")
    if len(parts) < 4 or parts[0] != "projects" or parts[2] != "serviceAccounts":
        return path
    project, account = parts[1], parts[3].lower()
    if project == "-":
        owner = account.rpartition("@")[2].removesuffix(".iam.gserviceaccount.com")
        project = owner if owner in store.projects else next(iter(store.projects))
    if account.isdigit():
        for found in store.children(f"iam/projects/{project}/serviceAccounts"):
            if found.body["uniqueId"] == account:
                account = found.body["email"]
    return "/".join(["projects", project, "serviceAccounts", account, *parts[4:]])


def _check(call: Call, body: JSON, old: JSON | None) -> None:  # noqa: ARG001 - all checks are called alike
    if len(body.get("displayName", "").encode()) > 100:
        raise invalid("The display name must be at most 100 UTF-8 bytes.", "service_account.display_name")
    if len(body.get("description", "").encode()) > 256:
        raise invalid("The description must be at most 256 UTF-8 bytes.", "service_account.description")


def create(call: Call) -> JSON:
    """Make an account. Its e-mail is its id and its project."""
    identifier = call.body["accountId"]
    form = r"[a-z](?:[-a-z0-9]{4,28}[a-z0-9])"
    if not re.fullmatch(form, identifier):
        rule = f'The account ID "{identifier[:100]}" does not have a length between 6 and 30 or does not match {form}.'
        raise invalid(rule, "account_id")
    body = dict(call.body.get("serviceAccount", {}))
    _check(call, body, None)
    email = f"{identifier}@{call.project}.iam.gserviceaccount.com"
    name = account_name(call.project, email)
    if call.store.get(name):
        raise exists(f"Service account {identifier} already exists within project projects/{call.project}.")
    if is_enforced(call.store, call.project, "iam.disableServiceAccountCreation"):
        raise ApiError("FAILED_PRECONDITION", "Service account creation is not allowed on this project.")
    unique = call.store.number()
    body.update(
        {
            "name": name.removeprefix("iam/"),
            "projectId": call.project,
            "uniqueId": unique,
            "email": email,
            "oauth2ClientId": unique,
            "etag": "MDEwMjE5MjA=",
        }
    )
    call.store.put(name, call.method.collection, body)
    return body


def get(call: Call) -> JSON:
    """Return an account."""
    return _account(call).body


def _account(call: Call) -> Resource:
    found = call.store.get(call.name)
    if found is None:
        raise not_found(f"Unknown service account: {call.path.rsplit('/', 1)[1]}")
    return found


def patch(call: Call) -> JSON:
    """Change display name and description, those that the mask names."""
    account = _account(call)
    changes, mask = call.body.get("serviceAccount", {}), call.body.get("updateMask", "")
    fields = {part.strip().replace("display_name", "displayName") for part in mask.split(",") if part.strip()}
    if fields - {"displayName", "description"}:
        raise invalid(
            f"Invalid update mask: {mask[:200]}; only display_name and description can be changed.", "update_mask"
        )
    if not fields:
        raise invalid("The update mask must name a field.", "update_mask")
    body = {k: v for k, v in account.body.items() if k not in fields}
    body.update({k: changes[k] for k in fields if changes.get(k)})
    _check(call, body, account.body)
    account.body = body
    call.store.touch(account)
    return body


def update(call: Call) -> JSON:
    """Change the display name, and the description, as the older method does."""
    account = _account(call)
    _check(call, call.body, account.body)
    account.body = {**account.body, **{k: v for k, v in call.body.items() if k in {"displayName", "description"}}}
    call.store.touch(account)
    return account.body


def delete(call: Call) -> JSON:
    """Delete an account; its bindings show it as deleted, and for 30 days it can be taken back by its unique id."""
    account = _account(call)
    tombstone = f"{_TOMBSTONES}/{account.body['uniqueId']}"
    call.store.put(tombstone, _TOMBSTONES, account.body).deleted = call.store.now()
    call.store.remove(call.name)
    email, unique = account.body["email"], account.body["uniqueId"]
    rename_member(call.store, f"serviceAccount:{email}", f"deleted:serviceAccount:{email}?uid={unique}")
    return {}


def undelete(call: Call) -> JSON:
    """Take a deleted account back, with its bindings. It must be named by its unique id."""
    unique = call.path.rsplit("/", 1)[1]
    tombstone = call.store.get(f"{_TOMBSTONES}/{unique}")
    if tombstone is None or _age(call.store, tombstone) > timedelta(days=UNDELETE_DAYS):
        raise not_found(f"No service account with the unique id {unique[:100]} was deleted in the last 30 days.")
    name = account_name(tombstone.body["projectId"], tombstone.body["email"])
    if call.store.get(name):
        message = f"A service account {tombstone.body['email']} was made anew; the deleted one cannot be restored."
        raise ApiError("FAILED_PRECONDITION", message)
    call.store.remove(tombstone.name)
    call.store.put(name, "iam.serviceAccounts", tombstone.body)
    email = tombstone.body["email"]
    rename_member(call.store, f"deleted:serviceAccount:{email}?uid={unique}", f"serviceAccount:{email}")
    return {"restoredAccount": tombstone.body}


def _age(store: Store, tombstone: Resource) -> timedelta:
    return store.moment() - datetime.fromisoformat(str(tombstone.deleted))


def disable(call: Call) -> JSON:
    """Disable an account."""
    account = _account(call)
    account.body["disabled"] = True
    call.store.touch(account)
    return {}


def enable(call: Call) -> JSON:
    """Enable an account; the service then shows no `disabled` at all."""
    account = _account(call)
    account.body.pop("disabled", None)
    call.store.touch(account)
    return {}


def create_key(call: Call) -> JSON:
    """Make a key. The private part is in this answer only."""
    account = _key_owner(call)
    for constraint in ("iam.disableServiceAccountKeyCreation", "iam.managed.disableServiceAccountKeyCreation"):
        if is_enforced(call.store, call.project, constraint):
            raise _forbidden_key(constraint)
    if len(call.store.children(call.name)) >= MOST_KEYS:
        raise ApiError("FAILED_PRECONDITION", f"A service account can have at most {MOST_KEYS} keys.")
    private, public = key_pair()
    identifier = f"{int(call.store.number()):040x}"
    content = {
        "type": "service_account",
        "project_id": call.project,
        "private_key_id": identifier,
        "private_key": private,
        "client_email": account.body["email"],
        "client_id": account.body["uniqueId"],
        "token_uri": "https://oauth2.googleapis.com/token",
        "universe_domain": "googleapis.com",
    }
    body = {
        "name": f"{call.path}/{identifier}",
        "keyAlgorithm": call.body.get("keyAlgorithm", "KEY_ALG_RSA_2048"),
        "keyOrigin": "GOOGLE_PROVIDED",
        "keyType": "USER_MANAGED",
        "validAfterTime": call.store.now(),
        "validBeforeTime": "9999-12-31T23:59:59Z",
    }
    key = call.store.put(f"{call.name}/{identifier}", "iam.keys", body)
    key.hidden["publicKeyData"] = base64.b64encode(public).decode()
    private_data = base64.b64encode(json.dumps(content, indent=2).encode()).decode()
    return {**body, "privateKeyType": "TYPE_GOOGLE_CREDENTIALS_FILE", "privateKeyData": private_data}


def upload_key(call: Call) -> JSON:
    """Take in a public key that was made elsewhere."""
    _key_owner(call)
    if is_enforced(call.store, call.project, "iam.disableServiceAccountKeyUpload"):
        raise _forbidden_key("iam.disableServiceAccountKeyUpload")
    identifier = f"{int(call.store.number()):040x}"
    body = {
        "name": f"{call.path.removesuffix(':upload')}/{identifier}",
        "keyAlgorithm": "KEY_ALG_RSA_2048",
        "keyOrigin": "USER_PROVIDED",
        "keyType": "USER_MANAGED",
        "validAfterTime": call.store.now(),
        "validBeforeTime": "9999-12-31T23:59:59Z",
    }
    call.store.put(f"{call.name}/{identifier}", "iam.keys", body).hidden["publicKeyData"] = call.body.get(
        "publicKeyData"
    )
    return body


def _forbidden_key(constraint: str) -> ApiError:
    subject = {
        "type": f"constraints/{constraint}",
        "description": "Key creation is not allowed on this service account.",
    }
    detail = {"@type": "type.googleapis.com/google.rpc.PreconditionFailure", "violations": [subject]}
    return ApiError("FAILED_PRECONDITION", subject["description"], details=[detail])


def _key_owner(call: Call) -> Resource:
    path = call.path.rsplit("/keys", 1)[0]
    owner = call.store.get(f"iam/{path}")
    if owner is None:
        raise not_found(f"Unknown service account: {path.rsplit('/', 1)[1]}")
    return owner


def key_pair() -> tuple[str, bytes]:
    """Return a fresh RSA key: the private part as PKCS 8, the public part as PEM."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow, and few ask for keys
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public


def list_keys(call: Call) -> JSON:
    """Return all keys of an account, or those of the types asked for."""
    _key_owner(call)
    kinds = call.query.get("keyTypes")
    keys = [key.body for key in call.store.children(call.name)]
    return {"keys": [key for key in keys if not kinds or key["keyType"] in kinds]}


def get_key(call: Call) -> JSON:
    """Return a key; its public part if that was asked for."""
    key = call.resource()
    asked = call.query.get("publicKeyType", "TYPE_NONE")
    return {**key.body, **({"publicKeyData": key.hidden["publicKeyData"]} if asked != "TYPE_NONE" else {})}


def _set_key(*, disabled: bool, call: Call) -> JSON:
    key = call.resource()
    key.body.pop("disabled", None)
    if disabled:
        key.body["disabled"] = True
    call.store.touch(key)
    return {}


KINDS = {"iam.serviceAccounts": Kind(), "iam.keys": Kind()}
ACTIONS = {
    "iam.serviceAccounts.create": create,
    "iam.serviceAccounts.get": get,
    "iam.serviceAccounts.patch": patch,
    "iam.serviceAccounts.update": update,
    "iam.serviceAccounts.delete": delete,
    "iam.serviceAccounts.undelete": undelete,
    "iam.serviceAccounts.disable": disable,
    "iam.serviceAccounts.enable": enable,
    "iam.keys.create": create_key,
    "iam.keys.upload": upload_key,
    "iam.keys.list": list_keys,
    "iam.keys.get": get_key,
    "iam.keys.disable": lambda call: _set_key(disabled=True, call=call),
    "iam.keys.enable": lambda call: _set_key(disabled=False, call=call),
}
