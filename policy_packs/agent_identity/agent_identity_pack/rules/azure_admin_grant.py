"""Azure: no agent gets a privileged role, or a custom one that raises rights."""

from collections.abc import Iterator

from agent_identity.boundaries.azure_rules import PRIVILEGED_ROLES, raises
from agent_identity.permissions.stacks.kinds import AZURE_GRANTS, AZURE_IDENTITY, AZURE_ROLE_DEFINITION
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.values import at, known_text, listed, unknown_within
from agent_identity_pack.context import Context
from agent_identity_pack.identity import guid_in
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "grant a custom role that names each action"

_FIELDS = ("actions", "dataActions")


def check(assignment: Resource, context: Context) -> Iterator[Finding]:
    """Finds a grant of a privileged built-in role, or of a custom one with a wildcard or a raising action."""
    holder = context.target(assignment, "principalId", assignment.get("principalId"), AZURE_IDENTITY)
    role = context.target(assignment, "roleDefinitionId", assignment.get("roleDefinitionId"), AZURE_ROLE_DEFINITION)
    agent = context.concerns_agent(holder)
    privileged = PRIVILEGED_ROLES.get(guid_in(known_text(role.value) or "") or "")
    if privileged is not None:
        sentence = f"{assignment.label} makes {holder.label} {privileged}"
        yield broken(assignment, holder.label, sentence, FIX, privileged, agent=agent)
    for definition in role.resources:
        permissions = definition.get("permissions")
        if unknown_within(permissions):
            sentence = f"what {definition.label} allows {holder.label} is not known before it is made"
            yield unproven(assignment, holder.label, sentence, FIX, "permissions", agent=agent)
        elif raising := sorted(_raising(definition)):
            sentence = f"{definition.label} allows {holder.label} {', '.join(raising)}"
            yield broken(assignment, holder.label, sentence, FIX, *raising, agent=agent)


def _raising(definition: Resource) -> Iterator[str]:
    for permission in listed(definition.get("permissions")):
        for field in _FIELDS:
            for action in map(str, listed(at(permission, field))):
                if raises(action, data=field == "dataActions"):
                    yield action


_PROGRAM = """
import pulumi
import pulumi_azure_native as azure

SCOPE = "/subscriptions/00000000-0000-4000-8000-000000000001"
TAGS = {"agent-type": "admin-reader", "agent-version": "1.0.0", "agent-environment": "prod", "agent-team": "payments"}
provider = azure.Provider("admin-subscription", subscription_id=SCOPE.rpartition("/")[2])
identity = azure.managedidentity.UserAssignedIdentity(
    "admin-identity", resource_group_name="agents", resource_name_="admin-identity", tags=TAGS,
    opts=pulumi.ResourceOptions(provider=provider))
group = azure.resources.ResourceGroup("admin-group")
custom = azure.authorization.RoleDefinition(
    "admin-role", scope=SCOPE, role_name="admin role", assignable_scopes=[SCOPE],
    permissions=[{"actions": [ACTION]}])
azure.authorization.RoleAssignment(
    "admin-grant", scope=SCOPE, principal_id=identity.principal_id, principal_type="ServicePrincipal",
    role_definition_id=custom.id)
"""

RULE = Rule(
    id="azure-admin-grant",
    severity="critical",
    requirements=("PF-3", "P3-2"),
    sentence="No agent gets a privileged role, or a custom role with a wildcard or an action that raises rights.",
    remediation=FIX,
    kinds=AZURE_GRANTS,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("[ACTION]", '["*"]'),
        passes=_PROGRAM.replace("[ACTION]", '["Microsoft.Storage/storageAccounts/read"]'),
        unknown=_PROGRAM.replace("[ACTION]", "[group.name]"),
        culprit="admin-grant",
    ),
    limits="Directory roles and Microsoft Graph permissions, which azure-native cannot grant.",
)
