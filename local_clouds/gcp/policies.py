"""Allow policies of every resource: who may be bound to which role, etags, conditions.

Source: https://cloud.google.com/iam/docs/reference/rest/v1/Policy and https://cloud.google.com/iam/quotas.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from local_clouds.gcp.errors import ApiError, invalid
from local_clouds.gcp.roles import names
from local_clouds.gcp.store import etag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_clouds.gcp.call import Call
    from local_clouds.gcp.store import Resource, Store

JSON = dict[str, Any]

#: The etag of a resource's policy that nobody has set yet, as Google sends it.
FIRST_ETAG = "ACAB"
MOST_PRINCIPALS = 1500

_EMAIL = r"[^@\s:/?#]+@[a-z0-9.-]+"
_MEMBERS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"allUsers|allAuthenticatedUsers",
        rf"(user|group|serviceAccount):{_EMAIL}",
        r"serviceAccount:[a-z0-9-]+\.svc\.id\.goog\[[a-z0-9-]+/[a-z0-9.-]+\]",
        r"domain:[a-z0-9.-]+\.[a-z]+",
        r"project(Owner|Editor|Viewer):[a-z0-9-]+",
        rf"deleted:(user|group|serviceAccount):{_EMAIL}\?uid=\d+",
        r"(deleted:)?principal(Set)?://[a-z.]+\S*/\S+",
    )
)
_ROLE = re.compile(r"roles/[a-zA-Z0-9_.]+|(projects|organizations)/[^/]+/roles/[a-zA-Z0-9_.]+")
_AGENT_HOSTS = re.compile(
    r"service-(?P<a>\d+)@[a-z0-9.-]+\.gserviceaccount\.com"
    r"|(?P<b>\d+)-compute@developer\.gserviceaccount\.com"
    r"|(?P<c>\d+)@cloudservices\.gserviceaccount\.com"
    r"|(?P<d>\d+)@cloudbuild\.gserviceaccount\.com"
    r"|(?P<e>[a-z0-9-]+)@appspot\.gserviceaccount\.com"
)
_ACCOUNT = re.compile(r"[^@]+@(?P<project>[a-z0-9-]+)\.iam\.gserviceaccount\.com")


def account_exists(store: Store, email: str) -> bool:
    """Tell whether a service account exists: one that was made, or a service agent of an existing project."""
    if match := _AGENT_HOSTS.fullmatch(email):
        owner = next(group for group in match.groups() if group)
        return owner in store.projects or owner in store.projects.values()
    match = _ACCOUNT.fullmatch(email)
    return match is not None and store.get(account_name(match["project"], email)) is not None


def account_name(project: str, email: str) -> str:
    """Return the name under which a service account is stored."""
    return f"iam/projects/{project}/serviceAccounts/{email}"


def read(call: Call) -> JSON:
    """Answer `getIamPolicy`."""
    resource = call.resource()
    policy = copy.deepcopy(resource.policy) if resource.policy else first(call)
    if call.service == "storage":
        policy.update({"kind": "storage#policy", "resourceId": f"projects/_/buckets/{call.path.rsplit('/', 1)[1]}"})
    return policy


def first(call: Call) -> JSON:
    """Return the policy of a resource that has none yet; buckets are born with the project's conveniences."""
    if call.service != "storage":
        return {"version": 1, "etag": FIRST_ETAG}
    members = [f"projectEditor:{call.project}", f"projectOwner:{call.project}"]
    return {
        "version": 1,
        "etag": "CAE=",
        "bindings": [
            {"role": "roles/storage.legacyBucketOwner", "members": members},
            {"role": "roles/storage.legacyBucketReader", "members": [f"projectViewer:{call.project}"]},
        ],
    }


def write(call: Call) -> JSON:
    """Answer `setIamPolicy`. Raises ApiError for a stale etag and for whatever a binding names that does not exist."""
    resource = call.resource()
    sent = _sent(call)
    current = read(call)
    if sent.get("etag") not in (None, "", current["etag"]):
        if call.service == "storage":
            raise ApiError("CONDITION_NOT_MET", "The etag does not match the bucket's policy.")
        advice = "Please retry the whole read-modify-write with exponential backoff."
        raise ApiError("ABORTED", f"There were concurrent policy changes. {advice}")
    mask = str(call.body.get("updateMask") or "bindings,etag,version").split(",")
    policy: JSON = {"version": sent.get("version") or 1}
    bindings = sent.get("bindings", []) if "bindings" in mask else current.get("bindings", [])
    audits = sent.get("auditConfigs", []) if "auditConfigs" in mask else current.get("auditConfigs", [])
    known = {member for binding in current.get("bindings", []) for member in binding["members"]}
    policy["bindings"] = _bindings(call, bindings, policy["version"], known)
    if audits:
        policy["auditConfigs"] = _audits(audits)
    if policy["bindings"] == []:
        del policy["bindings"]
    serial = resource.hidden.get("policies", 0) + 1
    resource.hidden["policies"] = serial
    policy["etag"] = etag(serial)
    resource.policy = policy
    call.store.touch(resource)
    return read(call)


def _sent(call: Call) -> JSON:
    if call.service == "storage":
        return call.body
    if "policy" in call.body:
        return dict(call.body["policy"])
    if call.service == "compute" and "bindings" in call.body:
        return {k: call.body[k] for k in ("bindings", "etag") if k in call.body}
    raise invalid("Missing required field: policy", "policy")


def _bindings(call: Call, bindings: list[JSON], version: int, held: set[str]) -> list[JSON]:
    merged: dict[tuple[str, str], JSON] = {}
    for binding in bindings:
        role, condition = binding.get("role", ""), binding.get("condition")
        check_role(call, role)
        if condition:
            _check_condition(condition, version)
        key = (role, str(sorted(condition.items())) if condition else "")
        entry = merged.setdefault(key, {"role": role, "members": [], **({"condition": condition} if condition else {})})
        members = binding.get("members", [])
        entry["members"] += [m if m in held else check_member(call.store, m) for m in members]
    kept = [{**entry, "members": sorted(set(entry["members"]))} for entry in merged.values() if entry["members"]]
    total = sum(len(entry["members"]) for entry in kept)
    if total > MOST_PRINCIPALS:
        raise invalid(f"The number of members in the policy ({total}) is larger than the maximum allowed size 1,500.")
    return sorted(kept, key=lambda entry: (entry["role"], str(entry.get("condition", ""))))


def check_role(call: Call, role: str) -> None:
    """Refuse a role that does not exist or cannot be bound on this resource."""
    if not _ROLE.fullmatch(role):
        raise invalid(
            f"Invalid role name '{role[:100]}': expected roles/NAME or projects/ID/roles/NAME.", "policy.bindings"
        )
    if role.startswith("roles/"):
        if role not in names().roles:
            raise invalid(f"Role {role} is not supported for this resource.", "policy.bindings")
        return
    found = call.store.get(f"iam/{role}")
    if found is None or (role.startswith("projects/") and role.split("/")[1] != call.project):
        raise invalid(f"Role ({role}) does not exist in the resource's hierarchy.", "policy.bindings")


def check_member(store: Store, member: str) -> str:
    """Return the member as Google keeps it. Raises ApiError if it is malformed or names a missing service account."""
    if not any(form.fullmatch(member) for form in _MEMBERS):
        raise invalid(f"Invalid member: '{member[:200]}'. The member must be of the form KIND:NAME.", "policy.bindings")
    kind, _, rest = member.partition(":")
    if kind not in {"user", "group", "serviceAccount", "domain"}:
        return member
    rest = rest.lower()
    if kind == "serviceAccount" and "[" not in rest and not account_exists(store, rest):
        raise invalid(f"Service account {rest} does not exist.", "policy.bindings")
    return f"{kind}:{rest}"


def _check_condition(condition: JSON, version: int) -> None:
    if version != 3:
        raise invalid("Specifying conditions in a policy requires version 3.", "policy.version")
    for field in ("title", "expression"):
        if not condition.get(field):
            raise invalid(f"The condition's {field} must not be empty.", f"policy.bindings.condition.{field}")


def _audits(audits: list[JSON]) -> list[JSON]:
    for audit in audits:
        if not audit.get("service"):
            raise invalid("An audit configuration names no service.", "policy.auditConfigs.service")
    return audits


def test_permissions(call: Call) -> JSON:
    """Answer `testIamPermissions`: nobody is judged, so every permission that exists is held."""
    call.resource()
    asked = call.query.get("permissions") or call.body.get("permissions") or []
    for permission in asked:
        if permission not in names().permissions:
            raise invalid(f"Permission {permission[:100]} is not valid for this resource.", "permissions")
    return {"permissions": asked}


def with_policies(store: Store) -> Iterator[Resource]:
    """Yield every resource that has an allow policy."""
    return (resource for resource in store.all() if resource.policy)


def rename_member(store: Store, old: str, new: str) -> None:
    """Write a member anew in all policies: what deleting and undeleting a service account does to its bindings."""
    for resource in with_policies(store):
        for binding in (resource.policy or {}).get("bindings", []):
            if old in binding["members"]:
                binding["members"] = sorted(new if member == old else member for member in binding["members"])
                store.touch(resource)
