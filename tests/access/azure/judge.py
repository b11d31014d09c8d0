"""An independent reading of roles, assignments, scopes and conditions: what they allow.

It knows nothing of kinds. The rules: https://learn.microsoft.com/azure/role-based-access-control/overview and, for
conditions, https://learn.microsoft.com/azure/role-based-access-control/conditions-format.
"""

import re
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<word>AND|OR|NOT|!|\(|\))"
    r"|(?P<call>ActionMatches|SubOperationMatches)\{'(?P<argument>[^']*)'\}"
    r"|(?P<attribute>@\w+\[[^\]]+\])\s+(?P<operator>\w+)\s+'(?P<value>[^']*)')"
)
_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"


@dataclass(frozen=True)
class Use:
    """One use of one operation.

    Attributes:
        operation: Its name.
        target: The id of what it is used on; of a blob, that of the container.
        path: The blob's path, where there is one.
        listing: The prefix that a list of blobs asks for; None where it is no list.
    """

    operation: str
    target: str
    path: str | None = None
    listing: str | None = None


def allows(plan: dict[str, Any], use: Use) -> bool:
    """Tells whether a plan allows a use of an operation."""
    roles = {role["name"]: role["properties"] for role in plan["roleDefinitions"]}
    for assignment in plan["roleAssignments"]:
        role = roles[assignment["properties"]["roleDefinitionId"].rpartition("/")[2]]
        if not any(_same_or_below(assignment["scope"], scope) for scope in role["assignableScopes"]):
            continue
        if _holds(role, use.operation) and _same_or_below(use.target, assignment["scope"]):
            condition = assignment["properties"].get("condition")
            if condition is None or _Condition(condition, use).holds():
                return True
    return False


def _same_or_below(place: str, scope: str) -> bool:
    return f"{place.lower()}/".startswith(f"{scope.lower()}/")


def _holds(role: dict[str, Any], operation: str) -> bool:
    for permission in role["permissions"]:
        for plane in ("actions", "dataActions"):
            given = [re.escape(name.lower()).replace(r"\*", ".*") for name in permission[plane]]
            taken = [
                re.escape(name.lower()).replace(r"\*", ".*") for name in permission[f"not{plane[0].upper()}{plane[1:]}"]
            ]
            if any(re.fullmatch(name, operation.lower()) for name in given) and not any(
                re.fullmatch(name, operation.lower()) for name in taken
            ):
                return True
    return False


class _Condition:
    """A condition, read by descent; a mixture of AND and OR without parentheses is an error."""

    def __init__(self, text: str, use: Use) -> None:
        self._tokens = []
        position = 0
        while position < len(text):
            found = _TOKEN.match(text, position)
            assert found is not None, f"not a condition: {text[position:]}"
            self._tokens.append(found)
            position = found.end()
        self._use = use
        self._at = 0

    def holds(self) -> bool:
        result = self._several()
        assert self._at == len(self._tokens), "something follows the condition"
        return result

    def _several(self) -> bool:
        results, joints = [self._one()], set()
        while self._at < len(self._tokens) and self._tokens[self._at]["word"] in {"AND", "OR"}:
            joints.add(self._tokens[self._at]["word"])
            self._at += 1
            results.append(self._one())
        assert len(joints) < 2, "AND and OR are mixed"
        return any(results) if joints == {"OR"} else all(results)

    def _one(self) -> bool:
        token = self._tokens[self._at]
        self._at += 1
        if token["word"] in {"!", "NOT"}:
            return not self._one()
        if token["word"] == "(":
            result = self._several()
            assert self._tokens[self._at]["word"] == ")"
            self._at += 1
            return result
        return self._fact(token)

    def _fact(self, token: re.Match[str]) -> bool:
        if token["call"] == "ActionMatches":
            return token["argument"].lower() == self._use.operation.lower()
        if token["call"] == "SubOperationMatches":
            return token["argument"] == "Blob.List" and self._use.listing is not None
        attributes = {f"@Resource[{_BLOBS}:path]": self._use.path, f"@Request[{_BLOBS}:prefix]": self._use.listing}
        found = attributes[token["attribute"]]
        if found is None:
            # An attribute that is not there makes its expression false.
            return False
        return {"StringEquals": found == token["value"], "StringStartsWith": found.startswith(token["value"])}[
            token["operator"]
        ]
