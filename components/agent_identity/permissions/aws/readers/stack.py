"""Reads a Pulumi stack: the policy pack's view of it, or a state that was exported.

What has no ARN yet has a name of its own, made from kind and logical name, so that references join all the same. A
reference that is not known is followed by the property's dependencies to the resource that it was made from.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal

from agent_identity.permissions.agents import is_agent
from agent_identity.permissions.aws.documents import DocumentError, read_document
from agent_identity.permissions.aws.model import Host, Layer, Policy, Principal, World
from agent_identity.permissions.aws.policy import Document
from agent_identity.permissions.aws.readers import hosts, managed, stack_guards
from agent_identity.permissions.aws.readers.stack_names import GROUP, PROFILE, Names, Owner
from agent_identity.permissions.findings import Finding, Report
from agent_identity.permissions.stacks.kinds import AWS_POLICY, AWS_ROLE, AWS_USER
from agent_identity.permissions.stacks.resource import Resource, Stack
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at, known_text, listed, unknown_within

Agents = Callable[[Resource], bool | None]
"""Whether a role or user is an agent's; None where nothing says."""

_HOLDERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "aws:iam:RolePolicy": (AWS_ROLE, "role", "policy"),
    "aws:iam:UserPolicy": (AWS_USER, "user", "policy"),
    "aws:iam:GroupPolicy": (GROUP, "group", "policy"),
    "aws:iam:RolePolicyAttachment": (AWS_ROLE, "role", "policyArn"),
    "aws:iam:UserPolicyAttachment": (AWS_USER, "user", "policyArn"),
    "aws:iam:GroupPolicyAttachment": (GROUP, "group", "policyArn"),
    "aws:iam:RolePolicyAttachmentsExclusive": (AWS_ROLE, "roleName", "policyArns"),
    "aws:iam:UserPolicyAttachmentsExclusive": (AWS_USER, "userName", "policyArns"),
    "aws:iam:GroupPolicyAttachmentsExclusive": (GROUP, "groupName", "policyArns"),
}
"""Resources that give one principal or group something: its kind, where it is named, and what is given."""
_ATTACHMENT: Final = "aws:iam:PolicyAttachment"
_TO_SEVERAL: Final = (("roles", AWS_ROLE), ("users", AWS_USER), ("groups", GROUP))
_MEMBERSHIP: Final = "aws:iam:GroupMembership"
_MEMBER: Final = "aws:iam:UserGroupMembership"

_UNREAD: Final = ("aws-native:", "aws:cloudformation/", "awsx:")

PRINCIPALS: Final = frozenset({AWS_ROLE, AWS_USER})
GRANTS: Final = frozenset({_ATTACHMENT, *_HOLDERS})
"""Kinds that give somebody else a policy."""


def kinds() -> frozenset[str]:
    """Returns the kinds of resources that say anything to this reader."""
    own = {*PRINCIPALS, *GRANTS, AWS_POLICY, GROUP, PROFILE, _MEMBERSHIP, _MEMBER}
    return frozenset(own) | hosts.kinds() | stack_guards.KINDS


def read(
    resources: Iterable[Resource], *, known: Mapping[str, Document] | None = None, agents: Agents | None = None
) -> World:
    """Returns what a stack says of AWS.

    Args:
        resources: All its resources, of whatever kind, or a `Stack` of them.
        known: Documents of managed policies that stand elsewhere, by ARN.
        agents: Tells whether a role or user is an agent's; by default its tags and its path do.
    """
    reader = StackReader(resources if isinstance(resources, Stack) else Stack(), known, agents)
    if reader.stack is not resources:
        for resource in resources:
            reader.stack.add(resource)
    for resource in reader.stack:
        reader.add(resource)
    return reader.world()


def lasting(report: Report, world: World) -> Report:
    """Returns a report whose findings have ids that hold before and after the cloud says an ARN."""

    def renamed(finding: Finding) -> Finding:
        principal = world.principals.get(finding.principal)
        return replace(finding, subject=principal.subject) if principal is not None and principal.subject else finding

    principals = []
    for each in report.principals:
        found = sorted(map(renamed, each.findings), key=lambda finding: (finding.rule, finding.id))
        principals.append(replace(each, findings=tuple(found)))
    return replace(report, principals=tuple(principals))


class StackReader:
    """Reads resources one by one; what has been read so far can be asked for at any time.

    Args:
        stack: The stack. What is in it and is not added here is only read by the program: it explains others.
        known: Documents of managed policies that stand elsewhere, by ARN.
        agents: Tells whether a role or user is an agent's.
    """

    def __init__(self, stack: Stack, known: Mapping[str, Document] | None = None, agents: Agents | None = None) -> None:
        self.stack = stack
        self._known = known or {}
        self._agents = agents or self._looks_like_agent
        self._names = Names(stack)
        self._own_principals: dict[str, Resource] = {}
        self._grants: dict[str, Resource] = {}
        self._given: dict[str, dict[str, Resource]] = {}
        self._groups: dict[str, dict[str, Owner]] = {}
        self._hosts: dict[str, Resource] = {}
        self._guards: dict[str, Resource] = {}
        self._open: dict[str, Resource] = {}

    def add(self, resource: Resource) -> None:
        """Takes up a resource, in place of an earlier one of the same URN."""
        kind = resource.kind
        self._names.add(resource)
        if kind in PRINCIPALS:
            self._own_principals[resource.urn] = resource
        elif kind in GRANTS:
            self._grants[resource.urn] = resource
            self._index(resource)
        elif kind in {_MEMBERSHIP, _MEMBER}:
            self._open[resource.urn] = resource
        elif kind in stack_guards.KINDS:
            self._guards[resource.urn] = resource
        if kind in hosts.kinds():
            self._hosts[resource.urn] = resource

    def owners(self, grant: Resource) -> list[Principal]:
        """Returns the principals to which a resource of `GRANTS` gives something, each with all that it has so far."""
        found = []
        for owner in self._owners(grant):
            if owner.kind == GROUP:
                found += [user for user in map(self._principal_of, self._members(owner)) if user is not None]
            elif (principal := self._principal_of(owner)) is not None:
                found.append(principal)
        return found

    def holds_any(self, resource: Resource) -> bool:
        """Tells whether a role or user holds any policy so far, without reading it."""
        given = any(key in self._given for key in self._names.owner_of(resource).keys)
        return given or any(resource.get(field) is not None for field in ("inlinePolicies", "managedPolicyArns"))

    def principal(self, resource: Resource) -> Principal:
        """Returns a role or user of the stack with all that it has so far."""
        return self._principal(self._names.owner_of(resource))

    def world(self, assumptions: Iterable[str] = ()) -> World:
        """Returns all that was read, with what else was taken as empty."""
        # What a reference was made from may have come after it.
        self._given.clear()
        for grant in self._grants.values():
            self._index(grant)
        principals: dict[str, Principal] = {}
        for resource in self._own_principals.values():
            found = self.principal(resource)
            if found.arn in principals:
                found = replace(found, arn=resource.urn, subject=resource.urn)
            principals[found.arn] = found
        elsewhere = 0
        for owner in self._outside():
            found = self._principal(owner)
            if found.arn not in principals:
                elsewhere += 1
                principals[found.arn] = found
        lines = list(assumptions)
        if elsewhere:
            lines.append(f"{elsewhere} principals stand elsewhere: what they have besides this stack's policies")
        if foreign := sum(each.type.startswith(_UNREAD) for each in self.stack):
            lines.append(f"{foreign} resources of other providers and templates that may make principals")
        guards = stack_guards.read(self._guards.values(), self._names, _document)
        return World(
            principals=principals,
            managed={policy.name: policy for policy in map(self._managed_of, self.stack.of(AWS_POLICY))},
            hosts=tuple(sorted(set(self._hosts_of()), key=lambda host: (host.arn, host.identity))),
            profiles={
                self._names.arn_of(profile): tuple(self._roles_of(profile)) for profile in self.stack.of(PROFILE)
            },
            resource_policies=guards.policies,
            organization=guards.organization,
            assumptions=tuple(sorted(lines)),
        )

    def _index(self, grant: Resource) -> None:
        for owner in self._owners(grant):
            self._given.setdefault(owner.key, {})[grant.urn] = grant

    def _owners(self, grant: Resource) -> list[Owner]:
        if grant.kind != _ATTACHMENT:
            kind, field, _ = _HOLDERS[grant.kind]
            return self._names.owners(grant, field, grant.get(field), kind)
        return [
            owner
            for field, kind in _TO_SEVERAL
            for holder in _items(grant.get(field))
            for owner in self._names.owners(grant, field, holder, kind)
        ]

    def _outside(self) -> Iterator[Owner]:
        """Yields whoever is given something and is not made by the stack."""
        seen: set[str] = set()
        for grant in self._grants.values():
            for owner in self._owners(grant):
                foreign = owner.resource is None or owner.resource.urn not in self._own_principals
                if foreign and owner.kind != GROUP and owner.key not in seen:
                    seen.add(owner.key)
                    yield owner

    def _principal_of(self, owner: Owner) -> Principal | None:
        return None if owner.kind == GROUP else self._principal(owner)

    def _principal(self, owner: Owner) -> Principal:
        kind: Literal["role", "user"] = "role" if owner.kind == AWS_ROLE else "user"
        policies = dict.fromkeys(self._own(owner))
        if kind == "user":
            for group in self._groups_of(owner):
                policies |= dict.fromkeys(replace(each, layer="group", scope=group.name) for each in self._own(group))
        by_place: dict[tuple[str, str, str | None], Policy] = {}
        for policy in policies:
            # What the provider reads back of a role stands among its outputs a second time.
            by_place.setdefault((policy.layer, policy.name, policy.scope), policy)
        resource = owner.resource
        if resource is None:
            return Principal(
                arn=owner.arn,
                kind=kind,
                account=owner.account,
                name=owner.name,
                path=owner.path,
                tags=None,
                policies=tuple(by_place.values()),
                agent=is_agent(None, owner.path),
                origin=owner.key,
                subject=owner.subject,
            )
        return Principal(
            arn=owner.arn,
            kind=kind,
            account=owner.account,
            name=owner.name,
            path=owner.path,
            tags=_tags(resource),
            policies=tuple(by_place.values()),
            boundary=self._boundary(resource),
            trust=_trust(resource, owner) if kind == "role" else None,
            agent=self._agents(resource),
            origin=resource.urn,
            subject=owner.subject,
        )

    def _own(self, owner: Owner) -> Iterator[Policy]:
        """Yields what a role, user or group is given: on itself, then by others, in the order of their URNs."""
        resource = owner.resource
        if resource is not None:
            for inline in _items(resource.get("inlinePolicies")):
                # An empty block says "no inline policy".
                if inline is UNKNOWN or at(inline, "policy") is not None:
                    yield _inline(at(inline, "name"), at(inline, "policy"), resource)
            for arn in _items(resource.get("managedPolicyArns")):
                yield from self._attached(resource, "managedPolicyArns", arn)
        given: dict[str, Resource] = {}
        for key in owner.keys:
            given |= self._given.get(key, {})
        for _, grant in sorted(given.items()):
            field = "policyArn" if grant.kind == _ATTACHMENT else _HOLDERS[grant.kind][2]
            if field == "policy":
                yield _inline(grant.get("name"), grant.get("policy"), grant)
            else:
                for arn in _items(grant.get(field)):
                    yield from self._attached(grant, field, arn)

    def _attached(self, grant: Resource, field: str, arn: Value, layer: Layer = "managed") -> Iterator[Policy]:
        found = self._names.find(grant, field, arn, AWS_POLICY)
        for policy in found:
            yield replace(self._managed_of(policy), layer=layer, origin=grant.urn)
        if not found and isinstance(arn, str):
            yield Policy(layer, arn, self._known.get(arn) or managed.document_of(arn), origin=grant.urn)
        elif not found:
            yield Policy(layer, "a policy that is not known yet", None, origin=grant.urn)

    def _managed_of(self, policy: Resource) -> Policy:
        document = _document(policy.get("policy"), "identity")
        return Policy("managed", self._names.arn_of(policy), document, origin=policy.urn)

    def _boundary(self, resource: Resource) -> Policy | None:
        field = "permissionsBoundary"
        value = resource.get(field)
        if value is None or value == "":
            return None
        found = list(self._attached(resource, field, value, "boundary"))
        # One reference that may mean several policies means none for certain.
        return found[0] if len(found) == 1 else Policy("boundary", "one of several policies", None, origin=resource.urn)

    def _groups_of(self, user: Owner) -> list[Owner]:
        self._read_memberships()
        found: dict[str, Owner] = {}
        for key in user.keys:
            found |= self._groups.get(key, {})
        return [found[key] for key in sorted(found)]

    def _members(self, group: Owner) -> list[Owner]:
        return [
            self._names.owner_of(user)
            for user in self.stack.of(AWS_USER)
            if any(group.key in each.keys for each in self._groups_of(self._names.owner_of(user)))
        ]

    def _read_memberships(self) -> None:
        while self._open:
            _, resource = self._open.popitem()
            many = resource.kind == _MEMBERSHIP
            users = [resource.get("users")] if many else [resource.get("user")]
            groups = [resource.get("group")] if many else [resource.get("groups")]
            for group in (item for value in groups for item in _items(value)):
                for owner in self._names.owners(resource, "group" if many else "groups", group, GROUP):
                    for user in (item for value in users for item in _items(value)):
                        for member in self._names.owners(resource, "users" if many else "user", user, AWS_USER):
                            self._groups.setdefault(member.key, {})[owner.key] = owner

    def _hosts_of(self) -> Iterator[Host]:
        for host in self._hosts.values():
            arn: str | None = None
            for field, profile, value in hosts.roles_of(host):
                roles: Iterable[str] = ()
                if profile:
                    found = self._names.find(host, field, value, PROFILE)
                    roles = [role for each in found for role in self._roles_of(each)]
                if not roles:
                    named = self._names.owners(host, field, value, AWS_ROLE)
                    roles = [owner.arn for owner in named if owner.resource is not None or owner.arn.startswith("arn:")]
                for role in roles:
                    arn = arn or hosts.arn_of(host)
                    yield Host(arn, role)

    def _roles_of(self, profile: Resource) -> list[str]:
        return [owner.arn for owner in self._names.owners(profile, "role", profile.get("role"), AWS_ROLE)]

    def _looks_like_agent(self, resource: Resource) -> bool | None:
        for above in self.stack.ancestors(resource):
            if above.type.startswith("agent-identity:index:") and above.type.endswith("Identity"):
                return True
        return is_agent(_tags(resource), known_text(resource.get("path")) or "/")


def _items(value: Value) -> list[Value]:
    return [UNKNOWN] if value is UNKNOWN else listed(value)


def _inline(name: Value, document: Value, origin: Resource) -> Policy:
    return Policy("inline", known_text(name) or origin.name, _document(document, "identity"), origin=origin.urn)


def _trust(role: Resource, owner: Owner) -> Policy | None:
    document = _document(role.get("assumeRolePolicy"), "trust")
    return None if document is None else Policy("trust", owner.arn, document, origin=role.urn)


def _tags(resource: Resource) -> Mapping[str, str] | None:
    # Default tags of the provider stand in tagsAll alone.
    both = [value for value in (resource.get("tagsAll"), resource.get("tags")) if value is not None]
    if any(map(unknown_within, both)):
        return None
    return {str(key): str(item) for value in both if isinstance(value, Mapping) for key, item in value.items()}


def _document(value: Value, role: Literal["identity", "resource", "trust"]) -> Document | None:
    """Returns a document; None where its text is not in the stack, or is no policy."""
    if value is None or value is UNKNOWN:
        return None
    if isinstance(value, str):
        return _parsed(value, role)
    try:
        return read_document(value, role=role)
    except DocumentError:
        return None


@lru_cache(maxsize=8192)
def _parsed(text: str, role: Literal["identity", "resource", "trust"]) -> Document | None:
    try:
        return read_document(text, role=role)
    except DocumentError:
        return None
