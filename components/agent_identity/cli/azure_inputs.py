"""What the commands on Azure read, and the options that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agent_identity.cli.errors import InputError
from agent_identity.cli.inputs import STANDARD_INPUT, read_json, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_identity.permissions.azure.model import World

AzureFiles = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE…",
        help="What `az role assignment list --all`, `az role definition list` and the REST API's deny assignments say;"
        " `-` is standard input.",
    ),
]
AzureDirectories = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE", help="Exports of Microsoft Graph: service principals, applications, app roles, directory roles."
    ),
]
AzureGroups = Annotated[
    list[str] | None, typer.Option(metavar="FILE", help="Members of groups: {group: [members]}, or Graph's groups.")
]
AzureEligible = Annotated[
    list[str] | None, typer.Option(metavar="FILE", help="Eligible roles, as Privileged Identity Management lists them.")
]
AzureAncestry = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE", help="What lies above subscriptions: {scope: [scopes above it, nearest first]}."),
]


def azure_world(
    files: Sequence[str],
    directory: Sequence[str] | None,
    groups: Sequence[str] | None,
    eligible: Sequence[str] | None,
    ancestry: Sequence[str] | None,
    requests: str = "",
) -> World:
    """Returns what exports say of a tenant.

    Args:
        files: Names of files; `-` is standard input.
        directory: Exports of the directory.
        groups: Members of groups.
        eligible: Eligible roles.
        ancestry: What lies above subscriptions.
        requests: What else is read in the same run.

    Raises:
        InputError: The input is wrong; with every problem.
    """
    from agent_identity.permissions.azure.readers import exports  # noqa: PLC0415 - not for --help
    from agent_identity.permissions.azure.readers.kinds import Hint  # noqa: PLC0415

    given = [
        *((file, Hint.ANY) for file in files),
        *((file, Hint.DIRECTORY) for file in directory or ()),
        *((file, Hint.GROUPS) for file in groups or ()),
        *((file, Hint.ELIGIBLE) for file in eligible or ()),
        *((file, Hint.ANCESTRY) for file in ancestry or ()),
    ]
    if [*(file for file, _ in given), requests].count(STANDARD_INPUT) > 1:
        raise InputError("standard input can be read once: found `-` more than once")
    return reading(lambda: exports.read([exports.Source(file, read_json(file), hint) for file, hint in given]))
