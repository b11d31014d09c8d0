"""What a rule may ask about the rest of the stack: whom a reference means, and whose agent something is."""

from dataclasses import dataclass, field
from typing import Final

from agent_identity.permissions.aws.readers.stack import kinds
from agent_identity.permissions.stacks.kinds import PRINCIPALS
from agent_identity.permissions.stacks.resource import Resource, Stack
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value
from agent_identity_pack import identity, workloads
from agent_identity_pack.agents import Agent, declared_agent, placed_agent
from agent_identity_pack.config import Config
from agent_identity_pack.escalations import Escalations

AWS_READ: Final = kinds()
"""Kinds of resources that the permission analysis reads."""

_STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference means.

    Attributes:
        value: The reference itself: text, `UNKNOWN`, or None where there is none.
        resources: The resources of this stack that it means; several where an unknown one was made from several.
        outside: Agent to which a principal outside this stack belongs by its name or path, or None.
        origins: What an unknown reference was made from, of any kind.
    """

    value: Value
    resources: tuple[Resource, ...] = ()
    outside: Agent | None = None
    origins: tuple[Resource, ...] = ()

    @property
    def absent(self) -> bool:
        """Whether there is no reference at all."""
        return self.value is None

    @property
    def proven(self) -> bool:
        """Whether it is known what the reference means: it is text, or it leads to resources of this stack."""
        return bool(self.resources) or isinstance(self.value, str)

    @property
    def label(self) -> str:
        """How messages and finding ids call it."""
        if self.resources:
            return " or ".join(resource.label for resource in self.resources)
        return self.value if isinstance(self.value, str) else "a principal that is not known yet"


@dataclass(slots=True)
class Context:
    """The stack and the configuration, as rules ask them."""

    config: Config
    stack: Stack = field(default_factory=Stack)
    _index: dict[str, dict[str, Resource]] = field(default_factory=dict)
    _runners: dict[str, dict[str, Resource]] = field(default_factory=dict)
    _agents: dict[str, Agent | None] = field(default_factory=dict)
    _holds_agents: bool | None = None
    escalations: Escalations = field(init=False)

    def __post_init__(self) -> None:
        self.escalations = Escalations.of(self.stack, self.config, lambda resource: self.agent_of(resource) is not None)

    @property
    def complete(self) -> bool:
        """Whether all resources of the stack are known; before that, what is absent may follow."""
        return self.stack.complete

    def add(self, resource: Resource, *, own: bool = True) -> None:
        """Takes up a resource, in place of an earlier one of the same URN; one that is only read explains others."""
        self.stack.add(resource)
        if own and resource.kind in AWS_READ:
            self.escalations.reader.add(resource)
        if resource.kind in identity.INDEXED:
            for key in identity.keys_of(resource):
                self._index.setdefault(key, {})[resource.urn] = resource
        elif resource.kind in workloads.KINDS and not self.complete:
            self._add_runner(resource)

    def finish(self) -> None:
        """Says that all resources of the stack were added."""
        self.stack.complete = True
        for workload in self.stack.of(*sorted(workloads.KINDS)):
            self._add_runner(workload)

    def _add_runner(self, workload: Resource) -> None:
        for run in workloads.runs_as(workload, self):
            for name in names_of(run.target):
                self._runners.setdefault(name, {})[workload.urn] = workload

    def target(self, resource: Resource, prop: str, value: Value, *kinds: str) -> Target:
        """Follows a reference.

        Args:
            resource: The resource that holds it.
            prop: The input it stands in.
            value: The reference: an ARN, e-mail, id or name, or `UNKNOWN`.
            kinds: What it may mean.
        """
        if isinstance(value, str):
            found: dict[str, Resource] = {}
            for key in identity.keys_of_reference(value, kinds):
                found |= self._index.get(key, {})
            return Target(value, tuple(found.values()), None if found else identity.agent_by_name(value, self.config))
        if value is UNKNOWN:
            found_here = tuple(self.stack.sources(resource, prop, kinds))
            return Target(value, found_here, origins=tuple(self.stack.origins(resource, prop)))
        return Target(value)

    def agent_of(self, resource: Resource) -> Agent | None:
        """Returns the agent to which a resource belongs, or None."""
        if resource.urn not in self._agents or not self.complete:
            self._agents[resource.urn] = (
                declared_agent(resource, self.stack)
                or placed_agent(resource, self.stack, self.config)
                or self._agent_by_workload(resource)
                or self._agent_by_principal(resource)
            )
        return self._agents[resource.urn]

    def _agent_by_workload(self, principal: Resource) -> Agent | None:
        if principal.kind not in PRINCIPALS:
            return None
        for workload in self.runners(principal.urn):
            agent = declared_agent(workload, self.stack) or placed_agent(workload, self.stack, self.config)
            if agent is not None:
                return Agent(agent.type, agent.environment, "workload")
        return None

    def _agent_by_principal(self, workload: Resource) -> Agent | None:
        """Returns the agent whose principal a workload without tags of its own runs as."""
        if workload.kind not in workloads.KINDS:
            return None
        for run in workloads.runs_as(workload, self):
            for principal in run.target.resources:
                agent = declared_agent(principal, self.stack) or placed_agent(principal, self.stack, self.config)
                if agent is not None:
                    return Agent(agent.type, agent.environment, "principal")
            if run.target.outside is not None:
                return Agent(run.target.outside.type, run.target.outside.environment, "principal")
        return None

    def runners(self, name: str) -> list[Resource]:
        """Returns the workloads that run as a principal, named by URN or as `names_of` names it."""
        return list(self._runners.get(name, {}).values())

    def agent_of_target(self, target: Target) -> Agent | None:
        """Returns the agent that a reference means: that of one of its resources, else that of the name outside."""
        for resource in target.resources:
            if (agent := self.agent_of(resource)) is not None:
                return agent
        return target.outside

    def concerns_agent(self, target: Target) -> bool:
        """Tells whether a reference means an agent, or may.

        What is not proven counts once the whole stack is known: if it was made from something of an agent's, or if it
        leads nowhere or into another stack and this one holds agents.
        """
        if self.agent_of_target(target) is not None:
            return True
        if not self.complete or target.proven or target.absent:
            return False
        if target.origins and all(origin.type != _STACK_REFERENCE for origin in target.origins):
            return any(self.agent_of(origin) is not None for origin in target.origins)
        return self.holds_agents()

    def holds_agents(self) -> bool:
        """Tells whether any principal or workload of the stack is an agent's."""
        if self._holds_agents is None or not self.complete:
            held = self.stack.of(*sorted(PRINCIPALS | workloads.KINDS))
            self._holds_agents = any(self.agent_of(resource) is not None for resource in held)
        return self._holds_agents


def names_of(target: Target) -> list[str]:
    """Returns the names under which the principal that a reference means is counted."""
    if target.resources:
        return [resource.urn for resource in target.resources]
    return [target.value] if isinstance(target.value, str) else []
