"""How requests are read, on every cloud: one object of known keys a line."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


class RequestError(ValueError):
    """Raised for a line that is no request.

    Attributes:
        problems: All that is wrong with it.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_object(line: str, where: str, keys: Sequence[str]) -> tuple[Mapping[str, Any], list[str]]:
    """Returns the object that one line of JSON holds, and what is wrong with its keys.

    Args:
        line: The line.
        where: What messages call it.
        keys: The keys that it may have.

    Raises:
        RequestError: When the line holds no object.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RequestError([f"{where}: found no JSON ({error}), expected an object with {', '.join(keys)}"]) from None
    if not isinstance(data, Mapping):
        raise RequestError([f"{where}: found no object, expected one with {', '.join(keys)}"])
    return data, [
        f"{where}/{key}: is no key here, expected one of: {', '.join(keys)}" for key in data if key not in keys
    ]
