"""What an agent asks for on Azure, as custom roles without a wildcard, assigned at the resource itself.

Sources: https://learn.microsoft.com/azure/role-based-access-control/custom-roles for what a role holds and where it may
be assigned, https://learn.microsoft.com/azure/role-based-access-control/scope-overview for scopes.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from agent_identity.access.azure import refusals
from agent_identity.access.azure.conditions import MOST_CHARACTERS, condition
from agent_identity.access.azure.documents import AzurePlan, RoleAssignment, RoleDefinition
from agent_identity.access.azure.operations import reads, reviewed
from agent_identity.access.azure.resources import Resource, parse
from agent_identity.access.azure.table import Operation, operations
from agent_identity.access.plan import Grant
from agent_identity.access.problems import AccessError, AccessProblem
from agent_identity.access.request import Request
from agent_identity.naming import NameLimit, name_for

_ROLE: Final = NameLimit(
    "Azure custom role", 1, 128, "-", "https://learn.microsoft.com/azure/role-based-access-control/custom-roles"
)
_KEY: Final = NameLimit("child", 1, 48, "-", "https://www.pulumi.com/docs/iac/concepts/resources/names/")


@dataclass
class _Scope:
    """What is asked for at one scope.

    Attributes:
        resource: The resource.
        whole: Operations that are not held to a path.
        held: Operations that are, each with its paths.
        requests: What asked for it, each with the operations that it came to.
    """

    resource: Resource
    whole: set[Operation] = field(default_factory=set)
    held: dict[Operation, set[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(set))
    requests: list[tuple[Request, Resource, frozenset[Operation]]] = field(default_factory=list)

    def add(self, request: Request, resource: Resource, asked: frozenset[Operation]) -> None:
        # Ids differ in case alone; the first spelling in order stands, whatever the order of the requests.
        self.resource = min(self.resource, resource, key=lambda item: (item.scope, item.group))
        self.requests.append((request, resource, asked))
        if resource.path is None:
            self.whole |= asked
        else:
            for operation in asked:
                self.held[operation].add((resource.path, resource.prefix))

    def condition(self) -> str | None:
        """Returns what holds the assignment to paths; an operation that is granted on the whole needs nothing."""
        held = {item.name: frozenset(paths) for item, paths in self.held.items() if item not in self.whole}
        return condition(held) if held else None


def plan(
    requests: Sequence[Request],
    *,
    boundary_class: str,
    subscription: str,
    resource_group: str,
    agent_type: str,
    environment: str,
) -> AzurePlan:
    """Returns the roles and assignments for what an agent asks for; the same requests in any order give the same.

    Everything that is asked for at one scope is one assignment of one role, and a condition where part of it is held
    to blobs by their paths: so an agent takes as few of the subscription's assignments as it can.

    Args:
        requests: What it asks for.
        boundary_class: The class of its boundary: what that refuses in a role is refused here.
        subscription: The GUID of the agent's own subscription, over which its boundary lies.
        resource_group: The resource group of its identity; part of the names of its roles.
        agent_type: What kind of agent it is; with the environment, part of those names.
        environment: Where it runs.

    Raises:
        AccessError: With every reason why something is refused.
    """
    problems: list[AccessProblem] = []
    scopes: dict[str, _Scope] = {}
    for request in requests:
        resource = parse(request.resource)
        if resource is None:
            problems.append(refusals.unknown_resource(request))
            continue
        wrong = list(_wrong(request, resource, boundary_class, subscription))
        problems += wrong
        if not wrong:
            asked = frozenset(operations()[name.lower()] for name in request.operations) or reads(resource.type)
            scopes.setdefault(resource.scope.lower(), _Scope(resource)).add(request, resource, asked)
    problems += [problem for scope in scopes.values() if (problem := _too_long(scope)) is not None]
    if problems:
        raise AccessError(_once(problems))
    agent = (agent_type, environment, subscription.lower(), resource_group.lower())
    roles: dict[str, RoleDefinition] = {}
    assignments: list[RoleAssignment] = []
    grants: list[Grant] = []
    for _, scope in sorted(scopes.items()):
        role = _role(scope, agent)
        assignment = _assignment(scope, roles.setdefault(role.name, role), agent)
        assignments.append(assignment)
        grants += [_grant(assignment, *asked) for asked in scope.requests]
    return AzurePlan(
        roles=tuple(roles[name] for name in sorted(roles)),
        assignments=tuple(assignments),
        grants=tuple(sorted(grants, key=lambda grant: _natural(grant.place))),
    )


def _wrong(request: Request, resource: Resource, boundary_class: str, subscription: str) -> Iterator[AccessProblem]:
    if (problem := refusals.elsewhere(request, resource, subscription)) is not None:
        yield problem
    if (problem := refusals.unknown_type(request, resource)) is not None:
        yield problem
        return
    if not request.operations and not reads(resource.type):
        yield refusals.read_without_operations(request, resource)
    for operation in request.operations:
        if (problem := refusals.operation_problem(request, operation, resource, boundary_class)) is not None:
            yield problem


def _too_long(scope: _Scope) -> AccessProblem | None:
    text = scope.condition()
    if text is None or len(text) <= MOST_CHARACTERS:
        return None
    first = min((request.place for request, resource, _ in scope.requests if resource.path is not None), key=_natural)
    return AccessProblem(
        first,
        f"a condition of {len(text):,} characters for {scope.resource.scope}",
        f"at most {MOST_CHARACTERS:,}",
        "name a common prefix, or the whole container",
    )


def _role(scope: _Scope, agent: tuple[str, ...]) -> RoleDefinition:
    held = sorted(scope.whole | set(scope.held), key=lambda item: (item.name, item.data))
    names = [item.name for item in held]
    group = scope.resource.group_scope.lower()
    guid = str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((*agent, group, *names))))
    return RoleDefinition(
        key=name_for(_KEY, "role", group, *names),
        guid=guid,
        name=name_for(_ROLE, agent[0], agent[1], guid),
        description=f"What the AI agent {agent[0]} may do in {agent[1]}, in one resource group",
        scope=scope.resource.group_scope,
        actions=tuple(item.name for item in held if not item.data),
        data_actions=tuple(item.name for item in held if item.data),
    )


def _assignment(scope: _Scope, role: RoleDefinition, agent: tuple[str, ...]) -> RoleAssignment:
    where = scope.resource.scope
    return RoleAssignment(
        key=name_for(_KEY, where.rpartition("/")[2], where.lower()),
        # A change of what is held is another role and so another assignment: Azure refuses to change a role in place.
        guid=str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join((where.lower(), role.guid, *agent)))),
        scope=where,
        role=role,
        condition=scope.condition(),
    )


def _grant(assignment: RoleAssignment, request: Request, resource: Resource, asked: frozenset[Operation]) -> Grant:
    named = f": {', '.join(request.operations)}" if request.operations else ""
    names = ", ".join(sorted(item.name for item in asked))
    held = "" if resource.path is None else f" if the path {'begins with' if resource.prefix else 'is'} {resource.path}"
    kind = reviewed(resource.type)
    why = "assigned at the resource itself, in a role of the agent's own: built-in roles hold more, by wildcard"
    if resource.path is not None:
        why = "assigned at the container, for a blob is no scope, and held to the path by a condition"
    if kind is not None and kind.note and not request.operations and resource.path is None:
        why = f"{why}; {kind.note}"
    return Grant(
        request.place,
        f"{request.verb} {request.resource}{named}",
        f"{assignment.role.name} ({names}) at {assignment.scope}{held}",
        why,
    )


def _once(problems: Sequence[AccessProblem]) -> list[AccessProblem]:
    return sorted(dict.fromkeys(problems), key=lambda problem: (_natural(problem.place), str(problem)))


def _natural(place: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", place)]
