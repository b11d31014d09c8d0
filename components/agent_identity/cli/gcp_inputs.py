"""What `analyze gcp` and `can gcp` are given: exports of policies and roles, and what they do not say themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agent_identity.cli.errors import InputError
from agent_identity.cli.inputs import STANDARD_INPUT, read_json, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_identity.permissions.gcp.model import World

Ats = Annotated[
    list[str] | None,
    typer.Option("--at", metavar="RESOURCE=FILE", help="Whose policy FILE is, where it does not say; FILE is read."),
]
Ancestries = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE", help="What `gcloud projects get-ancestors` or `asset search-all-resources` writes."),
]
Pabs = Annotated[
    list[str] | None, typer.Option(metavar="FILE", help="Principal access boundary policies, and their bindings.")
]
Groups = Annotated[list[str] | None, typer.Option(metavar="FILE", help="Members of groups: {group: [members]}.")]
Tags = Annotated[list[str] | None, typer.Option(metavar="FILE", help="Tags of resources: {resource: {key: value}}.")]


def gcp_world(
    files: Sequence[str],
    at: Sequence[str],
    ancestry: Sequence[str],
    pab: Sequence[str],
    groups: Sequence[str],
    tags: Sequence[str],
    requests: str = "",
) -> World:
    """Returns what exports say.

    Args:
        files: Exports, each of any kind; `-` is standard input.
        at: `RESOURCE=FILE`, for policies that do not say whose they are.
        ancestry: What lies in what.
        pab: Principal access boundaries.
        groups: Members of groups.
        tags: Tags of resources.
        requests: What else is read in the same run.

    Raises:
        InputError: The input is wrong; with every problem.
    """
    from agent_identity.permissions.gcp.readers import export  # noqa: PLC0415 - not for --help

    places = dict(_place(each) for each in at)
    exports = list(dict.fromkeys([*files, *places, *ancestry, *pab]))
    if not exports:
        raise InputError("found no FILE, expected what gcloud writes of policies, or --at RESOURCE=FILE")
    if [*exports, *groups, *tags, requests].count(STANDARD_INPUT) > 1:
        raise InputError("standard input can be read once: found `-` more than once")
    return reading(
        lambda: export.read(
            [(file, read_json(file)) for file in exports],
            at=places,
            groups=[(file, read_json(file)) for file in groups],
            tags=[(file, read_json(file)) for file in tags],
        )
    )


def _place(text: str) -> tuple[str, str]:
    resource, equals, file = text.partition("=")
    if not equals or not resource or not file:
        raise InputError(f"--at: found {text!r}, expected RESOURCE=FILE, like projects/example=policy.json")
    return file, resource
