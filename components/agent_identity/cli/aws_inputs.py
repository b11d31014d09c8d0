"""What `analyze aws` and `can aws` are given: an export or bare policies, within the limits of an organisation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from agent_identity.cli.errors import InputError
from agent_identity.cli.inputs import STANDARD_INPUT, read_json, read_text, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_identity.permissions.aws.model import Organization, World


Scps = Annotated[
    list[str] | None, typer.Option(metavar="FILE", help="A service control policy; all files are one level.")
]
Rcps = Annotated[
    list[str] | None, typer.Option(metavar="FILE", help="A resource control policy; all files are one level.")
]
Organizations = Annotated[
    str | None, typer.Option(metavar="FILE", help="Management account, SCPs and RCPs, level by level.")
]


def aws_world(
    file: str | None,
    policies: Sequence[str],
    boundary: str | None,
    scps: Sequence[str],
    rcps: Sequence[str],
    organization: str | None,
) -> World:
    """Returns what an export or bare policies say, within an organisation.

    Raises:
        InputError: An option or a file is wrong; with every problem of the files.
    """
    from agent_identity.permissions.aws.readers import authorization_details, bare  # noqa: PLC0415

    sources = [file, boundary, organization, *policies, *scps, *rcps]
    if sources.count(STANDARD_INPUT) > 1:
        raise InputError("standard input can be read once: found `-` more than once")
    if (file is None) == (not policies):
        raise InputError("found both FILE and --policy, expected one of them" if file else "expected FILE or --policy")
    if boundary is not None and file is not None:
        raise InputError("found --boundary with FILE: an export says itself which boundary a principal has")
    limits, assumed = _organization(scps, rcps, organization)

    def read() -> World:
        if file is not None:
            return authorization_details.read(read_json(file), where=file, organization=limits)
        limit = None if boundary is None else (boundary, read_text(boundary))
        return bare.read([(each, read_text(each)) for each in policies], boundary=limit, organization=limits)

    world = reading(read)
    return replace(world, assumptions=(*world.assumptions, *assumed))


def _organization(scps: Sequence[str], rcps: Sequence[str], organization: str | None) -> tuple[Organization, list[str]]:
    from agent_identity.permissions.aws.readers import organization as reader  # noqa: PLC0415

    if organization is not None:
        if scps or rcps:
            raise InputError("found --organization with --scp or --rcp, expected all policies in one place")
        return reading(lambda: reader.read(read_json(organization), where=organization)), []
    return reading(lambda: reader.of_files(_files(scps), _files(rcps)))


def _files(sources: Sequence[str]) -> list[tuple[str, object]]:
    return [(source, read_json(source)) for source in sources]
