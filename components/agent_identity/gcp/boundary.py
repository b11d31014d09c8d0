"""The GCP boundary as a component: a deny policy, and organisation policies against keys."""

import re
from typing import Final, NotRequired, TypedDict

import pulumi
import pulumi_gcp

from agent_identity.boundaries import gcp
from agent_identity.boundaries.classes import DEFAULT
from agent_identity.construction import BoundaryRef, Checks, claim, invoke_options


class GcpBoundaryArgs(TypedDict):
    """Which boundary to deploy, and where."""

    parent: str
    """Where it applies: `projects/ID`, `folders/N` or `organizations/N`, holding agents and what they reach."""
    environment: NotRequired[str]
    """The environment whose agents it bounds; the stack's name by default."""
    boundary_class: NotRequired[str]
    """`standard` (default) or `restricted`. A parent takes one class: the denies of two would add up."""
    project_number: NotRequired[str]
    """The number of a parent project; looked up by default."""
    principal_sets: NotRequired[list[str]]
    """Whom it binds; every service account of the parent by default."""
    exception_principals: NotRequired[list[str]]
    """Whom it does not bind, like the deployment pipeline; nobody by default."""
    organization_policies: NotRequired[bool]
    """Whether the parent also gets the organisation policies against keys; true by default. Once a parent."""


class GcpBoundary(pulumi.ComponentResource):
    """A deny policy that no role granted later gets round (requirement P3-2)."""

    ref: BoundaryRef
    """What an identity takes as its `boundary`."""
    policy_name: pulumi.Output[str]
    """Full name of the deny policy."""

    def __init__(self, name: str, args: GcpBoundaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Deploys the boundary.

        Raises:
            RefusedError: When an argument is missing or not valid, holds a placeholder, or the program has this
                boundary already.
        """
        checks = Checks("gcp.Boundary", name)
        checks.fields(args, GcpBoundaryArgs)
        environment = args.get("environment") or pulumi.get_stack()
        class_name = args.get("boundary_class", DEFAULT)
        checks.boundary_class(class_name)
        checks.no_placeholder(args, "args")
        parent = args.get("parent")
        if not isinstance(parent, str) or not re.fullmatch(
            r"projects/[a-z][a-z0-9.:-]+|(folders|organizations)/\d+", parent
        ):
            checks.problems.append(f"parent: found {parent!r}, expected projects/ID, folders/N or organizations/N")
        super().__init__(
            "agent-identity:index:GcpBoundary",
            name,
            {"boundary_class": class_name, "environment": environment},
            opts,
        )
        if checks.problems:
            checks.refuse()
        parent = args["parent"]
        claim(checks, f"the {class_name} boundary of {environment!r} on {parent} is one", "gcp-boundary",
              parent, class_name, environment)  # fmt: skip
        with_organization_policies = args.get("organization_policies", True)
        if with_organization_policies:
            what = f"organization_policies: {parent} takes them once; set organization_policies to False here"
            claim(checks, what, "gcp-organization-policies", parent)
        checks.refuse()
        principal_sets = args.get("principal_sets") or [gcp.service_accounts_of(_numbered(args, opts))]
        policy = pulumi_gcp.iam.DenyPolicy(
            name,
            name=gcp.policy_id(class_name, environment),
            parent=gcp.attachment_point(parent),
            **_arguments(gcp.deny_policy(class_name, principal_sets, args.get("exception_principals", ()))),
            opts=pulumi.ResourceOptions(parent=self),
        )
        if with_organization_policies:
            self._organization_policies(name, parent)
        reference = boundary_ref(class_name, environment, parent)
        self.ref = BoundaryRef(**reference, urn=policy.urn)
        self.policy_name = policy.urn.apply(lambda _: reference["id"])
        self.register_outputs({"ref": reference, "policy_name": self.policy_name})

    def _organization_policies(self, name: str, parent: str) -> None:
        for constraint, rule in gcp.ORGANIZATION_POLICIES.items():
            pulumi_gcp.orgpolicy.Policy(
                f"{name}-{constraint}",
                name=f"{parent}/policies/{constraint}",
                parent=parent,
                spec={"rules": [{_SNAKE.get(key, key): value for key, value in rule.items()}]},
                opts=pulumi.ResourceOptions(parent=self),
            )


_SNAKE: Final = {"denyAll": "deny_all"}


def boundary_ref(class_name: str, environment: str, parent: str) -> BoundaryRef:
    """Returns the reference of a boundary that another stack deploys on `projects/ID`, `folders/N` or the like.

    Raises:
        ValueError: When there is no class of this name.
    """
    return {
        "cloud": "gcp",
        "boundary_class": class_name,
        "environment": environment,
        "id": gcp.policy_name(class_name, environment, parent),
    }


def _numbered(args: GcpBoundaryArgs, opts: pulumi.ResourceOptions | None) -> str:
    # A principal set names a project by its number; its id is not accepted there.
    kind, _, identifier = args["parent"].partition("/")
    if kind != "projects":
        return args["parent"]
    number = args.get("project_number")
    if number is None:
        found = pulumi_gcp.organizations.get_project(project_id=identifier, opts=invoke_options(opts, "gcp"))
        number = found.number
    return f"projects/{number}"


def _arguments(policy: dict[str, object]) -> dict[str, object]:
    """Returns a deny policy file as the resource's arguments."""
    names = {
        "displayName": "display_name",
        "denyRule": "deny_rule",
        "deniedPrincipals": "denied_principals",
        "exceptionPrincipals": "exception_principals",
        "deniedPermissions": "denied_permissions",
    }

    def renamed(value: object) -> object:
        if isinstance(value, dict):
            return {names.get(key, key): renamed(item) for key, item in value.items()}
        return [renamed(item) for item in value] if isinstance(value, list) else value

    return {names.get(key, key): renamed(value) for key, value in policy.items()}
