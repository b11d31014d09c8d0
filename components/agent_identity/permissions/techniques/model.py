"""What an escalation technique is, on every cloud: plain data, one entry a technique.

A technique says which permissions it needs, on what, and what they yield together. It does not say who stops it: that
is `agent_identity.boundaries.coverage`, one mark a technique and cloud.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Cloud = Literal["aws", "azure", "gcp", "kubernetes"]


class Kind(StrEnum):
    """What a technique does. Kinds are the same on every cloud."""

    PRINCIPAL = "a"
    """Changes a principal, its policy, its trust or a guard that limits the principal itself."""
    CREDENTIAL = "b"
    """Returns a credential, token or signed address of somebody else, or one that outlives the caller's limits."""
    HANDOVER = "c"
    """Hands an identity to a service that runs code or calls the cloud with it."""
    HOST = "d"
    """Changes code, command, image, data or configuration of something that runs as another identity."""
    POLICY = "e"
    """Rewrites the policy of a resource, so that somebody gets in."""
    GUARD = "f"
    """Weakens a guard that watches or limits others."""


class On(StrEnum):
    """What a needed permission must reach for the technique to work. A permission on less is harmless."""

    ANY = "any"
    """Anything at all: the permission alone is enough."""
    PRINCIPAL = "principal"
    """An identity that has a right which the caller lacks."""
    SELF = "self"
    """The caller's own identity, by its name, by a pattern that matches it, or by everything."""
    HOST = "host"
    """Something that runs as another identity and is not the caller's own."""
    STORE = "store"
    """A store of secrets, keys, state or artefacts, beyond what is the caller's own."""
    RESOURCE = "resource"
    """A resource whose policy can name somebody, beyond what is the caller's own."""
    GUARD = "guard"
    """A log, detector, rule, boundary, deny or network limit."""


class When(StrEnum):
    """What must be so, besides the permissions, for an analysis to report a technique."""

    ALWAYS = "always"
    """Nothing more."""
    TAG_READ = "tag read"
    """A policy in the input decides by a tag that the caller may write."""


class Plane(StrEnum):
    """Which list of permissions a need's patterns belong to."""

    CONTROL = "control"
    """The cloud's ordinary permissions; on Kubernetes, verbs on resources."""
    DATA = "data"
    """Azure's dataActions, which are granted apart from actions."""
    GRAPH = "graph"
    """Application permissions of Microsoft Graph, by value, like `Application.ReadWrite.All`."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a technique needs: any one of these permissions, on such a target.

    Attributes:
        any_of: Permission patterns; `*` stands for any text, `?` for one character. They are written as the cloud
            writes permissions: `iam:PassRole`, `iam.serviceAccounts.actAs`, `Microsoft.Compute/virtualMachines/write`,
            and on Kubernetes `VERB GROUP/RESOURCE` with an empty group for the core: `create /pods/exec`.
        on: What the permission must reach.
        plane: Which list of permissions the patterns belong to.
        keys: Condition keys that can confine this permission to something harmless, such as `iam:PermissionsBoundary`
            or `iam:PassedToService`. A condition on another key does not make the technique harmless.
        unreported: Those of `any_of` that a boundary denies and an analysis does not report, because ordinary
            workloads hold them on everything and nobody gains by them alone.
        exact: Whether only what is named in full can be the caller's own: a prefix of names, such as every user of
            one database, is not.
    """

    any_of: tuple[str, ...]
    on: On = On.ANY
    plane: Plane = Plane.CONTROL
    keys: tuple[str, ...] = ()
    unreported: tuple[str, ...] = ()
    exact: bool = False

    @property
    def counted(self) -> tuple[str, ...]:
        """The permissions with which an analysis counts the need as met."""
        return tuple(pattern for pattern in self.any_of if pattern not in self.unreported)


@dataclass(frozen=True, slots=True)
class Technique:
    """One way to more rights than were granted.

    Attributes:
        id: Stable name, `CLOUD-words-with-hyphens`. Findings, waivers and marks refer to it.
        cloud: Which cloud's permissions it speaks of.
        kind: What it does.
        title: One line for lists, in the form "does this".
        needs: All of these are needed; each is any one of its patterns.
        yields: What the caller has afterwards.
        why: Why that is so, for a reader who does not know the service.
        fix: What to grant instead, or how to narrow it.
        source: Address of the vendor's page that the entry rests on.
        runs_as: Service principals that an identity must trust to be used (`lambda.amazonaws.com`), where a technique
            hands one over. Empty: any.
    """

    id: str
    cloud: Cloud
    kind: Kind
    title: str
    needs: tuple[Need, ...]
    yields: str
    why: str
    fix: str
    source: str
    runs_as: tuple[str, ...] = ()
    when: When = When.ALWAYS
