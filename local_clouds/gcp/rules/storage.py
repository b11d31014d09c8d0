"""Cloud Storage: buckets, whose names are global, and HMAC keys.

Sources: https://cloud.google.com/storage/docs/buckets, …/authentication/managing-hmackeys.
"""

from __future__ import annotations

import base64
import re
import secrets
from typing import TYPE_CHECKING, Any

from local_clouds.gcp import verbs
from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import ApiError, invalid
from local_clouds.gcp.policies import account_exists

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call
    from local_clouds.gcp.store import Resource

JSON = dict[str, Any]

#: What nobody can change.
_FIXED = frozenset(
    {"name", "location", "locationType", "etag", "id", "kind", "selfLink", "projectNumber", "metageneration"}
    | {"timeCreated", "updated"}
)
_BORN_WITH = {"storageClass": "STANDARD"}
_BUCKET = r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]"


def create_bucket(call: Call) -> JSON:
    """Make a bucket in a project."""
    project = call.store.project_id(call.query["project"])
    if project is None:
        raise invalid(f"Unknown project id: {call.query['project'][:100]}", "project")
    name = call.body.get("name", "")
    if call.store.get(f"storage/b/{name}"):
        message = "Your previous request to create the named bucket succeeded and you already own it."
        raise ApiError("ALREADY_EXISTS", message, reason="conflict")
    if not re.fullmatch(_BUCKET, name) or name.startswith("goog") or re.fullmatch(r"(\d+\.){3}\d+", name):
        raise invalid(f"Invalid bucket name: '{name[:100]}'", "name")
    verbs.check_labels(call.body)
    now = call.store.now()
    body: JSON = {
        **_BORN_WITH,
        **call.body,
        "kind": "storage#bucket",
        "id": name,
        "selfLink": f"https://www.googleapis.com/storage/v1/b/{name}",
        "projectNumber": call.store.projects[project],
        "location": call.body.get("location", "US").upper(),
        "timeCreated": now,
    }
    body["locationType"] = "region" if "-" in body["location"] else "multi-region"
    body.setdefault("softDeletePolicy", {"retentionDurationSeconds": "604800", "effectiveTime": now})
    resource = call.store.put(f"storage/b/{name}", "storage.buckets", body)
    _revise(call, resource)
    return resource.body


def _revise(call: Call, resource: Resource) -> None:
    access = resource.body.setdefault("iamConfiguration", {})
    access.setdefault("publicAccessPrevention", "inherited")
    access.setdefault("uniformBucketLevelAccess", {"enabled": False})
    resource.body["metageneration"] = str(resource.revision)
    resource.body["updated"] = call.store.now()
    resource.body["etag"] = base64.b64encode(resource.revision.to_bytes(2, "big")).decode()
    call.store.touch(resource)


def change_bucket(call: Call) -> JSON:
    """Change a bucket: `patch` sets what the body names and clears what it gives as null, `update` sets all."""
    bucket = call.resource()
    wanted = call.query.get("ifMetagenerationMatch")
    if wanted is not None and str(wanted) != bucket.body["metageneration"]:
        raise ApiError("CONDITION_NOT_MET", "At least one of the pre-conditions you specified did not hold.")
    for field in ("name", "location"):
        if str(call.body.get(field) or bucket.body[field]).lower() != str(bucket.body[field]).lower():
            raise invalid(f"A bucket's {field} cannot be changed.", field)
    verbs.check_labels(call.body)
    kept = bucket.body if call.method.action == "patch" else {k: bucket.body[k] for k in _FIXED if k in bucket.body}
    changes = {k: v for k, v in call.body.items() if k not in _FIXED}
    bucket.body = {k: v for k, v in {**_BORN_WITH, **kept, **changes}.items() if v is not None}
    bucket.revision += 1
    _revise(call, bucket)
    return bucket.body


def list_buckets(call: Call) -> JSON:
    """Return a project's buckets."""
    project = call.store.project_id(call.query["project"])
    number = call.store.projects.get(project or "")
    prefix = call.query.get("prefix", "")
    found = [r.body for r in call.store.children("storage/b")]
    return verbs.page(call, [b for b in found if b["projectNumber"] == number and b["name"].startswith(prefix)])


def create_key(call: Call) -> JSON:
    """Make an HMAC key; the secret is in this answer only."""
    email = call.query["serviceAccountEmail"]
    if not account_exists(call.store, email):
        raise ApiError("NOT_FOUND", f"Service Account Not Found: {email[:100]}")
    access = f"GOOG1E{base64.b32encode(secrets.token_bytes(35)).decode()[:55]}"
    now = call.store.now()
    body = {
        "kind": "storage#hmacKeyMetadata",
        "id": f"{call.project}/{access}",
        "selfLink": f"https://www.googleapis.com/storage/v1/projects/{call.project}/hmacKeys/{access}",
        "accessId": access,
        "projectId": call.project,
        "serviceAccountEmail": email,
        "state": "ACTIVE",
        "timeCreated": now,
        "updated": now,
        "etag": base64.b64encode(b"1").decode(),
    }
    call.store.put(f"{call.name}/{access}", "storage.hmacKeys", body)
    secret = base64.b64encode(secrets.token_bytes(30)).decode()
    return {"kind": "storage#hmacKey", "secret": secret, "metadata": body}


def change_key(call: Call) -> JSON:
    """Activate or deactivate a key."""
    key = call.resource()
    state = call.body.get("state")
    if state not in {"ACTIVE", "INACTIVE"}:
        raise invalid(f"Invalid state '{state}': expected ACTIVE or INACTIVE.", "state")
    key.body = {**key.body, "state": state, "updated": call.store.now()}
    call.store.touch(key)
    return key.body


def delete_key(call: Call) -> JSON:
    """Delete a key, which must be inactive."""
    key = call.resource()
    if key.body["state"] != "INACTIVE":
        raise ApiError("INVALID_ARGUMENT", "Cannot delete keys in ACTIVE state.")
    call.store.remove(call.name)
    return {}


def agent(call: Call) -> JSON:
    """Return the project's Cloud Storage service agent."""
    email = f"service-{call.number}@gs-project-accounts.iam.gserviceaccount.com"
    return {"kind": "storage#serviceAccount", "email_address": email}


def list_keys(call: Call) -> JSON:
    """Return a project's keys, or those of one account."""
    email = call.query.get("serviceAccountEmail")
    keys = [r.body for r in call.store.children(call.name)]
    return verbs.page(call, [key for key in keys if not email or key["serviceAccountEmail"] == email])


KINDS = {"storage.buckets": Kind()}
ACTIONS = {
    "storage.buckets.insert": create_bucket,
    "storage.buckets.patch": change_bucket,
    "storage.buckets.update": change_bucket,
    "storage.buckets.list": list_buckets,
    "storage.hmacKeys.create": create_key,
    "storage.hmacKeys.update": change_key,
    "storage.hmacKeys.delete": delete_key,
    "storage.hmacKeys.list": list_keys,
    "storage.serviceAccount.get": agent,
}
