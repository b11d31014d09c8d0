"""Reads what policies do not say: custom roles, ancestors, projects, service accounts, groups and tags."""

from collections.abc import Mapping
from typing import Any

from agent_identity.permissions.gcp import members, names
from agent_identity.permissions.gcp.model import Role
from agent_identity.permissions.gcp.readers.gathering import Gathered


def role(gathered: Gathered, where: str, entry: Mapping[str, Any]) -> None:
    """Takes up a role: https://cloud.google.com/iam/docs/reference/rest/v1/projects.roles."""
    form = gathered.form
    name = form.text(f"{where}/name", entry.get("name"))
    if not name:
        form.wrong(f"{where}/name", entry.get("name"), "the name of a role, like projects/P/roles/R")
        return
    if entry.get("deleted") is True or entry.get("stage") == "DISABLED":
        gathered.roles[name] = Role(name, frozenset())
        return
    held = entry.get("includedPermissions")
    found = form.texts(f"{where}/includedPermissions", held)
    known = gathered.roles.get(name)
    if held is None and known is not None:
        return
    # `gcloud iam roles list` leaves the permissions out; one without any is written the same way.
    gathered.roles[name] = Role(name, None if held is None else frozenset(names.first_form(each) for each in found))


def ancestors(gathered: Gathered, where: str, entries: list[Any]) -> None:
    """Takes up what `gcloud projects get-ancestors` writes, the nearest first."""
    form = gathered.form
    found = []
    for at, entry in form.objects(where, entries, "an ancestor, an object with id and type"):
        kind, name = entry.get("type"), entry.get("id")
        if kind not in ("project", "folder", "organization") or not isinstance(name, str) or not name:
            form.wrong(at, dict(entry), "an id, and a type of project, folder or organization")
        else:
            found.append(f"{names.MANAGER}{kind}s/{name}")
    for place, resource in enumerate(found[:-1]):
        gathered.place(resource, [found[place + 1]])


def project(gathered: Gathered, where: str, entry: Mapping[str, Any]) -> None:
    """Takes up what `gcloud projects describe` writes."""
    form = gathered.form
    name = f"{names.MANAGER}projects/{form.text(f'{where}/projectId', entry.get('projectId'))}"
    number = entry.get("projectNumber")
    if number is not None:
        gathered.same(f"{names.MANAGER}projects/{number}", name)
    parent = form.mapping(f"{where}/parent", entry.get("parent"))
    if parent:
        gathered.place(name, [f"{names.MANAGER}{parent.get('type')}s/{parent.get('id')}"])


def account(gathered: Gathered, where: str, entry: Mapping[str, Any]) -> None:
    """Takes up what `gcloud iam service-accounts list` writes."""
    form = gathered.form
    address = form.text(f"{where}/email", entry.get("email"))
    said = form.text(f"{where}/description", entry.get("description"))
    shown = form.text(f"{where}/displayName", entry.get("displayName"))
    gathered.descriptions[members.plain(f"serviceAccount:{address}")] = f"{shown}\n{said}"


def groups(gathered: Gathered, where: str, value: object) -> None:
    """Takes up `{group: [members]}`; a member is a text, or what `gcloud identity groups memberships list` writes."""
    form = gathered.form
    if not isinstance(value, Mapping):
        form.wrong(where, value, "an object with a list of members by group")
        return
    for group, entries in value.items():
        name = members.plain(group if group.startswith("group:") else f"group:{group}")
        found = gathered.groups.setdefault(name, set())
        listed = entries.get("memberships", entries.get("members")) if isinstance(entries, Mapping) else entries
        for index, entry in form.listed(f"{where}/{group}", listed):
            member = entry
            if isinstance(entry, Mapping):
                key = entry.get("preferredMemberKey") or entry.get("memberKey") or {}
                member = (key.get("id") if isinstance(key, Mapping) else None) or entry.get("email") or entry.get("id")
            if not isinstance(member, str) or not member:
                form.wrong(f"{where}/{group}/{index}", entry, "a member")
                continue
            kind = str(entry.get("type", "")) if isinstance(entry, Mapping) else ""
            found.add(_member(member, kind))


def _member(text: str, kind: str) -> str:
    if ":" in text or "@" not in text:
        return members.plain(text)
    prefix = {"GROUP": "group", "SERVICE_ACCOUNT": "serviceAccount"}.get(kind)
    if prefix is None:
        prefix = "serviceAccount" if text.endswith(".gserviceaccount.com") else "user"
    return members.plain(f"{prefix}:{text}")


def tags(gathered: Gathered, where: str, value: object) -> None:
    """Takes up `{resource: {key: value}}`, with keys like `ORGANISATION/KEY`."""
    form = gathered.form
    if not isinstance(value, Mapping):
        form.wrong(where, value, "an object with tags by resource")
        return
    for resource, found in value.items():
        held = gathered.tags.setdefault(names.full(resource), {})
        for key, item in form.mapping(f"{where}/{resource}", found).items():
            held[key] = form.text(f"{where}/{resource}/{key}", item)
