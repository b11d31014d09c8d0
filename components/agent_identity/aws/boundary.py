"""The AWS boundary as a component: one managed policy per class and environment."""

from collections.abc import Sequence
from typing import Final, NotRequired, TypedDict

import pulumi
import pulumi_aws

from agent_identity.aws.account import account_of, partition_of, region_of
from agent_identity.boundaries import aws
from agent_identity.boundaries.classes import CLASSES, DEFAULT
from agent_identity.construction import BoundaryRef, Checks, claim
from agent_identity.tags import BOUNDARY_PATH, ENVIRONMENT


class AwsBoundaryArgs(TypedDict):
    """Which boundary to deploy."""

    environment: NotRequired[str]
    """The environment whose agents it bounds; the stack's name by default."""
    boundary_class: NotRequired[str]
    """`standard` (default) or `restricted`."""
    account: NotRequired[str]
    """The account; looked up by the provider's credentials by default."""
    region: NotRequired[str]
    """The region, which decides the partition; the provider's by default."""
    assumable_roles: NotRequired[list[str]]
    """ARNs of the roles that its agents may assume, each exact; none by default. Their own boundary must bind them."""


_DEFAULTS: Final[AwsBoundaryArgs] = {}


class AwsBoundary(pulumi.ComponentResource):
    """A permissions boundary: what no grant of an agent can exceed (requirement P3-2)."""

    ref: BoundaryRef
    """What an identity takes as its `boundary`."""
    policy_arn: pulumi.Output[str]
    """ARN of the managed policy."""

    def __init__(
        self, name: str, args: AwsBoundaryArgs = _DEFAULTS, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Deploys the boundary.

        Raises:
            RefusedError: When an argument is not valid, or the program has this boundary already.
        """
        checks = Checks("aws.Boundary", name)
        checks.fields(args, AwsBoundaryArgs)
        environment = args.get("environment") or pulumi.get_stack()
        class_name = args.get("boundary_class", DEFAULT)
        checks.boundary_class(class_name)
        roles = _assumable(checks, args, class_name)
        super().__init__(
            "agent-identity:index:AwsBoundary",
            name,
            {"boundary_class": class_name, "environment": environment},
            opts,
        )
        account = account_of(checks, args, opts)
        partition = partition_of(region_of(checks, args, opts))
        claim(
            checks,
            f"the {class_name} boundary of {environment!r} in {account} is one",
            "aws-boundary",
            account,
            class_name,
            environment,
        )
        checks.refuse()
        policy = pulumi_aws.iam.Policy(
            name,
            name=aws.policy_name(class_name, environment),
            path=BOUNDARY_PATH,
            description=aws.description(class_name),
            policy=aws.policy_text(class_name, roles),
            tags={ENVIRONMENT: environment, "agent-boundary": CLASSES[class_name].name},
            # IAM changes no description: another one would replace the policy, which roles hold by its name.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["description"]),
        )
        reference = boundary_ref(class_name, environment, account, partition, roles)
        self.ref = BoundaryRef(**reference, urn=policy.urn)
        self.policy_arn = policy.urn.apply(lambda _: reference["id"])
        self.register_outputs({"ref": reference, "policy_arn": self.policy_arn})


def _assumable(checks: Checks, args: AwsBoundaryArgs, class_name: str) -> list[str]:
    roles = args.get("assumable_roles") or []
    if class_name in CLASSES:
        try:
            aws.policy_document(class_name, roles)
        except ValueError as error:
            checks.problems.append(str(error))
    return roles


def boundary_ref(
    class_name: str, environment: str, account: str, partition: str = "aws", assumable_roles: Sequence[str] = ()
) -> BoundaryRef:
    """Returns the reference of a boundary that another stack deploys.

    Args:
        class_name: Its class.
        environment: The environment whose agents it bounds.
        account: The account.
        partition: The partition.
        assumable_roles: ARNs of the roles that it leaves assumable; only these can be granted to be assumed.

    Raises:
        ValueError: When there is no class of this name.
    """
    reference: BoundaryRef = {
        "cloud": "aws",
        "boundary_class": class_name,
        "environment": environment,
        "id": aws.policy_arn(class_name, environment, account, partition),
    }
    if assumable_roles:
        reference["assumable_roles"] = sorted(set(assumable_roles))
    return reference
