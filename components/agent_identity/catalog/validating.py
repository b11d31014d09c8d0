"""pydantic's findings in the catalog's words: what was found, what was expected, what was probably meant."""

import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from agent_identity.catalog.credentials import SECRET_FIELDS
from agent_identity.catalog.document import Document
from agent_identity.catalog.problems import (
    CatalogProblem,
    Path,
    closest,
    describe,
    looks_random,
    looks_secret,
    one_of,
)

Model = TypeVar("Model", bound=BaseModel)
HIDDEN: Final = "a value that is not shown"


class Place:
    """Where the fields of one mapping stand: its own place, or that of the defaults for what it leaves out."""

    def __init__(self, document: Document, path: Path, defaults: Path | None = None) -> None:
        self.document = document
        self.path = path
        self._defaults = defaults

    def of(self, loc: tuple[str | int, ...]) -> Path:
        """Returns the path of a value in the file."""
        path = (*self.path, *loc)
        if self._defaults is not None and loc and not self.document.has((*self.path, loc[0])):
            fallback = (*self._defaults, *loc)
            if self.document.has(fallback[: len(self._defaults) + 1]):
                return fallback
        return path


def validate(
    model: type[Model], value: Mapping[str, Any], place: Place, problems: list[CatalogProblem]
) -> Model | None:
    """Returns the model of a mapping, or None with what is wrong added to `problems`."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems += [
            problem_of(detail, model, place) for detail in error.errors(include_url=False, include_context=True)
        ]
        return None


def problem_of(detail: Any, model: type[BaseModel], place: Place) -> CatalogProblem:  # noqa: ANN401 - pydantic's own dict
    """Returns one finding of pydantic as a problem of the catalog."""
    loc = tuple(part for part in detail["loc"])
    path = place.of(loc)
    kind, found = detail["type"], detail["input"]
    document = place.document
    hidden = "credentials" in loc[:-1] and kind != "extra_forbidden"
    if kind == "extra_forbidden":
        return _unknown(document, path, loc, model)
    if kind == "missing":
        field = str(loc[-1])
        return document.problem(path, f"no field '{field}'", f"{field!r}: {_describe_field(model, loc)}")
    shown = HIDDEN if hidden and isinstance(found, str) else describe(found)
    expected = _expected(detail)
    suggestion = closest(found, _choices(detail)) if kind == "literal_error" and not hidden else None
    if expected.startswith("found "):
        shown, _, expected = expected.removeprefix("found ").partition("; expected ")
        expected = expected or "otherwise"
    return document.problem(path, shown, expected, suggestion)


def credentials_problems(value: object, document: Document, path: Path) -> list[CatalogProblem]:
    """Returns a problem for each value under `credentials` that looks like a secret; none of them is ever repeated."""
    found: list[CatalogProblem] = []
    pending: list[tuple[object, Path]] = [(value, path)]
    while pending:
        current, here = pending.pop()
        if isinstance(current, dict):
            pending += [(inner, (*here, key)) for key, inner in current.items()]
        elif isinstance(current, list):
            pending += [(inner, (*here, index)) for index, inner in enumerate(current)]
        elif isinstance(current, str) and (looks_secret(current) or looks_random(current)):
            found.append(
                document.problem(
                    here,
                    "a value that looks like a secret, not shown",
                    "a reference: the name of a profile, a role or an environment variable; take the value out of the"
                    " file and its history, and revoke it",
                )
            )
    return found


def _unknown(document: Document, path: Path, loc: tuple[str | int, ...], model: type[BaseModel]) -> CatalogProblem:
    name = str(loc[-1])
    fields = fields_at(model, loc[:-1])
    if "credentials" in loc and name.lower().replace("-", "_") in SECRET_FIELDS:
        expected = "a reference, never a secret: " + one_of(sorted(fields))
        return document.problem(path, f"the field {describe(name)}, which holds a secret", expected, of_key=True)
    expected = f"one of the fields {', '.join(sorted(fields))}" if fields else "no such field"
    return document.problem(path, f"the unknown field {describe(name)}", expected, closest(name, fields), of_key=True)


def fields_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """Returns the names of the fields of the mapping at a place inside a model."""
    current: Any = model
    for part in loc:
        if isinstance(part, int):
            continue
        field = getattr(current, "model_fields", {}).get(part)
        current = _model_in(field.annotation) if field is not None else None
    return list(getattr(current, "model_fields", {}))


def _model_in(annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if (found := _model_in(inner)) is not None:
            return found
    return None


def _describe_field(model: type[BaseModel], loc: tuple[str | int, ...]) -> str:
    current: Any = model
    for part in loc[:-1]:
        if not isinstance(part, int):
            current = _model_in(current.model_fields[part].annotation)
    field = current.model_fields.get(loc[-1]) if current is not None else None
    text = (field.description if field is not None else None) or "it is required"
    return text[:1].lower() + text[1:].rstrip(".")


def _choices(detail: Any) -> list[str]:  # noqa: ANN401
    return re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))


_EXPECTED: Final = {
    "string_type": "text",
    "bool_type": "true or false, without quotes",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "model_type": "a mapping",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "at least {min_length} characters",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
}
"""Kinds of pydantic's findings in words, with what pydantic knows of each."""


def _expected(detail: Any) -> str:  # noqa: ANN401 - pydantic's own dict
    kind, message = detail["type"], str(detail["msg"])
    if kind == "value_error":
        said = re.sub(r"^(Value error, )?(expected )?", "", message)
        return said.replace(": expected ", "; expected ")
    if kind == "literal_error":
        return one_of(_choices(detail))
    if kind in _EXPECTED:
        return _EXPECTED[kind].format(**detail.get("ctx", {}))
    return message[:1].lower() + message[1:]
