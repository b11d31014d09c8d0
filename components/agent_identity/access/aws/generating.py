"""Least-privilege policies on AWS from what an agent asks for: plain data, known before anything is deployed.

A read of a resource is every action of level Read or List that works on the resource's type and that the boundary class
leaves open, but none that returns a secret. Operations that are named are granted as they are, and nothing else.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agent_identity.access.aws import documents
from agent_identity.access.aws.operations import Bounds
from agent_identity.access.aws.requests import Granted, Problems, granted
from agent_identity.access.plan import Grant
from agent_identity.access.problems import AccessError, AccessProblem
from agent_identity.access.request import Request
from agent_identity.boundaries.classes import boundary_class as class_of
from agent_identity.naming import AWS_POLICY, name_for

INLINE_NAME: Final = "access"
"""Name of the inline policy."""


@dataclass(frozen=True, slots=True)
class AwsPlan:
    """What is deployed for one role.

    Attributes:
        inline: The one inline policy's document, as deployed; None when nothing is granted or it does not fit.
        managed: The documents of managed policies, as deployed, where an inline policy has not room for them.
        grants: What each request became, in the order of the requests.
    """

    inline: str | None
    managed: tuple[str, ...]
    grants: tuple[Grant, ...]

    @property
    def count(self) -> int:
        """Managed policies that are attached, which AWS counts."""
        return len(self.managed)

    @property
    def own_documents(self) -> int:
        """How many managed policies are made for it; an account has at most 1,500 by default."""
        return len(self.managed)

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document, inline or managed."""
        return self.managed if self.inline is None else (self.inline,)

    def as_dict(self) -> dict[str, Any]:
        """Returns what is deployed, as JSON can hold it."""
        inline = None if self.inline is None else json.loads(self.inline)
        return {"inline": inline, "managed": [json.loads(text) for text in self.managed]}


def plan(
    requests: Sequence[Request],
    *,
    boundary_class: str,
    partition: str | None = None,
    assumable_roles: Sequence[str] = (),
) -> AwsPlan:
    """Returns what grants the requests and nothing else; the same requests in any order give the same documents.

    Args:
        requests: What the agent asks for, as `agent_identity.access.parse` gives it.
        boundary_class: The class of the agent's boundary, past which no grant works.
        partition: The partition of the role; any by default.
        assumable_roles: ARNs of the roles that the boundary leaves assumable; none by default.

    Raises:
        AccessError: With everything that is refused.
        ValueError: When there is no class of this name.
    """
    bounds = Bounds(class_of(boundary_class).name, partition, frozenset(assumable_roles))
    problems = Problems()
    made = [item for request in requests for item in granted(request, bounds, problems)]
    problems.refuse()
    statements = documents.statements(pair for item in made for pair in item.pairs)
    inline, managed = _fitted(statements)
    return AwsPlan(inline, managed, tuple(map(_line, made)))


def policy_name(agent_type: str, environment: str, number: int) -> str:
    """Returns the name of an agent's managed policy, the first of which is number 1."""
    return name_for(AWS_POLICY, "agent-access", agent_type, environment, str(number))


def _fitted(statements: list[documents.Statement]) -> tuple[str | None, tuple[str, ...]]:
    if not statements:
        return None, ()
    if documents.size(statements) <= documents.INLINE_CHARACTERS - documents.KEPT_FREE:
        return documents.text(documents.document(statements)), ()
    split = documents.split(statements)
    if len(split) > documents.MANAGED_POLICIES:
        raise AccessError([_too_large(documents.size(statements), split)])
    return None, tuple(documents.text(documents.document(items)) for items in split)


def _too_large(characters: int, split: Sequence[Iterable[documents.Statement]]) -> AccessProblem:
    sizes = ", ".join(f"{documents.size(items):,}" for items in split)
    return AccessProblem(
        "access",
        f"grants of {characters:,} characters, which are {len(split)} managed policies ({sizes})",
        f"at most {documents.MANAGED_POLICIES} of {documents.MANAGED_CHARACTERS:,}, which one role takes",
        "name a prefix in place of many resources, or give a part of the work to an agent type of its own",
    )


def _line(item: Granted) -> Grant:
    request = item.request
    asked = f"{request.verb} {request.resource}"
    if request.operations:
        asked += f" by {', '.join(request.operations)}"
    return Grant(request.place, asked, f"{', '.join(item.actions)} on {', '.join(item.resources)}", item.why)
