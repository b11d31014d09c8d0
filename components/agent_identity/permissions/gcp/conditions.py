"""Conditions of allow policies, deny policies and access boundaries, by what is known of a request.

https://cloud.google.com/iam/docs/conditions-attribute-reference
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from agent_identity.permissions import cel
from agent_identity.permissions.gcp import names
from agent_identity.permissions.logic import Truth

GRANTS: Final = "iam.googleapis.com/modifiedGrantsByRole"
"""The attribute that holds which roles a request grants or revokes."""
_ATTRIBUTE: Final = re.compile(r"\b(?:request|resource|destination|principal|target)(?:\.[A-Za-z_]\w*)+")
_TAGS: Final = ("resource.matchTag", "resource.matchTagId", "resource.hasTagKey", "resource.hasTagKeyId")
_ROLE: Final = re.compile(r"""["']((?:roles|projects/[^"'/]+/roles|organizations/[^"'/]+/roles)/[^"']+)["']""")
_METHODS: Final = (
    "startsWith", "endsWith", "contains", "matches", "extract", "size", "getFullYear", "getMonth", "getDate",
    "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds", "getMilliseconds",
    "hasOnly", "exists", "all", "lowerAscii", "split",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What is known of a request, as far as conditions ask for it.

    Attributes:
        variables: By first name: `resource`, `request` and the like.
        tags: The resource's tags, its containers' among them, by namespaced key; None where they are not known.
        attributes: What `api.getAttribute` gives, by key.
    """

    variables: Mapping[str, Any]
    tags: Mapping[str, str] | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """What Google adds to the language, for this request."""
        return {
            "getAttribute": lambda _api, key, default: self.attributes.get(key, default),
            "hasOnly": lambda found, allowed: all(each in allowed for each in found),
            "extract": extract,
            "matchTag": lambda _resource, key, value: self._tag(key) == value,
            "matchTagId": lambda _resource, key, value: self._tag(key) == value,
            "hasTagKey": lambda _resource, key: self._tag(key) is not None,
            "hasTagKeyId": lambda _resource, key: self._tag(key) is not None,
        }

    def _tag(self, key: str) -> str | None:
        if self.tags is None:
            raise ValueError("the resource's tags are not known")
        return self.tags.get(key)

    def missing(self, expression: str) -> tuple[str, ...]:
        """Returns the attributes that a condition asks for and that are not known, sorted."""
        return tuple(name for name in attributes(expression) if not self._has(name))

    def _has(self, name: str) -> bool:
        if name in _TAGS:
            return self.tags is not None
        at: Any = self.variables
        for part in name.split("."):
            if not isinstance(at, Mapping):
                return True
            if part not in at:
                return False
            at = at[part]
        return True


def holds(expression: str, facts: Facts) -> Truth:
    """Returns whether a condition holds; UNKNOWN where what is not known decides, or where nobody could evaluate it."""
    return cel.truth(expression, {"api": {}, **facts.variables}, facts.functions)


@cache
def attributes(expression: str) -> tuple[str, ...]:
    """Returns the attributes that a condition names, sorted."""
    found = set()
    for name in _ATTRIBUTE.findall(cel.without_texts(expression)):
        path, _, last = name.rpartition(".")
        found.add(path if last in _METHODS else name)
    return tuple(sorted(found))


@cache
def roles_named(expression: str) -> tuple[str, ...]:
    """Returns the roles that a condition names, sorted."""
    return tuple(sorted(set(_ROLE.findall(expression))))


@cache
def texts_named(expression: str) -> tuple[str, ...]:
    """Returns the texts between a condition's quotes, sorted."""
    return tuple(sorted(set(re.findall(r'"([^"\n]*)"', expression)) | set(re.findall(r"'([^'\n]*)'", expression))))


def reads_tags(expression: str) -> bool:
    """Tells whether a condition decides by tags."""
    return any(name in _TAGS for name in attributes(expression))


def extract(text: str, template: str) -> str:
    """Returns the part of a text that a template's braces stand for; "" where there is none.

    https://cloud.google.com/iam/docs/conditions-attribute-reference#extract
    """
    before, brace, rest = template.partition("{")
    after = rest.partition("}")[2]
    start = text.find(before)
    if not brace or start < 0:
        return ""
    begin = start + len(before)
    end = text.find(after, begin) if after else len(text)
    return text[begin:end] if end >= 0 else ""


def about(resource: str) -> dict[str, str]:
    """Returns what conditions see of a resource whose name is known."""
    return {
        "name": names.seen_by_conditions(resource),
        "type": names.type_of(resource),
        "service": names.service_of(resource),
    }


def now() -> datetime:
    """Returns the time of a request that names none."""
    return datetime.now(UTC)
