"""What changed since the catalog that was deployed before: no principal may vanish, or pass to another type, unsaid."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from agent_identity.catalog.loading import Catalog
from agent_identity.catalog.placing import Placement
from agent_identity.catalog.problems import CatalogProblem, Path, in_order

_Key = tuple[str, str, str]


def vanished(current: Catalog, previous: Catalog) -> list[CatalogProblem]:
    """Returns a problem for each principal of the previous catalog that the current one drops without retiring it.

    An entry may go, or lose a runtime, once a deployed catalog said `retired: true` of it. A type with another name is
    another type: it gets a principal of its own, and the old one, with all that was granted to it, is deleted.

    Args:
        current: The catalog that is to be deployed.
        previous: The catalog that was deployed last.
    """
    now = {_key(placement): placement for placement in current.placements()}
    before = [placement for placement in previous.placements() if not placement.retired]
    return in_order(
        problem for placement in before for problem in _dropped(placement, now.get(_key(placement)), current, previous)
    )


def _key(placement: Placement) -> _Key:
    return placement.agent.environment, placement.agent.type, placement.cloud


def _dropped(old: Placement, new: Placement | None, current: Catalog, previous: Catalog) -> Iterator[CatalogProblem]:
    who, where = old.agent.type, _entry(current, old)
    document = current.document
    at = f"{previous.file}:{_line(previous, old)}"
    if new is None and where is None:
        renamed = _renamed(old, current, previous)
        found = f"no agent type {who!r} in {old.agent.environment!r}, which is at {at} and was not retired"
        expected = "its entry with 'retired: true' for one deployment, then no entry"
        if renamed:
            expected += (
                f". If it is {renamed!r} now: that is a new type with a new principal, to which nothing of the old one"
                " is handed on, so both entries stay for that deployment"
            )
        yield document.problem(("agents",), found, expected, of_key=True)
    elif new is None and where is not None:
        found = f"no {old.cloud} runtime for {who}, which is at {at} and was not retired"
        expected = f"the runtime {old.runtime!r} with 'retired: true' for one deployment"
        yield document.problem((*where, "runtimes"), found, expected)
    elif new is not None and new.target.place != old.target.place:
        found = (
            f"{who} on {new.target.name} ({new.target.place}), and on {old.target.name} ({old.target.place}) at {at}"
        )
        expected = (
            "the same place: a principal cannot move. Retire the agent for one deployment, then place it anew, or give"
            " it another type name"
        )
        yield document.problem(where or ("agents",), found, expected)
    elif new is not None and new.target.name != old.target.name:
        found = f"the target {new.target.name!r} where {at} has {old.target.name!r}, for the same {old.target.place}"
        expected = f"the name {old.target.name!r}: stacks are named after their target"
        yield document.problem(("targets", new.target.name), found, expected, of_key=True)


def _entry(catalog: Catalog, wanted: Placement) -> Path | None:
    for agent, path in zip(catalog.agents, catalog.places, strict=True):
        if (agent.type, agent.environment) == (wanted.agent.type, wanted.agent.environment):
            return path
    return None


def _line(catalog: Catalog, placement: Placement) -> int:
    path = _entry(catalog, placement)
    return catalog.document.place(path)[0] if path else 0


def _renamed(old: Placement, current: Catalog, previous: Catalog) -> str | None:
    """Returns the new type of the same team that is most like a vanished one, if any is."""
    known = {agent.type for agent in previous.agents}
    likeness = {
        agent.type: SequenceMatcher(None, agent.type, old.agent.type).ratio()
        for agent in current.agents
        if agent.type not in known and agent.team == old.agent.team
    }
    best = max(likeness, key=lambda name: likeness[name], default=None)
    return best if best is not None and likeness[best] >= 0.6 else None
