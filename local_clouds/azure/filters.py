"""`$filter`, as the management clients use it: terms joined by `and`, each `field eq 'value'` or `function(…)`."""

from __future__ import annotations

import re
from typing import NamedTuple

from local_clouds.azure.errors import bad_request

_TERM = re.compile(
    r"\s*(?:(?P<field>[A-Za-z/.]+)\s+-?eq\s+(?:'(?P<text>(?:[^']|'')*)'|(?P<word>[\w-]+))"
    r"|(?P<function>[A-Za-z]+)\(\s*(?:'(?P<argument>(?:[^']|'')*)')?\s*\))\s*"
)
_LONGEST = 2000


class Term(NamedTuple):
    """One condition: a field and its value, or a function (`atscope()`) and its argument. Names are lower case."""

    name: str
    value: str


def parse(text: str) -> list[Term]:
    """Read a filter.

    Raises:
        ArmError: `InvalidFilterInQueryString`.
    """
    terms: list[Term] = []
    position = 0
    while text.strip():
        match = _TERM.match(text, position) if len(text) <= _LONGEST else None
        if match is None:
            raise bad_request(
                "InvalidFilterInQueryString", f"Invalid $filter '{text[:200]}' specified in the query string."
            )
        if match["function"]:
            terms.append(Term(match["function"].lower() + "()", (match["argument"] or "").replace("''", "'")))
        else:
            value = match["text"].replace("''", "'") if match["text"] is not None else match["word"]
            terms.append(Term(match["field"].lower(), value))
        position = match.end()
        if position >= len(text):
            break
        joined = re.compile(r"and\s+", re.IGNORECASE).match(text, position)
        if joined is None:
            raise bad_request(
                "InvalidFilterInQueryString", f"Invalid $filter '{text[:200]}' specified in the query string."
            )
        position = joined.end()
    return terms
