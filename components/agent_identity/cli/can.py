"""`agent-identity can`: would these requests be allowed, and what decides?"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

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
from agent_identity.cli.inputs import STANDARD_INPUT, read_json, read_text, reading
from agent_identity.cli.kubernetes_inputs import kubernetes_cluster
from agent_identity.cli.output import OutputFormat, note, print_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Request = TypeVar("Request")

app = typer.Typer(no_args_is_help=True)

EXAMPLES: Final = """\
Examples:

agent-identity can aws export.json --requests requests.jsonl

kubectl get roles,rolebindings,clusterroles,clusterrolebindings -A -o json |
agent-identity can kubernetes - --requests requests.jsonl

echo '{"principal": "arn:aws:iam::111122223333:role/reader", "action": "s3:GetObject",
"resource": "arn:aws:s3:::papers/a"}' | agent-identity can aws export.json --requests -
"""

_WORDS: Final = {"allow": "allowed", "deny": "denied", "unknown": "unknown"}
_MAYBE: Final = {"type": ["string", "null"]}
_REASONS: Final = {
    "aws": [
        "allowed", "explicit_deny", "implicit_deny", "boundary", "session_policy", "scp", "rcp", "resource_policy",
        "missing_context",
    ],
    "gcp": ["allowed", "implicit_deny", "deny_policy", "pab", "condition", "unknown_role", "missing_context"],
    "azure": ["allowed", "deny_assignment", "condition", "implicit_deny", "unknown_role", "missing_context"],
    "kubernetes": ["allowed", "implicit_deny", "unknown_role"],
}  # fmt: skip


def _schema(reasons: list[str]) -> dict[str, Any]:
    return {
        "description": "One line of output, of which there is one a request.",
        "type": "object",
        "required": ["decision", "reason", "because"],
        "properties": {
            "decision": {"enum": ["allow", "deny", "unknown"]},
            "reason": {"enum": reasons},
            "because": {
                "type": "object",
                "required": ["layer", "policy", "statement", "missing"],
                "properties": {
                    "layer": _MAYBE,
                    "policy": _MAYBE,
                    "statement": {"type": ["integer", "null"], "minimum": 0},
                    "missing": {
                        "description": "Condition keys that would decide.",
                        "type": "array",
                        "items": {"type": "string"},
                    },
                },
            },
        },
    }


SCHEMAS: Final[dict[str, dict[str, Any]]] = {f"can {cloud}": _schema(reasons) for cloud, reasons in _REASONS.items()}
"""What is printed, for `agent-identity schema`."""


@app.callback(epilog=EXAMPLES)
def can() -> None:
    """Say whether requests would be allowed, and which statement decides."""


@app.command()
def aws(
    file: Annotated[
        str, typer.Argument(help="What `aws iam get-account-authorization-details` writes; `-` is standard input.")
    ],
    requests: Annotated[str, typer.Option(metavar="FILE", help="One request a line, as JSON; `-` is standard input.")],
    scp: Scps = None,
    rcp: Rcps = None,
    organization: Organizations = None,
    resource_policies: Annotated[
        str | None, typer.Option(metavar="FILE", help="Policies of resources by the resource's ARN.")
    ] = None,
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print it.")] = OutputFormat.JSON,
) -> None:
    """Answer requests of an AWS account's roles and users, one line each, in their order.

    A request is {"principal", "action", "resource", "context", "session_policies"}. A condition key that it does not
    list is not known, one that is null is absent. Exits 1 where one is not allowed, 2 where the input is wrong.

    Example: agent-identity can aws export.json --requests requests.jsonl
    """
    from agent_identity.permissions.aws.evaluation import decide  # noqa: PLC0415 - not for --help
    from agent_identity.permissions.aws.readers import resource_policies as reader  # noqa: PLC0415
    from agent_identity.permissions.aws.requests import read_request  # noqa: PLC0415

    if [file, requests, resource_policies].count(STANDARD_INPUT) > 1:
        raise InputError("standard input can be read once: found `-` more than once")
    world = aws_world(file, [], None, scp or [], rcp or [], organization)
    if resource_policies is not None:
        found = reading(lambda: reader.read(read_json(resource_policies), where=resource_policies))
        world = replace(world, resource_policies=found)
    asked = _requests(requests, read_request)
    decisions = [decide(world, request) for request in asked]
    rows = [
        (request.action, request.resource, request.principal, *_by(decision.as_dict()))
        for request, decision in zip(asked, decisions, strict=True)
    ]
    _answer([decision.as_dict() for decision in decisions], ("action", "resource", "principal"), rows, output)


@app.command()
def gcp(
    requests: Annotated[str, typer.Option(metavar="FILE", help="One request a line, as JSON; `-` is standard input.")],
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE…", help="What gcloud writes of policies and roles; `-` is standard input."),
    ] = None,
    at: Ats = None,
    ancestry: Ancestries = None,
    pab: Pabs = None,
    groups: Groups = None,
    tags: Tags = None,
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print it.")] = OutputFormat.JSON,
) -> None:
    """Answer requests by allow, deny and principal access boundary policies of Google Cloud, one line each.

    A request is {"principal", "permission", "resource", "context"}. What a condition asks for and the request does not
    list is not known; the time is now. Exits 1 where one is not allowed, 2 where the input is wrong.

    Example: agent-identity can gcp policies.json --requests requests.jsonl
    """
    from agent_identity.permissions.gcp.evaluation import decide  # noqa: PLC0415
    from agent_identity.permissions.gcp.requests import read_request  # noqa: PLC0415

    world = gcp_world(files or [], at or [], ancestry or [], pab or [], groups or [], tags or [], requests)
    asked = _requests(requests, read_request)
    answers = [decide(world, request).as_dict() for request in asked]
    rows = [
        (request.permission, request.resource, request.principal, *_by(answer))
        for request, answer in zip(asked, answers, strict=True)
    ]
    _answer(answers, ("permission", "resource", "principal"), rows, output)


@app.command()
def azure(
    files: AzureFiles,
    requests: Annotated[str, typer.Option(metavar="FILE", help="One request a line, as JSON; `-` is standard input.")],
    directory: AzureDirectories = None,
    groups: AzureGroups = None,
    eligible: AzureEligible = None,
    ancestry: AzureAncestry = None,
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print it.")] = OutputFormat.JSON,
) -> None:
    """Answer requests of an Azure tenant's principals by roles and deny assignments, one line each, in their order.

    A request is {"principal", "action" or "data_action", "scope", "context"}, the context by attribute, like
    "@Request[Microsoft.Authorization/roleAssignments:PrincipalId]". An attribute that it does not list is not known,
    one that is null is absent. Exits 1 where one is not allowed, 2 where the input is wrong.

    Example: agent-identity can azure assignments.json roles.json --requests requests.jsonl
    """
    from agent_identity.permissions.azure.evaluation import Evaluator  # noqa: PLC0415
    from agent_identity.permissions.azure.requests import read_request  # noqa: PLC0415

    world = azure_world(files, directory, groups, eligible, ancestry, requests)
    asked = _requests(requests, read_request)
    evaluator = Evaluator(world)
    answers = [evaluator.decide(request).as_dict() for request in asked]
    rows = [
        (request.action, request.resource, request.principal, *_by(answer))
        for request, answer in zip(asked, answers, strict=True)
    ]
    _answer(answers, ("action", "scope", "principal"), rows, output)


@app.command()
def kubernetes(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…", help="Manifests, or what `kubectl get … -A -o json` writes; `-` is standard input."
        ),
    ],
    requests: Annotated[str, typer.Option(metavar="FILE", help="One request a line, as JSON; `-` is standard input.")],
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print it.")] = OutputFormat.JSON,
) -> None:
    """Answer requests to a cluster by its roles and bindings, one line each, as SubjectAccessReview answers.

    A request is {"principal", "groups", "verb", "group", "resource", "subresource", "name", "namespace"}, or with
    "path" in place of a resource. Exits 1 where one is not allowed, 2 where the input is wrong.

    Example: agent-identity can kubernetes rbac.yaml --requests requests.jsonl
    """
    from agent_identity.permissions.kubernetes.rbac import Authorizer  # noqa: PLC0415
    from agent_identity.permissions.kubernetes.requests import read_request  # noqa: PLC0415

    cluster = kubernetes_cluster(files, requests)
    asked = _requests(requests, read_request)
    authorizer = Authorizer(cluster)
    answers = [authorizer.decide(request).as_dict() for request in asked]
    rows = []
    for request, answer in zip(asked, answers, strict=True):
        what = request.path or "/".join(
            filter(None, (request.group, request.resource, request.subresource, request.name))
        )
        rows.append((request.verb, what, request.namespace, request.user, *_by(answer)))
    _answer(answers, ("verb", "what", "namespace", "principal"), rows, output)


def _by(answer: Mapping[str, Any]) -> tuple[str, str, str]:
    """Returns what a table says of an answer: the decision, its reason, and what decided or would decide."""
    because = answer["because"]
    where = " ".join(filter(None, (because["layer"], because["policy"])))
    if because["statement"] is not None:
        where = f"{where}, statement {because['statement']}"
    missing = f"would decide: {', '.join(because['missing'])}" if because["missing"] else ""
    return answer["decision"], answer["reason"], where or missing


def _answer(
    answers: Sequence[Mapping[str, Any]], columns: Sequence[str], rows: Sequence[Sequence[str]], output: OutputFormat
) -> None:
    """Prints the answers, one a line, and exits 1 where one is no `allow`."""
    if output is OutputFormat.JSON:
        sys.stdout.writelines(json.dumps(answer) + "\n" for answer in answers)
    else:
        print_table((*columns, "decision", "reason", "by"), rows)
    counts: Counter[str] = Counter(answer["decision"] for answer in answers)
    told = ", ".join(f"{counts[each]:,} {word}" for each, word in _WORDS.items())
    note(f"{len(answers):,} requests: {told}")
    if counts["allow"] < len(answers):
        raise typer.Exit(1)


def _requests(source: str, read: Callable[[str, str], Request]) -> list[Request]:
    """Returns every request of a file; all lines are checked before one is answered."""
    from agent_identity.permissions.requests import RequestError  # noqa: PLC0415

    found: list[Request] = []
    problems: list[str] = []
    for number, line in enumerate(read_text(source).splitlines(), 1):
        if line.strip():
            try:
                found.append(read(line, f"{source}:{number}"))
            except RequestError as error:
                problems += error.problems
    if problems:
        count = len(problems)
        raise InputError(f"the requests have {count} problem{'s' if count > 1 else ''}:", problems)
    return found
