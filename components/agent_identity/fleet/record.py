"""What a stack's own record says: its resources, the agents among them, and its outputs."""

from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, cast

from agent_identity.manifest import IDENTITY_TOKENS, Manifest

AGENTS_OUTPUT: Final = "agents"
"""The output of a fleet stack with the manifests of its agents."""
RETIRED_OUTPUT: Final = "retired"
"""The output of a fleet stack with the principals' names of agents that it deployed as `retired`."""

_STACK: Final = "pulumi:pulumi:Stack"
_PROVIDER: Final = "pulumi:providers:"


def in_stack(urn: str, stack: str) -> str:
    """Returns what a resource's URN is in another stack of the same project."""
    prefix, separator, rest = urn.partition("::")
    return f"{prefix.rpartition(':')[0]}:{stack}{separator}{rest}"


@dataclass(frozen=True, slots=True)
class Record:
    """The state of one stack, as `pulumi stack export` writes it; secrets in it stay encrypted.

    Attributes:
        exported: The whole document.
    """

    exported: Mapping[str, Any]

    @property
    def resources(self) -> list[dict[str, Any]]:
        """All resources, in the record's order."""
        return cast("list[dict[str, Any]]", self._deployment.get("resources") or [])

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The resources besides the stack itself and its providers; a stack without any manages nothing."""
        return [item for item in self.resources if item["type"] != _STACK and not item["type"].startswith(_PROVIDER)]

    @property
    def interrupted(self) -> list[str]:
        """URNs of resources of which a killed run does not know whether the cloud has them."""
        return [item["resource"]["urn"] for item in self._deployment.get("pending_operations") or []]

    @property
    def outputs(self) -> dict[str, Any]:
        """The stack's outputs."""
        return next((item.get("outputs") or {} for item in self.resources if item["type"] == _STACK), {})

    @property
    def manifests(self) -> dict[str, Manifest]:
        """The manifest of every identity component, by URN."""
        found = {}
        for item in self.contents:
            # A component that was not finished has no outputs yet.
            known = {**item.get("inputs", {}), **item.get("outputs", {})}
            if item["type"] in IDENTITY_TOKENS and "manifest" in known:
                found[item["urn"]] = cast("Manifest", known["manifest"])
        return found

    @property
    def principals(self) -> list[Manifest]:
        """The manifests of the agents that have a principal; a component whose update failed may have none."""
        return [manifest for urn, manifest in self.manifests.items() if any(self.ids([urn]).values())]

    def family(self, urns: Collection[str]) -> set[str]:
        """Returns the resources with these URNs and all below them."""
        family = set(urns)
        for item in self.resources:  # a parent stands before its children
            if item.get("parent") in family:
                family.add(item["urn"])
        return family

    def ids(self, urns: Collection[str]) -> dict[str, str]:
        """Returns what the cloud calls the resources with these URNs and all below them, by URN."""
        family = self.family(urns)
        return {item["urn"]: item.get("id", "") for item in self.resources if item["urn"] in family}

    def without(self, urns: Collection[str]) -> "Record":
        """Returns the record without the resources with these URNs and all below them."""
        family = self.family(urns)
        exported = deepcopy(dict(self.exported))
        exported["deployment"]["resources"] = [item for item in self.resources if item["urn"] not in family]
        return Record(exported)

    def with_outputs(self, outputs: Mapping[str, Any]) -> "Record":
        """Returns the record with other outputs of the stack."""
        exported = deepcopy(dict(self.exported))
        for item in exported["deployment"].get("resources") or []:
            if item["type"] == _STACK:
                item["outputs"] = dict(outputs)
        return Record(exported)

    def taking_up(self, identify: Callable[[Mapping[str, Any]], str | None]) -> "Record":
        """Returns the record with what a killed run began to make taken for made; a refresh then tells the truth.

        Args:
            identify: Gives what the cloud calls a resource; what it does not know is taken for not made.
        """
        exported = deepcopy(dict(self.exported))
        known = {item["urn"] for item in self.resources}
        for item in exported["deployment"].pop("pending_operations", None) or []:
            resource = item["resource"]
            begun = item["type"] == "creating" and resource["urn"] not in known
            if begun and (name := identify(resource)) is not None:
                # What it stands under, or depends on, was made before it and stands in the record before it.
                exported["deployment"]["resources"].append({**resource, "id": name})
        return Record(exported)

    @property
    def _deployment(self) -> Mapping[str, Any]:
        return cast("Mapping[str, Any]", self.exported.get("deployment") or {})
