"""Roles that let in tokens of a foreign issuer: which tokens, and whether that is more than one place of its own.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html. A token says who its bearer is in
`sub` and for whom it was made in `aud`; a trust that asks for neither lets in everybody whom the issuer knows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from agent_identity.permissions.aws.conditions import holds
from agent_identity.permissions.aws.model import Principal
from agent_identity.permissions.aws.policy import Condition, Document, Statement
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.findings import Because, Finding
from agent_identity.permissions.logic import Truth

RULE: Final = "aws-open-federation"
_WEB: Final = "sts:assumerolewithwebidentity"
_PROVIDER: Final = ":oidc-provider/"
_BY_AUDIENCE: Final = frozenset(
    {"cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com"}
)
"""Issuers of AWS's own list whose audience is one application: a subject more is one of its users."""
_AUDIENCES: Final = ("aud", "oaud", "azp", "app_id")
_SUBJECTS: Final = ("sub", "repository", "job_workflow_ref", "project_path")
_KUBERNETES: Final = "system:serviceaccount:"
_POSITIVE: Final = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike"})
_WILD: Final = frozenset({"StringLike"})


@dataclass(frozen=True, slots=True)
class Federated:
    """A statement of a role's trust that lets in tokens.

    Attributes:
        role: The role.
        statement: The statement.
        version: The version of its document.
        issuer: The issuer, without the scheme.
    """

    role: Principal
    statement: Statement
    version: str
    issuer: str

    def admits(self, subject: str) -> Truth:
        """Returns whether a token with this subject is let in; whoever asks for a token chooses its audience."""
        audiences = {
            value for condition in self._about(_AUDIENCES) for value in condition.values if isinstance(value, str)
        }
        found = Truth.NO
        for audience in sorted(audiences) or ["sts.amazonaws.com"]:
            context = {f"{self.issuer}:sub": (subject,), f"{self.issuer}:aud": (audience,)}
            found = max(found, holds(self.statement.conditions, _lowered(context), self.version).truth)
        return found

    def subjects(self) -> tuple[str, ...] | None:
        """Returns the subjects that it asks for, as written; None where it asks for none."""
        asked = [condition for condition in self._about(("sub",)) if condition.operator in _POSITIVE]
        if not asked or any(not isinstance(value, str) for value in asked[0].values):
            return None
        return tuple(str(value) for value in asked[0].values)

    def open(self) -> str:
        """Returns what makes it more than one place's, in words; "" for nothing."""
        if not self._about(_AUDIENCES):
            return "does not check the audience of the token"
        if self.issuer in _BY_AUDIENCE:
            return ""
        subjects = self._about(_SUBJECTS)
        if not subjects:
            return "does not check the subject of the token"
        for condition in subjects:
            for value in condition.values:
                if condition.operator in _WILD and isinstance(value, str) and _is_wide(value):
                    return f"admits every subject like {value}, of more than one namespace, repository or tenant"
        return ""

    def _about(self, claims: tuple[str, ...]) -> list[Condition]:
        keys = {f"{self.issuer}:{claim}".lower() for claim in claims}
        return [
            condition
            for condition in self.statement.conditions
            if condition.key.lower() in keys
            and condition.operator in _POSITIVE
            and not condition.if_exists
            and condition.quantifier != "ForAllValues"
            and "*" not in condition.values
        ]


def trusts(role: Principal) -> Iterator[Federated]:
    """Yields the statements of a role's trust that let in tokens of an OpenID Connect issuer."""
    document: Document | None = None if role.trust is None else role.trust.document
    for statement in document.statements if document is not None else ():
        about = any(like(pattern.lower(), _WEB) for pattern in statement.actions) is not statement.not_actions
        if not statement.allow or not about or document is None:
            continue
        for kind, name in statement.principals or ():
            if kind == "Federated":
                issuer = name.partition(_PROVIDER)[2] if _PROVIDER in name else name
                if not name.startswith("arn:") or _PROVIDER in name:
                    yield Federated(role, statement, document.version, issuer)


def findings(role: Principal) -> Iterator[Finding]:
    """Yields a finding for each statement of a role's trust that lets in more than one place's tokens."""
    for federated in trusts(role):
        problem = federated.open()
        if problem:
            statement = federated.statement
            yield Finding(
                principal=role.arn,
                subject=role.subject,
                rule=RULE,
                verdict="yes",
                kind="federation",
                needs=("sts:AssumeRoleWithWebIdentity",),
                resources=(federated.issuer,),
                because=(Because("trust", role.name, statement.index, statement.sid),),
                explanation=f"its trust in {federated.issuer} {problem}: others of that issuer become this role",
                fix="ask for the audience and for the whole subject of the one workload, with StringEquals",
            )


def _is_wide(pattern: str) -> bool:
    """Tells whether a pattern of subjects admits those of more than one namespace, repository or tenant."""
    if pattern.startswith(_KUBERNETES):
        return _has_wildcard(pattern.split(":")[2])
    # `repo:OWNER/NAME:…`, `project_path:GROUP/NAME:…`, `organization:NAME:…`: the second part is the place.
    return _has_wildcard(":".join(pattern.split(":")[:2]))


def _has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text


def _lowered(context: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...] | None]:
    return {key.lower(): value for key, value in context.items()}
