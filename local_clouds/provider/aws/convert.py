"""Between Pulumi's names and boto3's, led by the service models that botocore carries."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from local_clouds.provider.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON, Value

Model = Any  # a botocore.model.Shape

_REFERENCE = re.compile(r"\{(\w+)\}")


def member_of(structure: Model, name: str) -> str | None:
    """Return the member that a Pulumi property means; case and plural do not count. None: there is none."""
    by_case = {member.lower(): member for member in structure.members}
    wanted = name.lower()
    candidates = (wanted, f"{wanted}s", wanted.removesuffix("s"), re.sub("ies$", "y", wanted), f"{wanted}es")
    return next((by_case[candidate] for candidate in candidates if candidate in by_case), None)


def to_boto(model: Model, value: Value, path: str) -> Value:
    """Return a Pulumi value in boto3's form.

    Raises:
        InvalidError: a nested field is not one of the service's.
    """
    kind = model.type_name
    if kind == "structure" and isinstance(value, dict):
        result = {}
        for key, item in value.items():
            member = member_of(model, key)
            if member is None:
                expected = ", ".join(sorted(model.members))
                raise InvalidError(f"{path}.{key}", f"not a field of {model.name}; expected one of {expected}")
            result[member] = to_boto(model.members[member], item, f"{path}.{key}")
        return result
    if kind == "list":
        items = value if isinstance(value, list) else [value]
        return [to_boto(model.member, item, f"{path}[{index}]") for index, item in enumerate(items)]
    if kind == "map" and isinstance(value, dict):
        return {key: to_boto(model.value, item, f"{path}.{key}") for key, item in value.items()}
    return _scalar_to_boto(kind, value)


def _scalar_to_boto(kind: str, value: Value) -> Value:
    if kind == "string" and not isinstance(value, str):
        return json.dumps(value)
    if kind in {"integer", "long"} and isinstance(value, str):
        return int(value)
    if kind in {"double", "float"} and isinstance(value, (str, int)):
        return float(value)
    if kind == "blob" and isinstance(value, str):
        return value.encode()
    return value


def from_boto(model: Model, value: Value) -> Value:
    """Return an answer with camelCase names; keys of maps are data and stay."""
    kind = model.type_name if model is not None else ""
    if kind == "structure" and isinstance(value, dict):
        return {
            camel(key): from_boto(model.members.get(key), item)
            for key, item in value.items()
            if key != "ResponseMetadata"
        }
    if kind == "list" and isinstance(value, list):
        return [from_boto(model.member, item) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {key: from_boto(model.value, item) for key, item in value.items()}
    return plain(value)


def plain(value: Value) -> Value:
    """Return a scalar as JSON has it: times as RFC 3339, bytes as base64, documents as text."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        # botocore decodes policy documents, which its models call strings.
        return json.dumps(value)
    return value


def camel(name: str) -> str:
    """Return `KMSKeyId` as `kmsKeyId`."""
    return re.sub(r"^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]", lambda match: match.group(0).lower(), name)


def fill(template: Value, scope: Mapping[str, Any]) -> Value:
    """Put values in the place of `{name}`; None where a lone reference has no value."""
    if isinstance(template, dict):
        return {key: fill(item, scope) for key, item in template.items()}
    if isinstance(template, list):
        return [fill(item, scope) for item in template]
    if not isinstance(template, str):
        return template
    whole = _REFERENCE.fullmatch(template)
    if whole:
        return scope.get(whole.group(1))
    return _REFERENCE.sub(lambda match: str(scope.get(match.group(1), "")), template)


def references(template: Value) -> set[str]:
    """Return the names that a template refers to."""
    if isinstance(template, dict):
        return {name for item in template.values() for name in references(item)}
    if isinstance(template, list):
        return {name for item in template for name in references(item)}
    return set(_REFERENCE.findall(template)) if isinstance(template, str) else set()


def parse(template: str, text: str) -> JSON | None:
    """Read the values out of an id by its template; None if it does not fit."""
    # The first separator counts: what follows it (an ARN, an object key) may hold more of them.
    pattern = "".join(
        f"(?P<{part[1:-1]}>.+?)" if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{\w+\})", template)
        if part
    )
    match = re.fullmatch(pattern, text, re.DOTALL)
    return match.groupdict() if match else None


def tag_map(tags: Value) -> dict[str, str]:
    """Return tags as a map, whichever form the service has."""
    if isinstance(tags, dict):
        return {str(key): str(value) for key, value in tags.items()}
    return {tag["key"]: tag.get("value", "") for tag in tags or []}


def tag_form(form: str, tags: Mapping[str, str]) -> Value:
    """Return a tag map in the service's form."""
    if form == "map":
        return dict(tags)
    key, value = ("key", "value") if form == "lower" else ("Key", "Value")
    return [{key: name, value: text} for name, text in tags.items()]
