"""Property values as the engine sends them, in plain Python.

A value that is not known before the step is `UNKNOWN`, wherever it stands: rules ask for it like for any other value
and nothing is raised. Secrets are read like other values and are never printed.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from google.protobuf.struct_pb2 import Struct
from google.protobuf.struct_pb2 import Value as Wire


class Unknown:
    """The type of `UNKNOWN`."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

Value: TypeAlias = Any
"""A JSON value, or `UNKNOWN` in the place of one."""

_UNKNOWN_ON_WIRE: Final = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
"""What stands for an unknown boolean, number, string, array, asset, archive and object (pulumi_policy.proxy)."""

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the engine's mark of a secret, not one
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


def decode(struct: Struct, *only: str) -> dict[str, Value]:
    """Returns a resource's properties as the engine sent them; where names are given, those alone."""
    fields = struct.fields
    return {key: _decode(fields[key]) for key in (only or fields) if key in fields}


def _decode(wire: Wire) -> Value:
    kind = wire.WhichOneof("kind")
    if kind == "string_value":
        text = wire.string_value
        return UNKNOWN if text in _UNKNOWN_ON_WIRE else text
    if kind == "struct_value":
        return _decode_object(wire.struct_value)
    if kind == "list_value":
        return [_decode(item) for item in wire.list_value.values]
    if kind == "bool_value":
        return wire.bool_value
    if kind == "number_value":
        return wire.number_value
    return None


def _decode_object(struct: Struct) -> Value:
    fields = struct.fields
    if _SIGNATURE not in fields:
        return decode(struct)
    signature = fields[_SIGNATURE].string_value
    if signature in {_SECRET, _OUTPUT}:
        return _decode(fields["value"]) if "value" in fields else UNKNOWN
    return {key: _decode(value) for key, value in fields.items() if key != _SIGNATURE}


def at(value: Value, *path: str) -> Value:
    """Returns what stands at `path` in nested objects; `UNKNOWN` below an unknown value, None where nothing stands."""
    for key in path:
        if value is UNKNOWN:
            return UNKNOWN
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def listed(value: Value) -> list[Value]:
    """Returns a list's items, one value as a list of one, and nothing as an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def known_text(value: Value) -> str | None:
    """Returns `value` where it is text, else None."""
    return value if isinstance(value, str) else None


def unknown_within(value: Value) -> bool:
    """Tells whether `value` or anything inside it is unknown."""
    if value is UNKNOWN:
        return True
    if isinstance(value, Mapping):
        return any(unknown_within(item) for item in value.values())
    return isinstance(value, list) and any(unknown_within(item) for item in value)


def texts(value: Value) -> Iterator[str]:
    """Yields every text inside `value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def parsed(value: Value) -> Value:
    """Returns the JSON that `value` holds: parsed text, an object as it is, `UNKNOWN`, or None for what is no JSON."""
    if isinstance(value, str):
        return _parsed_text(value)
    return value


def _once(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice: readers differ in which of the two they take")
    return found


@lru_cache(maxsize=4096)
def _parsed_text(text: str) -> Value:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
