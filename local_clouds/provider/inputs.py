"""What the core does to inputs: defaults, automatic names, refusals, and inputs read back from a cloud."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from local_clouds.provider.adapter import UNKNOWN
from local_clouds.provider.compare import empty, same

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON, AutoName, Shape, Value


def complete(shape: Shape, logical_name: str, seed: bytes, olds: JSON, news: JSON) -> JSON:
    """Return the inputs with the defaults and, where none is given, a name.

    Args:
        shape: the type.
        logical_name: the resource's name in the program.
        seed: the engine's random seed for this resource; the same seed gives the same name.
        olds: the recorded inputs, empty for a new resource: a name once made is kept.
        news: what the program gives.
    """
    result = {key: value for key, value in news.items() if value is not None}
    for key, value in shape.defaults.items():
        result.setdefault(key, value)
    naming = shape.auto_name
    if naming and empty(result.get(naming.name)):
        prefix = result.get(naming.prefix) if naming.prefix else None
        kept = olds.get(naming.name)
        if prefix is UNKNOWN:
            result[naming.name] = UNKNOWN
        elif kept is not None and (prefix is None or str(kept).startswith(str(prefix))):
            result[naming.name] = kept
        else:
            result[naming.name] = _automatic_name(naming, logical_name, prefix, seed)
    return result


def _automatic_name(naming: AutoName, logical_name: str, prefix: str | None, seed: bytes) -> str:
    digest = hashlib.sha256(seed).digest() if seed else uuid.uuid4().bytes
    if naming.uuid:
        return str(uuid.UUID(bytes=digest[:16], version=4))
    digits = digest.hex()[: naming.digits]
    start = prefix if prefix is not None else logical_name + naming.separator
    if naming.lower:
        start = start.lower()
    return start[: naming.limit - len(digits) - len(naming.suffix)] + digits + naming.suffix


def refusals(shape: Shape, token: str, inputs: JSON) -> list[tuple[str, str]]:
    """Return (property, reason) for each input that is missing, unsupported or contradicts another."""
    found = [
        (name, f"missing required property {name!r} of {token}")
        for name in sorted(shape.required)
        if inputs.get(name) is None
    ]
    if shape.inputs is not None:
        found += [
            (name, f"{name!r} of {token} is not supported by the local clouds; it works against the real cloud")
            for name in sorted(inputs)
            if name not in shape.inputs and not name.startswith("__")
        ]
    for group in shape.singular:
        given = [name for name in group if inputs.get(name) is not None]
        if len(given) != 1:
            expected = " or ".join(repr(name) for name in group)
            got = "both" if len(given) > 1 else "neither"
            found.append((group[0], f"expected exactly one of {expected} on {token}, found {got}"))
    return found


def from_cloud(shape: Shape, outputs: JSON, recorded: JSON) -> JSON:
    """Return the inputs that an object's present properties amount to.

    Computed properties are never inputs. A property that the service fills in by itself is an input only if it was
    one before. Where old and new mean the same, the recorded form stays, so that only real drift shows.

    Args:
        shape: the type.
        outputs: what the cloud shows.
        recorded: the inputs in the state; empty on import.
    """
    result: JSON = {}
    for key, value in outputs.items():
        if _is_input(shape, key) and not empty(value) and (key in recorded or not recorded or key not in shape.filled):
            given = key in shape.partial and key in recorded
            result[key] = _as_given(recorded[key], value) if given else value
    for key, value in recorded.items():
        kept = key in shape.write_only or key.startswith("__") or (key not in outputs and key in shape.defaults)
        if kept or (key not in result and empty(value)) or (key in result and same(shape, key, value, result[key])):
            result[key] = value
    if not recorded:
        for key, value in shape.defaults.items():
            result.setdefault(key, value)
    return result


def _as_given(recorded: Value, present: Value) -> Value:
    if isinstance(recorded, dict) and isinstance(present, dict):
        return {key: _as_given(value, present[key]) for key, value in recorded.items() if key in present}
    if isinstance(recorded, list) and isinstance(present, list) and len(recorded) == len(present):
        return [_as_given(old, new) for old, new in zip(recorded, present, strict=True)]
    if isinstance(recorded, str) and isinstance(present, str) and recorded[:1] in {"{", "["}:
        try:
            return json.dumps(_as_given(json.loads(recorded), json.loads(present)))
        except ValueError:
            return present
    return present


def _is_input(shape: Shape, name: str) -> bool:
    return name not in shape.computed and (shape.inputs is None or name in shape.inputs)


def outputs_at_preview(shape: Shape, inputs: JSON, known: JSON) -> JSON:
    """Return the outputs that a create would give, as far as they can be known before it."""
    result: dict[str, Any] = dict.fromkeys(shape.computed, UNKNOWN)
    result.update(inputs)
    result.update(known)
    return result
