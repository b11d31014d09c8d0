"""The marks that a technique can bear, and how one is written down."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What stops a technique."""

    DENIED = "denied"
    """A needed permission is denied on every resource, in every context."""
    DENIED_EXCEPT = "denied except"
    """The same, outside a named exception that is an input of the boundary."""
    GRANT_TIME = "grant-time"
    """Ordinary agents need every permission of it, so that access generation and the policy pack guard the target."""
    ADMISSION = "admission"
    """Kubernetes: an admission policy refuses the request, whatever is granted."""
    ROLE_DISCIPLINE = "role discipline"
    """Azure: only generated custom roles are assigned to agents, and none holds the permission."""
    POLICY = "policy"
    """Azure: a policy assignment denies the request."""
    DENY_ASSIGNMENT = "deny assignment"
    """Azure: the opt-in deny assignment denies it."""
    NONE = "none"
    """Nothing of the boundary stops it; the reason says what a reader must know."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stops one technique.

    Attributes:
        mark: The first thing that stops it.
        by: The statement, rule, policy or permission that does, in words for a table.
        why: For a mark that is not a denial of everything: why it is not, and who guards it.
        also: What else stops it.
    """

    mark: Mark
    by: str
    why: str = ""
    also: tuple[Mark, ...] = ()
