"""Who is granted what on AWS: the policies of roles and users, inline, attached, or attached to several at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agent_identity.permissions.stacks.kinds import AWS_ROLE, AWS_USER
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.values import Value, at, listed
from agent_identity_pack.context import Context

_HOLDERS: Final = {
    "aws:iam:RolePolicy": ("role", "policy"),
    "aws:iam:UserPolicy": ("user", "policy"),
    "aws:iam:RolePolicyAttachment": ("role", "policyArn"),
    "aws:iam:UserPolicyAttachment": ("user", "policyArn"),
    "aws:iam:RolePolicyAttachmentsExclusive": ("roleName", "policyArns"),
    "aws:iam:UserPolicyAttachmentsExclusive": ("userName", "policyArns"),
}
_ATTACHMENT: Final = "aws:iam:PolicyAttachment"

KINDS: Final = frozenset({AWS_ROLE, AWS_USER, _ATTACHMENT, *_HOLDERS})
"""The kinds of resources that grant."""


@dataclass(frozen=True, slots=True)
class AwsGrant:
    """One policy of one principal.

    Attributes:
        field: The field of the resource that holds the policy.
        policy: The document where it is inline, else the policy's ARN.
        inline: Which of the two.
        subject: The principal, by name.
        agent: Whether it is an agent's.
    """

    field: str
    policy: Value
    inline: bool
    subject: str
    agent: bool


def grants_of(resource: Resource, context: Context) -> Iterator[AwsGrant]:
    """Yields each policy that a resource of one of `KINDS` gives to somebody."""
    if resource.kind in {AWS_ROLE, AWS_USER}:
        agent = context.agent_of(resource) is not None
        for inline in listed(resource.get("inlinePolicies")):
            yield AwsGrant("inlinePolicies", at(inline, "policy"), True, resource.label, agent)
        for arn in listed(resource.get("managedPolicyArns")):
            yield AwsGrant("managedPolicyArns", arn, False, resource.label, agent)
    elif resource.kind == _ATTACHMENT:
        for field in ("roles", "users"):
            for holder in listed(resource.get(field)):
                yield from _held(resource, field, holder, "policyArn", context)
    else:
        holder_field, policy_field = _HOLDERS[resource.kind]
        yield from _held(resource, holder_field, resource.get(holder_field), policy_field, context)


def _held(resource: Resource, field: str, holder: Value, policy: str, context: Context) -> Iterator[AwsGrant]:
    target = context.target(resource, field, holder, AWS_ROLE, AWS_USER)
    agent = context.concerns_agent(target)
    if policy == "policy":
        yield AwsGrant(policy, resource.get(policy), True, target.label, agent)
    else:
        for arn in listed(resource.get(policy)):
            yield AwsGrant(policy, arn, False, target.label, agent)
