"""Kubernetes: a projected token lives an hour at most."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at, listed
from agent_identity_pack import workloads
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Change, Examples, Finding, Remedy, Rule, broken, unproven

FIX = "set expirationSeconds to 3600 or use the volume that the component gives"

LONGEST = 3600


def check(workload: Resource, context: Context) -> Iterator[Finding]:
    """Finds projected tokens of agents that are asked for longer than an hour, or for a time that is not known."""
    agent, name = context.agent_of(workload) is not None, workload.label
    for _, seconds in _lives(workload):
        if seconds is UNKNOWN:
            sentence = f"how long a projected token of {name} lives is not known"
            yield unproven(workload, name, sentence, FIX, "life", agent=agent)
        elif isinstance(seconds, int | float) and seconds > LONGEST:
            sentence = f"{name} asks for a token of {seconds:.0f} seconds, more than {LONGEST}"
            yield broken(workload, name, sentence, FIX, f"{seconds:.0f} seconds", agent=agent)


def _lives(workload: Resource) -> Iterator[tuple[tuple[str | int, ...], Value]]:
    """Yields where each projected token says how long it lives, and what it says."""
    volumes = at(workloads.pod_spec(workload), "volumes")
    for number, volume in enumerate([UNKNOWN] if volumes is UNKNOWN else listed(volumes)):
        sources = at(volume, "projected", "sources")
        for place, source in enumerate([UNKNOWN] if sources is UNKNOWN else listed(sources)):
            token = at(source, "serviceAccountToken")
            if token is not None:
                path = ("volumes", number, "projected", "sources", place, "serviceAccountToken", "expirationSeconds")
                yield path, at(token, "expirationSeconds")


def changes(workload: Resource, _: Context) -> Iterator[Change]:
    """Asks for tokens of an hour where longer ones are asked for."""
    for path, seconds in _lives(workload):
        if isinstance(seconds, int | float) and seconds > LONGEST:
            yield Change((*workloads.POD_SPECS[workload.kind], *path), LONGEST)


_PROGRAM = """
import pulumi_kubernetes as kubernetes

LABELS = {"agent-type": "short-reader", "agent-version": "1-0-0",
          "agent-environment": "prod", "agent-team": "payments"}
other = kubernetes.core.v1.ConfigMap("life-other", metadata={"namespace": "default"})
kubernetes.core.v1.ServiceAccount(
    "short-reader",
    automount_service_account_token=False,
    metadata={"name": "short-reader", "namespace": "agents-approved", "labels": LABELS},
)
kubernetes.core.v1.Pod(
    "short-pod",
    metadata={"name": "short-pod", "namespace": "agents-approved", "labels": LABELS},
    spec={
        "service_account_name": "short-reader",
        "automount_service_account_token": False,
        "containers": [{"name": "agent", "image": "agent:1.0.0"}],
        "volumes": [{"name": "token", "projected": {"sources": [
            {"service_account_token": {"path": "token", "audience": "agents", "expiration_seconds": SECONDS}}]}}],
    },
)
"""

RULE = Rule(
    id="kubernetes-token-life",
    severity="high",
    requirements=("CR-1", "P2-1"),
    sentence="An agent's projected token lives 3,600 seconds at most.",
    remediation=FIX,
    kinds=workloads.KUBERNETES,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("SECONDS", "86400"),
        passes=_PROGRAM.replace("SECONDS", "3600"),
        unknown=_PROGRAM.replace("SECONDS", "other.immutable.apply(int)"),
        culprit="short-pod",
    ),
    remedy=Remedy("sets expirationSeconds to 3600", changes, _PROGRAM.replace("SECONDS", "7200")),
)
