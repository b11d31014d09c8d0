"""Whether a request is allowed: https://cloud.google.com/iam/docs/policy-types#policy-evaluation.

Principal access boundaries come first, then deny policies, then allow policies; what none of them allows is denied.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from agent_identity.permissions.gcp import conditions, limits, names
from agent_identity.permissions.gcp.members import means
from agent_identity.permissions.gcp.model import Binding, Condition, World
from agent_identity.permissions.gcp.requests import Request
from agent_identity.permissions.logic import Truth

Outcome = Literal["allow", "deny", "unknown"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and by what.

    Attributes:
        decision: `allow`, `deny` or `unknown`.
        reason: Why, in a word.
        layer: `binding`, `deny_policy`, `pab`, or None where nothing speaks of the request.
        policy: Resource whose policy it is, or name of the policy.
        statement: Place of the binding or rule in it.
        missing: What would decide.
    """

    decision: Outcome
    reason: str
    layer: str | None = None
    policy: str | None = None
    statement: int | None = None
    missing: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Returns it for JSON."""
        because = {
            "layer": self.layer,
            "policy": self.policy,
            "statement": self.statement,
            "missing": sorted(set(self.missing)),
        }
        return {"decision": self.decision, "reason": self.reason, "because": because}


@dataclass(frozen=True, slots=True)
class _Part:
    """What one binding, rule or boundary says of a request: whether it applies, and what is decided if so."""

    truth: Truth
    decision: Decision
    order: tuple[int, ...] = ()


def decide(world: World, request: Request) -> Decision:
    """Returns whether a request is allowed."""
    resource = world.known(request.resource)
    facts = _facts(world, request, resource)
    stopped = [*_boundary(world, request, resource), *_denied(world, request, resource, facts)]
    for part in stopped:
        if part.truth is Truth.YES:
            return part.decision
    allowed = sorted(_allowed(world, request, resource, facts), key=lambda part: part.order)
    sure = [part for part in allowed if part.truth is Truth.YES]
    unsure = [part for part in allowed if part.truth is Truth.UNKNOWN]
    if not sure and not unsure:
        failed = [part.decision for part in allowed]
        return failed[0] if failed else Decision("deny", "implicit_deny")
    if sure and not stopped:
        return sure[0].decision
    parts = stopped if sure else [*unsure, *stopped]
    first = next((part for part in parts if part.decision.reason != "unknown_role"), parts[0]).decision
    missing = tuple(name for part in parts for name in part.decision.missing)
    return Decision("unknown", first.reason, first.layer, first.policy, first.statement, missing)


def _facts(world: World, request: Request, resource: str) -> conditions.Facts:
    given: Mapping[str, Any] = request.context
    variables = {
        **given,
        "resource": conditions.about(resource) | given.get("resource", {}),
        "request": {"time": conditions.now()} | given.get("request", {}),
    }
    tags = request.tags
    if tags is None and world.tags:
        # A resource has the tags of what it lies in, unless it has another value for the same key.
        above = reversed(world.above(resource))
        tags = {key: value for each in above for key, value in world.tags.get(each, {}).items()}
    return conditions.Facts(variables, tags, given.get("api", {}))


def _boundary(world: World, request: Request, resource: str) -> Iterator[_Part]:
    judged = [(each, limits.limits(each, request.principal, world)) for each in world.boundaries]
    sure = [each for each, truth in judged if truth is Truth.YES]
    maybe = [each for each, truth in judged if truth is Truth.UNKNOWN]
    if sure and limits.shut_out([*sure, *maybe], resource, world):
        if world.is_placed(resource):
            yield _Part(Truth.YES, Decision("deny", "pab", "pab", sure[0].policy))
        else:
            yield _Part(Truth.UNKNOWN, _missing("pab", sure[0].policy, None, (f"ancestry of {resource}",)))
    elif maybe and limits.shut_out(sure or maybe, resource, world):
        yield _Part(Truth.UNKNOWN, _missing("pab", maybe[0].policy, None, ("principal",)))


def _denied(world: World, request: Request, resource: str, facts: conditions.Facts) -> Iterator[_Part]:
    above = world.above(resource)
    for rule in world.denies:
        placed = not rule.resource or world.known(rule.resource) in above
        if not limits.denies(rule, request.permission) or not (placed or _may_lie_in(world, rule.resource, resource)):
            continue
        bound = limits.binds(rule, request.principal, world)
        holds, missing = _condition(rule.condition, facts)
        if Truth.NO in (bound, holds):
            continue
        # A condition that is there in full and that nobody can evaluate lets nothing through.
        truth = Truth.YES if not missing else holds
        if bound is Truth.UNKNOWN:
            missing = (*missing, *_membership((*rule.principals, *rule.exceptions)))
        if not placed:
            missing = (*missing, f"ancestry of {above[-1]}")
        if placed and min(truth, bound) is Truth.YES:
            yield _Part(Truth.YES, Decision("deny", "deny_policy", "deny_policy", rule.policy, rule.index))
        else:
            yield _Part(Truth.UNKNOWN, _missing("deny_policy", rule.policy, rule.index, missing))


def _may_lie_in(world: World, container: str, resource: str) -> bool:
    """Tells whether a resource may lie in a container, because nothing says what it lies in."""
    if container.startswith(f"{names.MANAGER}projects/"):
        return not world.is_placed(resource)
    return not any("/organizations/" in each for each in world.above(resource))


def _allowed(world: World, request: Request, resource: str, facts: conditions.Facts) -> Iterator[_Part]:
    above = world.above(resource)
    for distance, place in enumerate(above):
        for binding in world.by_resource.get(place, ()):
            yield from _by(world, request, facts, binding, distance)
    # Where nothing says what a resource lies in, what is granted above may hold for it.
    for binding in world.bindings:
        if (
            binding.resource not in above
            and names.is_container(binding.resource)
            and _may_lie_in(world, binding.resource, resource)
        ):
            for part in _by(world, request, facts, binding, len(above)):
                if part.truth is not Truth.NO:
                    missing = (*part.decision.missing, f"ancestry of {above[-1]}")
                    found = _missing("binding", binding.resource, binding.index, missing)
                    yield _Part(Truth.UNKNOWN, found, part.order)


def _by(world: World, request: Request, facts: conditions.Facts, binding: Binding, distance: int) -> Iterator[_Part]:
    permissions = world.permissions(binding.role)
    if permissions is not None and request.permission not in permissions:
        return
    meant = max((means(member, request.principal, world) for member in binding.members), default=Truth.NO)
    if meant is Truth.NO:
        return
    holds, missing = _condition(binding.condition, facts)
    order = (distance, binding.index)
    if holds is Truth.NO or (holds is Truth.UNKNOWN and not missing):
        # What nobody can evaluate grants nothing.
        decision = Decision("deny", "condition", "binding", binding.resource, binding.index)
        yield _Part(Truth.NO, decision, order)
        return
    if meant is Truth.UNKNOWN:
        missing = (*missing, *_membership(binding.members))
    if permissions is None:
        found = Decision(
            "unknown", "unknown_role", "binding", binding.resource, binding.index, (*missing, binding.role)
        )
        yield _Part(Truth.UNKNOWN, found, order)
    elif min(meant, holds) is Truth.YES:
        yield _Part(Truth.YES, Decision("allow", "allowed", "binding", binding.resource, binding.index), order)
    else:
        yield _Part(Truth.UNKNOWN, _missing("binding", binding.resource, binding.index, missing), order)


def _condition(condition: Condition | None, facts: conditions.Facts) -> tuple[Truth, tuple[str, ...]]:
    """Returns whether a condition holds, and what would decide where that is open."""
    if condition is None:
        return Truth.YES, ()
    holds = conditions.holds(condition.expression, facts)
    return holds, facts.missing(condition.expression) if holds is Truth.UNKNOWN else ()


def _membership(members: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"members of {each}" for each in members if each.startswith(("group:", "principalSet:")))


def _missing(layer: str, policy: str | None, statement: int | None, missing: tuple[str, ...]) -> Decision:
    return Decision("unknown", "missing_context", layer, policy, statement, missing)
