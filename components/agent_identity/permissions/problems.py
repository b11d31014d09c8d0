"""What a reader raises when its input is not what it must be."""

from collections.abc import Iterable


class ReadError(ValueError):
    """Raised for an input that cannot be read as what it should be.

    Attributes:
        problems: All that is wrong: where, what was found and what was expected.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
