"""Boundary classes: how far an agent's grants may reach at most."""

from dataclasses import dataclass
from typing import Final

STANDARD: Final = "standard"
RESTRICTED: Final = "restricted"
DEFAULT: Final = STANDARD


@dataclass(frozen=True, slots=True)
class BoundaryClass:
    """One class of boundary.

    Attributes:
        name: What a catalog, a component and the command line call it.
        summary: What an agent of this class may do at most, in one sentence.
    """

    name: str
    summary: str


CLASSES: Final = {
    STANDARD: BoundaryClass(STANDARD, "may read and write data, send messages and call models and functions"),
    RESTRICTED: BoundaryClass(RESTRICTED, "may read data and call models, and writes nothing but its own logs"),
}
"""Every class by its name."""


def boundary_class(name: str) -> BoundaryClass:
    """Returns the class of this name.

    Raises:
        ValueError: When there is none, with the names that there are.
    """
    try:
        return CLASSES[name]
    except KeyError:
        raise ValueError(f"found boundary class {name!r}, expected one of: {', '.join(CLASSES)}") from None
