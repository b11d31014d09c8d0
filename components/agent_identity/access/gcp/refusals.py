"""Why a request for access on GCP is refused, and what would be narrower."""

import re
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from agent_identity.access.gcp.kind import Kind, guarded
from agent_identity.access.gcp.kinds import KINDS
from agent_identity.access.gcp.table import near, permissions
from agent_identity.access.problems import AccessProblem
from agent_identity.access.request import FORMS, Request, cloud_of
from agent_identity.boundaries.gcp import denied_permissions
from agent_identity.boundaries.gcp_supported import as_in_roles

_CONTAINER = re.compile(r"//cloudresourcemanager\.googleapis\.com/(projects|folders|organizations)/.*")
_MODEL = re.compile(r"//aiplatform\.googleapis\.com/.*/(publishers/[^/]+/)?models/.*")
_BASIC = frozenset(f"roles/{name}" for name in ("admin", "editor", "owner", "reader", "viewer", "writer"))
_SERVICE_WHOLE = re.compile(r"//[^/]+(/projects/[^/]+)?/?")


def unknown_resource(request: Request) -> AccessProblem:
    """Says why a name is that of no kind."""
    name, place = request.resource, request.place
    if cloud_of(name) != "gcp":
        return AccessProblem(place, f"{name}, a resource of another cloud", FORMS["gcp"])
    if _CONTAINER.fullmatch(name):
        return AccessProblem(place, f"{name}, which holds everything", "one resource in it", _forms(None))
    if _MODEL.fullmatch(name):
        return AccessProblem(
            place,
            f"{name}: a model has no policy that one member can be added to, and no condition knows its name",
            "a resource that can be granted alone",
            "name a Vertex AI agent engine, or limit models by the organisation policy vertexai.allowedModels",
        )
    if "*" in name:
        return AccessProblem(
            place,
            f"{name}, with a wildcard",
            "one resource by its whole name",
            "only objects may end with one, after a whole part of the name:"
            " //storage.googleapis.com/projects/_/buckets/BUCKET/objects/PREFIX/*",
        )
    host = name.split("/")[2] if name.count("/") > 2 else name.strip("/")
    found = f"{name}, a whole service" if _SERVICE_WHOLE.fullmatch(name) else name
    return AccessProblem(place, found, "one resource of a known kind", _forms(host))


def _forms(host: str | None) -> str:
    same = [kind for kind in KINDS if kind.service == host]
    shown = [kind.shown for kind in same]
    return (
        f"name {' or '.join(shown)}" if shown else f"see the kinds of: {', '.join(sorted({k.service for k in KINDS}))}"
    )


def elsewhere(request: Request, found: str, project: str) -> AccessProblem:
    """Says that a resource lies where the agent's boundary does not."""
    return AccessProblem(
        request.place,
        f"a resource of project {found}",
        f"one of {project}: the boundary lies over that project alone",
        "put the boundary on a folder or an organisation that holds both",
    )


def read_of_a_store(request: Request, kind: Kind) -> AccessProblem:
    """Says that a kind is not read without naming operations."""
    example = kind.named[0] if kind.named else min(kind.permissions)
    return AccessProblem(
        request.place,
        f"a read of a {kind.title} without operations",
        "the operations by name: what it holds is no ordinary data",
        f'add "operations": ["{example}"]',
    )


def operation_problems(request: Request, kind: Kind, boundary_class: str) -> list[AccessProblem]:
    """Returns what is wrong with each named operation."""
    place = f"{request.entry}.operations"
    return [
        problem
        for operation in request.operations
        if (problem := _operation(place, operation, request, kind, boundary_class)) is not None
    ]


def _operation(place: str, operation: str, request: Request, kind: Kind, boundary_class: str) -> AccessProblem | None:
    if "/" in operation or "*" in operation:
        return _not_a_permission(place, operation, kind)
    if (expected := _forbidden(operation, boundary_class)) is not None:
        return AccessProblem(place, operation, expected, _example(kind))
    if operation not in permissions():
        meant = near(operation, kind.permissions)
        hint = f"did you mean {meant}?" if meant else None
        return AccessProblem(place, f"{operation}, which no role holds", "a permission of GCP", hint)
    if operation not in kind.permissions:
        return AccessProblem(place, operation, f"a permission on a {kind.title}", _belongs(operation, kind))
    if request.verb == "read" and not kind.is_read(operation):
        return AccessProblem(place, f"{operation} in a read", "an operation that only reads", "ask for it as a write")
    return None


@lru_cache(maxsize=4096)
def _forbidden(operation: str, boundary_class: str) -> str | None:
    if (denial := _denied(operation, boundary_class)) is not None:
        return f"what boundary class {boundary_class} allows: it denies {denial}"
    reason = guarded(operation)
    return None if reason is None else f"a permission without escalation: {reason}"


def _not_a_permission(place: str, operation: str, kind: Kind) -> AccessProblem:
    what = "a basic role" if operation in _BASIC else "a role" if "/" in operation else "a wildcard"
    return AccessProblem(place, f"{operation}, {what}", "each permission by its name", _example(kind))


def _example(kind: Kind) -> str:
    few = (kind.reads[-2:] or kind.named[:2]) + tuple(
        name for name in sorted(kind.permissions) if name.endswith(".create")
    )[-1:]
    return f"name those that are needed, like {', '.join(few)}"


def _belongs(operation: str, kind: Kind) -> str:
    homes = [other.shown for other in KINDS if operation in other.permissions]
    return f"it is one of {homes[0]}" if homes else _example(kind)


def _denied(operation: str, boundary_class: str) -> str | None:
    return next((pattern for pattern in _denials(boundary_class) if fnmatchcase(operation, pattern)), None)


@cache
def _denials(boundary_class: str) -> tuple[str, ...]:
    """Returns what a boundary class denies, as roles write permissions."""
    return tuple(sorted({form for name in denied_permissions(boundary_class) for form in as_in_roles(name)}))
