"""Checks of a catalog as a whole: what no entry can see by itself."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from agent_identity.catalog.counting import counts
from agent_identity.catalog.document import Document
from agent_identity.catalog.placing import target_for
from agent_identity.catalog.problems import CatalogProblem, Path, closest, describe, one_of
from agent_identity.manifest import CLOUD_OF_RUNTIME
from agent_identity.naming import slug

if TYPE_CHECKING:
    from agent_identity.catalog.loading import Catalog


def check(catalog: "Catalog", document: Document) -> list[CatalogProblem]:
    """Returns what is wrong with a catalog whose entries are right each for itself.

    Entries that were not valid are not in the catalog; what depends on them is not blamed for that.
    """
    return [problem for rule in _RULES for problem in rule(catalog, document)]


def _same_type(_catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """One entry for each type and environment, and no two whose names people would confuse (ISO 27001 5.16)."""
    first: dict[str, tuple[str, int]] = {}
    defaults = _mapping(document.root.get("defaults"))
    for index, value in enumerate(_list(document.root.get("agents"))):
        name = _mapping(value).get("type")
        if not isinstance(name, str):
            continue
        environment = value.get("environment", defaults.get("environment", document.root.get("environment")))
        key = f"{slug(name)}\n{environment}"
        path: Path = ("agents", index, "type")
        if key not in first:
            first[key] = (name, document.place(path)[0])
            continue
        earlier, line = first[key]
        if earlier == name:
            found = f"the agent type {describe(name)} a second time, first at line {line}"
            expected = (
                "one entry for each type: one principal per type and environment. Merge the two, or split the type"
            )
        else:
            found = f"the agent type {describe(name)}, which differs from {describe(earlier)} at line {line} only in case or"
            found += " punctuation"
            expected = "names that tell two agents apart"
        yield document.problem(path, found, expected)


def _one_runtime_per_cloud(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """An agent has one principal on a cloud, so one runtime there."""
    for agent, path in zip(catalog.agents, catalog.places, strict=True):
        first: dict[str, str] = {}
        for index, entry in enumerate(agent.runtimes):
            cloud = CLOUD_OF_RUNTIME[entry.runtime]
            if cloud in first:
                yield document.problem(
                    _runtime_path(document, path, index),
                    f"{agent.type} on {entry.runtime!r}, and on {first[cloud]!r} of the same cloud ({cloud})",
                    f"one runtime of a cloud, since the two would share one principal: split the type, for example"
                    f" into {agent.type}-{first[cloud]} and {agent.type}-{entry.runtime}",
                )
            first.setdefault(cloud, entry.runtime)


def _placed(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """Every runtime has a target, and it is of the runtime's cloud."""
    named = _mapping(document.root.get("targets"))
    if any(rule.target in named and rule.target not in catalog.targets for rule in catalog.rules):
        # The target that a rule names is itself wrong; what it should take in is not wrong for that.
        broken = {_mapping(named[rule.target]).get("cloud") for rule in catalog.rules if rule.target in named}
    else:
        broken = set()
    for agent, path in zip(catalog.agents, catalog.places, strict=True):
        for index, entry in enumerate(agent.runtimes):
            cloud = CLOUD_OF_RUNTIME[entry.runtime]
            where = _runtime_path(document, path, index)
            fitting = [name for name, target in catalog.targets.items() if target.cloud == cloud]
            if entry.target is None:
                if cloud not in broken and target_for(agent, entry, catalog.rules, catalog.targets) is None:
                    expected = f"a placement rule that matches it, or 'target' with {_named(fitting, cloud)}"
                    yield document.problem(where, f"no place for {agent.type} on {entry.runtime!r}", expected)
            elif entry.target not in named:
                found = f"the target {entry.target!r}, which is not under 'targets'"
                hint = closest(entry.target, fitting)
                yield document.problem((*where, "target"), found, _named(fitting, cloud), hint)
            elif entry.target in catalog.targets and (other := catalog.targets[entry.target].cloud) != cloud:
                found = f"the target {entry.target!r} of {other} for the runtime {entry.runtime!r}"
                yield document.problem((*where, "target"), found, _named(fitting, cloud))


def _rules(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """Every placement rule names a target, and runtimes of the target's cloud."""
    named = _mapping(document.root.get("targets"))
    for index, value in enumerate(_list(document.root.get("placement"))):
        name = _mapping(value).get("target")
        if not isinstance(name, str):
            continue
        path: Path = ("placement", index)
        if name not in named:
            found = f"the target {describe(name)}, which is not under 'targets'"
            expected = one_of(sorted(named)) if named else "a target of this catalog"
            yield document.problem((*path, "target"), found, expected, closest(name, named))
        elif name in catalog.targets:
            cloud = catalog.targets[name].cloud
            runtimes = value.get("runtime") or ()
            for runtime in [runtimes] if isinstance(runtimes, str) else _list(runtimes):
                if isinstance(runtime, str) and CLOUD_OF_RUNTIME.get(runtime, cloud) != cloud:
                    found = f"the runtime {runtime!r} in a rule for {name!r}, a target of {cloud}"
                    own = [known for known, of in CLOUD_OF_RUNTIME.items() if of == cloud]
                    yield document.problem((*path, "runtime"), found, one_of(own))


def _names(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """No two principals of one place have one name."""
    first: dict[tuple[str, str, str], tuple[str, str]] = {}
    for placement in catalog.placements():
        key = (placement.cloud, placement.target.place, placement.principal)
        owner = (placement.agent.type, placement.agent.environment)
        if first.setdefault(key, owner) != owner:
            found = f"the principal name {placement.principal!r} for {owner} and for {first[key]}"
            yield document.problem(("agents",), found, "another name for one of the two types")


def _same_place(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """Two targets of one account agree about its quotas; no two targets are one place."""
    first: dict[tuple[str, ...], str] = {}
    for name, target in catalog.targets.items():
        place = (target.cloud, target.place, str(getattr(target, "region", "")))
        if place in first:
            found = f"the target {name!r}, which is the same place as {first[place]!r}"
            yield document.problem(("targets", name), found, "one target for each place: remove one", of_key=True)
        first.setdefault(place, name)
        scope = (target.cloud, target.quota_scope)
        earlier = catalog.targets[first.setdefault(scope, name)]
        for field in ("quotas", "in_use"):
            if getattr(earlier, field) != getattr(target, field):
                yield document.problem(
                    ("targets", name, field),
                    f"{field} that differ from those of {earlier.name!r}, which is in the same {_SCOPES[target.cloud]}",
                    f"the same {field} in both: they belong to the {_SCOPES[target.cloud]} {target.quota_scope}",
                )


def _quotas(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """No quota is met in the middle of a deployment."""
    for usage in counts(catalog):
        for each in usage.counts:
            if not each.exceeded:
                continue
            own = ("targets", usage.targets[0], "quotas", each.quota.name)
            path: Path = own if document.has(own) else ("targets", usage.targets[0])
            names = ", ".join(usage.targets)
            found = f"{each.used:,} {each.quota.counts} on {names} ({usage.principals:,} agents)"
            expected = (
                f"at most {each.limit:,} ({each.quota.source}): place agents on another target, or have the quota"
                f" raised and state it as quotas.{each.quota.name}"
            )
            yield document.problem(path, found, expected, of_key=True)


_SCOPES = {"aws": "account", "azure": "subscription", "gcp": "project", "kubernetes": "namespace"}
_RULES: tuple[Callable[["Catalog", Document], Iterator[CatalogProblem]], ...] = (
    _same_type,
    _one_runtime_per_cloud,
    _placed,
    _rules,
    _names,
    _same_place,
    _quotas,
)


def _runtime_path(document: Document, path: Path, index: int) -> Path:
    if document.has((*path, "runtimes", index)):
        return (*path, "runtimes", index)
    return ("defaults", "runtimes", index) if not document.has((*path, "runtimes")) else (*path, "runtimes")


def _named(names: list[str], cloud: str) -> str:
    return one_of(sorted(names)) if names else f"a target of {cloud}, of which there is none yet under 'targets'"


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
