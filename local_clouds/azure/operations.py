"""Long-running operations: the effect is immediate, only its report is late.

A caller sees 201 or 202, polls the URL of `Azure-AsyncOperation` or `Location`, is told to wait once, and then that
all is done (Microsoft Learn, "Track asynchronous Azure operations").
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

POLL_MILLISECONDS = 20


@dataclass
class Operation:
    """One operation under way."""

    identifier: str
    polled: bool = False


class Operations:
    """The operations of the tenant, the last thousand of them."""

    _KEPT = 1000

    def __init__(self) -> None:
        self._operations: dict[str, Operation] = {}

    def begin(self) -> Operation:
        """Start one."""
        operation = Operation(str(uuid.uuid4()))
        self._operations[operation.identifier] = operation
        while len(self._operations) > self._KEPT:
            del self._operations[next(iter(self._operations))]
        return operation

    def poll(self, identifier: str) -> bool | None:
        """Say whether an operation is done; None if there is no such operation."""
        operation = self._operations.get(identifier)
        if operation is None:
            return None
        done, operation.polled = operation.polled, True
        return done
