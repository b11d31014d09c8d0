"""Azure's built-in roles, from a dated table: what assignments name and the input does not contain.

`python -m tools.tables.azure_roles` makes the table from an export of `az role definition list`.
"""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from agent_identity.permissions.azure.model import Permissions, Role

_TABLE: Final = Path(__file__).parent / "data" / "builtin_roles.jsonl"


@lru_cache(maxsize=4096)
def role_of(guid: str, name: str = "") -> Role | None:
    """Returns a built-in role by its GUID, or by its name where the GUID is none of theirs; None for neither."""
    text = _text()
    place = text.find(f'\n["{guid}",') if guid else -1
    if place < 0 and name:
        place = _names().get(name.lower(), -1)
    return None if place < 0 else _read(text[place + 1 : text.index("\n", place + 1)])


@cache
def roles() -> tuple[Role, ...]:
    """Returns every built-in role."""
    return tuple(_read(line) for line in _text().splitlines()[1:])


@lru_cache(maxsize=16384)
def spelling(action: str) -> str:
    """Returns an action in lower case as the table writes it; what it does not have, as it is."""
    place = _lowered().find(f'"{action}"')
    return action if place < 0 else _text()[place + 1 : place + 1 + len(action)]


@cache
def date() -> str:
    """Returns the day of the export behind the table."""
    found: str = json.loads(_text().partition("\n")[0])["date"]
    return found


def _read(line: str) -> Role:
    guid, name, blocks = json.loads(line)
    return Role(guid, name, tuple(_block(*block) for block in blocks))


def _block(
    actions: list[str], not_actions: list[str], data: list[str], not_data: list[str], condition: str | None
) -> Permissions:
    return Permissions(_lower(actions), _lower(not_actions), _lower(data), _lower(not_data), condition)


def _lower(texts: list[str]) -> tuple[str, ...]:
    return tuple(text.lower() for text in texts)


@cache
def _names() -> dict[str, int]:
    found: dict[str, int] = {}
    place = len(_text().partition("\n")[0])
    for line in _text().splitlines()[1:]:
        # `["GUID","NAME",[…`: GUIDs are 36 characters.
        found[json.loads(f"[{line[1:].split(',[', 1)[0]}]")[1].lower()] = place
        place += len(line) + 1
    return found


@cache
def _lowered() -> str:
    return _text().lower()


@cache
def _text() -> str:
    return _TABLE.read_text(encoding="utf-8")
