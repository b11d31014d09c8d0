"""Between Pulumi's property names and Google's, led by the schemas of the discovery documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local_clouds.provider.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON

_REFERENCE = re.compile(r"\{(\w+)\}")
_LINK = re.compile(r"https://(www|compute)\.googleapis\.com/compute/v1/")


def fill(template: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    """Put values in the place of `{name}`, at any depth; a lone reference keeps its type."""
    if isinstance(template, dict):
        return {key: fill(item, values) for key, item in template.items()}
    if not isinstance(template, str):
        return template
    whole = _REFERENCE.fullmatch(template)
    if whole:
        return values.get(whole[1])
    return _REFERENCE.sub(lambda match: str(values.get(match[1], "")), template)


def parse(template: str, text: str) -> JSON:
    """Read the values out of an id by its template. Raises InvalidError if the id has another form."""
    parts = re.split(r"(\{\w+\})", template)
    last = len(parts) - 2 if len(parts) > 3 else -1
    pattern = "".join(
        (f"(?P<{part[1:-1]}>{'[^/]+' if index == last else '.+'})" if part[:1] == "{" else re.escape(part))
        for index, part in enumerate(parts)
    )
    match = re.fullmatch(pattern, text)
    if match is None:
        raise InvalidError("id", f"found '{text}'; expected the form {template}")
    return match.groupdict()


class Converter:
    """Converts values of one resource type.

    Args:
        schemas: all schemas of the API.
        renames: Pulumi's name to Google's, where they differ by more than case and plural.
        texts: fields that Pulumi writes as "TRUE" and "FALSE" where Google has true and false.
        quiet: (name, value) of nested fields that the service fills in: a value, a pattern, or `...` for any.
    """

    def __init__(
        self, schemas: JSON, renames: Mapping[str, str], quiet: tuple[tuple[str, Any], ...], texts: frozenset[str]
    ) -> None:
        self._schemas = schemas
        self._renames = renames
        self._reverse = {rest: pulumi for pulumi, rest in renames.items()}
        self._quiet = quiet
        self._texts = texts

    def resolve(self, schema: JSON) -> JSON:
        """Follow a reference to the schema that it names."""
        found: JSON = self._schemas[schema["$ref"]] if "$ref" in schema else schema
        return found

    def rest_name(self, schema: JSON, name: str) -> str | None:
        """Return Google's name of a Pulumi property; None if the schema has none like it."""
        properties = schema.get("properties", {})
        if self._renames.get(name) in properties:
            return self._renames[name]
        wanted = name.lower()
        by_case = {key.lower(): key for key in properties}
        plural = [
            wanted,
            wanted.removesuffix("s"),
            f"{wanted}s",
            re.sub("ies$", "y", wanted),
            re.sub("y$", "ies", wanted),
        ]
        return next((by_case[form] for form in plural if form in by_case), None)

    def to_rest(self, schema: JSON, value: Any, path: str) -> Any:  # noqa: ANN401 - any JSON value
        """Return a Pulumi value in Google's form. Raises InvalidError for a nested field that Google does not have."""
        schema = self.resolve(schema)
        kind = schema.get("type")
        if kind == "array":
            items = value if isinstance(value, list) else [value]
            return [self.to_rest(schema["items"], item, f"{path}[{i}]") for i, item in enumerate(items)]
        if kind == "object":
            value = value[0] if isinstance(value, list) and value else value
            if not isinstance(value, dict) or "additionalProperties" in schema:
                return value
            result = {}
            for key, item in value.items():
                name = self.rest_name(schema, key)
                if name is None:
                    expected = ", ".join(sorted(schema.get("properties", {})))
                    raise InvalidError(f"{path}.{key}", f"not a field of {path}; expected one of {expected}")
                result[name] = self.to_rest(schema["properties"][name], item, f"{path}.{key}")
            return result
        if kind == "boolean" and isinstance(value, str):
            return value.upper() == "TRUE"
        if kind == "string" and isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        return value

    def from_rest(self, schema: JSON, value: Any, recorded: Any) -> Any:  # noqa: ANN401 - any JSON value
        """Return a value of Google's in Pulumi's form, in the program's own spelling where that means the same."""
        schema = self.resolve(schema)
        if isinstance(value, list):
            olds = recorded if isinstance(recorded, list) and len(recorded) == len(value) else [None] * len(value)
            if isinstance(recorded, dict) and len(value) == 1:
                return self.from_rest(schema["items"], value[0], recorded)
            return [self.from_rest(schema.get("items", {}), v, old) for v, old in zip(value, olds, strict=True)]
        if isinstance(value, dict):
            if "properties" not in schema:
                return value
            old = recorded[0] if isinstance(recorded, list) and recorded else recorded
            result = self._object(schema, value, old if isinstance(old, dict) else {})
            return [result] if isinstance(recorded, list) else result
        return scalar(schema, value, recorded)

    def _object(self, schema: JSON, value: JSON, recorded: JSON) -> JSON:
        spelled = {self.rest_name(schema, key): key for key in recorded}
        result = {}
        for name, item in value.items():
            part = schema["properties"].get(name, {})
            if name not in spelled and (self._is_quiet(name, item) or self.resolve(part).get("readOnly")):
                continue
            key = spelled.get(name) or self._reverse.get(name, name)
            old = recorded.get(key, "" if name in self._texts else None)
            result[key] = self.from_rest(part, item, old)
        return result

    def _is_quiet(self, name: str, item: Any) -> bool:  # noqa: ANN401 - any JSON value
        return any(known == name and _fits(value, item) for known, value in self._quiet)


def _fits(wanted: Any, value: Any) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(wanted, re.Pattern):
        return isinstance(value, str) and wanted.fullmatch(value) is not None
    return wanted is ... or bool(wanted == value)


def scalar(schema: JSON, value: Any, recorded: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return one text, number or boolean as the program spells it."""
    if isinstance(value, bool) and isinstance(recorded, str):
        return str(value).upper()
    if isinstance(value, str) and schema.get("format") in {"int64", "uint64"} and not isinstance(recorded, str):
        return int(value)
    if isinstance(value, str) and isinstance(recorded, str) and value != recorded:
        short = _LINK.sub("", recorded)
        if _LINK.match(value) and (value.endswith(f"/{short}") or short == _LINK.sub("", value)):
            return recorded
        if value.upper() == recorded.upper():
            return recorded
    return value
