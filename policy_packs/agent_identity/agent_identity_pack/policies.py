"""AWS policy documents, read only as far as rules without permission analysis need them."""

from collections.abc import Iterator, Mapping
from typing import Final

from agent_identity_pack.values import UNKNOWN, Value, listed, parsed, unknown_within

ADMIN_POLICIES: Final = frozenset(
    {
        "AdministratorAccess",
        "AdministratorAccess-AWSElasticBeanstalk",
        "AdministratorAccess-Amplify",
        "AWSOrganizationsFullAccess",
        "AWSSSOMasterAccountAdministrator",
        "IAMFullAccess",
        "PowerUserAccess",
        "job-function/SystemAdministrator",
    }
)
"""Managed policies of AWS that administer an account or its identities."""

_ADMIN_ACTIONS: Final = frozenset({"*", "*:*", "iam:*", "sts:*", "organizations:*"})


def statements(document: Value) -> list[Mapping[str, Value]] | None:
    """Returns the statements of a policy document, or None where they are not known."""
    content = parsed(document)
    if content is UNKNOWN or unknown_within(content):
        return None
    if not isinstance(content, Mapping):
        return []
    return [item for item in listed(content.get("Statement")) if isinstance(item, Mapping)]


def admin_actions(document: Value) -> list[str] | None:
    """Returns what a document allows that administers everything it reaches, or None where it is not known."""
    found = statements(document)
    return None if found is None else sorted({action for item in found for action in _admin_of(item)})


def _admin_of(statement: Mapping[str, Value]) -> Iterator[str]:
    if statement.get("Effect") != "Allow" or not _covers_all(statement):
        return
    if "NotAction" in statement:
        yield "everything but " + ", ".join(sorted(str(item) for item in listed(statement["NotAction"])))
    for action in listed(statement.get("Action")):
        if str(action).lower() in _ADMIN_ACTIONS:
            yield str(action)


def _covers_all(statement: Mapping[str, Value]) -> bool:
    return "NotResource" in statement or "*" in listed(statement.get("Resource"))


def managed_policy_name(arn: str) -> str | None:
    """Returns the name of a policy that AWS manages, with its path, or None for any other ARN."""
    _, found, name = arn.partition(":iam::aws:policy/")
    return name.removeprefix("service-role/") if found else None


def trusted(statement: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yields kind and name of everyone whom a trust policy's statement lets in."""
    if statement.get("Effect") != "Allow":
        return
    if "NotPrincipal" in statement:
        yield "AWS", "*"
    principal = statement.get("Principal")
    if isinstance(principal, str):
        yield "AWS", principal
    elif isinstance(principal, Mapping):
        for kind, names in principal.items():
            for name in listed(names):
                yield kind, str(name)
