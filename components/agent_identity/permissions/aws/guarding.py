"""Conditions that make a permission harmless: a boundary that must be there, and keys that fix what may be touched."""

from collections.abc import Iterable
from typing import Final

from agent_identity.permissions.aws import actions
from agent_identity.permissions.aws.actions import Action
from agent_identity.permissions.aws.policy import Condition
from agent_identity.permissions.aws.rights import Grant, Rights
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.techniques.model import Need, When
from agent_identity.permissions.unknown import Unknown

BOUNDARY_KEY: Final = "iam:permissionsboundary"
SERVICE_KEY: Final = "iam:passedtoservice"

_EQUAL: Final = frozenset({"StringEquals", "ArnEquals", "ArnLike", "StringLike", "StringEqualsIgnoreCase", "Bool"})
_EDITS: Final = (
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:DeletePolicyVersion",
    "iam:DeletePolicy",
)
_REMOVALS: Final = (
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:PutUserPermissionsBoundary",
)


def is_harmless(grant: Grant, need: Need, rights: Rights, read_tags: frozenset[str], when: When) -> bool:
    """Tells whether a statement's conditions confine a permission to what gives nobody more rights."""
    keys = [key.lower() for key in need.keys]
    if BOUNDARY_KEY in keys and (required := fixed(grant, BOUNDARY_KEY)):
        return not _can_lift(rights, required)
    if when is When.TAG_READ or any("tag" in key for key in keys):
        return _writes_other_tags(grant, read_tags)
    return any(_confined(grant, key) for key in keys if key not in {BOUNDARY_KEY, SERVICE_KEY})


def fixed(grant: Grant, key: str) -> tuple[str, ...]:
    """Returns the values to which a statement fixes a key; empty where it does not, or by a pattern."""
    for condition in grant.line.statement.conditions:
        if condition.key == key and _requires(condition):
            values = [value for value in condition.values if not isinstance(value, Unknown)]
            if len(values) == len(condition.values) and not any("*" in value or "?" in value for value in values):
                return tuple(values)
    return ()


def _requires(condition: Condition) -> bool:
    return (
        condition.operator in _EQUAL
        and not condition.if_exists
        and condition.quantifier != "ForAllValues"
        and bool(condition.values)
    )


def _confined(grant: Grant, key: str) -> bool:
    """Tells whether a statement asks for values of a key that begin with something."""
    for condition in grant.line.statement.conditions:
        named = condition.key.startswith(key.removesuffix("*")) if key.endswith("*") else condition.key == key
        if named and _requires(condition):
            values = [value for value in condition.values if not isinstance(value, Unknown)]
            if len(values) == len(condition.values) and all(value[:1] not in {"", "*", "?"} for value in values):
                return True
    return False


def _can_lift(rights: Rights, boundaries: Iterable[str]) -> bool:
    """Tells whether the caller may edit one of the boundaries, or take it off somebody or put another in its place."""
    for action in _known(_EDITS):
        for grant in rights.grants(action):
            if any(like(region.pattern, boundary) for region in grant.regions for boundary in boundaries):
                return True
    return any(not fixed(grant, BOUNDARY_KEY) for action in _known(_REMOVALS) for grant in rights.grants(action))


def _known(names: Iterable[str]) -> list[Action]:
    return [action for name in names for action in actions.named(actions.bits_of((name,)))]


def _writes_other_tags(grant: Grant, read_tags: frozenset[str]) -> bool:
    """Tells whether the tags that may be written are fixed, and none of them is one that a policy reads."""
    for condition in grant.line.statement.conditions:
        if condition.key in {"aws:tagkeys", "s3:requestobjecttagkeys"} and condition.quantifier == "ForAllValues":
            values = [value for value in condition.values if not isinstance(value, Unknown)]
            if len(values) == len(condition.values) and condition.operator.startswith("StringEquals"):
                return not read_tags & {value.lower() for value in values}
    return False
