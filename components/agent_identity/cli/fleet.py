"""`agent-identity fleet`: previews, deploys, destroys and shows the stacks of a catalog."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pulumi.automation import CommandError

from agent_identity.catalog import Catalog, CatalogError, load
from agent_identity.cli.errors import InputError
from agent_identity.cli.fleet_output import Board, Stopwatch, print_report
from agent_identity.cli.output import OutputFormat, note
from agent_identity.fleet.credentials import CredentialsError, environment
from agent_identity.fleet.layout import ShardCountError, StackName
from agent_identity.fleet.listening import OnStep
from agent_identity.fleet.operations import Fleet, Report
from agent_identity.fleet.outcome import last_words
from agent_identity.fleet.pending import identifier
from agent_identity.fleet.project import Project, ProjectError
from agent_identity.fleet.reshard import ReshardError, Resharding
from agent_identity.fleet.runner import PATIENCE_SECONDS, StackRunner
from agent_identity.fleet.vanished import VanishedError
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
TimeoutOption = Annotated[
    float,
    typer.Option(min=1, help="Seconds without progress after which a stack is stopped and its agents named."),
]
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
    timeout: TimeoutOption = PATIENCE_SECONDS,
) -> int:
    """Preview every stack under the policy pack; changes nothing.

    Example: agent-identity fleet preview --catalog stacks/agents.yaml --cloud aws
    """
    return _run(Fleet.preview, _Options(catalog, target, cloud, project, work, pack, jobs, timeout=timeout))


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
    timeout: TimeoutOption = PATIENCE_SECONDS,
) -> int:
    """Deploy each target's foundation and then its fleet; what a preview blocks is not deployed.

    Example: agent-identity fleet up --catalog stacks/agents.yaml --refresh
    """
    return _run(Fleet.up, _Options(catalog, target, cloud, project, work, pack, jobs, refresh, timeout))


@app.command()
def down(
    catalog: CatalogOption = Path("agents.yaml"),
    target: TargetOption = None,
    cloud: CloudOption = None,
    project: ProjectOption = Path(),
    work: WorkOption = None,
    jobs: JobsOption = 2,
    refresh: RefreshOption = False,
    timeout: TimeoutOption = PATIENCE_SECONDS,
) -> int:
    """Destroy the fleet of each target and then its foundation.

    Example: agent-identity fleet down --catalog stacks/agents.yaml --target aws-local
    """
    return _run(Fleet.down, _Options(catalog, target, cloud, project, work, None, jobs, refresh, timeout))


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
    options = _Options(catalog, target, cloud, project, work, None, jobs)
    return _run(Fleet.status, options, output)


@app.command()
def reshard(
    target: Annotated[list[str], typer.Option(help="The target whose number of shards changed; may be repeated.")],
    catalog: CatalogOption = Path("agents.yaml"),
    project: ProjectOption = Path(),
    work: WorkOption = None,
) -> int:
    """Move the state of a target's fleet into the catalog's number of shards; no principal changes.

    Killed at any moment and run again, it finishes what is left.

    Example: agent-identity fleet reshard --catalog stacks/agents.yaml --target aws-local
    """
    options = _Options(catalog, target, None, project, work, None, 1)
    found, runner = _prepare(options, lambda _stack: {})
    for name in _targets(found, options):
        shards = found.targets[name].shards

        def told(source: StackName, destination: StackName, agents: int) -> None:
            note(f"✓ {source} → {destination}: {agents} agents")

        try:
            gone = Resharding(runner, name, shards, told).run()
        except ReshardError as error:
            raise InputError(str(error)) from None
        except CommandError as error:
            note(f"{name}: {'; '.join(last_words(str(error)))}\nNothing is lost: run the command again.")
            return 1
        note(f"{name}: {f'{gone} old stacks are gone; ' if gone else ''}its fleet is in {shards} shards")
    return 0


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
    refresh: bool = False
    timeout: float = PATIENCE_SECONDS


def _run(operation: Callable[[Fleet], Report], options: _Options, output: OutputFormat | None = None) -> int:
    watch = Stopwatch()
    with Board() as board:
        catalog, runner = _prepare(options, None, board.step)
        fleet = Fleet(catalog, runner, _targets(catalog, options), options.jobs, board.started, board.finished)
        board.plan(fleet.sizes)
        try:
            report = operation(fleet)
        except ShardCountError as error:
            raise InputError(str(error)) from None
        except VanishedError as error:
            raise InputError(f"{options.catalog} drops agents that are deployed:", error.problems) from None
        except CommandError as error:
            raise InputError(f"the engine cannot say what is deployed: {'; '.join(last_words(str(error)))}") from None
    print_report(report, output, watch=watch, every_agent=operation is Fleet.status)
    return 1 if report.failed else 0


def _prepare(
    options: _Options,
    credentials: Callable[[StackName], Mapping[str, str]] | None,
    on_step: OnStep = lambda _stack, _resource, _agents: None,
) -> tuple[Catalog, StackRunner]:
    """Returns the catalog, and what runs its stacks with `credentials`, or with those that the catalog refers to.

    Raises:
        InputError: When anything that the user gave cannot be used.
    """
    try:
        catalog = load(options.catalog)
        project = Project.load(options.project.absolute())
        targets = _targets(catalog, options)
        for name in targets if credentials is None else []:
            for role in ("foundation", "fleet"):
                environment(catalog.targets[name], role)
    except CatalogError as error:
        raise InputError(f"{options.catalog} has {len(error.problems)} problems:", map(str, error.problems)) from None
    except (ProjectError, CredentialsError) as error:
        raise InputError(str(error)) from None
    if options.pack is not None and not (options.project / options.pack / "PulumiPolicy.yaml").exists():
        raise InputError(f"{options.project / options.pack} is no policy pack: it has no PulumiPolicy.yaml")
    if shutil.which("pulumi") is None:
        raise InputError("the Pulumi command is not on PATH: see https://www.pulumi.com/docs/install/")
    runner = StackRunner(
        project,
        (options.work or options.catalog.parent / ".fleet").absolute(),
        config={"catalog": str(options.catalog.absolute())},
        environment=credentials or (lambda stack: environment(catalog.targets[stack.target], stack.role)),
        pack=None if options.pack is None else (options.project / options.pack).absolute(),
        refresh=options.refresh,
        identify=lambda stack, resource: identifier(resource, catalog.targets[stack.target]),
        on_step=on_step,
        patience=options.timeout,
    )
    return catalog, runner


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
