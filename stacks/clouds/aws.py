"""AWS targets."""

import json

import pulumi
import pulumi_aws

from agent_identity import aws, guards
from agent_identity.catalog import AwsTarget, Placement
from agent_identity.catalog.foundation import AwsGuard, AwsPipeline
from agent_identity.construction import AgentArgs
from agent_identity.pipeline import aws as pipeline
from clouds import Made, access_of


def provider(target: AwsTarget, role: str) -> pulumi.ProviderResource:
    """Returns the provider of the target's account."""
    principal = target.credentials.foundation if role == "foundation" else target.credentials.fleet
    assumed = principal.assume_role if principal else None
    made: pulumi.ProviderResource = pulumi_aws.Provider(
        target.name,
        region=target.region,
        allowed_account_ids=[target.account],
        profile=principal.profile if principal else None,
        assume_roles=[pulumi_aws.ProviderAssumeRoleArgs(role_arn=assumed)] if assumed else None,
    )
    return made


def boundary(target: AwsTarget, class_name: str, environment: str, provider: pulumi.ProviderResource) -> None:
    """Deploys a permissions boundary."""
    aws.Boundary(
        f"{class_name}-{environment}",
        {
            "boundary_class": class_name,
            "environment": environment,
            "account": target.account,
            "region": target.region,
            "assumable_roles": list(target.assumable_roles),
        },
        pulumi.ResourceOptions(providers=[provider]),
    )


def extras(
    target: AwsTarget, boundaries: list[tuple[str, str]], _placements: list[Placement], opts: pulumi.ResourceOptions
) -> None:
    """Deploys the pipeline's role and the service control policy, where they are asked for."""
    approved = [
        aws.boundary_ref(name, environment, target.account, target.arn_partition)["id"]
        for name, environment in boundaries
    ]
    if approved and target.pipeline:
        _pipeline(target, target.pipeline, approved, opts)
    if approved and target.guard:
        _service_control_policy(target.guard, approved, opts)


def identity(placement: Placement, name: str, agent: AgentArgs, opts: pulumi.ResourceOptions) -> Made:
    """Makes the role of an agent on ECS or Lambda."""
    target = placement.target
    if not isinstance(target, AwsTarget):
        raise TypeError(f"found the target {target.name} of {target.cloud}, expected one of AWS")
    on_ecs = placement.runtime == "ecs"
    kind = aws.EcsTaskIdentity if on_ecs else aws.LambdaIdentity
    other = "AwsLambdaIdentity" if on_ecs else "AwsEcsTaskIdentity"
    # From a task to a function or back it stays the agent's one principal: its trust changes, nothing else.
    moved = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=f"agent-identity:index:{other}")])
    ref = aws.boundary_ref(placement.boundary_class, placement.agent.environment, target.account, target.arn_partition)
    if target.assumable_roles:
        ref["assumable_roles"] = list(target.assumable_roles)
    return kind(
        name,
        {
            "agent": agent,
            "boundary": ref,
            "account": target.account,
            "region": target.region,
            "access": access_of(placement),
        },
        pulumi.ResourceOptions.merge(opts, moved),
    )


def _pipeline(target: AwsTarget, asked: AwsPipeline, boundaries: list[str], opts: pulumi.ResourceOptions) -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": sorted(asked.trusted)}, "Action": "sts:AssumeRole"},
        ],
    }
    role = pulumi_aws.iam.Role(
        pipeline.ROLE_NAME,
        name=pipeline.ROLE_NAME,
        path=pipeline.ROLE_PATH,
        description="Deploys AI agents' identities; see docs/reference/permissions.md",
        assume_role_policy=json.dumps(trust),
        max_session_duration=3600,
        opts=opts,
    )
    pulumi_aws.iam.RolePolicy(
        pipeline.ROLE_NAME,
        name="fleet",
        role=role.name,
        policy=json.dumps(pipeline.role_policy(target.arn_partition, target.account, boundaries)),
        opts=opts,
    )


def _service_control_policy(asked: AwsGuard, boundaries: list[str], opts: pulumi.ResourceOptions) -> None:
    policy = pulumi_aws.organizations.Policy(
        "agent-boundary-guard",
        name="agent-boundary-guard",
        description="Agent roles stay under their boundary, and only its keepers change one",
        type="SERVICE_CONTROL_POLICY",
        content=json.dumps(guards.service_control_policy(boundaries, asked.keepers)),
        opts=opts,
    )
    for unit in asked.attach_to:
        pulumi_aws.organizations.PolicyAttachment(
            f"agent-boundary-guard-{unit}", policy_id=policy.id, target_id=unit, opts=opts
        )
