"""What is wrong with a request for access: where, what was found, what was expected, and the narrower form."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccessProblem:
    """One thing wrong with what an agent asks for.

    Attributes:
        place: Where it stands, like `access[0].read[1]`.
        found: What is there.
        expected: What should be there.
        suggestion: The narrower form, where there is one to name.
    """

    place: str
    found: str
    expected: str
    suggestion: str | None = None

    def __str__(self) -> str:
        """Returns the line for people."""
        hint = f"; {self.suggestion}" if self.suggestion else ""
        return f"{self.place}: found {self.found}, expected {self.expected}{hint}"


class AccessError(ValueError):
    """Raised when a request for access is refused; `problems` holds every reason, not only the first."""

    def __init__(self, problems: Iterable[AccessProblem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(map(str, self.problems)))
