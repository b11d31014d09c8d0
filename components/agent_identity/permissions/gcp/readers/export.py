"""Reads everything that gcloud exports of policies and roles: each file's kind is told from what is in it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from agent_identity.permissions.gcp import names
from agent_identity.permissions.gcp.model import World
from agent_identity.permissions.gcp.readers import facts, policies, rules
from agent_identity.permissions.gcp.readers.gathering import Gathered
from agent_identity.permissions.problems import ReadError

_WRAPPERS: Final = (
    "policies", "results", "assets", "roles", "accounts", "projects", "ancestor", "policyBindings",
    "principalAccessBoundaryPolicies", "analysisResults",
)  # fmt: skip
_EXPECTED: Final = (
    "an allow policy (bindings), an entry of `gcloud asset search-all-iam-policies` (resource, policy), a role"
    " (includedPermissions), a deny policy (rules with denyRule), a principal access boundary or its binding,"
    " ancestors, a project or a service account"
)


def read(
    files: Iterable[tuple[str, object]],
    *,
    at: Mapping[str, str] | None = None,
    groups: Iterable[tuple[str, object]] = (),
    tags: Iterable[tuple[str, object]] = (),
) -> World:
    """Returns what exports say.

    Args:
        files: Their names, and what is in them.
        at: Resources whose policies files are, by the file's name.
        groups: Members of groups.
        tags: Tags of resources.

    Raises:
        ReadError: Some are not what they must be; with every problem.
    """
    gathered = Gathered()
    for name, value in files:
        said = (at or {}).get(name, "")
        _take(gathered, name, value, names.full(said) if said else "")
    for name, value in groups:
        facts.groups(gathered, name, value)
    for name, value in tags:
        facts.tags(gathered, name, value)
    if gathered.form.problems:
        raise ReadError(gathered.form.problems)
    return gathered.world()


def _take(gathered: Gathered, where: str, value: object, resource: str) -> None:
    if isinstance(value, list):
        if value and all(isinstance(each, Mapping) and each.keys() == {"id", "type"} for each in value):
            facts.ancestors(gathered, where, value)
            return
        for index, item in enumerate(value):
            _take(gathered, f"{where}/{index}", item, resource)
        return
    if not isinstance(value, Mapping):
        gathered.form.wrong(where, value, _EXPECTED)
        return
    if policies.is_policy(value):
        policies.allow(gathered, where, value, resource)
        return
    kind = _kind(value)
    if kind is not None:
        kind(gathered, where, value)
        return
    inner = [key for key in _WRAPPERS if isinstance(value.get(key), list)]
    for key in inner:
        _take(gathered, f"{where}/{key}", value[key], resource)
    if not inner and value.keys() != {"nextPageToken"}:
        gathered.form.wrong(where, dict(value) if not value else f"keys {', '.join(map(str, value))}"[:80], _EXPECTED)


Reader = Callable[[Gathered, str, Mapping[str, Any]], None]


def _kind(value: Mapping[str, Any]) -> Reader | None:
    name = value.get("name")
    text = name if isinstance(name, str) else ""
    ruled = value.get("rules")
    kinds: tuple[tuple[bool, Reader], ...] = (
        ("policy" in value and "resource" in value and isinstance(value["policy"], Mapping), _searched),
        ("iamPolicy" in value, _asset),
        (value.get("kind") == "DenyPolicy" or "/denypolicies/" in text or _denies(ruled), rules.deny),
        ("target" in value and "policy" in value, rules.bound),
        ("details" in value and "principalAccessBoundaryPolicies" in text, rules.boundary),
        ("includedPermissions" in value or text.startswith("roles/") or "/roles/" in text, facts.role),
        ("projectId" in value and ("projectNumber" in value or "parent" in value), facts.project),
        ("email" in value and ("/serviceAccounts/" in text or "uniqueId" in value), facts.account),
        ("assetType" in value and text != "", _found),
    )
    return next((reader for applies, reader in kinds if applies), None)


def _denies(ruled: object) -> bool:
    return isinstance(ruled, list) and any(isinstance(each, Mapping) and "denyRule" in each for each in ruled)


def _searched(gathered: Gathered, where: str, entry: Mapping[str, Any]) -> None:
    resource = policies.placed(gathered, where, entry)
    if resource:
        policies.allow(gathered, f"{where}/policy", entry["policy"], resource)


def _asset(gathered: Gathered, where: str, entry: Mapping[str, Any]) -> None:
    resource = policies.placed(gathered, where, entry)
    if resource:
        policies.allow(gathered, f"{where}/iamPolicy", entry["iamPolicy"], resource)


def _found(gathered: Gathered, where: str, entry: Mapping[str, Any]) -> None:
    resource = policies.placed(gathered, where, {**entry, "resource": entry["name"]})
    account = names.account_of(resource) if resource else None
    if account is not None and isinstance(entry.get("description"), str):
        gathered.descriptions[account] = entry["description"]
