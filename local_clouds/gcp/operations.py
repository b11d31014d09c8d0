"""Long-running operations: a change takes effect at once, its operation is done when it is first asked after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.gcp.errors import not_found

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call
    from local_clouds.gcp.store import Store

JSON = dict[str, Any]

_OPERATIONS = "operations"
#: Where a service keeps its operations: at its root, in the location, or under the resource.
_AT_ROOT = frozenset({"apikeys", "bigtableadmin", "cloudresourcemanager", "serviceusage"})
_UNDER_THE_RESOURCE = frozenset({"iam", "spanner"})


def is_operation(call: Call) -> bool:
    """Tell whether the method answers with an operation."""
    return bool(call.method.response) and str(call.method.response).endswith("Operation")


def start(call: Call, target: JSON, path: str) -> JSON:
    """Begin an operation whose result is `target`, the resource at `path`; returns it as not yet done."""
    if call.service == "compute":
        return _start_compute(call, target, path)
    identifier = call.store.uid()
    if call.service in _AT_ROOT:
        name = f"operations/{identifier}"
    elif call.service in _UNDER_THE_RESOURCE:
        name = f"{path}/operations/{identifier}"
    else:
        name = f"{call.place()}/operations/{identifier}"
    response = {"@type": f"type.googleapis.com/{call.service}.{call.method.service.version}.Resource", **target}
    _keep(call.store, name, {"name": name, "done": True, "response": response})
    return {"name": name, "done": False}


def _start_compute(call: Call, target: JSON, path: str) -> JSON:
    base = "https://www.googleapis.com/compute/v1"
    place = call.place() if call.location else f"{call.place()}/global"
    name = f"operation-{call.store.uid()}"
    running: JSON = {
        "kind": "compute#operation",
        "id": call.store.number(),
        "name": name,
        "operationType": call.method.action,
        "targetLink": f"{base}/{path}",
        "targetId": target.get("id", "0"),
        "status": "RUNNING",
        "progress": 0,
        "insertTime": call.store.now(),
        "startTime": call.store.now(),
        "selfLink": f"{base}/{place}/operations/{name}",
    }
    if call.location:
        running["zone" if "/zones/" in place else "region"] = f"{base}/{place}"
    _keep(call.store, f"{place}/operations/{name}", {**running, "status": "DONE", "progress": 100})
    return running


def _keep(store: Store, name: str, operation: JSON) -> None:
    store.put(f"{_OPERATIONS}/{name}", _OPERATIONS, operation)


def get(call: Call) -> JSON:
    """Answer `operations.get` and `operations.wait`."""
    found = call.store.get(f"{_OPERATIONS}/{call.path.removesuffix('/wait')}")
    if found is None:
        raise not_found(call.missing(call.path))
    return found.body


def listing(call: Call) -> JSON:
    """Answer `operations.list`: none is ever running."""
    return {"items" if call.service == "compute" else "operations": []}


def delete(call: Call) -> JSON:
    """Answer `operations.delete` and `operations.cancel`."""
    get(call)
    return {}
