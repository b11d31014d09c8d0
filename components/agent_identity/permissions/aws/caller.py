"""What is known of every request that a principal makes, and which keys it chooses itself.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from agent_identity.permissions.aws.model import Principal
from agent_identity.permissions.aws.operators import moment
from agent_identity.permissions.aws.policy import Condition
from agent_identity.permissions.aws.variables import Context
from agent_identity.permissions.unknown import Unknown

_CHOSEN: Final = (
    "aws:requesttag/",
    "aws:tagkeys",
    "aws:referer",
    "aws:requestedregion",
    "aws:securetransport",
    "aws:useragent",
    "sts:",
)
"""Beginnings of keys that whoever calls chooses."""
_SPELLED: Final = {
    key.lower(): key
    for key in (
        "aws:CalledVia",
        "aws:CalledViaFirst",
        "aws:CalledViaLast",
        "aws:CurrentTime",
        "aws:Ec2InstanceSourcePrivateIPv4",
        "aws:Ec2InstanceSourceVpc",
        "aws:EpochTime",
        "aws:FederatedProvider",
        "aws:MultiFactorAuthAge",
        "aws:MultiFactorAuthPresent",
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalType",
        "aws:ResourceAccount",
        "aws:ResourceOrgID",
        "aws:ResourceOrgPaths",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceIdentity",
        "aws:SourceIp",
        "aws:SourceOrgID",
        "aws:SourceOrgPaths",
        "aws:SourceVpc",
        "aws:SourceVpcArn",
        "aws:SourceVpce",
        "aws:TokenIssueTime",
        "aws:VpcSourceIp",
    )
}
"""Global keys as AWS spells them: policies spell them as they like, and a finding's id must not depend on that."""
_HAND_OVER: Final = "iam:PassRole"
_PASSED_TO: Final = "iam:passedtoservice"
_OF_IAM: Final = (
    "iam:associatedresourcearn",
    "iam:awsservicename",
    "iam:organizationspolicyid",
    "iam:permissionsboundary",
    "iam:policyarn",
)
_TIMES: Final = frozenset({"aws:currenttime", "aws:epochtime"})
_UNTIL: Final = frozenset({"DateLessThan", "DateLessThanEquals", "NumericLessThan", "NumericLessThanEquals"})


def known_of(principal: Principal) -> dict[str, tuple[str, ...] | None]:
    """Returns what the input says of every request of a principal: who it is, and that it is no service."""
    context: dict[str, tuple[str, ...] | None] = {
        "aws:principalisawsservice": ("false",),
        "aws:principalservicename": None,
        "aws:principalservicenameslist": None,
    }
    if principal.arn.startswith("arn:"):
        context["aws:principalarn"] = (principal.arn,)
    if principal.account:
        context["aws:principalaccount"] = (principal.account,)
    if principal.name:
        context["aws:principaltype"] = ("AssumedRole" if principal.kind == "role" else "User",)
        context["aws:username"] = (principal.name,) if principal.kind == "user" else None
    if _only_services(principal):
        # What a service is given knows no second factor.
        context["aws:multifactorauthpresent"] = ("false",)
        context["aws:multifactorauthage"] = None
    return _Tagged(context, principal)


def context_of(principal: Principal) -> Context:
    """Returns the context of what a principal can bring about by its own calls; what is not in it is not known."""
    context = known_of(principal)
    context["aws:viaawsservice"] = ("false",)
    return context


class _Tagged(dict[str, tuple[str, ...] | None]):
    """A context that answers for every tag of the principal: one that it does not have is absent."""

    def __init__(self, known: Context, principal: Principal) -> None:
        super().__init__(known)
        self._tags = None if principal.tags is None else {key.lower(): value for key, value in principal.tags.items()}

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or (self._tags is not None and str(key).startswith("aws:principaltag/"))

    def __missing__(self, key: str) -> tuple[str, ...] | None:
        value = (self._tags or {}).get(key.removeprefix("aws:principaltag/"))
        return None if value is None else (value,)


def calling(context: Context, action: str, service: str = "") -> Context:
    """Returns the context of calling one action.

    Keys of IAM are in requests to IAM alone, and only handing over a role says to which service:
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html.

    Args:
        context: What is known of every request of the caller.
        action: The action.
        service: The service to which a role is handed, where that is asked.
    """
    made = _copied(context)
    if action == _HAND_OVER:
        if service:
            made[_PASSED_TO] = (service,)
        return made
    made[_PASSED_TO] = None
    if not action.startswith("iam:"):
        made |= dict.fromkeys(_OF_IAM)
    return made


def _copied(context: Context) -> dict[str, tuple[str, ...] | None]:
    if isinstance(context, _Tagged):
        made = _Tagged.__new__(_Tagged)
        made.update(context)
        made._tags = context._tags  # noqa: SLF001 - its own class
        return made
    return dict(context)


def _only_services(principal: Principal) -> bool:
    if principal.kind != "role":
        return False
    document = None if principal.trust is None else principal.trust.document
    if document is None:
        # Policies alone are read as an agent's, whose role a service assumes.
        return principal.trust is None
    allows = [statement for statement in document.statements if statement.allow]
    return (
        bool(allows)
        and not document.incomplete
        and all(
            statement.principals
            and not statement.not_principals
            and not statement.unknown
            and all(kind == "Service" for kind, _ in statement.principals)
            for statement in allows
        )
    )


def named_conditions(missing: Iterable[str]) -> frozenset[str]:
    """Returns those of the keys that decide which the caller does not choose.

    A service's own keys are parameters of the request, which the caller writes; tags of the resource are not.
    """
    return frozenset(
        _SPELLED.get(key, key)
        for key in missing
        if not key.startswith(_CHOSEN) and (key.startswith("aws:") or "resourcetag/" in key)
    )


def has_passed(condition: Condition) -> bool:
    """Tells whether a condition asks for a time that is over, and so can never hold again."""
    if condition.key not in _TIMES or condition.operator not in _UNTIL or condition.if_exists:
        return False
    now = datetime.now(UTC)
    ends = [None if isinstance(value, Unknown) else moment(value) for value in condition.values]
    return bool(ends) and all(end is not None and end < now for end in ends)
