"""Checks of what the agents of a catalog ask for."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from agent_identity.access import AccessError, cloud_of
from agent_identity.catalog.agents import requests_of
from agent_identity.catalog.document import Document
from agent_identity.catalog.granting import plan_for
from agent_identity.catalog.problems import CatalogProblem, Path, describe
from agent_identity.manifest import CLOUD_OF_RUNTIME

if TYPE_CHECKING:
    from agent_identity.catalog.loading import Catalog


def access_form(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """What an agent asks for is of a cloud on which it runs, and its form is right."""
    for agent, path in zip(catalog.agents, catalog.places, strict=True):
        clouds = {CLOUD_OF_RUNTIME[entry.runtime] for entry in agent.runtimes}
        try:
            requests = requests_of(agent.access)
        except AccessError as error:
            yield from _refused(error, document, path)
            continue
        for request in requests:
            cloud = cloud_of(request.resource)
            if cloud not in clouds:
                yield document.problem(
                    (*path, *_path(request.place)),
                    f"{describe(request.resource)} of {cloud}, on which {agent.type} does not run",
                    f"a resource of {' or '.join(sorted(clouds))}, or a runtime of {cloud}",
                )


def refused_access(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """What an agent asks for is what its cloud's generator accepts."""
    paths = {(agent.type, agent.environment): path for agent, path in zip(catalog.agents, catalog.places, strict=True)}
    for placement in catalog.placements():
        if placement.access:
            try:
                plan_for(placement)
            except AccessError as error:
                path = paths[placement.agent.type, placement.agent.environment]
                yield from _refused(error, document, path)


def _refused(error: AccessError, document: Document, path: Path) -> Iterator[CatalogProblem]:
    for problem in error.problems:
        hint = f"; {problem.suggestion}" if problem.suggestion else ""
        yield document.problem((*path, *_path(problem.place)), problem.found, problem.expected + hint)


def _path(place: str) -> Path:
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"\w+", place))
