"""`getPolicyDocument`: an IAM policy document from structured statements, as the real provider writes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from local_clouds.provider.errors import InvalidError

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON

_LISTS = {"actions": "Action", "notActions": "NotAction", "resources": "Resource", "notResources": "NotResource"}


def policy_document(args: JSON) -> tuple[str, str]:
    """Return the document indented and compact.

    Source documents come first, then the statements, then the overrides; a statement replaces an earlier one of the
    same `sid`, as the provider documents it.

    Raises:
        InvalidError: a source is not a policy document, or two source statements have one `sid`.
    """
    merged: list[JSON] = []
    for index, text in enumerate(args.get("sourcePolicyDocuments") or []):
        for statement in _statements(text, f"sourcePolicyDocuments[{index}]"):
            sid = statement.get("Sid")
            if sid and any(other.get("Sid") == sid for other in merged):
                raise InvalidError(f"sourcePolicyDocuments[{index}]", f"the sid {sid!r} is used twice")
            merged.append(statement)
    for statement in args.get("statements") or []:
        _merge(merged, _statement(statement))
    for index, text in enumerate(args.get("overridePolicyDocuments") or []):
        for statement in _statements(text, f"overridePolicyDocuments[{index}]"):
            _merge(merged, statement)
    document: JSON = {"Version": args.get("version") or "2012-10-17"}
    if args.get("policyId"):
        document["Id"] = args["policyId"]
    document["Statement"] = merged
    return json.dumps(document, indent=2), json.dumps(document, separators=(",", ":"))


def _merge(merged: list[JSON], statement: JSON) -> None:
    for index, other in enumerate(merged):
        if statement.get("Sid") and other.get("Sid") == statement["Sid"]:
            merged[index] = statement
            return
    merged.append(statement)


def _statements(text: str, path: str) -> list[JSON]:
    try:
        found = json.loads(text)["Statement"]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidError(path, f"not a policy document: {error}") from error
    return found if isinstance(found, list) else [found]


def _statement(given: JSON) -> JSON:
    result: JSON = {}
    if given.get("sid"):
        result["Sid"] = given["sid"]
    result["Effect"] = given.get("effect") or "Allow"
    for name, member in _LISTS.items():
        if given.get(name):
            result[member] = _one_or_sorted(given[name])
    for name, member in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(name):
            result[member] = _principals(given[name])
    conditions: JSON = {}
    for item in given.get("conditions") or []:
        values = item["values"]
        conditions.setdefault(item["test"], {})[item["variable"]] = values[0] if len(values) == 1 else values
    if conditions:
        result["Condition"] = conditions
    return result


def _principals(given: list[JSON]) -> Any:  # noqa: ANN401 - "*" or a map
    found: dict[str, list[str]] = {}
    for item in given:
        if item["type"] == "*" and item["identifiers"] == ["*"]:
            return "*"
        found.setdefault(item["type"], []).extend(item["identifiers"])
    return {kind: _one_or_sorted(names) for kind, names in found.items()}


def _one_or_sorted(values: list[str]) -> str | list[str]:
    # The real provider writes lists in reverse order and a list of one as its value.
    return values[0] if len(values) == 1 else sorted(values, reverse=True)
