"""Placeholders: what only an organisation knows, marked so that nobody deploys it by mistake."""

from collections.abc import Mapping, Sequence
from typing import Final

MARK: Final = "<<ONLY-YOUR-ORGANISATION-KNOWS: "


def placeholder(what: str, option: str, example: str) -> str:
    """Returns the text that stands for `what` until `option` gives it."""
    return f"{MARK}{what}; give {option}, like {example}>>"


def placeholders_in(value: object) -> list[str]:
    """Returns every placeholder inside a document, in the order in which they stand."""
    if isinstance(value, str):
        return [value] if MARK in value else []
    if isinstance(value, Mapping):
        return [found for item in value.values() for found in placeholders_in(item)]
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [found for item in value for found in placeholders_in(item)]
    return []
