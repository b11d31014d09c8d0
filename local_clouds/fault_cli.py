"""`agent-identity local fault`: set, show and clear the faults of the local clouds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from local_clouds.faults import FAULTY_CLOUDS, Fault, FaultFile, read_faults
from local_clouds.options import Format, Listing, State, chosen_state
from local_clouds.printing import note, print_json, print_table
from local_clouds.services.definition import request
from local_clouds.state import read_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local_clouds.state import StateDirectory

app = typer.Typer(no_args_is_help=True)

FAULTS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["faults"],
    "properties": {
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["cloud", "do", "action", "method", "path", "seen", "hits"],
                "properties": {
                    "cloud": {"enum": list(FAULTY_CLOUDS)},
                    "do": {"enum": ["fail", "throttle", "hang"]},
                    "action": {"type": "string"},
                    "method": {"type": "string"},
                    "path": {"type": "string"},
                    "status": {"type": "integer"},
                    "seconds": {"type": "number"},
                    "count": {"type": ["integer", "null"]},
                    "after": {"type": "integer"},
                    "probability": {"type": "number"},
                    "seed": {"type": "integer"},
                    "seen": {"type": ["integer", "null"], "description": "Matching calls; null: the cloud is down."},
                    "hits": {"type": ["integer", "null"], "description": "Calls that it hit."},
                },
            },
        }
    },
}


@app.callback()
def fault() -> None:
    """Make chosen calls to a local cloud fail, be throttled, or hang.

    A fault is NAME=VALUE,… or a JSON file with a list of objects. Names: cloud (aws, gcp or azure), do (fail, throttle
    or hang), action, method and path (patterns), status, seconds, count, after, probability, seed. The Kubernetes API
    server is the real one and takes no faults.
    """


@app.command("add")
def add(
    context: typer.Context,
    faults: Annotated[list[str], typer.Argument(metavar="FILE|SPEC…", help="Faults to add.")],
    state: State = None,
) -> None:
    """Add faults; running clouds show them from the next call on.

    Example: agent-identity local fault add cloud=aws,action=iam:CreateRole,do=throttle,count=2

    Example: agent-identity local fault add cloud=gcp,method=POST,path='/v1/projects/*',do=fail,status=503
    """
    added = set_faults(chosen_state(context, state), faults)
    note(f"added: {len(added)}")


@app.command("clear")
def clear(context: typer.Context, state: State = None) -> None:
    """Remove all faults.

    Example: agent-identity local fault clear
    """
    FaultFile(chosen_state(context, state).faults).clear()
    note("no faults are set")


@app.command("list")
def show(context: typer.Context, state: State = None, form: Format = Listing.TEXT) -> None:
    """Show the faults that are set and what they hit so far.

    Example: agent-identity local fault list --format json
    """
    found = faults_with_counts(chosen_state(context, state))
    if form is Listing.JSON:
        print_json({"faults": found})
        return
    columns = ["cloud", "do", "action", "method", "path", "seen", "hits"]
    print_table(columns, [["" if each[column] is None else str(each[column]) for column in columns] for each in found])


def set_faults(state: StateDirectory, arguments: Sequence[str]) -> list[Fault]:
    """Add the faults that `arguments` name or describe; all are read before any is set.

    Raises:
        LocalCloudError: One of them is not a fault.
    """
    faults = [fault for argument in arguments for fault in read_faults(argument, Path(argument))]
    if faults:
        FaultFile(state.create().faults).add(faults)
    return faults


def faults_with_counts(state: StateDirectory) -> list[dict[str, Any]]:
    """The faults that are set, each with the counts of its cloud, none where that does not run."""
    endpoints = read_json(state.endpoints)
    counted: list[dict[str, Any]] = []
    for cloud in FAULTY_CLOUDS:
        url = endpoints.get(cloud, {}).get("url")
        answer = request("GET", f"{url}/_local/faults", state.ca_certificate) if url else None
        counted += (answer or {}).get("faults", [])
    counts = {Fault(**{k: v for k, v in each.items() if k not in {"seen", "hits"}}): each for each in counted}
    return [counts.get(each, {**asdict(each), "seen": None, "hits": None}) for each in FaultFile(state.faults).load()]
