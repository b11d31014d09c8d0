"""What an agent may write on Kubernetes at most, for its grants and for its requests alike.

An agent writes data of its own namespace: the kinds of `DATA`, and custom resources that a role names, but none whose
controller would act on it with rights of its own. Everything else is a workload, an identity, a grant or a guard.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from agent_identity.permissions.techniques.kubernetes.groups import ACTING

READS: Final = ("get", "list", "watch")
"""Verbs that change nothing (https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-verb-resource)."""

WRITES: Final = ("create", "delete", "deletecollection", "patch", "update")
"""Verbs that change something."""

DATA: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("configmaps", "events"),
    "coordination.k8s.io": ("leases",),
    "events.k8s.io": ("events",),
}
"""Kinds of Kubernetes itself that hold data alone, by API group. None of them runs, routes or permits anything."""

AUTHORITY: Final = "kube-root-ca.crt"
"""The ConfigMap of each namespace by which its pods know the API server: no agent writes it.

https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume
"""

OWN_SUFFIX: Final = ".k8s.io"
"""How the groups end that belong to Kubernetes itself; custom resources of the community's projects end so too."""

WAYS_IN: Final = (
    "nodes/proxy",
    "pods/attach",
    "pods/ephemeralcontainers",
    "pods/exec",
    "pods/portforward",
    "pods/proxy",
    "serviceaccounts/token",
    "services/proxy",
)
"""Subresources that give a token, or a way into a pod, service or node, whatever the verb."""


def acts(group: str) -> bool:
    """Tells whether a controller acts on what is written in a custom API group."""
    return any(group == known or group.endswith(f".{known}") for known in ACTING)


def is_custom(group: str) -> bool:
    """Tells whether an API group is one of custom resources, which Kubernetes itself does not know."""
    return "." in group and not group.endswith(OWN_SUFFIX)


def may_write(group: str, resource: str) -> bool:
    """Tells whether the boundary lets a role for agents name this resource, subresource included, in a write."""
    return resource in DATA.get(group, ()) or (is_custom(group) and not acts(group))


def beyond(verbs: Sequence[str], groups: Sequence[str], resources: Sequence[str], *, named: bool) -> list[str]:
    """Returns what a rule of RBAC holds that no role for agents may, in words; the boundary refuses each.

    Args:
        verbs: The rule's verbs.
        groups: Its API groups.
        resources: Its resources, subresources included.
        named: Whether it names objects.
    """
    found = [f"the resource {resource}" for resource in resources if resource in WAYS_IN]
    if "secrets" in resources and (not named or set(verbs) - {"get"}):
        found.append("Secrets otherwise than by get of named ones")
    writes = [verb for verb in verbs if verb not in READS]
    if writes:
        targets = [(group, resource) for group in groups for resource in resources if resource != "secrets"]
        found += [f"{writes[0]} {resource}" for group, resource in targets if not may_write(group, resource)]
    return found
