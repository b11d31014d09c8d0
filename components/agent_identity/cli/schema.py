"""`agent-identity schema COMMAND`: what a command's JSON output looks like.

A command states its output by a constant of its module, `SCHEMAS`: JSON Schema documents by the command's full name,
for example `{"catalog check": {...}}`. Nothing is registered at import, so nothing is imported to be registered.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent_identity.cli.commands import all_commands
from agent_identity.cli.errors import InputError
from agent_identity.cli.output import print_json, print_text

if TYPE_CHECKING:
    from collections.abc import Mapping

DIALECT = "https://json-schema.org/draft/2020-12/schema"

app = typer.Typer()


def schemas_of(command: str) -> Mapping[str, Mapping[str, Any]]:
    """The schemas that the module of `command` states, by full command name; empty where it states none.

    Raises:
        InputError: There is no such command, or a package that it needs is not installed.
    """
    entry = all_commands().get(command)
    if entry is None:
        raise InputError(f"{command!r} is not a command; there are: {', '.join(all_commands())}")
    module = entry.target.partition(":")[0]
    try:
        return getattr(import_module(module), "SCHEMAS", {})
    except ModuleNotFoundError as missing:
        raise InputError(f"{command!r} needs the module {missing.name}, which is not installed") from missing


@app.command()
def schema(
    command: Annotated[
        list[str] | None, typer.Argument(help="The command, for example `catalog check`; none lists them.")
    ] = None,
) -> None:
    """Print the JSON Schema of a command's JSON output.

    Example: agent-identity schema local status
    """
    if not command:
        print_text("\n".join(name for entry in all_commands() for name in schemas_of(entry)))
        return
    known = schemas_of(command[0])
    name = " ".join(command)
    if name not in known:
        choices = ", ".join(known) or "none of its commands prints JSON"
        raise InputError(f"no JSON Schema for {name!r}; {command[0]!r} has: {choices}")
    print_json({"$schema": DIALECT, **known[name]})
