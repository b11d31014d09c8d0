"""What an input says of an Azure tenant: roles, who has them where, what is denied, and the directory behind it.

Ids and scopes are kept in lower case, for Azure compares them without regard to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from agent_identity.permissions.azure.scopes import Ancestry

EVERYONE: Final = "00000000-0000-0000-0000-000000000000"
"""Who stands for all principals in a deny assignment."""

Layer = Literal["assignment", "eligible", "directory", "application", "owner"]


@dataclass(frozen=True, slots=True)
class Permissions:
    """One block of what a role allows, or a deny assignment denies. Patterns are in lower case.

    Attributes:
        actions: What may be done with resources.
        not_actions: What of that is left out.
        data_actions: What may be done with what is in them.
        not_data_actions: What of that is left out.
        condition: What must hold, too, or None.
    """

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()
    condition: str | None = None

    def plane(self, data: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Returns what is listed and what is left out, of data actions or of actions."""
        return (self.data_actions, self.not_data_actions) if data else (self.actions, self.not_actions)


@dataclass(frozen=True, slots=True)
class Role:
    """A role definition.

    Attributes:
        id: Its GUID.
        name: Its name.
        permissions: What it allows; None where the input names the role and does not say.
    """

    id: str
    name: str
    permissions: tuple[Permissions, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role that a principal has at a scope.

    Attributes:
        name: Its id or name, as answers call it.
        principal: Who has it.
        role_id: The role's GUID, "" where only its name is given.
        role_name: The role's name, "" where only its id is given.
        scope: Where.
        condition: What must hold, too, or None.
        eligible: Whether the principal must first activate it.
    """

    name: str
    principal: str
    role_id: str
    role_name: str
    scope: str
    condition: str | None = None
    eligible: bool = False

    @property
    def layer(self) -> Layer:
        """How answers call its kind."""
        return "eligible" if self.eligible else "assignment"


@dataclass(frozen=True, slots=True)
class DenyAssignment:
    """What principals may not do at a scope, whatever they were granted.

    https://learn.microsoft.com/azure/role-based-access-control/deny-assignments

    Attributes:
        name: Its name.
        scope: Where.
        permissions: What it denies.
        principals: Whom; `EVERYONE` for all.
        excluded: Who is left out.
        only_here: Whether it leaves out what lies below its scope.
        condition: What must hold for it, or None.
    """

    name: str
    scope: str
    permissions: tuple[Permissions, ...]
    principals: frozenset[str]
    excluded: frozenset[str] = frozenset()
    only_here: bool = False
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class DirectoryGrant:
    """A role of the directory, or a permission of an application in it, that a principal has.

    Attributes:
        principal: Who has it.
        role: The role's name, or the permission's value; its id where neither is known.
        layer: `directory` for a role, `application` for a permission.
        known: Whether it is known what it allows.
        scope: Where a directory role holds: "/" for the whole tenant.
        eligible: Whether the principal must first activate it.
        actions: What a custom role of the directory allows.
    """

    principal: str
    role: str
    layer: Layer
    known: bool = True
    scope: str = "/"
    eligible: bool = False
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """What exports of Microsoft Graph say.

    Attributes:
        grants: Directory roles and application permissions.
        owned: Of each owner, the service principals and groups that it owns, each with the kind of thing.
    """

    grants: tuple[DirectoryGrant, ...] = ()
    owned: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """All that an input says.

    Attributes:
        assignments: Roles that principals have, active and eligible.
        roles: Role definitions of the input, by GUID.
        denials: Deny assignments.
        groups: Of each principal, all groups that it is in, those around others too.
        directory: What is known of the directory.
        identities: Resource ids of managed identities, or of what they belong to, by principal.
        hosts: What runs as which principals, by resource id.
        names: How the input writes each principal's id.
        labels: Names of principals, where the input has them.
        kinds: Types of principals, like `ServicePrincipal`.
        tags: Tags of principals, where the input has them.
        ancestry: What lies above subscriptions and management groups.
        spellings: How the input writes scopes and actions.
        assumptions: What the input did not supply.
    """

    assignments: tuple[Assignment, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    denials: tuple[DenyAssignment, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    directory: Directory = field(default_factory=Directory)
    identities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hosts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ancestry: Ancestry = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()

    def of(self, principal: str) -> frozenset[str]:
        """Returns whom a principal counts as: itself and its groups."""
        return self.groups.get(principal, frozenset()) | {principal}
