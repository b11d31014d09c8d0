"""Whether AWS would allow a request: every kind of policy, in three-valued logic.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html. A condition key that nobody
named is not known; where it decides, so is the answer, and the keys that would decide are named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from agent_identity.permissions.aws.arns import matches_resource
from agent_identity.permissions.aws.caller import known_of
from agent_identity.permissions.aws.conditions import holds
from agent_identity.permissions.aws.model import Policy, Principal, World
from agent_identity.permissions.aws.naming import Who, who_is
from agent_identity.permissions.aws.policy import Statement
from agent_identity.permissions.aws.principals import Named, named_by
from agent_identity.permissions.aws.requests import EVERYTHING, Request
from agent_identity.permissions.aws.rights import scp_levels
from agent_identity.permissions.aws.variables import VERSION, Context
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.logic import Truth, every

Reason = Literal[
    "allowed", "explicit_deny", "implicit_deny", "boundary", "session_policy", "scp", "rcp", "resource_policy",
    "missing_context",
]  # fmt: skip

RCP_SERVICES: Final = frozenset(
    {"aoss", "cognito-identity", "cognito-idp", "dynamodb", "ecr", "kms", "logs", "s3", "secretsmanager", "sqs", "sts"}
)
"""Services whose resources resource control policies protect:
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer.

    Attributes:
        decision: `allow`, `deny`, or `unknown` where a key that is not listed decides.
        reason: What decided.
        layer: Which kind of policy, or None.
        policy: Its name, or None.
        statement: Index of the statement that decided, or None.
        missing: Condition keys that would decide, sorted.
    """

    decision: Literal["allow", "deny", "unknown"]
    reason: Reason
    layer: str | None = None
    policy: str | None = None
    statement: int | None = None
    missing: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Returns it for JSON."""
        because = {
            "layer": self.layer, "policy": self.policy, "statement": self.statement, "missing": list(self.missing),
        }  # fmt: skip
        return {"decision": self.decision, "reason": self.reason, "because": because}


@dataclass(frozen=True, slots=True)
class _Said:
    """What one layer says: whether something in it allows, or denies, by which statement."""

    allows: Truth = Truth.NO
    denies: Truth = Truth.NO
    allowing: tuple[Policy, Statement] | None = None
    denying: tuple[Policy, Statement] | None = None
    missing: frozenset[str] = frozenset()


def decide(world: World, request: Request) -> Decision:
    """Returns whether a request would be allowed.

    Args:
        world: The input.
        request: The request; a principal that is not in the input holds nothing.
    """
    return _Deciding(world, request).decision()


class _Deciding:
    def __init__(self, world: World, request: Request) -> None:
        self._world = world
        self._request = request
        self._who: Who = who_is(world, request.principal)
        known = known_of(self._who.principal) if self._who.principal is not None else {}
        account = _account(request.resource)
        if account:
            known["aws:resourceaccount"] = (account,)
        known.update(request.context)
        self._context: Context = known

    def decision(self) -> Decision:
        principal = self._who.principal
        if principal is None:
            return Decision("deny", "implicit_deny")
        identity = self._layer(principal.policies)
        boundary = None if principal.boundary is None else self._layer([principal.boundary])
        sessions = self._layer(self._request.session_policies) if self._request.session_policies else None
        scps = [self._layer(level) for level in scp_levels(principal, self._world.organization)]
        rcps = [self._layer(level) for level in self._rcp_levels(principal)]
        resource = self._resource_policy()
        direct, role, account = (
            (_Said(), _Said(), _Said()) if resource is None else tuple(self._layer([resource], by) for by in Named)
        )
        everything = [identity, *filter(None, (boundary, sessions)), *scps, *rcps, direct, role, account]
        for said in everything:
            if said.denies is Truth.YES and said.denying is not None:
                return _because("deny", "explicit_deny", said.denying)
        limits = [said.allows for said in (boundary, sessions) if said is not None]
        granted = every((max(identity.allows, role.allows), *limits))
        if self._needs_both(principal):
            # Cross-account: the identity's side and the resource's side.
            allowed = every((identity.allows, *limits, max(direct.allows, role.allows, account.allows)))
        elif resource is not None and self._only_by_resource():
            own = every((max(role.allows, min(account.allows, identity.allows)), *limits))
            allowed = max(direct.allows, own)
        else:
            allowed = max(direct.allows, granted)
        allowed = every((allowed, *(said.allows for said in (*scps, *rcps))))
        if allowed is Truth.NO:
            return self._refused(identity, boundary, sessions, scps, rcps, (direct, role, account), principal)
        doubtful = allowed is Truth.UNKNOWN or any(said.denies is Truth.UNKNOWN for said in everything)
        if doubtful:
            missing = frozenset[str]().union(*(said.missing for said in everything))
            return Decision("unknown", "missing_context", missing=tuple(sorted(missing)))
        first = next((s.allowing for s in (identity, direct, role, account) if s.allowing is not None), None)
        return Decision("allow", "allowed") if first is None else _because("allow", "allowed", first)

    def _refused(
        self,
        identity: _Said,
        boundary: _Said | None,
        sessions: _Said | None,
        scps: Sequence[_Said],
        rcps: Sequence[_Said],
        by_resource: tuple[_Said, _Said, _Said],
        principal: Principal,
    ) -> Decision:
        """Returns the refusal with the first layer that would have had to allow and does not."""
        for reason, layers in (("scp", scps), ("rcp", rcps)):
            if any(said.allows is Truth.NO for said in layers):
                return Decision("deny", "scp" if reason == "scp" else "rcp", reason)
        granted = max(identity.allows, by_resource[1].allows)
        if granted is Truth.NO:
            return Decision("deny", "implicit_deny")
        if boundary is not None and boundary.allows is Truth.NO:
            return Decision("deny", "boundary", "boundary", principal.boundary.name if principal.boundary else None)
        if sessions is not None and sessions.allows is Truth.NO:
            return Decision("deny", "session_policy", "session")
        return Decision("deny", "resource_policy", "resource")

    def _layer(self, policies: Iterable[Policy], by: Named | None = None) -> _Said:
        """Returns what policies say; of a resource's policy what it says to the caller by one way of naming it."""
        allows = denies = Truth.NO
        allowing = denying = None
        missing: set[str] = set()
        for policy in policies:
            if policy.document is None or policy.document.incomplete:
                allows = max(allows, Truth.UNKNOWN)
                denies = max(denies, Truth.UNKNOWN)
            for statement in policy.document.statements if policy.document else ():
                truth, keys = self._matches(statement, policy.document.version if policy.document else VERSION, by)
                if truth is Truth.NO:
                    continue
                if truth is Truth.UNKNOWN:
                    missing |= keys
                if statement.allow:
                    if truth > allows:
                        allows, allowing = truth, (policy, statement)
                elif truth > denies:
                    denies, denying = truth, (policy, statement)
        return _Said(allows, denies, allowing, denying, frozenset(missing))

    def _matches(self, statement: Statement, version: str, by: Named | None) -> tuple[Truth, frozenset[str]]:
        truths: list[tuple[Truth, frozenset[str]]] = [self._action(statement), self._resource(statement, version)]
        if by is not None:
            truths.append((named_by(statement, self._who, by), frozenset()))
        held = holds(statement.conditions, self._context, version)
        truths.append((held.truth, held.missing))
        if statement.unknown & {"Condition", "Effect"}:
            truths.append((Truth.UNKNOWN, frozenset()))
        truth = every(each for each, _ in truths)
        return truth, frozenset[str]().union(*(keys for _, keys in truths)) if truth is Truth.UNKNOWN else frozenset()

    def _action(self, statement: Statement) -> tuple[Truth, frozenset[str]]:
        wanted = self._request.action.lower()
        matched = any(like(pattern.lower(), wanted) for pattern in statement.actions)
        if "Action" in statement.unknown and not matched:
            return Truth.UNKNOWN, frozenset()
        return (Truth.YES if matched is not statement.not_actions else Truth.NO), frozenset()

    def _resource(self, statement: Statement, version: str) -> tuple[Truth, frozenset[str]]:
        if statement.principals is not None and not statement.resources and "Resource" not in statement.unknown:
            # A trust policy, or a resource's policy that says nothing of resources, is about its own.
            return Truth.YES, frozenset()
        truth, missing = matches_resource(statement.resources, self._request.resource, self._context, version)
        if "Resource" in statement.unknown and truth is Truth.NO:
            return Truth.UNKNOWN, frozenset()
        return (~truth if statement.not_resources else truth), missing

    def _resource_policy(self) -> Policy | None:
        """Returns the policy of the resource: a role's trust, or what the input has for its ARN."""
        resource = self._request.resource
        if self._request.action.lower().startswith("sts:assumerole"):
            role = self._world.principals.get(resource)
            return role.trust if role is not None else None
        found: Mapping[str, Policy] = self._world.resource_policies
        if resource in found:
            return found[resource]
        # An object's policy is its bucket's, and a pattern may stand for parts that the input does not have.
        return next(
            (policy for arn, policy in found.items() if like(arn, resource) or like(f"{arn}/*", resource)), None
        )

    def _only_by_resource(self) -> bool:
        """Tells whether the resource's own policy must allow, in the same account too: keys, and the trust of roles."""
        action = self._request.action.lower()
        return action.startswith(("kms:", "sts:assumerole"))

    def _needs_both(self, principal: Principal) -> bool:
        known = self._context.get("aws:resourceaccount") if "aws:resourceaccount" in self._context else None
        account = known[0] if known else ""
        return bool(account) and bool(principal.account) and account != principal.account

    def _rcp_levels(self, principal: Principal) -> list[tuple[Policy, ...]]:
        if principal.service_linked or self._request.action.partition(":")[0].lower() not in RCP_SERVICES:
            return []
        known = self._context.get("aws:resourceaccount") if "aws:resourceaccount" in self._context else None
        account = known[0] if known else principal.account
        organization = self._world.organization
        if account and account == organization.management_account:
            return []
        own = organization.accounts.get(account)
        return [level for level in (own[1] if own else organization.rcp_levels) if level]


def _account(resource: str) -> str:
    parts = resource.split(":", 5)
    return parts[4] if resource != EVERYTHING and len(parts) == 6 else ""


def _because(decision: Literal["allow", "deny"], reason: Reason, found: tuple[Policy, Statement]) -> Decision:
    policy, statement = found
    return Decision(decision, reason, policy.layer, policy.name, statement.index)
