"""GCP grants: who gets which role, in the three forms of an IAM policy (one member, one binding, the whole policy)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent_identity.permissions.stacks.kinds import GCP_BINDING, GCP_MEMBER, GCP_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, listed, parsed
from agent_identity_pack.context import Context, Target


@dataclass(frozen=True, slots=True)
class Grant:
    """One role for one member.

    Attributes:
        role: The role's name, or `UNKNOWN`.
        member: The member as GCP writes it, or `UNKNOWN`.
        target: Whom the member means.
    """

    role: Value
    member: Value
    target: Target


def grants_of(resource: Resource, context: Context) -> Iterator[Grant]:
    """Yields the grants that a member, binding or policy resource holds."""
    if resource.kind == GCP_MEMBER:
        yield _grant(resource, context, "member", resource.get("role"), resource.get("member"))
    elif resource.kind == GCP_BINDING:
        for member in _members(resource.get("members")):
            yield _grant(resource, context, "members", resource.get("role"), member)
    else:
        for binding in _bindings(resource.get("policyData")):
            for member in _members(binding.get("members")):
                yield _grant(resource, context, "policyData", binding.get("role"), member)


def _members(value: Value) -> list[Value]:
    return [UNKNOWN] if value is UNKNOWN else listed(value)


def _bindings(document: Value) -> list[Mapping[str, Value]]:
    content = parsed(document)
    if content is UNKNOWN or (content is None and document is not None):
        # What this cannot read may still be read by others, so whom it names is as unknown as before the step.
        return [{"role": UNKNOWN, "members": UNKNOWN}]
    found = content.get("bindings") if isinstance(content, Mapping) else None
    return [item for item in listed(found) if isinstance(item, Mapping)]


def _grant(resource: Resource, context: Context, field: str, role: Value, member: Value) -> Grant:
    return Grant(role, member, context.target(resource, field, member, GCP_SERVICE_ACCOUNT))


def account_of(resource: Resource, context: Context) -> Target:
    """Returns the service account on which a grant is made, an empty target where it is made on something else."""
    field = "serviceAccountId"
    return context.target(resource, field, resource.get(field), GCP_SERVICE_ACCOUNT)
