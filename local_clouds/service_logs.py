"""What a service's log says about why it ended, for a message that a person reads."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LAST_LINES = 8
LINE_CHARACTERS = 400
PYTHON_TRACE = "Traceback (most recent call last):"
PYTHON_LINKS = ("The above exception was the direct cause", "During handling of the above exception")
GO_TRACE = "goroutine "


def end_of_log(path: Path, start: int = 0) -> str:
    """The last lines of a log, each indented; the stack traces in it are left out, what was raised is not.

    Args:
        path: The log.
        start: The byte at which the run in question began; what older runs wrote is of no use.
    """
    with suppress(OSError), path.open("rb") as log:
        log.seek(start)
        lines = log.read().decode("utf-8", "replace").splitlines()
        return "\n".join(f"  {line[:LINE_CHARACTERS]}" for line in [*_without_traces(lines)][-LAST_LINES:])
    return ""


def _without_traces(lines: Iterable[str]) -> Iterator[str]:
    in_python = in_go = False
    for line in lines:
        if line.startswith(PYTHON_TRACE):
            in_python = True
        elif line.startswith(GO_TRACE):
            in_go = True
        elif in_python and not line.startswith((" ", "\t")):
            in_python = False
        # A Go trace names functions in lines that look like any other: it ends with the log, or at an empty line.
        in_go = in_go and line.strip() != ""
        if line.strip() and not in_python and not in_go and not line.startswith(PYTHON_LINKS):
            yield line
