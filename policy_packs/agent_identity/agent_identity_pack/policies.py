"""AWS policy documents, read only as far as rules without permission analysis need them."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

from agent_identity.permissions.values import Value, listed, parsed, unknown_within

ADMIN_POLICIES: Final = frozenset(
    {
        "AdministratorAccess",
        "AdministratorAccess-AWSElasticBeanstalk",
        "AdministratorAccess-Amplify",
        "AWSOrganizationsFullAccess",
        "AWSSSODirectoryAdministrator",
        "AWSSSOMasterAccountAdministrator",
        "AWSSSOMemberAccountAdministrator",
        "IAMFullAccess",
        "PowerUserAccess",
        "job-function/SystemAdministrator",
    }
)
"""Managed policies of AWS that administer an account or its identities."""

_RAISING: Final = (
    "iam:attachrolepolicy",
    "iam:createaccesskey",
    "iam:createpolicyversion",
    "iam:createrole",
    "iam:passrole",
    "iam:putrolepolicy",
    "iam:updateassumerolepolicy",
    "organizations:detachpolicy",
    "sts:assumerole",
)
"""A pattern of actions that covers one of these administers identities, however it is written: `iam:?*`, `i*`."""
_UNNAMED: Final = tuple(f"{kind}/no-name-of-ours/none" for kind in ("role", "user", "policy"))
"""What only a pattern that names no principal or policy covers."""


def statements(document: Value) -> list[Mapping[str, Value]] | None:
    """Returns the statements of a policy document, or None where they are not known or not written as IAM defines them.

    What this reads otherwise than IAM does would pass: so a key twice, or in another case, makes a document unknown.
    """
    if document is None:
        return []
    content = parsed(document)
    if not isinstance(content, Mapping) or unknown_within(content) or not content.keys() <= _PARTS:
        return None
    found = listed(content.get("Statement"))
    return found if all(_is_statement(item) for item in found) else None


def _is_statement(item: Value) -> bool:
    return isinstance(item, Mapping) and item.keys() <= _ELEMENTS and item.get("Effect") in ("Allow", "Deny")


_PARTS: Final = frozenset({"Version", "Id", "Statement"})
_ELEMENTS: Final = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"""


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
        pattern = str(action).lower()
        if _is_pattern(pattern) and any(fnmatchcase(name, pattern) for name in _RAISING):
            yield str(action)


def _covers_all(statement: Mapping[str, Value]) -> bool:
    return "NotResource" in statement or any(_names_nothing(str(item)) for item in listed(statement.get("Resource")))


def _names_nothing(resource: str) -> bool:
    """Tells whether a resource pattern covers the identities of an account without naming one: `*`, `arn:*`."""
    parts = resource.split(":", 5)
    partition = parts[1] if len(parts) > 1 and not _is_pattern(parts[1]) else "aws"
    account = parts[4] if len(parts) > 4 and parts[4].isdigit() else "000000000000"
    return any(fnmatchcase(f"arn:{partition}:iam::{account}:{name}", resource) for name in _UNNAMED)


def _is_pattern(text: str) -> bool:
    return "*" in text or "?" in text


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


def condition_values(statement: Mapping[str, Value], key: str) -> list[str]:
    """Returns the values to which a statement's positive conditions hold a key, compared by its end in lower case.

    Operators that negate, or that hold where the key is absent, prove nothing and are passed over.
    """
    found: list[str] = []
    conditions = statement.get("Condition")
    for operator, tests in conditions.items() if isinstance(conditions, Mapping) else ():
        if str(operator).lower() not in _POSITIVE or not isinstance(tests, Mapping):
            continue
        for name, values in tests.items():
            if str(name).lower().endswith(key):
                found.extend(str(value) for value in listed(values))
    return found


_POSITIVE: Final = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})
