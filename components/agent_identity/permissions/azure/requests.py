"""A request, as `can azure` takes it: who does what at which scope."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from agent_identity.permissions.azure.scopes import is_scope, scope_of
from agent_identity.permissions.requests import RequestError, read_object

_KEYS: Final = ("principal", "action", "data_action", "scope", "context")


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        principal: The id of the principal.
        action: The action or data action.
        data: Whether it is a data action.
        scope: Where, as scopes are compared.
        context: Values of attributes by name, with or without their source; none for one that is absent.
        resource: The scope as it was given.
    """

    principal: str
    action: str
    data: bool
    scope: str
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    resource: str = ""


def read_request(line: str, where: str) -> Request:
    """Returns the request that one line of JSON says.

    Args:
        line: The line.
        where: What messages call it.

    Raises:
        RequestError: When it is none, with every problem.
    """
    data, problems = read_object(line, where, _KEYS)
    problems += [
        f"{where}/{key}: found {data[key]!r}, expected text"[:200]
        for key in _KEYS[:4]
        if data.get(key) is not None and not isinstance(data[key], str)
    ]
    problems += [f"{where}/{key}: is missing, expected text" for key in ("principal", "scope") if not data.get(key)]
    if bool(data.get("action")) == bool(data.get("data_action")):
        problems.append(f"{where}: expected either action or data_action")
    action = data.get("action") or data.get("data_action")
    if isinstance(action, str) and ("*" in action or "/" not in action):
        problems.append(f"{where}: found {action!r}, expected one action like Microsoft.Storage/storageAccounts/read")
    if isinstance(data.get("scope"), str) and data["scope"] and not is_scope(data["scope"]):
        problems.append(f"{where}/scope: found {data['scope']!r}, expected a scope like /subscriptions/ID"[:200])
    context = data.get("context")
    if context is not None and not isinstance(context, Mapping):
        problems.append(f"{where}/context: expected an object of attributes")
    values = {
        str(key): _values(value, f"{where}/context/{key}", problems)
        for key, value in (context.items() if isinstance(context, Mapping) else ())
    }
    if problems:
        raise RequestError(problems)
    return Request(
        principal=data["principal"].lower(),
        action=str(action).lower(),
        data=bool(data.get("data_action")),
        scope=scope_of(data["scope"]),
        context=values,
        resource=data["scope"],
    )


def _values(value: Any, where: str, problems: list[str]) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """Returns the values of an attribute; none for null, which says that it is absent."""
    if value is None:
        return ()
    found = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, bool):
            found.append(str(each).lower())
        elif isinstance(each, (str, int, float)):
            found.append(str(each))
        else:
            problems.append(f"{where}: found {each!r}, expected text, a number, true, false or a list of them"[:200])
    return tuple(found)
