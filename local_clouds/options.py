"""What the commands of `agent-identity local` share: options, errors, and the command after `--`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from local_clouds.constants import CLOUDS
from local_clouds.errors import LocalCloudError
from local_clouds.state import StateDirectory

SEPARATOR = "--"
COMMAND_KEY = "local_clouds.command"


class UsageError(typer.TyperException):
    """What the local clouds cannot do, as the command line reports it: a message and exit status 2."""

    exit_code = 2


class LocalGroup(TyperGroup):
    """Subcommands, and everything after `--` as a command to run."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - Typer's context is private
        """Take the command to run out of the arguments before subcommands are looked for."""
        first_word = next((index for index, word in enumerate(args) if word in self.commands), len(args))
        if SEPARATOR in args[:first_word]:
            index = args.index(SEPARATOR)
            ctx.meta[COMMAND_KEY] = args[index + 1 :]
            args = args[:index]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run, with what the local clouds report turned into a message."""
        try:
            return super().invoke(ctx)
        except LocalCloudError as error:
            raise UsageError(str(error)) from error


class Listing(StrEnum):
    """The value of `--format` where a command reports."""

    TEXT = "text"
    JSON = "json"


def _directory(text: str) -> Path:
    # The path "" means the working directory: hardly what `--state "$UNSET"` is for.
    if not text:
        raise UsageError("--state: expected a directory, found nothing")
    return Path(text)


State = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="DIR",
        parser=_directory,
        help="Where these clouds live; yours in the cache directory by default.",
    ),
]
Clouds = Annotated[
    str | None, typer.Option("--clouds", metavar="NAMES", help=f"Of {','.join(CLOUDS)}; all that can run by default.")
]
Faults = Annotated[
    list[str] | None,
    typer.Option("--fault", metavar="FILE|SPEC", help="A fault to show, as `local fault add` takes it; repeatable."),
]
Format = Annotated[Listing, typer.Option("--format", help="How to print it.")]


def chosen_state(context: typer.Context, state: Path | None) -> StateDirectory:
    """The state directory that the subcommand names, else the one that `local` itself was given.

    Raises:
        LocalCloudError: It is not one for local clouds.
    """
    if state is not None:
        return StateDirectory(state).checked()
    directory = context.obj
    if not isinstance(directory, StateDirectory):
        raise TypeError("the callback of `local` sets the state directory")
    return directory.checked()
