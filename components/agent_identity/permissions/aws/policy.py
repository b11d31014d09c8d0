"""An AWS policy document, read: every element in one form, whatever form it was written in.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from dataclasses import dataclass
from typing import Literal

from agent_identity.permissions.unknown import Unknown

Element = Literal["Effect", "Action", "Resource", "Principal", "Condition", "Statement"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator on one key; all conditions of a statement must hold.

    Attributes:
        operator: Its name as AWS writes it, without quantifier and `IfExists`: `StringEquals`, `Null`, `ArnLike`.
        key: The key, in lower case: keys are compared without regard to case.
        values: The values, one of which must match (none of which may, for a negated operator).
        quantifier: `ForAnyValue`, `ForAllValues` or None.
        if_exists: Whether it holds where the key is absent.
    """

    operator: str
    key: str
    values: tuple[str | Unknown, ...]
    quantifier: Literal["ForAnyValue", "ForAllValues"] | None = None
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    Attributes:
        index: Its place in the document, from 0.
        sid: Its id, or None.
        allow: Whether its effect is Allow; a Deny otherwise.
        actions: Action patterns as written.
        not_actions: Whether they are those of a NotAction.
        resources: Resource patterns as written, policy variables in them; empty in a trust policy.
        not_resources: Whether they are those of a NotResource.
        principals: Kind and name of each principal (`AWS`, `Service`, `Federated`, `CanonicalUser`); `("*", "*")`
            where everybody is meant; None in an identity policy.
        not_principals: Whether they are those of a NotPrincipal.
        conditions: All of them must hold.
        unknown: Elements that hold a value which the input does not contain; what is known of them is in the fields.
    """

    index: int
    allow: bool
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    sid: str | None = None
    not_actions: bool = False
    not_resources: bool = False
    principals: tuple[tuple[str, str], ...] | None = None
    not_principals: bool = False
    conditions: tuple[Condition, ...] = ()
    unknown: frozenset[Element] = frozenset()


@dataclass(frozen=True, slots=True)
class Document:
    """One document.

    Attributes:
        statements: Its statements.
        version: `2012-10-17`, or `2008-10-17`, the default, in which policy variables are plain text.
        incomplete: Whether there may be statements that the input does not contain.
    """

    statements: tuple[Statement, ...]
    version: str = "2008-10-17"
    incomplete: bool = False
