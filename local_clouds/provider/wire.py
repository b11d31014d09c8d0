"""Pulumi's wire format for property values, both ways.

The signatures are fixed by the engine's protocol (sdk/proto, "property values over gRPC").
"""

from __future__ import annotations

import io
import pathlib
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from google.protobuf import struct_pb2

from local_clouds.provider.adapter import UNKNOWN, Unknown
from local_clouds.provider.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from local_clouds.provider.adapter import JSON, Value

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker of the protocol, not a secret
_ASSET = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
# The engine has a sentinel for each kind of value; all mean the same here.
_UNKNOWNS = frozenset(
    {
        _UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)


@dataclass(frozen=True)
class Properties:
    """A property map without its wrappers.

    Attributes:
        values: plain JSON values, with `UNKNOWN` where nothing is known yet.
        secret: the top-level properties that are, or hold, a secret.
    """

    values: JSON
    secret: frozenset[str]


def decode(struct: struct_pb2.Struct) -> Properties:
    """Read a property map. Assets and archives stay in their signed form (see `archive_bytes`)."""
    values: JSON = {}
    secret: set[str] = set()
    for key, value in struct.fields.items():
        found: list[bool] = []
        values[key] = _decode(value, found)
        if found:
            secret.add(key)
    return Properties(values, frozenset(secret))


def _decode(value: struct_pb2.Value, secrets: list[bool]) -> Value:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [_decode(item, secrets) for item in value.list_value.values]
    if kind == "struct_value":
        return _decode_struct(value.struct_value, secrets)
    return None


def _decode_struct(struct: struct_pb2.Struct, secrets: list[bool]) -> Value:
    fields = struct.fields
    signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else ""
    if signature == _SECRET:
        secrets.append(True)
        return _decode(fields["value"], secrets)
    if signature == _OUTPUT:
        if "secret" in fields and fields["secret"].bool_value:
            secrets.append(True)
        return _decode(fields["value"], secrets) if "value" in fields else UNKNOWN
    if signature == _RESOURCE:
        return _decode(fields["id"], secrets) if "id" in fields else fields["urn"].string_value
    return {key: _decode(item, secrets) for key, item in fields.items()}


def encode(values: Mapping[str, Any], secret: Iterable[str] = ()) -> struct_pb2.Struct:
    """Write a property map; the named top-level properties become secrets. None and absent are the same."""
    struct = struct_pb2.Struct()
    wrapped = frozenset(secret)
    for key, value in values.items():
        if value is None:
            continue
        encoded = _encode(value)
        if key in wrapped:
            holder = struct.fields[key].struct_value
            holder.fields[_SIGNATURE].string_value = _SECRET
            holder.fields["value"].CopyFrom(encoded)
        else:
            struct.fields[key].CopyFrom(encoded)
    return struct


def _encode(value: Value) -> struct_pb2.Value:
    result = struct_pb2.Value()
    if isinstance(value, Unknown):
        result.string_value = _UNKNOWN
    elif isinstance(value, bool):
        result.bool_value = value
    elif isinstance(value, (int, float)):
        result.number_value = value
    elif isinstance(value, str):
        result.string_value = value
    elif isinstance(value, dict):
        result.struct_value.CopyFrom(struct_pb2.Struct())
        for key, item in value.items():
            if item is not None:
                result.struct_value.fields[key].CopyFrom(_encode(item))
    elif isinstance(value, (list, tuple)):
        result.list_value.CopyFrom(struct_pb2.ListValue())
        result.list_value.values.extend(_encode(item) for item in value)
    else:
        result.null_value = struct_pb2.NULL_VALUE
    return result


def leaks(outputs: Mapping[str, Any], inputs: Properties) -> frozenset[str]:
    """Return the outputs that must be secret because an input was: the same property, or one that holds its text."""
    texts = {text for key in inputs.secret for text in _texts(inputs.values.get(key)) if len(text) > 3}
    return frozenset(
        key for key, value in outputs.items() if key in inputs.secret or any(text in texts for text in _texts(value))
    )


def _texts(value: Value) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []


def is_asset(value: object) -> bool:
    """Tell whether a decoded value is an asset or an archive."""
    return isinstance(value, dict) and value.get(_SIGNATURE) in {_ASSET, _ARCHIVE}


def asset_hash(value: JSON) -> str:
    """Return the hash by which the engine tells one asset from another."""
    return str(value.get("hash", ""))


def asset_bytes(value: JSON, property_path: str) -> bytes:
    """Return the content of an asset, or a zip of an archive, as the cloud is to store it.

    Raises:
        InvalidError: the file is missing, or the asset is remote (nothing but loopback is reached from here).
    """
    try:
        if value[_SIGNATURE] == _ARCHIVE:
            return _archive_bytes(value, property_path)
        if "text" in value:
            return str(value["text"]).encode()
        if "path" in value:
            return pathlib.Path(value["path"]).read_bytes()
    except OSError as error:
        raise InvalidError(property_path, f"cannot be read: {error}") from error
    raise InvalidError(property_path, "remote assets are not supported by the local clouds; expected a file or text")


def _archive_bytes(value: JSON, property_path: str) -> bytes:
    if "path" in value:
        path = pathlib.Path(value["path"])
        if path.is_file():
            return path.read_bytes()
        return _zip({str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()})
    if "assets" in value:
        return _zip({name: asset_bytes(asset, property_path) for name, asset in value["assets"].items()})
    raise InvalidError(property_path, "remote archives are not supported by the local clouds; expected files")


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            # A fixed date, so that the same files give the same bytes and no update.
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), files[name])
    return buffer.getvalue()
