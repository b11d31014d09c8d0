"""The form of what is read: values of the right kind, and the place of each that is not."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent_identity.permissions.form import Problems


class Form(Problems):
    """Takes objects apart by their keys."""

    __slots__ = ()

    def text(self, at: str, data: Mapping[str, Any], *keys: str, needed: bool = False) -> str:
        """Returns the text under the first of several keys that has anything; "" for nothing."""
        for key in keys:
            value = data.get(key)
            if value is None or value == "":
                continue
            if isinstance(value, str):
                return value
            self.wrong(f"{at}/{key}", value, "text")
            return ""
        if needed:
            self.problems.append(f"{at}/{keys[0]}: is missing, expected text")
        return ""

    def texts(self, at: str, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Returns the texts under a key; none for nothing."""
        found = []
        for place, item in self.listed(f"{at}/{key}", data.get(key)):
            if isinstance(item, str):
                found.append(item)
            else:
                self.wrong(place, item, "text")
        return tuple(found)

    def objects(self, at: str, data: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yields the objects under a key with their places; none for nothing."""
        for place, item in self.listed(f"{at}/{key}", data.get(key)):
            if isinstance(item, Mapping):
                yield place, item
            else:
                self.wrong(place, item, "an object")

    def listed(self, at: str, value: object) -> Iterator[tuple[str, Any]]:
        """Yields the items of a list with their places; none for nothing."""
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong(at, value, "a list")
            return
        for index, item in enumerate(value):
            yield f"{at}/{index}", item

    def flag(self, at: str, data: Mapping[str, Any], key: str) -> bool:
        """Returns whether a key says true; false for nothing."""
        value = data.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(f"{at}/{key}", value, "true or false")
        return value is True
