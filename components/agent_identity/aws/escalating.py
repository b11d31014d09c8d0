"""What an agent's grants amount to: refused where they lead to rights that nobody granted."""

from collections.abc import Sequence
from functools import cache, lru_cache

from agent_identity.access import AccessError, AccessProblem
from agent_identity.access.aws import AwsPlan
from agent_identity.boundaries.aws import policy_document
from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.documents import read_document
from agent_identity.permissions.aws.model import Policy, Principal, World
from agent_identity.permissions.aws.policy import Document


def refuse(role: str, plan: AwsPlan, boundary_class: str, assumable_roles: Sequence[str]) -> None:
    """Refuses what the policy pack would stop, by the same analysis, under the agent's boundary.

    Args:
        role: Name of the role.
        plan: What it would be granted.
        boundary_class: The class of its boundary.
        assumable_roles: The roles that its boundary leaves assumable.

    Raises:
        AccessError: With every technique that the grants allow.
    """
    problems = _problems(role, plan.documents, boundary_class, tuple(assumable_roles))
    if problems:
        raise AccessError(problems)


@lru_cache(maxsize=4096)  # the same agent may run in several places
def _problems(
    role: str, documents: tuple[str, ...], boundary_class: str, assumable_roles: tuple[str, ...]
) -> tuple[AccessProblem, ...]:
    policies = tuple(Policy("inline", "access", read_document(text)) for text in documents)
    boundary = Policy("boundary", boundary_class, _boundary(boundary_class, assumable_roles))
    principal = Principal(role, "role", "", role, policies=policies, boundary=boundary, agent=True)
    return tuple(
        AccessProblem("access", f"an escalation, {finding.rule}: {finding.explanation}", "none", finding.fix)
        for finding in escalation.findings_of(principal, World({role: principal}))
    )


@cache
def _boundary(boundary_class: str, assumable_roles: tuple[str, ...]) -> Document:
    return read_document(policy_document(boundary_class, assumable_roles))
