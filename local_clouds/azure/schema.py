"""Request bodies, checked by the models that the `azure-mgmt-*` packages carry.

Two generations of models occur: those with `_attribute_map` and `_validation` tables, and those with `rest_field`
descriptors. Both are read into the same `Schema`, class by class, when a body first needs them: the network models
alone hold two megabytes.
"""

from __future__ import annotations

import enum
import importlib
import inspect
import re
import typing
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType, UnionType
from typing import Any, Union

_HOLDERS = {"[": "array", "{": "map"}
_SCALARS = {
    **dict.fromkeys(("str", "iso-8601", "rfc-1123", "date", "time", "duration"), "string"),
    **dict.fromkeys(("int", "long", "unix-time"), "integer"),
    **dict.fromkeys(("float", "decimal"), "number"),
    "bool": "boolean",
}
_BUILT_IN: dict[Any, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}


@dataclass
class Schema:
    """The shape of a JSON value.

    Attributes:
        kind: `string`, `integer`, `number`, `boolean`, `object`, `array`, `map` or `any`.
        model: The class whose properties an object has; read when needed.
        items: What an array or a map holds.
        choices: The values that a string may have, compared without case.
        limits: The model's `_validation` entry: min_length, max_length, pattern, minimum, maximum,
            min_items, max_items.
        properties: The properties of an object that is no class of its own.
    """

    kind: str = "any"
    model: type | None = None
    items: Schema | None = None
    choices: tuple[str, ...] = ()
    limits: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Property] | None = None

    def members(self) -> dict[str, Property]:
        """Return the properties of an object by their JSON names."""
        if self.properties is None:
            self.properties = _properties(self.model) if self.model is not None else {}
        return self.properties


@dataclass
class Property:
    """One property of an object."""

    schema: Schema
    required: bool = False
    read_only: bool = False


@cache
def load(reference: str) -> Schema:
    """Return the schema of a model given as `package.module:Class`."""
    module, _, name = reference.partition(":")
    return Schema("object", getattr(importlib.import_module(module), name))


def clean(schema: Schema, value: Any, path: str = "") -> tuple[Any, list[str]]:  # noqa: ANN401
    """Check a value and drop what a request cannot set.

    Args:
        schema: What the value must be.
        value: The value; nulls count as absent.
        path: Where it stands in the body, for the messages.

    Returns:
        The value without nulls and read-only properties, and every problem found, each with its place.
    """
    problems: list[str] = []
    return _clean(schema, value, path, problems), problems


def _clean(schema: Schema, value: Any, path: str, problems: list[str]) -> Any:  # noqa: ANN401
    if schema.kind == "object" and isinstance(value, dict):
        members = schema.members()
        result = {}
        for name, item in value.items():
            member = members.get(name)
            if item is None or (member is not None and member.read_only):
                continue
            place = f"{path}.{name}" if path else name
            result[name] = _clean(member.schema if member else Schema(), item, place, problems)
        problems.extend(
            f"'{path}.{name}'".replace("'.", "'") + " is required"
            for name, member in members.items()
            if member.required and not member.read_only and result.get(name) is None
        )
        return result
    if schema.kind == "map" and isinstance(value, dict):
        items = schema.items or Schema()
        return {name: _clean(items, item, f"{path}.{name}", problems) for name, item in value.items()}
    if schema.kind == "array" and isinstance(value, list):
        items = schema.items or Schema()
        _limits(schema.limits, value, path, problems)
        return [_clean(items, item, f"{path}[{index}]", problems) for index, item in enumerate(value)]
    if not _fits(schema.kind, value):
        problems.append(f"'{path}' must be of type {schema.kind}, found {_short(value)}")
    elif schema.choices and str(value).lower() not in {choice.lower() for choice in schema.choices}:
        problems.append(f"'{path}' has the value {_short(value)}; it must be one of {', '.join(schema.choices)}")
    else:
        _limits(schema.limits, value, path, problems)
    return value


def _fits(kind: str, value: Any) -> bool:  # noqa: ANN401
    if kind == "any":
        return True
    if isinstance(value, bool):
        return kind == "boolean"
    kinds: dict[str, type | tuple[type, ...]] = {"string": str, "integer": int, "number": (int, float)}
    return kind in kinds and isinstance(value, kinds[kind])


def _limits(limits: dict[str, Any], value: Any, path: str, problems: list[str]) -> None:  # noqa: ANN401
    sized = isinstance(value, (str, list))
    for name, limit in limits.items():
        if name in {"min_length", "min_items"} and sized and len(value) < limit:
            problems.append(f"'{path}' must have at least {limit} characters or items, found {len(value)}")
        elif name in {"max_length", "max_items"} and sized and len(value) > limit:
            problems.append(f"'{path}' must have at most {limit} characters or items, found {len(value)}")
        elif name == "pattern" and isinstance(value, str) and not re.search(limit, value):
            problems.append(f"'{path}' must match {limit}, found {_short(value)}")
        elif name == "minimum" and isinstance(value, (int, float)) and value < limit:
            problems.append(f"'{path}' must be at least {limit}, found {value}")
        elif name == "maximum" and isinstance(value, (int, float)) and value > limit:
            problems.append(f"'{path}' must be at most {limit}, found {value}")


def _short(value: Any) -> str:  # noqa: ANN401
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _properties(model: type) -> dict[str, Property]:
    models = importlib.import_module(model.__module__.rsplit(".", 1)[0])
    return _from_tables(model, models) if hasattr(model, "_attribute_map") else _from_fields(model, models)


def _from_tables(model: Any, models: ModuleType) -> dict[str, Property]:  # noqa: ANN401
    rules: dict[str, dict[str, Any]] = model._validation  # noqa: SLF001 - the contract is only there
    hints = getattr(model.__init__, "__annotations__", {})
    result: dict[str, Property] = {}
    for attribute, entry in model._attribute_map.items():  # noqa: SLF001
        rule = rules.get(attribute, {})
        schema = _from_name(entry["type"], models, _choices(hints.get(attribute), models))
        schema.limits = {name: limit for name, limit in rule.items() if name not in {"required", "readonly"}}
        parts = [part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", entry["key"])]
        level = result
        required = bool(rule.get("required"))
        for part in parts[:-1]:
            holder = level.setdefault(part, Property(Schema("object", properties={})))
            holder.required = holder.required or required
            level = holder.schema.members()
        level[parts[-1]] = Property(schema, required, bool(rule.get("readonly")))
    return result


def _from_name(name: str, models: ModuleType, choices: tuple[str, ...]) -> Schema:
    if name[0] in _HOLDERS:
        return Schema(_HOLDERS[name[0]], items=_from_name(name[1:-1], models, choices))
    if name in _SCALARS:
        return Schema(_SCALARS[name], choices=choices if name == "str" else ())
    found = getattr(models, name, None)
    if isinstance(found, type) and not issubclass(found, enum.Enum):
        return Schema("object", found)
    return Schema()


def _choices(hint: Any, models: ModuleType) -> tuple[str, ...]:  # noqa: ANN401
    if isinstance(hint, typing.ForwardRef):
        hint = getattr(models, hint.__forward_arg__.rpartition(".")[2], None)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return tuple(str(member.value) for member in hint)
    for argument in typing.get_args(hint):
        if found := _choices(argument, models):
            return found
    return ()


def _from_fields(model: type, models: ModuleType) -> dict[str, Property]:
    result: dict[str, Property] = {}
    for owner in reversed(model.__mro__):
        hints = inspect.get_annotations(owner)
        for attribute, descriptor in owner.__dict__.items():
            if type(descriptor).__name__ != "_RestField":
                continue
            schema, optional = _from_hint(hints.get(attribute), models)
            name = descriptor._rest_name_input or attribute  # noqa: SLF001
            read_only = descriptor._visibility == ["read"]  # noqa: SLF001
            result[name] = Property(schema, not optional, read_only)
    return result


def _from_hint(hint: Any, models: ModuleType) -> tuple[Schema, bool]:  # noqa: ANN401
    """Return the schema of an annotation, and whether it may be left out."""
    if isinstance(hint, (str, typing.ForwardRef)):
        name = hint if isinstance(hint, str) else hint.__forward_arg__
        hint = getattr(models, name.rpartition(".")[2], None)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {Union, UnionType}:
        rest = [argument for argument in arguments if argument is not type(None)]
        one = _from_hint(rest[0], models)[0] if len(rest) == 1 else Schema()
        if len(rest) > 1 and str in rest:
            one = Schema("string", choices=_choices(hint, models))
        return one, type(None) in arguments
    if origin in {list, dict}:
        return Schema("array" if origin is list else "map", items=_from_hint(arguments[-1], models)[0]), False
    if origin is typing.Literal:
        return Schema("string", choices=tuple(str(argument) for argument in arguments)), False
    return _from_class(hint, models), hint is None


def _from_class(hint: Any, models: ModuleType) -> Schema:  # noqa: ANN401
    if hint in _BUILT_IN:
        return Schema(_BUILT_IN[hint])
    if hint is Any or hint is object or not isinstance(hint, type):
        return Schema()
    if issubclass(hint, enum.Enum):
        return Schema("string", choices=_choices(hint, models))
    # What is neither a model nor a class of Python's own JSON types is a date, a time or bytes: text.
    return Schema("object", hint) if hint.__module__.startswith("azure.") else Schema("string")
