"""Objects that a technique would write: what an admission policy must refuse, all of them, to stop it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from agent_identity.permissions.kubernetes.matching import Permission, words
from agent_identity.permissions.kubernetes.requests import ACCOUNT

OPERATIONS: Final[Mapping[str, str]] = {
    "create": "CREATE",
    "update": "UPDATE",
    "patch": "UPDATE",
    "delete": "DELETE",
    "deletecollection": "DELETE",
}
"""What admission calls a verb; it never sees the others."""

_CONNECTED: Final = frozenset({"exec", "attach", "portforward", "proxy"})
"""Subresources that are connected to: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/."""

_OTHER: Final = "an-account-with-more-rights"
_CONTAINER: Final = {"name": "c", "image": "registry.example/any"}
_RBAC: Final = "rbac.authorization.k8s.io"

_POD: Final = words(
    """
    spec template jobTemplate metadata namespace serviceAccountName serviceAccount automountServiceAccountToken volumes
    hostPath path secret secretName projected sources serviceAccountToken containers initContainers ephemeralContainers
    env envFrom secretRef valueFrom secretKeyRef hostPID hostIPC hostNetwork securityContext privileged capabilities add
    allowPrivilegeEscalation
    """
)
_BINDING: Final = words("subjects roleRef kind name namespace apiGroup metadata")
_ROLE: Final = words("rules verbs apiGroups resources resourceNames nonResourceURLs aggregationRule")
_TOKEN: Final = words("spec audiences expirationSeconds boundObjectRef kind apiVersion")
_SECRET: Final = words("type metadata annotations")
_CONNECT: Final = words("command container stdin stdout stderr tty")
_NAMESPACE: Final = words("metadata labels")


@dataclass(frozen=True, slots=True)
class Witness:
    """A request that a technique would make.

    Attributes:
        operation: What admission calls it.
        written: The object; None: any object, so that only what does not look at it counts.
        before: The object before, where there is one.
        essential: Attributes of the object that the technique cannot do without or rests on. Whoever writes it chooses
            all others, so a refusal by one of those is none.
    """

    operation: str
    written: Mapping[str, Any] | None = None
    before: Mapping[str, Any] | None = None
    essential: frozenset[str] = field(default_factory=frozenset)


def witnesses(permission: Permission, namespace: str, user: str) -> tuple[Witness, ...]:
    """Returns the requests that a permission is used for in a namespace; nothing for what admission does not see."""
    subresource = permission.resource.partition("/")[2]
    if subresource in _CONNECTED and permission.verb in ("create", "get", "update", "patch", "delete"):
        options = {"command": ["sh"], "container": "c", "stdin": True, "stdout": True, "tty": True}
        return (Witness("CONNECT", options, None, _CONNECT),)
    operation = OPERATIONS.get(permission.verb)
    if operation is None:
        return ()
    if operation == "DELETE":
        return (Witness(operation),)
    made = _MAKERS.get(f"{permission.group}/{permission.resource}")
    if made is None:
        return (Witness(operation),)
    make, essential = made
    return tuple(
        Witness(operation, written, _before(written) if operation == "UPDATE" else None, essential)
        for written in make(namespace, user)
    )


Objects = Iterator[dict[str, Any]]


def _metadata(namespace: str) -> dict[str, Any]:
    return {"name": "any", "namespace": namespace} if namespace else {"name": "any"}


def _tokens(namespace: str, _user: str) -> Objects:
    for spec in ({"expirationSeconds": 3600}, {"expirationSeconds": 3600, "boundObjectRef": {"kind": "Pod"}}):
        yield {"kind": "TokenRequest", "metadata": _metadata(namespace), "spec": {"audiences": [], **spec}}


def _entered_pods(namespace: str, _user: str) -> Objects:
    yield {"metadata": _metadata(namespace), "spec": {"containers": [_CONTAINER], "ephemeralContainers": [_CONTAINER]}}


def _pods(namespace: str, user: str) -> Objects:
    for spec in _specs(user.rpartition(":")[2]):
        yield {"kind": "Pod", "metadata": _metadata(namespace), "spec": spec}


def _workloads(namespace: str, user: str) -> Objects:
    for spec in _specs(user.rpartition(":")[2]):
        yield {"metadata": _metadata(namespace), "spec": {"template": {"metadata": {}, "spec": spec}}}


def _cron_jobs(namespace: str, user: str) -> Objects:
    for workload in _workloads(namespace, user):
        yield {"metadata": workload["metadata"], "spec": {"jobTemplate": {"spec": workload["spec"]}}}


def _secrets(namespace: str, _user: str) -> Objects:
    metadata = {**_metadata(namespace), "annotations": {"kubernetes.io/service-account.name": _OTHER}}
    yield {"kind": "Secret", "metadata": metadata, "type": "kubernetes.io/service-account-token"}


def _bindings(namespace: str, user: str) -> Objects:
    home, _, account = user.removeprefix(ACCOUNT).partition(":")
    for name in ("cluster-admin", "admin", "edit", "view"):
        reference = {"apiGroup": _RBAC, "kind": "ClusterRole", "name": name}
        subject = {"kind": "ServiceAccount", "name": account, "namespace": home}
        yield {"metadata": _metadata(namespace), "subjects": [subject], "roleRef": reference}


def _roles(namespace: str, _user: str) -> Objects:
    for rule in (
        {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]},
        {"verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]},
        {"verbs": ["create"], "apiGroups": ["apps"], "resources": ["deployments"]},
    ):
        yield {"metadata": _metadata(namespace), "rules": [rule]}


def _namespaces(namespace: str, _user: str) -> Objects:
    labels = {"pod-security.kubernetes.io/enforce": "privileged"}
    yield {"metadata": {"name": namespace or "any", "labels": labels}}


_MAKERS: Final[Mapping[str, tuple[Callable[[str, str], Objects], frozenset[str]]]] = {
    "/serviceaccounts/token": (_tokens, _TOKEN),
    "/pods/ephemeralcontainers": (_entered_pods, _POD),
    "/pods": (_pods, _POD),
    "/replicationcontrollers": (_workloads, _POD),
    "apps/daemonsets": (_workloads, _POD),
    "apps/deployments": (_workloads, _POD),
    "apps/replicasets": (_workloads, _POD),
    "apps/statefulsets": (_workloads, _POD),
    "batch/jobs": (_workloads, _POD),
    "batch/cronjobs": (_cron_jobs, _POD),
    "/secrets": (_secrets, _SECRET),
    f"{_RBAC}/rolebindings": (_bindings, _BINDING),
    f"{_RBAC}/clusterrolebindings": (_bindings, _BINDING),
    f"{_RBAC}/roles": (_roles, _ROLE),
    f"{_RBAC}/clusterroles": (_roles, _ROLE),
    "/namespaces": (_namespaces, _NAMESPACE),
}
"""What is written of each resource, and which of its attributes count."""


def _specs(account: str) -> Iterator[dict[str, Any]]:
    """Yields pods of which each gives its maker something more."""
    own = {"serviceAccountName": account, "containers": [_CONTAINER]}
    secret = {"name": "v", "secret": {"secretName": "any"}}
    root = {"name": "v", "hostPath": {"path": "/"}}
    variable = {"name": "A", "valueFrom": {"secretKeyRef": {"name": "any", "key": "any"}}}
    yield {"serviceAccountName": _OTHER, "containers": [_CONTAINER]}
    yield {**own, "volumes": [secret]}
    yield {**own, "containers": [{**_CONTAINER, "env": [variable]}]}
    yield {**own, "volumes": [root]}
    yield {**own, "hostPID": True, "hostIPC": True, "hostNetwork": True}
    yield {**own, "containers": [{**_CONTAINER, "securityContext": {"privileged": True}}]}


def _before(written: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what stood there before: the same, with nothing in it yet."""
    return {"metadata": written.get("metadata", {}), "spec": {}}
