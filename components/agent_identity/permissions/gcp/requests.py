"""A request, as `can gcp` takes it: who uses which permission on which resource."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from agent_identity.permissions.gcp import members, names
from agent_identity.permissions.requests import RequestError, read_object

_KEYS: Final = ("principal", "permission", "resource", "context")
_FIRST: Final = ("request", "resource", "destination", "principal", "api", "tags")


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        principal: The principal, as allow policies write it.
        permission: The permission, as roles write it.
        resource: Full name of the resource.
        context: What conditions may ask for, by first name.
        tags: Tags of the resource, where the request says them.
    """

    principal: str
    permission: str
    resource: str
    context: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] | None = None


def read_request(line: str, where: str) -> Request:
    """Returns the request that one line of JSON says.

    Args:
        line: The line.
        where: What messages call it.

    Raises:
        RequestError: When it is none, with every problem.
    """
    data, problems = read_object(line, where, _KEYS)
    texts = {key: data.get(key) for key in _KEYS[:3]}
    for key, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            problems.append(f"{where}/{key}: found {value!r}, expected text"[:200])
        elif key == "principal" and not members.is_member(members.plain(value)):
            expected = "a member as policies write it, like serviceAccount:NAME@PROJECT.iam.gserviceaccount.com"
            problems.append(f"{where}/principal: found {value[:80]!r}, expected {expected}")
        elif key == "permission" and "." not in value:
            problems.append(f"{where}/permission: found {value[:80]!r}, expected one like storage.objects.get")
    context = _context(data.get("context"), where, problems)
    if problems:
        raise RequestError(problems)
    permission = names.first_form(data["permission"].strip())
    resource = names.full(data["resource"], names.service_of_permission(permission))
    tags = context.pop("tags", None)
    return Request(members.plain(data["principal"]), permission, resource, context, tags)


def _context(value: object, where: str, problems: list[str]) -> dict[str, Any]:
    """Returns a context with dots resolved: `request.auth.x` lies in `auth` in `request`."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        problems.append(f"{where}/context: found {value!r}, expected an object"[:200])
        return {}
    found: dict[str, Any] = {}
    for key, item in value.items():
        at = f"{where}/context/{key}"
        if key.partition(".")[0] not in _FIRST:
            problems.append(f"{at}: expected an attribute, like request.time or resource.type")
        elif key in ("tags", "resource.tags"):
            if isinstance(item, Mapping) and all(isinstance(each, str) for each in item.values()):
                found["tags"] = dict(item)
            else:
                problems.append(f"{at}: found {item!r}, expected tags by their keys"[:200])
        elif key.startswith("api."):
            found.setdefault("api", {})[key.removeprefix("api.")] = item
        elif not _put(found, key.split("."), _plain(key, item, where, problems)):
            problems.append(f"{at}: is given twice, as a value and as an object")
    return found


def _put(found: dict[str, Any], path: list[str], value: object) -> bool:
    at = found
    for part in path[:-1]:
        at = at.setdefault(part, {})
        if not isinstance(at, dict):
            return False
    kept = at.get(path[-1])
    if isinstance(kept, dict):
        if not isinstance(value, dict):
            return False
        value = kept | value
    at[path[-1]] = value
    return True


def _plain(key: str, value: object, where: str, problems: list[str]) -> object:
    if isinstance(value, Mapping) and key != "api":
        return {str(name): _plain(f"{key}.{name}", item, where, problems) for name, item in value.items()}
    if key != "request.time":
        return value
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        problems.append(f"{where}/context/{key}: found {value!r}, expected a time like 2026-11-25T20:00:00Z"[:200])
    return time
