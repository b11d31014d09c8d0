"""What the catalog says of its agents: who each is, where it runs, and how it is placed."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from agent_identity.access import Request, parse
from agent_identity.agent import AgentType, DataSensitivity
from agent_identity.catalog import fields as kinds
from agent_identity.catalog.fields import Fields, Form, as_tuple

Runtime = Literal["ecs", "lambda", "azure", "gcp", "kubernetes"]
BoundaryClassName = Literal["standard", "restricted"]

DEFAULT_GRANTS: Final = 3
"""Grants of one agent that quotas are counted with: something to read, something to write, somewhere to log."""

TypeGlob = Annotated[str, Form(r"[a-z0-9*?-]{1,63}", "an agent type, or a pattern like 'invoice-*'")]


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("expected at least one; leave the field out to match all")
    if twice := {value for value in values if values.count(value) > 1}:
        raise ValueError(f"found {', '.join(sorted(twice))} twice; expected each once")
    return values


_LIST = (BeforeValidator(as_tuple), AfterValidator(_distinct))
_Grants = Field(
    default=None,
    strict=True,
    ge=0,
    le=1000,
    description=(
        "How many grants quotas are counted with: Azure role assignments, appearances in a GCP project's allow policy,"
        " Kubernetes role bindings, managed policies attached to an AWS role. Those that `access` generates are counted"
        f" by themselves; without `access` it is {DEFAULT_GRANTS}."
    ),
)
_Retired = Field(
    default=False,
    strict=True,
    description="Keeps the principal for one more deployment; then the entry is removed and the principal deleted.",
)


_Resources = Annotated[tuple[str, ...] | None, BeforeValidator(as_tuple)]


class AccessEntry(Fields):
    """Something that an agent may do: `read` or `write`, not both (requirement P3-1)."""

    read: _Resources = Field(default=None, description="Resources to read, as their own cloud writes them.")
    write: _Resources = Field(default=None, description="Resources to write, as their own cloud writes them.")
    operations: _Resources = Field(
        default=None, description="Operations of the cloud's own interface; a write always names them, a read may."
    )


def requests_of(access: Sequence[AccessEntry]) -> tuple[Request, ...]:
    """Returns what entries ask for, on every cloud.

    Raises:
        AccessError: When an entry has another form than a read or a write; with every problem.
    """
    return parse([entry.model_dump(exclude_none=True) for entry in access]) if access else ()


class RuntimeEntry(Fields):
    """One runtime of an agent: where one of its principals lives."""

    runtime: Runtime = Field(description="The runtime; 'ecs' and 'lambda' are AWS.")
    target: kinds.Slug | None = Field(default=None, description="The target's name; without it, `placement` decides.")
    boundary: BoundaryClassName | None = Field(default=None, description="The boundary class, where not the agent's.")
    grants: int | None = Field(default=None, ge=0, le=1000, description="Grants, where not the agent's number.")
    retired: bool = _Retired


def _some(values: tuple[RuntimeEntry, ...]) -> tuple[RuntimeEntry, ...]:
    if not values:
        raise ValueError("expected at least one runtime")
    return values


class AgentEntry(AgentType):
    """One agent of the catalog."""

    runtimes: Annotated[tuple[RuntimeEntry, ...], AfterValidator(_some)] = Field(
        description="Where it runs: at most one runtime of each cloud."
    )
    boundary: BoundaryClassName = Field(default="standard", description="The boundary class of its principals.")
    access: tuple[AccessEntry, ...] = Field(
        default=(), description="What it may do; the form of a resource's name tells on which of its clouds."
    )
    grants: int | None = _Grants
    retired: bool = _Retired

    def agent_type(self) -> AgentType:
        """Returns who the agent is, without what the catalog adds."""
        return AgentType.model_construct(**{name: getattr(self, name) for name in AgentType.model_fields})


class PlacementRule(Fields):
    """Where agents go that name no target: the first rule that matches, and whose target is of the runtime's cloud.

    Every field that is given must match; a list matches when one of its values does.
    """

    target: kinds.Slug = Field(description="The target's name.")
    runtime: Annotated[tuple[Runtime, ...], *_LIST] | None = Field(default=None, description="Runtimes to match.")
    team: Annotated[tuple[kinds.Slug, ...], *_LIST] | None = Field(default=None, description="Teams to match.")
    environment: Annotated[tuple[kinds.Slug, ...], *_LIST] | None = Field(
        default=None, description="Environments to match."
    )
    data_sensitivity: Annotated[tuple[DataSensitivity, ...], *_LIST] | None = Field(
        default=None, description="Data sensitivities to match."
    )
    type: Annotated[tuple[TypeGlob, ...], *_LIST] | None = Field(
        default=None, description="Agent types to match; '*' stands for any characters, '?' for one."
    )

    def matches(self, agent: AgentType, runtime: str) -> bool:
        """Tells whether the rule speaks of an agent on a runtime."""
        return (
            (self.runtime is None or runtime in self.runtime)
            and (self.team is None or agent.team in self.team)
            and (self.environment is None or agent.environment in self.environment)
            and (self.data_sensitivity is None or agent.data_sensitivity in self.data_sensitivity)
            and (self.type is None or any(fnmatchcase(agent.type, pattern) for pattern in self.type))
        )
