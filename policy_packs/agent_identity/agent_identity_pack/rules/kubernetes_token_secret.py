"""Kubernetes: no Secret holds a service account's token."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import KUBERNETES_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity_pack.agents import namespace_of
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "mount a projected token (agent_identity.kubernetes gives the volume), which lives an hour"

_TYPE = "kubernetes.io/service-account-token"


def check(secret: Resource, context: Context) -> Iterator[Finding]:
    """Finds Secrets that ask for a token without end, and Secrets in an agents' namespace of no known type."""
    namespace, kind = namespace_of(secret), secret.get("type")
    name = secret.get("metadata", "annotations", "kubernetes.io/service-account.name")
    known = isinstance(name, str) and isinstance(namespace, str)
    reference = f"{namespace}/{name}" if known else (None if name is None else UNKNOWN)
    account = context.target(secret, "metadata", reference, KUBERNETES_SERVICE_ACCOUNT)
    agent = context.concerns_agent(account) or context.agent_of(secret) is not None
    subject = secret.label if account.absent else account.label
    if kind == _TYPE:
        sentence = f"{secret.label} holds a token of {subject} that never expires"
        yield broken(secret, subject, sentence, FIX, "token", agent=agent)
    elif kind is UNKNOWN:
        sentence = f"the type of {secret.label} is not known, so it may hold a token that never expires"
        yield unproven(secret, subject, sentence, FIX, "type", agent=agent)


_PROGRAM = """
import pulumi_kubernetes as kubernetes

other = kubernetes.core.v1.ConfigMap("secret-other", metadata={"namespace": "default"})
kubernetes.core.v1.Secret(
    "agent-secret",
    type=TYPE,
    metadata={
        "name": "agent-secret",
        "namespace": "agents-approved",
        "annotations": {"kubernetes.io/service-account.name": "secret-reader"},
    },
)
"""

RULE = Rule(
    id="kubernetes-token-secret",
    severity="critical",
    requirements=("PF-2", "CR-1"),
    sentence="No Secret holds an agent's token: such a token never expires.",
    remediation=FIX,
    kinds=frozenset({"kubernetes:core:Secret"}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("TYPE", '"kubernetes.io/service-account-token"'),
        passes=_PROGRAM.replace("TYPE", '"Opaque"'),
        unknown=_PROGRAM.replace("TYPE", "other.immutable.apply(str)"),
        culprit="agent-secret",
    ),
    limits="A token that somebody copied into a Secret of another type.",
)
