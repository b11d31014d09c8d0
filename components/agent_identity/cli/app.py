"""The Typer application behind `agent-identity`: loads commands when they are called and turns errors into messages."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from importlib.metadata import version as distribution_version
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from agent_identity.cli.commands import CommandEntry, all_commands
from agent_identity.cli.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

DISTRIBUTION = "pulumi-agent-identity"
DEBUG_VARIABLE = "AGENT_IDENTITY_DEBUG"
INTERRUPTED = 130  # exit status of a command that a person stopped with Ctrl-C, as shells report it

EXAMPLES = """\
Examples:

agent-identity catalog check agents.yaml

agent-identity boundary aws > boundary.json

agent-identity local -- pulumi up
"""


class LazyCommand(TyperCommand):
    """Stands for a command in `--help`; the module behind it is imported when it is called."""

    def __init__(self, entry: CommandEntry) -> None:
        super().__init__(name=entry.name, help=entry.help)
        self.entry = entry

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:  # noqa: ANN401
        """Load the real command and hand the call to it."""
        return load_command(self.entry).make_context(info_name, args, parent, **extra)


class LazyGroup(TyperGroup):
    """The group of all commands, none of them imported."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        super().__init__(**attributes)
        for entry in all_commands().values():
            self.add_command(LazyCommand(entry))


def load_command(entry: CommandEntry) -> Any:  # noqa: ANN401 - Typer's own command class is private
    """Import a command.

    Raises:
        InputError: The command needs a package that is not installed; the message says how to install it.
    """
    module, _, attribute = entry.target.partition(":")
    try:
        application = getattr(import_module(module), attribute)
    except ModuleNotFoundError as missing:
        wanted = f"{DISTRIBUTION}[{entry.extra}]" if entry.extra else DISTRIBUTION
        raise InputError(
            f"`agent-identity {entry.name}` needs the module {missing.name}, which is not installed: "
            f"pip install '{wanted}'"
        ) from missing
    command = get_command(application)
    command.name = entry.name
    if not sys.stdout.isatty():
        make_plain(command)
    return command


def make_plain(command: Any) -> None:  # noqa: ANN401
    """Take boxes and colour out of a command's help and out of that of its subcommands."""
    command.rich_markup_mode = None
    for child in getattr(command, "commands", {}).values():
        make_plain(child)


app = typer.Typer(
    name="agent-identity", cls=LazyGroup, no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(distribution_version(DISTRIBUTION))
        raise typer.Exit


@app.callback(epilog=EXAMPLES)
def root(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """One bounded, tagged identity for every AI agent type, on every cloud it runs on."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; every error becomes a message on standard error.

    `AGENT_IDENTITY_DEBUG=1` lets a fault of the program itself show its traceback.
    """
    command = get_command(app)
    if not sys.stdout.isatty():
        make_plain(command)
    try:
        status = command.main(
            list(arguments) if arguments is not None else None, prog_name="agent-identity", standalone_mode=False
        )
    except typer.TyperException as error:
        _show(error)
        return error.exit_code
    except typer.Abort:
        typer.echo("Aborted.", err=True)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _operating_system_error(error)
    except Exception as error:  # a traceback is a bug, even when the program has one
        if os.environ.get(DEBUG_VARIABLE):
            raise
        typer.echo(
            f"Error: this is a fault of agent-identity, not of your input: {type(error).__name__}: {error}\n"
            f"Run it again with {DEBUG_VARIABLE}=1 and report what it prints.",
            err=True,
        )
        return 2
    return status if isinstance(status, int) else 0


def _show(error: typer.TyperException) -> None:
    show = getattr(error, "show", None)
    if show is not None and (not sys.stderr.isatty() or not error.message):
        show()
    elif show is not None:
        from typer.rich_utils import rich_format_error  # noqa: PLC0415 - rich is imported only to show an error

        rich_format_error(error)  # type: ignore[arg-type]
    else:
        typer.echo(f"Error: {error.format_message()}", err=True)


def _operating_system_error(error: OSError) -> int:
    if error.errno == errno.EPIPE:
        # The reader went away (`… | head`). Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    where = f"{error.filename}: " if error.filename else ""
    reason = os.strerror(error.errno) if error.errno else str(error)
    typer.echo(f"Error: {where}{reason}", err=True)
    return 2
