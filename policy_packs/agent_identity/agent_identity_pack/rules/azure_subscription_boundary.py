"""Azure: every agent's identity stands in a subscription under the policy assignments."""

from collections.abc import Iterator

from agent_identity.boundaries.azure_rules import RULES
from agent_identity.permissions.stacks.kinds import AZURE_IDENTITY
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.values import known_text
from agent_identity_pack.agents import manifest_of, subscription_in, subscription_of
from agent_identity_pack.boundary_objects import POLICY_ASSIGNMENT, azure_keys, is_ours, lacks
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "deploy an agent_identity.azure boundary there and list the subscription in approvedBoundaries.azure"


def check(identity: Resource, context: Context) -> Iterator[Finding]:
    """Finds an identity whose subscription has no policy assignment of ours, or is not known."""
    agent, name, subscription = context.agent_of(identity) is not None, identity.label, _subscription(identity, context)
    if subscription in context.config.azure_subscriptions or not context.complete:
        return
    if subscription is None:
        sentence = f"the subscription of {name} is not known, so neither is its boundary"
        yield unproven(identity, name, sentence, FIX, "subscription", agent=agent)
        return
    assignments = [item for item in context.stack.of(POLICY_ASSIGNMENT) if is_ours(item, context)]
    in_force = [item for item in assignments if _covers(item, subscription) and lacks(item, context) == []]
    if not {key for item in in_force for key in azure_keys(item, context)} >= set(RULES):
        sentence = f"{name} stands in the subscription {subscription}, which has not every policy assignment of ours"
        yield broken(identity, name, sentence, FIX, f"subscription {subscription}", agent=agent)


def _covers(assignment: Resource, subscription: str) -> bool:
    return (known_text(assignment.get("scope")) or "").lower().rstrip("/") == f"/subscriptions/{subscription}"


def _subscription(identity: Resource, context: Context) -> str | None:
    """Returns the subscription that the provider names, else the one in which the component found the boundary."""
    named = subscription_of(identity)
    if named is not None:
        return named
    claims = (known_text(manifest_of(above).get("boundary")) for above in context.stack.ancestors(identity))
    return next((found for claim in claims if claim and (found := subscription_in(claim))), None)


_PROGRAM = """
import pulumi_azure_native as azure

SUBSCRIPTION
azure.managedidentity.UserAssignedIdentity(
    "subscribed-reader",
    resource_group_name="agents",
    resource_name_="subscribed-reader",
    tags={"agent-type": "subscribed-reader", "agent-version": "1.0.0",
          "agent-environment": "prod", "agent-team": "payments"},
    OPTIONS
)
"""
_PROVIDER = 'import pulumi\nprovider = azure.Provider("subscription", subscription_id="{}")'
_WITH = "opts=pulumi.ResourceOptions(provider=provider),"

RULE = Rule(
    id="azure-subscription-boundary",
    severity="critical",
    requirements=("P3-2",),
    sentence="An agent's managed identity stands in a subscription under the agents' policy assignments.",
    remediation=FIX,
    kinds=frozenset({AZURE_IDENTITY}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("SUBSCRIPTION", _PROVIDER.format("99999999-0000-4000-8000-000000000009")).replace(
            "OPTIONS", _WITH
        ),
        passes=_PROGRAM.replace("SUBSCRIPTION", _PROVIDER.format("00000000-0000-4000-8000-000000000001")).replace(
            "OPTIONS", _WITH
        ),
        unknown=_PROGRAM.replace(
            "SUBSCRIPTION",
            'import pulumi\ngroup = azure.resources.ResourceGroup("subscribed-group")\n'
            'provider = azure.Provider("subscription", subscription_id=group.id)',
        ).replace("OPTIONS", _WITH),
        culprit="subscribed-reader",
    ),
    limits="An assignment on a management group: list its subscriptions in approvedBoundaries.azure.",
)
