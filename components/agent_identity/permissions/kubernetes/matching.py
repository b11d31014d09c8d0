"""Which permissions that techniques need a rule of a role grants."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Final

from agent_identity.permissions.kubernetes.model import Rule, Scope
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Technique

_UNNAMED: Final = frozenset({"create", "deletecollection"})
"""Verbs that name no object: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources."""


def words(text: str) -> frozenset[str]:
    """Returns the words of a text."""
    return frozenset(text.split())


CLUSTER_WIDE: Final = words(
    """
    /nodes /nodes/proxy /nodes/status /persistentvolumes
    admissionregistration.k8s.io/mutatingadmissionpolicies admissionregistration.k8s.io/mutatingadmissionpolicybindings
    admissionregistration.k8s.io/mutatingwebhookconfigurations
    admissionregistration.k8s.io/validatingadmissionpolicies
    admissionregistration.k8s.io/validatingadmissionpolicybindings
    admissionregistration.k8s.io/validatingwebhookconfigurations
    apiextensions.k8s.io/customresourcedefinitions apiregistration.k8s.io/apiservices
    certificates.k8s.io/certificatesigningrequests certificates.k8s.io/certificatesigningrequests/approval
    certificates.k8s.io/certificatesigningrequests/status certificates.k8s.io/clustertrustbundles
    certificates.k8s.io/signers
    flowcontrol.apiserver.k8s.io/flowschemas flowcontrol.apiserver.k8s.io/prioritylevelconfigurations
    networking.k8s.io/ingressclasses networking.k8s.io/ipaddresses networking.k8s.io/servicecidrs
    node.k8s.io/runtimeclasses rbac.authorization.k8s.io/clusterrolebindings rbac.authorization.k8s.io/clusterroles
    resource.k8s.io/deviceclasses resource.k8s.io/resourceslices scheduling.k8s.io/priorityclasses
    storage.k8s.io/csidrivers storage.k8s.io/csinodes storage.k8s.io/storageclasses storage.k8s.io/volumeattachments
    storage.k8s.io/volumeattributesclasses
    /users /groups authentication.k8s.io/uids authentication.k8s.io/userextras
    """
)
"""What lives in no namespace, by the API's discovery: a binding of a namespace grants nothing on it."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One verb on one resource.

    Attributes:
        verb: The verb, or a pattern of verbs.
        group: The API group, or a pattern; "" for the core.
        resource: The resource, with its subresource, or a pattern.
    """

    verb: str
    group: str
    resource: str

    @property
    def place(self) -> str:
        """The group and resource, as the API's paths have them."""
        return f"{self.group}/{self.resource}" if self.group else self.resource

    def __str__(self) -> str:
        return f"{self.verb} {self.place}"

    def reaches(self, scope: Scope) -> bool:
        """Tells whether a binding there grants it: on what lives in no namespace, one of a namespace does not.

        The verb bind is asked for in the namespace of the binding that is written.
        """
        return scope == "" or self.verb == "bind" or f"{self.group}/{self.resource}" not in CLUSTER_WIDE


@dataclass(frozen=True, slots=True)
class Wanted:
    """A technique with its needs taken apart.

    Attributes:
        technique: The technique.
        needs: Of each need the permissions, any one of which is enough.
    """

    technique: Technique
    needs: tuple[tuple[Permission, ...], ...]


@cache
def wanted() -> tuple[Wanted, ...]:
    """Returns every technique, sorted by id."""
    return tuple(
        Wanted(technique, tuple(tuple(map(permission, need.counted)) for need in technique.needs))
        for technique in techniques_of("kubernetes")
    )


@cache
def permission(text: str) -> Permission:
    """Returns the permission that is written `VERB GROUP/RESOURCE`."""
    verb, _, rest = text.partition(" ")
    group, _, resource = rest.partition("/")
    return Permission(verb, group, resource)


def matched(rule: Rule) -> tuple[tuple[int, int, Permission], ...]:
    """Returns what techniques need of what a rule grants: the technique, its need, and the permission."""
    # Which names a rule gives does not matter here, and many rules differ in nothing else.
    return _matched(rule.verbs, rule.groups, rule.resources, named=bool(rule.names))


@lru_cache(maxsize=65536)
def _matched(
    verbs: tuple[str, ...], groups: tuple[str, ...], resources: tuple[str, ...], *, named: bool
) -> tuple[tuple[int, int, Permission], ...]:
    rule = Rule(verbs, groups, resources, ("any",) if named else ())
    return tuple(
        (place, index, each)
        for place, one in enumerate(wanted())
        for index, need in enumerate(one.needs)
        for each in need
        if grants(rule, each)
    )


def grants(rule: Rule, wished: Permission) -> bool:
    """Tells whether a rule grants a permission, on whatever names it gives."""
    if rule.names and wished.verb in _UNNAMED and "/" not in wished.resource:
        return False
    return any(_is_verb(verb, wished) for verb in rule.verbs) and any(
        _is_resource(group, resource, wished) for group in rule.groups for resource in rule.resources
    )


def concrete(rule: Rule, wished: Permission) -> Iterator[Permission]:
    """Yields what of a pattern a rule grants, in the rule's own words where it has them."""
    verbs = [verb for verb in rule.verbs if _is_verb(verb, wished)]
    for verb in verbs:
        for group in rule.groups:
            for resource in rule.resources:
                if _is_resource(group, resource, wished):
                    yield Permission(
                        wished.verb if verb == "*" else verb,
                        wished.group if group == "*" else group,
                        wished.resource if resource == "*" or resource.startswith("*/") else resource,
                    )


def _is_verb(verb: str, wished: Permission) -> bool:
    return verb == "*" or fnmatchcase(verb, wished.verb)


def _is_resource(group: str, resource: str, wished: Permission) -> bool:
    if group != "*":
        if not fnmatchcase(group, wished.group):
            return False
    elif "*" in wished.group and resource != "*":
        # Whether one of so many groups has a resource of that name, nothing says.
        return False
    if resource == "*":
        return True
    if resource.startswith("*/"):
        return wished.resource.partition("/")[2] == resource[2:]
    return fnmatchcase(resource, wished.resource)
