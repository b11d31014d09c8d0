"""`agent-identity catalog`: checks an agents catalog, writes a sample of any size, prints the schema for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from agent_identity.catalog import CatalogError, CatalogProblem, catalog_schema, load, vanished
from agent_identity.catalog import sample as sample_text
from agent_identity.catalog.counting import Usage, counts
from agent_identity.catalog.quotas import PRINCIPALS
from agent_identity.catalog.sample import MAX_AGENTS
from agent_identity.cli.errors import InputError
from agent_identity.cli.output import OutputFormat, note, print_json, print_table, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_identity.catalog import Catalog

app = typer.Typer(no_args_is_help=True)

_TEXT: Final = {"type": "string"}
_NUMBER: Final = {"type": "integer", "minimum": 0}


def _object(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON Schema
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "catalog check": {
        "title": "catalog check",
        "description": "With problems the counts are 0 and `scopes` is empty.",
        **_object(
            file=_TEXT,
            valid={"type": "boolean"},
            agents=_NUMBER,
            principals=_NUMBER,
            retired=_NUMBER,
            problems=_list(
                _object(
                    file=_TEXT,
                    line={**_NUMBER, "description": "From 1; 0 when the whole file is meant."},
                    column={**_NUMBER, "description": "From 1; 0 when the whole file is meant."},
                    pointer={**_TEXT, "description": "JSON pointer (RFC 6901)."},
                    found=_TEXT,
                    expected=_TEXT,
                    suggestion={"type": ["string", "null"]},
                    message={**_TEXT, "description": "The whole in one line."},
                )
            ),
            scopes=_list(
                _object(
                    cloud={"enum": list(PRINCIPALS)},
                    scope={**_TEXT, "description": "Account, subscription, project, or cluster and namespace."},
                    targets=_list(_TEXT),
                    principals=_NUMBER,
                    quotas=_list(
                        _object(
                            name=_TEXT, used=_NUMBER, limit={"type": ["integer", "null"]}, counts=_TEXT, source=_TEXT
                        )
                    ),
                )
            ),
        ),
    }
}
"""What `--format json` prints, for `agent-identity schema`."""

EXAMPLES: Final = """\
Examples:

agent-identity catalog check agents.yaml

git show main:agents.yaml > deployed.yaml; agent-identity catalog check agents.yaml --previous deployed.yaml

agent-identity catalog sample --agents 1661 | agent-identity catalog check -
"""


@app.callback(epilog=EXAMPLES)
def catalog() -> None:
    """Check an agents catalog, or write a sample of any size."""


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The catalog; - reads standard input.")],
    previous: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The catalog deployed last: refuses what it has and FILE drops unretired."),
    ] = None,
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print the result.")] = OutputFormat.TEXT,
) -> None:
    """Find every problem of a catalog, and count what it comes to against each quota.

    The exit status is 2 when there is a problem.
    """
    if file == previous == "-":
        raise InputError("FILE and --previous are both '-': standard input can be read once")
    found, problems = _read(file, previous)
    usages = counts(found) if found is not None else []
    if output is OutputFormat.JSON:
        print_json(_result(file, found, problems, usages))
    elif found is not None:
        _print_usages(usages)
        print_text(_summary(file, found))
    else:
        # One write: a file of other content may have a problem in each of a million lines.
        note("\n".join([*map(str, problems), f"{_many(len(problems), 'problem')} in {file}"]))
    if problems:
        raise typer.Exit(2)


@app.command()
def sample(
    agents: Annotated[int, typer.Option(min=1, max=MAX_AGENTS, help="How many agents.")],
    seed: Annotated[int, typer.Option(help="Another number gives another catalog, the same one the same.")] = 0,
) -> None:
    """Write a realistic catalog of any size; it passes `catalog check`."""
    print_text(sample_text(agents, seed))


@app.command()
def schema() -> None:
    """Print the JSON Schema of catalogs, for editors: `# yaml-language-server: $schema=FILE` in the first line."""
    print_json(catalog_schema())


def _read(file: str, previous: str | None) -> tuple[Catalog | None, Sequence[CatalogProblem]]:
    """Returns a catalog without a problem, or None and the problems of it and of the previous one."""
    catalogs: list[Catalog] = []
    problems: list[CatalogProblem] = []
    for name in filter(None, (file, previous)):
        try:
            catalogs.append(load(name))
        except CatalogError as error:
            problems += error.problems
    if previous is not None and not problems:
        problems += vanished(*catalogs)
    return (catalogs[0], ()) if not problems else (None, problems)


def _summary(file: str, found: Catalog) -> str:
    placements = found.placements()
    retired = sum(placement.retired for placement in placements)
    text = f"{file}: {_many(len(found.agents), 'agent')}, {_many(len(placements), 'principal')}"
    text = f"{text}, {_many(len(found.targets), 'target')}"
    return f"{text}, {retired:,} retired" if retired else text


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _print_usages(usages: Sequence[Usage]) -> None:
    rows = [
        (
            ", ".join(usage.targets),
            usage.scope,
            f"{usage.principals:,}",
            each.quota.name,
            f"{each.used:,}",
            "-" if each.limit is None else f"{each.limit:,}",
        )
        for usage in usages
        for each in usage.counts
    ]
    print_table(("target", "account, project or namespace", "agents", "quota", "used", "limit"), rows)


def _result(
    file: str, found: Catalog | None, problems: Sequence[CatalogProblem], usages: Sequence[Usage]
) -> dict[str, Any]:
    placements = found.placements() if found is not None else []
    return {
        "file": file,
        "valid": not problems,
        "agents": len(found.agents) if found is not None else 0,
        "principals": len(placements),
        "retired": sum(placement.retired for placement in placements),
        "problems": [problem.as_json() for problem in problems],
        "scopes": [
            {
                "cloud": usage.cloud,
                "scope": usage.scope,
                "targets": list(usage.targets),
                "principals": usage.principals,
                "quotas": [
                    {
                        "name": each.quota.name,
                        "used": each.used,
                        "limit": each.limit,
                        "counts": each.quota.counts,
                        "source": each.quota.source,
                    }
                    for each in usage.counts
                ],
            }
            for usage in usages
        ],
    }
