"""Why a request for access on Kubernetes is refused, and what would be narrower."""

import difflib
from collections.abc import Iterator
from typing import Final

from agent_identity.access.kubernetes.paths import FORM, ApiPath
from agent_identity.access.kubernetes.table import groups, kinds, near
from agent_identity.access.problems import AccessProblem
from agent_identity.access.request import Request, cloud_of
from agent_identity.boundaries.classes import STANDARD
from agent_identity.boundaries.kubernetes_writes import AUTHORITY, OWN_SUFFIX, READS, WAYS_IN, WRITES, may_write

VERBS: Final = (*READS, *WRITES)
NAMELESS: Final = frozenset({"create", "deletecollection", "list", "watch"})
"""Verbs that a whole collection takes; only by name of the operation."""
NEVER_NAMED: Final = frozenset({"create", "deletecollection"})
"""Verbs whose requests carry no name, so that RBAC cannot hold them to one."""
ESCALATING: Final = ("approve", "attest", "bind", "escalate", "impersonate", "sign")
SYSTEM_PREFIX: Final = "kube-"
"""How the namespaces of the cluster itself begin; their Secrets hold its own credentials."""


def not_a_path(request: Request) -> AccessProblem:
    """Says why a name is no path of the API."""
    name = request.resource
    if cloud_of(name) != "kubernetes":
        return AccessProblem(request.place, f"{name}, a resource of another cloud", FORM)
    if "*" in name:
        expected = "one resource, by its name"
        suggestion = "name each object; a Role takes many, and operations [list, watch] take a whole collection"
        return AccessProblem(request.place, f"{name}, a wildcard", expected, suggestion)
    return AccessProblem(request.place, repr(name), FORM)


def problems_of(request: Request, path: ApiPath, boundary_class: str, home: str) -> Iterator[AccessProblem]:
    """Returns every reason to refuse a request for what a path names."""
    if kind_problem := _unknown_kind(request, path, home):
        yield kind_problem
        return
    operations = operations_of(request)
    unknown = [operation for operation in operations if operation not in VERBS]
    yield from (_no_verb(request, operation) for operation in unknown)
    verbs = [operation for operation in operations if operation in VERBS]
    offered = kinds().get((path.group, path.rule_resource))
    for verb in verbs:
        if offered is not None and verb not in offered.verbs:
            expected = f"one of those of {path.rule_resource}: {', '.join(sorted(offered.verbs))}"
            yield AccessProblem(_operations(request), repr(verb), expected)
        elif request.verb == "read" and verb in WRITES:
            yield AccessProblem(_operations(request), f"{verb!r} in a read", "get, list or watch", "ask to 'write' it")
    if path.rule_resource in WAYS_IN and not path.group:
        expected = "no way into a pod, service or node and no token: the boundary refuses each"
        yield AccessProblem(request.place, request.resource, expected)
        return
    if path.resource == "secrets" and not path.group:
        yield from _secret(request, path, verbs)
        return
    yield from _unnamed(request, path, verbs)
    if path.resource == "namespaces" and not path.group and set(verbs) & {"list", "watch"}:
        yield AccessProblem(_operations(request), "a list of namespaces", "get of the namespace itself")
    if any(verb in WRITES for verb in verbs):
        yield from _write(request, path, boundary_class, home)


def operations_of(request: Request) -> tuple[str, ...]:
    """Returns the verbs of a request; a read that names none is a `get`."""
    return request.operations or ("get",)


def _unknown_kind(request: Request, path: ApiPath, home: str) -> AccessProblem | None:
    known = kinds().get((path.group, path.rule_resource))
    if known is None and path.group in groups():
        meant = near(path.group, path.rule_resource)
        group = path.group or "v1"
        suggestion = f"did you mean {meant}?" if meant else None
        return AccessProblem(
            request.place, f"{path.rule_resource!r} of the group {group}", "a resource that it has", suggestion
        )
    if not path.namespace or (known is not None and not known.namespaced and path.resource != "namespaces"):
        expected = "a resource in a namespace: an agent is never bound over the whole cluster"
        namespaced = known is None or known.namespaced
        prefix, _, rest = request.resource.partition(f"/{path.resource}")
        suggestion = f"like '{prefix}/namespaces/{home}/{path.resource}{rest}'" if namespaced else None
        return AccessProblem(request.place, request.resource, expected, suggestion)
    return None


def _no_verb(request: Request, operation: str) -> AccessProblem:
    if operation.startswith(ESCALATING):
        return AccessProblem(
            _operations(request), repr(operation), "a verb that raises nobody; the boundary refuses it"
        )
    if "*" in operation:
        return AccessProblem(_operations(request), repr(operation), f"each verb by its name: {', '.join(VERBS)}")
    meant = difflib.get_close_matches(operation.lower(), VERBS, 1, 0.6)
    suggestion = f"did you mean {meant[0]}?" if meant else None
    return AccessProblem(_operations(request), repr(operation), f"one of: {', '.join(VERBS)}", suggestion)


def _secret(request: Request, path: ApiPath, verbs: list[str]) -> Iterator[AccessProblem]:
    suggestion = "name one Secret, with 'operations': [\"get\"]"
    if path.namespace.startswith(SYSTEM_PREFIX):
        expected = "a Secret of an application: those of the cluster's own namespaces are its credentials"
        yield AccessProblem(request.place, request.resource, expected)
    elif any(verb in WRITES for verb in verbs):
        yield AccessProblem(request.place, f"a write of {request.resource}", "no write of a Secret", suggestion)
    elif not path.name or not request.operations or verbs != ["get"]:
        found = f"{', '.join(request.operations) or 'a read'} of {request.resource}"
        yield AccessProblem(request.place, found, "get of one Secret, named as the operation", suggestion)


def _unnamed(request: Request, path: ApiPath, verbs: list[str]) -> Iterator[AccessProblem]:
    if path.name:
        for verb in verbs:
            if verb in NEVER_NAMED and not path.part:
                expected = "the collection: its requests carry no name that RBAC could hold them to"
                collection = request.resource.rpartition("/")[0]
                suggestion = f"ask for '{collection}' with 'operations': [\"{verb}\"]"
                yield AccessProblem(request.place, f"{verb} of one object", expected, suggestion)
    elif not request.operations:
        suggestion = 'add the object\'s name, or \'operations\': ["list", "watch"]'
        yield AccessProblem(request.place, f"{request.resource}, a whole collection", "one object", suggestion)
    else:
        for verb in verbs:
            if verb not in NAMELESS:
                found = f"{verb} of every object of {request.resource}"
                yield AccessProblem(request.place, found, "one object by its name", f"add '/NAME', or drop {verb}")


def _write(request: Request, path: ApiPath, boundary_class: str, home: str) -> Iterator[AccessProblem]:
    if boundary_class != STANDARD:
        expected = f"reads alone: an agent of the class {boundary_class} writes nothing"
        yield AccessProblem(request.place, f"a write of {request.resource}", expected, f"or the class {STANDARD}")
    elif path.namespace != home:
        expected = f"the agent's own namespace, {home}: in others it only reads"
        yield AccessProblem(request.place, f"a write in the namespace {path.namespace}", expected)
    if path.resource == "configmaps" and path.name == AUTHORITY:
        expected = "a ConfigMap of the agent's own: by that one the namespace's pods know the API server"
        yield AccessProblem(request.place, f"a write of {AUTHORITY}", expected)
    if not may_write(path.group, path.rule_resource):
        own = not path.group or path.group.endswith(OWN_SUFFIX) or path.group in groups()
        reason = "it is no data" if own else "a controller acts on it with rights of its own"
        expected = "ConfigMaps, events, leases, or a custom resource that is data: the boundary refuses the rest"
        yield AccessProblem(request.place, f"a write of {path.rule_resource}: {reason}", expected)


def _operations(request: Request) -> str:
    return f"{request.entry}.operations"
