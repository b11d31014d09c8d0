"""The Azure boundary as a component: policy definitions, their assignments, and a deny assignment as an opt-in."""

import uuid
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import authorization

from agent_identity.azure.subscription import subscription_of
from agent_identity.boundaries import azure
from agent_identity.boundaries.classes import DEFAULT
from agent_identity.construction import BoundaryRef, Checks, claim


class AzureDenyAssignmentArgs(TypedDict):
    """A deny assignment; in preview at Azure, and behind a subscription's feature flag."""

    scope: str
    """Id of the management group or subscription that holds the agents."""
    exclude_principals: list[str]
    """Object ids of those who deploy; at least one."""


class AzureBoundaryArgs(TypedDict):
    """Which boundary to deploy, and what only your organisation knows."""

    resource_groups: list[str]
    """Names of the resource groups that hold agents' identities; others take none."""
    environment: NotRequired[str]
    """The environment whose agents it bounds; the stack's name by default."""
    boundary_class: NotRequired[str]
    """`standard` (default) or `restricted`. A subscription takes one class: the refusals of two would add up."""
    subscription_id: NotRequired[str]
    """The subscription; the provider's by default."""
    allowed_issuers: NotRequired[list[str]]
    """Issuers with which identities may be federated; none by default."""
    exclude_principals: NotRequired[list[str]]
    """Object ids that may hold a privileged role, like the deployment pipeline's; none by default."""
    exclude_roles: NotRequired[list[str]]
    """GUIDs of custom roles of the platform's own, which may hold what an agent's may not; none by default."""
    deny_assignment: NotRequired[AzureDenyAssignmentArgs]
    """Adds a deny assignment; none by default."""


class AzureBoundary(pulumi.ComponentResource):
    """Azure Policy that refuses what would raise an agent (requirement P3-2)."""

    ref: BoundaryRef
    """What an identity takes as its `boundary`."""
    assignment_ids: list[str]
    """Ids of the policy assignments."""

    def __init__(self, name: str, args: AzureBoundaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Deploys the boundary.

        Raises:
            RefusedError: When an argument is missing or not valid, holds a placeholder, or the program has this
                boundary already.
        """
        checks = Checks("azure.Boundary", name)
        checks.fields(args, AzureBoundaryArgs)
        environment = args.get("environment") or pulumi.get_stack()
        class_name = args.get("boundary_class", DEFAULT)
        checks.boundary_class(class_name)
        checks.no_placeholder(args, "args")
        if not args.get("resource_groups"):
            checks.problems.append("resource_groups: is required: the resource groups that hold agents' identities")
        denied = args.get("deny_assignment")
        if denied is not None and not (denied.get("scope") and denied.get("exclude_principals")):
            checks.problems.append(
                "deny_assignment: scope and exclude_principals are required: without an exclusion it would bind those"
                " who deploy, too"
            )
        super().__init__(
            "agent-identity:index:AzureBoundary",
            name,
            {"boundary_class": class_name, "environment": environment},
            opts,
        )
        subscription = subscription_of(checks, args, opts)
        what = f"the {class_name} boundary of {environment!r} in {subscription} is one"
        claim(checks, what, "azure-boundary", subscription, class_name, environment)
        checks.refuse()
        scope = f"/subscriptions/{subscription}"
        urns = [
            self._policy(name, key, args, class_name, environment, subscription)
            for key in azure.policy_definitions(class_name)
        ]
        if denied is not None:
            urns.append(self._deny(name, class_name, environment, denied))
        reference = boundary_ref(class_name, environment, subscription)
        self.ref = BoundaryRef(**reference, urn=pulumi.Output.all(*urns).apply(lambda known: str(known[0])))
        self.assignment_ids = [
            azure.assignment_id(key, class_name, environment, scope) for key in azure.policy_definitions(class_name)
        ]
        self.register_outputs({"ref": reference, "assignment_ids": self.assignment_ids})

    def _policy(
        self, name: str, key: str, args: AzureBoundaryArgs, class_name: str, environment: str, subscription: str
    ) -> pulumi.Output[str]:
        content = azure.policy_definitions(class_name)[key]
        title = azure.definition_name(key, class_name, environment)
        definition = authorization.PolicyDefinition(
            f"{name}-{key}",
            policy_definition_name=title,
            display_name=content["displayName"],
            description=content["description"],
            policy_type=content["policyType"],
            mode=content["mode"],
            metadata=content["metadata"],
            parameters={
                parameter: {
                    "type": value["type"],
                    "default_value": value["defaultValue"],
                    "metadata": value["metadata"],
                }
                for parameter, value in content["parameters"].items()
            },
            policy_rule=content["policyRule"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        known = azure.definition_id(key, class_name, environment, subscription)
        assignment = authorization.PolicyAssignment(
            f"{name}-{key}",
            policy_assignment_name=title,
            scope=f"/subscriptions/{subscription}",
            policy_definition_id=definition.urn.apply(lambda _: known),
            display_name=content["displayName"],
            description=content["description"],
            enforcement_mode="Default",
            parameters=azure.assignment_parameters(
                key,
                resource_groups=args["resource_groups"],
                allowed_issuers=args.get("allowed_issuers", ()),
                exclude_principals=args.get("exclude_principals", ()),
                exclude_roles=args.get("exclude_roles", ()),
            ),
            non_compliance_messages=[{"message": f"{content['displayName']} (boundary of AI agents)"}],
            opts=pulumi.ResourceOptions(parent=self),
        )
        urn: pulumi.Output[str] = assignment.urn
        return urn

    def _deny(self, name: str, class_name: str, environment: str, args: AzureDenyAssignmentArgs) -> pulumi.Output[str]:
        content = azure.deny_assignment(class_name, args["scope"], args["exclude_principals"])
        # Azure names a deny assignment by a GUID; this one follows from what it is, so it is known before deployment.
        identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{args['scope']}/agent-boundary/{class_name}/{environment}")
        denied = authorization.DenyAssignment(
            f"{name}-deny",
            deny_assignment_id=str(identifier),
            scope=content["scope"],
            deny_assignment_name=content["denyAssignmentName"],
            description=content["description"],
            deny_assignment_effect=content["denyAssignmentEffect"],
            do_not_apply_to_child_scopes=content["doNotApplyToChildScopes"],
            permissions=[
                {
                    "actions": permission["actions"],
                    "not_actions": permission["notActions"],
                    "data_actions": permission["dataActions"],
                    "not_data_actions": permission["notDataActions"],
                }
                for permission in content["permissions"]
            ],
            principals=content["principals"],
            exclude_principals=content["excludePrincipals"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        urn: pulumi.Output[str] = denied.urn
        return urn


def boundary_ref(class_name: str, environment: str, subscription_id: str) -> BoundaryRef:
    """Returns the reference of a boundary that another stack deploys.

    Raises:
        ValueError: When there is no class of this name.
    """
    return {
        "cloud": "azure",
        "boundary_class": class_name,
        "environment": environment,
        "id": azure.boundary_id(class_name, environment, f"/subscriptions/{subscription_id}"),
    }
