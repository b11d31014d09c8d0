"""Kubernetes: no agent's token is mounted by itself."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import KUBERNETES_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at
from agent_identity_pack import workloads
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Change, Examples, Finding, Remedy, Rule, broken, unproven

FIX = "set automountServiceAccountToken to false and mount the projected token that the component gives"

_FIELD = "automountServiceAccountToken"


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds service accounts and pods of agents for which automount is not off."""
    agent = context.agent_of(resource) is not None
    value: Value
    if resource.kind == KUBERNETES_SERVICE_ACCOUNT:
        value = resource.get(_FIELD)
    else:
        value = at(workloads.pod_spec(resource), _FIELD)
        if value is None:
            value = _of_account(resource, context)
    name = resource.label
    if value is UNKNOWN:
        sentence = f"whether a token of {name} is mounted by itself is not known"
        yield unproven(resource, name, sentence, FIX, "automount", agent=agent)
    elif value is not False:
        sentence = f"a token of {name} is mounted by itself, and may live a year"
        yield broken(resource, name, sentence, FIX, "automount", agent=agent)


def _of_account(workload: Resource, context: Context) -> Value:
    """Returns what the pod's service account says: it decides where the pod says nothing."""
    accounts = [account for run in workloads.runs_as(workload, context) for account in run.target.resources]
    said = [account.get(_FIELD) for account in accounts]
    return False if said and all(value is False for value in said) else None


def changes(resource: Resource, _: Context) -> Iterator[Change]:
    """Turns automount off: what needs a token mounts a projected one."""
    path = () if resource.kind == KUBERNETES_SERVICE_ACCOUNT else workloads.POD_SPECS[resource.kind]
    yield Change((*path, _FIELD), value=False)


_PROGRAM = """
import pulumi_kubernetes as kubernetes

other = kubernetes.core.v1.ConfigMap("automount-other", metadata={"namespace": "default"})
kubernetes.core.v1.ServiceAccount(
    "mounted-reader",
    automount_service_account_token=AUTOMOUNT,
    metadata={
        "name": "mounted-reader",
        "namespace": "agents-approved",
        "labels": {"agent-type": "mounted-reader", "agent-version": "1-0-0",
                   "agent-environment": "prod", "agent-team": "payments"},
    },
)
"""

RULE = Rule(
    id="kubernetes-automount",
    severity="high",
    requirements=("P2-1", "CR-1"),
    sentence="No agent's token is mounted by itself: such a token may be stretched to a year.",
    remediation=FIX,
    kinds=frozenset({KUBERNETES_SERVICE_ACCOUNT, *workloads.KUBERNETES}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("AUTOMOUNT", "None"),
        passes=_PROGRAM.replace("AUTOMOUNT", "False"),
        unknown=_PROGRAM.replace("AUTOMOUNT", "other.immutable"),
        culprit="mounted-reader",
    ),
    remedy=Remedy("sets automountServiceAccountToken to false", changes, _PROGRAM.replace("AUTOMOUNT", "True")),
)
