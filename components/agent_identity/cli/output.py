"""How commands print: JSON to standard output alone, tables for people, messages to standard error."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PIPED_WIDTH = 10_000  # columns; a piped table is never wrapped or cut


class OutputFormat(StrEnum):
    """The value of `--format` on every reading command."""

    TEXT = "text"
    JSON = "json"


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can say
    """Print `value` as JSON to standard output, in the order in which its keys were set."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: with rules and colour on a terminal; piped, one line a row, two spaces between the columns."""
    if sys.stdout.isatty():
        table = Table(*columns, header_style="bold")
        for row in rows:
            table.add_row(*(_escape(cell) for cell in row))
        Console().print(table)
        return
    lines = [list(columns), *(list(row) for row in rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    for line in lines:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n")


def print_text(text: str) -> None:
    """Print `text` to standard output as it is, one line break at its end."""
    sys.stdout.write(text.rstrip("\n") + "\n")


def note(message: str) -> None:
    """Print a message for people to standard error; it never mixes with what a script reads."""
    Console(stderr=True, width=None if sys.stderr.isatty() else PIPED_WIDTH).print(
        message, markup=False, highlight=False, soft_wrap=True
    )


def _escape(cell: str) -> str:
    return cell.replace("[", r"\[")
