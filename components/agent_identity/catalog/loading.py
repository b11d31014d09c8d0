"""Loads a catalog: text, fields, then the catalog as a whole; every problem of all three in one run."""

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, Final

from agent_identity.catalog import checks
from agent_identity.catalog import fields as kinds
from agent_identity.catalog.agents import AgentEntry, PlacementRule
from agent_identity.catalog.document import Document, parse
from agent_identity.catalog.placing import Placement, place, routes, target_for
from agent_identity.catalog.problems import CatalogError, CatalogProblem, Path, closest, describe, one_of
from agent_identity.catalog.reading import read_text
from agent_identity.catalog.targets import TARGETS, AnyTarget
from agent_identity.catalog.validating import Place, credentials_problems, validate

VERSION: Final = 1
"""The catalog format that this release reads."""
FIELDS: Final = ("version", "environment", "defaults", "targets", "placement", "agents")
"""The fields of the file, besides those that begin with `x-`."""
_OWN: Final = {"type": "a type of its own for each agent", "access": "what each agent needs, stated by itself"}
MERGED: Final = frozenset(AgentEntry.model_fields) - set(_OWN)
"""What `defaults` may hold."""
_NO_ENVIRONMENT: Final = "no field 'environment'"


@dataclass(frozen=True, eq=False)
class Catalog:
    """A valid catalog.

    Attributes:
        file: Where it came from.
        targets: The targets by name, in the file's order.
        agents: The agents, in the file's order, defaults filled in.
        rules: The placement rules, in the file's order.
    """

    file: str
    targets: Mapping[str, AnyTarget]
    agents: Sequence[AgentEntry]
    rules: Sequence[PlacementRule] = ()
    document: Document = field(default_factory=lambda: Document(""), repr=False)
    places: Sequence[Path] = ()

    def placements(self) -> list[Placement]:
        """Returns every principal that the catalog asks for, in the file's order; those retired are among them."""
        return list(self._placements)

    @cached_property
    def _placements(self) -> list[Placement]:
        by_cloud = routes(self.rules, self.targets)
        return [
            place(who, agent, runtime, target)
            for agent in self.agents
            for who in (agent.agent_type(),)
            for runtime in agent.runtimes
            if (target := target_for(agent, runtime, by_cloud, self.targets)) is not None
        ]


def load(path: FilePath | str, *, generate: bool = True) -> Catalog:
    """Returns the catalog of a file.

    Args:
        path: The file; `-` reads standard input.
        generate: Whether every agent's access is generated too, to judge it and to count it against quotas. A program
            that deploys some of the agents leaves it out: their components judge what they deploy.

    Raises:
        CatalogError: With all problems of the file, in its order.
    """
    return loads(read_text(path), str(path), generate=generate)


def loads(text: str, file: str = "agents.yaml", *, generate: bool = True) -> Catalog:
    """Returns the catalog of a YAML text; see `load`."""
    with _no_collection():
        return _loads(text, file, generate)


def _loads(text: str, file: str, generate: bool) -> Catalog:
    document = parse(text, file)
    problems = document.problems
    if document.root is None:
        problems.append(CatalogProblem(file, 0, 0, "", "an empty catalog", "the fields 'version' and 'agents'"))
        raise CatalogError(problems)
    if not isinstance(document.root, dict):
        found = f"{describe(document.root)} at the top"
        problems.append(document.problem((), found, "a mapping with 'version', 'targets' and 'agents'"))
        raise CatalogError(problems)
    reader = _Reader(document, document.root)
    catalog = reader.read()
    problems += checks.check(catalog, document, generate=generate)
    if problems:
        raise CatalogError(problems)
    return catalog


@contextmanager
def _no_collection() -> Iterator[None]:
    """Holds the garbage collector back: a million new values hold no cycle, and looking for one doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Reader:
    def __init__(self, document: Document, root: dict[str, Any]) -> None:
        self.document = document
        self.root = root
        self.problems = document.problems
        self.bad_defaults: set[str] = set()

    def read(self) -> Catalog:
        self._top()
        defaults = self._defaults()
        targets = self._targets()
        rules = self._rules()
        agents, places = self._agents(defaults)
        return Catalog(self.document.file, targets, agents, rules, self.document, places)

    def _top(self) -> None:
        for key in self.root:
            if key not in FIELDS and not key.startswith("x-"):
                expected = f"one of {', '.join(FIELDS)}, or a key that begins with 'x-'"
                found = f"the unknown field {describe(key)}"
                self.problems.append(self.document.problem((key,), found, expected, closest(key, FIELDS), of_key=True))
        if "version" not in self.root:
            self._say((), "no field 'version'", f"version: {VERSION}")
        elif self.root["version"] is True or self.root["version"] != VERSION:
            self._say(("version",), describe(self.root["version"]), f"the number {VERSION}, the catalog's format")

    def _say(self, path: Path, found: str, expected: str, suggestion: str | None = None) -> None:
        self.problems.append(self.document.problem(path, found, expected, suggestion))

    def _section(self, name: str, kind: type, *, required: bool) -> Any:  # noqa: ANN401 - a mapping or a list
        value = self.root.get(name)
        if value is None:
            if required:
                where: Path = (name,) if name in self.root else ()
                self._say(where, f"no {name}", f"at least one entry under '{name}'")
            return kind()
        if not isinstance(value, kind):
            self._say((name,), describe(value), "a mapping" if kind is dict else "a list, one '-' an entry")
            return kind()
        if required and not value:
            self._say((name,), f"no {name}", f"at least one entry under '{name}'")
        return value

    def _defaults(self) -> dict[str, Any]:
        values: dict[str, Any] = dict(self._section("defaults", dict, required=False))
        if (environment := self.root.get("environment")) is not None:
            values.setdefault("environment", environment)
        found: list[CatalogProblem] = []
        for own, expected in _OWN.items():
            if own in values:
                self._say(("defaults", own), f"a default for {own!r}", expected)
                del values[own]
        validate(AgentEntry, values, Place(self.document, ("defaults",), ()), found)
        # Only what is there can be wrong here; what is missing an agent may bring.
        present = [each for each in found if not each.found.startswith("no field ")]
        self.problems += present
        self.bad_defaults = {name for name in values if name not in MERGED} | {
            part for each in present for part in each.pointer.split("/")[1:] if part in values
        }
        return {name: value for name, value in values.items() if name in MERGED}

    def _targets(self) -> dict[str, AnyTarget]:
        targets: dict[str, AnyTarget] = {}
        for name, value in self._section("targets", dict, required=True).items():
            path: Path = ("targets", name)
            if not isinstance(value, dict):
                self._say(path, describe(value), "a mapping with 'cloud'")
                continue
            self.problems += credentials_problems(value.get("credentials"), self.document, (*path, "credentials"))
            cloud = value.get("cloud")
            if not isinstance(cloud, str) or cloud not in TARGETS:
                where = (*path, "cloud") if "cloud" in value else path
                found = describe(cloud) if "cloud" in value else "no field 'cloud'"
                self._say(where, found, one_of(list(TARGETS)), closest(cloud, TARGETS))
                continue
            if "name" in value:
                self._say((*path, "name"), "the field 'name'", "none: a target's key is its name")
            plain = re.fullmatch(kinds.SLUG, name) is not None
            if not plain:
                expected = "a name of lower-case letters, digits and single hyphens, like 'aws-prod'"
                self.problems.append(self.document.problem(path, describe(name), expected, of_key=True))
            named = {**value, "name": name if plain else "unnamed"}
            target = validate(TARGETS[cloud], named, Place(self.document, path), self.problems)
            if target is not None and plain:
                targets[name] = target
        return targets

    def _rules(self) -> list[PlacementRule]:
        rules: list[PlacementRule] = []
        for index, value in enumerate(self._section("placement", list, required=False)):
            path: Path = ("placement", index)
            if not isinstance(value, dict):
                self._say(path, describe(value), "a mapping with 'target'")
            elif rule := validate(PlacementRule, value, Place(self.document, path), self.problems):
                rules.append(rule)
        return rules

    def _agents(self, defaults: dict[str, Any]) -> tuple[list[AgentEntry], list[Path]]:
        agents: list[AgentEntry] = []
        places: list[Path] = []
        nowhere = 0
        for index, value in enumerate(self._section("agents", list, required=True)):
            path: Path = ("agents", index)
            if not isinstance(value, dict):
                self._say(path, describe(value), "a mapping with 'type', 'version', 'team' and 'runtimes'")
                continue
            found: list[CatalogProblem] = []
            inherited = {name: text for name, text in defaults.items() if name not in value}
            agent = validate(AgentEntry, {**inherited, **value}, Place(self.document, path), found)
            if agent is not None:
                agents.append(agent)
                places.append(path)
            if any(each.found == _NO_ENVIRONMENT for each in found):
                nowhere += 1
                found = [each for each in found if each.found != _NO_ENVIRONMENT]
            blamed = tuple(f"/agents/{index}/{name}" for name in inherited if name in self.bad_defaults)
            self.problems += [
                each for each in found if not any((each.pointer + "/").startswith(name + "/") for name in blamed)
            ]
        if nowhere:
            # One field at the top mends them all, so it is one problem.
            self._say((), f"{_NO_ENVIRONMENT}, and {nowhere:,} agents without one", "'environment', like 'prod'")
        return agents, places
