"""One line of what was generated, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """What one request became.

    Attributes:
        place: Where the request stands, like `access[0].read[1]`.
        asked: What was asked for, in the words of the request.
        generated: What was generated for it, in the cloud's words, on one line.
        why: Why that and no less, in one sentence.
    """

    place: str
    asked: str
    generated: str
    why: str
