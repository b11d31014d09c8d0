"""`agent-identity local`: the clouds on this machine."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer

from local_clouds.command import run_command
from local_clouds.constants import CLOUDS
from local_clouds.fault_cli import FAULTS_SCHEMA, set_faults
from local_clouds.fault_cli import app as fault_app
from local_clouds.options import (
    COMMAND_KEY,
    Clouds,
    Faults,
    Format,
    Listing,
    LocalGroup,
    State,
    UsageError,
    chosen_state,
)
from local_clouds.printing import note, print_json, print_table
from local_clouds.state import StateDirectory

NOTHING_TO_RUN = "expected a command after `--`, for example: agent-identity local -- pulumi up"


class EnvironmentFormat(StrEnum):
    """The value of `--format` of `local env`."""

    SHELL = "shell"
    JSON = "json"
    PYTHON = "python"


app = typer.Typer(cls=LocalGroup, invoke_without_command=True)
app.add_typer(fault_app, name="fault")

STATUS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["state", "services"],
    "properties": {
        "state": {"type": "string", "description": "The state directory."},
        "services": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["service", "cloud", "status", "pid", "port", "url", "log"],
                "properties": {
                    "service": {"type": "string"},
                    "cloud": {"enum": [*CLOUDS, ""], "description": '"" serves several clouds.'},
                    "status": {"enum": ["ready", "starting", "stopped"]},
                    "pid": {"type": ["integer", "null"]},
                    "port": {"type": ["integer", "null"]},
                    "url": {"type": ["string", "null"]},
                    "log": {"type": "string"},
                },
            },
        },
    },
}
ENVIRONMENT_SCHEMA: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "string"}}
SCHEMAS: dict[str, dict[str, Any]] = {
    "local status": STATUS_SCHEMA,
    "local env": ENVIRONMENT_SCHEMA,
    "local fault list": FAULTS_SCHEMA,
}


@app.callback()
def local(context: typer.Context, state: State = None, clouds: Clouds = None, fault: Faults = None) -> None:
    """Run the clouds on this machine, or a command among them: `agent-identity local -- COMMAND…`.

    With a command: starts the local clouds or joins the running ones, runs the command with an environment in which
    Pulumi, boto3, the AWS CLI and kubectl reach them unchanged, and exits with the command's status. The clouds run
    on; `agent-identity local stop` ends them.

    Example: agent-identity local -- pulumi up

    Example: agent-identity local --clouds aws -- aws iam list-roles
    """
    context.obj = StateDirectory(state)
    if context.invoked_subcommand is not None:
        if clouds or fault:
            raise UsageError("--clouds and --fault go after the subcommand that they are for")
        return
    command = context.meta.get(COMMAND_KEY)
    if command is None:
        note(context.get_help())
        raise typer.Exit(2)
    if not command:
        raise UsageError(NOTHING_TO_RUN)
    directory = chosen_state(context, None)
    set_faults(directory, fault or ())
    if _start(directory, clouds).services:
        note("The local clouds run on; `agent-identity local stop` ends them.")
    raise typer.Exit(run_command(directory, command))


@app.command()
def start(context: typer.Context, state: State = None, clouds: Clouds = None, fault: Faults = None) -> None:
    """Start the local clouds, or join the running ones and add what is missing.

    Example: agent-identity local start --clouds aws,kubernetes

    Example: agent-identity local start --fault cloud=aws,action=iam:CreateRole,do=throttle,count=2
    """
    directory = chosen_state(context, state)
    set_faults(directory, fault or ())
    done = _start(directory, clouds)
    for verb, names in (("started", done.services), ("joined", done.joined)):
        if names:
            note(f"{verb}: {', '.join(names)}")


@app.command()
def stop(context: typer.Context, state: State = None) -> None:
    """Stop the local clouds. What they hold is kept for the next start.

    Example: agent-identity local stop
    """
    from local_clouds.supervisor import Supervisor  # noqa: PLC0415 - `--help` need not wait for it

    stopped = Supervisor(chosen_state(context, state), note).stop()
    note(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")


@app.command()
def status(
    context: typer.Context,
    state: State = None,
    form: Format = Listing.TEXT,
) -> None:
    """Show what runs and where it listens.

    Example: agent-identity local status --format json
    """
    from local_clouds.status import all_statuses  # noqa: PLC0415

    directory = chosen_state(context, state)
    found = all_statuses(directory)
    if form is Listing.JSON:
        print_json({"state": str(directory.path), "services": [asdict(each) for each in found]})
        return
    rows = [
        [each.service, each.cloud, each.status, str(each.pid or ""), each.url or str(each.port or ""), each.log]
        for each in found
    ]
    print_table(["service", "cloud", "status", "pid", "listens on", "log"], rows)


@app.command()
def reset(context: typer.Context, state: State = None) -> None:
    """Empty the local clouds and forget the local Pulumi stacks. What runs, runs on.

    Example: agent-identity local reset
    """
    from local_clouds.supervisor import Supervisor  # noqa: PLC0415

    running = Supervisor(chosen_state(context, state), note).reset()
    note(f"emptied; running: {', '.join(running) or 'nothing'}")


@app.command()
def env(
    context: typer.Context,
    state: State = None,
    form: Annotated[EnvironmentFormat, typer.Option("--format", help="For whom.")] = EnvironmentFormat.SHELL,
) -> None:
    """Print what leads clients to the running clouds: variables, or constructor arguments in Python.

    Example: eval "$(agent-identity local env)"

    Example: agent-identity local env --format python > local_clients.py
    """
    from local_clouds.client_arguments import as_python  # noqa: PLC0415
    from local_clouds.environment import as_shell, local_variables  # noqa: PLC0415
    from local_clouds.status import running_endpoints  # noqa: PLC0415

    directory = chosen_state(context, state)
    if not running_endpoints(directory):
        raise UsageError(f"no local cloud runs in {directory.path}: agent-identity local start")
    variables = local_variables(directory)
    if form is EnvironmentFormat.JSON:
        print_json(variables)
    else:
        typer.echo(as_shell(variables) if form is EnvironmentFormat.SHELL else as_python(variables))


def _start(directory: StateDirectory, clouds: str | None) -> Any:  # noqa: ANN401
    from local_clouds.supervisor import Supervisor  # noqa: PLC0415

    names = list(CLOUDS) if clouds is None else [name.strip() for name in clouds.split(",") if name.strip()]
    if not names:
        raise UsageError(f"--clouds: expected names of local clouds, of {', '.join(CLOUDS)}")
    done = Supervisor(directory, note).start(names, required=clouds is not None)
    for cloud, reason in done.missing.items():
        note(f"{cloud} is left out: {reason}")
    return done
