"""Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from agent_identity.permissions.aws.wildcards import LITERAL, LITERAL_QUESTION, LITERAL_STAR

Context = Mapping[str, tuple[str, ...] | None]
"""Values by key in lower case; None where the key is absent; a key that is not there is not known."""

VERSION: Final = "2012-10-17"
"""The version in which variables are read; in the older one they are plain text."""

_VARIABLE: Final = re.compile(r"\$\{([^{}]*)\}")
_DEFAULT: Final = re.compile(r"\s*([^,]*?)\s*,\s*'([^']*)'\s*")
_ESCAPES: Final = {"*": LITERAL_STAR, "?": LITERAL_QUESTION, "$": "$"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with its variables resolved.

    Attributes:
        pattern: The pattern; None where it can match nothing, because a key is absent and has no default.
        missing: Keys of which the value is not known; the pattern then has a star in their places.
    """

    pattern: str | None
    missing: frozenset[str] = frozenset()


def resolved(text: str, context: Context, version: str = VERSION) -> Resolved:
    """Returns a policy's text as a pattern, with what the context says in the places of variables."""
    if "${" not in text or version != VERSION:
        return Resolved(text)
    missing: set[str] = set()
    impossible = False

    def value(found: re.Match[str]) -> str:
        nonlocal impossible
        inner = found[1]
        if inner in _ESCAPES:
            return _ESCAPES[inner]
        with_default = _DEFAULT.fullmatch(inner)
        key, default = (with_default[1], with_default[2]) if with_default else (inner.strip(), None)
        if key.lower() not in context:
            missing.add(key.lower())
            return "*"
        values = context[key.lower()]
        if values:
            # A variable takes one value; what it holds is text, stars and all.
            return values[0].translate(LITERAL)
        if default is None:
            impossible = True
            return ""
        return default.translate(LITERAL)

    pattern = _VARIABLE.sub(value, text)
    return Resolved(None if impossible else pattern, frozenset(missing))
