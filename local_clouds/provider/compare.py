"""What changed between two sets of inputs, and what that means for the resource."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local_clouds.provider import wire
from local_clouds.provider.adapter import UNKNOWN

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON, Shape, Value

_ABSENT: Any = object()


@dataclass
class Diff:
    """The changed properties.

    Attributes:
        changes: property path → "add", "update" or "delete".
        replaces: the paths among them that need a new resource.
    """

    changes: dict[str, str] = field(default_factory=dict)
    replaces: set[str] = field(default_factory=set)

    def top(self) -> list[str]:
        """Return the changed top-level properties, in order."""
        return sorted({path.partition(".")[0].partition("[")[0] for path in self.changes})

    def top_replaces(self) -> list[str]:
        """Return the top-level properties that need a new resource, in order."""
        return sorted({path.partition(".")[0].partition("[")[0] for path in self.replaces})


def compare(shape: Shape, olds: JSON, news: JSON) -> Diff:
    """Compare old and new inputs by the rules of the type. An unknown new value counts as a change."""
    diff = Diff()
    for name in sorted({*olds, *news}):
        old, new = olds.get(name), news.get(name)
        if name.startswith("__") or (old is not UNKNOWN and new is not UNKNOWN and same(shape, name, old, new)):
            continue
        if new is None and name in shape.filled:
            continue
        _walk(diff, name, _or_absent(old), _or_absent(new))
    for path in diff.changes:
        plain = _without_indexes(path)
        if any(_related(plain, replaced) for replaced in shape.replaces):
            diff.replaces.add(path)
    return diff


def same(shape: Shape, name: str, old: Value, new: Value) -> bool:
    """Tell whether two values of one input mean the same to the service."""
    if empty(old) and empty(new):
        return True
    return bool(_form(shape, name, old) == _form(shape, name, new))


def _form(shape: Shape, name: str, value: Value) -> Value:
    if wire.is_asset(value):
        return wire.asset_hash(value)
    if isinstance(value, list) and name in shape.unordered:
        return sorted(map(_key, value))
    if not isinstance(value, str):
        return _prune(value)
    if name in shape.policies:
        return policy_form(value)
    if name in shape.documents:
        return _json_form(value)
    return value.lower() if name in shape.ignore_case else value


def empty(value: Value) -> bool:
    """Tell whether a value says nothing: absent, or an empty text, list or map."""
    return value is None or value in ([], {}, "")


def policy_form(text: str) -> Value:
    """Return a policy document in one form: single values for lists of one, lists of text sorted."""
    try:
        return _policy_value(json.loads(text))
    except ValueError:
        return text


def _policy_value(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _policy_value(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [_policy_value(item) for item in value]
        if len(items) == 1:
            return items[0]
        return sorted(items) if all(isinstance(item, str) for item in items) else items
    # IAM stores booleans and numbers of conditions as text.
    return str(value).lower() if isinstance(value, bool) else value


def _json_form(text: str) -> Value:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _key(value: Value) -> str:
    return json.dumps(_prune(value), sort_keys=True, default=repr)


def _prune(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _prune(item) for key, item in value.items() if not empty(item)}
    if isinstance(value, list):
        return [_prune(item) for item in value]
    return value


def _or_absent(value: Value) -> Value:
    return _ABSENT if value is None else value


def _walk(diff: Diff, path: str, old: Value, new: Value) -> None:
    if isinstance(old, dict) and isinstance(new, dict) and not wire.is_asset(old):
        for key in sorted({*old, *new}):
            before, after = old.get(key, _ABSENT), new.get(key, _ABSENT)
            if before is not after and before != after:
                _walk(diff, f"{path}.{key}" if key.isidentifier() else f'{path}["{key}"]', before, after)
        return
    if isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else _ABSENT
            after = new[index] if index < len(new) else _ABSENT
            if before is not after and before != after:
                _walk(diff, f"{path}[{index}]", before, after)
        return
    diff.changes[path] = "add" if old is _ABSENT else "delete" if new is _ABSENT else "update"


def _without_indexes(path: str) -> str:
    kept: list[str] = []
    depth = 0
    for character in path:
        depth += character == "["
        if not depth:
            kept.append(character)
        depth -= character == "]"
    return "".join(kept)


def _related(path: str, replaced: str) -> bool:
    return path == replaced or path.startswith(f"{replaced}.") or replaced.startswith(f"{path}.")
