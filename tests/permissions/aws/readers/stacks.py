"""Resources of stacks, as the engine and an export say them."""

import json
from collections.abc import Mapping
from typing import Any

from agent_identity.permissions.stacks.resource import Resource

ACCOUNT = "123456789012"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/agents/boundaries/standard"
ROLE = "aws:iam/role:Role"
USER = "aws:iam/user:User"
GROUP = "aws:iam/group:Group"
POLICY = "aws:iam/policy:Policy"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"


def made(token: str, name: str, inputs: Mapping[str, Any] | None = None, **more: Any) -> Resource:
    """Returns a resource of a stack."""
    return Resource(urn=f"urn:pulumi:s::p::{token}::{name}", type=token, name=name, inputs=inputs or {}, **more)


def allows(*actions: str, resource: Any = "*") -> str:
    """Returns a policy that allows actions."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trusts(service: str = "ecs-tasks.amazonaws.com") -> str:
    """Returns the trust policy of a role of a service."""
    principal = {"Service": service}
    return json.dumps({"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]})
