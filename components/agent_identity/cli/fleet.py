"""`agent-identity fleet`: previews, deploys, destroys and shows the stacks of a catalog."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from agent_identity.catalog import Catalog, CatalogError, load
from agent_identity.cli.errors import InputError
from agent_identity.cli.output import OutputFormat, note, print_json, print_table
from agent_identity.fleet.credentials import CredentialsError, environment
from agent_identity.fleet.layout import ShardCountError, StackName
from agent_identity.fleet.operations import Fleet, Report
from agent_identity.fleet.project import Project, ProjectError
from agent_identity.fleet.runner import Outcome, StackRunner
from agent_identity.manifest import Manifest

app = typer.Typer(no_args_is_help=True, help="Preview, deploy, destroy and show the stacks of a catalog.")

SCHEMAS: dict[str, dict[str, Any]] = {
    "fleet status": {
        "type": "object",
        "required": ["agents"],
        "properties": {
            "agents": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": list(Manifest.__annotations__),
                    "properties": {
                        name: {"type": "integer" if kind is int else "string"}
                        for name, kind in Manifest.__annotations__.items()
                    },
                },
            }
        },
    }
}

CatalogOption = Annotated[Path, typer.Option(help="The agents catalog.")]
TargetOption = Annotated[list[str] | None, typer.Option(help="Only this target of the catalog; may be repeated.")]
CloudOption = Annotated[list[str] | None, typer.Option(help="Only targets of this cloud; may be repeated.")]
ProjectOption = Annotated[Path, typer.Option(help="The folder of Pulumi.yaml, whose program makes the stacks.")]
WorkOption = Annotated[
    Path | None, typer.Option(help="Where settings and logs are kept; `.fleet` beside the catalog by default.")
]
PackOption = Annotated[Path | None, typer.Option(help="The policy pack that gates every preview and update.")]
JobsOption = Annotated[int, typer.Option(min=1, max=64, help="How many stacks run at a time.")]
RefreshOption = Annotated[bool, typer.Option("--refresh", help="Compare the state with the cloud first.")]

PACK = Path("policy_packs/agent_identity")


@app.command()
def preview(
    catalog: CatalogOption = Path("agents.yaml"),
    target: TargetOption = None,
    cloud: CloudOption = None,
    project: ProjectOption = Path(),
    work: WorkOption = None,
    pack: PackOption = PACK,
    jobs: JobsOption = 2,
) -> int:
    """Preview every stack under the policy pack; changes nothing.

    Example: agent-identity fleet preview --catalog stacks/agents.yaml --cloud aws
    """
    return _run(Fleet.preview, _Options(catalog, target, cloud, project, work, pack, jobs, refresh=False))


@app.command()
def up(
    catalog: CatalogOption = Path("agents.yaml"),
    target: TargetOption = None,
    cloud: CloudOption = None,
    project: ProjectOption = Path(),
    work: WorkOption = None,
    pack: PackOption = PACK,
    jobs: JobsOption = 2,
    refresh: RefreshOption = False,
) -> int:
    """Deploy each target's foundation and then its fleet; what a preview blocks is not deployed.

    Example: agent-identity fleet up --catalog stacks/agents.yaml --refresh
    """
    return _run(Fleet.up, _Options(catalog, target, cloud, project, work, pack, jobs, refresh))


@app.command()
def down(
    catalog: CatalogOption = Path("agents.yaml"),
    target: TargetOption = None,
    cloud: CloudOption = None,
    project: ProjectOption = Path(),
    work: WorkOption = None,
    jobs: JobsOption = 2,
    refresh: RefreshOption = False,
) -> int:
    """Destroy the fleet of each target and then its foundation.

    Example: agent-identity fleet down --catalog stacks/agents.yaml --target aws-local
    """
    return _run(Fleet.down, _Options(catalog, target, cloud, project, work, None, jobs, refresh))


@app.command()
def status(
    catalog: CatalogOption = Path("agents.yaml"),
    target: TargetOption = None,
    cloud: CloudOption = None,
    project: ProjectOption = Path(),
    work: WorkOption = None,
    jobs: JobsOption = 2,
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print it.")] = OutputFormat.TEXT,
) -> int:
    """Show the agents that are deployed, as the stacks' own records say.

    Example: agent-identity fleet status --catalog stacks/agents.yaml --format json
    """
    options = _Options(catalog, target, cloud, project, work, None, jobs, refresh=False)
    return _run(Fleet.status, options, output)


@dataclass(frozen=True)
class _Options:
    """What the commands have in common, as the user gave it."""

    catalog: Path
    target: list[str] | None
    cloud: list[str] | None
    project: Path
    work: Path | None
    pack: Path | None
    jobs: int
    refresh: bool


def _run(operation: Callable[[Fleet], Report], options: _Options, output: OutputFormat | None = None) -> int:
    try:
        catalog = load(options.catalog)
        targets = _targets(catalog, options)
        project = Project.load(options.project.absolute())
        for name in targets:
            for role in ("foundation", "fleet"):
                environment(catalog.targets[name], role)
    except CatalogError as error:
        raise InputError(f"{options.catalog} has {len(error.problems)} problems:", map(str, error.problems)) from None
    except (ProjectError, CredentialsError) as error:
        raise InputError(str(error)) from None
    if options.pack is not None and not (options.project / options.pack / "PulumiPolicy.yaml").exists():
        raise InputError(f"{options.pack} is no policy pack: it has no PulumiPolicy.yaml")
    if shutil.which("pulumi") is None:
        raise InputError("the Pulumi command is not on PATH: see https://www.pulumi.com/docs/install/")
    with _Board() as board:
        runner = StackRunner(
            project,
            (options.work or options.catalog.parent / ".fleet").absolute(),
            config={"catalog": str(options.catalog.absolute())},
            environment=lambda stack: environment(catalog.targets[stack.target], stack.role),
            pack=None if options.pack is None else (options.project / options.pack).absolute(),
            refresh=options.refresh,
            on_step=board.step,
        )
        fleet = Fleet(catalog, runner, targets, options.jobs, board.started, board.finished)
        try:
            report = operation(fleet)
        except ShardCountError as error:
            raise InputError(str(error)) from None
    _print(report, output)
    return 1 if report.failed else 0


def _targets(catalog: Catalog, options: _Options) -> list[str]:
    unknown = [name for name in options.target or [] if name not in catalog.targets]
    if unknown:
        raise InputError(f"no target {unknown[0]!r} in {options.catalog}; there are: {', '.join(catalog.targets)}")
    clouds = {target.cloud for target in catalog.targets.values()}
    foreign = [name for name in options.cloud or [] if name not in clouds]
    if foreign:
        raise InputError(
            f"no target of cloud {foreign[0]!r} in {options.catalog}; there are: {', '.join(sorted(clouds))}"
        )
    return [
        name
        for name, target in catalog.targets.items()
        if (not options.target or name in options.target) and (not options.cloud or target.cloud in options.cloud)
    ]


class _Board:
    """Shows which stacks run: a live line each on a terminal, a line for each finished one where it is piped."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TextColumn("[dim]{task.fields[resource]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._tasks: dict[StackName, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def started(self, stack: StackName) -> None:
        self._tasks[stack] = self._progress.add_task(str(stack), resource="previewing", total=None)

    def step(self, stack: StackName, resource: str) -> None:
        self._progress.update(self._tasks[stack], resource=resource)

    def finished(self, outcome: Outcome) -> None:
        self._progress.update(self._tasks[outcome.stack], visible=False)
        changes = ", ".join(f"{count} {operation}" for operation, count in sorted(outcome.changes.items())) or "read"
        state = "failed" if outcome.errors else changes
        self._progress.console.print(
            f"{'✗' if outcome.errors else '✓'} {outcome.stack}: {state} ({outcome.seconds:.1f} s)", markup=False
        )


def _print(report: Report, output: OutputFormat | None) -> None:
    for outcome in report.outcomes:
        for line in outcome.violations:
            note(f"{outcome.stack}: {line}")
    for outcome in report.failed:
        note(f"\n{outcome.stack} failed:")
        for line in outcome.errors:
            note(f"  {line}")
        if outcome.log is not None:
            note(f"  all that the engine said: {outcome.log}")
    if output is OutputFormat.JSON:
        print_json({"agents": report.agents})
    elif report.agents:
        print_table(COLUMNS, [row_of(agent) for agent in report.agents])


COLUMNS = ("agent", "version", "team", "environment", "runtime", "principal", "boundary", "token life")
"""The table of a fleet's agents."""


def row_of(agent: Manifest) -> tuple[str, ...]:
    """Returns an agent's cells under `COLUMNS`."""
    return (
        agent["agent_type"],
        agent["version"],
        agent["team"],
        agent["environment"],
        agent["runtime"],
        agent["name"],
        agent["boundary_class"],
        f"{agent['token_lifetime_seconds'] / 3600:g} h",
    )
