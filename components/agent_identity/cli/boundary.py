"""`agent-identity boundary`: print a cloud's boundary in that cloud's own format, as the components deploy it."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer
import yaml

from agent_identity.boundaries import aws, azure, gcp, kubernetes
from agent_identity.boundaries.classes import CLASSES, DEFAULT
from agent_identity.boundaries.placeholders import placeholders_in
from agent_identity.cli.errors import InputError
from agent_identity.cli.output import note, print_json, print_text

_OBJECTS: Final = {"type": "array", "items": {"type": "object"}}

SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "boundary aws": {
        "type": "object",
        "properties": {"Version": {"const": "2012-10-17"}, "Statement": _OBJECTS},
        "required": ["Version", "Statement"],
    },
    "boundary gcp": {
        "type": "object",
        "properties": {"displayName": {"type": "string"}, "rules": _OBJECTS},
        "required": ["displayName", "rules"],
    },
    "boundary azure": {
        "type": "object",
        "properties": {"denyAssignment": {"type": "object"}, "policyDefinitions": _OBJECTS},
        "required": ["denyAssignment", "policyDefinitions"],
    },
}
"""The JSON outputs, by full command name."""

app = typer.Typer(no_args_is_help=True, help="Print a cloud's boundary in that cloud's own format.")

ClassName = Annotated[
    str, typer.Option("--class", metavar="CLASS", help=f"The boundary class: {' or '.join(CLASSES)}.")
]


@app.command("aws")
def print_aws(
    class_name: ClassName = DEFAULT,
    assumable_role: Annotated[
        list[str] | None, typer.Option(metavar="ARN", help="A role that its agents may assume; none by default.")
    ] = None,
) -> None:
    """Print the permissions boundary: an IAM policy document.

    Example: agent-identity boundary aws > boundary.json
    """
    try:
        print_json(aws.policy_document(_known(class_name), assumable_role or ()))
    except ValueError as error:
        raise InputError(str(error).replace("assumable_roles:", "--assumable-role:")) from error


@app.command("gcp")
def print_gcp(
    class_name: ClassName = DEFAULT,
    principal_set: Annotated[
        list[str] | None, typer.Option(help="Whom the policy binds; or projects/NUMBER, folders/N, organizations/N.")
    ] = None,
    scope: Annotated[
        str | None, typer.Option(help="projects/NUMBER, folders/N or organizations/N: binds its service accounts.")
    ] = None,
    exclude_principal: Annotated[list[str] | None, typer.Option(help="Whom the policy does not bind.")] = None,
) -> None:
    """Print the deny policy, as `gcloud iam policies create --policy-file` takes it.

    Example: agent-identity boundary gcp --scope projects/123456789
    """
    sets = [item if "://" in item else gcp.service_accounts_of(item) for item in principal_set or []]
    if scope:
        sets.append(gcp.service_accounts_of(scope))
    _print(gcp.deny_policy(_known(class_name), sets, exclude_principal or ()))


@app.command("azure")
def print_azure(
    class_name: ClassName = DEFAULT,
    scope: Annotated[
        str | None, typer.Option(help="Id of the management group or subscription of the deny assignment.")
    ] = None,
    exclude_principal: Annotated[
        list[str] | None, typer.Option(help="Object id of a principal that deploys and is not denied.")
    ] = None,
) -> None:
    """Print the policy definitions and the deny assignment.

    Example: agent-identity boundary azure --scope /subscriptions/ID --exclude-principal OBJECT-ID
    """
    name = _known(class_name)
    _print(
        {
            "denyAssignment": azure.deny_assignment(name, scope, exclude_principal or ()),
            "policyDefinitions": list(azure.policy_definitions(name).values()),
        }
    )


@app.command("kubernetes")
def print_kubernetes(
    class_name: ClassName = DEFAULT,
    environment: Annotated[
        str | None, typer.Option(help="Bind only namespaces of this environment; every environment's by default.")
    ] = None,
) -> None:
    """Print the admission policies and their bindings: YAML for `kubectl apply -f -`.

    Example: agent-identity boundary kubernetes --environment prod | kubectl apply -f -
    """
    print_text(yaml.safe_dump_all(kubernetes.manifests(_known(class_name), environment), sort_keys=False, width=120))


def _known(class_name: str) -> str:
    if class_name not in CLASSES:
        raise InputError(f"--class: found {class_name!r}, expected one of: {', '.join(CLASSES)}")
    return class_name


def _print(document: dict[str, Any]) -> None:
    print_json(document)
    if open_places := sorted(set(placeholders_in(document))):
        note("What only your organisation knows is a placeholder, which `up` refuses:")
        for text in open_places:
            note(f"  {text}")
