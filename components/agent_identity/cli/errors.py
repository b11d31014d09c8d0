"""What a command raises when what it was given is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable


class InputError(typer.TyperException):
    """Bad input: printed to standard error without a traceback; the exit status is 2.

    Args:
        message: What was found, where, and what was expected.
        problems: Further lines, one for each problem of the same input, so that one run reports them all.
    """

    exit_code = 2

    def __init__(self, message: str, problems: Iterable[str] = ()) -> None:
        super().__init__("\n".join([message, *(f"  {problem}" for problem in problems)]))
