"""The environment of a workload: the variables that it finds, whatever its cloud calls them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at, listed, parsed
from agent_identity_pack.workloads import FUNCTION, POD_SPECS, TASK, pod_spec

SETTINGS: Final = frozenset(
    {"azure-native:web:WebAppApplicationSettings", "azure-native:web:WebAppApplicationSettingsSlot"}
)
"""Kinds that hold the environment of a web app beside it."""
WEB_APPS: Final = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable in a workload's environment.

    Attributes:
        name: Its name, or `UNKNOWN`.
        value: Its literal value, `UNKNOWN`, or None where it is a reference.
        secret: Whether it refers to a stored secret.
        whole: Whether it stands for every key of a stored secret or file; `name` is that one's name.
    """

    name: Value
    value: Value
    secret: bool = False
    whole: bool = False


def environment(workload: Resource) -> list[Variable] | None:
    """Returns the variables a workload finds in its environment, or None where the whole of them is unknown."""
    reader = _ENVIRONMENTS.get(workload.kind)
    if reader is None:
        return []
    found = list(reader(workload))
    return None if any(item.name is UNKNOWN and item.value is UNKNOWN for item in found) else found


_ALL_UNKNOWN: Final = Variable(UNKNOWN, UNKNOWN)


def _mapped(value: Value) -> Iterator[Variable]:
    if value is UNKNOWN:
        yield _ALL_UNKNOWN
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield Variable(name, item)


def _containers(value: Value, variables: str) -> Iterator[Value]:
    for container in listed(value):
        if container is UNKNOWN:
            yield UNKNOWN
        else:
            found = at(container, variables)
            yield from [found] if found is UNKNOWN else listed(found)


def _ecs(task: Resource) -> Iterator[Variable]:
    given = task.get("containerDefinitions")
    definitions = _folded(parsed(given))
    if given is not None and not isinstance(definitions, list):
        yield _ALL_UNKNOWN
        return
    for item in _containers(definitions, "environment"):
        yield _ALL_UNKNOWN if item is UNKNOWN else Variable(at(item, "name"), at(item, "value"))
    for item in _containers(definitions, "secrets"):
        if item is not UNKNOWN:
            yield Variable(at(item, "name"), None, secret=True)
    for item in _containers(definitions, "environmentfiles"):
        if item is not UNKNOWN:
            yield Variable(at(item, "value"), None, whole=True)


def _folded(value: Value) -> Value:
    """Returns container definitions with keys in lower case: the provider reads them without regard to case."""
    if isinstance(value, Mapping):
        return {key.lower(): _folded(item) for key, item in value.items()}
    return [_folded(item) for item in value] if isinstance(value, list) else value


def _functions(function: Resource) -> Iterator[Variable]:
    yield from _mapped(
        function.get("environment")
        if function.get("environment") is UNKNOWN
        else function.get("environment", "variables")
    )


def _pods(workload: Resource) -> Iterator[Variable]:
    spec = pod_spec(workload)
    if spec is UNKNOWN:
        yield _ALL_UNKNOWN
        return
    for field in ("containers", "initContainers", "ephemeralContainers"):
        for item in _containers(at(spec, field), "env"):
            if item is UNKNOWN:
                yield _ALL_UNKNOWN
                continue
            reference = at(item, "valueFrom", "secretKeyRef")
            yield Variable(at(item, "name"), at(item, "value"), secret=reference is not None)
        for item in _containers(at(spec, field), "envFrom"):
            if item is UNKNOWN or at(item, "secretRef") is not None:
                yield Variable(UNKNOWN if item is UNKNOWN else at(item, "secretRef", "name"), None, whole=True)


def _cloud_run(service: Resource) -> Iterator[Variable]:
    template = service.get("template")
    if service.kind == "gcp:cloudrunv2:Job":
        template = at(template, "template")
    containers = (
        at(template, "spec", "containers") if service.kind == "gcp:cloudrun:Service" else at(template, "containers")
    )
    for item in _containers(containers, "envs"):
        if item is UNKNOWN:
            yield _ALL_UNKNOWN
            continue
        reference = at(item, "valueSource", "secretKeyRef") or at(item, "valueFrom", "secretKeyRef")
        yield Variable(at(item, "name"), at(item, "value"), secret=reference is not None)


def _mapped_variables(runtime: Resource) -> Iterator[Variable]:
    yield from _mapped(runtime.get("environmentVariables"))


def _app_runner(service: Resource) -> Iterator[Variable]:
    image = service.get("sourceConfiguration", "imageRepository", "imageConfiguration")
    code = service.get("sourceConfiguration", "codeRepository", "codeConfiguration", "codeConfigurationValues")
    for configuration in (image, code):
        found = configuration if configuration is UNKNOWN else at(configuration, "runtimeEnvironmentVariables")
        yield from _mapped(found)


def _builds(project: Resource) -> Iterator[Variable]:
    for item in _containers(project.get("environment"), "environmentVariables"):
        if item is UNKNOWN:
            yield _ALL_UNKNOWN
            continue
        stored = at(item, "type") not in (None, "PLAINTEXT")
        yield Variable(at(item, "name"), None if stored else at(item, "value"), secret=stored)


def _gcp_functions(function: Resource) -> Iterator[Variable]:
    yield from _mapped(function.get("environmentVariables"))
    yield from _mapped(function.get("serviceConfig", "environmentVariables"))


def _metadata(instance: Resource) -> Iterator[Variable]:
    yield from _mapped(instance.get("metadata"))


def _container_groups(group: Resource) -> Iterator[Variable]:
    for item in (
        *_containers(group.get("containers"), "environmentVariables"),
        *_containers(group.get("initContainers"), "environmentVariables"),
    ):
        if item is UNKNOWN:
            yield _ALL_UNKNOWN
            continue
        secure = at(item, "secureValue")
        yield Variable(at(item, "name"), at(item, "value") if secure is None else secure)


def _web_apps(app: Resource) -> Iterator[Variable]:
    settings = app.get("siteConfig") if app.get("siteConfig") is UNKNOWN else app.get("siteConfig", "appSettings")
    for item in [settings] if settings is UNKNOWN else listed(settings):
        yield _ALL_UNKNOWN if item is UNKNOWN else Variable(at(item, "name"), at(item, "value"))


def _settings(settings: Resource) -> Iterator[Variable]:
    yield from _mapped(settings.get("properties"))


def _container_apps(app: Resource) -> Iterator[Variable]:
    for item in (
        *_containers(app.get("template", "containers"), "env"),
        *_containers(app.get("template", "initContainers"), "env"),
    ):
        if item is UNKNOWN:
            yield _ALL_UNKNOWN
            continue
        yield Variable(at(item, "name"), at(item, "value"), secret=at(item, "secretRef") is not None)


_ENVIRONMENTS: Final[Mapping[str, Callable[[Resource], Iterator[Variable]]]] = {
    TASK: _ecs,
    FUNCTION: _functions,
    "aws:apprunner:Service": _app_runner,
    "aws:bedrock:AgentcoreAgentRuntime": _mapped_variables,
    "aws:codebuild:Project": _builds,
    **dict.fromkeys(POD_SPECS, _pods),
    "gcp:cloudrunv2:Service": _cloud_run,
    "gcp:cloudrunv2:WorkerPool": _cloud_run,
    "gcp:cloudrunv2:Job": _cloud_run,
    "gcp:cloudrun:Service": _cloud_run,
    "gcp:cloudfunctions:Function": _gcp_functions,
    "gcp:cloudfunctionsv2:Function": _gcp_functions,
    "gcp:compute:Instance": _metadata,
    "gcp:compute:InstanceTemplate": _metadata,
    "gcp:compute:RegionInstanceTemplate": _metadata,
    "azure-native:containerinstance:ContainerGroup": _container_groups,
    "azure-native:web:WebApp": _web_apps,
    "azure-native:web:WebAppSlot": _web_apps,
    **dict.fromkeys(SETTINGS, _settings),
    "azure-native:app:ContainerApp": _container_apps,
    "azure-native:app:Job": _container_apps,
}
