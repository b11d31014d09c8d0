"""Plain YAML scalars to Python values, by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema).

YAML 1.1, which PyYAML follows, reads `no` as false, `06:30` as 390 and `010` as 8; none of that is wanted in a file
that people write. Very large numbers, and those with an exponent, stay text: `12e4567` is a commit more often than one.
"""

import math
import re
from typing import Final

Scalar = str | int | float | bool | None

CORE_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq", "merge")
)
"""The tags that mean plain data; any other asks for an object to be built and is refused."""

_CONSTANTS: Final[dict[str, Scalar]] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_START: Final = frozenset("+-.0123456789")
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT: Final = re.compile(r"\.[0-9]+|[-+]?(0|[1-9][0-9]*)\.[0-9]*")


def plain(text: str) -> Scalar:
    """Returns what a scalar without quotes means."""
    if text[:1] in _NUMBER_START:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
            return number
        return text
    return _CONSTANTS.get(text, text)


def tagged(text: str, tag: str) -> Scalar:
    """Returns what a scalar with a core tag means: text for `!!str`, else what it means without quotes."""
    return text if tag == "tag:yaml.org,2002:str" else plain(text)
