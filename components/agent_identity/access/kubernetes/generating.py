"""What an agent's requests become on Kubernetes: Roles that name their objects, bound to its service account alone.

A Role allows verbs on resources of one namespace, held to objects by `resourceNames`
(https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources). There is one Role in each
namespace that the agent asks about, named as the boundary accepts it: of the agent's class at home, and elsewhere of
the class restricted, which only reads.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agent_identity.access.kubernetes.paths import ApiPath, parsed
from agent_identity.access.kubernetes.refusals import NAMELESS, not_a_path, operations_of, problems_of
from agent_identity.access.plan import Grant
from agent_identity.access.problems import AccessError, AccessProblem
from agent_identity.access.request import Request
from agent_identity.boundaries import kubernetes as boundary
from agent_identity.boundaries.classes import RESTRICTED
from agent_identity.boundaries.classes import boundary_class as class_of
from agent_identity.naming import KUBERNETES_NAME, name_for

API_VERSION: Final = "rbac.authorization.k8s.io/v1"
API_GROUP: Final = "rbac.authorization.k8s.io"
MAX_BYTES: Final = 1_000_000
"""Most bytes of one Role; etcd takes 1.5 MiB a request: https://etcd.io/docs/v3.5/dev-guide/limit/."""


@dataclass(frozen=True, slots=True)
class KubernetesPlan:
    """Everything that an agent's requests become on Kubernetes.

    Attributes:
        roles: A Role for each namespace, sorted by namespace, as the API takes it.
        bindings: The RoleBinding of each, in the same order.
        grants: What each request became, and why, in the order of the requests.
    """

    roles: tuple[dict[str, Any], ...]
    bindings: tuple[dict[str, Any], ...]
    grants: tuple[Grant, ...]

    @property
    def count(self) -> int:
        """How many bindings the agent has."""
        return len(self.bindings)

    @property
    def own_documents(self) -> int:
        """How many Roles are made for it."""
        return len(self.roles)

    def as_dict(self) -> dict[str, Any]:
        """Returns it as JSON."""
        return {"roles": list(self.roles), "bindings": list(self.bindings)}


def plan(requests: Sequence[Request], *, boundary_class: str, namespace: str, service_account: str) -> KubernetesPlan:
    """Returns the Roles and bindings that allow what is asked for, and nothing else.

    Args:
        requests: What the agent asks for, all of it on Kubernetes.
        boundary_class: The class of the boundary that holds the agent.
        namespace: The agent's own namespace.
        service_account: The name of its service account there.

    Raises:
        AccessError: With every problem of every request: no path of the API, a wildcard, a resource of the cluster, an
            unknown resource or verb, an object or operation that is not named, what the boundary refuses.
        ValueError: When there is no class of this name.
    """
    class_name = class_of(boundary_class).name
    problems: list[AccessProblem] = []
    accepted: list[tuple[Request, ApiPath]] = []
    for request in requests:
        path = parsed(request.resource)
        if path is None:
            problems.append(not_a_path(request))
        elif found := list(problems_of(request, path, class_name, namespace)):
            problems.extend(found)
        else:
            accepted.append((request, path))
    names = {where: _role_name(where, class_name, namespace, service_account) for where in _namespaces(accepted)}
    roles = [_role(name, where, accepted) for where, name in names.items()]
    problems.extend(_too_large(role) for role in roles if len(json.dumps(role)) > MAX_BYTES)
    if problems:
        raise AccessError(dict.fromkeys(problems))
    subject = {"kind": "ServiceAccount", "name": service_account, "namespace": namespace}
    return KubernetesPlan(
        roles=tuple(roles),
        bindings=tuple(_binding(name, where, subject) for where, name in names.items()),
        grants=tuple(_grant(request, path, names[path.namespace], namespace) for request, path in accepted),
    )


def _namespaces(accepted: Iterable[tuple[Request, ApiPath]]) -> list[str]:
    return sorted({path.namespace for _, path in accepted})


def _role_name(where: str, class_name: str, home: str, service_account: str) -> str:
    # The boundary lets a role of the class standard stand at home alone.
    prefix = boundary.role_prefix(class_name if where == home else RESTRICTED)
    return name_for(KUBERNETES_NAME, prefix, home, service_account)


def _role(name: str, namespace: str, accepted: Iterable[tuple[Request, ApiPath]]) -> dict[str, Any]:
    verbs: dict[tuple[str, str, str], set[str]] = {}
    for request, path in accepted:
        if path.namespace == namespace:
            verbs.setdefault((path.group, path.rule_resource, path.name), set()).update(operations_of(request))
    return {
        "apiVersion": API_VERSION,
        "kind": "Role",
        "metadata": {"name": name, "namespace": namespace},
        "rules": _rules(verbs),
    }


def _rules(verbs: Mapping[tuple[str, str, str], set[str]]) -> list[dict[str, Any]]:
    """Returns a rule for each resource and set of verbs; objects of the same verbs share one."""
    names: dict[tuple[str, str, tuple[str, ...], bool], list[str]] = {}
    for (group, resource, name), found in verbs.items():
        # What the whole collection is open to, its objects need not say again.
        kept = found - verbs.get((group, resource, ""), set()) if name else found
        if kept:
            names.setdefault((group, resource, tuple(sorted(kept)), bool(name)), []).append(name)
    return [
        {
            "apiGroups": [group],
            "resources": [resource],
            **({"resourceNames": sorted(objects)} if named else {}),
            "verbs": list(allowed),
        }
        for (group, resource, allowed, named), objects in sorted(names.items())
    ]


def _binding(name: str, namespace: str, subject: Mapping[str, str]) -> dict[str, Any]:
    return {
        "apiVersion": API_VERSION,
        "kind": "RoleBinding",
        "metadata": {"name": name, "namespace": namespace},
        "roleRef": {"apiGroup": API_GROUP, "kind": "Role", "name": name},
        "subjects": [dict(subject)],
    }


def _grant(request: Request, path: ApiPath, role: str, home: str) -> Grant:
    operations = operations_of(request)
    group = f" of {path.group}" if path.group else ""
    what = f"{path.rule_resource}{group}{f' {path.name}' if path.name else ''}"
    if not path.name:
        why = "the operations were named, and a collection has no name to hold them to"
    elif not request.operations:
        why = "reading one object is a get of it by its name"
    elif NAMELESS.intersection(operations) - {"create"}:
        why = "the operations were named; to list or watch one object, select its metadata.name"
    else:
        why = "the operations were named, and are held to the object's name"
    if path.namespace != home:
        why += "; in another namespace an agent only reads"
    asked = f"{request.verb} {request.resource}" + (f" ({', '.join(request.operations)})" if request.operations else "")
    return Grant(request.place, asked, f"Role {path.namespace}/{role}: {', '.join(operations)} {what}", why)


def _too_large(role: Mapping[str, Any]) -> AccessProblem:
    where = role["metadata"]["namespace"]
    found = f"names of {len(json.dumps(role)):,} bytes in the namespace {where}"
    return AccessProblem(
        "access", found, f"at most {MAX_BYTES:,} bytes in a Role", "ask to list the collection instead"
    )
