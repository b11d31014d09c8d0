"""Google's predefined and basic roles, from a table whose day it names: `python -m tools.tables.gcp_roles`."""

import lzma
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent / "data" / "roles.txt.xz"


@cache
def _table() -> tuple[str, list[str], dict[str, str]]:
    """Returns the line of origin, all permissions, and each role's places among them, still as text."""
    origin, permissions, *lines = lzma.decompress(TABLE.read_bytes()).decode().splitlines()
    held = {}
    for line in lines:
        name, _, places = line.partition(" ")
        held[name] = places
    return origin, permissions.split(), held


def origin() -> str:
    """Returns where the table comes from, with its day."""
    return _table()[0].removeprefix("origin: ")


def day() -> str:
    """Returns the day of the table."""
    return _table()[0].rpartition(" ")[2]


@cache
def permissions_of(role: str) -> frozenset[str] | None:
    """Returns the permissions of a predefined or basic role; None where the table does not have it."""
    _, permissions, held = _table()
    places = held.get(role)
    return None if places is None else frozenset(permissions[int(place)] for place in places.split())


def names() -> Iterator[str]:
    """Yields the name of every role of the table."""
    yield from _table()[2]
