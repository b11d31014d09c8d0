"""What a component does with its argument `access`: generate now where all is plain text, else when it is known."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pulumi

from agent_identity.access import AccessError, Request, parse
from agent_identity.construction import Checks, RefusedError

Plan = TypeVar("Plan")


def holds_outputs(access: object) -> bool:
    """Tells whether any part of a request for access is an output, which a preview may not know."""
    if isinstance(access, Mapping):
        return any(holds_outputs(item) for item in access.values())
    if isinstance(access, list | tuple):
        return any(holds_outputs(item) for item in access)
    return isinstance(access, pulumi.Output)


def planned(checks: Checks, args: Mapping[str, Any], plan: Callable[[tuple[Request, ...]], Plan]) -> Plan | None:
    """Returns what `plan` makes of the argument `access`, or None and notes why it is refused.

    Every resource must be plain text: what a cloud's generator makes, and how much, follows from the resource's kind.
    """
    access = args.get("access")
    if access is None:
        access = []
    if holds_outputs(access):
        checks.problems.append(
            "access: found an output, expected plain text: build the resource's name from names that you chose, so that"
            " a preview shows what the agent may do"
        )
        return None
    try:
        return plan(parse(access))
    except AccessError as error:
        checks.problems.extend(map(str, error.problems))
        return None


def planned_later(
    checks: Checks, args: Mapping[str, Any], plan: Callable[[tuple[Request, ...]], Plan]
) -> pulumi.Output[Plan]:
    """Returns what `plan` makes of the argument `access` when its outputs are known; a refusal fails the deployment."""

    def run(access: object) -> Plan:
        try:
            return plan(parse(access))
        except AccessError as error:
            raise RefusedError(checks.component, checks.name, list(map(str, error.problems))) from None

    made: pulumi.Output[Plan] = pulumi.Output.from_input(args["access"]).apply(run)
    return made
