"""Property values as the engine sends them: read into plain Python, what is not known as `UNKNOWN`, and changed."""

from collections.abc import Iterable
from typing import Final

from google.protobuf.struct_pb2 import Struct
from google.protobuf.struct_pb2 import Value as Wire

from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value
from agent_identity_pack.rule import Change

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


def changed(struct: Struct, changes: Iterable[Change]) -> Struct:
    """Returns a copy of a resource's properties with changes made; what is secret or unknown stays as it is."""
    copy = Struct()
    copy.CopyFrom(struct)
    for change in changes:
        wire = copy.fields[str(change.path[0])]
        for key in change.path[1:]:
            wire = _opened(wire)
            wire = wire.list_value.values[key] if isinstance(key, int) else wire.struct_value.fields[key]
        wire.CopyFrom(_encoded(change.value))
    return copy


def _opened(wire: Wire) -> Wire:
    """Returns what a secret or output holds, anything else as it is."""
    while _SIGNATURE in wire.struct_value.fields and "value" in wire.struct_value.fields:
        wire = wire.struct_value.fields["value"]
    return wire


def _encoded(value: str | bool | int) -> Wire:
    if isinstance(value, bool):
        return Wire(bool_value=value)
    return Wire(string_value=value) if isinstance(value, str) else Wire(number_value=value)
