"""Checks of parameters and bodies against a discovery document, as Google's JSON parser makes them."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from local_clouds.gcp.errors import ApiError, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.gcp.discovery import Document, Method

JSON = dict[str, Any]

_SNAKE = re.compile(r"_([a-z0-9])")
_LIMITS = {
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}
_FORMATS = {
    "google-datetime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "google-duration": re.compile(r"-?\d+(\.\d{1,9})?s"),
    "google-fieldmask": re.compile(r"[\w.*,\[\]\"`/-]*"),
}
#: No body of Google's nests deeper; the parser gives up there.
MAX_DEPTH = 100


def is_output_only(schema: Mapping[str, Any]) -> bool:
    """Tell whether only the service sets a field: what a client sends in it is dropped without a word."""
    description = schema.get("description", "")
    return bool(schema.get("readOnly")) or description.startswith(("Output only", "[Output Only]", "[Output only]"))


def _is_required(schema: Mapping[str, Any], method: Method) -> bool:
    if method.action == "insert" and method.identifier in schema.get("annotations", {}).get("required", ()):
        return True
    says_so = schema.get("description", "").startswith(("Required.", "REQUIRED:"))
    return says_so and method.http == "POST" and not is_output_only(schema)


class Validator:
    """Checks requests of one document's methods."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def query(self, method: Method, arguments: list[tuple[str, str]]) -> JSON:
        """Return the query's parameters, typed. Raises ApiError for one that is unknown, missing or malformed."""
        declared = {n: p for n, p in method.parameters.items() if p.get("location") == "query"}
        result: JSON = {}
        for name, text in arguments:
            schema = declared.get(name) or self._document.common.get(name)
            if schema is None:
                message = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
                raise invalid(f"{message}Field '{name}' could not be found in request message.", name)
            value = _parameter(name, schema, text)
            if schema.get("repeated"):
                result.setdefault(name, []).append(value)
            else:
                result[name] = value
        for name, schema in declared.items():
            if schema.get("required") and name not in result:
                raise ApiError("INVALID_ARGUMENT", f"Required parameter: {name}", reason="required")
        return result

    def body(self, method: Method, value: Any) -> JSON:  # noqa: ANN401 - any JSON value
        """Return the body with canonical field names and without output-only fields.

        Raises ApiError where a field is unknown, of the wrong type, not among an enum's values, or required and absent.
        """
        if method.request is None:
            if value:
                name = next(iter(value)) if isinstance(value, dict) else "body"
                raise invalid(f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.', str(name))
            return {}
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise invalid("Invalid JSON payload received. Expected an object.")
        return self._object(method, self._document.schemas[method.request], value, "")

    def _object(self, method: Method, schema: JSON, value: JSON, path: str) -> JSON:
        if path.count(".") > MAX_DEPTH:
            raise invalid("Invalid JSON payload received. Message too deep.", path)
        properties = schema.get("properties", {})
        result: JSON = {}
        for key, item in value.items():
            name = key if key in properties else _SNAKE.sub(lambda m: m[1].upper(), key)
            if name not in properties:
                where = f" at '{path}'" if path else ""
                message = f'Invalid JSON payload received. Unknown name "{key}"{where}: Cannot find field.'
                raise invalid(message, path)
            if is_output_only(properties[name]):
                continue
            if item is None:
                if method.http == "PATCH" and not path:
                    result[name] = None
                continue
            result[name] = self._value(method, properties[name], item, f"{path}.{name}" if path else name)
        for name, part in properties.items():
            if name not in result and _is_required(part, method):
                where = f"{path}.{name}" if path else name
                raise invalid(f"Required field not provided: {where}", where)
        return result

    def _value(self, method: Method, schema: JSON, value: Any, path: str) -> Any:  # noqa: ANN401 - any JSON value
        if "$ref" in schema:
            schema = self._document.schemas[schema["$ref"]]
        kind = schema.get("type")
        if kind == "any":
            return value
        if kind == "array":
            if not isinstance(value, list):
                raise _mismatch(path, "array", value)
            return [self._value(method, schema["items"], item, f"{path}[{i}]") for i, item in enumerate(value)]
        if kind == "object":
            if not isinstance(value, dict):
                raise _mismatch(path, "object", value)
            extra = schema.get("additionalProperties")
            if extra is not None:
                return {k: self._value(method, extra, v, f"{path}.{k}") for k, v in value.items() if v is not None}
            return self._object(method, schema, value, path)
        return scalar(schema, value, path)


def _parameter(name: str, schema: Mapping[str, Any], text: str) -> Any:  # noqa: ANN401 - text, number or boolean
    if schema["type"] == "boolean":
        if text.lower() not in {"true", "false"}:
            raise _mismatch(name, "boolean", text)
        return text.lower() == "true"
    if schema["type"] == "integer":
        if not re.fullmatch(r"-?\d{1,20}", text):
            raise _mismatch(name, schema.get("format", "int32"), text)
        return scalar(schema, int(text), name)
    return scalar(schema, text, name)


def _mismatch(path: str, kind: str, value: Any) -> ApiError:  # noqa: ANN401 - any JSON value
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return invalid(f"Invalid value at '{path}' (TYPE_{kind.upper()}), {shown[:100]}", path)


def scalar(schema: Mapping[str, Any], value: Any, path: str) -> Any:  # noqa: ANN401 - any JSON value
    """Check one text, number or boolean. 64-bit integers come back as text, as the services send them."""
    kind, form = schema.get("type"), schema.get("format", "")
    if kind == "boolean":
        if not isinstance(value, bool):
            raise _mismatch(path, "bool", value)
        return value
    if kind == "integer" or form in {"int64", "uint64"}:
        return _integer(form, value, path, text=kind == "string")
    if kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _mismatch(path, "double", value)
        return value
    if not isinstance(value, str):
        raise _mismatch(path, "string", value)
    if "enum" in schema and value not in schema["enum"]:
        raise invalid(f"Invalid value at '{path}' (TYPE_ENUM), \"{value[:100]}\"", path)
    if form in _FORMATS and not _FORMATS[form].fullmatch(value):
        raise invalid(f"Invalid value at '{path}', expected {form}, found \"{value[:100]}\"", path)
    if form == "byte":
        _check_base64(value, path)
    return value


def _integer(form: str, value: Any, path: str, *, text: bool) -> int | str:  # noqa: ANN401 - any JSON value
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,20}", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    low, high = _LIMITS.get(form, _LIMITS["int64"])
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _mismatch(path, form or "int32", value)
    return str(value) if text else value


def _check_base64(value: str, path: str) -> None:
    try:
        base64.b64decode(value.replace("-", "+").replace("_", "/") + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise invalid(f"Invalid value at '{path}' (TYPE_BYTES), Base64 decoding failed for \"{value[:50]}\"") from None
