"""The identity of an agent on container instances and function apps: a user-assigned identity (requirement P2-3)."""

import re
from collections.abc import Mapping
from typing import Any, Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import managedidentity

from agent_identity.access.azure.documents import AzurePlan
from agent_identity.azure.granting import asked, grant
from agent_identity.azure.subscription import subscription_of
from agent_identity.construction import (
    AccessArgs,
    AdoptArgs,
    AgentArgs,
    BoundaryRef,
    Checks,
    Identity,
    Principal,
    after_boundary,
    identity,
    invoke_options,
    known_after,
    same_agent,
)
from agent_identity.manifest import Manifest
from agent_identity.naming import AZURE_IDENTITY, principal_name
from agent_identity.tags import REQUIRED, tags_for

TOKEN_LIFETIME_SECONDS: Final = 24 * 3600
"""Longest life of a token: the platform keeps one for about a day, so one to twelve hours (CR-1) is not met.

https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-faq
"""


class AzureManagedIdentityArgs(TypedDict):
    """Who the agent is, what bounds it and where it lives."""

    agent: AgentArgs
    """Who the agent is."""
    boundary: BoundaryRef
    """What bounds it: the `ref` of an `azure.Boundary`."""
    resource_group_name: str
    """The resource group, one of those that the boundary names."""
    boundary_class: NotRequired[str]
    """The class that the boundary must have; any by default."""
    location: NotRequired[str]
    """The location; the resource group's by default."""
    subscription_id: NotRequired[str]
    """The subscription; the provider's by default."""
    access: NotRequired[list[AccessArgs]]
    """What it may do, on resources by their ids in plain text; nothing by default."""
    adopt: NotRequired[AdoptArgs]
    """An existing user-assigned identity of that resource group to take over."""


class AzureManagedIdentity(pulumi.ComponentResource):
    """The one user-assigned identity of an agent type: tagged, without secrets."""

    identity_id: pulumi.Output[str]
    """Resource id of the identity."""
    client_id: pulumi.Output[str]
    """Client id: what a workload names when it asks for a token."""
    principal_id: pulumi.Output[str]
    """Object id: what role assignments and sign-in logs name."""
    tags: dict[str, str]
    """The agent's tags, for its workload."""
    manifest: Manifest
    """The identity in plain data."""

    def __init__(self, name: str, args: AzureManagedIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Makes the identity, or takes it over.

        Raises:
            RefusedError: When an argument is missing or not valid; with every problem.
        """
        plan, access, existing, adopt = _plan(name, args, opts)
        super().__init__("agent-identity:index:AzureManagedIdentity", name, plan.props, opts)
        agent, boundary, manifest = plan.accepted()
        resource_id = manifest["principal"]
        if existing is not None and adopt is not None and adopt.get("unmanaged"):
            self.identity_id = pulumi.Output.from_input(resource_id)
            self.client_id = pulumi.Output.from_input(str(existing.client_id))
            self.principal_id = pulumi.Output.from_input(str(existing.principal_id))
        else:
            resource = managedidentity.UserAssignedIdentity(
                name,
                resource_name_=manifest["name"],
                resource_group_name=after_boundary(boundary, args["resource_group_name"]),
                location=args.get("location") if existing is None else existing.location,
                tags=tags_for(agent),
                opts=pulumi.ResourceOptions(parent=self, import_=None if adopt is None else resource_id),
            )
            self.identity_id = known_after(resource, resource_id)
            self.client_id = resource.client_id
            self.principal_id = resource.principal_id
        if access is not None:
            grant(self, name, access, self.principal_id)
        self.tags = tags_for(agent)
        self.manifest = manifest
        self.register_outputs(
            {
                "identity_id": resource_id,
                "client_id": self.client_id,
                "principal_id": self.principal_id,
                "tags": self.tags,
                "manifest": manifest,
            }
        )

    def identity_args(self) -> dict[str, Any]:
        """Returns the `identity` block of a container group, container app or web app that attaches this identity."""
        return {"type": "UserAssigned", "user_assigned_identities": [self.identity_id]}


def _plan(
    name: str, args: Mapping[str, Any], opts: pulumi.ResourceOptions | None
) -> tuple[Identity, AzurePlan | None, managedidentity.GetUserAssignedIdentityResult | None, AdoptArgs | None]:
    checks = Checks("azure.ManagedIdentity", name)
    checks.fields(args, AzureManagedIdentityArgs)
    agent = checks.agent(args)
    boundary = checks.boundary(args, "azure", agent)
    adopt = checks.adopt(args)
    group = args.get("resource_group_name")
    if not isinstance(group, str) or not re.fullmatch(r"[\w().-]{0,89}[\w()-]", group):
        checks.problems.append(f"resource_group_name: found {group!r}, expected a resource group's name, as text")
        return identity(checks, agent, boundary, None), None, None, adopt
    subscription = subscription_of(checks, args, opts)
    if boundary is not None and not boundary["id"].lower().startswith(f"/subscriptions/{subscription.lower()}/"):
        checks.problems.append(f"boundary: found {boundary['id']}, expected one of the subscription {subscription}")
    existing = None
    principal = None
    if agent is not None:
        known = principal_name(AZURE_IDENTITY, agent.type, agent.environment) if adopt is None else adopt["name"]
        resource_id = (
            f"/subscriptions/{subscription}/resourceGroups/{group}"
            f"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{known}"
        )
        principal = Principal("azure", known, resource_id, TOKEN_LIFETIME_SECONDS)
        if adopt is not None:
            existing = _existing(checks, group, known, opts)
    if existing is not None and agent is not None:
        tags = dict(existing.tags or {})
        if reason := same_agent(tags, agent):
            checks.problems.append(reason)
        elif adopt is not None and adopt.get("unmanaged"):
            wanted = tags_for(agent)
            checks.problems.extend(
                f"adopt: an unmanaged identity carries the tag {key}={wanted[key]} itself: found {tags.get(key)!r}"
                for key in REQUIRED
                if tags.get(key) != wanted[key]
            )
    access = asked(checks, args, agent, boundary, subscription, group)
    return identity(checks, agent, boundary, principal), access, existing, adopt


def _existing(
    checks: Checks, group: str, name: str, opts: pulumi.ResourceOptions | None
) -> managedidentity.GetUserAssignedIdentityResult | None:
    try:
        return managedidentity.get_user_assigned_identity(
            resource_group_name=group, resource_name=name, opts=invoke_options(opts, "azure-native")
        )
    except Exception as error:  # the engine gives every failed look-up as a bare Exception
        checks.problems.append(f"adopt.name: could not read an identity named {name!r} in {group}: {error}")
        return None
