"""docs/reference/cli.md: the command line's own help, command by command."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

from agent_identity.cli.app import load_command, run
from agent_identity.cli.commands import all_commands

WIDTH = "80"
"""Columns to which the help is set; Typer uses no more on any terminal."""

INTRODUCTION = """\
# Command line

In this repository each command is called as `uv run agent-identity …`, or as `agent-identity …` after
`. .venv/bin/activate`. Exit status: `0` nothing to report, `1` findings or something that failed, `2` bad usage or bad
input. JSON goes to standard output, messages go to standard error. `agent-identity schema COMMAND` prints the JSON
Schema of a command's JSON output.
"""


def page() -> str:
    """Returns the page."""
    commands = (
        f"{'#' * (len(words) + 1)} {' '.join(words)}\n\n```text\n{_help(words)}\n```\n" for words in _command_lines()
    )
    return "\n".join([INTRODUCTION, *commands])


def _command_lines() -> Iterator[list[str]]:
    for name, entry in sorted(all_commands().items()):
        yield from _within([name], load_command(entry))


def _within(words: list[str], command: Any) -> Iterator[list[str]]:  # noqa: ANN401 - Typer's command class is private
    yield words
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield from _within([*words, name], child)


def _help(words: list[str]) -> str:
    printed = io.StringIO()
    with _width(), redirect_stdout(printed):
        run([*words, "--help"])
    return "\n".join(line.rstrip() for line in printed.getvalue().strip().splitlines())


@contextmanager
def _width() -> Iterator[None]:
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = WIDTH
    try:
        yield
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
