"""How a resource's policy names a caller, which decides what its Allow is worth.

In one account, a policy that names a user's or a session's ARN allows past the implicit denial of a boundary; one that
names a role's ARN does not; one that names the account leaves it to the identity's own policies:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html.
"""

from enum import Enum

from agent_identity.permissions.aws.naming import Who
from agent_identity.permissions.aws.policy import Statement
from agent_identity.permissions.logic import Truth, truth


class Named(Enum):
    """A way of naming a caller."""

    DIRECT = "direct"
    """By the ARN that makes the request: a user's, or a session's."""
    ROLE = "role"
    """By the ARN of the session's role, or as everybody."""
    ACCOUNT = "account"
    """By its account."""


def named_by(statement: Statement, who: Who, by: Named) -> Truth:
    """Tells whether a statement's Principal names a caller in one way.

    A denial, and a NotPrincipal, is about everybody whom it names in any way: it is answered once, for `ROLE`.
    """
    names = statement.principals or ()
    if not statement.allow or statement.not_principals:
        if by is not Named.ROLE:
            return Truth.NO
        named = any(_is(kind, name, who, way) for kind, name in names for way in Named)
        if "Principal" in statement.unknown and not named:
            return Truth.UNKNOWN
        return truth(named is not statement.not_principals)
    if any(_is(kind, name, who, by) for kind, name in names):
        return Truth.YES
    return Truth.UNKNOWN if "Principal" in statement.unknown and by is Named.ROLE else Truth.NO


def _is(kind: str, name: str, who: Who, by: Named) -> bool:
    principal = who.principal
    if kind == "*":
        return by is Named.ROLE
    if kind != "AWS" or principal is None:
        return False
    if by is Named.DIRECT:
        return name == who.arn and (who.session or principal.kind == "user")
    if by is Named.ROLE:
        return name == principal.arn and principal.kind == "role"
    account = name.removesuffix(":root").rpartition(":")[2] if name.endswith(":root") else name
    return account.isdigit() and account == principal.account
