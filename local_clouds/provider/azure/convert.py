"""From inputs to ARM's request bodies, and from ARM's resources to outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.provider.adapter import UNKNOWN, has_unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON, Value
    from local_clouds.provider.azure.mapping import Nested, Type

# Azure takes these and never gives them back; what the program gave stands.
_NEVER_SHOWN = ("secureValue", "storageAccountKey", "password")


def body(kind: Type, inputs: JSON) -> JSON:
    """Return the request body that inputs amount to."""
    result: JSON = {}
    properties: JSON = {}
    for name, value in inputs.items():
        if name in kind.parts or name.startswith("__"):
            continue
        if name == kind.whole:
            properties.update(value or {})
        elif name in kind.top:
            result[name] = _identity_body(value) if name == "identity" else value
        else:
            nested = kind.nested.get(name)
            properties[kind.renamed.get(name, name)] = _wrap(nested, value) if nested else value
    if properties or kind.whole or not result:
        result["properties"] = properties
    return result


def outputs(kind: Type, resource: JSON, parts: Mapping[str, str]) -> JSON:
    """Return the outputs of a resource as ARM shows it.

    Args:
        kind: its type.
        resource: what ARM shows.
        parts: the parts of its id.
    """
    result: JSON = {name: parts[name] for name in kind.parts}
    properties = resource.get("properties") or {}
    names = {arm: ours for ours, arm in kind.renamed.items()}
    if kind.whole:
        result[kind.whole] = properties
    else:
        for name, value in properties.items():
            ours = names.get(name, name)
            nested = kind.nested.get(ours)
            result[ours] = _unwrap(nested, value) if nested else value
    for name, value in resource.items():
        if name not in {"id", "properties", *kind.parts}:
            result[name] = value
    result["azureApiVersion"] = kind.version
    return result


def inputs_of(found: JSON) -> JSON:
    """Return those outputs that have another form as inputs: identities are given as a list and shown as a map."""
    identity = found.get("identity")
    if not isinstance(identity, dict):
        return {}
    given = {name: value for name, value in identity.items() if name not in {"principalId", "tenantId"}}
    if isinstance(given.get("userAssignedIdentities"), dict):
        given["userAssignedIdentities"] = sorted(given["userAssignedIdentities"])
    return {"identity": given}


def at_preview(inputs: JSON) -> JSON:
    """Return the outputs whose form at preview is not that of the input."""
    identity = inputs.get("identity")
    if not isinstance(identity, dict):
        return {}
    return {
        "identity": {
            "type": identity.get("type", UNKNOWN),
            "principalId": UNKNOWN,
            "tenantId": UNKNOWN,
            "userAssignedIdentities": UNKNOWN,
        }
    }


def as_given(recorded: Value, present: Value, key: str = "") -> Value:
    """Return a present value in the recorded form where Azure only wrote it differently, or left a secret out."""
    if has_unknown(recorded):
        return present
    if isinstance(recorded, dict) and isinstance(present, dict):
        hidden = {name: recorded[name] for name in _NEVER_SHOWN if name in recorded and name not in present}
        return {name: as_given(recorded.get(name), value, name) for name, value in present.items()} | hidden
    if isinstance(recorded, list) and isinstance(present, list):
        return _list_as_given(recorded, present)
    if isinstance(recorded, str) and isinstance(present, str):
        alike = _plain(recorded, key) == _plain(present, key)
        return recorded if alike else present
    return present


def _list_as_given(recorded: list[Any], present: list[Any]) -> list[Any]:
    if all(isinstance(item, str) for item in [*recorded, *present]):
        if sorted(map(str.lower, recorded)) == sorted(map(str.lower, present)):
            return recorded
        return present
    if all(isinstance(item, dict) and "name" in item for item in [*recorded, *present]):
        old = {item["name"]: item for item in recorded}
        new = {item["name"]: as_given(old.get(item["name"]), item) for item in present}
        first = [new.pop(name) for name in old if name in new]
        return [*first, *new.values()]
    if len(recorded) == len(present):
        return [as_given(old, new) for old, new in zip(recorded, present, strict=True)]
    return present


def _plain(text: str, key: str) -> str:
    if key in {"location", "type"}:
        return text.replace(" ", "").lower()
    return text.lower() if text.startswith("/") else text


def _identity_body(value: Value) -> Value:
    if isinstance(value, dict) and isinstance(value.get("userAssignedIdentities"), list):
        return {**value, "userAssignedIdentities": {name: {} for name in value["userAssignedIdentities"]}}
    return value


def _wrap(nested: Nested, value: Value) -> Value:
    if isinstance(value, list):
        return [_wrap(nested, item) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {
        name: _wrap(nested.inside[name], item) if name in nested.inside else item
        for name, item in value.items()
        if name not in nested.outside
    }
    return {
        **{name: item for name, item in value.items() if name in nested.outside},
        **({"properties": inner} if inner else {}),
    }


def _unwrap(nested: Nested, value: Value) -> Value:
    if isinstance(value, list):
        return [_unwrap(nested, item) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {
        name: _unwrap(nested.inside[name], item) if name in nested.inside else item
        for name, item in (value.get("properties") or {}).items()
    }
    return {**{name: item for name, item in value.items() if name != "properties"}, **inner}
