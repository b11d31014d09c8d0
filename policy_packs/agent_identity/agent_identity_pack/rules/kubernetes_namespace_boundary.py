"""Kubernetes: every agent's service account stands in a namespace that the boundary's bindings select."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from agent_identity.boundaries.classes import CLASSES
from agent_identity.boundaries.kubernetes import BOUNDARY_LABEL
from agent_identity.permissions.stacks.kinds import KUBERNETES_NAMESPACE, KUBERNETES_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at, known_text
from agent_identity_pack.agents import namespace_of
from agent_identity_pack.boundary_objects import ADMISSION_BINDING, is_ours, kubernetes_is_whole
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "label the namespace for an agent_identity.kubernetes boundary, and list it in approvedBoundaries.kubernetes"


def check(account: Resource, context: Context) -> Iterator[Finding]:
    """Finds a service account whose namespace no binding selects, or whose namespace is not known."""
    agent, name, namespace = context.agent_of(account) is not None, account.label, namespace_of(account)
    if not context.complete:
        return
    homes = context.target(account, "metadata", namespace, KUBERNETES_NAMESPACE).resources
    if isinstance(namespace, str) and _approved(namespace, context):
        # Bindings of another stack select it, but only by its label.
        if all(home.get("metadata", "labels") is UNKNOWN or _class_of(home) for home in homes):
            return
    elif namespace is UNKNOWN and not homes:
        sentence = f"the namespace of {name} is not known, so neither is its boundary"
        yield unproven(account, name, sentence, FIX, "namespace", agent=agent)
        return
    elif homes and all(_selected(home, context) for home in homes):
        return
    sentence = f"{name} stands in the namespace {_called(namespace, homes)}, which no approved binding selects"
    yield broken(account, name, sentence, FIX, f"namespace {_called(namespace, homes)}", agent=agent)


def _approved(namespace: str, context: Context) -> bool:
    return any(fnmatchcase(namespace, pattern) for pattern in context.config.kubernetes_namespaces)


def _called(namespace: Value, homes: tuple[Resource, ...]) -> str:
    return namespace if isinstance(namespace, str) else " or ".join(home.label for home in homes)


def _class_of(home: Resource) -> str | None:
    return known_text(at(home.get("metadata", "labels"), BOUNDARY_LABEL))


def _selected(home: Resource, context: Context) -> bool:
    """Tells whether a whole boundary of the stack, unchanged, selects a namespace by its label."""
    found = context.stack.of(ADMISSION_BINDING)
    bindings = [item for item in found if is_ours(item, context) and item.shares_home(home)]
    return _class_of(home) in CLASSES and any(kubernetes_is_whole(binding, context) for binding in bindings)


_PROGRAM = """
import pulumi_kubernetes as kubernetes

other = kubernetes.core.v1.ConfigMap("namespace-other", metadata={"namespace": "default"})
kubernetes.core.v1.ServiceAccount(
    "housed-reader",
    automount_service_account_token=False,
    metadata={
        "name": "housed-reader",
        "namespace": NAMESPACE,
        "labels": {"agent-type": "housed-reader", "agent-version": "1-0-0",
                   "agent-environment": "prod", "agent-team": "payments"},
    },
)
"""

RULE = Rule(
    id="kubernetes-namespace-boundary",
    severity="critical",
    requirements=("P3-2",),
    sentence="An agent's service account stands in a namespace that the boundary's admission bindings select.",
    remediation=FIX,
    kinds=frozenset({KUBERNETES_SERVICE_ACCOUNT}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("NAMESPACE", '"agents-unbounded"'),
        passes=_PROGRAM.replace("NAMESPACE", '"agents-approved"'),
        unknown=_PROGRAM.replace("NAMESPACE", "other.immutable.apply(str)"),
        culprit="housed-reader",
    ),
    limits="Labels that somebody takes off a namespace later; the boundary's own policy refuses that.",
)
