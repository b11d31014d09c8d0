"""What an agent's requests become on Azure, as plain data: custom role definitions, role assignments, and why."""

from dataclasses import dataclass
from typing import Any

from agent_identity.access.azure.conditions import VERSION
from agent_identity.access.plan import Grant


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """A custom role of one agent.

    Attributes:
        key: Stable name of the role within the agent.
        guid: Its id, which follows from the agent, the scope and what it holds: it is known before anything is
            deployed, and what a role holds never changes.
        name: Its name, which is unique in the tenant, as Azure wants it.
        description: What it is for.
        scope: The resource group where it may be assigned: the narrowest that Azure accepts.
        actions: Actions, sorted, without a wildcard.
        data_actions: Data actions, likewise.
    """

    key: str
    guid: str
    name: str
    description: str
    scope: str
    actions: tuple[str, ...]
    data_actions: tuple[str, ...]

    @property
    def id(self) -> str:
        """The role as assignments name it: Azure gives a role this id wherever it may be assigned."""
        subscription = "/".join(self.scope.split("/")[:3])
        return f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{self.guid}"

    def as_dict(self) -> dict[str, Any]:
        """Returns it as Azure writes it."""
        return {
            "name": self.guid,
            "properties": {
                "roleName": self.name,
                "type": "CustomRole",
                "description": self.description,
                "assignableScopes": [self.scope],
                "permissions": [
                    {
                        "actions": list(self.actions),
                        "notActions": [],
                        "dataActions": list(self.data_actions),
                        "notDataActions": [],
                    }
                ],
            },
        }


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """One role for the agent at one scope; the agent's object id, which only Azure knows, is not part of it.

    Attributes:
        key: Stable name of the assignment within the agent: follows from its scope, not from order.
        guid: Its name, known before anything is deployed.
        scope: The resource.
        role: The role.
        condition: What holds it to a part of the resource, or None.
    """

    key: str
    guid: str
    scope: str
    role: RoleDefinition
    condition: str | None

    def as_dict(self) -> dict[str, Any]:
        """Returns it as Azure writes it, without the principal's id."""
        properties: dict[str, Any] = {"roleDefinitionId": self.role.id, "principalType": "ServicePrincipal"}
        if self.condition is not None:
            properties |= {"condition": self.condition, "conditionVersion": VERSION}
        return {"name": self.guid, "scope": self.scope, "properties": properties}


@dataclass(frozen=True, slots=True)
class AzurePlan:
    """Everything that an agent's requests become on Azure.

    Attributes:
        roles: Custom roles, sorted by name. A tenant has at most 5,000.
        assignments: Role assignments, sorted by scope: one a scope. A subscription has at most 4,000.
        grants: What each request became, and why, in the order of the requests' places.
    """

    roles: tuple[RoleDefinition, ...]
    assignments: tuple[RoleAssignment, ...]
    grants: tuple[Grant, ...]

    @property
    def count(self) -> int:
        """How many role assignments it adds to the subscription."""
        return len(self.assignments)

    @property
    def own_documents(self) -> int:
        """How many custom roles it adds to the tenant."""
        return len(self.roles)

    def as_dict(self) -> dict[str, Any]:
        """Returns it as JSON."""
        return {
            "roleDefinitions": [role.as_dict() for role in self.roles],
            "roleAssignments": [assignment.as_dict() for assignment in self.assignments],
        }
