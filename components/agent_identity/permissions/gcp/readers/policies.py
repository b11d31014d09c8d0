"""Reads allow policies, as gcloud and Cloud Asset Inventory write them.

https://cloud.google.com/iam/docs/reference/rest/v1/Policy
"""

from collections.abc import Mapping
from typing import Any, Final

from agent_identity.permissions.form import Form
from agent_identity.permissions.gcp import members, names
from agent_identity.permissions.gcp.model import Binding, Condition
from agent_identity.permissions.gcp.readers.gathering import Gathered

_KEYS: Final = frozenset({"bindings", "etag", "version", "auditConfigs", "kind", "resourceId"})


def is_policy(value: Mapping[str, Any]) -> bool:
    """Tells whether an object is an allow policy by itself; one without bindings has a tag of its version alone."""
    return ("bindings" in value and "name" not in value) or (bool(value) and value.keys() <= _KEYS)


def allow(gathered: Gathered, where: str, policy: object, resource: str) -> None:
    """Takes up an allow policy; "" as its resource where nothing says whose it is."""
    form = gathered.form
    if not isinstance(policy, Mapping):
        form.wrong(where, policy, "an allow policy, an object with bindings")
        return
    if resource:
        gathered.covered.add(resource)
    else:
        gathered.unplaced.append(where)
    for index, entry in form.listed(f"{where}/bindings", policy.get("bindings")):
        found = binding(form, f"{where}/bindings/{index}", entry, resource, index)
        if found is not None:
            gathered.bindings.append(found)


def binding(form: Form, at: str, entry: object, resource: str, index: int) -> Binding | None:
    """Returns one binding; None where it is none."""
    if not isinstance(entry, Mapping):
        form.wrong(at, entry, "a binding, an object with role and members")
        return None
    role = entry.get("role")
    if not isinstance(role, str) or not role:
        form.wrong(f"{at}/role", role, "the name of a role")
        role = ""
    if entry.get("members") is None:
        form.wrong(f"{at}/members", None, "a list of members")
    held = []
    for place, member in enumerate(form.texts(f"{at}/members", entry.get("members"))):
        plain = members.plain(member)
        if not members.is_member(plain):
            form.wrong(f"{at}/members/{place}", member, "a member, like serviceAccount:ADDRESS or group:ADDRESS")
        held.append(plain)
    return Binding(resource, role, tuple(sorted(set(held))), condition(form, f"{at}/condition", entry), index)


def condition(form: Form, at: str, entry: Mapping[str, Any], key: str = "condition") -> Condition | None:
    """Returns the condition of a binding or rule; None where it has none."""
    found = entry.get(key)
    if found is None:
        return None
    if not isinstance(found, Mapping):
        form.wrong(at, found, "a condition, an object with an expression")
        return None
    expression = found.get("expression")
    if not isinstance(expression, str) or not expression.strip():
        if expression is not None or found:
            form.wrong(f"{at}/expression", expression, "text in the Common Expression Language")
        return None
    return Condition(expression.strip(), form.text(f"{at}/title", found.get("title")))


def placed(gathered: Gathered, where: str, entry: Mapping[str, Any]) -> str:
    """Takes up what an entry of Cloud Asset Inventory says about where its resource lies, and returns its full name."""
    form = gathered.form
    name = entry.get("resource") if isinstance(entry.get("resource"), str) else entry.get("name")
    if not isinstance(name, str) or not name:
        form.wrong(f"{where}/resource", name, "the full name of a resource")
        return ""
    resource = names.full(name)
    ancestors = [names.full(each) for each in form.texts(f"{where}/ancestors", entry.get("ancestors"))]
    folders = [names.full(each) for each in form.texts(f"{where}/folders", entry.get("folders"))]
    organization = form.text(f"{where}/organization", entry.get("organization"))
    project = form.text(f"{where}/project", entry.get("project"))
    above = [*folders, *([names.full(organization)] if organization else [])]
    of = names.full(project) if project else ""
    for each in ancestors:
        if each.startswith(f"{names.MANAGER}projects/"):
            of = each
        else:
            above.append(each)
    parent = form.text(f"{where}/parentFullResourceName", entry.get("parentFullResourceName"))
    if parent:
        gathered.place(resource, [names.full(parent)])
    if resource.startswith(f"{names.MANAGER}projects/"):
        if of:
            gathered.same(resource, of)
        gathered.place(resource, above)
    elif of:
        gathered.place(resource, [of])
        gathered.place(of, above)
    else:
        gathered.place(resource, above)
    return resource
