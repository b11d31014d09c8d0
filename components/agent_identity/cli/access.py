"""`agent-identity access`: what an agent asked for, what was generated for it, and why."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
import yaml

from agent_identity.catalog import CatalogError, load
from agent_identity.catalog.granting import AccessPlan, plan_for
from agent_identity.catalog.problems import closest
from agent_identity.cli.errors import InputError
from agent_identity.cli.output import OutputFormat, print_json, print_text
from agent_identity.manifest import CLOUD_OF_RUNTIME

if TYPE_CHECKING:
    from agent_identity.catalog import Catalog, Placement

app = typer.Typer(no_args_is_help=True)

WIDTH: Final = 120
"""Columns of the text for people."""

_TEXT: Final = {"type": "string"}
_GRANT: Final = ("place", "asked", "generated", "why")

SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "access explain": {
        "type": "object",
        "required": ["agent", "environment", "principals"],
        "properties": {
            "agent": _TEXT,
            "environment": _TEXT,
            "principals": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": [
                        "cloud",
                        "runtime",
                        "target",
                        "principal",
                        "boundary_class",
                        "grants",
                        "counted",
                        "documents",
                    ],
                    "properties": {
                        "cloud": {"enum": sorted(set(CLOUD_OF_RUNTIME.values()))},
                        "runtime": {"enum": list(CLOUD_OF_RUNTIME)},
                        "target": _TEXT,
                        "principal": _TEXT,
                        "boundary_class": _TEXT,
                        "grants": {
                            "description": "A line for each thing generated: for which request, and why.",
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": list(_GRANT),
                                "properties": dict.fromkeys(_GRANT, _TEXT),
                            },
                        },
                        "counted": {
                            "description": "How many grants the cloud's quota counts.",
                            "type": "integer",
                            "minimum": 0,
                        },
                        "documents": {"description": "What is deployed, as the cloud writes it.", "type": "object"},
                    },
                },
            },
        },
    }
}
"""What `--format json` prints, for `agent-identity schema`."""

EXAMPLES: Final = """\
Examples:

agent-identity access explain invoice-reader --catalog stacks/agents.yaml

agent-identity access explain invoice-reader --format json | jq '.principals[].documents'
"""


@app.callback(epilog=EXAMPLES)
def access() -> None:
    """Show what an agent asked for, what was generated for it, and why."""


@app.command()
def explain(
    agent: Annotated[str, typer.Argument(metavar="AGENT", help="The agent's type.")],
    catalog: Annotated[Path, typer.Option(help="The agents catalog.")] = Path("agents.yaml"),
    environment: Annotated[
        str | None, typer.Option(help="The agent's environment, where the type has several.")
    ] = None,
    cloud: Annotated[str | None, typer.Option(help="Only the agent's principal on this cloud.")] = None,
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print it.")] = OutputFormat.TEXT,
) -> None:
    """Print what an agent asked for and what was generated for it, cloud by cloud, each grant with its reason.

    Example: agent-identity access explain invoice-reader --catalog stacks/agents.yaml
    """
    try:
        found = load(catalog)
    except CatalogError as error:
        raise InputError(f"{catalog} has {len(error.problems)} problems:", map(str, error.problems)) from None
    placements = _placements(found, catalog, agent, environment, cloud)
    plans = [(placement, plan_for(placement)) for placement in placements]
    if output is OutputFormat.JSON:
        who = placements[0].agent
        print_json(
            {
                "agent": who.type,
                "environment": who.environment,
                "principals": [_principal(placement, plan) for placement, plan in plans],
            }
        )
        return
    for index, (placement, plan) in enumerate(plans):
        print_text(("\n" if index else "") + _heading(placement))
        print_text("")
        _print(plan)


def _placements(
    catalog: Catalog, file: Path, agent: str, environment: str | None, cloud: str | None
) -> list[Placement]:
    """Returns the placements of one agent in one environment.

    Raises:
        InputError: When there is no such agent, or several, or none on that cloud.
    """
    of_type = [placement for placement in catalog.placements() if placement.agent.type == agent]
    if not of_type:
        near = closest(agent, {entry.type for entry in catalog.agents})
        hint = f"; did you mean {near!r}?" if near else f"; it has {len(catalog.agents)} agents"
        raise InputError(f"no agent {agent!r} in {file}{hint}")
    environments = sorted({placement.agent.environment for placement in of_type})
    if environment is None and len(environments) > 1:
        raise InputError(f"{agent!r} is in several environments: say --environment {' or '.join(environments)}")
    there = [placement for placement in of_type if environment in (None, placement.agent.environment)]
    if not there:
        raise InputError(f"no agent {agent!r} in environment {environment!r}; it is in: {', '.join(environments)}")
    chosen = [placement for placement in there if cloud in (None, placement.cloud)]
    if not chosen:
        clouds = ", ".join(placement.cloud for placement in there)
        raise InputError(f"{agent!r} has no principal on {cloud!r}; it has one on: {clouds}")
    return chosen


def _principal(placement: Placement, plan: AccessPlan) -> dict[str, Any]:
    return {
        "cloud": placement.cloud,
        "runtime": placement.runtime,
        "target": placement.target.name,
        "principal": placement.principal,
        "boundary_class": placement.boundary_class,
        "grants": [{key: getattr(grant, key) for key in _GRANT} for grant in plan.grants],
        "counted": plan.count,
        "documents": plan.as_dict(),
    }


def _heading(placement: Placement) -> str:
    who = placement.agent
    return (
        f"{who.type} in {who.environment} on {placement.runtime}: {placement.principal} on {placement.target.name},"
        f" under the boundary {placement.boundary_class}"
    )


def _print(plan: AccessPlan) -> None:
    if not plan.grants:
        print_text("It asked for nothing here, so nothing is granted.")
        return
    for place, grants in groupby(plan.grants, key=lambda grant: (grant.place, grant.asked)):
        print_text(f"{place[1]}  ({place[0]})")
        for grant in grants:
            print_text(_wrapped(grant.generated, "  gets     "))
            print_text(_wrapped(grant.why, "  because  "))
        print_text("")
    print_text("What is deployed:")
    print_text("")
    print_text(yaml.safe_dump(plan.as_dict(), sort_keys=False, allow_unicode=True, width=120))


def _wrapped(text: str, label: str) -> str:
    # A name is longer than a line and is copied whole, so a line breaks at spaces alone.
    return fill(
        text,
        WIDTH,
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )
