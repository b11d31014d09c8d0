"""What stands in the place of a value that the input does not contain: an output before it exists, a policy's text."""

from typing import Final


class Unknown:
    """The type of `UNKNOWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()
