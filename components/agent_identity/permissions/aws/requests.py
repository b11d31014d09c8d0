"""A request, as `can aws` takes it: who does what on which resource, and what is known besides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from agent_identity.permissions.aws.documents import DocumentError, read_document
from agent_identity.permissions.aws.model import Policy
from agent_identity.permissions.aws.variables import Context
from agent_identity.permissions.requests import RequestError, read_object

_KEYS: Final = ("principal", "action", "resource", "context", "session_policies")
_REQUIRED: Final = ("principal", "action")
EVERYTHING: Final = "*"


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        principal: ARN of a role, a user, or the session of a role.
        action: The action, like `s3:GetObject`.
        resource: ARN of the resource, `*` for an action that works on none in particular.
        context: Values by condition key in lower case; None for a key that is absent.
        session_policies: Policies that the session was narrowed with.
    """

    principal: str
    action: str
    resource: str = EVERYTHING
    context: Context = field(default_factory=dict)
    session_policies: tuple[Policy, ...] = ()


def read_request(line: str, where: str) -> Request:
    """Returns the request that one line of JSON says.

    Args:
        line: The line.
        where: What messages call it.

    Raises:
        RequestError: When it is none, with every problem.
    """
    data, problems = read_object(line, where, _KEYS)
    for key in (*_REQUIRED, "resource"):
        value = data.get(key, EVERYTHING if key == "resource" else None)
        if not isinstance(value, str) or not value:
            problems.append(f"{where}/{key}: found {_shown(value)}, expected text")
    action = data.get("action")
    if isinstance(action, str) and (":" not in action or "*" in action or "?" in action):
        problems.append(f"{where}/action: found {action!r}, expected one action, like s3:GetObject")
    context = _context(data.get("context", {}), f"{where}/context", problems)
    sessions = _sessions(data.get("session_policies", []), f"{where}/session_policies", problems)
    if problems:
        raise RequestError(problems)
    return Request(data["principal"], data["action"], data.get("resource", EVERYTHING), context, sessions)


def _context(value: Any, at: str, problems: list[str]) -> dict[str, tuple[str, ...] | None]:  # noqa: ANN401 - JSON
    if not isinstance(value, Mapping):
        problems.append(f"{at}: found {_shown(value)}, expected an object by condition key")
        return {}
    found: dict[str, tuple[str, ...] | None] = {}
    for key, item in value.items():
        values = item if isinstance(item, list) else [item]
        texts = [_text(each) for each in values]
        if item is None:
            found[key.lower()] = None
        elif None in texts:
            problems.append(f"{at}/{key}: found {_shown(item)}, expected text, a number, true, false, null or a list")
        elif key.lower() in found:
            problems.append(f"{at}/{key}: stands twice in different spellings")
        else:
            found[key.lower()] = tuple(text for text in texts if text is not None)
    return found


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def _sessions(value: Any, at: str, problems: list[str]) -> tuple[Policy, ...]:  # noqa: ANN401 - JSON
    if not isinstance(value, list):
        problems.append(f"{at}: found {_shown(value)}, expected a list of policy documents")
        return ()
    found = []
    for place, item in enumerate(value):
        try:
            found.append(Policy("session", f"session policy {place}", read_document(item, where=f"{at}/{place}")))
        except DocumentError as error:
            problems += error.problems
    return tuple(found)


def _shown(value: object) -> str:
    return {dict: "an object", list: "a list", type(None): "nothing"}.get(type(value), repr(value)[:80])
