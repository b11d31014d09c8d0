"""`agent-identity analyze`: can these principals escalate, by which statement, and on which way?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from agent_identity.cli.aws_inputs import Organizations, Rcps, Scps, aws_world
from agent_identity.cli.azure_inputs import (
    AzureAncestry,
    AzureDirectories,
    AzureEligible,
    AzureFiles,
    AzureGroups,
    azure_world,
)
from agent_identity.cli.errors import InputError
from agent_identity.cli.gcp_inputs import Ancestries, Ats, Groups, Pabs, Tags, gcp_world
from agent_identity.cli.inputs import STANDARD_INPUT, read_json, reading
from agent_identity.cli.kubernetes_inputs import cluster_option, kubernetes_cluster
from agent_identity.cli.reporting import REPORT, ReportFormat, artifact_of, known, show

if TYPE_CHECKING:
    from agent_identity.permissions.analysis import Analysed

app = typer.Typer(no_args_is_help=True)

EXAMPLES: Final = """\
Examples:

aws iam get-account-authorization-details > export.json && agent-identity analyze aws export.json

agent-identity analyze aws export.json --scp scp.json --format json

agent-identity analyze aws export.json --format html > report.html

agent-identity analyze aws --policy policy.json --boundary boundary.json

az role assignment list --all > assignments.json && agent-identity analyze azure assignments.json

kubectl get clusterroles,clusterrolebindings,roles,rolebindings,sa -A -o json | agent-identity analyze kubernetes -

pulumi stack export | agent-identity analyze pulumi -

agent-identity analyze all --aws export.json --kubernetes prod,https://oidc.example/prod=cluster.json
"""

SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "analyze aws": REPORT,
    "analyze azure": REPORT,
    "analyze gcp": REPORT,
    "analyze kubernetes": REPORT,
    "analyze pulumi": REPORT,
}
"""What `--format json` prints, for `agent-identity schema`."""


@app.callback(epilog=EXAMPLES)
def analyze() -> None:
    """Say which principals can come to more rights than they were granted."""


@app.command()
def aws(
    file: Annotated[
        str | None,
        typer.Argument(help="What `aws iam get-account-authorization-details` writes; `-` is standard input."),
    ] = None,
    policy: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="A bare policy document; all are one principal's.")
    ] = None,
    boundary: Annotated[
        str | None, typer.Option(metavar="FILE", help="The boundary of that principal, with --policy.")
    ] = None,
    scp: Scps = None,
    rcp: Rcps = None,
    organization: Organizations = None,
    principal: Annotated[
        list[str] | None, typer.Option(metavar="ARN", help="Report on this principal alone; may be given again.")
    ] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="How to print it.")] = ReportFormat.TEXT,
) -> None:
    """Analyse the roles and users of an AWS account, or bare policies.

    Exits 1 where anything is found, 2 where the input is wrong.

    Example: agent-identity analyze aws export.json
    """
    from agent_identity.permissions.aws import escalation  # noqa: PLC0415 - not for --help

    world = aws_world(file, policy or [], boundary, scp or [], rcp or [], organization)
    show(
        escalation.analyze(world, only=known(principal, world.principals)),
        output,
        artifact_of([file or "", *(policy or ())]),
    )


@app.command()
def gcp(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE…", help="What gcloud writes of policies and roles; `-` is standard input."),
    ] = None,
    at: Ats = None,
    ancestry: Ancestries = None,
    pab: Pabs = None,
    groups: Groups = None,
    tags: Tags = None,
    principal: Annotated[
        list[str] | None, typer.Option(metavar="MEMBER", help="Report on this principal alone; may be given again.")
    ] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="How to print it.")] = ReportFormat.TEXT,
) -> None:
    """Analyse the members of Google Cloud's allow policies.

    It reads allow policies, custom roles and deny policies; what kind a file is, is told from what is in it. Exits 1
    where anything is found, 2 where the input is wrong.

    Example: gcloud projects get-iam-policy example --format=json | agent-identity analyze gcp --at projects/example=-
    """
    from agent_identity.permissions.gcp import escalation  # noqa: PLC0415 - not for --help

    world = gcp_world(files or [], at or [], ancestry or [], pab or [], groups or [], tags or [])
    analysed = escalation.analyse(world)
    show(analysed.report(known(principal, analysed.agents)), output, artifact_of([*(files or ()), *(at or ())]))


@app.command()
def azure(
    files: AzureFiles,
    directory: AzureDirectories = None,
    groups: AzureGroups = None,
    eligible: AzureEligible = None,
    ancestry: AzureAncestry = None,
    principal: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Report on this principal alone; may be given again.")
    ] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="How to print it.")] = ReportFormat.TEXT,
) -> None:
    """Analyse the principals of an Azure tenant by their roles, and by the directory's where it is given.

    What a file is, its content says. Roles that are eligible count as held. Exits 1 where anything is found, 2 where
    the input is wrong.

    Example: agent-identity analyze azure assignments.json roles.json --directory directory.json
    """
    from agent_identity.permissions.azure import escalation  # noqa: PLC0415 - not for --help

    analysed = escalation.analyse(azure_world(files, directory, groups, eligible, ancestry))
    show(analysed.report(known(principal, analysed.agents)), output, artifact_of(files))


@app.command()
def kubernetes(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…", help="Manifests, or what `kubectl get … -A -o json` writes; `-` is standard input."
        ),
    ],
    principal: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Report on this principal alone; may be given again.")
    ] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="How to print it.")] = ReportFormat.TEXT,
) -> None:
    """Analyse the service accounts, users and groups of a cluster.

    It reads roles and their bindings, service accounts, workloads, Secrets that hold tokens, namespaces and
    ValidatingAdmissionPolicies; other kinds are passed over. Exits 1 where anything is found, 2 where the input is
    wrong.

    Example: kubectl get clusterroles,clusterrolebindings,roles,rolebindings,sa -A -o json | agent-identity analyze
    kubernetes -
    """
    from agent_identity.permissions.kubernetes import escalation  # noqa: PLC0415 - not for --help

    cluster = kubernetes_cluster(files)
    analysed = escalation.analyse(cluster)
    show(analysed.report(known(principal, analysed.agents)), output, artifact_of(files))


@app.command("all")
def everything(
    aws_file: Annotated[
        str | None,
        typer.Option("--aws", metavar="FILE", help="What `aws iam get-account-authorization-details` writes."),
    ] = None,
    gcp_files: Annotated[
        list[str] | None,
        typer.Option("--gcp", metavar="FILE", help="What gcloud writes of policies and roles; may be given again."),
    ] = None,
    azure_files: Annotated[
        list[str] | None,
        typer.Option("--azure", metavar="FILE", help="What az writes of assignments and roles; may be given again."),
    ] = None,
    clusters: Annotated[
        list[str] | None,
        typer.Option(
            "--kubernetes",
            metavar="NAME,ISSUER=FILE",
            help="A cluster's name, the issuer of its tokens (may be left out), and its objects; may be given again.",
        ),
    ] = None,
    scp: Scps = None,
    rcp: Rcps = None,
    organization: Organizations = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="How to print it.")] = ReportFormat.TEXT,
) -> None:
    """Analyse several clouds together: who of one becomes whom in the other, and what that adds up to.

    Where several clusters are given, NAME/ stands before their principals. Without its issuer, whether an account of a
    cluster is let into a cloud is unknown. Exits 1 where anything is found, 2 where the input is wrong.

    Example: agent-identity analyze all --aws export.json --kubernetes
    prod,https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE=cluster.json
    """
    from agent_identity.cli.joined import joined  # noqa: PLC0415 - not for --help

    if aws_file is None and not (gcp_files or azure_files or clusters):
        raise InputError("nothing to analyse: expected --aws, --gcp, --azure or --kubernetes")
    world = None if aws_file is None else aws_world(aws_file, [], None, scp or [], rcp or [], organization)
    named = [cluster_option(text) for text in clusters or ()]
    others: list[Analysed] = []
    if gcp_files:
        from agent_identity.permissions.gcp import escalation as gcp_escalation  # noqa: PLC0415

        others.append(gcp_escalation.analyse(gcp_world(gcp_files, [], [], [], [], [])))
    if azure_files:
        from agent_identity.permissions.azure import escalation as azure_escalation  # noqa: PLC0415

        others.append(azure_escalation.analyse(azure_world(azure_files, None, None, None, None)))
    sources = [
        aws_file or "",
        *(gcp_files or ()),
        *(azure_files or ()),
        *(file for each in named for file in each.files),
    ]
    show(joined(world, named, others), output, artifact_of(sources))


@app.command()
def pulumi(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="What `pulumi stack export` writes; `-` is standard input.")
    ],
    output: Annotated[ReportFormat, typer.Option("--format", help="How to print it.")] = ReportFormat.TEXT,
) -> None:
    """Analyse what exported stacks hold of AWS, as the policy pack does at preview.

    Exits 1 where anything is found, 2 where the input is wrong.

    Example: agent-identity analyze pulumi stack.json
    """
    from agent_identity.permissions.aws import escalation  # noqa: PLC0415 - not for --help
    from agent_identity.permissions.aws.readers import stack, stack_export  # noqa: PLC0415

    if files.count(STANDARD_INPUT) > 1:
        raise InputError("standard input can be read once: found `-` more than once")
    world = reading(lambda: stack_export.read_all([(file, read_json(file)) for file in files]))
    show(stack.lasting(escalation.analyze(world), world), output, artifact_of(files))
