"""Workloads: as whom each one runs, and what it finds in its environment."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent_identity_pack.agents import namespace_of
from agent_identity_pack.identity import AWS_INSTANCE_PROFILE
from agent_identity_pack.kinds import AWS_ROLE, AZURE_IDENTITY, GCP_SERVICE_ACCOUNT, KUBERNETES_SERVICE_ACCOUNT
from agent_identity_pack.resource import Resource
from agent_identity_pack.values import UNKNOWN, Value, at, known_text, listed, parsed

if TYPE_CHECKING:
    from agent_identity_pack.context import Context, Target

_POD_SPECS: Final[Mapping[str, tuple[str, ...]]] = {
    "kubernetes:core:Pod": ("spec",),
    "kubernetes:core:ReplicationController": ("spec", "template", "spec"),
    "kubernetes:core:PodTemplate": ("template", "spec"),
    "kubernetes:apps:Deployment": ("spec", "template", "spec"),
    "kubernetes:apps:ReplicaSet": ("spec", "template", "spec"),
    "kubernetes:apps:StatefulSet": ("spec", "template", "spec"),
    "kubernetes:apps:DaemonSet": ("spec", "template", "spec"),
    "kubernetes:batch:Job": ("spec", "template", "spec"),
    "kubernetes:batch:CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
_GCP_ACCOUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "gcp:cloudrunv2:Service": ("template", "serviceAccount"),
    "gcp:cloudrunv2:WorkerPool": ("template", "serviceAccount"),
    "gcp:cloudrunv2:Job": ("template", "template", "serviceAccount"),
    "gcp:cloudrun:Service": ("template", "spec", "serviceAccountName"),
    "gcp:compute:Instance": ("serviceAccount", "email"),
    "gcp:compute:InstanceTemplate": ("serviceAccount", "email"),
    "gcp:cloudfunctions:Function": ("serviceAccountEmail",),
    "gcp:cloudfunctionsv2:Function": ("serviceConfig", "serviceAccountEmail"),
}
_AZURE: Final = frozenset(
    {
        "azure-native:containerinstance:ContainerGroup",
        "azure-native:web:WebApp",
        "azure-native:web:WebAppSlot",
        "azure-native:app:ContainerApp",
        "azure-native:app:Job",
    }
)
_TASK: Final = "aws:ecs:TaskDefinition"
_FUNCTION: Final = "aws:lambda:Function"
_INSTANCES: Final = frozenset({"aws:ec2:Instance", "aws:ec2:LaunchTemplate"})

AWS: Final = frozenset({_TASK, _FUNCTION, *_INSTANCES})
AZURE: Final = _AZURE
GCP: Final = frozenset(_GCP_ACCOUNTS)
KUBERNETES: Final = frozenset(_POD_SPECS)
KINDS: Final = AWS | AZURE | GCP | KUBERNETES
"""Kinds of resources that run code as a principal."""

SETTINGS: Final = frozenset(
    {"azure-native:web:WebAppApplicationSettings", "azure-native:web:WebAppApplicationSettingsSlot"}
)
"""Kinds that hold the environment of a web app beside it."""
WEB_APPS: Final = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")


@dataclass(frozen=True, slots=True)
class Run:
    """One principal that a workload runs as.

    Attributes:
        field: The input that names it, as messages call it.
        target: Whom it names; a target without value is the platform's default.
    """

    field: str
    target: "Target"


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


def runs_as(workload: Resource, context: "Context") -> list[Run]:
    """Returns the principals a workload runs as, one with an empty target for the platform's default."""
    kind = workload.kind
    if kind in _POD_SPECS:
        return [_kubernetes_run(workload, context)]
    if kind in _GCP_ACCOUNTS:
        path = _GCP_ACCOUNTS[kind]
        return [_run(workload, context, path[0], _only(workload, path), GCP_SERVICE_ACCOUNT)]
    if kind in _AZURE:
        return list(_azure_runs(workload, context))
    if kind in _INSTANCES:
        return [_instance_run(workload, context)]
    field = "taskRoleArn" if kind == _TASK else "role"
    return [_run(workload, context, field, workload.get(field), AWS_ROLE)]


def _only(workload: Resource, path: tuple[str, ...]) -> Value:
    """Returns what stands at `path`; blocks that older providers write as a list of one are looked into."""
    value: Value = workload.get(path[0])
    for key in path[1:]:
        if isinstance(value, list):
            value = value[0] if value else None
        value = at(value, key)
    return value


def _run(workload: Resource, context: "Context", field: str, value: Value, kind: str) -> Run:
    return Run(field, context.target(workload, field, value, kind))


def _instance_run(workload: Resource, context: "Context") -> Run:
    field = "iamInstanceProfile"
    given = workload.get(field)
    if isinstance(given, Mapping):
        given = at(given, "name") or at(given, "arn")
    profiles = context.target(workload, field, given, AWS_INSTANCE_PROFILE)
    if len(profiles.resources) == 1:
        profile = profiles.resources[0]
        return Run(field, context.target(profile, "role", profile.get("role"), AWS_ROLE))
    return Run(field, profiles)


def _kubernetes_run(workload: Resource, context: "Context") -> Run:
    name = at(pod_spec(workload), "serviceAccountName")
    if name is None:
        name = at(pod_spec(workload), "serviceAccount")
    namespace = namespace_of(workload)
    reference = UNKNOWN if UNKNOWN in (name, namespace) else name and f"{namespace}/{name}"
    field = _POD_SPECS[workload.kind][0]
    target = context.target(workload, field, reference, KUBERNETES_SERVICE_ACCOUNT)
    return Run("serviceAccountName", target)


def _azure_runs(workload: Resource, context: "Context") -> Iterator[Run]:
    given = workload.get("identity")
    assigned = at(given, "userAssignedIdentities")
    kind = known_text(at(given, "type")) or ""
    if given is UNKNOWN or assigned is UNKNOWN:
        yield _run(workload, context, "identity", UNKNOWN, AZURE_IDENTITY)
        return
    ids: list[Value] = list(assigned) if isinstance(assigned, Mapping | list) else []
    for value in ids:
        yield _run(workload, context, "identity", value, AZURE_IDENTITY)
    if not ids or "SystemAssigned" in kind:
        yield _run(workload, context, "identity", None, AZURE_IDENTITY)


def pod_spec(workload: Resource) -> Value:
    """Returns the pod spec inside a Kubernetes workload."""
    return workload.get(*_POD_SPECS[workload.kind])


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
    definitions = parsed(task.get("containerDefinitions"))
    for item in _containers(definitions, "environment"):
        yield _ALL_UNKNOWN if item is UNKNOWN else Variable(at(item, "name"), at(item, "value"))
    for item in _containers(definitions, "secrets"):
        if item is not UNKNOWN:
            yield Variable(at(item, "name"), None, secret=True)
    for item in _containers(definitions, "environmentFiles"):
        if item is not UNKNOWN:
            yield Variable(at(item, "value"), None, whole=True)


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
    _TASK: _ecs,
    _FUNCTION: _functions,
    **dict.fromkeys(_POD_SPECS, _pods),
    "gcp:cloudrunv2:Service": _cloud_run,
    "gcp:cloudrunv2:WorkerPool": _cloud_run,
    "gcp:cloudrunv2:Job": _cloud_run,
    "gcp:cloudrun:Service": _cloud_run,
    "gcp:cloudfunctions:Function": _gcp_functions,
    "gcp:cloudfunctionsv2:Function": _gcp_functions,
    "gcp:compute:Instance": _metadata,
    "gcp:compute:InstanceTemplate": _metadata,
    "azure-native:containerinstance:ContainerGroup": _container_groups,
    "azure-native:web:WebApp": _web_apps,
    "azure-native:web:WebAppSlot": _web_apps,
    **dict.fromkeys(SETTINGS, _settings),
    "azure-native:app:ContainerApp": _container_apps,
    "azure-native:app:Job": _container_apps,
}
