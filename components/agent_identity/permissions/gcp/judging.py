"""Which grants count towards a technique: what a permission is for, on what it is held, and under which condition."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from agent_identity.permissions.gcp import conditions, names, reaching
from agent_identity.permissions.gcp.matching import alone, matched, techniques
from agent_identity.permissions.gcp.model import Binding, World
from agent_identity.permissions.gcp.reaching import Reach
from agent_identity.permissions.gcp.rights import Rights, RightsOf
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, On, When

SETTLED: Final = "gcp-legacy-handover"
"""A technique of organisations of before 2021: the constraints that end it are taken as enforced."""
OUTLIVING: Final = frozenset({"gcp-account-key", "gcp-hmac-key", "gcp-account-policy"})
"""Techniques that give an account something of its own that outlives its tokens."""
_ABOVE: Final = ("resourcemanager.folders.", "resourcemanager.organizations.", "resourcemanager.projects.create")
"""Permissions that a project's own policy cannot give any use of."""
FEDERATED: Final = "roles/iam.workloadIdentityUser"
"""The role by which a workload runs as an account."""
POLICIES: Final = {
    "resourcemanager.projects.setIamPolicy": ("projects", "folders", "organizations"),
    "resourcemanager.folders.setIamPolicy": ("folders", "organizations"),
    "resourcemanager.organizations.setIamPolicy": ("organizations",),
}
"""Permissions that grant whatever there is, and on which containers they do."""


@dataclass(frozen=True, slots=True)
class Held:
    """A permission that meets a need of a technique, before it is asked whose it is.

    Attributes:
        technique: Index of the technique.
        need: Index of the need.
        permission: The permission.
        broad: Whether it reaches everything below the resource.
        conditions: Attributes that must be so.
        truth: UNKNOWN where a role that it may grant is not known.
        admin: Whether it grants whatever there is on a project, folder or organisation.
    """

    technique: int
    need: int
    permission: str
    broad: bool
    conditions: tuple[str, ...] = ()
    truth: Truth = Truth.YES
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A permission that counts towards a need.

    Attributes:
        held: The permission.
        binding: What grants it.
        truth: How sure it is.
        targets: The accounts that it leads to, where it names them.
        resources: On what it is held.
    """

    held: Held
    binding: Binding
    truth: Truth
    targets: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


@dataclass
class Judging:
    """Judges the grants of an input.

    Attributes:
        world: The input.
        rights: The rights of everybody.
        passed_over: What was taken for a principal's own, and other things taken for granted.
        workloads: Workloads of a cluster or a foreign issuer, each with the account that it runs as.
    """

    world: World
    rights: RightsOf
    passed_over: set[str] = field(default_factory=set)
    workloads: set[tuple[str, str]] = field(default_factory=set)
    _own: set[str] = field(default_factory=set)
    _lacking: dict[tuple[str, str], Truth] = field(default_factory=dict)
    _held: dict[tuple[str, str, str], tuple[Held, ...]] = field(default_factory=dict)

    @cached_property
    def _tags_read(self) -> bool:
        found = [
            *(binding.condition for binding in self.world.bindings),
            *(rule.condition for rule in self.world.denies),
        ]
        return any(each is not None and conditions.reads_tags(each.expression) for each in found)

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """Every service account of the input."""
        return tuple(each for each in self.rights.principals() if each.startswith("serviceAccount:"))

    def assumptions(self) -> tuple[str, ...]:
        """Returns what was taken for granted."""
        said = set(self.passed_over)
        if self._own:
            count = len(self._own)
            shown = ", ".join(sorted(self._own)[:3]) + (f" and {count - 3} more" if count > 3 else "")
            said.add(f"taken for what belongs to those who are granted it by its full name: {shown}")
        return tuple(sorted(said))

    def held(self, binding: Binding) -> tuple[Held, ...]:
        """Returns what a binding grants that meets a need, worked out once for each role, place and condition."""
        expression = binding.condition.expression if binding.condition else ""
        key = (binding.role, binding.resource, expression)
        if key not in self._held:
            self._held[key] = tuple(self._of(*key))
        return self._held[key]

    def _of(self, role: str, resource: str, expression: str) -> Iterator[Held]:
        permissions = self.world.permissions(role)
        if not permissions:
            return
        container = names.is_container(resource)
        level = resource.removeprefix(names.MANAGER).partition("/")[0] if container else ""
        for permission, places in matched(permissions):
            if (level == "projects" and permission.startswith(_ABOVE)) or not names.may_apply(permission, resource):
                continue
            # A condition on one resource's policy narrows what is one resource already.
            found = reaching.reached(permission, resource, expression)
            if found.reach is Reach.NOTHING:
                continue
            truth = Truth.YES if found.roles is None else self._granting(found.roles)
            if truth is Truth.NO:
                continue
            broad = container and found.reach is Reach.EVERYTHING
            admin = broad and found.roles is None and level in POLICIES.get(permission, ())
            for technique, need in places:
                if self._applies(technique, need, permission, expression, broad=broad, container=container):
                    yield Held(technique, need, permission, broad, found.conditions, truth, admin)

    def _granting(self, roles: tuple[str, ...]) -> Truth:
        """Returns whether one of some roles gives more than is harmless."""
        return max((self._harms(role) for role in roles), default=Truth.NO)

    def _harms(self, role: str) -> Truth:
        permissions = self.world.permissions(role)
        if permissions is None:
            return Truth.UNKNOWN
        return Truth.YES if _harmful(permissions) else Truth.NO

    def _applies(
        self, number: int, need: int, permission: str, expression: str, *, broad: bool, container: bool
    ) -> bool:
        technique = techniques()[number]
        if technique.id == SETTLED:
            self.passed_over.add(
                "the constraints of organisation policies that have services check iam.serviceAccounts.actAs are taken"
                " as enforced"
            )
            return False
        if technique.when is When.TAG_READ and not self._tags_read:
            return False
        if broad or not container or technique.needs[need].on is not On.ANY:
            return True
        return not permission.endswith(".create") and reaching.names_kind(expression, permission)

    def counted(self, rights: Rights, binding: Binding, held: Held) -> Counted | None:
        """Returns a permission with what it leads to; None where it does not count."""
        if rights.is_denied(held.permission, binding.resource):
            return None
        technique = techniques()[held.technique]
        on = technique.needs[held.need].on
        if on is On.ANY or held.broad:
            return Counted(held, binding, held.truth, (), (binding.resource,))
        if on is On.PRINCIPAL:
            return self._on_accounts(rights, binding, held, technique.id)
        if not names.is_container(binding.resource):
            self._own.add(binding.resource)
        return None

    def _on_accounts(self, rights: Rights, binding: Binding, held: Held, rule: str) -> Counted | None:
        account = names.account_of(binding.resource)
        if account is not None:
            candidates: tuple[str, ...] = (account,)
        elif binding.condition is not None and names.is_container(binding.resource):
            expression = binding.condition.expression
            candidates = tuple(
                each for each in self.accounts if reaching.holds_for(expression, names.resource_of(each))
            )
        else:
            return None
        if account is not None and binding.role == FEDERATED and is_workload(rights.principal):
            # It is how a workload comes to its own account; where that leads on to, paths say.
            self.workloads.add((rights.principal, account))
            return None
        truths = {each: self._leads_to(rights, each, rule) for each in candidates}
        verdict = max(truths.values(), default=Truth.NO)
        if verdict is Truth.NO:
            return None
        targets = tuple(sorted(each for each, truth in truths.items() if truth is verdict))
        resources = tuple(map(names.resource_of, targets))
        return Counted(held, binding, min(verdict, held.truth), targets, resources)

    def _leads_to(self, rights: Rights, account: str, rule: str) -> Truth:
        if account == rights.principal:
            return Truth.YES if rule in OUTLIVING else Truth.NO
        if not self.rights.is_described(account):
            return Truth.UNKNOWN
        pair = (rights.principal, account)
        if pair not in self._lacking:
            self._lacking[pair] = rights.lacks(self.rights(account))
        verdict = self._lacking[pair]
        if verdict is Truth.NO:
            self.passed_over.add("service accounts of the input hold what the input grants them, and nothing else")
        return verdict


def is_workload(principal: str) -> bool:
    """Tells whether it is a workload, or a set narrower than a whole pool, that has no account of its own.

    https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity
    """
    if principal.startswith("serviceAccount:"):
        return ".svc.id.goog[" in principal
    pooled = "/workloadIdentityPools/" in principal and principal.startswith(("principal://", "principalSet://"))
    return pooled and not principal.endswith("/*")


@lru_cache(maxsize=4096)
def _harmful(permissions: frozenset[str]) -> bool:
    if "iam.serviceAccounts.actAs" in permissions or not permissions.isdisjoint(POLICIES):
        return True
    return any(
        techniques()[number].kind is not Kind.GUARD
        and techniques()[number].id != SETTLED
        and techniques()[number].when is When.ALWAYS
        for number in alone(permissions)
    )
