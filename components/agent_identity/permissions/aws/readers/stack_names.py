"""Names of principals, policies and profiles of a stack, and whom a reference to one means."""

import re
from dataclasses import dataclass, field
from typing import Final

from agent_identity.permissions.stacks.kinds import AWS_POLICY, AWS_ROLE, AWS_USER
from agent_identity.permissions.stacks.resource import Resource, Stack
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at, known_text, listed

GROUP: Final = "aws:iam:Group"
PROFILE: Final = "aws:iam:InstanceProfile"

_WORDS: Final = {AWS_ROLE: "role", AWS_USER: "user", AWS_POLICY: "policy", GROUP: "group", PROFILE: "instance-profile"}
_ARN: Final = re.compile(r"arn:[^:]+:iam::([^:]*):(?:role|user|group|policy|instance-profile)(/(?:.*/)?)([^/]+)")
_ACCOUNT: Final = re.compile(r"arn:([^:]+):[^:]*:[^:]*:(\d{12}):.*")


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who is given policies: a role, user or group.

    Attributes:
        kind: Its kind of resource.
        resource: The resource that makes it; None where it stands elsewhere or is not known.
        name: Its name.
        path: Its path.
        account: Its account, "" where nothing says.
        arn: Its ARN, or the name that stands for it.
        subject: What stands for it in ids, before and after its ARN is known.
        keys: Under which it is found, the main one first.
    """

    kind: str
    resource: Resource | None
    name: str
    path: str
    account: str
    arn: str
    subject: str
    keys: tuple[str, ...]

    @property
    def key(self) -> str:
        """The main one of its keys."""
        return self.keys[0]


@dataclass(slots=True)
class Names:
    """Finds what references mean.

    Attributes:
        stack: The stack.
    """

    stack: Stack
    _index: dict[str, dict[str, Resource]] = field(default_factory=dict)

    def add(self, resource: Resource) -> None:
        """Takes up a resource by its name, if it has one that others refer to."""
        name = known_text(resource.get("name")) if resource.kind in _WORDS else None
        if name:
            self._index.setdefault(_key(resource.kind, _path(resource), name), {})[resource.urn] = resource

    def find(self, resource: Resource, prop: str, value: Value, kind: str) -> list[Resource]:
        """Returns the resources of a kind that a reference means, several where an unknown one was made from several.

        Args:
            resource: The resource that holds the reference.
            prop: The input in which it stands.
            value: An ARN, a name, or `UNKNOWN`.
            kind: What it means.
        """
        if isinstance(value, str):
            match = _ARN.fullmatch(value)
            path, name = (match[2], match[3]) if match else ("/", value)
            found = self._index.get(_key(kind, path, name), {}).values()
            fitting = [each for each in found if not match or self._account(each) in ("", match[1])]
            return [each for each in fitting if each.shares_home(resource)] or fitting
        return self.stack.sources(resource, prop, {kind}) if value is UNKNOWN else []

    def owners(self, resource: Resource, prop: str, value: Value, kind: str) -> list[Owner]:
        """Returns whom a reference means, somebody outside the stack where it leads to no resource of it."""
        found = self.find(resource, prop, value, kind)
        if found:
            return [self.owner_of(each) for each in found]
        if isinstance(value, str) and value:
            match = _ARN.fullmatch(value)
            account, path, name = match.groups() if match else ("", "/", value)
            subject = f"{kind} {name}"
            arn = value if match else subject
            return [Owner(kind, None, name, path, account, arn, subject, (_key(kind, path, name),))]
        if value is UNKNOWN:
            nobody = f"a {_WORDS[kind]} that is not known yet ({resource.label})"
            return [Owner(kind, None, resource.name, "/", "", nobody, nobody, (f"? {resource.urn} {prop}",))]
        return []

    def owner_of(self, resource: Resource) -> Owner:
        """Returns a role, user or group that the stack makes."""
        kind, path = resource.kind, _path(resource)
        name = known_text(resource.get("name"))
        keys = (resource.urn, _key(kind, path, name)) if name else (resource.urn,)
        account = self._account(resource)
        return Owner(kind, resource, name or resource.name, path, account, self.arn_of(resource), resource.label, keys)

    def arn_of(self, resource: Resource) -> str:
        """Returns the ARN of a resource of IAM: as the stack says it, or put together from account, path and name.

        Where that is not known, kind and logical name stand for it.
        """
        known = known_text(resource.outputs.get("arn"))
        if known:
            return known
        name, account = known_text(resource.get("name")), self._account(resource)
        if not name or not account or resource.get("path") is UNKNOWN:
            return resource.label
        partition = next((match[1] for match in map(_ACCOUNT.fullmatch, _arns(resource)) if match), "aws")
        return f"arn:{partition}:iam::{account}:{_WORDS[resource.kind]}{_path(resource)}{name}"

    def _account(self, resource: Resource) -> str:
        """Returns the account in which a resource of IAM is made, "" where nothing says."""
        for arn in _arns(resource):
            if match := _ACCOUNT.fullmatch(arn):
                return match[2]
        allowed = listed(at(resource.provider, "allowedAccountIds"))
        return allowed[0] if len(allowed) == 1 and isinstance(allowed[0], str) else ""


def _arns(resource: Resource) -> list[str]:
    # A boundary stands in the account of the principal that it bounds.
    found = (resource.outputs.get("arn"), resource.get("permissionsBoundary"))
    roles = [at(each, "roleArn") for each in listed(at(resource.provider, "assumeRoles"))]
    roles.append(at(resource.provider, "assumeRole", "roleArn"))
    return [arn for arn in (*found, *roles) if isinstance(arn, str)]


def _path(resource: Resource) -> str:
    return known_text(resource.get("path")) or "/"


def _key(kind: str, path: str, name: str) -> str:
    # Names of principals are unique in an account, whatever their path, and are referred to without it.
    return f"{kind} {path}{name}" if kind == AWS_POLICY else f"{kind} {name}"
