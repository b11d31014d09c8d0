"""A request, as `can kubernetes` takes it: who does what with which object, or on which path."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from agent_identity.permissions.requests import RequestError, read_object

_TEXTS: Final = ("verb", "group", "resource", "subresource", "name", "namespace", "path")
_KEYS: Final = ("principal", "groups", *_TEXTS)
ACCOUNT: Final = "system:serviceaccount:"


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        user: The user's name, `system:serviceaccount:NS:NAME` for a service account.
        groups: The groups, those that the API server adds among them.
        verb: The verb.
        group: API group; "" for the core.
        resource: Plural name of the resource.
        subresource: The subresource, "" for none.
        name: The object's name, "" for none.
        namespace: Its namespace, "" for the whole cluster.
        path: The path of what is no resource; None for a resource.
    """

    user: str
    groups: frozenset[str]
    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    name: str = ""
    namespace: str = ""
    path: str | None = None


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
        f"{where}/{key}: found {value!r}, expected text"[:200]
        for key in ("principal", *_TEXTS)
        if (value := data.get(key)) is not None and not isinstance(value, str)
    ]
    problems += [f"{where}/{key}: is missing, expected text" for key in ("principal", "verb") if not data.get(key)]
    if ("resource" in data) == ("path" in data):
        problems.append(f"{where}: expected either resource or path")
    groups = data.get("groups", [])
    if not isinstance(groups, list) or not all(isinstance(each, str) for each in groups):
        problems.append(f"{where}/groups: expected a list of texts")
    if problems:
        raise RequestError(problems)
    return _request(data, groups)


def _request(data: Mapping[str, Any], groups: list[str]) -> Request:
    principal = data["principal"]
    if principal.startswith("group:"):
        user, groups = "", [*groups, principal.removeprefix("group:")]
    else:
        user = principal.removeprefix("user:")
    texts = {key: data.get(key) or "" for key in _TEXTS if key != "path"}
    return Request(user=user, groups=frozenset(groups) | added_groups(user), path=data.get("path"), **texts)


def added_groups(user: str) -> frozenset[str]:
    """Returns the groups that the API server itself gives a user who has logged in.

    https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
    """
    if user == "system:anonymous":
        return frozenset({"system:unauthenticated"})
    found = {"system:authenticated"}
    if user.startswith(ACCOUNT):
        found |= {"system:serviceaccounts", f"system:serviceaccounts:{user.split(':')[2]}"}
    return frozenset(found)
