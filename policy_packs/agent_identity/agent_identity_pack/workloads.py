"""Workloads: as whom each one runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent_identity.permissions.stacks.kinds import (
    AWS_ROLE,
    AZURE_IDENTITY,
    GCP_SERVICE_ACCOUNT,
    KUBERNETES_SERVICE_ACCOUNT,
)
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at, known_text
from agent_identity_pack.agents import namespace_of
from agent_identity_pack.identity import AWS_INSTANCE_PROFILE

if TYPE_CHECKING:
    from agent_identity_pack.context import Context, Target

POD_SPECS: Final[Mapping[str, tuple[str, ...]]] = {
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
    "gcp:compute:RegionInstanceTemplate": ("serviceAccount", "email"),
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
        "azure-native:compute:VirtualMachine",
        "azure-native:compute:VirtualMachineScaleSet",
    }
)
TASK: Final = "aws:ecs:TaskDefinition"
FUNCTION: Final = "aws:lambda:Function"
_INSTANCES: Final = frozenset({"aws:ec2:Instance", "aws:ec2:LaunchTemplate"})
_AWS_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    TASK: ("taskRoleArn",),
    FUNCTION: ("role",),
    "aws:apprunner:Service": ("instanceConfiguration", "instanceRoleArn"),
    "aws:bedrock:AgentAgent": ("agentResourceRoleArn",),
    "aws:bedrock:AgentcoreAgentRuntime": ("roleArn",),
    "aws:codebuild:Project": ("serviceRole",),
    "aws:eks:PodIdentityAssociation": ("roleArn",),
    "aws:glue:Job": ("roleArn",),
    "aws:sfn:StateMachine": ("roleArn",),
}

AWS: Final = frozenset({*_AWS_ROLES, *_INSTANCES})
AZURE: Final = _AZURE
GCP: Final = frozenset(_GCP_ACCOUNTS)
KUBERNETES: Final = frozenset(POD_SPECS)
KINDS: Final = AWS | AZURE | GCP | KUBERNETES
"""Kinds of resources that run code as a principal."""


@dataclass(frozen=True, slots=True)
class Run:
    """One principal that a workload runs as.

    Attributes:
        field: The input that names it, as messages call it.
        target: Whom it names; a target without value is the platform's default.
    """

    field: str
    target: "Target"


def runs_as(workload: Resource, context: "Context") -> list[Run]:
    """Returns the principals a workload runs as, one with an empty target for the platform's default."""
    kind = workload.kind
    if kind in POD_SPECS:
        return [_kubernetes_run(workload, context)]
    if kind in _GCP_ACCOUNTS:
        path = _GCP_ACCOUNTS[kind]
        return [_run(workload, context, path[0], _only(workload, path), GCP_SERVICE_ACCOUNT)]
    if kind in _AZURE:
        return list(_azure_runs(workload, context))
    if kind in _INSTANCES:
        return [_instance_run(workload, context)]
    path = _AWS_ROLES[kind]
    return [_run(workload, context, path[0], _only(workload, path), AWS_ROLE)]


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
    field = POD_SPECS[workload.kind][0]
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
    return workload.get(*POD_SPECS[workload.kind])
