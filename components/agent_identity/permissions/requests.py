"""What the readers of requests raise, on every cloud."""


class RequestError(ValueError):
    """Raised for a line that is no request.

    Attributes:
        problems: All that is wrong with it.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
