"""Checks of a catalog as a whole: what no entry can see by itself."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from agent_identity.catalog.access_checks import access_form, refused_access
from agent_identity.catalog.counting import counts
from agent_identity.catalog.document import Document
from agent_identity.catalog.placing import routes, target_for
from agent_identity.catalog.problems import CatalogProblem, Path, closest, describe, one_of
from agent_identity.catalog.targets import TARGETS, AwsTarget
from agent_identity.manifest import CLOUD_OF_RUNTIME
from agent_identity.naming import slug

if TYPE_CHECKING:
    from agent_identity.catalog.loading import Catalog


def check(catalog: "Catalog", document: Document, *, generate: bool) -> list[CatalogProblem]:
    """Returns what is wrong with a catalog whose entries are right each for itself.

    Entries that were not valid are not in the catalog; what depends on them is not blamed for that.

    Args:
        catalog: The catalog.
        document: Its text, for the places.
        generate: Whether every agent's access is generated too, to judge it and to count it against quotas.
    """
    rules = _RULES + _GENERATING if generate else _RULES
    return [problem for rule in rules for problem in rule(catalog, document)]


def _same_type(_catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """One entry for each type and environment, and no two whose names people would confuse (ISO 27001 5.16)."""
    exact: dict[tuple[str, str], int] = {}
    alike: dict[tuple[str, str], tuple[str, int]] = {}
    for path, value in _agents(document):
        name = value.get("type")
        if not isinstance(name, str) or not slug(name):
            continue
        environment = str(_effective(document, value, "environment"))
        line = document.place((*path, "type"))[0]
        twin, twin_line = alike.setdefault((slug(name), environment), (name, line))
        if (name, environment) in exact:
            found = f"the agent type {describe(name)} a second time, first at line {exact[name, environment]}"
            expected = "one entry for each type, which has one principal: merge the two, or split the type"
            yield document.problem((*path, "type"), found, expected)
        elif twin != name:
            found = (
                f"{describe(name)}, which differs from {describe(twin)} at line {twin_line} only in case or punctuation"
            )
            yield document.problem((*path, "type"), found, "names that tell two agents apart")
        exact.setdefault((name, environment), line)


def _one_runtime_per_cloud(_catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """An agent has one principal on a cloud, so one runtime there."""
    for path, value in _agents(document):
        first: dict[str, str] = {}
        for where, entry in _runtimes(document, path, value):
            runtime = entry.get("runtime")
            cloud = CLOUD_OF_RUNTIME.get(runtime) if isinstance(runtime, str) else None
            if cloud in first:
                who = describe(value.get("type"))
                yield document.problem(
                    where,
                    f"{who} on {runtime!r}, and on {first[cloud]!r} of the same cloud ({cloud})",
                    "one runtime of a cloud, since the two would share one principal: split the type in two",
                )
            elif cloud is not None:
                first[cloud] = str(runtime)


def _named_targets(_catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """A runtime's target is one of the catalog's, and of the runtime's cloud."""
    clouds = _clouds(document)
    for path, value in _agents(document):
        for where, entry in _runtimes(document, path, value):
            name, runtime = entry.get("target"), entry.get("runtime")
            cloud = CLOUD_OF_RUNTIME.get(runtime) if isinstance(runtime, str) else None
            if not isinstance(name, str) or cloud is None:
                continue
            fitting = [known for known, of in clouds.items() if of == cloud]
            if name not in clouds:
                found = f"the target {describe(name)}, which is not under 'targets'"
                yield document.problem((*where, "target"), found, _any_of(fitting, cloud), closest(name, fitting))
            elif clouds[name] not in (None, cloud):
                found = f"the target {describe(name)} of {clouds[name]} for the runtime {runtime!r}"
                yield document.problem((*where, "target"), found, _any_of(fitting, cloud))


def _placed(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """A runtime that names no target is placed by a rule."""
    clouds = _clouds(document)
    # Where a target of the cloud is itself wrong, what was meant for it is not wrong for that.
    by_cloud = routes(catalog.rules, catalog.targets)
    broken = {cloud for name, cloud in clouds.items() if name not in catalog.targets}
    for agent, path in zip(catalog.agents, catalog.places, strict=True):
        for index, entry in enumerate(agent.runtimes):
            cloud = CLOUD_OF_RUNTIME[entry.runtime]
            if entry.target is not None or cloud in broken or None in broken:
                continue
            if target_for(agent, entry, by_cloud, catalog.targets) is None:
                fitting = [name for name, of in clouds.items() if of == cloud]
                yield document.problem(
                    _runtime_path(document, path, index),
                    f"no place for {agent.type} on {entry.runtime!r}",
                    f"a placement rule that matches it, or 'target' with {_any_of(fitting, cloud)}",
                )


def _partitions(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """An AWS target's region, partition and roles belong together."""
    for name, target in catalog.targets.items():
        if not isinstance(target, AwsTarget):
            continue
        path: Path = ("targets", name)
        if target.partition not in (None, target.arn_partition):
            found = f"the partition {target.partition!r} with the region {target.region!r}"
            expected = f"{target.arn_partition!r}, in which that region is"
            yield document.problem((*path, "partition"), found, expected)
        wanted = f"arn:{target.arn_partition}:iam::{target.account}:role/"
        for who in ("foundation", "fleet"):
            principal = getattr(target.credentials, who)
            arn = principal.assume_role if principal is not None else None
            if arn is not None and not arn.startswith(wanted):
                where = (*path, "credentials", who, "assume_role")
                yield document.problem(where, repr(arn), f"a role of this target: {wanted}…")


def _rules(_catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """Every placement rule names a target, and runtimes of the target's cloud."""
    clouds = _clouds(document)
    for index, value in enumerate(_list(document.root.get("placement"))):
        name = _mapping(value).get("target")
        if not isinstance(name, str):
            continue
        path: Path = ("placement", index)
        if name not in clouds:
            found = f"the target {describe(name)}, which is not under 'targets'"
            expected = one_of(sorted(clouds)) if clouds else "a target of this catalog"
            yield document.problem((*path, "target"), found, expected, closest(name, clouds))
            continue
        cloud, runtimes = clouds[name], value.get("runtime")
        for runtime in [runtimes] if isinstance(runtimes, str) else _list(runtimes):
            if cloud and isinstance(runtime, str) and CLOUD_OF_RUNTIME.get(runtime, cloud) != cloud:
                found = f"the runtime {runtime!r} in a rule for {describe(name)}, a target of {cloud}"
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


def _one_boundary(catalog: "Catalog", document: Document) -> Iterator[CatalogProblem]:
    """Beyond AWS a boundary binds a whole subscription, project or namespace, so what is there shares one."""
    first: dict[tuple[str, str], tuple[str, str, str]] = {}
    paths = {agent.type: path for agent, path in zip(catalog.agents, catalog.places, strict=True)}
    for placement in catalog.placements():
        if placement.cloud == "aws":
            continue
        own = (placement.boundary_class, placement.agent.environment)
        scope = (placement.cloud, placement.target.quota_scope)
        *there, owner = first.setdefault(scope, (*own, placement.agent.type))
        if tuple(there) != own:
            yield document.problem(
                paths[placement.agent.type],
                f"{placement.agent.type} under the {own[0]} boundary of {own[1]}, in the {_SCOPES[placement.cloud]} of"
                f" {owner}, which is under the {there[0]} boundary of {there[1]}",
                f"one boundary in one {_SCOPES[placement.cloud]}, since the refusals of two add up: place it on another"
                " target",
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
_Rule = Callable[["Catalog", Document], Iterator[CatalogProblem]]
_RULES: tuple[_Rule, ...] = (
    _same_type,
    _one_runtime_per_cloud,
    _named_targets,
    _placed,
    _partitions,
    _rules,
    access_form,
    _names,
    _same_place,
    _one_boundary,
)
_GENERATING: tuple[_Rule, ...] = (refused_access, _quotas)


def _agents(document: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    for index, value in enumerate(_list(document.root.get("agents"))):
        if isinstance(value, dict):
            yield ("agents", index), value


def _runtimes(document: Document, path: Path, agent: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for index, entry in enumerate(_list(_effective(document, agent, "runtimes"))):
        yield _runtime_path(document, path, index), _mapping(entry)


def _runtime_path(document: Document, path: Path, index: int) -> Path:
    owner = path if document.has((*path, "runtimes")) else ("defaults",)
    return (*owner, "runtimes", index)


def _effective(document: Document, agent: Mapping[str, Any], field: str) -> Any:  # noqa: ANN401 - any YAML value
    defaults = _mapping(document.root.get("defaults"))
    return agent.get(field, defaults.get(field, document.root.get(field)))


def _clouds(document: Document) -> dict[str, str | None]:
    """Returns each target's cloud, those of targets with other problems too; None where the cloud is unknown."""
    named = _mapping(document.root.get("targets"))
    found = {name: _mapping(value).get("cloud") for name, value in named.items()}
    return {name: cloud if isinstance(cloud, str) and cloud in TARGETS else None for name, cloud in found.items()}


def _any_of(names: list[str], cloud: str) -> str:
    return one_of(sorted(names)) if names else f"a target of {cloud}, of which there is none under 'targets'"


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
