"""What one principal may do: what its policies allow, within its boundary and its organisation, less what is denied.

An Allow counts if it can hold, a Deny only if the caller cannot avoid it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from agent_identity.permissions.aws import actions
from agent_identity.permissions.aws.actions import Action
from agent_identity.permissions.aws.caller import calling, context_of, has_passed, named_conditions
from agent_identity.permissions.aws.conditions import Held, holds
from agent_identity.permissions.aws.model import Organization, Policy, Principal, World
from agent_identity.permissions.aws.policy import Document, Statement
from agent_identity.permissions.aws.regions import EVERYTHING, Region, is_everything, less, reaches, regions_of, within
from agent_identity.permissions.aws.variables import Context, resolved
from agent_identity.permissions.findings import Because
from agent_identity.permissions.logic import Truth


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One statement in the place where it works.

    Attributes:
        policy: Its policy.
        document: Its document.
        statement: The statement.
        bits: The actions of techniques that it names.
    """

    policy: Policy
    document: Document
    statement: Statement
    bits: int

    @property
    def because(self) -> Because:
        """The line as findings name it."""
        policy, statement = self.policy, self.statement
        return Because(policy.layer, policy.name, statement.index, statement.sid, None, policy.scope)


@dataclass(frozen=True, slots=True, eq=False)
class Grant:
    """What one statement really grants of one action.

    Attributes:
        line: The statement.
        action: The action.
        regions: On what, after all limits and denials; never empty.
        conditions: Keys that must hold and that the caller does not choose.
        opaque: Whether a value that the input does not contain would decide.
    """

    line: Line
    action: Action
    regions: tuple[Region, ...]
    conditions: frozenset[str]
    opaque: bool


class Rights:
    """What one principal may do.

    Args:
        principal: The principal.
        world: The input that it stands in.
    """

    def __init__(self, principal: Principal, world: World) -> None:
        self.principal = principal
        self.world = world
        self._lines = [line for policy in principal.policies for line in _lines(policy)]
        self._limits = [[line for policy in layer for line in _lines(policy)] for layer in layers(principal, world)]
        self._grants: dict[tuple[str, str], tuple[Grant, ...]] = {}

    @cached_property
    def context(self) -> Context:
        """What is known of each of its requests."""
        return context_of(self.principal)

    @cached_property
    def unread(self) -> tuple[Policy, ...]:
        """Policies that grant something which the input does not contain."""
        return tuple(policy for policy in self.principal.policies if _unread(policy))

    @cached_property
    def limits_unread(self) -> bool:
        """Whether the text of a limit is not in the input: then nothing that is granted is certain."""
        return any(policy.document is None for layer in layers(self.principal, self.world) for policy in layer)

    @cached_property
    def bits(self) -> int:
        """Actions that it holds on something, before its resources are looked at."""
        bits = 0
        for line in self._lines:
            if line.statement.allow:
                bits |= line.bits
        for layer in self._limits:
            if not bits:
                break
            limit = 0
            for line in layer:
                if line.statement.allow:
                    limit |= line.bits
            bits &= limit
        if bits:
            for line in self._denials(bits, self.context):
                if not line.statement.not_resources and any(map(is_everything, line.statement.resources)):
                    bits &= ~line.bits
        return bits

    @cached_property
    def _denying(self) -> tuple[Line, ...]:
        """Every statement that denies something that a technique needs."""
        every = [*self._lines, *(line for layer in self._limits for line in layer)]
        return tuple(line for line in every if not line.statement.allow and line.bits and not line.statement.unknown)

    def _denials(self, bits: int, context: Context) -> Iterator[Line]:
        """Yields what denies some of these actions and cannot be avoided by the caller."""
        for line in self._denying:
            if line.bits & bits and self._held(line, context).truth is Truth.YES:
                yield line

    def documents(self) -> Iterator[Document]:
        """Yields every document that binds the principal."""
        limits = (policy for layer in layers(self.principal, self.world) for policy in layer)
        for policy in (*self.principal.policies, *limits):
            if policy.document is not None:
                yield policy.document

    def grants(self, action: Action, service: str = "") -> tuple[Grant, ...]:
        """Returns what grants an action.

        Args:
            action: The action.
            service: The service to which a role is handed, where that is asked.
        """
        key = (action.name, service)
        found = self._grants.get(key)
        if found is None:
            found = self._grants[key] = tuple(self._found(action, service))
        return found

    def leaves(self, action: Action, resource: str) -> bool:
        """Tells whether limits and denials leave an action on one resource, whoever allows it.

        A resource's policy that names a user allows past the user's boundary; one that names a role does not.
        """
        past_boundary = self.principal.kind == "user" and self.principal.boundary is not None
        regions: Iterable[Region] = (Region(resource),)
        for layer in self._limits[1 if past_boundary else 0 :]:
            left = [region for _, found in self._alternatives(layer, action, self.context) for region in found]
            regions = within(regions, tuple(left))
        return any(True for _ in self._undenied(action, regions, self.context))

    def _found(self, action: Action, service: str) -> Iterator[Grant]:
        context = calling(self.context, action.name, service)
        limits = [list(self._alternatives(layer, action, context)) for layer in self._limits]
        for line in self._lines:
            if not line.statement.allow or not line.bits & action.bit:
                continue
            held = self._held(line, context)
            if held.truth is Truth.NO:
                continue
            regions: Iterable[Region] = self._regions(line)
            missing, opaque = set(held.missing), held.opaque or bool(line.statement.unknown) or self.limits_unread
            for layer in limits:
                regions = within(regions, tuple(region for _, found in layer for region in found))
                # A limit that holds without a condition needs none to be named.
                if not any(limit.truth is Truth.YES for limit, _ in layer):
                    for limit, _ in layer:
                        missing |= limit.missing
                        opaque = opaque or limit.opaque
            regions = self._undenied(action, regions, context)
            left = tuple(dict.fromkeys(region for region in regions if reaches(region.pattern, action.forms)))
            if left:
                yield Grant(line, action, left, named_conditions(missing), opaque)

    def _alternatives(
        self, layer: list[Line], action: Action, context: Context
    ) -> Iterator[tuple[Held, tuple[Region, ...]]]:
        for line in layer:
            if line.statement.allow and line.bits & action.bit:
                held = self._held(line, context)
                if held.truth is not Truth.NO:
                    yield held, self._regions(line)

    def _undenied(self, action: Action, regions: Iterable[Region], context: Context) -> Iterable[Region]:
        taken: list[str] = []
        for line in self._denials(action.bit, context):
            if line.statement.not_resources:
                # All but these is denied, so these are what is left.
                regions = within(regions, tuple(map(Region, line.statement.resources)))
            else:
                taken += line.statement.resources
        return less(regions, tuple(taken)) if taken else regions

    def _regions(self, line: Line) -> tuple[Region, ...]:
        statement = line.statement
        if "Resource" in statement.unknown and not statement.resources:
            return (Region(EVERYTHING),)
        resources = statement.resources
        if any("${" in each for each in resources):
            resources = tuple(self._resolved(resources, line.document.version))
        return regions_of(resources, negated=statement.not_resources)

    def _resolved(self, resources: Iterable[str], version: str) -> Iterator[str]:
        """Yields patterns with what is known of the principal in them; what is not known stays as it is written."""
        for text in resources:
            found = resolved(text, self.context, version)
            if found.missing:
                yield text
            elif found.pattern is not None:
                yield found.pattern

    def _held(self, line: Line, context: Context) -> Held:
        conditions = line.statement.conditions
        if any(map(has_passed, conditions)):
            return Held(Truth.NO)
        return holds(conditions, context, line.document.version)


def layers(principal: Principal, world: World) -> list[tuple[Policy, ...]]:
    """Returns the layers of which each must allow: the boundary, and every level of the organisation."""
    found: list[tuple[Policy, ...]] = []
    if principal.boundary is not None:
        found.append((principal.boundary,))
    found += scp_levels(principal, world.organization)
    return found


def scp_levels(principal: Principal, organization: Organization) -> list[tuple[Policy, ...]]:
    """Returns the service control policies that bind a principal, level by level.

    They bind neither service-linked roles nor the management account:
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html.
    """
    if principal.service_linked or (principal.account and principal.account == organization.management_account):
        return []
    own = organization.accounts.get(principal.account)
    return [level for level in (own[0] if own else organization.scp_levels) if level]


def _unread(policy: Policy) -> bool:
    document = policy.document
    if document is None or document.incomplete:
        return True
    return any(statement.allow and statement.unknown & {"Action", "Effect"} for statement in document.statements)


def _lines(policy: Policy) -> tuple[Line, ...]:
    if policy.document is None:
        # An unread limit takes nothing away for certain.
        if policy.layer in {"boundary", "scp"}:
            return (Line(policy, _OPEN, _OPEN.statements[0], actions.every()),)
        return ()
    return tuple(Line(policy, policy.document, statement, _bits(statement)) for statement in policy.document.statements)


_OPEN = Document((Statement(0, allow=True, actions=("*",), resources=("*",)),))


def _bits(statement: Statement) -> int:
    bits = actions.bits_of(statement.actions)
    return actions.every() & ~bits if statement.not_actions else bits
