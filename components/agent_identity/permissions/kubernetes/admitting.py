"""What enforced admission policies take away from a permission.

https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/. A policy stops a permission where
it refuses each request that the permission would be used for, wherever it holds. Reads and impersonation never come
before it, and neither do writes of the policies themselves.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from agent_identity.permissions import cel
from agent_identity.permissions.kubernetes.matching import CLUSTER_WIDE, Permission
from agent_identity.permissions.kubernetes.model import AdmissionPolicy, Cluster, Match, Scope, Selector
from agent_identity.permissions.kubernetes.rights import Rights
from agent_identity.permissions.kubernetes.witnesses import Witness, witnesses
from agent_identity.permissions.logic import Truth, every, some, truth

_EXEMPT: Final = frozenset(
    {
        "validatingadmissionpolicies",
        "validatingadmissionpolicybindings",
        "mutatingadmissionpolicies",
        "mutatingadmissionpolicybindings",
        "validatingwebhookconfigurations",
        "mutatingwebhookconfigurations",
    }
)
"""The API server judges these by no admission policy."""

_NAME: Final = "kubernetes.io/metadata.name"
_CHOSEN_BY_OTHERS: Final = re.compile(r"\b(?:namespaceObject|request)(?:\.\w+|\[[^\]]*\])*")
_ATTRIBUTE: Final = re.compile(r"\.\??(\w+)(?!\w*\s*\()")
_VARIABLE: Final = re.compile(r"\bvariables\.(\w+)")


@dataclass
class Admission:
    """The admission policies of a cluster.

    Attributes:
        cluster: What the input says of it.
    """

    cluster: Cluster
    _known: dict[tuple[str, str, Permission, Scope], Truth] = field(default_factory=dict)
    _enforced: list[tuple[AdmissionPolicy, Match]] = field(init=False)
    _by_user: bool = field(init=False)

    def __post_init__(self) -> None:
        self._enforced = [
            (policy, binding.match)
            for binding in self.cluster.policy_bindings
            if (policy := self.cluster.policies.get(binding.policy)) is not None
        ]
        self._by_user = any("userInfo" in text for policy, _ in self._enforced for text in _texts(policy))

    def refuses(self, rights: Rights, permission: Permission, scope: Scope) -> Truth:
        """Returns whether every use of a permission is refused, in each namespace in which it holds."""
        if not self._enforced or permission.resource in _EXEMPT:
            return Truth.NO
        home = rights.user.rpartition(":")[0]
        key = (rights.principal if self._by_user else home, home, permission, scope)
        if key not in self._known:
            self._known[key] = self._refuses(rights, permission, scope)
        return self._known[key]

    def _refuses(self, rights: Rights, permission: Permission, scope: Scope) -> Truth:
        refused = Truth.YES
        for namespace in self._places(permission, scope):
            made = witnesses(permission, namespace, rights.user)
            if not made:
                return Truth.NO
            for witness in made:
                refused = min(refused, self._refuses_one(rights, permission, namespace, witness))
                if refused is Truth.NO:
                    return refused
        return refused

    def _places(self, permission: Permission, scope: Scope) -> list[str]:
        if f"{permission.group}/{permission.resource}" in CLUSTER_WIDE:
            return [""]
        if scope:
            return [scope]
        return sorted(
            {"default", "kube-system", *self.cluster.namespaces, *(each for each, _ in self.cluster.accounts)}
        )

    def _refuses_one(self, rights: Rights, permission: Permission, namespace: str, witness: Witness) -> Truth:
        variables = self._variables(rights, permission, namespace, witness)
        return some(
            min(applies, _refuses(policy, variables, witness))
            for policy, narrowed in self._enforced
            if (applies := self._applies(policy.match, narrowed, permission, namespace, witness)) is not Truth.NO
        )

    def _applies(
        self, match: Match, narrowed: Match, permission: Permission, namespace: str, witness: Witness
    ) -> Truth:
        return every(
            truth
            for each in (match, narrowed)
            for truth in (
                _is_about(each, permission, witness.operation),
                self._selects(each.namespaces, namespace),
                # Whoever writes an object chooses its labels.
                Truth.YES if each.objects.is_empty else Truth.NO,
            )
        )

    def _selects(self, selector: Selector, namespace: str) -> Truth:
        if selector.is_empty or not namespace:
            return Truth.YES
        labels = self.cluster.namespaces.get(namespace)
        if labels is not None:
            return truth(selector.matches(labels))
        keys = {*selector.labels, *(key for key, *_ in selector.expressions)}
        return truth(selector.matches({_NAME: namespace})) if keys <= {_NAME} else Truth.UNKNOWN

    def _variables(self, rights: Rights, permission: Permission, namespace: str, witness: Witness) -> dict[str, Any]:
        resource, _, subresource = permission.resource.partition("/")
        user = {"username": rights.user} if rights.user else {}
        request = {
            "resource": {"group": permission.group, "version": "v1", "resource": resource},
            "subResource": subresource,
            "namespace": namespace,
            "operation": witness.operation,
            "userInfo": {**user, "groups": sorted(rights.groups)},
            "dryRun": False,
        }
        known: dict[str, Any] = {"request": request}
        if witness.written is not None:
            known |= {"object": witness.written, "oldObject": witness.before}
        if not namespace:
            known["namespaceObject"] = None
        elif namespace in self.cluster.namespaces:
            labels = dict(self.cluster.namespaces[namespace])
            known["namespaceObject"] = {"metadata": {"name": namespace, "labels": labels}}
        return known


def _refuses(policy: AdmissionPolicy, variables: Mapping[str, Any], witness: Witness) -> Truth:
    """Returns whether a policy refuses a request; UNKNOWN where the writer could have chosen another one."""
    values: dict[str, Any] = {}
    known = cel.Known(variables)
    known.put("variables", values)
    for name, expression in policy.variables:
        found = known.value(expression)
        if found is not cel.NOTHING:
            values[name] = found
            known.put("variables", values)
    judged = every(_firmly(policy, expression, known.truth(expression), witness) for expression in policy.conditions)
    failed = some(_firmly(policy, expression, ~known.truth(expression), witness) for expression in policy.validations)
    return min(judged, failed)


def _firmly(policy: AdmissionPolicy, expression: str, refused: Truth, witness: Witness) -> Truth:
    """Returns what an expression says against a request, as far as its writer cannot help it."""
    if refused is Truth.UNKNOWN and witness.written is None:
        # There may be an object of which it says otherwise, and the writer writes that one.
        return Truth.NO
    if refused is Truth.YES and witness.written is not None and not _read(policy, expression) <= witness.essential:
        return Truth.UNKNOWN
    return refused


def _read(policy: AdmissionPolicy, expression: str) -> frozenset[str]:
    """Returns the attributes of the written object that an expression reads, by the variables that it names too."""
    variables = dict(policy.variables)
    pending, seen, found = [expression], {expression}, set[str]()
    while pending:
        text = pending.pop()
        for name in _VARIABLE.findall(text):
            inner = variables.get(name, "")
            if inner not in seen:
                seen.add(inner)
                pending.append(inner)
        bare = _VARIABLE.sub("", cel.without_texts(_CHOSEN_BY_OTHERS.sub("", text)))
        found |= set(_ATTRIBUTE.findall(bare))
    return frozenset(found)


def _is_about(match: Match, permission: Permission, operation: str) -> Truth:
    if match.rules is not None and not any(_is_rule(rule, permission, operation) for rule in match.rules):
        return Truth.NO
    return truth(not any(_is_rule(rule, permission, operation) for rule in match.excluded))


def _is_rule(rule: Mapping[str, Any], permission: Permission, operation: str) -> bool:
    resource, _, subresource = permission.resource.partition("/")
    whole = {permission.resource, "*/*", f"*/{subresource}" if subresource else "*"}
    if subresource:
        whole.add(f"{resource}/*")
    return (
        _listed(rule.get("apiGroups"), {permission.group, "*"})
        and _listed(rule.get("operations"), {operation, "*"})
        and _listed(rule.get("resources"), whole)
        # A rule that names objects leaves all others to the writer.
        and not rule.get("resourceNames")
    )


def _listed(value: object, wanted: Iterable[str]) -> bool:
    return isinstance(value, list) and not set(wanted).isdisjoint(each for each in value if isinstance(each, str))


def _texts(policy: AdmissionPolicy) -> Iterator[str]:
    yield from policy.conditions
    yield from policy.validations
    yield from (expression for _, expression in policy.variables)
