"""The methods that mean the same in every service: create, get, list, patch, update, delete."""

from __future__ import annotations

import base64
import binascii
import copy
import re
from typing import TYPE_CHECKING, Any

from local_clouds.gcp import operations
from local_clouds.gcp.call import unimplemented
from local_clouds.gcp.errors import ApiError, exists, invalid, not_found
from local_clouds.gcp.schema import is_output_only
from local_clouds.gcp.store import Resource, etag

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call, Kind

JSON = dict[str, Any]

_NAME = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
_LABEL_KEY = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_LABEL_VALUE = re.compile(r"[a-z0-9_-]{0,63}")
#: Segments that only place a resource; nothing else needs to exist under them.
_PLACES = frozenset({"projects", "locations", "regions", "zones", "global", "folders", "organizations"})
_PLACE_FORM = re.compile(r"global|-|[a-z]+(-[a-z]+)+\d+(-[a-z])?|[a-z]{2,4}\d?")
_COMPUTE = "https://www.googleapis.com/compute/v1"
DEFAULT_PAGE, LARGEST_PAGE = 100, 1000


def create(call: Call, kind: Kind) -> JSON:
    """Make a resource; answers with it or with an operation."""
    body = copy.deepcopy(call.body.get(kind.wrapper, {}) if kind.wrapper else call.body)
    check_place(call)
    check_parent(call)
    path = call.path if call.method.http == "PUT" else f"{call.path}/{new_identifier(call, kind)}"
    if call.store.get(f"{call.service}/{path}"):
        shown = f"The resource '{path}' already exists" if call.service == "compute" else None
        raise exists(shown or f"Requested entity already exists: Resource '{path}' already exists.")
    check_labels(body)
    if kind.check:
        kind.check(call, body, None)
    if call.query.get("validateOnly"):
        return operations.start(call, body, path) if operations.is_operation(call) else body
    resource = call.store.put(f"{call.service}/{path}", call.method.collection, body)
    fill(call, kind, resource, path)
    return answer(call, resource.body, path)


def new_identifier(call: Call, kind: Kind) -> str:
    """Return the id of the resource to be made, checked against its form."""
    source = kind.identifier
    if source is None:
        parameter = next((p for p in call.method.parameters if p.endswith("Id") and p != "requestId"), None)
        source = f"query:{parameter}" if parameter and call.service != "compute" else "body:name"
    if source == "new":
        return call.store.number()
    place, _, field = source.partition(":")
    value = call.query.get(field) if place == "query" else call.body.get(field)
    value = str(value or "").rsplit("/", 1)[-1]
    form = kind.form or _NAME
    if not re.fullmatch(form, value):
        where = f"resource.{field}" if call.service == "compute" else field
        message = f"Invalid value for field '{where}': '{value[:100]}'. Must be a match of regex '{form}'"
        raise invalid(message, field)
    return value


def check_place(call: Call) -> None:
    """Refuse a region, zone or location that cannot exist."""
    if call.location and not _PLACE_FORM.fullmatch(call.location):
        raise invalid(f"Invalid value: location '{call.location[:100]}' is unknown.", "location")


def check_parent(call: Call) -> None:
    """Refuse a resource under another one that does not exist (keys of a missing account)."""
    parts = call.path.split("/")
    pairs = list(zip(parts[0::2], parts[1::2], strict=False))
    if call.service == "compute" or call.method.collection in {"iam.policies", "storage.hmacKeys"}:
        return
    for depth, (collection, _) in enumerate(pairs, start=1):
        path = "/".join(parts[: 2 * depth])
        is_whole = 2 * depth == len(parts) and call.method.http == "PUT"
        if collection not in _PLACES and not is_whole and call.store.get(f"{call.service}/{path}") is None:
            raise not_found(call.missing(path))


def check_labels(body: JSON) -> None:
    """Refuse labels that break Google's rules (https://cloud.google.com/resource-manager/docs/labels-overview)."""
    labels = body.get("labels")
    if not isinstance(labels, dict):
        return
    if len(labels) > 64:
        raise invalid(f"Too many labels: {len(labels)}; at most 64 are allowed.", "labels")
    for key, value in labels.items():
        if not _LABEL_KEY.fullmatch(key) or not _LABEL_VALUE.fullmatch(str(value)):
            rule = "Only hyphens, underscores, lowercase characters and numbers are allowed, at most 63 of them."
            raise invalid(f"Label '{key[:80]}: {str(value)[:80]}' is invalid. {rule}", "labels")


def fill(call: Call, kind: Kind, resource: Resource, path: str) -> None:
    """Set what the service sets on every resource whose schema has the field, then what its kind adds."""
    properties, body, now = call.schema().get("properties", {}), resource.body, call.store.now()
    identifier = path.rsplit("/", 1)[1]
    fresh: JSON = {
        "name": identifier if call.service in {"compute", "storage"} or kind.short_name else path,
        "uid": call.store.uid(),
        "createTime": now,
        "creationTimestamp": now,
    }
    if call.service == "compute":
        fresh["id"] = call.store.number()
        fresh["selfLink"] = f"{_COMPUTE}/{path}"
        if call.location:
            fresh["zone" if "/zones/" in path else "region"] = f"{_COMPUTE}/{call.place()}"
        fresh["kind"] = properties.get("kind", {}).get("default")
    if resource.revision == 1:
        body.update({field: value for field, value in fresh.items() if field in properties and value is not None})
    changed: JSON = {"updateTime": now, "etag": etag(resource.revision), "generation": str(resource.revision)}
    body.update({field: value for field, value in changed.items() if field in properties})
    for field in ("fingerprint", "labelFingerprint"):
        if field in properties:
            body[field] = etag(resource.revision)
    if kind.fill:
        kind.fill(call, body)


def answer(call: Call, body: JSON, path: str) -> JSON:
    """Return the body, as the result of an operation where the method answers with one."""
    return operations.start(call, body, path) if operations.is_operation(call) else body


def get(call: Call, kind: Kind) -> JSON:  # noqa: ARG001 - all verbs are called alike
    """Return the resource."""
    return call.resource().body


def listing(call: Call, kind: Kind) -> JSON:  # noqa: ARG001 - all verbs are called alike
    """Return one page of the collection, by name."""
    check_parent(call)
    return page(call, [resource.body for resource in call.store.children(call.name)])


def page(call: Call, bodies: list[JSON]) -> JSON:
    """Return the page of a list that the request asks for, in the form of the method's answer."""
    schema: JSON = call.document.schemas[call.method.response] if call.method.response else {}
    fields = schema.get("properties", {})
    arrays = [n for n, p in fields.items() if p.get("type") == "array" and "$ref" in p["items"]]
    if not arrays:
        raise unimplemented(call.method)
    field = "items" if "items" in arrays else arrays[0]
    size = call.query.get("pageSize") or call.query.get("maxResults") or DEFAULT_PAGE
    if int(size) < 0:
        raise invalid("Page size must not be negative.", "pageSize")
    start = _offset(call.query.get("pageToken", ""))
    end = start + min(int(size), LARGEST_PAGE)
    result: JSON = {field: bodies[start:end]}
    if "kind" in fields:
        result["kind"] = fields["kind"].get("default")
    if end < len(bodies):
        result["nextPageToken"] = base64.urlsafe_b64encode(f"from:{end}".encode()).decode()
    if not result[field]:
        del result[field]
    return result


def _offset(token: str) -> int:
    if not token:
        return 0
    try:
        prefix, _, number = base64.urlsafe_b64decode(token).decode().partition(":")
        if prefix == "from":
            return max(int(number), 0)
    except (binascii.Error, ValueError):
        pass
    raise invalid("The page token is invalid.", "pageToken")


def patch(call: Call, kind: Kind) -> JSON:
    """Change the fields that the mask names; without one all, in Compute only those that the body holds."""
    resource = call.resource()
    changes = call.body.get(kind.wrapper, {}) if kind.wrapper else call.body
    mask = call.query.get("updateMask") or (call.body.get("updateMask") if kind.wrapper else None)
    check_etag(call, resource, changes)
    body = copy.deepcopy(resource.body)
    if mask == "*" or (mask is None and call.service != "compute"):
        body = _full(call, body, changes)
    elif mask is None:
        body = {**body, **changes}
    else:
        for path in str(mask).split(","):
            _apply(call, body, changes, path.strip())
    return _store(call, kind, resource, body)


def _apply(call: Call, body: JSON, changes: JSON, path: str) -> None:
    keys = [re.sub(r"_([a-z0-9])", lambda m: m[1].upper(), part) for part in path.split(".")]
    schema = call.schema()
    if keys[0] not in schema.get("properties", {}):
        raise invalid(f"Invalid field mask: unknown field '{path[:100]}'.", "updateMask")
    source: Any = changes
    target = body
    for key in keys[:-1]:
        source = source.get(key, {}) if isinstance(source, dict) else {}
        below = target.setdefault(key, {})
        if not isinstance(below, dict):
            raise invalid(f"Invalid field mask: '{path[:100]}' does not name a field.", "updateMask")
        target = below
    if isinstance(source, dict) and keys[-1] in source:
        target[keys[-1]] = source[keys[-1]]
    else:
        target.pop(keys[-1], None)


def update(call: Call, kind: Kind) -> JSON:
    """Replace all that a client may set."""
    resource = call.resource()
    check_etag(call, resource, call.body)
    return _store(call, kind, resource, _full(call, resource.body, call.body))


def _full(call: Call, old: JSON, new: JSON) -> JSON:
    properties = call.schema().get("properties", {})
    fixed = {"name", "kind", "id", "selfLink", "uid", "etag", "fingerprint", "labelFingerprint", "network"}
    kept = {k: v for k, v in old.items() if k in fixed or is_output_only(properties.get(k, {}))}
    return {**copy.deepcopy(kept), **{k: v for k, v in new.items() if k not in {"name", "etag"}}}


def _store(call: Call, kind: Kind, resource: Resource, body: JSON) -> JSON:
    body = {field: value for field, value in body.items() if value is not None}
    body["name"] = resource.body.get("name", body.get("name"))
    check_labels(body)
    if kind.check:
        kind.check(call, body, resource.body)
    if not call.query.get("validateOnly"):
        resource.body = body
        resource.revision += 1
        call.store.touch(resource)
        fill(call, kind, resource, call.path)
    return answer(call, body, call.path)


def check_etag(call: Call, resource: Resource, sent: JSON) -> None:
    """Refuse a change that was made to an older revision."""
    given = call.query.get("etag") or sent.get("etag") or sent.get("fingerprint")
    current = resource.body.get("etag") or resource.body.get("fingerprint")
    if given and current and given != current:
        if call.service in {"compute", "storage"}:
            raise ApiError("CONDITION_NOT_MET", "Precondition Failed: the fingerprint does not match.")
        message = "There were concurrent changes: the etag does not match the current one. Read it again and retry."
        raise ApiError("ABORTED", message)


def delete(call: Call, kind: Kind) -> JSON:
    """Remove the resource."""
    resource = call.resource()
    check_etag(call, resource, {})
    if kind.removable:
        kind.removable(call, resource)
    call.store.remove(call.name)
    return operations.start(call, resource.body, call.path) if operations.is_operation(call) else {}
