"""Agents that are deployed and that the catalog no longer has: no principal is deleted that nobody retired."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from agent_identity.catalog import Catalog
from agent_identity.fleet.layout import StackName
from agent_identity.fleet.record import RETIRED_OUTPUT, Record
from agent_identity.manifest import Manifest


class VanishedError(ValueError):
    """Raised for a catalog that drops deployed agents which no deployed catalog called retired.

    Attributes:
        problems: One line for each of them.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def refuse_vanished(catalog: Catalog, records: Mapping[StackName, Record]) -> None:
    """Refuses a catalog that would delete a principal which was not retired by one deployment before.

    A type with another name is another type: nothing of the old principal is handed on, so it too is retired first.

    Args:
        catalog: The catalog that is to be deployed.
        records: What the fleet stacks about to run hold now.

    Raises:
        VanishedError: With every such agent, what happened to it and what to do.
    """
    places = {
        (placement.target.name, placement.agent.environment, placement.agent.type) for placement in catalog.placements()
    }
    deployed = {manifest["agent_type"] for record in records.values() for manifest in record.principals}
    problems = [
        f"{stack}: {_sentence(catalog, manifest, deployed)}"
        for stack, record in records.items()
        for manifest in _dropped(stack, record, places)
    ]
    if problems:
        raise VanishedError(problems)


def _dropped(stack: StackName, record: Record, places: set[tuple[str, str, str]]) -> Iterator[Manifest]:
    retired = set(record.outputs.get(RETIRED_OUTPUT, []))
    for manifest in record.principals:
        place = (stack.target, manifest["environment"], manifest["agent_type"])
        if place not in places and manifest["name"] not in retired:
            yield manifest


def _sentence(catalog: Catalog, manifest: Manifest, deployed: set[str]) -> str:
    kind, environment, cloud = manifest["agent_type"], manifest["environment"], manifest["cloud"]
    elsewhere = [
        placement.target.name
        for placement in catalog.placements()
        if (placement.agent.type, placement.agent.environment, placement.cloud) == (kind, environment, cloud)
    ]
    who = f"found no {kind} in {environment}, whose principal {manifest['name']} is deployed and was not retired"
    if elsewhere:
        return (
            f"{who}; the catalog places it on {elsewhere[0]} now. Expected the same target: a principal cannot move."
            " Retire the agent there (`retired: true`) for one deployment, then place it anew"
        )
    advice = f"{who}. Expected its entry with `retired: true` for one deployment, and no entry after that"
    new = sorted({agent.type for agent in catalog.agents} - deployed)
    if renamed := get_close_matches(kind, new, n=1, cutoff=0.6):
        advice += (
            f". If it is {renamed[0]} now: a new name is a new type with a new principal, to which nothing of the old"
            " one is handed on, so both entries stand in the catalog for that deployment"
        )
    return advice
