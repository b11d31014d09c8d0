"""What an agent asks for on GCP, as the narrowest bindings, on the resource itself where it can be.

Sources: https://cloud.google.com/iam/docs/resource-types-with-policies for what has a policy of its own,
https://cloud.google.com/iam/docs/conditions-resource-attributes for names in conditions.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from agent_identity.access.gcp import refusals
from agent_identity.access.gcp.documents import Binding, Condition, CustomRole, GcpPlan
from agent_identity.access.gcp.kind import PROJECT_MEMBER, Kind
from agent_identity.access.gcp.kinds import KINDS
from agent_identity.access.gcp.roles import not_customisable, predefined
from agent_identity.access.plan import Grant
from agent_identity.access.problems import AccessError, AccessProblem
from agent_identity.access.request import Request
from agent_identity.naming import GCP_CUSTOM_ROLE, NameLimit, name_for

MOST_CONDITIONS: Final = 20
"""Conditional bindings of one role to one member in one policy: https://cloud.google.com/iam/quotas."""

_TITLE: Final = NameLimit("GCP condition title", 1, 100, "-", "https://cloud.google.com/iam/docs/conditions-overview")
_KEY: Final = NameLimit("binding", 1, 48, "-", "https://www.pulumi.com/docs/iac/concepts/resources/names/")


def plan(
    requests: Sequence[Request],
    *,
    boundary_class: str,
    project: str,
    agent_type: str,
    environment: str,
    elsewhere: bool = False,
) -> GcpPlan:
    """Returns the bindings and custom roles for what an agent asks for; the same requests in any order give the same.

    Args:
        requests: What it asks for.
        boundary_class: The class of its boundary: what that denies is refused here.
        project: The id of the agent's own project. A bucket's name does not say whose it is; it counts as of this one.
        agent_type: What kind of agent it is; with the environment, part of the names of its custom roles.
        environment: Where it runs.
        elsewhere: Whether its boundary lies over other projects too, so that it may be given something there.

    Raises:
        AccessError: With every reason why something is refused.
    """
    problems: list[AccessProblem] = []
    roles: dict[str, CustomRole] = {}
    bindings: dict[str, Binding] = {}
    grants: list[Grant] = []
    for request in requests:
        found = _recognised(request)
        if found is None:
            problems.append(refusals.unknown_resource(request))
            continue
        kind, values = found
        where = values.get("project", project)
        if where != project and not elsewhere:
            problems.append(refusals.elsewhere(request, where, project))
        wrong = refusals.operation_problems(request, kind, boundary_class)
        if not request.operations and not kind.reads:
            wrong.append(refusals.read_of_a_store(request, kind))
        problems += wrong
        if wrong:
            continue
        asked = frozenset(request.operations or kind.reads)
        names = predefined(kind, asked)
        if not names and (never := not_customisable(asked)):
            problems.append(_only_predefined(request, never))
            continue
        why = "no predefined role holds just that, so a custom role does"
        if names:
            why = f"{' and '.join(names)} hold{'s' if len(names) == 1 else ''} nothing else that takes effect there"
        else:
            role = _custom_role(asked, where, agent_type, environment)
            roles[role.name] = role
            names = (role.name,)
        made = [_binding(kind, values, request.resource, name) for name in names]
        bindings.update((binding.key, binding) for binding in made)
        beside = kind.beside if not request.operations else ""
        reasons = "; ".join(filter(None, (kind.because, why, beside)))
        grants.append(Grant(request.place, _asked(request), _generated(made, asked), reasons))
    problems += _too_many_conditions(bindings, requests)
    if problems:
        raise AccessError(_once(problems))
    ordered = tuple(bindings[key] for key in sorted(bindings))
    return GcpPlan(
        roles=tuple(roles[name] for name in sorted(roles)),
        bindings=ordered,
        grants=tuple(sorted(grants, key=lambda grant: _natural(grant.place))),
        count=sum(_in_project_policy(binding, project) for binding in ordered),
    )


def _recognised(request: Request) -> tuple[Kind, dict[str, str]] | None:
    for kind in KINDS:
        if (values := kind.values(request.resource)) is not None:
            return kind, values
    return None


def _custom_role(asked: frozenset[str], project: str, agent_type: str, environment: str) -> CustomRole:
    permissions = tuple(sorted(asked))
    # A role's name follows from what it holds: a changed request makes another role, so no binding changes its meaning.
    role_id = name_for(GCP_CUSTOM_ROLE, agent_type, environment, *permissions)
    key = name_for(_KEY, "role", *permissions, project)
    return CustomRole(
        key, role_id, project, f"AI agent {agent_type}: {permissions[0].partition('.')[0]}"[:100], permissions
    )


def _binding(kind: Kind, values: Mapping[str, str], resource: str, role: str) -> Binding:
    expression = kind.expression_for(values)
    last = resource.rstrip("/*").rpartition("/")[2]
    condition = None if expression is None else Condition(name_for(_TITLE, "agent", last, expression), expression)
    key = name_for(_KEY, last, role.rpartition("/")[2], resource, role)
    return Binding(key, resource, kind.member, kind.arguments_for(values), role, condition)


def _asked(request: Request) -> str:
    operations = f": {', '.join(request.operations)}" if request.operations else ""
    return f"{request.verb} {request.resource}{operations}"


def _generated(made: Sequence[Binding], asked: frozenset[str]) -> str:
    parts = []
    for binding in made:
        where = " ".join(f"{name} {value}" for name, value in sorted(binding.arguments.items()))
        held = f" ({', '.join(sorted(asked))})" if binding.role.startswith("projects/") else ""
        condition = f" if {binding.condition.expression}" if binding.condition is not None else ""
        parts.append(f"{binding.role}{held} on {where}{condition}")
    return "; ".join(parts)


def _only_predefined(request: Request, never: Sequence[str]) -> AccessProblem:
    return AccessProblem(
        request.place,
        f"{', '.join(never)}, which custom roles do not take",
        "permissions that a predefined role holds without any other",
        "ask for them in an entry of their own",
    )


def _too_many_conditions(bindings: Mapping[str, Binding], requests: Sequence[Request]) -> Iterator[AccessProblem]:
    held: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for binding in bindings.values():
        if binding.condition is not None:
            held[binding.member, *binding.arguments.values(), binding.role].add(binding.resource)
    for resources in held.values():
        if len(resources) > MOST_CONDITIONS:
            first = next(request for request in requests if request.resource in resources)
            yield AccessProblem(
                first.entry,
                f"{len(resources)} conditions for one role in one allow policy",
                f"at most {MOST_CONDITIONS}",
                "name a common prefix, or the whole bucket",
            )


def _in_project_policy(binding: Binding, project: str) -> bool:
    return binding.member == PROJECT_MEMBER and binding.arguments["project"] == project


def _once(problems: Sequence[AccessProblem]) -> list[AccessProblem]:
    return sorted(dict.fromkeys(problems), key=lambda problem: (_natural(problem.place), str(problem)))


def _natural(place: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", place)]
