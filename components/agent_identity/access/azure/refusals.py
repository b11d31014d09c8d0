"""Why a request for access on Azure is refused, and what would be narrower."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from agent_identity.access.azure.kinds import PATH_OPERATIONS
from agent_identity.access.azure.operations import guarded, is_read, named_on, of_type, reviewed, stores
from agent_identity.access.azure.resources import Resource
from agent_identity.access.azure.table import Operation, near, operations, spellings
from agent_identity.access.problems import AccessProblem
from agent_identity.access.request import FORMS, Request, cloud_of
from agent_identity.boundaries.azure_rules import raises
from agent_identity.boundaries.classes import RESTRICTED

_WIDE: Final = (
    (re.compile(r"/providers/Microsoft\.Management/managementGroups/[^/]+/?", re.IGNORECASE), "a management group"),
    (re.compile(r"/subscriptions/[^/]+/?", re.IGNORECASE), "a subscription"),
    (re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+/?", re.IGNORECASE), "a resource group"),
)
_TYPE: Final = re.compile(r".*/providers/(?P<namespace>[^/]+)/(?P<rest>.+)", re.IGNORECASE)
_EXAMPLE: Final = "/subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/invoices"


def unknown_resource(request: Request) -> AccessProblem:
    """Says why a text is not the id of one resource."""
    name, place = request.resource, request.place
    if cloud_of(name) != "azure":
        return AccessProblem(place, f"{name}, a resource of another cloud", FORMS["azure"])
    for form, what in _WIDE:
        if form.fullmatch(name):
            return AccessProblem(place, f"{name}, {what}", "one resource", f"name the resource in it, like {_EXAMPLE}")
    if "*" in name or "?" in name:
        return AccessProblem(
            place,
            f"{name}, with a wildcard",
            "one resource by its whole id",
            "only blobs may end with one: …/containers/NAME/blobs/PREFIX*; for all blobs name the container",
        )
    if "/blobs/" in name.lower():
        expected = (
            "a blob's path of letters, digits and any of . _ - / ( ) $ @ ~ = , ; : ! + %, which a condition can hold"
        )
        return AccessProblem(place, name, expected, "name a beginning of it, or the whole container")
    found = _TYPE.fullmatch(name)
    if found is not None and "/providers/" not in found["rest"].lower() and len(found["rest"].split("/")) % 2:
        return AccessProblem(place, f"{name}, a collection", "one resource by its whole id", "add its name")
    return AccessProblem(
        place, f"{name}, which is not the id of a resource in a resource group", "a resource's id", f"like {_EXAMPLE}"
    )


def unknown_type(request: Request, resource: Resource) -> AccessProblem | None:
    """Says that a resource's type is none that a role is known to speak of; None when it is one."""
    if _has_operations(resource.type):
        return None
    meant = difflib.get_close_matches(resource.type.lower(), list(spellings()), 1, 0.8)
    return AccessProblem(
        request.place,
        f"{request.resource}, of type {resource.type}",
        "a type for which operations are known",
        f"did you mean {spellings()[meant[0]]}?" if meant else None,
    )


def elsewhere(request: Request, resource: Resource, subscription: str) -> AccessProblem | None:
    """Says that a resource lies where the agent's boundary does not; None when it lies there."""
    if resource.subscription == subscription.lower():
        return None
    return AccessProblem(
        request.place,
        f"a resource of subscription {resource.subscription}, which may be another tenant's",
        f"one of {subscription.lower()}: the boundary lies over that subscription alone",
        "place the agent in a target of that subscription, under a boundary there",
    )


def read_without_operations(request: Request, resource: Resource) -> AccessProblem:
    """Says that a kind is not read without naming operations."""
    known = _known(resource)
    examples = sorted(item.name for item in known.values() if is_read(item, resource.type))
    hint = f'add "operations": ["{examples[0]}"]' if examples else "no operation that reads it is known"
    if stores(resource.type):
        return AccessProblem(
            request.place,
            f"a read of {_what(resource)} without operations",
            "the operations by name: it holds secrets or keys",
            hint,
        )
    return AccessProblem(request.place, f"a read of {resource.type}", "a type that has known reads", hint)


@dataclass(frozen=True)
class _Asked:
    """One operation that a request names, and what is known of it."""

    request: Request
    written: str
    resource: Resource
    boundary_class: str

    @property
    def operation(self) -> Operation | None:
        return operations().get(self.written.lower())

    @property
    def what(self) -> str:
        return _what(self.resource)

    def problem(self, found: str, expected: str, suggestion: str | None) -> AccessProblem:
        return AccessProblem(f"{self.request.entry}.operations", found, expected, suggestion)


def operation_problem(request: Request, written: str, resource: Resource, boundary_class: str) -> AccessProblem | None:
    """Returns what is wrong with one named operation, or None."""
    asked = _Asked(request, written, resource, boundary_class)
    for check in (_no_name, _denied, _unknown, _misplaced, _raised):
        if (problem := check(asked)) is not None:
            return problem
    return None


def _no_name(asked: _Asked) -> AccessProblem | None:
    what = "a wildcard" if "*" in asked.written else "a role" if "/" not in asked.written else None
    if what is None:
        return None
    return asked.problem(f"{asked.written}, {what}", "each operation by its name", _example(_known(asked.resource)))


def _denied(asked: _Asked) -> AccessProblem | None:
    low, operation = asked.written.lower(), asked.operation
    data = operation is not None and operation.data
    why = "it refuses a role that holds this" if raises(low, data=data) else None
    if why is None and asked.boundary_class == RESTRICTED and operation is not None:
        changes = ("/write", "/delete") if operation.data else ("/write", "/delete", "/action")
        if low.endswith(changes):
            why = "it refuses writes" if operation.data else "it refuses everything but reads of the control plane"
    if why is None:
        return None
    expected = f"what boundary class {asked.boundary_class} allows: {why}"
    return asked.problem(asked.written, expected, _example(_known(asked.resource)))


def _unknown(asked: _Asked) -> AccessProblem | None:
    if asked.operation is not None:
        return None
    known, kind = _known(asked.resource), reviewed(asked.resource.type)
    meant = near(asked.written, known)
    hint = f"did you mean {meant}?" if meant else (kind.note if kind is not None else None) or _example(known)
    return asked.problem(f"{asked.written}, which is not known", "an operation of Azure", hint)


def _misplaced(asked: _Asked) -> AccessProblem | None:
    operation, resource = asked.operation, asked.resource
    if operation is None:
        return None
    if not of_type(operation, resource.type):
        home = spellings().get(operation.kind, operation.kind)
        return asked.problem(operation.name, f"an operation on {asked.what}", f"it is of {home}")
    if resource.path is not None and operation.name not in PATH_OPERATIONS:
        few = ", ".join(PATH_OPERATIONS)
        return asked.problem(f"{operation.name} on a path", "an operation whose condition knows the path", f"of: {few}")
    if not named_on(operation, resource.type):
        below = operation.kind.removeprefix(f"{resource.type.lower()}/")
        form = f"name it: {resource.scope}/{below}/NAME"
        return asked.problem(f"{operation.name} on {asked.what} as a whole", "one thing in it", form)
    return None


def _raised(asked: _Asked) -> AccessProblem | None:
    operation, kind = asked.operation, asked.resource.type
    if operation is None:
        return None
    if (reason := guarded(operation.name, kind)) is not None:
        expected = f"an operation without escalation: {reason}"
        return asked.problem(operation.name, expected, _example(_known(asked.resource)))
    if asked.request.verb == "read" and not is_read(operation, kind):
        found = f"{operation.name} in a read"
        return asked.problem(found, "an operation that only reads", "ask for it as a write")
    return None


@cache
def _has_operations(resource_type: str) -> bool:
    return any(of_type(operation, resource_type) for operation in operations().values())


@cache
def _known_of(resource_type: str) -> Mapping[str, Operation]:
    return {
        name: operation
        for name, operation in operations().items()
        if of_type(operation, resource_type)
        and named_on(operation, resource_type)
        and guarded(operation.name, resource_type) is None
        and not raises(name, data=operation.data)
    }


def _known(resource: Resource) -> Mapping[str, Operation]:
    """Returns what may be named on a resource of its type."""
    return _known_of(resource.type)


def _example(known: Mapping[str, Operation]) -> str | None:
    # Reads first, and what lies nearest: an example is copied.
    ordered = sorted(
        known.values(), key=lambda item: (not item.name.endswith("/read"), item.name.count("/"), item.name)
    )
    few = [item.name for item in ordered[:3]]
    return f"name those that are needed, like {', '.join(few)}" if few else None


def _what(resource: Resource) -> str:
    kind = reviewed(resource.type)
    words = resource.type if kind is None else kind.title
    return f"{'an' if words[0].lower() in 'aeio' else 'a'} {words}"
