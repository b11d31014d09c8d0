"""Kubernetes: what stops each technique, declared and proven over its permissions.

Admission refuses a technique (`admission`) where the policy about agents refuses every alternative of one of the
permissions that it needs, in every namespace, whatever RBAC grants. What admission never sees or lets pass is
`grant-time`: the policies about roles and bindings refuse the grant, or ordinary agents need it for their own data.
"""

from types import MappingProxyType
from typing import Final

from agent_identity.boundaries.coverage.model import Coverage, Mark
from agent_identity.boundaries.kubernetes import NOT_STOPPED
from agent_identity.boundaries.kubernetes_writes import DATA, WRITES, acts, is_custom
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Technique

EXEMPT: Final = frozenset(
    f"admissionregistration.k8s.io/{name}"
    for name in (
        "mutatingadmissionpolicies",
        "mutatingadmissionpolicybindings",
        "validatingadmissionpolicies",
        "validatingadmissionpolicybindings",
    )
)
"""What the API server judges by no admission policy."""

CONNECTS: Final = frozenset({"/pods/attach", "/pods/exec", "/pods/portforward", "/pods/proxy", "/services/proxy"})
"""Subresources that admission judges for every verb. A node's proxy has a second way: the kubelet's own port."""

_NODE_PROXY: Final = "/nodes/proxy"


def refused(permission: str) -> bool:
    """Tells whether admission refuses a permission's requests to each agent everywhere, whatever is granted."""
    verb, _, resource = permission.partition(" ")
    group, _, name = resource.partition("/")
    if resource in CONNECTS:
        return True
    if verb not in WRITES or f"{group}/{name.partition('/')[0]}" in EXEMPT or resource == _NODE_PROXY:
        return False
    if is_custom(group) or "*" in group:
        return acts(group.removeprefix("*."))
    return name not in DATA.get(group, ())


def proven(technique: Technique) -> Mark:
    """Returns what the policies do about a technique, by its permissions alone."""
    stopped = any(all(map(refused, need.any_of)) for need in technique.needs)
    return Mark.ADMISSION if stopped else Mark.GRANT_TIME


_ADMISSION: Final = (
    "acting-resource",
    "admission-webhook",
    "api-extension",
    "certificate",
    "certificate-sign",
    "device",
    "enter-pod",
    "grant",
    "limit",
    "namespace",
    "network-policy",
    "place-pod",
    "pod",
    "role-bind",
    "role-escalate",
    "route",
    "secret-write",
    "service-account",
    "token-request",
    "token-secret",
    "trust-bundle",
    "volume",
    "workload",
    "workload-change",
)

_UNSEEN: Final = {
    "admission-policy": "The API server exempts these from admission; no role for agents may hold a write of them.",
    "impersonate": "Admission sees whom the caller became; no role for agents may hold the verb.",
    "node-proxy": "Admission refuses it, but not at the kubelet's own port; no role for agents may hold it.",
    "secret-read": "Admission sees no read; a role for agents may hold get of named Secrets alone.",
}
"""Refused in a role for agents, by its name or by the binding; what was granted before stays."""

_NEEDED: Final = {
    "configmap-write": "Agents keep their state in ConfigMaps: only at home, by name.",
    "custom-resource-write": "Agents' data may be custom resources: only at home, by name, and not of groups that act.",
    "event": "Agents say what they did: only at home.",
    "lease": "Replicas of an agent elect who acts: only at home, by name.",
}
"""Ordinary agents need these for their own data."""

COVERAGE: Final = MappingProxyType(
    {
        **{f"kubernetes-{key}": Coverage(Mark.ADMISSION, "policy `agents`") for key in _ADMISSION},
        **{
            f"kubernetes-{key}": Coverage(
                Mark.GRANT_TIME, "policies `grants` and `roles`, access generation, policy pack", why
            )
            for key, why in _UNSEEN.items()
        },
        **{
            f"kubernetes-{key}": Coverage(
                Mark.GRANT_TIME, "access generation, policies `grants` and `agents`", why, also=(Mark.ADMISSION,)
            )
            for key, why in _NEEDED.items()
        },
    }
)
"""What stops each technique, by its id."""

SURVIVES: Final = tuple(f"kubernetes-{key}" for key in _UNSEEN)
"""Techniques that a grant from before the boundary still serves."""

_READS, _IMPERSONATION, _POLICIES, _, _KUBELET, _OWN_DATA, _ = NOT_STOPPED

LIMITS: Final = MappingProxyType(
    {
        "kubernetes-admission-policy": _POLICIES,
        "kubernetes-impersonate": _IMPERSONATION,
        "kubernetes-node-proxy": _KUBELET,
        "kubernetes-secret-read": _READS,
        **{f"kubernetes-{key}": _OWN_DATA for key in _NEEDED},
    }
)
"""The documented limit behind each mark that is not `admission`, in the words of `NOT_STOPPED`."""


def techniques() -> tuple[Technique, ...]:
    """Returns the techniques that this module marks."""
    return techniques_of("kubernetes")
