"""The role of an agent: planned as plain data, made new, taken over, or only read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_aws

from agent_identity.agent import AgentType
from agent_identity.aws.account import account_of, partition_of, region_of
from agent_identity.aws.granting import Grants, make_grants, plan_grants
from agent_identity.construction import (
    AdoptArgs,
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
from agent_identity.naming import AWS_ROLE, principal_name
from agent_identity.tags import PATH, REQUIRED, tags_for

TOKEN_LIFETIME_SECONDS: Final = {"ecs": 6 * 3600, "lambda": 12 * 3600}
"""Longest life of a credential, by runtime.

ECS gives a task credentials for six hours and renews them before they end. AWS documents no figure for Lambda: twelve
hours is the longest session that STS gives any role. The role's own maximum does not bind AWS services:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
"""


@dataclass(frozen=True)
class RolePlan:
    """One role as plain data.

    Attributes:
        identity: Who it is for, and its manifest.
        account: The account's number.
        region: The region's name.
        arn: The role's ARN.
        path: Its IAM path; an adopted role keeps its own, because another path would be another role.
        adopt: The name of an existing role, if it is one.
        managed: False for a role that is only read.
        grants: What the role may do.
    """

    identity: Identity
    account: str
    region: str
    arn: str
    path: str
    adopt: str | None
    managed: bool
    grants: Grants

    @property
    def partition(self) -> str:
        """The partition of the region."""
        return partition_of(self.region)


def plan_role(
    component: str, runtime: str, shape: type, name: str, args: Mapping[str, Any], opts: pulumi.ResourceOptions | None
) -> RolePlan:
    """Returns the role that the arguments ask for, with all that is wrong with them."""
    checks = Checks(component, name)
    checks.fields(args, shape)
    agent = checks.agent(args)
    boundary = checks.boundary(args, "aws", agent)
    adopt = checks.adopt(args)
    account, region = account_of(checks, args, opts), region_of(checks, args, opts)
    if boundary is not None and f"::{account}:" not in boundary["id"]:
        checks.problems.append(f"boundary: found {boundary['id']}, expected one in the role's account {account}")
    path, managed = PATH, adopt is None or not adopt.get("unmanaged")
    if adopt is None:
        role = "" if agent is None else principal_name(AWS_ROLE, agent.type, agent.environment)
    else:
        role = adopt["name"]
        path = _adopted_path(checks, adopt, agent, boundary, opts)
    grants = plan_grants(checks, args, boundary, partition_of(region), managed=managed)
    arn = f"arn:{partition_of(region)}:iam::{account}:role{path}{role}"
    principal = Principal(runtime, role, arn, TOKEN_LIFETIME_SECONDS[runtime])
    return RolePlan(
        identity(checks, agent, boundary, principal),
        account,
        region,
        arn,
        path,
        None if adopt is None else adopt["name"],
        managed,
        grants,
    )


def _adopted_path(
    checks: Checks,
    adopt: AdoptArgs,
    agent: AgentType | None,
    boundary: BoundaryRef | None,
    opts: pulumi.ResourceOptions | None,
) -> str:
    try:
        found = pulumi_aws.iam.get_role(name=adopt["name"], opts=invoke_options(opts, "aws"))
    except Exception as error:  # the engine gives every failed look-up as a bare Exception
        checks.problems.append(f"adopt.name: could not read a role named {adopt['name']!r}: {error}")
        return PATH
    tags = dict(found.tags or {})
    if agent is not None and (reason := same_agent(tags, agent)):
        checks.problems.append(reason)
    elif adopt.get("unmanaged") and agent is not None and boundary is not None:
        wanted = tags_for(agent)
        checks.problems.extend(
            f"adopt: an unmanaged role carries the tag {key}={wanted[key]} itself: found {tags.get(key)!r}"
            for key in REQUIRED
            if tags.get(key) != wanted[key]
        )
        if found.permissions_boundary != boundary["id"]:
            checks.problems.append(
                f"adopt: an unmanaged role has the boundary {boundary['id']} itself: found"
                f" {found.permissions_boundary or 'none'}"
            )
    return found.path or "/"


def make_role(
    parent: pulumi.Resource, name: str, plan: RolePlan, trust: dict[str, Any]
) -> tuple[pulumi.Output[str], ...]:
    """Makes the planned role, or takes it over, with its grants, and returns its ARN and its name, known at preview.

    Raises:
        RefusedError: When the plan has problems, or the program has this principal already.
    """
    agent, boundary, manifest = plan.identity.accepted()
    if not plan.managed:
        return pulumi.Output.from_input(plan.arn), pulumi.Output.from_input(manifest["name"])
    role = pulumi_aws.iam.Role(
        name,
        name=manifest["name"],
        path=plan.path,
        description=f"AI agent {agent.type} of {agent.team} in {agent.environment}",
        assume_role_policy=json.dumps(trust),
        permissions_boundary=after_boundary(boundary),
        max_session_duration=3600,
        tags=tags_for(agent),
        opts=pulumi.ResourceOptions(parent=parent, import_=plan.adopt),
    )
    policies = plan.arn.partition(":role/")[0] + ":policy"
    made = known_after(role, manifest["name"])
    make_grants(parent, name, made, agent, policies, plan.grants)
    return known_after(role, plan.arn), made
