"""What the Kubernetes boundary refuses: the requests that each policy sees, and its conditions in CEL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from agent_identity.boundaries.kubernetes_writes import AUTHORITY, DATA, OWN_SUFFIX, READS, WAYS_IN
from agent_identity.permissions.techniques.kubernetes.groups import ACTING
from agent_identity.tags import ENVIRONMENT, NAMESPACE_PREFIX


@dataclass(frozen=True, slots=True)
class ResourceRule:
    """Requests of the API that a policy sees."""

    groups: tuple[str, ...]
    resources: tuple[str, ...]
    operations: tuple[str, ...] = ("CREATE", "UPDATE")

    def as_dict(self) -> dict[str, Any]:
        """Returns the rule as the API writes it."""
        return {
            "apiGroups": list(self.groups),
            "apiVersions": ["*"],
            "operations": list(self.operations),
            "resources": list(self.resources),
        }


@dataclass(frozen=True, slots=True)
class Validation:
    """What must hold, and what the refused caller is told."""

    expression: str
    message: str


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One ValidatingAdmissionPolicy, for the requests of `resources` that meet its `condition`."""

    title: str
    resources: tuple[ResourceRule, ...]
    validations: tuple[Validation, ...]
    condition: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)


_RBAC: Final = "rbac.authorization.k8s.io"
_AGENT_USER: Final = f"system:serviceaccount:{NAMESPACE_PREFIX}"
_AGENT_GROUP: Final = f"system:serviceaccounts:{NAMESPACE_PREFIX}"
_WIDE_GROUPS: Final = "['system:serviceaccounts', 'system:authenticated', 'system:unauthenticated']"
_PUBLIC_ROLES: Final = (
    "['system:basic-user', 'system:discovery', 'system:public-info-viewer', 'system:service-account-issuer-discovery']"
)
_EVERY: Final = ("CREATE", "UPDATE", "DELETE", "CONNECT")

# By name, not by label: a namespace from before the boundary may lack the labels, and is one of agents all the same.
_IN_AGENTS_NAMESPACE: Final = f"request.namespace.startsWith('{NAMESPACE_PREFIX}')"
_RULES: Final = "(has(object.rules) && object.rules != null ? object.rules : [])"
_SUBJECTS: Final = "(has(object.subjects) && object.subjects != null ? object.subjects : [])"
_IS_AGENT: Final = (
    "(s.kind == 'ServiceAccount' && has(s.namespace) && s.namespace.startsWith('" + NAMESPACE_PREFIX + "'))"
    " || (s.kind == 'User' && s.name.startsWith('" + _AGENT_USER + "'))"
    " || (s.kind == 'Group' && s.name.startsWith('" + _AGENT_GROUP + "'))"
)
_CLASS: Final = (
    "(namespaceObject != null && has(namespaceObject.metadata.labels)"
    " && 'agent-boundary' in namespaceObject.metadata.labels"
    " ? namespaceObject.metadata.labels['agent-boundary'] : '')"
)
_RESTRICTED_WRITES: Final = (
    "!(has(object.metadata.name) && object.metadata.name.startsWith('agent-restricted-'))"
    f" || variables.rules.all(r, r.verbs.all(v, v in {list(READS)}))"
)


def _is_data(group: str, resource: str) -> str:
    kinds = " || ".join(f"({group} == '{key}' && {resource} in {list(kinds)})" for key, kinds in DATA.items())
    return f"({kinds})"


def _is_custom(group: str) -> str:
    return f"({group}.contains('.') && !{group}.endsWith('{OWN_SUFFIX}'))"


def _acts(group: str) -> str:
    return f"{list(ACTING)}.exists(s, {group} == s || {group}.endsWith('.' + s))"


def _wild(verbs: str) -> str:
    asked = f".namespace(request.namespace).check({verbs}[request.operation]).allowed()"
    return (
        f"authorizer.group(variables.group).resource('*'){asked}"
        f" || authorizer.group('*').resource(request.resource.resource).subresource(variables.part){asked}"
    )


_MAY_WRITE: Final = (
    f"r.apiGroups.all(g, {_is_custom('g')} && !{_acts('g')})"
    f" || r.apiGroups.all(g, r.resources.all(x, {_is_data('g', 'x')}))"
)

POLICIES: Final = {
    "grants": PolicyRule(
        "A binding that names an agent refers to a role made for agents",
        (ResourceRule((_RBAC,), ("rolebindings", "clusterrolebindings")),),
        (
            Validation(
                f"!variables.wide || (object.roleRef.kind == 'ClusterRole' && object.roleRef.name in {_PUBLIC_ROLES})",
                "a group that holds every service account may be bound only to the cluster's own discovery roles",
            ),
            Validation(
                "!variables.agents || request.resource.resource == 'rolebindings'",
                "an agent is never bound by a ClusterRoleBinding: bind a Role in the namespace that it needs",
            ),
            Validation(
                "!variables.agents || object.roleRef.name.startsWith('agent-restricted-')"
                " || (variables.home && variables.class == 'standard'"
                " && object.roleRef.name.startsWith('agent-standard-'))",
                "an agent may be bound to a role named agent-restricted-…, and in its own namespace of class standard"
                " to one named agent-standard-…",
            ),
        ),
        variables={
            "subjects": _SUBJECTS,
            "agents": f"variables.subjects.exists(s, {_IS_AGENT})",
            "wide": f"variables.subjects.exists(s, s.kind == 'Group' && s.name in {_WIDE_GROUPS})",
            "home": "variables.subjects.all(s, s.kind == 'ServiceAccount' && has(s.namespace)"
            " && s.namespace == request.namespace)",
            "class": _CLASS,
        },
    ),
    "roles": PolicyRule(
        "A role made for agents raises nobody",
        (ResourceRule((_RBAC,), ("roles", "clusterroles")),),
        (
            Validation(
                "variables.rules.all(r, r.verbs.all(v, !(v in ['*', 'escalate', 'bind', 'approve', 'sign', 'attest'])"
                " && !v.startsWith('impersonate')))",
                "a role for agents names its verbs, and never escalate, bind, impersonate, approve or sign",
            ),
            Validation(
                "variables.rules.all(r, (!has(r.apiGroups) || r.apiGroups.all(g, g != '*'))"
                " && (!has(r.resources) || r.resources.all(x, !x.contains('*')))"
                " && (!has(r.nonResourceURLs) || r.nonResourceURLs.all(u, !u.contains('*'))))",
                "a role for agents names its API groups, resources and addresses: no wildcard",
            ),
            Validation(
                f"variables.rules.all(r, !has(r.resources) || r.resources.all(x, !(x in {list(WAYS_IN)})))",
                "a role for agents gives no token and no way into a pod, service or node",
            ),
            Validation(
                "variables.rules.all(r, !has(r.resources) || !r.resources.exists(x, x == 'secrets')"
                " || (has(r.resourceNames) && size(r.resourceNames) > 0 && r.verbs.all(v, v == 'get')))",
                "a role for agents reads Secrets only one by one, by resourceNames and get",
            ),
            Validation(
                f"variables.rules.all(r, !has(r.resources) || r.verbs.all(v, v in {list(READS)}) || {_MAY_WRITE})",
                "a role for agents writes ConfigMaps, events, leases and custom resources on which no controller acts,"
                " and no workload, identity, grant, Secret, route, node or guard",
            ),
            Validation(_RESTRICTED_WRITES, "a role named agent-restricted-… holds only get, list and watch"),
            Validation(
                "!has(object.aggregationRule) || object.aggregationRule == null",
                "a role for agents is not aggregated from others",
            ),
        ),
        condition="has(object.metadata.name) && (object.metadata.name.startsWith('agent-standard-')"
        " || object.metadata.name.startsWith('agent-restricted-'))",
        variables={
            "rules": _RULES,
        },
    ),
    "tokens": PolicyRule(
        "An agent's token is asked for by a node, for a pod, for an hour at most",
        (ResourceRule(("",), ("serviceaccounts/token",), ("CREATE",)),),
        (
            Validation(
                "has(request.userInfo.groups) && 'system:nodes' in request.userInfo.groups",
                "only a node may ask for an agent's token: mount it as a projected volume",
            ),
            Validation(
                "has(object.spec.boundObjectRef) && object.spec.boundObjectRef != null"
                " && has(object.spec.boundObjectRef.kind) && object.spec.boundObjectRef.kind == 'Pod'",
                "an agent's token is bound to its pod",
            ),
            Validation(
                "!has(object.spec.expirationSeconds) || object.spec.expirationSeconds <= 3600",
                "an agent's token lives 3,600 seconds at most",
            ),
        ),
        condition=_IN_AGENTS_NAMESPACE,
    ),
    "secrets": PolicyRule(
        "No Secret holds an agent's token",
        (ResourceRule(("",), ("secrets",)),),
        (
            Validation(
                "!has(object.type) || object.type != 'kubernetes.io/service-account-token'",
                "a Secret of the type kubernetes.io/service-account-token never expires: mount a projected volume",
            ),
        ),
        condition=_IN_AGENTS_NAMESPACE,
    ),
    "agents": PolicyRule(
        "An agent writes data of its own namespace and nothing else",
        (ResourceRule(("*",), ("*/*",), _EVERY),),
        (
            Validation(
                "variables.data || variables.custom",
                "an agent may not change identities, grants, Secrets, workloads or guards, nor enter a pod or node",
            ),
            Validation(
                "request.namespace == variables.home",
                "an agent writes only in its own namespace",
            ),
            Validation(
                "variables.class == 'standard'",
                "an agent writes only in a namespace of the boundary class standard",
            ),
            Validation(
                f"!variables.custom || !({_acts('variables.group')})",
                "an agent writes no custom resource on which a controller acts",
            ),
            *(
                Validation(
                    f"!variables.custom || !variables.{wild}",
                    "an agent writes a custom resource only under a role that names it, never under a wildcard",
                )
                for wild in ("wild", "wilder")
            ),
        ),
        condition=f"request.userInfo.username.startsWith('{_AGENT_USER}')",
        variables={
            "group": "request.resource.group",
            "part": "has(request.subResource) ? request.subResource : ''",
            "data": _is_data("variables.group", "request.resource.resource")
            + f" && variables.part == '' && (!has(request.name) || request.name != '{AUTHORITY}')",
            "custom": _is_custom("variables.group"),
            # RBAC gives '*' only where a rule says '*': whoever has it holds more than a role for agents can give. One
            # expression may ask the authorizer twice, then its budget is spent; an operation stands for two verbs.
            "wild": _wild("{'CREATE': 'create', 'UPDATE': 'update', 'DELETE': 'delete', 'CONNECT': 'create'}"),
            "wilder": _wild("{'CREATE': 'create', 'UPDATE': 'patch', 'DELETE': 'deletecollection', 'CONNECT': 'get'}"),
            "home": "request.userInfo.username.split(':')[2]",
            "class": _CLASS,
        },
    ),
    "namespaces": PolicyRule(
        "A namespace of agents carries its boundary and its environment",
        (ResourceRule(("",), ("namespaces", "namespaces/*")),),
        (
            Validation(
                "has(object.metadata.labels) && 'agent-boundary' in object.metadata.labels"
                " && object.metadata.labels['agent-boundary'] in ['standard', 'restricted']"
                f" && '{ENVIRONMENT}' in object.metadata.labels",
                f"a namespace named {NAMESPACE_PREFIX}… carries the labels agent-boundary (standard or restricted) and"
                f" {ENVIRONMENT}",
            ),
        ),
        condition=f"object.metadata.name.startsWith('{NAMESPACE_PREFIX}')",
    ),
}
"""The policies of a boundary by their keys. A key is part of a deployed name: it never changes."""
