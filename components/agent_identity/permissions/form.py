"""The form of what is read: values of the right kind, and the place of each that is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Problems:
    """Keeps what is wrong with what is read.

    Attributes:
        problems: What is wrong, each with its place.
    """

    problems: list[str] = field(default_factory=list)

    def wrong(self, at: str, found: object, expected: str) -> None:
        """Takes down that something else was expected."""
        said = {dict: "an object", list: "a list", type(None): "nothing"}.get(type(found), repr(found)[:80])
        self.problems.append(f"{at}: found {said}, expected {expected}")


class Form(Problems):
    """Takes values apart that are read already."""

    __slots__ = ()

    def listed(self, at: str, value: object) -> Iterator[tuple[int, Any]]:
        """Yields the items of a list with their index; nothing for nothing."""
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong(at, value, "a list")
            return
        yield from enumerate(value)

    def texts(self, at: str, value: object) -> tuple[str, ...]:
        """Returns the texts of a list."""
        found = []
        for index, item in self.listed(at, value):
            if isinstance(item, str):
                found.append(item)
            else:
                self.wrong(f"{at}/{index}", item, "text")
        return tuple(found)

    def objects(self, at: str, value: object, expected: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yields the objects of a list with their places."""
        for index, item in self.listed(at, value):
            if isinstance(item, Mapping):
                yield f"{at}/{index}", item
            else:
                self.wrong(f"{at}/{index}", item, expected)

    def mapping(self, at: str, value: object) -> Mapping[str, Any]:
        """Returns an object; an empty one for nothing."""
        if value is not None and not isinstance(value, Mapping):
            self.wrong(at, value, "an object")
        return value if isinstance(value, Mapping) else {}

    def text(self, at: str, value: object) -> str:
        """Returns a text; "" for nothing."""
        if value is not None and not isinstance(value, str):
            self.wrong(at, value, "text")
        return value if isinstance(value, str) else ""


def texts_of(value: object) -> dict[str, str]:
    """Returns an object's keys and values as texts, as labels are; an empty one for anything else."""
    return {str(key): str(item) for key, item in value.items()} if isinstance(value, Mapping) else {}
