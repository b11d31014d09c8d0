"""One row of the lifecycle table: a resource type, its inputs, and what the cloud's own client must see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JSON = dict[str, Any]
_REFERENCE = re.compile(r"\$\{([A-Za-z0-9_]+)\.([A-Za-z0-9_.]+)\}")


@dataclass(frozen=True)
class Need:
    """Another resource that must exist first, made through the provider as well and deleted at the end."""

    token: str
    inputs: JSON = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A whole life of one resource.

    In `inputs`, `update`, `replace` and `drifted`, `${name.property}` stands for an output of a need (`${name.id}` for
    its id). `clients` in the functions below is the cloud's own client set, `outputs` are the resource's outputs with
    its id under "id" and the needs' outputs under their names.

    Attributes:
        inputs: what the program gives.
        look: fetches the object by the cloud's own client; returns None or raises the client's not-found error when
            it is gone.
        shows: what `look` must hold after creation (a subset, compared at any depth).
        update: inputs that change in place; None if the type has none.
        shows_updated: what `look` must hold after the update.
        replace: inputs that force a new resource; None if the type has none.
        drift: changes the object behind the provider's back; None if nothing about it can change.
        drifted: inputs that a refresh must then show; a value of None means "no longer there".
        needs: resources made first, in order.
        setup: makes first, by the cloud's own client, what the provider has no type for; what it returns is a need
            under the name `made`.
        unimportable: inputs that an import cannot know (write-only ones).
        importable: False where the service has no way to read it back by id.
        import_id: what an import takes, where it is not the id; `${self.property}` is an output of the resource.
        stays: True where deletion leaves the object (a default that cannot be removed).
    """

    inputs: JSON
    look: Callable[[Any, JSON], Any]
    shows: JSON = field(default_factory=dict)
    update: JSON | None = None
    shows_updated: JSON = field(default_factory=dict)
    replace: JSON | None = None
    drift: Callable[[Any, JSON], object] | None = None
    drifted: JSON = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)
    setup: Callable[[Any], JSON | None] | None = None
    unimportable: frozenset[str] = frozenset()
    importable: bool = True
    import_id: str = ""
    stays: bool = False


def resolve(value: Any, made: Mapping[str, JSON]) -> Any:
    """Put the needs' outputs in the place of `${name.property}`; a lone reference keeps its type."""
    if isinstance(value, dict):
        return {key: resolve(item, made) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, made) for item in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole:
        return _pick(whole, made)
    return _REFERENCE.sub(lambda match: str(_pick(match, made)), value)


def _pick(match: re.Match[str], made: Mapping[str, JSON]) -> Any:
    found: Any = made[match.group(1)]
    for part in match.group(2).split("."):
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


def holds(seen: Any, expected: Any) -> bool:
    """Tell whether `seen` holds all of `expected`, at any depth."""
    if isinstance(expected, dict):
        return isinstance(seen, dict) and all(key in seen and holds(seen[key], item) for key, item in expected.items())
    if isinstance(expected, list):
        return isinstance(seen, list) and all(any(holds(other, item) for other in seen) for item in expected)
    return bool(seen == expected)
