"""How commands read what they are given: a file or standard input, and everything wrong with it in one message."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from agent_identity.cli.errors import InputError
from agent_identity.permissions.problems import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

Read = TypeVar("Read")

STANDARD_INPUT = "-"


def read_text(source: str) -> str:
    """Returns the text of a file, or of standard input for `-`.

    Raises:
        InputError: It cannot be read, or is no UTF-8 text.
    """
    try:
        data = sys.stdin.buffer.read() if source == STANDARD_INPUT else Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"{source}: {error.strerror}") from None
    except ValueError:
        raise InputError(f"{source!r}: is no name of a file") from None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{source}: found UTF-16 text, expected UTF-8: PowerShell writes it with -Encoding utf8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{source}: byte {error.start} is not UTF-8") from None


def read_json(source: str) -> Any:  # noqa: ANN401 - whatever JSON can say
    """Returns the JSON in a file, or on standard input for `-`.

    Raises:
        InputError: It cannot be read, or is no JSON; with the line.
    """
    return _json(source, read_text(source))


def _json(source: str, text: str) -> Any:  # noqa: ANN401
    if not text.strip():
        raise InputError(f"{source}: found nothing, expected JSON")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut = " The file may be cut off." if error.pos >= len(text.rstrip()) - 1 else ""
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{source}: {place}: {error.msg}, expected JSON.{cut}") from None
    except (RecursionError, ValueError):
        raise InputError(f"{source}: found JSON nested too deeply, or a number too long to be read") from None


def read_documents(source: str) -> list[tuple[str, Any]]:
    """Returns the documents in a file of YAML or JSON, or on standard input for `-`, each with its place.

    Raises:
        InputError: It cannot be read, or is neither; with the line.
    """
    import yaml  # noqa: PLC0415 - of the commands that read JSON, none needs it

    text = read_text(source)
    if text.lstrip().startswith(("{", "[")):
        return [(source, _json(source, text))]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = list(yaml.load_all(text, loader))
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise InputError(f"{source}: {line}{error.problem}, expected YAML or JSON") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError(f"{source}: {error}, expected YAML or JSON"[:300]) from None
    return [(source if len(found) == 1 else f"{source}[{place}]", each) for place, each in enumerate(found)]


def reading(read: Callable[[], Read]) -> Read:
    """Returns what a reader reads.

    Raises:
        InputError: The reader found the input wrong; with every problem.
    """
    try:
        return read()
    except ReadError as error:
        count = len(error.problems)
        raise InputError(f"the input has {count} problem{'s' if count > 1 else ''}:", error.problems) from None
