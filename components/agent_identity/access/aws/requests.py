"""One request on AWS: what it is granted, or why it is refused."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent_identity.access.aws import arns, operations, table
from agent_identity.access.aws.kinds import ANCESTORS, CONTENTS, STORES
from agent_identity.access.aws.open import is_open
from agent_identity.access.problems import AccessError, AccessProblem
from agent_identity.access.request import ANY, Request


@dataclass(frozen=True, slots=True)
class Granted:
    """What one request is granted on one thing.

    Attributes:
        request: What was asked.
        actions: The actions, sorted.
        resources: Where, each of the actions on each of them.
        why: Why that, in one sentence.
    """

    request: Request
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    why: str

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Each action with each resource."""
        return ((action, resource) for action in self.actions for resource in self.resources)


@dataclass(slots=True)
class Problems:
    """Why requests are refused, each reason once."""

    found: dict[AccessProblem, None] = field(default_factory=dict)

    def note(self, place: str, flaws: Iterable[arns.Flaw]) -> bool:
        """Notes flaws of a place, and tells whether there were any."""
        noted = [AccessProblem(place, flaw.found, flaw.expected, flaw.suggestion) for flaw in flaws]
        self.found.update(dict.fromkeys(noted))
        return bool(noted)

    def refuse(self) -> None:
        """Raises what was noted.

        Raises:
            AccessError: When anything was.
        """
        if self.found:
            raise AccessError(self.found)


@dataclass(frozen=True, slots=True)
class Target:
    """A resource, with what it holds and what is judged together with it.

    Attributes:
        kinds: The resource types of the resource itself.
        within: ARNs of it and of what it holds, by resource type.
        above: ARNs of what is judged together with it, by resource type.
    """

    kinds: tuple[str, ...]
    within: dict[str, set[str]]
    above: dict[str, set[str]]

    def of(self, types: frozenset[str]) -> tuple[str, ...]:
        """Returns the ARNs on which actions of these types work; none where they work neither on it nor in it."""
        found = set[str]().union(*(self.within[kind] for kind in self.within.keys() & types))
        return tuple(sorted(found.union(*(self.above[kind] for kind in self.above.keys() & types)))) if found else ()


def granted(request: Request, bounds: operations.Bounds, problems: Problems) -> list[Granted]:
    """Returns what a request is granted; notes why where it is not."""
    names = list(_sound(request, bounds, problems))
    if request.resource == ANY:
        return _on_nothing(request, names, problems)
    arn = arns.Arn.parse(re.sub(r"\*+", "*", request.resource))
    if arn is None:
        what = arns.Flaw(f"'{request.resource}'", "an ARN, like 'arn:aws:s3:::invoices/2026/*'")
        problems.note(request.place, [what])
        return []
    if problems.note(request.place, [*arns.parts(arn), *_elsewhere(arn, bounds.partition)]):
        return []
    arn = arns.canonical(arn)
    if request.operations:
        if not names and (service := table.service(arn.service)):
            # None of the operations says whose resource it is meant to be, so the ARN does.
            _target(request, service, arn, problems)
        return _named(request, names, arn, problems)
    return _reads(request, arn, bounds.class_name, problems)


def _sound(request: Request, bounds: operations.Bounds, problems: Problems) -> Iterator[str]:
    service = request.resource.split(":", 3)[2] if request.resource.count(":") > 2 else ""
    for name in request.operations:
        flaw = operations.flaw(name, request.verb, service, bounds)
        if flaw is not None:
            problems.note(f"{request.entry}.operations", [flaw])
        elif name == operations.ASSUME and request.resource not in bounds.assumable:
            what = f"'{request.resource}' for {name}"
            roles = " or ".join(sorted(bounds.assumable))
            problems.note(request.place, [arns.Flaw(what, f"a role that the boundary leaves assumable: {roles}")])
        else:
            yield name


def _elsewhere(arn: arns.Arn, partition: str | None) -> Iterator[arns.Flaw]:
    if partition is not None and arn.partition != partition:
        yield arns.Flaw(f"the partition '{arn.partition}' in '{arn}'", f"that of the role, '{partition}'")


def _on_nothing(request: Request, names: list[str], problems: Problems) -> list[Granted]:
    actions = [action for name in names if (action := table.action(name))]
    typed = [action for action in actions if not operations.on_nothing(action)]
    problems.note(
        request.place,
        (arns.Flaw(f"every resource for {action.name}", operations.forms(action)) for action in typed),
    )
    why = "operations that were named; they work on no resource in particular, so AWS takes only '*'"
    return [Granted(request, tuple(sorted(action.name for action in actions)), (ANY,), why)] if actions else []


def _named(request: Request, names: list[str], arn: arns.Arn, problems: Problems) -> list[Granted]:
    found: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        action, service = table.action(name), table.service(name.partition(":")[0])
        if action is None or service is None:
            raise AssertionError("operations were looked up before")
        target = _target(request, service, arn, problems)
        resources = () if target is None else target.of(action.types)
        if resources:
            found.setdefault(resources, []).append(name)
        else:
            inside = None if target is None else _inside(target, action, service, arn)
            problems.note(request.place, [arns.Flaw(f"'{arn}' for {name}", operations.forms(action), inside)])
    return [_granted(request, actions, resources, "operations that were named") for resources, actions in found.items()]


def _inside(target: Target, action: table.Action, service: table.Service, arn: arns.Arn) -> str | None:
    """Returns the suggestion for an operation that works not on a resource but on what it holds."""
    held = (content for kind in target.kinds for content in CONTENTS.get((service.name, kind), ()))
    return next((f"name what is in it, like {arn}{it.suffix}" for it in held if it.kind in action.types), None)


def _reads(request: Request, arn: arns.Arn, class_name: str, problems: Problems) -> list[Granted]:
    service = table.service(arn.service)
    if service is None:
        near = table.near_service(arn.service)
        what = arns.Flaw(f"the service '{arn.service}' in '{arn}'", "one of AWS", near and f"did you mean {near}?")
        problems.note(request.place, [what])
        return []
    target = _target(request, service, arn, problems)
    if target is None:
        problems.note(request.place, [arns.Flaw(f"'{arn}'", arns.unlike(service, arn))])
        return []
    kinds = " or ".join(target.kinds)
    if any((service.name, kind) in STORES for kind in target.kinds):
        hint = _named_instead(service, target, class_name)
        what = arns.Flaw(f"a read of '{arn}', a store of secrets or keys", "the operation by name", hint)
        problems.note(request.place, [what])
        return []
    found: dict[tuple[str, ...], list[str]] = {}
    for types, names in operations.reads(service, class_name).items():
        if resources := target.of(types):
            found.setdefault(resources, []).extend(names)
    if not found:
        none = f"a read of '{arn}', and the boundary class {class_name} leaves no read of a {kinds} open"
        problems.note(
            request.place, [arns.Flaw(none, "a resource of which it does", _named_instead(service, target, class_name))]
        )
    why = f"the reads of {service.name} on a {kinds} that the boundary class {class_name} leaves open"
    return [_granted(request, actions, resources, why) for resources, actions in found.items()]


def _named_instead(service: table.Service, target: Target, class_name: str) -> str | None:
    actions = service.actions.items()
    return operations.named(name for name, it in actions if target.of(it.types) and is_open(class_name, name))


def _granted(request: Request, actions: list[str], resources: tuple[str, ...], why: str) -> Granted:
    return Granted(request, tuple(sorted(actions)), resources, why)


def _target(request: Request, service: table.Service, arn: arns.Arn, problems: Problems) -> Target | None:
    """Returns what a request's ARN is for a service, with what it holds; None when it is nothing of the service."""
    found = arns.matches(service, arn)
    for match in found[:1]:
        problems.note(request.place, [*arns.misplaced(arn, match.form), *arns.wildcards(service, arn, match)])
    within: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    for match in found:
        kind = (service.name, match.form.kind)
        within.setdefault(match.form.kind, set()).add(str(arn))
        # The second form of a type names what is in it already.
        for content in CONTENTS.get(kind, ()) if match.form.text == service.forms.get(match.form.kind) else ():
            if content.on_write or request.verb == "read":
                within.setdefault(content.kind, set()).add(f"{arn}{content.suffix}")
        for other, last in ANCESTORS.get(kind, ()):
            above.setdefault(other, set()).add(arn.of(last.format(*match.values)))
    return Target(tuple(sorted({match.form.kind for match in found})), within, above) if found else None
