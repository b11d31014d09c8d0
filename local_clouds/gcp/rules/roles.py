"""Custom roles, which leave a tombstone, and the list of predefined ones.

Source: https://cloud.google.com/iam/docs/creating-custom-roles: a deleted role's id cannot be used for 37 days.
"""

from __future__ import annotations

import copy
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from local_clouds.gcp import verbs
from local_clouds.gcp.errors import ApiError, exists, invalid, not_found
from local_clouds.gcp.roles import names
from local_clouds.gcp.store import etag

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call, Kind
    from local_clouds.gcp.store import Resource

JSON = dict[str, Any]

BLOCKED_DAYS = 37
MOST_PERMISSIONS = 3000


def _check(body: JSON) -> None:
    for field, limit in (("title", 100), ("description", 300)):
        if len(body.get(field, "").encode()) > limit:
            raise invalid(f"The role's {field} must be at most {limit} bytes.", f"role.{field}")
    permissions = body.get("includedPermissions", [])
    if len(permissions) > MOST_PERMISSIONS:
        raise invalid(f"A role can hold at most {MOST_PERMISSIONS} permissions.", "role.included_permissions")
    for permission in permissions:
        if permission not in names().permissions:
            raise invalid(f"Permission {permission[:100]} is not valid.", "role.included_permissions")


def create(call: Call) -> JSON:
    """Make a custom role."""
    identifier = call.body.get("roleId", "")
    if not re.fullmatch(r"[a-zA-Z0-9_.]{3,64}", identifier):
        message = f"The role_id '{identifier[:100]}' must be 3 to 64 of the characters a-z, A-Z, 0-9, _ and ."
        raise invalid(message, "role_id")
    name = f"{call.name}/{identifier}"
    found = call.store.get(name)
    if found and not found.deleted:
        raise exists(f"A role named {identifier} in {call.path.removesuffix('/roles')} already exists.")
    if found and call.store.moment() - datetime.fromisoformat(str(found.deleted)) < timedelta(days=BLOCKED_DAYS):
        message = (
            f"You can't create a role with role_id ({identifier}) that was deleted less than {BLOCKED_DAYS} days ago."
        )
        raise ApiError("FAILED_PRECONDITION", message)
    body = {k: v for k, v in call.body.get("role", {}).items() if k not in {"name", "etag", "deleted"}}
    _check(body)
    body.setdefault("stage", "ALPHA")
    body.update({"name": name.removeprefix("iam/"), "etag": etag(1)})
    _sort(body)
    return call.store.put(name, "iam.roles", body).body


def _sort(body: JSON) -> None:
    body["includedPermissions"] = sorted(set(body.get("includedPermissions", [])))
    if not body["includedPermissions"]:
        del body["includedPermissions"]


def _role(call: Call) -> Resource:
    found = call.store.get(call.name)
    if found is None:
        raise not_found(f"The role named {call.path} was not found.")
    return found


def get(call: Call) -> JSON:
    """Return a role; a deleted one too, marked so. Of predefined roles the table keeps names only."""
    if call.path.startswith("roles/"):
        if call.path not in names().roles:
            raise not_found(f"The role named {call.path} was not found.")
        return _predefined(call.path)
    return _role(call).body


def _predefined(name: str) -> JSON:
    return {"name": name, "title": name.removeprefix("roles/"), "stage": "GA", "etag": "AA=="}


def listing(call: Call) -> JSON:
    """Return the custom roles of a project or organisation, or all predefined ones."""
    if call.path == "roles" and not call.query.get("parent"):
        return verbs.page(call, [_predefined(name) for name in sorted(names().roles)])
    name = f"iam/{call.query['parent']}/roles" if call.path == "roles" else call.name
    deleted = call.query.get("showDeleted", False)
    bodies = [r.body for r in call.store.children(name) if deleted or not r.deleted]
    if call.query.get("view") != "FULL":
        bodies = [{k: v for k, v in body.items() if k != "includedPermissions"} for body in bodies]
    return verbs.page(call, bodies)


def patch(call: Call) -> JSON:
    """Change a role."""
    role = _role(call)
    if role.deleted:
        raise ApiError("FAILED_PRECONDITION", f"The role {call.path} is deleted: undelete it first.")
    verbs.check_etag(call, role, call.body)
    settable = {"title", "description", "includedPermissions", "stage"}
    mask = call.query.get("updateMask")
    camel = {re.sub(r"_([a-z])", lambda m: m[1].upper(), part) for part in mask.split(",")} if mask else None
    if camel and camel - settable - {"etag", "name"}:
        raise invalid(f"Invalid update mask: {str(mask)[:200]}", "update_mask")
    fields = (camel or set(call.body)) & settable
    body = {k: v for k, v in copy.deepcopy(role.body).items() if k not in fields}
    body.update({k: call.body[k] for k in fields if k in call.body})
    _check(body)
    _sort(body)
    return _changed(call, role, body)


def _changed(call: Call, role: Resource, body: JSON) -> JSON:
    role.revision += 1
    role.body = {**body, "etag": etag(role.revision)}
    call.store.touch(role)
    return role.body


def delete(call: Call) -> JSON:
    """Mark a role as deleted; it stays, and its bindings with it."""
    role = _role(call)
    verbs.check_etag(call, role, {})
    if role.deleted:
        raise ApiError("FAILED_PRECONDITION", f"The role {call.path} is deleted already.")
    role.deleted = call.store.now()
    return _changed(call, role, {**role.body, "deleted": True})


def undelete(call: Call) -> JSON:
    """Take a deleted role back."""
    role = _role(call)
    verbs.check_etag(call, role, call.body)
    if not role.deleted:
        raise ApiError("FAILED_PRECONDITION", f"The role {call.path} is not deleted.")
    role.deleted = None
    return _changed(call, role, {k: v for k, v in role.body.items() if k != "deleted"})


def testable(call: Call) -> JSON:
    """Return the permissions that exist."""
    return verbs.page(call, [{"name": name, "stage": "GA"} for name in sorted(names().permissions)])


KINDS: dict[str, Kind] = {}
ACTIONS = {
    "iam.roles.create": create,
    "iam.roles.get": get,
    "iam.roles.list": listing,
    "iam.roles.patch": patch,
    "iam.roles.delete": delete,
    "iam.roles.undelete": undelete,
    "iam.permissions.queryTestablePermissions": testable,
}
