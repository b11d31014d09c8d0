"""Projects, folders and organisations (Resource Manager v1 and v3), the services that are enabled in them.

Source: https://cloud.google.com/resource-manager/docs/creating-managing-projects. A project that does not exist is
answered like one that the caller may not see.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local_clouds.gcp import operations, policies, verbs
from local_clouds.gcp.call import Kind
from local_clouds.gcp.discovery import known_hosts
from local_clouds.gcp.errors import ApiError, exists, invalid, not_found
from local_clouds.gcp.rules.organization import ancestors
from local_clouds.gcp.store import Resource, etag

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call

JSON = dict[str, Any]


def _project(call: Call) -> Resource:
    found = call.store.get(call.name)
    if found is None:
        raise ApiError("PERMISSION_DENIED", "The caller does not have permission")
    return found


def _view(call: Call, resource: Resource) -> JSON:
    body = {**resource.body, "etag": etag(resource.revision)}
    if call.method.service.version == "v3":
        return body
    view = {
        "projectNumber": body["name"].rsplit("/", 1)[1],
        "projectId": body["projectId"],
        "name": body["displayName"],
        "lifecycleState": body["state"],
        "createTime": body["createTime"],
    }
    if "parent" in body:
        kind, identifier = body["parent"].split("/")
        view["parent"] = {"type": kind.removesuffix("s"), "id": identifier}
    return {**view, **({"labels": body["labels"]} if "labels" in body else {})}


def get(call: Call) -> JSON:
    """Return a project."""
    return _view(call, _project(call))


def listing(call: Call) -> JSON:
    """Return all projects, in v3 those of one parent."""
    parent = call.query.get("parent")
    found = call.store.children("cloudresourcemanager/projects")
    return verbs.page(call, [_view(call, r) for r in found if not parent or r.body.get("parent") == parent])


def create(call: Call) -> JSON:
    """Make a project."""
    identifier = call.body.get("projectId", "")
    if not re.fullmatch(r"[a-z][a-z0-9-]{4,28}[a-z0-9]", identifier):
        raise invalid(
            f"field [project_id] has issue [project_id '{identifier[:50]}' must be 6 to 30 lowercase letters]"
        )
    if call.store.get(f"{call.name}/{identifier}"):
        raise exists("Requested entity already exists")
    parent = call.body.get("parent")
    if isinstance(parent, dict):
        parent = f"{parent.get('type', '')}s/{parent.get('id', '')}"
    if parent and call.store.get(f"cloudresourcemanager/{parent}") is None:
        raise ApiError(
            "PERMISSION_DENIED", f"The caller does not have permission on {parent[:100]} (or it may not exist)"
        )
    verbs.check_labels(call.body)
    title = call.body.get("displayName") or call.body.get("name") or identifier
    resource = call.store.add_project(identifier, call.store.number()[-12:], parent, title)
    if call.body.get("labels"):
        resource.body["labels"] = call.body["labels"]
    return operations.start(call, _view(call, resource), f"projects/{identifier}")


def update(call: Call) -> JSON:
    """Change a project's display name and labels."""
    resource = _project(call)
    verbs.check_labels(call.body)
    title = call.body.get("displayName") or (call.method.service.version == "v1" and call.body.get("name"))
    if title:
        resource.body["displayName"] = title
    if "labels" in call.body:
        resource.body["labels"] = call.body["labels"]
    call.store.touch(resource)
    return verbs.answer(call, _view(call, resource), call.path)


def delete(call: Call) -> JSON:
    """Mark a project for deletion."""
    resource = _project(call)
    resource.body["state"] = "DELETE_REQUESTED"
    call.store.touch(resource)
    return verbs.answer(call, _view(call, resource), call.path)


def undelete(call: Call) -> JSON:
    """Take a project back that was marked for deletion."""
    resource = _project(call)
    resource.body["state"] = "ACTIVE"
    call.store.touch(resource)
    return verbs.answer(call, _view(call, resource), call.path)


def ancestry(call: Call) -> JSON:
    """Return a project's place in the hierarchy, itself first."""
    _project(call)
    steps = [place.split("/") for place in ancestors(call.store, call.project)]
    return {"ancestor": [{"resourceId": {"type": kind.removesuffix("s"), "id": name}} for kind, name in steps]}


def _search(call: Call) -> JSON:
    return verbs.page(call, [resource.body for resource in call.store.children(call.name)])


def _check_folder(call: Call, body: JSON, old: JSON | None) -> None:
    if not 3 <= len(body.get("displayName", "")) <= 30:
        raise invalid("A folder's display name must have 3 to 30 characters.", "folder.display_name")
    if call.store.get(f"cloudresourcemanager/{body.get('parent', '')}") is None:
        raise ApiError("PERMISSION_DENIED", f"The caller does not have permission on {str(body.get('parent'))[:100]}")
    for sibling in call.store.children("cloudresourcemanager/folders"):
        same = sibling.body["displayName"] == body["displayName"] and sibling.body["parent"] == body["parent"]
        if same and (old is None or sibling.body["name"] != old["name"]):
            message = "Folder reservation failed: a folder of this display name exists under the parent."
            raise ApiError("FAILED_PRECONDITION", message)


def _fill_folder(call: Call, body: JSON) -> None:  # noqa: ARG001 - all fills are called alike
    body["state"] = "ACTIVE"


def _list_folders(call: Call) -> JSON:
    parent = call.query.get("parent")
    return verbs.page(call, [r.body for r in call.store.children(call.name) if r.body["parent"] == parent])


def _service(call: Call, state: str) -> JSON:
    host = call.path.rsplit("/", 1)[1]
    if host not in known_hosts():
        raise not_found(f"Not found or permission denied for service(s): {host[:100]}.")
    body = {"name": f"projects/{call.number}/services/{host}", "parent": f"projects/{call.number}", "state": state}
    return {**body, "config": {"name": host}}


def service_get(call: Call) -> JSON:
    """Return whether a service is enabled."""
    found = call.store.get(call.name)
    return found.body if found else _service(call, "DISABLED")


def service_set(call: Call, state: str) -> JSON:
    """Enable or disable a service."""
    body = _service(call, state)
    call.store.put(call.name, "serviceusage.services", body)
    return operations.start(call, {"service": body}, call.path)


def service_list(call: Call) -> JSON:
    """Return the services that were ever enabled, or those in the state that the filter names."""
    wanted = call.query.get("filter", "").removeprefix("state:")
    bodies = [r.body for r in call.store.children(call.name)]
    return verbs.page(call, [body for body in bodies if not wanted or body["state"] == wanted])


def search_policies(call: Call) -> JSON:
    """Answer Cloud Asset's `searchAllIamPolicies`: every allow policy, with the resource that it belongs to."""
    results = []
    for resource in policies.with_policies(call.store):
        service, _, path = resource.name.partition("/")
        name = f"//{service}.googleapis.com/{path.removeprefix('b/')}"
        policy = {k: v for k, v in (resource.policy or {}).items() if k in {"bindings", "etag"}}
        collection = resource.collection.split(".")[1]
        kind = f"{service}.googleapis.com/{collection[:1].upper()}{collection[1:].removesuffix('s')}"
        project = path.split("/")[1] if path.startswith("projects/") else call.project
        number = call.store.projects.get(project, call.number)
        results.append({"resource": name, "assetType": kind, "project": f"projects/{number}", "policy": policy})
    return verbs.page(call, results)


_CRM = "cloudresourcemanager"
KINDS = {f"{_CRM}.folders": Kind("new", check=_check_folder, fill=_fill_folder)}
ACTIONS = {
    f"{_CRM}.projects.get": get,
    f"{_CRM}.projects.list": listing,
    f"{_CRM}.projects.create": create,
    f"{_CRM}.projects.patch": update,
    f"{_CRM}.projects.update": update,
    f"{_CRM}.projects.delete": delete,
    f"{_CRM}.projects.undelete": undelete,
    f"{_CRM}.projects.search": listing,
    f"{_CRM}.projects.getAncestry": ancestry,
    f"{_CRM}.organizations.search": _search,
    f"{_CRM}.folders.search": _search,
    f"{_CRM}.folders.list": _list_folders,
    "serviceusage.services.get": service_get,
    "serviceusage.services.list": service_list,
    "serviceusage.services.enable": lambda call: service_set(call, "ENABLED"),
    "serviceusage.services.disable": lambda call: service_set(call, "DISABLED"),
    "cloudasset.searchAllIamPolicies": search_policies,
}
