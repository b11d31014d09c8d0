"""Whether a permission at a scope meets a technique's need, after conditions and deny assignments."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from agent_identity.permissions.azure.conditions import UNREADABLE, Known, attributes, holds
from agent_identity.permissions.azure.globs import overlap, within
from agent_identity.permissions.azure.grammar import Attribute
from agent_identity.permissions.azure.matching import Hit, techniques
from agent_identity.permissions.azure.model import DenyAssignment
from agent_identity.permissions.azure.rights import Grant, Rights, RightsOf
from agent_identity.permissions.azure.scopes import (
    Ancestry,
    around,
    covers,
    is_management_group,
    is_resource,
    is_wide,
    type_of,
)
from agent_identity.permissions.logic import Truth, truth
from agent_identity.permissions.techniques.model import On, Technique

_FOREIGN: Final = ("\0",)
"""The name of something that no condition names."""

_CONFINING: Final = frozenset({"name", "path", "prefix", "roledefinitionid", "principalid", "principaltype"})
"""Attributes of a resource that say which one it is."""

_ON_ANY_RESOURCE: Final = (
    "microsoft.authorization/roleassignments/", "microsoft.authorization/roleassignmentschedule",
    "microsoft.authorization/roleeligibilityschedule", "microsoft.authorization/rolemanagementpolic",
    "microsoft.authorization/locks/", "microsoft.authorization/policyassignments/",
    "microsoft.authorization/policyexemptions/", "microsoft.authorization/denyassignments/",
    "microsoft.authorization/roleassignmentapprovals/", "microsoft.resources/tags/",
    "microsoft.insights/diagnosticsettings/", "microsoft.eventgrid/eventsubscriptions/",
    "microsoft.guestconfiguration/", "microsoft.maintenance/configurationassignments/",
    "microsoft.kubernetesconfiguration/", "microsoft.servicelinker/", "microsoft.serialconsole/",
    "microsoft.hybridconnectivity/endpoints/", "microsoft.policyinsights/remediations/",
)  # fmt: skip
"""What can be done with a resource of any type: https://learn.microsoft.com/azure/azure-resource-manager/management/extension-resource-types."""


_ABOVE_SUBSCRIPTIONS: Final = ("microsoft.management/managementgroups/", "microsoft.authorization/elevateaccess/")
_PLACED: Final = (
    *_ABOVE_SUBSCRIPTIONS,
    "microsoft.authorization/classicadministrators/",
    "microsoft.features/",
    "microsoft.subscription/",
)
"""What is done above resource groups alone, and of that what is done above subscriptions alone."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A permission that meets a need, and how.

    Attributes:
        truth: Whether it does; never NO.
        hit: The permission.
        grant: What grants it.
        conditions: Attributes that must have certain values, and that the caller does not choose.
        targets: The principals that it leads to, where they are known one by one.
    """

    truth: Truth
    hit: Hit
    grant: Grant
    conditions: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()


@dataclass
class Judging:
    """Judges permissions, and keeps which targets it took for their holder's own.

    Attributes:
        rights: What everybody holds.
        own: Scopes that were taken for their holder's own.
    """

    rights: RightsOf
    own: set[str] = field(default_factory=set)
    _at: dict[str, set[str]] = field(init=False)
    _named: dict[str, set[str]] = field(init=False)
    _below: dict[str, set[str]] = field(init=False)
    _all: tuple[DenyAssignment, ...] = field(init=False)
    _places: dict[int, int] = field(init=False)
    _denied: dict[object, Truth] = field(default_factory=dict)
    _at_scope: dict[object, tuple[tuple[int, Truth], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._at = defaultdict(set)
        self._named = defaultdict(set)
        for principal, places in self.rights.world.identities.items():
            for place in places:
                self._at[place].add(principal)
        self._all = self.rights.world.denials
        self._places = {id(denial): index for index, denial in enumerate(self._all)}
        self._below = defaultdict(set)
        for host, running in self.rights.world.hosts.items():
            for scope in around(host):
                if is_resource(scope):
                    self._below[scope] |= running
        for principal, label in self.rights.world.labels.items():
            self._named[label.lower()].add(principal)

    def judge(self, rights: Rights, grant: Grant, hit: Hit) -> Judged | None:
        """Returns how a permission meets a need, or None where it does not."""
        scope = grant.assignment.scope
        if not applies(hit.action, scope):
            return None
        technique = techniques()[hit.technique]
        can, conditions, confined = _conditions(grant, hit)
        if can is not Truth.NO:
            can = min(can, ~self.denial(rights, grant, hit))
        if can is Truth.NO:
            return None
        found = Judged(can, hit, grant, conditions)
        if not (confined or is_resource(scope)):
            return found
        return self._on_one(rights, technique, found, confined=confined)

    def denial(self, rights: Rights, grant: Grant, hit: Hit) -> Truth:
        """Tells whether a deny assignment takes a permission away, wherever it is granted."""
        applying = self._applying(rights.denials, grant.assignment.scope) if rights.denials else ()
        if not applying:
            return Truth.NO
        key = (applying, hit.action, hit.data)
        if key not in self._denied:
            self._denied[key] = max(denied(self._all[index], hit.action, hit.data, where) for index, where in applying)
        return self._denied[key]

    def _applying(self, denials: tuple[DenyAssignment, ...], scope: str) -> tuple[tuple[int, Truth], ...]:
        """Returns the deny assignments that hold at a whole scope, by their place, each with whether that is known."""
        key = (tuple(map(id, denials)), scope)
        if key not in self._at_scope:
            self._at_scope[key] = tuple(
                (self._places[id(denial)], where)
                for denial in denials
                if (where := _where(denial, scope, self.rights.world.ancestry)) is not Truth.NO
            )
        return self._at_scope[key]

    def _on_one(self, rights: Rights, technique: Technique, found: Judged, *, confined: bool) -> Judged | None:
        """Judges a permission on exactly what is named: one resource, or what a condition names."""
        scope = found.grant.assignment.scope
        on = technique.needs[found.hit.need].on
        if on is On.ANY and not confined:
            return found
        if confined:
            self.own.add(scope)
            return None
        if on is On.PRINCIPAL:
            return self._principal(rights, found)
        if on is On.HOST:
            return self._host(rights, found)
        self.own.add(scope)
        return None

    def _principal(self, rights: Rights, found: Judged) -> Judged | None:
        scope = found.grant.assignment.scope
        identity = "/".join(scope.split("/")[:9])
        name = identity.rpartition("/")[2]
        principals = self._at.get(identity) or self._named.get(name, set())
        if not principals:
            # Which principal the identity is, nothing says.
            return replace(found, truth=Truth.UNKNOWN)
        more = frozenset(each for each in principals if self.rights.has_more(each, rights.principal))
        return replace(found, targets=more) if more else None

    def _host(self, rights: Rights, found: Judged) -> Judged | None:
        scope = found.grant.assignment.scope
        principals = set(self._below.get(scope, ()))
        for each in around(scope):
            principals |= self.rights.world.hosts.get(each, frozenset())
        more = frozenset(each for each in principals if self.rights.has_more(each, rights.principal))
        if more:
            return replace(found, targets=more)
        self.own.add(scope)
        return None


@lru_cache(maxsize=65536)
def applies(action: str, scope: str) -> bool:
    """Tells whether an action can be done at a scope: at a resource, only what is of its type, or of any type."""
    if not action.startswith(_PLACED):
        return _of_type(action, type_of(scope))
    if action.startswith(_ABOVE_SUBSCRIPTIONS):
        return scope == "" or is_management_group(scope)
    return is_wide(scope)


def _of_type(action: str, kind: str) -> bool:
    if not kind or "*" in "/".join(action.split("/")[:2]):
        return True
    return action.startswith((f"{kind}/", *_ON_ANY_RESOURCE)) or "*" in action[: len(kind)]


def _where(denial: DenyAssignment, scope: str, ancestry: Ancestry) -> Truth:
    """Tells whether a deny assignment holds at a scope and at all below it."""
    if denial.only_here:
        # What lies below the scope is left open.
        return truth(denial.scope == scope and is_resource(scope))
    return covers(denial.scope, scope, ancestry)


def denied(denial: DenyAssignment, action: str, data: bool, where: Truth) -> Truth:
    """Tells whether an action is denied in every context, where the deny assignment holds as `where` says."""
    for block in denial.permissions:
        listed, left_out = block.plane(data)
        if any(within(action, each) for each in listed) and not any(overlap(action, each) for each in left_out):
            known = Known(action)
            # A condition that the caller can keep from holding denies nothing.
            if min(holds(denial.condition, known)[0], holds(block.condition, known)[0]) is Truth.YES:
                return where
    return Truth.NO


def _conditions(grant: Grant, hit: Hit) -> tuple[Truth, frozenset[str], bool]:
    """Returns whether the conditions can hold, what they ask for, and whether they confine to what they name."""
    blocks = grant.role.permissions or ()
    given = (grant.assignment.condition, blocks[hit.block].condition)
    if given == (None, None):
        return Truth.YES, frozenset(), False
    return _conditioned(given, hit.action)


@lru_cache(maxsize=16384)
def _conditioned(given: tuple[str | None, str | None], action: str) -> tuple[Truth, frozenset[str], bool]:
    results = [holds(each, Known(action)) for each in given]
    can = min(found for found, _ in results)
    if can is Truth.NO:
        return Truth.NO, frozenset(), False
    missing = frozenset[str]().union(*(each for _, each in results))
    foreign = {attribute: _FOREIGN for each in given for attribute in attributes(each) if _names_a_resource(attribute)}
    confined = min(holds(each, Known(action, foreign))[0] for each in given) is Truth.NO
    asked = frozenset(each for each in missing if not each.startswith("@Request") and each != UNREADABLE)
    return Truth.UNKNOWN if UNREADABLE in missing else Truth.YES, asked - {"SubOperation"}, confined


def _names_a_resource(attribute: Attribute) -> bool:
    _, found, last = attribute.name.rpartition(":")
    # A list is asked for by a prefix, which is then a part of the names of what it shows.
    named = last in _CONFINING or attribute.name.partition(":")[0].endswith("/tags")
    return bool(found) and named and (attribute.source == "resource" or last == "prefix")
