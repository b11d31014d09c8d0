"""Azure: every grant to an agent is a custom role of ours."""

from collections.abc import Iterator

from agent_identity.boundaries.azure_rules import PRIVILEGED_ROLES
from agent_identity.permissions.stacks.kinds import AZURE_GRANTS, AZURE_IDENTITY, AZURE_ROLE_DEFINITION
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack.context import Context, Target
from agent_identity_pack.identity import guid_in
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "grant a RoleDefinition of this stack, or one of approvedBoundaries.azure.roleDefinitions"


def check(assignment: Resource, context: Context) -> Iterator[Finding]:
    """Finds a grant of a role that is not known to be a custom one of ours."""
    holder = context.target(assignment, "principalId", assignment.get("principalId"), AZURE_IDENTITY)
    role = context.target(assignment, "roleDefinitionId", assignment.get("roleDefinitionId"), AZURE_ROLE_DEFINITION)
    agent = context.concerns_agent(holder)
    if not role.proven:
        sentence = f"the role that {assignment.label} grants to {holder.label} is not known"
        yield unproven(assignment, holder.label, sentence, FIX, "role", agent=agent)
    elif not role.resources and not _known(role, context):
        sentence = f"{assignment.label} grants {holder.label} the role {role.value}, which is no custom role of ours"
        # The role may be made in this stack, under an id that was chosen: absence counts once all is known.
        if context.complete:
            yield broken(assignment, holder.label, sentence, FIX, f"role {guid_in(str(role.value))}", agent=agent)


def _known(role: Target, context: Context) -> bool:
    named, guid = str(role.value).lower(), guid_in(str(role.value))
    # A privileged role is a finding of azure-admin-grant.
    return named in context.config.azure_roles or guid in context.config.azure_roles or guid in PRIVILEGED_ROLES


_PROGRAM = """
import pulumi_azure_native as azure

SCOPE = "/subscriptions/00000000-0000-4000-8000-000000000001"
TAGS = {"agent-type": "role-reader", "agent-version": "1.0.0", "agent-environment": "prod", "agent-team": "payments"}
import pulumi
provider = azure.Provider("role-subscription", subscription_id=SCOPE.rpartition("/")[2])
identity = azure.managedidentity.UserAssignedIdentity(
    "role-reader", resource_group_name="agents", resource_name_="role-reader", tags=TAGS,
    opts=pulumi.ResourceOptions(provider=provider))
custom = azure.authorization.RoleDefinition(
    "role-definition", scope=SCOPE, role_name="read invoices", assignable_scopes=[SCOPE],
    permissions=[{"actions": ["Microsoft.Storage/storageAccounts/read"]}])
group = azure.resources.ResourceGroup("role-group")
azure.authorization.RoleAssignment(
    "role-grant", scope=SCOPE, principal_id=identity.principal_id, principal_type="ServicePrincipal",
    role_definition_id=ROLE)
"""

RULE = Rule(
    id="azure-custom-role",
    severity="high",
    requirements=("P3-2",),
    sentence="Every grant to an agent's managed identity is a custom role of ours.",
    remediation=FIX,
    kinds=AZURE_GRANTS,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace(
            "=ROLE",
            '=f"{SCOPE}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"',
        ),
        passes=_PROGRAM.replace("=ROLE", "=custom.id"),
        unknown=_PROGRAM.replace("=ROLE", "=group.id"),
        culprit="role-grant",
    ),
    limits="What a custom role outside the stack holds: list only roles that somebody reviewed.",
)
