"""`agent-identity can`: would these requests be allowed, and what decides?"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from agent_identity.cli.aws_inputs import Organizations, Rcps, Scps, aws_world
from agent_identity.cli.errors import InputError
from agent_identity.cli.inputs import STANDARD_INPUT, read_json, read_text, reading
from agent_identity.cli.output import OutputFormat, note, print_table

if TYPE_CHECKING:
    from agent_identity.permissions.aws.evaluation import Decision
    from agent_identity.permissions.aws.requests import Request

app = typer.Typer(no_args_is_help=True)

EXAMPLES: Final = """\
Examples:

agent-identity can aws export.json --requests requests.jsonl

echo '{"principal": "arn:aws:iam::111122223333:role/reader", "action": "s3:GetObject",
"resource": "arn:aws:s3:::papers/a"}' | agent-identity can aws export.json --requests -
"""

_WORDS: Final = {"allow": "allowed", "deny": "denied", "unknown": "unknown"}
_MAYBE: Final = {"type": ["string", "null"]}
_REASONS: Final = [
    "allowed", "explicit_deny", "implicit_deny", "boundary", "session_policy", "scp", "rcp", "resource_policy",
    "missing_context",
]  # fmt: skip

SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "can aws": {
        "description": "One line of output, of which there is one a request.",
        "type": "object",
        "required": ["decision", "reason", "because"],
        "properties": {
            "decision": {"enum": ["allow", "deny", "unknown"]},
            "reason": {"enum": _REASONS},
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
}
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

    if [file, requests, resource_policies].count(STANDARD_INPUT) > 1:
        raise InputError("standard input can be read once: found `-` more than once")
    world = aws_world(file, [], None, scp or [], rcp or [], organization)
    if resource_policies is not None:
        found = reading(lambda: reader.read(read_json(resource_policies), where=resource_policies))
        world = replace(world, resource_policies=found)
    asked = _requests(requests)
    decisions = [decide(world, request) for request in asked]
    if output is OutputFormat.JSON:
        sys.stdout.writelines(json.dumps(decision.as_dict()) + "\n" for decision in decisions)
    else:
        _table(asked, decisions)
    counts: Counter[str] = Counter(decision.decision for decision in decisions)
    told = ", ".join(f"{counts[each]:,} {word}" for each, word in _WORDS.items())
    note(f"{len(decisions):,} requests: {told}")
    if counts["allow"] < len(decisions):
        raise typer.Exit(1)


def _requests(source: str) -> list[Request]:
    """Returns every request of a file; all lines are checked before one is answered."""
    from agent_identity.permissions.aws.requests import RequestError, read_request  # noqa: PLC0415

    found: list[Request] = []
    problems: list[str] = []
    for number, line in enumerate(read_text(source).splitlines(), 1):
        if line.strip():
            try:
                found.append(read_request(line, f"{source}:{number}"))
            except RequestError as error:
                problems += error.problems
    if problems:
        count = len(problems)
        raise InputError(f"the requests have {count} problem{'s' if count > 1 else ''}:", problems)
    return found


def _table(asked: list[Request], decisions: list[Decision]) -> None:
    rows = []
    for request, decision in zip(asked, decisions, strict=True):
        where = f"{decision.layer or ''} {decision.policy or ''}".strip()
        if decision.statement is not None:
            where = f"{where}, statement {decision.statement}"
        missing = f"would decide: {', '.join(decision.missing)}" if decision.missing else ""
        rows.append(
            (decision.decision, request.action, request.resource, request.principal, decision.reason, where or missing)
        )
    print_table(("decision", "action", "resource", "principal", "reason", "by"), rows)
