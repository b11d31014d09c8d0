"""What an agent's requests become on GCP, as plain data: custom roles, bindings, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent_identity.access.plan import Grant


@dataclass(frozen=True, slots=True)
class CustomRole:
    """A custom role of a project.

    Attributes:
        key: Stable name of the role within the agent.
        role_id: Its id, which follows from the agent and from what it holds; a role's permissions never change.
        project: The project that has it.
        title: At most 100 characters.
        permissions: What it holds, sorted.
    """

    key: str
    role_id: str
    project: str
    title: str
    permissions: tuple[str, ...]

    @property
    def name(self) -> str:
        """The role as bindings name it."""
        return f"projects/{self.project}/roles/{self.role_id}"

    def as_dict(self) -> dict[str, Any]:
        """Returns it as JSON."""
        return {"name": self.name, "title": self.title, "permissions": list(self.permissions)}


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition of a binding.

    Attributes:
        title: Unique among the conditions of one role on one resource.
        expression: In CEL.
    """

    title: str
    expression: str

    def as_dict(self) -> dict[str, str]:
        """Returns it as JSON, and as the Pulumi argument."""
        return {"title": self.title, "expression": self.expression}


@dataclass(frozen=True, slots=True)
class Binding:
    """One role for the agent on one resource; the agent itself is not part of it.

    Attributes:
        key: Stable name of the binding within the agent: follows from what is bound where, not from order.
        resource: The resource that was asked for, by its full name.
        member: The Pulumi resource that makes it.
        arguments: That resource's arguments that say where, by name.
        role: The role's name.
        condition: The condition, or None.
    """

    key: str
    resource: str
    member: str
    arguments: Mapping[str, str]
    role: str
    condition: Condition | None

    def as_dict(self) -> dict[str, Any]:
        """Returns it as JSON."""
        found: dict[str, Any] = {
            "resource": self.resource,
            "binds": self.member,
            "where": dict(self.arguments),
            "role": self.role,
        }
        if self.condition is not None:
            found["condition"] = self.condition.as_dict()
        return found


@dataclass(frozen=True, slots=True)
class GcpPlan:
    """Everything that an agent's requests become on GCP.

    Attributes:
        roles: Custom roles, sorted by name.
        bindings: Sorted by key.
        grants: What each request became, and why, in the order of the requests' places.
        count: How often the agent then appears in the allow policy of its own project; a binding on a resource itself
            does not.
    """

    roles: tuple[CustomRole, ...]
    bindings: tuple[Binding, ...]
    grants: tuple[Grant, ...]
    count: int

    @property
    def own_documents(self) -> int:
        """How many custom roles it adds; a project has at most 300: https://cloud.google.com/iam/quotas."""
        return len(self.roles)

    def as_dict(self) -> dict[str, Any]:
        """Returns it as JSON."""
        return {
            "roles": [role.as_dict() for role in self.roles],
            "bindings": [binding.as_dict() for binding in self.bindings],
        }
