"""Values of resources and documents, in plain Python: what is not known is `UNKNOWN`, wherever it stands.

Readers ask for it like for any other value and nothing is raised. Secrets are read like other values and are never
printed.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from agent_identity.permissions.unknown import UNKNOWN

Value: TypeAlias = Any
"""A JSON value, or `UNKNOWN` in the place of one."""


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
