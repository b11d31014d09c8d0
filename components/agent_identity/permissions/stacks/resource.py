"""A stack: its resources, and which of them another one means."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from agent_identity.permissions.stacks.kinds import kind_of, kind_of_object
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at

_HOMES: Final = (
    "accessKey",
    "allowedAccountIds",
    "assumeRole",
    "assumeRoles",
    "assumeRoleWithWebIdentity",
    "cluster",
    "context",
    "kubeconfig",
    "profile",
)
"""Settings of a provider that decide in whose account or cluster it works; a region does not."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of the stack.

    Attributes:
        urn: Its URN.
        type: Its type token.
        name: Its logical name.
        inputs: What the program asked for, empty where the engine did not say.
        outputs: What it is after the step (with unknowns at preview), empty before the step.
        parent: The URN of its parent, or None.
        provider: The inputs of the provider that makes it.
        sources: For each input, the URNs of the resources that its value was made from; known to stack rules only.
    """

    urn: str
    type: str
    name: str
    inputs: Mapping[str, Value] = field(default_factory=dict)
    outputs: Mapping[str, Value] = field(default_factory=dict)
    parent: str | None = None
    provider: Mapping[str, Value] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Its kind: the type token without version and file name, or what a Kubernetes object says that it is."""
        if self.type.startswith("kubernetes:"):
            version, kind = self.get("apiVersion"), self.get("kind")
            if isinstance(version, str) and isinstance(kind, str):
                return kind_of_object(version, kind)
        return kind_of(self.type)

    def get(self, *path: str) -> Value:
        """Returns what stands at `path`: of the inputs where they say it, else of the outputs."""
        asked = at(self.inputs, *path)
        if asked is None or asked is UNKNOWN:
            made = at(self.outputs, *path)
            return asked if made is None else made
        return asked

    def first(self, *names: str) -> Value:
        """Returns the first of the properties `names` that is there, or None."""
        return next((value for name in names if (value := self.get(name)) is not None), None)

    def shares_home(self, other: "Resource") -> bool:
        """Tells whether two resources are made in the same account or cluster, as far as their providers say."""
        return all(at(self.provider, key) == at(other.provider, key) for key in _HOMES)

    @property
    def label(self) -> str:
        """How messages and finding ids call it: kind and logical name, the same before and after it was made."""
        return f"{self.kind} {self.name}"


@dataclass(slots=True)
class Stack:
    """The resources seen so far, or all of them once `complete`.

    A rule that reasons from what is absent must ask `complete` first: before that, the missing resource may follow.
    """

    complete: bool = False
    _by_urn: dict[str, Resource] = field(default_factory=dict)
    _by_kind: dict[str, dict[str, Resource]] = field(default_factory=dict)
    _children: dict[str, set[str]] = field(default_factory=dict)

    def add(self, resource: Resource) -> None:
        """Takes up a resource, in place of an earlier one of the same URN."""
        self._by_urn[resource.urn] = resource
        self._by_kind.setdefault(resource.kind, {})[resource.urn] = resource
        if resource.parent is not None:
            self._children.setdefault(resource.parent, set()).add(resource.urn)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self._by_urn.values())

    def named(self, urn: str | None) -> Resource | None:
        """Returns the resource with this URN, or None."""
        return self._by_urn.get(urn) if urn is not None else None

    def of(self, *kinds: str) -> Iterator[Resource]:
        """Yields the resources of these kinds."""
        for kind in kinds:
            yield from self._by_kind.get(kind, {}).values()

    def ancestors(self, resource: Resource) -> Iterator[Resource]:
        """Yields the resource's parent, that one's parent, and so on."""
        seen = {resource.urn}
        above = self.named(resource.parent)
        while above is not None and above.urn not in seen:
            seen.add(above.urn)
            yield above
            above = self.named(above.parent)

    def origins(self, resource: Resource, prop: str) -> list[Resource]:
        """Returns the resources, of any kind, from which the value of input `prop` was made."""
        found = (self.named(urn) for urn in sorted(resource.sources.get(prop, ())))
        return [origin for origin in found if origin is not None]

    def sources(self, resource: Resource, prop: str, kinds: Iterable[str]) -> list[Resource]:
        """Returns the resources of `kinds` from which the value of input `prop` was made.

        A component counts for its children: an output of a component is one of theirs.
        """
        wanted = frozenset(kinds)
        found: dict[str, Resource] = {}
        pending = list(resource.sources.get(prop, ()))
        visited: set[str] = set()
        while pending:
            urn = pending.pop()
            if urn in visited:
                continue
            visited.add(urn)
            source = self.named(urn)
            if source is not None and source.kind in wanted:
                found[urn] = source
            elif source is None or not source.sources:
                pending.extend(self._children.get(urn, ()))
        return [found[urn] for urn in sorted(found)]
